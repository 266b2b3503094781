//! Carriers: how envelopes leave this machine and come to it.

mod attempt;
mod blobs;
mod fault;
pub mod hub_client;
mod receipts;
mod request;
pub mod schedule;
pub mod stick;
