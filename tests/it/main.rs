//! One binary of stories through the public doors of the crates, and the rules of the house.

mod books;
mod catalogue;
mod citizens;
mod conflicts;
mod counter;
mod cuts;
mod deadlines;
mod decisions;
mod demo;
mod disk;
mod enrolment;
mod evidence;
mod fees;
mod input;
mod numbers;
mod offline;
mod papers;
mod paperwork;
mod people;
mod receipts;
mod records;
mod registers;
mod slips;
mod steps;
mod strangers;
mod tidy;
