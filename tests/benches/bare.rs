//! The bare cost: the same work by the database alone. The only SQL outside the store's room.

use anyhow::{Result, ensure};
use rusqlite::{Connection, params};
use std::path::Path;
use store::DbKey;

/// Opens an encrypted database as the store does, by its raw key, and reads its first page.
pub(crate) fn open(path: &Path, key: &DbKey) -> Result<Connection> {
    let conn = Connection::open(path)?;
    let hex: String = key.0.iter().map(|byte| format!("{byte:02x}")).collect();
    conn.pragma_update(None, "key", format!("x'{hex}'"))?;
    conn.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    Ok(conn)
}

/// A fresh database with one table of byte strings, as durable as the store's.
pub(crate) fn create(path: &Path, key: &DbKey) -> Result<Connection> {
    let conn = open(path, key)?;
    let mode: String =
        conn.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
    ensure!(mode == "wal", "the folder cannot hold a write-ahead log");
    conn.pragma_update(None, "synchronous", "FULL")?;
    conn.execute_batch("CREATE TABLE bare (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL)")?;
    Ok(conn)
}

/// Puts byte strings in with one durable commit.
pub(crate) fn commit(conn: &mut Connection, rows: &[Vec<u8>]) -> Result<()> {
    let tx = conn.transaction()?;
    {
        let mut insert = tx.prepare_cached("INSERT INTO bare (bytes) VALUES (?1)")?;
        for bytes in rows {
            insert.execute([bytes])?;
        }
    }
    Ok(tx.commit()?)
}

/// The row numbers of a full-text question, without reading any row; gives how many.
pub(crate) fn search(conn: &Connection, expression: &str, limit: usize) -> Result<usize> {
    let mut statement = conn.prepare_cached(
        "SELECT rowid FROM p_search WHERE p_search MATCH ?1 ORDER BY rowid DESC LIMIT ?2",
    )?;
    let mut rows = statement.query(params![expression, i64::try_from(limit)?])?;
    let mut found = 0;
    while let Some(row) = rows.next()? {
        row.get::<_, i64>(0)?;
        found += 1;
    }
    Ok(found)
}

/// Rows of cases by their number, without order, state or count; gives how many.
pub(crate) fn rows(conn: &Connection, limit: usize) -> Result<usize> {
    let mut statement =
        conn.prepare_cached("SELECT id, code, applicant, procedure_name FROM p_case LIMIT ?1")?;
    let mut rows = statement.query([i64::try_from(limit)?])?;
    let mut found = 0;
    while let Some(row) = rows.next()? {
        row.get::<_, String>(3)?;
        found += 1;
    }
    Ok(found)
}
