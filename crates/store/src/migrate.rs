//! Numbered changes of the ground tables: applied once, in order, in one transaction, after a copy
//! of the database was put beside it.

use crate::error::StoreError;
use casework::id::Hash;
use rusqlite::{Connection, params};

/// One file of `migrations/sqlite/`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Migration {
    /// 1, 2, 3 …
    pub(crate) number: u32,
    /// File name without number.
    pub(crate) name: &'static str,
    /// The statements.
    pub(crate) sql: &'static str,
    /// The oldest table version that can still work with the result.
    pub(crate) floor: u32,
}

/// Every migration this program carries, in order.
pub(crate) const ALL: &[Migration] = &[
    Migration {
        number: 1,
        name: "initial",
        sql: include_str!("../../../migrations/sqlite/0001_initial.sql"),
        floor: 1,
    },
    Migration {
        number: 2,
        name: "records",
        sql: include_str!("../../../migrations/sqlite/0002_records.sql"),
        floor: 1,
    },
    Migration {
        number: 3,
        name: "evidence",
        sql: include_str!("../../../migrations/sqlite/0003_evidence.sql"),
        floor: 1,
    },
    Migration {
        number: 4,
        name: "carry",
        sql: include_str!("../../../migrations/sqlite/0004_carry.sql"),
        floor: 1,
    },
    Migration {
        number: 5,
        name: "exchange",
        sql: include_str!("../../../migrations/sqlite/0005_exchange.sql"),
        floor: 1,
    },
    Migration {
        number: 6,
        name: "scope",
        sql: include_str!("../../../migrations/sqlite/0006_scope.sql"),
        floor: 1,
    },
    Migration {
        number: 7,
        name: "blobs",
        sql: include_str!("../../../migrations/sqlite/0007_blobs.sql"),
        // An older program would take a blob that is still coming for a whole one.
        floor: 7,
    },
];

impl Migration {
    fn sha256(&self) -> String {
        Hash::of(self.sql.as_bytes()).to_string()
    }
}

/// Compares a database with the migrations known; gives those that must still be applied.
///
/// # Errors
/// [`StoreError::Newer`], [`StoreError::Migration`]; nothing is written.
pub(crate) fn pending(
    conn: &Connection,
    known: &'static [Migration],
) -> Result<&'static [Migration], StoreError> {
    let app = known.last().map_or(0, |last| last.number);
    let database: u32 = conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if database > app {
        return Err(StoreError::Newer { database, app });
    }
    if database == 0 {
        return Err(StoreError::corrupt("tables"));
    }
    let mut rows = conn.prepare("SELECT number, sha256 FROM migration ORDER BY number")?;
    let applied = rows
        .query_map([], |row| {
            Ok((row.get::<_, u32>(0)?, row.get::<_, String>(1)?))
        })?
        .collect::<Result<Vec<_>, _>>()?;
    for migration in known {
        let found = applied
            .iter()
            .find(|(number, _)| *number == migration.number);
        if found.is_some_and(|(_, sha256)| *sha256 != migration.sha256()) {
            let number = migration.number;
            return Err(StoreError::Migration { number });
        }
    }
    let done = applied.last().map_or(0, |(number, _)| *number);
    let first = known.partition_point(|migration| migration.number <= done);
    Ok(&known[first..])
}

/// Applies migrations inside the caller's transaction.
///
/// # Errors
/// [`StoreError`] of the first statement that fails.
pub(crate) fn apply(conn: &Connection, migrations: &[Migration]) -> Result<(), StoreError> {
    for migration in migrations {
        conn.execute_batch(migration.sql)?;
        conn.execute(
            "INSERT INTO migration VALUES (?1, ?2, ?3, CAST(unixepoch('subsec') * 1000 AS INTEGER))",
            params![migration.number, migration.name, migration.sha256()],
        )?;
        // A later migration does not make an older program fit again.
        let floor: u32 = conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
        conn.pragma_update(None, "user_version", floor.max(migration.floor))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shipped_files_are_the_ones_in_the_list_of_checksums() {
        let listed = include_str!("../../../migrations/CHECKSUMS").lines();
        let listed: Vec<&str> = listed.filter(|line| line.contains("  sqlite/")).collect();
        let shipped: Vec<String> = ALL
            .iter()
            .map(|migration| {
                let (number, name) = (migration.number, migration.name);
                format!("{}  sqlite/{number:04}_{name}.sql", migration.sha256())
            })
            .collect();
        assert_eq!(
            listed, shipped,
            "shipped migrations are never edited: add one"
        );
    }
}
