//! The list of keys as a sheet for the wall.

use super::key_file::KeyFile;
use crate::api::{readable, slip_text};
use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode, fill};
use crate::print::{KeySheet, key_sheet};
use casework::slip::KeyList;
use std::collections::BTreeMap;

/// The sheet as PDF bytes: the same list always gives the same bytes.
///
/// # Errors
/// [`ErrorCode::Bug`] when the sheet cannot be drawn.
pub fn key_sheet_pdf(desk: &Desk, list: &KeyList, file: &KeyFile) -> Result<Vec<u8>, ApiError> {
    let text = |key: &str| slip_text(&["sheet", key]);
    let filled = |key: &str, params: &[(&str, &str)]| {
        let params: BTreeMap<String, String> = params
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        fill(&text(key), &params)
    };
    let rows = file.keys.iter().map(|key| {
        let state = match (&key.revoked_since, key.revoked) {
            (Some(at), _) => {
                let since = fill(
                    &slip_text(&["since", "known", "vi"]),
                    &BTreeMap::from([("at".to_owned(), readable(at))]),
                );
                filled("revoked", &[("since", &since)])
            }
            (None, true) => filled("revoked", &[("since", "")]).trim().to_owned(),
            (None, false) => text("in_force"),
        };
        [key.name.clone(), key.fingerprint.clone(), state]
    });
    let sheet = KeySheet {
        document_title: filled("document_title", &[("office", &file.office_name)]),
        parent: desk.profile().office.parent.clone(),
        office: file.office_name.clone(),
        title: text("title"),
        made: filled(
            "made",
            &[("at", &readable(&file.made)), ("by", &file.signed_by)],
        ),
        instruction: text("use"),
        head: ["number", "name", "fingerprint", "state"].map(text),
        rows: rows.collect(),
        sealed: file.sealed.clone(),
        beside_code: text("code"),
        too_long: text("too_long"),
        page: text("page"),
    };
    let bug = |error| ApiError::new(ErrorCode::Bug).with("detail", error);
    key_sheet(&sheet)
        .and_then(|paper| paper.to_pdf(list.made))
        .map_err(bug)
}
