//! What travels between installations: signed envelopes, and the checks at every door.

pub mod door;
pub mod envelope;
pub mod roster;
