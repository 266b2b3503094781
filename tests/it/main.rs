//! One binary of stories through the public doors of the crates, and the rules of the house.

mod tidy;
