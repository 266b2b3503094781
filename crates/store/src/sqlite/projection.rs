//! What is computed from the log: one row for each document and case, and what is searched.

use super::blobs::{self, CaseBlobs};
use super::duplicates::{self, Compared};
use super::payments::{self, PaymentRow};
use super::search::{self, Text};
use super::{case_id, count, figures, local_time, records, route};
use crate::error::StoreError;
use crate::store::Reader;
use casework::case::{BlobOfCase, Case, Detail, ForOffice, Passage, Step};
use casework::figures::Entry;
use casework::id::{CaseId, Hash, OfficeId};
use casework::number::RecordCode;
use casework::time::LocalTime;
use rusqlite::{Connection, OptionalExtension, Row, params};
use sha2::{Digest, Sha256};

/// Which cases a list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filter {
    /// Something is still owed to the citizen.
    ///
    /// vi: hồ sơ đang giải quyết
    Open,
    /// Open and due before [`ListQuery::until`].
    ///
    /// vi: đến hạn trả kết quả
    Due,
    /// The result is ready to be returned.
    ///
    /// vi: đã có kết quả, chờ trả
    Ready,
    /// Every case.
    All,
    /// Something of the case has not been acknowledged by the hub.
    Unsent,
    /// Received by [`ListQuery::office`] for another office.
    ForOthers,
    /// Received elsewhere for [`ListQuery::office`].
    FromOthers,
}

/// A question for a page of cases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListQuery {
    /// Only this office's; every office's where `None`.
    pub office: Option<OfficeId>,
    /// Which cases.
    pub filter: Filter,
    /// For [`Filter::Due`]: due before this moment; every case with a due date where `None`.
    pub until: Option<LocalTime>,
    /// Most rows.
    pub limit: usize,
    /// Rows to leave out at the beginning.
    pub offset: usize,
}

/// A page of cases, newest reception first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CasePage {
    /// The rows.
    pub rows: Vec<CaseRow>,
    /// How many rows there are in all pages.
    pub total: u64,
}

/// How far the parts of a case have come that did not come from the hub.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SyncState {
    /// Something is only on this machine, or the hub has refused it.
    Local,
    /// Everything is on another machine too, the hub is not known to have it.
    Sent,
    /// The hub has every part.
    Acknowledged,
}

/// A case in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseRow {
    /// Its own name.
    pub id: CaseId,
    /// The receiving office.
    pub office: OfficeId,
    /// The number on the paper.
    pub code: RecordCode,
    /// Where it stands.
    pub step: Step,
    /// Code of the procedure.
    pub procedure: String,
    /// Its name when received.
    pub procedure_name: String,
    /// Name of the applicant.
    pub applicant: String,
    /// When it was received.
    pub received: LocalTime,
    /// When the result is due.
    pub due: Option<LocalTime>,
    /// The due date rests on days off not announced yet.
    pub provisional: bool,
    /// How far its parts have come, records and files.
    pub sync: SyncState,
    /// How far its records have come.
    pub records: SyncState,
    /// Its scans and results as files, and how many of them the hub has.
    pub blobs: CaseBlobs,
    /// Two steps or values exclude each other.
    pub conflict: bool,
    /// The caller's own name for the request.
    pub client_ref: Option<String>,
    /// The office it was received for, where that is another one.
    pub for_office: Option<ForOffice>,
    /// How far it has come between the two.
    pub passage: Option<Passage>,
}

const COLUMNS: &str = "id, office, code, step, procedure, procedure_name, applicant, received_ms,
    due_ms, provisional, conflict, client_ref,
    (SELECT count(*) FROM p_blob WHERE n = p_case.n AND live = 1),
    (SELECT count(*) FROM p_blob WHERE n = p_case.n AND live = 1 AND at_hub = 1),
    (SELECT count(*) FROM p_blob WHERE n = p_case.n AND live = 1 AND at_hub = 0 AND here = 1),
    coalesce(
        (SELECT max(state <> 1) FROM envelope
         WHERE doc = p_case.id AND state < 3 AND kind = 0),
        CASE WHEN EXISTS (SELECT 1 FROM relay) THEN
            (SELECT max(refused IS NOT NULL) FROM envelope JOIN relay USING (hash)
             WHERE doc = p_case.id AND kind = 0)
        END) AS waiting, for_record, passage";

