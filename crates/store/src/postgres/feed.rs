//! A part of an office's feed.

use super::connection::PgTx;
use super::unsigned;
use crate::error::StoreError;
use crate::sqlite::log::{FeedPage, Position};
use casework::id::{DeviceId, OfficeId};

/// Most envelopes of one page; far more than the bytes of a page have room for.
const ROWS_MAX: i64 = 8_192;

impl PgTx<'_> {
    /// Envelopes of an office after a position, up to `max_bytes` and at least one if there is any.
    pub(super) fn page(
        &self,
        office: OfficeId,
        after: Position,
        max_bytes: usize,
        skip: Option<DeviceId>,
    ) -> Result<FeedPage, StoreError> {
        let after = i64::try_from(after).unwrap_or(i64::MAX);
        let skip = skip.map(|device| device.0);
        let skip = skip.as_ref().map(<[u8; 16]>::as_slice);
        let office = office.0.as_slice();
        // First how long they are, so that no more is read than is given.
        let sizes = self.rows(
            "SELECT position, octet_length(wire) FROM envelope
             WHERE office = $1 AND position > $2 AND device IS DISTINCT FROM $3
             UNION ALL
             SELECT routed.position, octet_length(wire)
             FROM routed JOIN envelope ON envelope.hash = routed.envelope
             WHERE routed.office = $1 AND routed.position > $2 AND device IS DISTINCT FROM $3
             ORDER BY position LIMIT $4",
            &[&office, &after, &skip, &ROWS_MAX],
        )?;
        let (mut size, mut fitting) = (0_usize, 0_usize);
        for row in &sizes {
            let length = usize::try_from(row.get::<_, i32>(1)).unwrap_or(usize::MAX);
            size = size.saturating_add(length);
            if size > max_bytes && fitting > 0 {
                break;
            }
            fitting += 1;
        }
        let more = fitting < sizes.len() || sizes.len() as u64 == ROWS_MAX.cast_unsigned();
        let until: i64 = match sizes.get(fitting.saturating_sub(1)) {
            Some(row) => row.get(0),
            None => after,
        };
        let rows = self.rows(
            "SELECT position, wire FROM envelope
             WHERE office = $1 AND position > $2 AND position <= $3 AND device IS DISTINCT FROM $4
             UNION ALL
             SELECT routed.position, wire
             FROM routed JOIN envelope ON envelope.hash = routed.envelope
             WHERE routed.office = $1 AND routed.position > $2 AND routed.position <= $3
               AND device IS DISTINCT FROM $4
             ORDER BY position",
            &[&office, &after, &until, &skip],
        )?;
        let to = if more {
            until
        } else {
            self.last(office)?.max(after)
        };
        Ok(FeedPage {
            wires: rows.iter().map(|row| row.get(1)).collect(),
            to: unsigned(to),
            more,
        })
    }

    /// The position of the newest envelope of an office; 0 where there is none.
    pub(super) fn last(&self, office: &[u8]) -> Result<i64, StoreError> {
        let row = self.row("SELECT last FROM feed WHERE office = $1", &[&office])?;
        Ok(row.map_or(0, |row| row.get(0)))
    }
}
