//! The whole workstation without a window: use cases, sync clients, printing, the command list and
//! the command line. Deliberately absent: Tauri.

pub mod api;
pub mod cases;
pub mod catalogue;
pub mod cli;
pub mod clock;
pub mod conflicts;
pub mod counter;
pub mod demo;
pub mod desk;
pub mod enrolment;
pub mod error;
pub mod evidence;
pub mod export;
pub mod fees;
pub mod handover;
pub mod identity;
pub mod offices;
pub mod old_books;
pub mod pad;
pub mod paper;
pub mod picture;
pub mod print;
pub mod records;
pub mod reports;
pub mod scans;
pub mod slip;
pub mod sync;
mod words;

pub use identity::default_data_dir;
