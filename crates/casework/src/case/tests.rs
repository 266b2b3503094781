//! What the tests of cases, their fees and their papers share.

pub(crate) mod world;
