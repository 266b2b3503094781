//! Tables and statements, one module for each group of tables.

pub(crate) mod attempts;
pub(crate) mod blobs;
pub(crate) mod carry;
pub(crate) mod check;
pub(crate) mod duplicates;
pub(crate) mod exchanges;
pub(crate) mod figures;
pub(crate) mod ground;
pub(crate) mod log;
pub(crate) mod lost;
pub(crate) mod numbers;
pub(crate) mod old_books;
pub(crate) mod payments;
pub(crate) mod projection;
pub(crate) mod quarantine;
pub(crate) mod rebuild;
pub(crate) mod records;
pub(crate) mod roster;
pub(crate) mod route;
pub(crate) mod search;
pub(crate) mod settings;

use crate::error::StoreError;
use casework::id::{CaseId, Hash};
use casework::time::LocalTime;
use rusqlite::Row;

/// Counts and positions are stored as SQLite's signed integers.
pub(crate) fn signed(value: u64) -> i64 {
    value.cast_signed()
}

pub(crate) fn unsigned(value: i64) -> u64 {
    value.cast_unsigned()
}

pub(crate) fn count(row: &Row<'_>, index: usize) -> rusqlite::Result<u64> {
    row.get::<_, i64>(index).map(unsigned)
}

pub(crate) fn hash(row: &Row<'_>, index: usize) -> rusqlite::Result<Hash> {
    row.get(index).map(Hash)
}

pub(crate) fn case_id(row: &Row<'_>, index: usize) -> rusqlite::Result<CaseId> {
    row.get(index).map(CaseId)
}

pub(crate) fn local_time(ms: i64) -> Result<LocalTime, StoreError> {
    LocalTime::from_unix_ms(ms).map_err(|_| StoreError::corrupt("time"))
}
