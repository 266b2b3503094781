//! Filling the tables of the projection from the log, all at once.

use super::projection::project;
use super::{case_id, count, log, records};
use crate::error::StoreError;
use casework::id::{CaseId, Hash};
use rusqlite::{Connection, TransactionBehavior};

/// The tables, dropped and created anew when this text changes.
const TABLES: &str = include_str!("../../../../migrations/sqlite/projection.sql");

/// Every document of the log, in the order of first arrival.
pub(crate) fn documents(conn: &Connection) -> Result<Vec<CaseId>, StoreError> {
    let mut statement = conn
        .prepare_cached("SELECT doc FROM envelope WHERE kind = 0 GROUP BY doc ORDER BY min(id)")?;
    let rows = statement.query_map([], |row| case_id(row, 0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Drops all tables of the projection and fills them again; gives the number of documents.
pub(crate) fn rebuild(conn: &Connection) -> Result<u64, StoreError> {
    for table in [
        "p_search",
        "p_payment",
        "p_blob",
        "p_figure",
        "p_compared",
        "p_case",
        "p_document",
        "p_record",
        "p_old_search",
        "p_old_entry",
    ] {
        conn.execute_batch(&format!("DROP TABLE IF EXISTS {table}"))?;
    }
    conn.execute_batch(TABLES)?;
    let documents = documents(conn)?;
    for doc in &documents {
        if let Some(mut document) = log::document(conn, *doc)? {
            project(conn, *doc, &document.heads(), document.case().as_ref())?;
        }
    }
    records::rebuild(conn)?;
    conn.execute("UPDATE replica SET projection = ?1", [version()])?;
    Ok(documents.len() as u64)
}

/// Rebuilds a projection that an older or newer program made.
pub(crate) fn refresh(conn: &mut Connection) -> Result<(), StoreError> {
    let made: String = conn.query_row("SELECT projection FROM replica", [], |row| row.get(0))?;
    if made == version() {
        return Ok(());
    }
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    rebuild(&tx)?;
    tx.commit()?;
    Ok(())
}

fn version() -> String {
    Hash::of(TABLES.as_bytes()).to_string()
}

/// How many rows each table of the projection has: documents, cases, searchable cases.
pub(crate) fn sizes(conn: &Connection) -> Result<[u64; 3], StoreError> {
    Ok(conn.query_row(
        "SELECT (SELECT count(*) FROM p_document), (SELECT count(*) FROM p_case),
                (SELECT count(*) FROM p_search)",
        [],
        |row| Ok([count(row, 0)?, count(row, 1)?, count(row, 2)?]),
    )?)
}
