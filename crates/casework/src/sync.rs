//! What travels between installations: signed envelopes, and the checks at every door.

pub mod blob;
pub mod bundle;
mod dictionary;
pub mod door;
pub mod envelope;
pub mod frame;
pub mod receipt;
pub mod roster;
pub mod sheaf;
pub mod way;
