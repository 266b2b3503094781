//! The database file: creating, opening, migrating, filling up, tampering.

use super::world::*;
use crate::migrate::{ALL, Migration};
use crate::{DbKey, Store, StoreError, StoreId};
use std::fs;
use std::path::Path;

/// The number after the shipped ones.
const NEXT: u32 = ALL[ALL.len() - 1].number + 1;
const LATER: &[Migration] =
    &with_next("later", "CREATE TABLE later (n INTEGER PRIMARY KEY) STRICT");
const BROKEN: &[Migration] = &with_next(
    "broken",
    "CREATE TABLE half (n INTEGER PRIMARY KEY) STRICT; SELECT no_such_function()",
);

const fn with_next(name: &'static str, sql: &'static str) -> [Migration; ALL.len() + 1] {
    let next = Migration {
        number: NEXT,
        name,
        sql,
        floor: NEXT,
    };
    let mut all = [next; ALL.len() + 1];
    let mut n = 0;
    while n < ALL.len() {
        all[n] = ALL[n];
        n += 1;
    }
    all
}

/// The list of this program with another text of the first.
fn edited() -> &'static [Migration] {
    let mut all = ALL.to_vec();
    all[0].sql = "SELECT 1";
    Vec::leak(all)
}

fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| {
            let entry = entry.expect("an entry");
            let name = entry.file_name().to_string_lossy().into_owned();
            (name, fs::read(entry.path()).expect("bytes"))
        })
        .collect();
    files.sort();
    files
}

#[test]
fn nothing_opens_without_the_right_key_and_nothing_is_replaced() {
    let folder = Folder::new();
    let file = folder.file();
    assert!(matches!(Store::open(&file, &KEY), Err(StoreError::Missing)));
    let store = folder.store();
    assert_eq!(store.id(), StoreId([1; 16]));
    store.write(|tx| tx.set_setting("k", b"v")).expect("kept");
    drop(store);
    let before = files(folder.dir.path());
    assert_eq!(before.len(), 1);
    let other = DbKey([1; 32]);
    assert!(matches!(
        Store::open(&file, &other),
        Err(StoreError::WrongKey)
    ));
    for key in [&KEY, &other] {
        let created = Store::create(&file, key, StoreId([2; 16]));
        assert!(matches!(created, Err(StoreError::Exists)));
    }
    assert_eq!(files(folder.dir.path()), before);
    let store = Store::open(&file, &KEY).expect("opens");
    assert_eq!(store.id(), StoreId([1; 16]));
    assert_eq!(read(&store, |r| r.setting("k")), Some(b"v".to_vec()));
    assert_eq!(format!("{KEY:?}"), "DbKey(..)");
    fs::write(folder.dir.path().join("empty"), b"").expect("written");
    let empty = Store::open(&folder.dir.path().join("empty"), &KEY);
    assert!(
        matches!(empty, Err(StoreError::Corrupt { .. })),
        "{empty:?}"
    );
}

#[test]
fn a_failed_creation_leaves_nothing() {
    let folder = Folder::new();
    let failed = Store::create_with(&folder.file(), &KEY, StoreId([1; 16]), BROKEN);
    assert!(matches!(failed, Err(StoreError::Sqlite(_))), "{failed:?}");
    assert_eq!(files(folder.dir.path()), []);
    let nowhere = folder.dir.path().join("no").join("case.db");
    assert!(Store::create(&nowhere, &KEY, StoreId([1; 16])).is_err());
    assert_eq!(files(folder.dir.path()), []);
}

#[test]
fn an_older_program_refuses_a_newer_database_and_changes_nothing() {
    let folder = Folder::new();
    drop(Store::create_with(&folder.file(), &KEY, StoreId([1; 16]), LATER).expect("a store"));
    let before = files(folder.dir.path());
    let refused = Store::open(&folder.file(), &KEY);
    let Err(StoreError::Newer { database, app }) = refused else {
        panic!("{refused:?}");
    };
    // No shipped migration shuts older programs out.
    assert_eq!((database, app), (NEXT, NEXT - 1));
    assert_eq!(files(folder.dir.path()), before);
}