impl Reader<'_> {
    /// A case as a row of a list.
    pub fn row(&self, id: CaseId) -> Result<Option<CaseRow>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM p_case WHERE id = ?1");
        let mut statement = self.conn.prepare_cached(&sql)?;
        let mut rows = statement.query([id.0])?;
        rows.next()?.map(case_row).transpose()
    }

    /// A page of cases, newest reception first.
    pub fn list(&self, query: &ListQuery) -> Result<CasePage, StoreError> {
        let condition = match query.filter {
            Filter::All => "",
            Filter::Open => "AND closed = 0",
            Filter::Due => "AND closed = 0 AND due_ms < ?2",
            Filter::Ready => "AND step = 'result_ready'",
            Filter::Unsent => {
                "AND (id IN (SELECT doc FROM envelope WHERE state < 3 AND kind = 0)
                      OR n IN (SELECT n FROM p_blob WHERE live = 1 AND at_hub = 0 AND here = 1))"
            }
            Filter::ForOthers => "AND for_office IS NOT NULL",
            Filter::FromOthers => "AND office IS NOT for_office",
        };
        let office = match (query.filter, query.office) {
            (Filter::FromOthers, _) => "for_office = ?1",
            (_, Some(_)) => "office = ?1",
            (_, None) => "?1 IS NULL",
        };
        // Every statement names all four parameters, so that all are bound alike.
        let scope = format!("FROM p_case WHERE {office} AND ?2 IS ?2 {condition}");
        let key = query.office.map(|office| office.0);
        let until = query.until.map_or(i64::MAX, LocalTime::unix_ms);
        let total = self
            .conn
            .prepare_cached(&format!("SELECT count(*) {scope}"))?
            .query_row(params![key, until], |row| count(row, 0))?;
        let sql =
            format!("SELECT {COLUMNS} {scope} ORDER BY received_ms DESC, id LIMIT ?3 OFFSET ?4");
        let mut statement = self.conn.prepare_cached(&sql)?;
        let bound = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        let page = params![key, until, bound(query.limit), bound(query.offset)];
        let mut found = statement.query(page)?;
        let mut rows = Vec::new();
        while let Some(row) = found.next()? {
            rows.push(case_row(row)?);
        }
        Ok(CasePage { rows, total })
    }

    /// The cases that carry a number: one, unless something went wrong.
    pub fn case_ids_by_code(&self, code: &RecordCode) -> Result<Vec<CaseId>, StoreError> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT id FROM p_case WHERE code = ?1 ORDER BY id")?;
        let rows = statement.query_map([code.as_str()], |row| case_id(row, 0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The case an office took in under the caller's own name for it; the first, if several.
    pub fn case_id_by_client_ref(
        &self,
        office: OfficeId,
        client_ref: &str,
    ) -> Result<Option<CaseId>, StoreError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT id FROM p_case WHERE client_ref = ?1 AND office = ?2
             ORDER BY received_ms, id LIMIT 1",
        )?;
        let id = statement.query_row(params![client_ref, office.0], |row| case_id(row, 0));
        Ok(id.optional()?)
    }

    /// SHA-256 over every document's name and sorted heads, then every record's name and envelope:
    /// equal on equal replicas.
    pub fn heads_digest(&self, office: Option<OfficeId>) -> Result<Hash, StoreError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT id, heads FROM p_document
             WHERE ?1 IS NULL OR office = ?1 OR for_office = ?1 ORDER BY id",
        )?;
        let mut rows = statement.query([office.map(|office| office.0)])?;
        let mut digest = Sha256::new();
        while let Some(row) = rows.next()? {
            let (id, heads): ([u8; 16], Vec<u8>) = (row.get(0)?, row.get(1)?);
            digest.update(id);
            digest.update((heads.len() as u64).to_be_bytes());
            digest.update(heads);
        }
        records::digest(self.conn, office, &mut digest)?;
        Ok(Hash(digest.finalize().into()))
    }
}

