//! What a case is, what may happen to it, how it is written in Automerge, and how two logs are
//! compared.
//!
//! Deliberately absent: input and output, the clock, randomness, SQL, HTTP and user interface.
//! Time, random bytes and everything read from a disk are parameters.
#![warn(missing_docs)]

pub mod address;
pub mod calendar;
pub mod card;
pub mod case;
pub mod command;
pub mod counter;
pub mod crdt;
pub mod duplicate;
pub mod evidence;
pub mod fee;
pub mod figures;
pub mod form;
pub mod handover;
pub mod id;
pub mod index766;
mod leb;
pub mod number;
pub mod office;
pub mod old_book;
pub mod pad;
pub mod person;
pub mod procedure;
pub mod record;
pub mod register;
pub mod rejection;
pub mod rules;
pub mod slip;
pub mod sync;
pub mod text;
pub mod time;
pub mod vietqr;
