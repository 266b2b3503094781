//! Numbered changes of the tables, applied by whichever process comes first.

use super::connection::{Connection, PgTx};
use super::exact;
use crate::error::StoreError;
use crate::store::StoreId;
use casework::id::Hash;
use tokio_postgres::IsolationLevel;

/// Taken while tables are made.
const MIGRATION_LOCK: i64 = i64::from_be_bytes(*b"motcua/0");

/// The files of `migrations/postgres/`, in order; the first is number 1.
const ALL: &[(&str, &str)] = &[
    (
        "initial",
        include_str!("../../../../migrations/postgres/0001_initial.sql"),
    ),
    (
        "scope",
        include_str!("../../../../migrations/postgres/0002_scope.sql"),
    ),
    (
        "blobs",
        include_str!("../../../../migrations/postgres/0003_blobs.sql"),
    ),
];

/// The oldest server this program is tested with.
const SERVER_MIN: i32 = 15;

fn is_new_enough(version_num: i32) -> Result<(), StoreError> {
    let found = version_num / 10_000;
    if found < SERVER_MIN {
        let found = found.unsigned_abs();
        return Err(StoreError::OldServer { found });
    }
    Ok(())
}

/// Brings the tables up to date and gives the name of the replica; a new one is called `fresh`.
pub(super) fn run(connection: &mut Connection, fresh: StoreId) -> Result<StoreId, StoreError> {
    let tx = connection.begin(IsolationLevel::ReadCommitted, false)?;
    let version = tx.one("SELECT current_setting('server_version_num')::int", &[])?;
    is_new_enough(version.get(0))?;
    tx.lock(MIGRATION_LOCK)?;
    let applied = applied(&tx)?;
    if applied.len() > ALL.len() {
        return Err(StoreError::Newer {
            database: u32::try_from(applied.len()).unwrap_or(u32::MAX),
            app: u32::try_from(ALL.len()).unwrap_or(u32::MAX),
        });
    }
    for (number, (name, sql)) in (1_i32..).zip(ALL) {
        let sum = Hash::of(sql.as_bytes()).to_string();
        match applied.get(number.unsigned_abs() as usize - 1) {
            Some(found) if *found == sum => {}
            Some(_) => {
                return Err(StoreError::Migration {
                    number: number.unsigned_abs(),
                });
            }
            None => {
                tx.batch(sql)?;
                tx.rows(
                    "INSERT INTO migration (number, name, sha256) VALUES ($1, $2, $3)",
                    &[&number, name, &sum],
                )?;
            }
        }
    }
    tx.rows(
        "INSERT INTO replica (one, id) VALUES (1, $1) ON CONFLICT (one) DO NOTHING",
        &[&fresh.0.as_slice()],
    )?;
    let id = exact(tx.one("SELECT id FROM replica", &[])?.get(0))?;
    tx.commit()?;
    Ok(StoreId(id))
}

/// The checksums of what was applied before, in order.
fn applied(tx: &PgTx<'_>) -> Result<Vec<String>, StoreError> {
    let made = tx.one("SELECT to_regclass('migration') IS NOT NULL", &[])?;
    if !made.get::<_, bool>(0) {
        return Ok(vec![]);
    }
    let rows = tx.rows("SELECT sha256 FROM migration ORDER BY number", &[])?;
    Ok(rows.iter().map(|row| row.get(0)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_is_too_old_is_named() {
        for (version_num, refused) in [
            (90_624, Some(9)),
            (140_019, Some(14)),
            (150_000, None),
            (180_001, None),
        ] {
            let found = match is_new_enough(version_num) {
                Err(StoreError::OldServer { found }) => Some(found),
                _ => None,
            };
            assert_eq!(found, refused, "{version_num}");
        }
    }

    #[test]
    fn shipped_files_are_the_ones_in_the_list_of_checksums() {
        let listed = include_str!("../../../../migrations/CHECKSUMS");
        for (number, (name, sql)) in (1..).zip(ALL) {
            let sum = Hash::of(sql.as_bytes());
            let line = format!("{sum}  postgres/{number:04}_{name}.sql\n");
            assert!(listed.contains(&line), "never edit a shipped one: add one");
        }
    }
}
