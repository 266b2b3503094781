//! PostgreSQL under a hub: several processes over one database, each with a few connections.
//!
//! Whoever lets envelopes in holds a lock on each office they belong to, so that a document is
//! rehearsed on everything that was accepted before; whoever writes anything else holds the one
//! lock of the hub. Offices do not wait for each other.

mod connection;
mod copy;
mod error;
mod feed;
mod ground;
mod hub;
mod migrate;
mod objects;
mod roster;
mod route;

use crate::error::StoreError;
use crate::hub_store::{HubReader, HubTx};
use crate::ingest::{self, Admission};
use crate::store::StoreId;
use casework::id::OfficeId;
use casework::sync::door::Giver;
use casework::sync::envelope::Envelope;
use connection::Connection;
use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};
use tokio_postgres::{Config, IsolationLevel};

/// The lock of everything that is not an envelope of a desk: bands, codes, the hub's own chain.
const HUB_LOCK: i64 = i64::from_be_bytes(*b"motcua/1");

/// How long a server may be silent on a line before it counts as gone.
const PATIENCE: Duration = Duration::from_secs(20);

/// A database on a PostgreSQL server (15 or newer). Clones share the connections.
#[derive(Clone)]
pub struct Postgres {
    inner: Arc<Inner>,
}

struct Inner {
    id: Mutex<StoreId>,
    config: Config,
    idle: Mutex<Vec<Connection>>,
    /// Moves what travels on every connection.
    runtime: Option<Runtime>,
}

impl Drop for Inner {
    fn drop(&mut self) {
        // Also where the last owner is a task that must not wait.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl fmt::Debug for Postgres {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Postgres({})", self.id())
    }
}

impl Postgres {
    /// Connects to the database that `url` names (`postgresql://…` or `host=… dbname=…`) and makes
    /// its tables at the first start; `fresh` must be random: the name of a new replica.
    ///
    /// # Errors
    /// [`StoreError::BadAddress`], [`StoreError::Away`], [`StoreError::Unwelcome`],
    /// [`StoreError::OldServer`], [`StoreError::Newer`], [`StoreError::Migration`], or what the
    /// server says.
    pub fn open(url: &str, fresh: StoreId) -> Result<Self, StoreError> {
        let mut config =
            Config::from_str(url).map_err(|error| StoreError::BadAddress(Box::new(error)))?;
        be_patient(&mut config);
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()?;
        let mut connection = Connection::open(&config, runtime.handle())?;
        let id = migrate::run(&mut connection, fresh)?;
        let inner = Inner {
            id: Mutex::new(id),
            config,
            idle: Mutex::new(vec![connection]),
            runtime: Some(runtime),
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// The database as a replica.
    pub fn id(&self) -> StoreId {
        *self.name()
    }

    fn name(&self) -> std::sync::MutexGuard<'_, StoreId> {
        self.inner.id.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn renew<E: From<StoreError>>(
        &self,
        id: StoreId,
        work: impl FnOnce(&mut dyn HubTx) -> Result<(), E>,
    ) -> Result<(), E> {
        self.with(|connection| {
            let mut tx = connection.begin(IsolationLevel::ReadCommitted, false)?;
            tx.lock(HUB_LOCK)?;
            tx.rename(id)?;
            work(&mut tx)?;
            tx.commit()?;
            Ok::<_, E>(())
        })?;
        *self.name() = id;
        Ok(())
    }

    pub(crate) fn read<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&dyn HubReader) -> Result<T, E>,
    ) -> Result<T, E> {
        self.with(|connection| {
            let tx = connection.begin(IsolationLevel::RepeatableRead, true)?;
            let given = work(&tx)?;
            tx.commit()?;
            Ok(given)
        })
    }

    pub(crate) fn write<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&mut dyn HubTx) -> Result<T, E>,
    ) -> Result<T, E> {
        self.with(|connection| {
            let mut tx = connection.begin(IsolationLevel::ReadCommitted, false)?;
            tx.lock(HUB_LOCK)?;
            let given = work(&mut tx)?;
            tx.commit()?;
            Ok(given)
        })
    }

    pub(crate) fn ingest(
        &self,
        giver: Giver,
        wires: &[Vec<u8>],
        received_ms: i64,
    ) -> Result<Vec<Admission>, StoreError> {
        let mut locks = locks(wires);
        self.with(|connection| {
            loop {
                let tx = connection.begin(IsolationLevel::ReadCommitted, false)?;
                // In one order, so that no two wait for each other.
                for lock in &locks {
                    tx.lock(*lock)?;
                }
                match ingest::ingest(&tx, giver, wires, received_ms) {
                    // A case of two offices: once more, with the lock of both from the beginning.
                    Err(StoreError::Crowded { lock }) if locks.insert(lock) => {}
                    admissions => {
                        let admissions = admissions?;
                        tx.commit()?;
                        return Ok(admissions);
                    }
                }
            }
        })
    }

    /// Lends a connection; one that broke is not lent again.
    fn with<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut connection = self.take()?;
        let result = work(&mut connection);
        if !connection.is_closed() {
            self.idle().push(connection);
        }
        result
    }

    fn take(&self) -> Result<Connection, StoreError> {
        while let Some(connection) = self.pop() {
            if !connection.is_closed() {
                return Ok(connection);
            }
        }
        let runtime = self.inner.runtime.as_ref().ok_or(StoreError::Aborted)?;
        Connection::open(&self.inner.config, runtime.handle())
    }

    fn pop(&self) -> Option<Connection> {
        self.idle().pop()
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.inner
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// A server whose line is dead must not hold a request for ever; what the URL says goes first.
fn be_patient(config: &mut Config) {
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(PATIENCE);
    }
    if config.get_tcp_user_timeout().is_none() {
        config.tcp_user_timeout(PATIENCE);
    }
    let idle = config.get_keepalives_idle().min(PATIENCE);
    config.keepalives_idle(idle);
}

/// One lock for each office that a page writes to; never the hub's own.
fn locks(wires: &[Vec<u8>]) -> BTreeSet<i64> {
    let offices = wires
        .iter()
        .filter_map(|wire| Envelope::from_wire(wire).ok())
        .map(|envelope| envelope.header().office);
    offices.filter_map(lock_of).collect()
}

/// The lock of an office; never the hub's own.
fn lock_of(office: OfficeId) -> Option<i64> {
    let lock = office.0.first_chunk().copied().map(i64::from_be_bytes);
    lock.filter(|lock| *lock != HUB_LOCK)
}

/// Whole numbers are stored as the server's signed integers.
fn unsigned(value: i64) -> u64 {
    value.cast_unsigned()
}

/// A stored value of a fixed length.
fn exact<const N: usize>(bytes: &[u8]) -> Result<[u8; N], StoreError> {
    bytes.try_into().map_err(|_| StoreError::corrupt("length"))
}
