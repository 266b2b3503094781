//! One connection with the statements it has prepared, and a transaction on it.

use crate::error::StoreError;
use futures_executor::block_on;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use tokio::runtime::Handle;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Config, IsolationLevel, NoTls, Row, Statement, Transaction};

/// Said at the beginning of each connection: an acknowledgement means that it is on the server's
/// disk, whatever the server's own settings are, and nobody waits for ever.
const MANNERS: &str = "SET synchronous_commit TO on;
    SET lock_timeout TO '20s';
    SET statement_timeout TO '60s';
    SET idle_in_transaction_session_timeout TO '60s'";

/// Statements that were prepared, by their text.
type Statements = BTreeMap<&'static str, Statement>;

pub(super) struct Connection {
    client: Client,
    statements: Statements,
}

impl Connection {
    /// Connects; what travels is moved by `runtime`, whichever thread asks.
    pub(super) fn open(config: &Config, runtime: &Handle) -> Result<Self, StoreError> {
        let config = config.clone();
        let connected = runtime.spawn(async move { config.connect(NoTls).await });
        let (client, line) =
            block_on(connected).map_err(|error| StoreError::Away(Box::new(error)))??;
        // Its end shows in the next statement.
        drop(runtime.spawn(line));
        block_on(client.batch_execute(MANNERS))?;
        let statements = Statements::new();
        Ok(Self { client, statements })
    }

    pub(super) fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    pub(super) fn begin(
        &mut self,
        level: IsolationLevel,
        read_only: bool,
    ) -> Result<PgTx<'_>, StoreError> {
        let tx = self
            .client
            .build_transaction()
            .isolation_level(level)
            .read_only(read_only)
            .start();
        Ok(PgTx {
            tx: block_on(tx)?,
            statements: RefCell::new(&mut self.statements),
            failed: Cell::new(false),
        })
    }
}

/// A transaction; dropped without [`PgTx::commit`] it leaves nothing behind.
pub(super) struct PgTx<'c> {
    tx: Transaction<'c>,
    statements: RefCell<&'c mut Statements>,
    /// A statement failed since the last mark: the server would answer a commit by rolling back.
    failed: Cell<bool>,
}

impl PgTx<'_> {
    /// The rows a statement gives.
    pub(super) fn rows(
        &self,
        sql: &'static str,
        values: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<Row>, StoreError> {
        if self.failed.get() {
            return Err(StoreError::Aborted);
        }
        let rows = self.prepared(sql).and_then(|statement| {
            block_on(self.tx.query(&statement, values)).map_err(StoreError::from)
        });
        if rows.is_err() {
            self.failed.set(true);
        }
        rows
    }

    /// The first row a statement gives.
    pub(super) fn row(
        &self,
        sql: &'static str,
        values: &[&(dyn ToSql + Sync)],
    ) -> Result<Option<Row>, StoreError> {
        Ok(self.rows(sql, values)?.into_iter().next())
    }

    /// The one row that a statement always gives.
    pub(super) fn one(
        &self,
        sql: &'static str,
        values: &[&(dyn ToSql + Sync)],
    ) -> Result<Row, StoreError> {
        let row = self.row(sql, values)?;
        row.ok_or_else(|| StoreError::corrupt("answer"))
    }

    /// A statement that is made for one task.
    pub(super) fn prepare(&self, sql: &str) -> Result<Statement, StoreError> {
        let statement = block_on(self.tx.prepare(sql));
        if statement.is_err() {
            self.failed.set(true);
        }
        Ok(statement?)
    }

    /// The rows such a statement gives.
    pub(super) fn run(
        &self,
        statement: &Statement,
        values: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<Row>, StoreError> {
        if self.failed.get() {
            return Err(StoreError::Aborted);
        }
        let rows = block_on(self.tx.query(statement, values));
        if rows.is_err() {
            self.failed.set(true);
        }
        Ok(rows?)
    }

    /// Statements that are run once in the life of a database, without values.
    pub(super) fn batch(&self, sql: &str) -> Result<(), StoreError> {
        let done = block_on(self.tx.batch_execute(sql));
        if done.is_err() {
            self.failed.set(true);
        }
        Ok(done?)
    }

    /// Waits for a lock that is held until the end of the transaction.
    pub(super) fn lock(&self, lock: i64) -> Result<(), StoreError> {
        self.rows("SELECT pg_advisory_xact_lock($1)", &[&lock])?;
        Ok(())
    }

    /// Goes back to a savepoint, also after a statement that failed.
    pub(super) fn back_to(&self, savepoint: &str) -> Result<(), StoreError> {
        self.batch(&format!("ROLLBACK TO {savepoint}"))?;
        self.failed.set(false);
        Ok(())
    }

    pub(super) fn commit(self) -> Result<(), StoreError> {
        if self.failed.get() {
            return Err(StoreError::Aborted);
        }
        Ok(block_on(self.tx.commit())?)
    }

    fn prepared(&self, sql: &'static str) -> Result<Statement, StoreError> {
        let mut statements = self.statements.borrow_mut();
        if let Some(statement) = statements.get(sql) {
            return Ok(statement.clone());
        }
        let statement = block_on(self.tx.prepare(sql))?;
        statements.insert(sql, statement.clone());
        Ok(statement)
    }
}
