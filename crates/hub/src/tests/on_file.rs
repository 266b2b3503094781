//! Every test of the exchange over SQLite in a folder.

#[path = "blobs.rs"]
mod blobs;
#[path = "countersign.rs"]
mod countersign;
#[path = "enrolment.rs"]
mod enrolment;
#[path = "exchange.rs"]
mod exchange;
#[path = "hostile.rs"]
mod hostile;
#[path = "limits.rs"]
mod limits;
#[path = "metrics.rs"]
mod metrics;
#[path = "scope.rs"]
mod scope;

type World = super::world::WorldOn<super::world::File>;
