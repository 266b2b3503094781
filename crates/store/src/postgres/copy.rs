//! A hub's database on a server and the file that `crate::backup` writes hold the same rows: a copy of
//! the one is the other, in either direction, in one snapshot and one transaction.

use super::connection::{Connection, PgTx};
use super::{HUB_LOCK, Postgres};
use crate::backup::{self, Content};
use crate::error::StoreError;
use crate::hub_store::{HubReader, HubTx};
use crate::sqlite::log::FOREIGN;
use crate::sqlite::rebuild;
use crate::store::{DbKey, Store, StoreId};
use rusqlite::types::Value;
use rusqlite::{Connection as File, params_from_iter};
use std::path::Path;
use tokio_postgres::types::ToSql;
use tokio_postgres::{IsolationLevel, Row};

/// Envelopes that are read from the server at once.
const PAGE: i64 = 500;

/// How the server keeps a column; the file keeps the last three as numbers.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Bytes,
    Text,
    Number,
    /// `integer`.
    Small,
    /// `boolean`.
    Flag,
}
use Kind::{Bytes, Flag, Number, Small, Text};

/// A table with the same columns on both sides.
struct Table {
    name: &'static str,
    columns: &'static [(&'static str, Kind)],
    order: &'static str,
}

const FEED: Table = Table {
    name: "feed",
    columns: &[("office", Bytes), ("last", Number)],
    order: "office",
};

const LOG: Table = Table {
    name: "envelope",
    columns: &[
        ("office", Bytes),
        ("position", Number),
        ("hash", Bytes),
        ("device", Bytes),
        ("epoch", Number),
        ("seq", Number),
        ("prev", Bytes),
        ("kind", Small),
        ("doc", Bytes),
        ("made_at_ms", Number),
        ("received_ms", Number),
        ("wire", Bytes),
    ],
    order: "office, position",
};

/// Names envelopes by hash on the server and by number in the file.
const ROUTED: Table = Table {
    name: "routed",
    columns: &[("office", Bytes), ("position", Number), ("envelope", Bytes)],
    order: "office, position",
};

/// Everything else that is not computed; each fits into memory.
const SMALL: [Table; 11] = [
    Table {
        name: "device",
        columns: &[
            ("id", Bytes),
            ("key", Bytes),
            ("office", Bytes),
            ("name", Text),
            ("revoked", Flag),
        ],
        order: "id",
    },
    Table {
        name: "acquainted",
        columns: &[("device", Bytes), ("office", Bytes)],
        order: "device, office",
    },
    Table {
        name: "authority",
        columns: &[("device", Bytes), ("key", Bytes)],
        order: "device",
    },
    Table {
        name: "band",
        columns: &[
            ("office", Bytes),
            ("device", Bytes),
            ("epoch", Number),
            ("lo", Number),
            ("hi", Number),
        ],
        order: "id",
    },
    Table {
        name: "setting",
        columns: &[("key", Text), ("value", Bytes)],
        order: "key",
    },
    Table {
        name: "quarantine",
        columns: &[
            ("hash", Bytes),
            ("reason", Text),
            ("received_ms", Number),
            ("size", Number),
            ("wire", Bytes),
        ],
        order: "hash",
    },
    Table {
        name: "held",
        columns: &[
            ("hash", Bytes),
            ("doc", Bytes),
            ("received_ms", Number),
            ("size", Number),
            ("wire", Bytes),
        ],
        order: "hash",
    },
    Table {
        name: "refused_count",
        columns: &[("reason", Text), ("count", Number)],
        order: "reason",
    },
    Table {
        name: "invitation",
        columns: &[
            ("hash", Bytes),
            ("office", Bytes),
            ("lo", Number),
            ("hi", Number),
            ("name", Text),
            ("expires_ms", Number),
            ("used_by", Bytes),
        ],
        order: "hash",
    },
    Table {
        name: "office",
        columns: &[("id", Bytes), ("code", Text), ("record", Text)],
        order: "id",
    },
    Table {
        name: "object",
        columns: &[
            ("office", Bytes),
            ("hash", Bytes),
            ("size", Number),
            ("chunks", Bytes),
            ("whole", Flag),
        ],
        order: "office, hash",
    },
];

/// What the file has computed from the log.
const COMPUTED: [Table; 3] = [
    Table {
        name: "p_document",
        columns: &[
            ("id", Bytes),
            ("office", Bytes),
            ("heads", Bytes),
            ("is_case", Flag),
            ("conflict", Flag),
            ("for_office", Bytes),
        ],
        order: "id",
    },
    Table {
        name: "p_blob",
        columns: &[
            ("doc", Bytes),
            ("office", Bytes),
            ("hash", Bytes),
            ("size", Number),
        ],
        order: "doc, hash",
    },
    Table {
        name: "p_record",
        columns: &[("id", Bytes), ("office", Bytes), ("envelope", Bytes)],
        order: "id",
    },
];

