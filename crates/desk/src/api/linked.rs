//! Groups of linked procedures in the window.

use crate::clock;
use casework::procedure::{Catalogue, linked_plan};
use serde::Serialize;
use ts_rs::TS;

/// A group of linked procedures.
#[derive(Debug, Serialize, TS)]
pub struct LinkedBundle {
    /// Its stable word.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The procedures taken in together, in order.
    pub procedures: Vec<LinkedProcedure>,
    /// Papers handed in once for all.
    pub shared: Vec<String>,
    /// Whether a source was read for it.
    pub verified: bool,
}

/// A procedure of a group.
#[derive(Debug, Serialize, TS)]
pub struct LinkedProcedure {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// The groups a reception of this procedure may begin, where the catalogue has all their parts.
pub(super) fn linked_bundles(catalogue: &Catalogue, code: &str) -> Vec<LinkedBundle> {
    let bundles = crate::cases::bundles();
    let today = clock::now().date();
    let planned = bundles
        .beginning_with(code)
        .into_iter()
        .filter_map(|bundle| linked_plan(bundles, catalogue, &bundle.code, code, today).ok());
    planned
        .map(|plan| LinkedBundle {
            code: plan.bundle.code.clone(),
            name: plan.bundle.name.clone(),
            procedures: plan
                .members
                .iter()
                .map(|(procedure, _)| LinkedProcedure {
                    code: procedure.code.clone(),
                    name: procedure.name.clone(),
                })
                .collect(),
            shared: plan
                .bundle
                .shared
                .iter()
                .map(|paper| paper.name.clone())
                .collect(),
            verified: plan.bundle.mark.starts_with('V'),
        })
        .collect()
}
