//! Carriers: how envelopes leave this machine and come to it.

mod attempt;
mod fault;
pub mod hub_client;
mod request;
pub(crate) mod schedule;