/// Where the file keeps otherwise what the server has in one table.
const DOCUMENTS: &str =
    "(SELECT p_document.id, p_document.office, heads, p_case.n IS NOT NULL AS is_case,
                                 coalesce(conflict, 0) AS conflict, p_document.for_office
                          FROM p_document LEFT JOIN p_case ON p_case.id = p_document.id)";

const BLOBS: &str = "(SELECT p_case.id AS doc, p_blob.office, hash, size
                      FROM p_blob JOIN p_case USING (n))";
const PLACES: &str = "(SELECT routed.office, routed.position, envelope.hash AS envelope
                       FROM routed JOIN envelope ON envelope.id = routed.envelope)";

impl Table {
    fn columns(&self, column: impl Fn(usize, &str, Kind) -> String) -> String {
        let columns = self.columns.iter().enumerate();
        let columns: Vec<_> = columns
            .map(|(n, (name, kind))| column(n + 1, name, *kind))
            .collect();
        columns.join(", ")
    }

    fn names(&self) -> String {
        self.columns(|_, name, _| name.to_owned())
    }

    fn read_server(&self, filter: &str) -> String {
        let columns = self.columns(|_, name, kind| match kind {
            Bytes | Text | Number => name.to_owned(),
            Small => format!("{name}::bigint"),
            Flag => format!("{name}::int::bigint"),
        });
        format!(
            "SELECT {columns} FROM {} {filter} ORDER BY {}",
            self.name, self.order
        )
    }

    fn write_server(&self) -> String {
        let values = self.columns(|n, _, kind| match kind {
            Bytes | Text | Number => format!("${n}"),
            Small => format!("${n}::bigint::int"),
            Flag => format!("${n}::bigint <> 0"),
        });
        let (name, names) = (self.name, self.names());
        format!("INSERT INTO {name} ({names}) VALUES ({values}) ON CONFLICT DO NOTHING")
    }

    fn read_file(&self) -> String {
        let from = match self.name {
            "p_document" => DOCUMENTS,
            "routed" => PLACES,
            "p_blob" => BLOBS,
            name => name,
        };
        format!(
            "SELECT {} FROM {from} ORDER BY {}",
            self.names(),
            self.order
        )
    }

    fn write_file(&self) -> String {
        let values = self.columns(|n, _, _| format!("?{n}"));
        let (name, names) = (self.name, self.names());
        if name == LOG.name {
            return format!("INSERT INTO {name} ({names}, state) VALUES ({values}, {FOREIGN})");
        }
        if name == ROUTED.name {
            return format!("INSERT INTO {name} SELECT ?1, ?2, id FROM envelope WHERE hash = ?3");
        }
        format!("INSERT INTO {name} ({names}) VALUES ({values})")
    }

    /// A row of the server as the file keeps it.
    fn row(&self, row: &Row) -> Result<Vec<Value>, StoreError> {
        let value = |(n, (_, kind)): (usize, &(&str, Kind))| {
            let value = match kind {
                Bytes => row.try_get::<_, Option<Vec<u8>>>(n)?.map(Value::Blob),
                Text => row.try_get::<_, Option<String>>(n)?.map(Value::Text),
                Number | Small | Flag => row.try_get::<_, Option<i64>>(n)?.map(Value::Integer),
            };
            Ok(value.unwrap_or(Value::Null))
        };
        self.columns.iter().enumerate().map(value).collect()
    }

    fn fill_file(&self, file: &File, rows: &[Row]) -> Result<(), StoreError> {
        let mut write = file.prepare_cached(&self.write_file())?;
        for row in rows {
            write.execute(params_from_iter(self.row(row)?))?;
        }
        Ok(())
    }

    fn fill_server(&self, tx: &PgTx<'_>, file: &File, skip: &[&str]) -> Result<(), StoreError> {
        let write = tx.prepare(&self.write_server())?;
        let mut read = file.prepare(&self.read_file())?;
        let mut rows = read.query([])?;
        while let Some(row) = rows.next()? {
            let values = (0..self.columns.len())
                .map(|n| row.get::<_, Value>(n))
                .collect::<Result<Vec<_>, _>>()?;
            let skipped =
                |value: &Value| matches!(value, Value::Text(key) if skip.contains(&key.as_str()));
            if self.name == "setting" && values.iter().any(skipped) {
                continue;
            }
            let values: Vec<Box<dyn ToSql + Sync>> = values
                .into_iter()
                .zip(self.columns)
                .map(|(value, (_, kind))| sent(value, *kind))
                .collect();
            let values: Vec<&(dyn ToSql + Sync)> = values.iter().map(AsRef::as_ref).collect();
            tx.run(&write, &values)?;
        }
        Ok(())
    }
}

