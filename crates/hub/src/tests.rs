//! The hub over loopback, asked by workstations that have a store and nothing else.

mod countersign;
mod enrolment;
mod exchange;
mod golden;
mod hostile;
mod secure;
mod world;
