//! Carriers: how envelopes leave this machine and come to it.

mod attempt;
mod batch;
mod blobs;
pub mod diary;
mod fault;
pub mod hub_client;
pub mod joining;
pub mod lan;
mod receipts;
mod request;
mod reunion;
pub mod schedule;
pub mod stick;
