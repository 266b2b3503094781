//! The world the stories happen in: desks and a hub in one temporary folder, the command line as a
//! child process, and lines that break or lie. Everything stays on this machine's loopback.

pub mod cli;
pub mod commands;
pub mod line;
pub mod made_up;
pub mod province;
pub mod random;
pub mod rows;
pub mod views;
pub mod world;
