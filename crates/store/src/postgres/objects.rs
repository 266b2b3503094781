//! The list of a hub's objects, and the bytes that cases name.

use super::connection::PgTx;
use super::{exact, unsigned};
use crate::error::StoreError;
use crate::objects::{Kept, Named, ObjectReader, ObjectTx, kept};
use casework::case::BlobOfCase;
use casework::id::{CaseId, Hash, OfficeId};

impl ObjectReader for PgTx<'_> {
    fn named_blob(&self, office: OfficeId, hash: Hash) -> Result<Option<Named>, StoreError> {
        let row = self.row(
            "SELECT p_blob.office, max(size) FROM p_blob JOIN p_document ON p_document.id = doc
             WHERE hash = $2 AND (p_blob.office = $1 OR for_office = $1)
             GROUP BY p_blob.office ORDER BY p_blob.office <> $1, p_blob.office LIMIT 1",
            &[&office.0.as_slice(), &hash.0.as_slice()],
        )?;
        row.map(|row| {
            Ok(Named {
                owner: OfficeId(exact(row.get(0))?),
                size: unsigned(row.get(1)),
            })
        })
        .transpose()
    }

    fn object(&self, office: OfficeId, hash: Hash) -> Result<Option<Kept>, StoreError> {
        let row = self.row(
            "SELECT size, chunks, whole FROM object WHERE office = $1 AND hash = $2",
            &[&office.0.as_slice(), &hash.0.as_slice()],
        )?;
        row.map(|row| kept(unsigned(row.get(0)), row.get(1), row.get(2)))
            .transpose()
    }

    fn objects(&self) -> Result<Vec<(OfficeId, Hash, Kept)>, StoreError> {
        let rows = self.rows("SELECT office, hash, size, chunks, whole FROM object", &[])?;
        let read = |row: &tokio_postgres::Row| {
            let kept = kept(unsigned(row.get(2)), row.get(3), row.get(4))?;
            Ok((OfficeId(exact(row.get(0))?), Hash(exact(row.get(1))?), kept))
        };
        rows.iter().map(read).collect()
    }
}

impl ObjectTx for PgTx<'_> {
    fn set_object(&mut self, office: OfficeId, hash: Hash, kept: &Kept) -> Result<(), StoreError> {
        self.rows(
            "INSERT INTO object (office, hash, size, chunks, whole) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (office, hash) DO UPDATE SET size = excluded.size,
                 chunks = excluded.chunks, whole = excluded.whole",
            &[
                &office.0.as_slice(),
                &hash.0.as_slice(),
                &kept.chunks.size().cast_signed(),
                &kept.chunks.bits(),
                &kept.whole,
            ],
        )?;
        Ok(())
    }

    fn drop_object(&mut self, office: OfficeId, hash: Hash) -> Result<(), StoreError> {
        self.rows(
            "DELETE FROM object WHERE office = $1 AND hash = $2",
            &[&office.0.as_slice(), &hash.0.as_slice()],
        )?;
        Ok(())
    }
}

impl PgTx<'_> {
    /// Writes what a case names in place of what was there.
    pub(super) fn project_blobs(
        &self,
        doc: CaseId,
        office: OfficeId,
        blobs: &[BlobOfCase],
    ) -> Result<(), StoreError> {
        self.rows("DELETE FROM p_blob WHERE doc = $1", &[&doc.0.as_slice()])?;
        for blob in blobs {
            self.rows(
                "INSERT INTO p_blob (doc, office, hash, size) VALUES ($1, $2, $3, $4)",
                &[
                    &doc.0.as_slice(),
                    &office.0.as_slice(),
                    &blob.hash.0.as_slice(),
                    &blob.size.cast_signed(),
                ],
            )?;
        }
        Ok(())
    }
}
