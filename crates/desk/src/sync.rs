//! Carriers: how envelopes leave this machine and come to it.

pub mod hub_client;
mod request;
pub(crate) mod schedule;
