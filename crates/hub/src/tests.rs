//! The hub over loopback, asked by workstations that have a store and nothing else.

mod carrying;
mod folder;
mod golden;
mod on_file;
#[cfg(feature = "postgres")]
mod on_postgres;
mod secure;
#[cfg(feature = "postgres")]
#[expect(unreachable_pub, reason = "the package `tests` has it too")]
#[path = "../../store/src/tests/server.rs"]
mod server;
mod world;
