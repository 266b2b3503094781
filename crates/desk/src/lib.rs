//! The whole workstation without a window: use cases, sync clients, printing, the command list and
//! the command line. Deliberately absent: Tauri.

pub mod print;
