//! The list of a hub's objects, and the bytes that cases name.

use super::connection::PgTx;
use super::unsigned;
use crate::error::StoreError;
use crate::objects::{Kept, ObjectReader, ObjectTx, kept};
use casework::case::BlobOfCase;
use casework::id::{CaseId, Hash, OfficeId};

impl ObjectReader for PgTx<'_> {
    fn named_blob(&self, office: OfficeId, hash: Hash) -> Result<Option<u64>, StoreError> {
        let row = self.one(
            "SELECT max(size) FROM p_blob WHERE office = $1 AND hash = $2",
            &[&office.0.as_slice(), &hash.0.as_slice()],
        )?;
        Ok(row.get::<_, Option<i64>>(0).map(unsigned))
    }

    fn object(&self, office: OfficeId, hash: Hash) -> Result<Option<Kept>, StoreError> {
        let row = self.row(
            "SELECT size, chunks, whole FROM object WHERE office = $1 AND hash = $2",
            &[&office.0.as_slice(), &hash.0.as_slice()],
        )?;
        row.map(|row| kept(unsigned(row.get(0)), row.get(1), row.get(2)))
            .transpose()
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
