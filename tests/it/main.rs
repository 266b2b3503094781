//! One binary of stories through the public doors of the crates, and the rules of the house.

mod catalogue;
mod conflicts;
mod cuts;
mod demo;
mod disk;
mod enrolment;
mod input;
mod numbers;
mod offline;
mod receipts;
mod records;
mod strangers;
mod tidy;
