//! What a hub asks and writes beside envelopes of desks.

use super::connection::PgTx;
use super::roster::ordinal;
use super::{exact, unsigned};
use crate::error::StoreError;
use crate::ground::{self, Ground};
use crate::hub_store::{HubReader, HubTx};
use crate::route;
use crate::sqlite::log::{FeedPage, Link, Position};
use crate::sqlite::quarantine::Counts;
use crate::sqlite::settings::Invitation;
use crate::store::StoreId;
use casework::id::{DeviceId, Hash, OfficeId, PublicKey};
use casework::number::{AgencyCode, Band};
use casework::office::Office;
use casework::sync::envelope::Envelope;
use casework::sync::receipt::Run;
use casework::sync::roster::{BandGrant, Enrolment, OfficeCard};
use sha2::{Digest, Sha256};
use tokio_postgres::Row;

impl HubReader for PgTx<'_> {
    fn setting(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let row = self.row("SELECT value FROM setting WHERE key = $1", &[&key])?;
        Ok(row.map(|row| row.get(0)))
    }

    fn office(&self, id: OfficeId) -> Result<Option<Office>, StoreError> {
        let row = self.row(
            "SELECT record FROM office WHERE id = $1",
            &[&id.0.as_slice()],
        )?;
        row.as_ref().map(office).transpose()
    }

    fn office_by_code(&self, code: &AgencyCode) -> Result<Option<Office>, StoreError> {
        let row = self.row(
            "SELECT record FROM office WHERE code = $1 ORDER BY id",
            &[&code.as_str()],
        )?;
        row.as_ref().map(office).transpose()
    }

    fn all_offices(&self) -> Result<Vec<Office>, StoreError> {
        let rows = self.rows(
            "SELECT record FROM office ORDER BY code COLLATE \"C\", id",
            &[],
        )?;
        rows.iter().map(office).collect()
    }

    fn directory(&self) -> Result<Vec<OfficeCard>, StoreError> {
        Ok(route::cards(self.cards()?))
    }

    fn device(&self, id: DeviceId) -> Result<Option<Enrolment>, StoreError> {
        self.enrolment_of(id)
    }

    fn devices(&self, office: OfficeId) -> Result<Vec<Enrolment>, StoreError> {
        self.devices_of(office)
    }

    fn governance(&self, office: OfficeId) -> Result<Vec<Vec<u8>>, StoreError> {
        self.governance_of(office)
    }

    fn authorities(&self) -> Result<Vec<PublicKey>, StoreError> {
        let rows = self.rows("SELECT key FROM authority ORDER BY device", &[])?;
        rows.iter()
            .map(|row| exact(row.get(0)).map(PublicKey))
            .collect()
    }

    fn all_bands(&self, office: OfficeId) -> Result<Vec<BandGrant>, StoreError> {
        self.bands_of(office)
    }

    fn code_used_by(&self, hash: Hash) -> Result<Option<PublicKey>, StoreError> {
        let row = self.row(
            "SELECT used_by FROM invitation WHERE hash = $1 AND used_by IS NOT NULL",
            &[&hash.0.as_slice()],
        )?;
        row.map(|row| exact(row.get(0)).map(PublicKey)).transpose()
    }

    fn link(&self, device: DeviceId, epoch: u64) -> Result<Link, StoreError> {
        let row = self.row(
            "SELECT seq, hash FROM envelope WHERE device = $1 AND epoch = $2
             ORDER BY seq DESC LIMIT 1",
            &[&device.0.as_slice(), &epoch.cast_signed()],
        )?;
        let Some(row) = row else {
            let prev = Hash([0; 32]);
            return Ok(Link { seq: 1, prev });
        };
        Ok(Link {
            seq: unsigned(row.get(0)) + 1,
            prev: Hash(exact(row.get(1))?),
        })
    }

    fn feed(
        &self,
        office: OfficeId,
        after: Position,
        max_bytes: usize,
        skip_device: Option<DeviceId>,
    ) -> Result<FeedPage, StoreError> {
        self.page(office, after, max_bytes, skip_device)
    }

    fn last_position(&self, office: OfficeId) -> Result<Position, StoreError> {
        self.last(office.0.as_slice()).map(unsigned)
    }

    fn envelopes(&self) -> Result<u64, StoreError> {
        let row = self.one("SELECT count(*) FROM envelope", &[])?;
        Ok(unsigned(row.get(0)))
    }

    fn counts(&self) -> Result<Counts, StoreError> {
        let row = self.one(
            "SELECT (SELECT count(*) FROM p_document WHERE is_case),
                    (SELECT count(*) FROM quarantine), (SELECT count(*) FROM held),
                    (SELECT count(*) FROM envelope WHERE kind > 4),
                    (SELECT count(*) FROM p_document WHERE conflict),
                    (SELECT count(*) FROM p_record)",
            &[],
        )?;
        let refused = self.rows("SELECT reason, count FROM refused_count", &[])?;
        Ok(Counts {
            cases: unsigned(row.get(0)),
            quarantined: unsigned(row.get(1)),
            held: unsigned(row.get(2)),
            newer: unsigned(row.get(3)),
            conflicts: unsigned(row.get(4)),
            records: unsigned(row.get(5)),
            refused: refused
                .iter()
                .map(|row| (row.get(0), unsigned(row.get(1))))
                .collect(),
        })
    }

    fn runs(&self, office: OfficeId) -> Result<Vec<Run>, StoreError> {
        let rows = self.rows(
            "SELECT run.device, run.epoch, run.lo, run.hi, tip.hash
             FROM (SELECT device, epoch, min(seq) AS lo, max(seq) AS hi
                   FROM (SELECT device, epoch, seq, seq - row_number() OVER
                                (PARTITION BY device, epoch ORDER BY seq) AS island
                         FROM (SELECT device, epoch, seq FROM envelope WHERE office = $1
                               UNION ALL
                               SELECT device, epoch, seq FROM routed
                               JOIN envelope ON envelope.hash = routed.envelope
                               WHERE routed.office = $1) AS known) AS part
                   GROUP BY device, epoch, island) AS run
             JOIN envelope AS tip ON tip.device = run.device AND tip.epoch = run.epoch
                                 AND tip.seq = run.hi
             ORDER BY tip.office <> $1, run.device, run.epoch, run.lo",
            &[&office.0.as_slice()],
        )?;
        let run = |row: &Row| {
            Ok(Run {
                device: DeviceId(exact(row.get(0))?),
                epoch: unsigned(row.get(1)),
                lo: unsigned(row.get(2)),
                hi: unsigned(row.get(3)),
                tip: Hash(exact(row.get(4))?),
            })
        };
        rows.iter().map(run).collect()
    }

    fn heads_digest(&self, office: Option<OfficeId>) -> Result<Hash, StoreError> {
        let key = office.map(|office| office.0);
        let key = key.as_ref().map(<[u8; 16]>::as_slice);
        let mut digest = Sha256::new();
        let documents = self.rows(
            "SELECT id, heads FROM p_document
             WHERE $1::bytea IS NULL OR office = $1 OR for_office = $1 ORDER BY id",
            &[&key],
        )?;
        for row in documents {
            let (id, heads): (&[u8], &[u8]) = (row.get(0), row.get(1));
            digest.update(id);
            digest.update((heads.len() as u64).to_be_bytes());
            digest.update(heads);
        }
        let records = self.rows(
            "SELECT id, envelope FROM p_record WHERE $1::bytea IS NULL OR office = $1 ORDER BY id",
            &[&key],
        )?;
        for row in records {
            digest.update(b"record");
            digest.update(row.get::<_, &[u8]>(0));
            digest.update(row.get::<_, &[u8]>(1));
        }
        Ok(Hash(digest.finalize().into()))
    }
}