fn case_row(row: &Row<'_>) -> Result<CaseRow, StoreError> {
    let code: String = row.get(2)?;
    let step: String = row.get(3)?;
    let due: Option<i64> = row.get(8)?;
    let blobs = CaseBlobs {
        total: count(row, 12)?,
        at_hub: count(row, 13)?,
        unsent: count(row, 14)?,
    };
    let records = match row.get::<_, Option<bool>>(15)? {
        None => SyncState::Acknowledged,
        Some(false) => SyncState::Sent,
        Some(true) => SyncState::Local,
    };
    let (for_record, passage): (Option<String>, Option<String>) = (row.get(16)?, row.get(17)?);
    Ok(CaseRow {
        id: case_id(row, 0)?,
        office: OfficeId(row.get(1)?),
        code: RecordCode::parse(&code).map_err(|_| StoreError::corrupt("code"))?,
        step: serde_json::from_value(step.into()).map_err(|_| StoreError::corrupt("step"))?,
        procedure: row.get(4)?,
        procedure_name: row.get(5)?,
        applicant: row.get(6)?,
        received: local_time(row.get(7)?)?,
        due: due.map(local_time).transpose()?,
        provisional: row.get(9)?,
        conflict: row.get(10)?,
        client_ref: row.get(11)?,
        sync: records.min(blobs.sync()),
        records,
        blobs,
        for_office: for_record
            .map(|text| serde_json::from_str(&text))
            .transpose()
            .map_err(|_| StoreError::corrupt("office"))?,
        passage: passage.and_then(|code| Passage::from_code(&code)),
    })
}

/// Everything computed from one document; also what a check compares with the tables.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Projected {
    office: OfficeId,
    for_office: Option<OfficeId>,
    heads: Vec<u8>,
    case: Option<ProjectedCase>,
}

#[derive(Debug, PartialEq, Eq)]
struct ProjectedCase {
    code: String,
    step: String,
    closed: bool,
    procedure: String,
    procedure_name: String,
    applicant: String,
    received_ms: i64,
    due_ms: Option<i64>,
    provisional: bool,
    conflict: bool,
    client_ref: Option<String>,
    texts: Vec<Text>,
    entry: Option<Entry>,
    compared: Option<Compared>,
    payments: Vec<PaymentRow>,
    for_record: Option<String>,
    passage: Option<String>,
    blobs: Vec<BlobOfCase>,
}

/// Computes everything about a document.
pub(crate) fn compute(
    conn: &Connection,
    doc: CaseId,
    heads: &[Hash],
    case: Option<&Case>,
) -> Result<Projected, StoreError> {
    let scope = route::scope(conn, doc, case)?;
    let heads = heads.iter().flat_map(|head| head.0).collect();
    let case = case.map(project_case);
    Ok(Projected {
        office: scope.office,
        for_office: scope.for_office,
        heads,
        case,
    })
}

fn project_case(case: &Case) -> ProjectedCase {
    let opening = &case.opening;
    let holds = case.appointment();
    ProjectedCase {
        code: opening.code.as_str().to_owned(),
        step: case.standing.step.code().to_owned(),
        closed: case.standing.step.is_closed(),
        procedure: opening.procedure.clone(),
        procedure_name: opening.procedure_name.clone(),
        applicant: case.applicant.name.clone(),
        received_ms: opening.appointment.received.unix_ms(),
        due_ms: holds.due.map(LocalTime::unix_ms),
        provisional: holds.provisional,
        conflict: case.standing.conflict
            || !case.conflicts.is_empty()
            || !case.overtaken.is_empty(),
        client_ref: opening.client_ref.clone(),
        texts: texts(case),
        entry: Some(Entry::of(case)),
        compared: Some(duplicates::of(case)),
        payments: payments::of(case),
        for_record: opening
            .for_office
            .as_ref()
            .and_then(|other| serde_json::to_string(other).ok()),
        passage: case.passage().map(|passage| passage.code().to_owned()),
        blobs: blobs::of(case),
    }
}

/// What of a case can be found, the most telling first.
fn texts(case: &Case) -> Vec<Text> {
    let (applicant, submitter) = (&case.applicant, &case.submitter);
    let mut texts = vec![
        Text::Words(applicant.name.clone()),
        Text::Code(case.opening.code.as_str().to_owned()),
    ];
    texts.extend(submitter.name.clone().map(Text::Words));
    texts.extend(applicant.id.clone().map(Text::Digits));
    texts.extend(submitter.id.clone().map(Text::Digits));
    texts.extend(applicant.phone.clone().map(Text::Digits));
    texts.extend(applicant.address.clone().map(Text::Words));
    texts.push(Text::Words(case.opening.procedure_name.clone()));
    texts.push(Text::Words(case.opening.procedure.clone()));
    texts.extend(case.events.iter().filter_map(|event| {
        let Detail::Note(note) = &event.detail else {
            return None;
        };
        Some(Text::Words(note.clone()))
    }));
    texts
}

