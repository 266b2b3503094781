//! Carriers: how envelopes leave this machine and come to it.

mod attempt;
pub mod diary;
mod fault;
pub mod hub_client;
mod receipts;
mod request;
mod reunion;
pub mod schedule;
pub mod stick;