/// A value of the file as the server takes it.
fn sent(value: Value, kind: Kind) -> Box<dyn ToSql + Sync> {
    match (value, kind) {
        (Value::Integer(number), _) => Box::new(number),
        (Value::Text(text), _) => Box::new(text),
        (Value::Blob(bytes), _) => Box::new(bytes),
        (Value::Real(_) | Value::Null, Bytes) => Box::new(None::<Vec<u8>>),
        (Value::Real(_) | Value::Null, Text) => Box::new(None::<String>),
        (Value::Real(_) | Value::Null, Number | Small | Flag) => Box::new(None::<i64>),
    }
}

impl Postgres {
    /// Writes a copy of one snapshot to the file `to`, encrypted with `key`, while the server stays in
    /// use, and opens it to compare. `more` are settings that only the file has.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when there is a file at `to`; any failure leaves none.
    pub fn backup(
        &self,
        to: &Path,
        key: &DbKey,
        more: &[(&str, &[u8])],
    ) -> Result<Content, StoreError> {
        backup::write_checked(to, key, |draft| {
            let store = Store::create(draft, key, self.id())?;
            store.write(|file| {
                let content = self.with(|server| fill(server, file.conn))?;
                for (key, value) in more {
                    file.set_setting(key, value)?;
                }
                file.guarded(rebuild::rebuild)?;
                Ok(content)
            })
        })
    }

    /// Fills this empty database from a copy, as the replica `id`, in one transaction; `begin` writes
    /// what else it begins with, `skip` are settings it does not take. The copy is opened in
    /// `scratch`, which is removed.
    ///
    /// # Errors
    /// [`StoreError::Exists`] where something is in the database; [`StoreError::WrongKey`]; what
    /// `begin` gives. Nothing is kept then.
    pub fn restore<E: From<StoreError>>(
        &self,
        (copy, scratch, key): (&Path, &Path, &DbKey),
        id: StoreId,
        skip: &[&str],
        begin: impl FnOnce(&mut dyn HubTx) -> Result<(), E>,
    ) -> Result<Content, E> {
        backup::with_copy(copy, scratch, key, |store, content| {
            self.with(|connection| {
                let mut tx = connection.begin(IsolationLevel::ReadCommitted, false)?;
                tx.lock(HUB_LOCK)?;
                if tx.envelopes()? > 0 || !tx.all_offices()?.is_empty() {
                    return Err(StoreError::Exists.into());
                }
                store.read(|file| {
                    for table in [&FEED, &LOG, &ROUTED]
                        .into_iter()
                        .chain(&SMALL)
                        .chain(&COMPUTED)
                    {
                        table.fill_server(&tx, file.conn, skip)?;
                    }
                    Ok::<_, StoreError>(())
                })?;
                if Content::of(&tx)? != content {
                    return Err(StoreError::corrupt("copy").into());
                }
                tx.rename(id)?;
                begin(&mut tx)?;
                tx.commit()?;
                Ok(content)
            })
        })
    }
}

fn fill(server: &mut Connection, file: &File) -> Result<Content, StoreError> {
    let tx = server.begin(IsolationLevel::RepeatableRead, true)?;
    let content = Content::of(&tx)?;
    for table in [&FEED].into_iter().chain(&SMALL) {
        let read = tx.prepare(&table.read_server(""))?;
        table.fill_file(file, &tx.run(&read, &[])?)?;
    }
    let after = "WHERE (office, position) > ($1, $2)";
    let read = tx.prepare(&(LOG.read_server(after) + " LIMIT $3"))?;
    let (mut office, mut position) = (Vec::<u8>::new(), 0_i64);
    loop {
        let page = tx.run(&read, &[&office, &position, &PAGE])?;
        LOG.fill_file(file, &page)?;
        let Some(last) = page.last() else {
            break;
        };
        office = last.get(0);
        position = last.get(1);
    }
    let read = tx.prepare(&ROUTED.read_server(""))?;
    ROUTED.fill_file(file, &tx.run(&read, &[])?)?;
    tx.commit()?;
    Ok(content)
}
