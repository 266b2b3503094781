//! The step a set of events adds up to, whatever order they arrived in.

use super::{Event, Step};
use std::collections::BTreeSet;

/// Where a case stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The step to show; on a conflict the more cautious one.
    pub step: Step,
    /// The events no other event replaces: one, or several that exclude each other.
    pub heads: Vec<String>,
    /// Two steps were taken without seeing each other; an officer must decide.
    pub conflict: bool,
}

/// Derives the step from events in any order. Never fails: a case with no readable step counts as
/// received.
pub fn fold(events: &[Event]) -> Standing {
    let superseded: BTreeSet<&str> = events
        .iter()
        .flat_map(|event| &event.supersedes)
        .map(String::as_str)
        .collect();
    let heads: Vec<(&Event, Step)> = events
        .iter()
        .filter_map(|event| Some((event, event.step()?)))
        .filter(|(event, _)| !superseded.contains(event.id.as_str()))
        .collect();
    let steps: BTreeSet<Step> = heads.iter().map(|(_, step)| *step).collect();
    let mut ids: Vec<String> = heads.iter().map(|(event, _)| event.id.clone()).collect();
    ids.sort();
    Standing {
        // `Step` is ordered by caution: the first is the one that promises least.
        step: steps.first().copied().unwrap_or(Step::Received),
        heads: ids,
        conflict: steps.len() > 1,
    }
}