#[test]
fn a_migration_is_applied_once_after_a_copy_was_made() {
    let folder = Folder::new();
    let store = folder.store();
    store.write(|tx| tx.set_setting("k", b"v")).expect("kept");
    drop(store);
    let failed = Store::open_with(&folder.file(), &KEY, BROKEN);
    assert!(matches!(failed, Err(StoreError::Sqlite(_))), "{failed:?}");
    drop(Store::open(&folder.file(), &KEY).expect("still the old one"));
    for _ in 0..2 {
        let store = Store::open_with(&folder.file(), &KEY, LATER).expect("migrated");
        assert_eq!(read(&store, |r| r.setting("k")), Some(b"v".to_vec()));
        store
            .with_writer(|conn| conn.execute("INSERT INTO later DEFAULT VALUES", []))
            .expect("there");
    }
    let copy = folder.dir.path().join(format!("case.db-before-{NEXT:04}"));
    let store = Store::open(&copy, &KEY).expect("the copy is the old one");
    assert_eq!(read(&store, |r| r.setting("k")), Some(b"v".to_vec()));
}

#[test]
fn an_edited_migration_is_noticed() {
    let folder = Folder::new();
    drop(folder.store());
    let opened = Store::open_with(&folder.file(), &KEY, edited());
    assert!(
        matches!(opened, Err(StoreError::Migration { number: 1 })),
        "{opened:?}"
    );
}

#[test]
fn a_projection_made_by_another_program_is_made_again() {
    let mut desk = Author::new(1);
    let (folder, store) = store_with(&mut [&mut desk]);
    let envelope = desk.open(&case(0, "Nông Thị Hằng"));
    store.write(|tx| tx.append_own(&envelope)).expect("kept");
    store.with_writer(|conn| {
        conn.execute_batch("UPDATE replica SET projection = 'old'; DROP TABLE p_case")
            .expect("old");
    });
    drop(store);
    let store = Store::open(&folder.file(), &KEY).expect("opens");
    assert_eq!(read(&store, |r| r.search("nong", 9)).len(), 1);
    sound(&store);
}

#[test]
fn a_backup_is_a_store_of_its_own() {
    let mut desk = Author::new(1);
    let (folder, store) = store_with(&mut [&mut desk]);
    let envelope = desk.open(&case(0, "Nông Thị Hằng"));
    store.write(|tx| tx.append_own(&envelope)).expect("kept");
    let to = folder.dir.path().join("copy.db");
    store.backup(&to).expect("copied");
    assert!(matches!(store.backup(&to), Err(StoreError::Exists)));
    assert!(matches!(
        Store::open(&to, &DbKey([1; 32])),
        Err(StoreError::WrongKey)
    ));
    let copy = Store::open(&to, &KEY).expect("opens");
    let digest = |store: &Store| read(store, |r| r.heads_digest(None));
    assert_eq!(digest(&copy), digest(&store));
    assert_eq!(copy.id(), store.id());
    copy.renew(StoreId([3; 16])).expect("renewed");
    assert_eq!(copy.id(), StoreId([3; 16]));
    drop(copy);
    let copy = Store::open(&to, &KEY).expect("opens");
    assert_eq!(copy.id(), StoreId([3; 16]));
    sound(&copy);
}

#[test]
fn a_full_disk_is_said_and_nothing_is_half_written() {
    let mut desk = Author::new(1);
    let (_folder, store) = store_with(&mut [&mut desk]);
    let limit = |pages: u32| {
        store.with_writer(|conn| {
            conn.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()))
                .expect("set");
        });
    };
    limit(1);
    let opened = desk.open(&case(0, "Vàng Seo Páo"));
    let full: Result<_, StoreError> = store.write(|tx| {
        tx.append_own(&opened)?;
        tx.put_blob(&[7; 3_000_000])
    });
    assert!(matches!(full, Err(StoreError::Full)), "{full:?}");
    let page = vec![opened.to_wire(); 1];
    // A caller that drops the error cannot commit a part.
    let dropped: Result<(), StoreError> = store.write(|tx| {
        tx.ingest(&page, MORNING)?;
        assert!(matches!(
            tx.put_blob(&[7; 3_000_000]),
            Err(StoreError::Full)
        ));
        assert!(tx.set_setting("k", b"v").is_err());
        Ok(())
    });
    assert!(dropped.is_err());
    assert_eq!(read(&store, |r| r.counts()).cases, 0);
    assert_eq!(read(&store, |r| r.setting("k")), None);
    limit(1_000_000);
    store.write(|tx| tx.append_own(&opened)).expect("kept");
    assert_eq!(read(&store, |r| r.last_position(OFFICE)), 2);
    sound(&store);
}

