//! PostgreSQL's tables as the ground that envelopes are let into.

use super::connection::PgTx;
use super::{exact, unsigned};
use crate::error::StoreError;
use crate::ground::Ground;
use crate::sqlite::log::Position;
use crate::sqlite::quarantine::{BYTES_MAX, ROWS_MAX, is_attributable};
use casework::case::{Case, Scope};
use casework::crdt::ChangeError;
use casework::id::{CaseId, DeviceId, Hash, OfficeId, PublicKey};
use casework::record::Record;
use casework::sync::door::Refusal;
use casework::sync::envelope::Envelope;
use casework::sync::roster::{BandGrant, Enrolment};

const MARK: &str = "one";

impl Ground for PgTx<'_> {
    fn enrolled(&self, device: DeviceId) -> Result<Option<Enrolment>, StoreError> {
        self.enrolment_of(device)
    }

    fn authority(&self, device: DeviceId) -> Result<Option<PublicKey>, StoreError> {
        let row = self.row(
            "SELECT key FROM authority WHERE device = $1",
            &[&device.0.as_slice()],
        )?;
        row.map(|row| exact(row.get(0)).map(PublicKey)).transpose()
    }

    fn put_device(&self, enrolment: &Enrolment) -> Result<(), StoreError> {
        self.rows(
            "INSERT INTO device (id, key, office, name, revoked) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (id) DO UPDATE SET office = excluded.office, name = excluded.name,
                                            revoked = device.revoked OR excluded.revoked",
            &[
                &enrolment.key.device().0.as_slice(),
                &enrolment.key.0.as_slice(),
                &enrolment.office.0.as_slice(),
                &enrolment.name,
                &enrolment.revoked,
            ],
        )?;
        Ok(())
    }

    fn put_band(&self, grant: &BandGrant) -> Result<(), StoreError> {
        self.rows(
            "INSERT INTO band (office, device, epoch, lo, hi) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT DO NOTHING",
            &[
                &grant.office.0.as_slice(),
                &grant.device.0.as_slice(),
                &grant.epoch.cast_signed(),
                &i64::from(grant.lo),
                &i64::from(grant.hi),
            ],
        )?;
        Ok(())
    }

    fn position(&self, hash: Hash) -> Result<Option<Position>, StoreError> {
        let row = self.row(
            "SELECT position FROM envelope WHERE hash = $1",
            &[&hash.0.as_slice()],
        )?;
        Ok(row.map(|row| unsigned(row.get(0))))
    }

    fn neighbour(
        &self,
        device: DeviceId,
        epoch: u64,
        seq: u64,
    ) -> Result<Option<(Hash, Hash)>, StoreError> {
        let row = self.row(
            "SELECT hash, prev FROM envelope WHERE device = $1 AND epoch = $2 AND seq = $3",
            &[
                &device.0.as_slice(),
                &epoch.cast_signed(),
                &seq.cast_signed(),
            ],
        )?;
        row.map(|row| Ok((Hash(exact(row.get(0))?), Hash(exact(row.get(1))?))))
            .transpose()
    }

    fn scope_of(&self, doc: CaseId) -> Result<Option<(Scope, bool)>, StoreError> {
        self.scope_at(doc)
    }

    fn enter(&self, office: OfficeId) -> Result<(), StoreError> {
        self.hold_office(office)
    }

    fn changes(&self, doc: CaseId) -> Result<Vec<Vec<u8>>, StoreError> {
        let rows = self.rows(
            "SELECT wire FROM envelope WHERE doc = $1 AND kind = 0 ORDER BY office, position",
            &[&doc.0.as_slice()],
        )?;
        let mut changes = Vec::new();
        for row in rows {
            let envelope =
                Envelope::from_wire(row.get(0)).map_err(|_| StoreError::corrupt("envelope"))?;
            changes.extend(envelope.present_bodies().map(<[u8]>::to_vec));
        }
        Ok(changes)
    }

    fn insert(&self, envelope: &Envelope, received_ms: i64) -> Result<Position, StoreError> {
        let header = envelope.header();
        let position = self.next_position(header.office.0.as_slice())?;
        self.rows(
            "INSERT INTO envelope (hash, office, position, device, epoch, seq, prev, kind, doc,
                                   made_at_ms, received_ms, wire)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            &[
                &envelope.hash().0.as_slice(),
                &header.office.0.as_slice(),
                &position,
                &header.device.0.as_slice(),
                &header.epoch.cast_signed(),
                &header.seq.cast_signed(),
                &header.prev.0.as_slice(),
                &i32::from(header.kind.code()),
                &header.doc.0.as_slice(),
                &header.made_at_ms,
                &received_ms,
                &envelope.to_wire(),
            ],
        )?;
        Ok(unsigned(position))
    }

    fn home(&self) -> Result<Option<OfficeId>, StoreError> {
        Ok(None)
    }

    fn offices(&self) -> Result<Vec<OfficeId>, StoreError> {
        self.offices_kept()
    }

    fn governance(&self, office: OfficeId) -> Result<Vec<Vec<u8>>, StoreError> {
        self.governance_of(office)
    }

    fn office_cards(&self) -> Result<Vec<Vec<u8>>, StoreError> {
        self.cards()
    }

    fn unrouted(&self, doc: CaseId, office: OfficeId) -> Result<Vec<(Hash, DeviceId)>, StoreError> {
        self.missing(doc, office)
    }

    fn route(&self, office: OfficeId, hash: Hash) -> Result<(), StoreError> {
        self.place(office, hash)
    }

    fn acquaint(&self, office: OfficeId, device: DeviceId) -> Result<bool, StoreError> {
        self.note_acquainted(office, device)
    }

    fn acquainted(&self, device: DeviceId) -> Result<Vec<OfficeId>, StoreError> {
        self.who_know(device)
    }

    fn record_is_taken(&self, id: CaseId) -> Result<bool, StoreError> {
        let row = self.row("SELECT 1 FROM p_record WHERE id = $1", &[&id.0.as_slice()])?;
        Ok(row.is_some())
    }

    fn project_record(&self, envelope: &Envelope) -> Result<(), StoreError> {
        let Some(record) = Record::of(envelope) else {
            return Ok(());
        };
        self.rows(
            "INSERT INTO p_record (id, office, envelope) VALUES ($1, $2, $3)
             ON CONFLICT DO NOTHING",
            &[
                &record.id.0.as_slice(),
                &envelope.header().office.0.as_slice(),
                &envelope.hash().0.as_slice(),
            ],
        )?;
        Ok(())
    }

    fn project_case(
        &self,
        doc: CaseId,
        heads: &[Hash],
        case: Option<&Case>,
    ) -> Result<(), StoreError> {
        let scope = match case {
            Some(case) => case.opening.scope(),
            None => Scope {
                office: self.first_office(doc)?,
                for_office: None,
            },
        };
        let for_office = scope.for_office.map(|office| office.0);
        let heads: Vec<u8> = heads.iter().flat_map(|head| head.0).collect();
        let conflict = case.is_some_and(|case| {
            case.standing.conflict || !case.conflicts.is_empty() || !case.overtaken.is_empty()
        });
        self.rows(
            "INSERT INTO p_document (id, office, heads, is_case, conflict, for_office)
             VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (id) DO UPDATE SET office = excluded.office,
                 for_office = excluded.for_office, heads = excluded.heads,
                 is_case = excluded.is_case, conflict = excluded.conflict",
            &[
                &doc.0.as_slice(),
                &scope.office.0.as_slice(),
                &heads,
                &case.is_some(),
                &conflict,
                &for_office.as_ref().map(<[u8; 16]>::as_slice),
            ],
        )?;
        let blobs = case.map(Case::blobs).unwrap_or_default();
        self.project_blobs(doc, scope.office, &blobs)
    }

    fn refuse(
        &self,
        wire: &[u8],
        hash: Option<Hash>,
        refusal: Refusal,
        received_ms: i64,
    ) -> Result<(), StoreError> {
        if let Some(hash) = hash.filter(|_| is_attributable(refusal)) {
            let key = hash.0.as_slice();
            let listed = self.row("SELECT 1 FROM quarantine WHERE hash = $1", &[&key])?;
            if listed.is_some() {
                return Ok(());
            }
            let sum = "SELECT count(*), coalesce(sum(size), 0)::bigint FROM quarantine";
            if self.has_room(sum, wire)? {
                self.rows(
                    "INSERT INTO quarantine (hash, reason, received_ms, size, wire)
                     VALUES ($1, $2, $3, $4, $5)",
                    &[&key, &refusal.code(), &received_ms, &size(wire), &wire],
                )?;
                return Ok(());
            }
        }
        self.rows(
            "INSERT INTO refused_count VALUES ($1, 1)
             ON CONFLICT (reason) DO UPDATE SET count = refused_count.count + 1",
            &[&refusal.code()],
        )?;
        Ok(())
    }

    fn hold(
        &self,
        wire: &[u8],
        envelope: &Envelope,
        received_ms: i64,
    ) -> Result<Option<Refusal>, StoreError> {
        let hash = envelope.hash();
        let key = hash.0.as_slice();
        let listed = self.row("SELECT 1 FROM held WHERE hash = $1", &[&key])?;
        if listed.is_some() {
            // A whole copy replaces one whose bodies were removed on the way.
            self.rows(
                "UPDATE held SET wire = $2, size = $3 WHERE hash = $1 AND size < $3",
                &[&key, &wire, &size(wire)],
            )?;
            return Ok(None);
        }
        let sum = "SELECT count(*), coalesce(sum(size), 0)::bigint FROM held";
        if !self.has_room(sum, wire)? {
            return Ok(Some(Refusal::Change(ChangeError::MissingDependency)));
        }
        self.rows(
            "INSERT INTO held (hash, doc, received_ms, size, wire) VALUES ($1, $2, $3, $4, $5)",
            &[
                &key,
                &envelope.header().doc.0.as_slice(),
                &received_ms,
                &size(wire),
                &wire,
            ],
        )?;
        Ok(None)
    }

    fn held(&self, doc: CaseId) -> Result<Vec<Vec<u8>>, StoreError> {
        let rows = self.rows("SELECT wire FROM held WHERE doc = $1", &[&doc.0.as_slice()])?;
        Ok(rows.iter().map(|row| row.get(0)).collect())
    }

    fn forget(&self, hash: Hash, quarantine: bool) -> Result<(), StoreError> {
        let key = hash.0.as_slice();
        self.rows("DELETE FROM held WHERE hash = $1", &[&key])?;
        if quarantine {
            self.rows("DELETE FROM quarantine WHERE hash = $1", &[&key])?;
        }
        Ok(())
    }

    fn mark(&self) -> Result<(), StoreError> {
        self.batch(&format!("SAVEPOINT {MARK}"))
    }

    fn undo(&self) -> Result<(), StoreError> {
        self.back_to(MARK)
    }

    fn unmark(&self) -> Result<(), StoreError> {
        self.batch(&format!("RELEASE {MARK}"))
    }
}

impl PgTx<'_> {
    fn has_room(&self, sum: &'static str, wire: &[u8]) -> Result<bool, StoreError> {
        let row = self.one(sum, &[])?;
        let (rows, bytes) = (unsigned(row.get(0)), unsigned(row.get(1)));
        Ok(rows < ROWS_MAX && bytes + wire.len() as u64 <= BYTES_MAX)
    }
}

fn size(wire: &[u8]) -> i64 {
    (wire.len() as u64).cast_signed()
}
