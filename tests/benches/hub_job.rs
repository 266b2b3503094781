//! Twenty desks that push at once: to two hub processes over one PostgreSQL, and to one over a file.

use crate::measure::{Sample, forget_peak};
use crate::table::Line;
use anyhow::Result;
use desk::desk::Desk;
use tests::province::server::Server;
use tests::province::{Province, at_once};

const PROGRAM: &str = env!("CARGO_BIN_EXE_motcua-hub-under-test");
const DESKS: usize = 20;
const CASES: usize = 100;
const ROUND: usize = 10;

/// The time of a push of ten cases, with what it brings of others.
///
/// # Errors
/// The disk's.
pub(crate) fn hubs() -> Result<Line> {
    forget_peak();
    let server = Server::start();
    let shared = Province::new(&server, PROGRAM);
    let (one, other) = (shared.process(), shared.process());
    let ours = push(&shared, &[&one.address, &other.address]);
    let alone = Province::in_folder(PROGRAM);
    let hub = alone.process();
    let bare = push(&alone, &[&hub.address]);
    let what = format!("push of {ROUND}, {DESKS} desks at once, two hubs on PostgreSQL");
    let note =
        "one PostgreSQL on a local socket; each push also takes what others pushed".to_owned();
    Ok(Line::new(&what, DESKS * CASES, ours)
        .beside("one hub on a file", bare)
        .noting(note))
}

fn push(province: &Province, hubs: &[&str]) -> Sample {
    let desks: Vec<Desk> = (0..DESKS).map(|number| province.desk(number)).collect();
    let took = at_once(&desks, hubs, (CASES, ROUND));
    province.is_equal(&desks, [hubs[0]; 2], DESKS * CASES);
    Sample::of(&took)
}