#[test]
fn what_cannot_be_written_is_said() {
    let folder = Folder::new();
    let store = folder.store();
    store
        .with_writer(|conn| conn.pragma_update(None, "query_only", true))
        .expect("set");
    let refused = store.write(|tx| tx.set_setting("k", b"v"));
    assert!(matches!(refused, Err(StoreError::ReadOnly)), "{refused:?}");
    drop(store);
    let mut rights = fs::metadata(folder.dir.path())
        .expect("a folder")
        .permissions();
    let writable = rights.clone();
    rights.set_readonly(true);
    fs::set_permissions(folder.dir.path(), rights).expect("set");
    // Some users, and some systems, may write in spite of it.
    let ignored = fs::write(folder.dir.path().join("probe"), b"").is_ok();
    let opened = Store::open(&folder.file(), &KEY);
    let created = Store::create(&folder.dir.path().join("new.db"), &KEY, StoreId([1; 16]));
    fs::set_permissions(folder.dir.path(), writable).expect("set back");
    for result in [opened, created] {
        match result {
            Ok(_) => assert!(ignored),
            Err(error) => assert!(
                matches!(error, StoreError::ReadOnly) && !ignored,
                "{error:?}"
            ),
        }
    }
}

#[test]
fn a_busy_database_is_said() {
    let folder = Folder::new();
    let store = folder.store();
    let other = Store::open(&folder.file(), &KEY).expect("a second handle");
    other
        .with_writer(|conn| conn.busy_timeout(std::time::Duration::ZERO))
        .expect("set");
    let inner: Result<(), StoreError> = store.write(|tx| {
        tx.set_setting("k", b"v")?;
        other.write(|tx| tx.set_setting("k", b"w"))
    });
    assert!(matches!(inner, Err(StoreError::Busy)), "{inner:?}");
}

#[test]
fn nothing_personal_stands_in_the_files() {
    let mut desk = Author::new(1);
    let (folder, store) = store_with(&mut [&mut desk]);
    let envelope = desk.open(&case(0, "Lường Thị Duyên"));
    store.write(|tx| tx.append_own(&envelope)).expect("kept");
    store
        .write(|tx| tx.put_blob(b"LUONG THI DUYEN scan"))
        .expect("kept");
    let found = |needle: &[u8]| {
        files(folder.dir.path())
            .iter()
            .any(|(_, bytes)| bytes.windows(needle.len()).any(|window| window == needle))
    };
    assert!(
        files(folder.dir.path())
            .iter()
            .any(|(name, _)| name == "case.db-wal")
    );
    for needle in [
        "Lường",
        "luong",
        "LUONG",
        "020199",
        "CREATE TABLE",
        "SQLite format",
    ] {
        assert!(!found(needle.as_bytes()), "{needle}");
    }
    let key = &KEY.0[..8];
    assert!(!found(key));
}

#[test]
fn tampering_with_a_row_is_found() {
    for (sql, wanted) in [
        ("UPDATE p_case SET applicant = 'Khác'", "projection"),
        ("UPDATE p_case SET due_ms = due_ms + 1", "projection"),
        ("DELETE FROM p_search WHERE rowid = 1", "projection"),
        ("DELETE FROM p_case", "projection"),
        ("UPDATE p_document SET heads = x'00'", "projection"),
        ("UPDATE envelope SET made_at_ms = 1 WHERE kind = 0", "envelope"),
        ("UPDATE envelope SET wire = CAST(substr(wire, 1, length(wire) - 1) || x'00' AS BLOB) WHERE kind = 0", "signature"),
        (
            "UPDATE envelope SET wire = CAST(replace(CAST(wire AS TEXT), '1.001193', '1.001194') AS BLOB)
             WHERE kind = 0",
            "envelope",
        ),
        ("DELETE FROM envelope WHERE kind = 0", "positions"),
        ("UPDATE envelope SET position = 9 WHERE kind = 0", "positions"),
        ("UPDATE feed SET last = 9", "positions"),
        ("UPDATE device SET revoked = 1", "device"),
        ("DELETE FROM device", "device"),
        ("INSERT INTO band VALUES (1, zeroblob(16), zeroblob(16), 1, 5001, 5100),
                                  (2, zeroblob(16), zeroblob(16), 2, 5100, 5199)", "bands_overlap"),
    ] {
        let mut desk = Author::new(1);
        let (_folder, store) = store_with(&mut [&mut desk]);
        ingest(&store, &[&desk.open(&case(0, "Phùng Thị Sinh"))]);
        sound(&store);
        store.with_writer(|conn| conn.execute(sql, [])).expect(sql);
        let problems = store.check(true).expect("a check");
        assert!(problems.iter().any(|problem| problem.code == wanted), "{sql}: {problems:?}");
    }
}