impl HubTx for PgTx<'_> {
    fn set_setting(&mut self, key: &str, value: &[u8]) -> Result<(), StoreError> {
        self.rows(
            "INSERT INTO setting VALUES ($1, $2)
             ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            &[&key, &value],
        )?;
        Ok(())
    }

    fn trust(&mut self, key: PublicKey) -> Result<(), StoreError> {
        self.rows(
            "INSERT INTO authority (device, key) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            &[&key.device().0.as_slice(), &key.0.as_slice()],
        )?;
        Ok(())
    }

    fn put_office(&mut self, office: &Office) -> Result<(), StoreError> {
        let record = serde_json::to_string(office).map_err(|_| StoreError::corrupt("office"))?;
        self.rows(
            "INSERT INTO office VALUES ($1, $2, $3)
             ON CONFLICT (id) DO UPDATE SET code = excluded.code, record = excluded.record",
            &[&office.id.0.as_slice(), &office.code.as_str(), &record],
        )?;
        Ok(())
    }

    fn put_code(
        &mut self,
        hash: Hash,
        office: OfficeId,
        band: Option<Band>,
        expires_ms: i64,
        name: &str,
    ) -> Result<(), StoreError> {
        self.rows(
            "INSERT INTO invitation (hash, office, lo, hi, name, expires_ms)
             VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (hash) DO UPDATE SET office = excluded.office, lo = excluded.lo,
                 hi = excluded.hi, name = excluded.name, expires_ms = excluded.expires_ms
             WHERE invitation.used_by IS NULL",
            &[
                &hash.0.as_slice(),
                &office.0.as_slice(),
                &band.map(|band| i64::from(band.lo())),
                &band.map(|band| i64::from(band.hi())),
                &name,
                &expires_ms,
            ],
        )?;
        Ok(())
    }

    fn take_code(
        &mut self,
        hash: Hash,
        now_ms: i64,
        by: &PublicKey,
    ) -> Result<Option<Invitation>, StoreError> {
        let row = self.row(
            "UPDATE invitation SET used_by = $3
             WHERE hash = $1 AND used_by IS NULL AND expires_ms > $2
             RETURNING office, lo, hi, name, expires_ms",
            &[&hash.0.as_slice(), &now_ms, &by.0.as_slice()],
        )?;
        let Some(row) = row else { return Ok(None) };
        let band = match (row.get::<_, Option<i64>>(1), row.get::<_, Option<i64>>(2)) {
            (Some(lo), Some(hi)) => Some(Band::new(ordinal(lo)?, ordinal(hi)?)?),
            _ => None,
        };
        Ok(Some(Invitation {
            office: OfficeId(exact(row.get(0))?),
            band,
            name: row.get(3),
            expires_ms: row.get(4),
        }))
    }

    fn publish(&mut self, envelope: &Envelope) -> Result<(), StoreError> {
        let header = envelope.header();
        if self.position(envelope.hash())?.is_some() {
            return Ok(());
        }
        let link = self.link(header.device, header.epoch)?;
        if (header.seq, header.prev) != (link.seq, link.prev) {
            return Err(StoreError::BrokenChain);
        }
        if !ground::is_sound(envelope) {
            return Err(StoreError::corrupt("roster entry"));
        }
        for lock in self.locks_of(envelope)? {
            self.lock(lock)?;
        }
        self.insert(envelope, header.made_at_ms)?;
        ground::govern(&*self, envelope)
    }
}

impl PgTx<'_> {
    /// Gives the database another name as a replica.
    pub(super) fn rename(&self, id: StoreId) -> Result<(), StoreError> {
        self.rows("UPDATE replica SET id = $1", &[&id.0.as_slice()])?;
        Ok(())
    }
}

fn office(row: &Row) -> Result<Office, StoreError> {
    serde_json::from_str(row.get(0)).map_err(|_| StoreError::corrupt("office"))
}