/// Writes everything computed from a document in place of what was there.
pub(crate) fn project(
    conn: &Connection,
    doc: CaseId,
    heads: &[Hash],
    case: Option<&Case>,
) -> Result<(), StoreError> {
    let projected = compute(conn, doc, heads, case)?;
    let n: i64 = conn
        .prepare_cached(
            "INSERT INTO p_document (id, office, for_office, heads) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (id) DO UPDATE SET office = excluded.office,
                 for_office = excluded.for_office, heads = excluded.heads
             RETURNING n",
        )?
        .query_row(
            params![
                doc.0,
                projected.office.0,
                projected.for_office.map(|office| office.0),
                projected.heads
            ],
            |row| row.get(0),
        )?;
    let Some(case) = projected.case else {
        return Ok(());
    };
    conn.prepare_cached(
        "INSERT OR REPLACE INTO p_case (n, id, office, code, step, closed, procedure,
             procedure_name, applicant, received_ms, due_ms, provisional, conflict, client_ref,
             texts, for_office, for_record, passage)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
    )?
    .execute(params![
        n,
        doc.0,
        projected.office.0,
        case.code,
        case.step,
        case.closed,
        case.procedure,
        case.procedure_name,
        case.applicant,
        case.received_ms,
        case.due_ms,
        case.provisional,
        case.conflict,
        case.client_ref,
        search::to_column(&case.texts),
        projected.for_office.map(|office| office.0),
        case.for_record,
        case.passage,
    ])?;
    if let Some(entry) = &case.entry {
        figures::write(conn, n, projected.office, entry)?;
    }
    if let Some(compared) = &case.compared {
        duplicates::write(conn, n, (doc, projected.office), compared)?;
    }
    payments::project(conn, n, &case.payments)?;
    blobs::project(conn, n, projected.office, &case.blobs)?;
    search::index(conn, n, &case.texts)
}

/// What the tables say about a document.
pub(crate) fn stored(conn: &Connection, doc: CaseId) -> Result<Option<Projected>, StoreError> {
    let document = conn
        .prepare_cached("SELECT office, for_office, heads FROM p_document WHERE id = ?1")?
        .query_row([doc.0], |row| {
            let for_office: Option<[u8; 16]> = row.get(1)?;
            Ok((OfficeId(row.get(0)?), for_office.map(OfficeId), row.get(2)?))
        })
        .optional()?;
    let Some((office, for_office, heads)) = document else {
        return Ok(None);
    };
    let entry = figures::stored(conn, doc)?;
    let compared = duplicates::stored(conn, doc)?;
    let case = conn
        .prepare_cached(
            "SELECT code, step, closed, procedure, procedure_name, applicant, received_ms, due_ms,
                    provisional, conflict, client_ref, texts, n, for_record, passage
             FROM p_case WHERE id = ?1 AND office = ?2 AND for_office IS ?3
                           AND n = (SELECT n FROM p_document WHERE id = ?1)",
        )?
        .query_row(
            params![doc.0, office.0, for_office.map(|other| other.0)],
            |row| {
                Ok(ProjectedCase {
                    code: row.get(0)?,
                    step: row.get(1)?,
                    closed: row.get(2)?,
                    procedure: row.get(3)?,
                    procedure_name: row.get(4)?,
                    applicant: row.get(5)?,
                    received_ms: row.get(6)?,
                    due_ms: row.get(7)?,
                    provisional: row.get(8)?,
                    conflict: row.get(9)?,
                    client_ref: row.get(10)?,
                    // What cannot be read is not what was written.
                    texts: search::from_column(&row.get::<_, String>(11)?).unwrap_or_default(),
                    entry,
                    compared,
                    payments: payments::stored(conn, row.get(12)?)?,
                    blobs: blobs::stored(conn, row.get(12)?, office)?,
                    for_record: row.get(13)?,
                    passage: row.get(14)?,
                })
            },
        )
        .optional()?;
    Ok(Some(Projected {
        office,
        for_office,
        heads,
        case,
    }))
}
