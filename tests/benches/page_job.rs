//! What one page costs on the wire, beside its raw changes.

use crate::measure::Sample;
use crate::sync_job::{LEVEL, SIGNATURE};
use crate::table::Line;
use crate::town::{self, Town};
use anyhow::{Context, Result};
use casework::case::{Case, Field};
use casework::command::Command;
use casework::id::CaseId;
use casework::sync::envelope::Envelope;
use desk::desk::Desk;
use hub::wire::{PROTO, SyncRequest, TIED};

/// Cases on a page.
const CASES: usize = 100;

/// A page of new cases and pages of changed ones, signatures left out on both sides.
pub(crate) fn pages(town: &Town) -> Result<Vec<Line>> {
    let copy = town.copy()?;
    let desk = town::open(&copy.path().join("centre"))?;
    let wires = unsent(&desk)?;
    let new = &wires[wires.len().saturating_sub(CASES)..];
    let cases = documents(new)?
        .into_iter()
        .map(|id| Ok(desk.case(id)?))
        .collect::<Result<Vec<Case>>>()?;
    let mut lines = vec![line("page of new cases", new)?];
    let mut seen = wires.len();
    for (name, command) in steps() {
        for case in &cases {
            desk.act(case.opening.id, command(case))?;
        }
        let wires = unsent(&desk)?;
        lines.push(line(name, &wires[seen..])?);
        seen = wires.len();
    }
    Ok(lines)
}

/// The cases envelopes are about, in their order.
pub(crate) fn documents(wires: &[Vec<u8>]) -> Result<Vec<CaseId>> {
    let read = |wire: &Vec<u8>| Envelope::from_wire(wire).ok().context("an envelope");
    let ids = wires.iter().map(|wire| Ok(read(wire)?.header().doc));
    ids.collect()
}

type Step = (&'static str, fn(&Case) -> Command);

fn steps() -> [Step; 3] {
    [
        ("page of cases handed on", |_| Command::Forward {
            unit: None,
        }),
        ("page of corrected cases", |case| Command::Correct {
            field: Field::ApplicantPhone,
            seen: case.applicant.phone.clone(),
            value: Some(format!("02053{}", &case.opening.id.to_string()[..5])),
        }),
        ("page of cases with a note", |case| Command::AddNote {
            text: format!("{} đã được gọi điện nhắc", case.applicant.name),
        }),
    ]
}

/// What a desk has to send.
pub(crate) fn unsent(desk: &Desk) -> Result<Vec<Vec<u8>>> {
    let unsent = desk.store().read(|reader| reader.to_send(usize::MAX))?;
    Ok(unsent.into_iter().map(|unsent| unsent.wire).collect())
}

fn line(what: &str, wires: &[Vec<u8>]) -> Result<Line> {
    let mut changes = vec![];
    for wire in wires {
        let envelope = Envelope::from_wire(wire).ok().context("an envelope")?;
        changes.extend(envelope.present_bodies().flatten());
    }
    let packed = zstd::bulk::compress(&changes, LEVEL)?.len() as u64;
    let signatures = SIGNATURE * wires.len() as u64;
    let size = |proto| {
        let request = SyncRequest {
            proto,
            store: [0; 16],
            epoch: 1,
            cursors: vec![],
            max_bytes: 0,
            envelopes: wires.to_vec(),
        };
        (request.pack().len() as u64).saturating_sub(signatures)
    };
    let (tied, verbatim) = (size(TIED), size(PROTO));
    let note = format!("without signatures; protocol 1: {verbatim} B");
    Ok(Line::new(what, wires.len(), Sample::bytes(tied))
        .beside("zstd-9 of its raw changes", Sample::bytes(packed))
        .noting(note))
}
