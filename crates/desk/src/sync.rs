//! Carriers: how envelopes leave this machine and come to it.

mod attempt;
mod fault;
pub mod hub_client;
pub mod lan;
mod receipts;
mod request;
pub mod schedule;
pub mod stick;
