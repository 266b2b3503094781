//! Stories in the real window, by keyboard alone, on the screen of `DISPLAY`.
//!
//! `cargo xtask test` and, without a display, `cargo xtask run` start them: `MOTCUA_DESKTOP` is the
//! window's program, `MOTCUA_SCREENSHOTS` the folder for pictures. One session at a time: three on
//! one screen hang WebKit's driver.

mod counter;
mod decisions;
mod driver;
mod first;
mod joining;
mod offices;
mod paperwork;
