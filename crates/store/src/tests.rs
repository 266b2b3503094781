//! The store through its public interface, with real envelopes and deterministic keys.

mod attempts;
mod blobs;
mod branches;
mod carry;
mod door;
mod figures;
mod files;
mod lists;
mod numbers;
mod office_records;
mod offices;
mod own;
mod records;
mod speed;
mod world;
