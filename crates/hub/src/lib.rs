//! The sync server: what two installations say to each other, and the router that answers.
//!
//! The same router serves a province's hub and, over the local network, any desk. The exchange is
//! `docs/PROTOCOL.md`.

pub mod auth;
mod blobs;
pub mod cli;
pub mod config;
mod countersign;
mod directory;
mod doors;
mod enrol;
mod error;
mod exchange;
mod folder;
mod gate;
mod hub;
mod invitation;
mod limits;
mod metrics;
mod objects;
mod peer;
mod recovery;
mod routes;
mod serve;
mod turned_away;
pub mod wire;

pub use error::HubError;
pub use hub::{Clock, Hub};
pub use invitation::{Invitation, InvitationError};
pub use metrics::metrics_router;
pub use peer::Peer;
pub use recovery::{RETIRED, RecoveryState, Returning};
pub use routes::router;
pub use serve::{serve, serve_metrics, serve_tls, tls};

#[cfg(test)]
mod tests;
