//! A hub, two desks of one office, and the citizens that come to the first of them.

use crate::bare;
use crate::measure::{Sample, forget_peak};
use crate::table::Line;
use anyhow::{Context, Result};
use casework::case::Case;
use casework::command::Intake;
use casework::id::OfficeId;
use casework::number::Band;
use casework::time::LocalTime;
use desk::desk::Desk;
use desk::enrolment::{Newcomer, from_bundle};
use desk::identity::{DATABASE, Profile};
use hub::Hub;
use std::fs;
use std::path::{Path, PathBuf};
use store::DbKey;
use tempfile::TempDir;

/// Every officer's password here.
const PASSWORD: &str = "mật khẩu đo lường";
/// What citizens bring in a day; the people are made up anew, the procedures and papers are kept.
const DAY: &str = include_str!("../../catalogue/offices/demo-day.json");
/// Citizens on one day, as at a large commune's counter.
const PER_DAY: usize = 40;
/// The first day, before today: older files are refused.
const DAYS_MAX: usize = 360;
const DAY_MS: i64 = 24 * 3600 * 1000;
/// Cases whose receipts are drawn.
const RECEIPTS: usize = 60;

const FAMILIES: [&str; 12] = [
    "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Nông", "Lý", "Triệu", "Vi",
];
const MIDDLES: [&str; 8] = [
    "Văn",
    "Thị",
    "Đức",
    "Thị Minh",
    "Hữu",
    "Thị Thu",
    "Quang",
    "Thị Ngọc",
];
const GIVEN: [&str; 16] = [
    "Ánh",
    "Bình",
    "Cường",
    "Dũng",
    "Đào",
    "Giang",
    "Hạnh",
    "Hương",
    "Khánh",
    "Liên",
    "Mạnh",
    "Nguyệt",
    "Phượng",
    "Quỳnh",
    "Thắng",
    "Ươm",
];
const VILLAGES: [&str; 6] = [
    "Thôn Trung Tâm",
    "Thôn Nà Mẫu",
    "Thôn Khuổi Mơ",
    "Thôn Bản Chang",
    "Khu phố Đồng Đăng",
    "Thôn Phố Vị",
];

#[derive(serde::Deserialize)]
struct Day {
    centre: Vec<Intake>,
    point: Vec<Intake>,
}

/// A folder with a hub, a desk that has worked without it, and a desk that has done nothing.
pub(crate) struct Town {
    folder: TempDir,
    /// How many cases the first desk has.
    pub(crate) cases: usize,
    /// Some of them.
    pub(crate) some: Vec<Case>,
}

impl Town {
    /// Takes in `cases` cases at the first desk and measures each, beside an empty commit.
    pub(crate) fn build(cases: usize) -> Result<(Self, Line)> {
        // Beside the build's own files: on a real disk, not on one in memory.
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
        let office = desk::demo::office()?;
        let hub = Hub::open(&folder.path().join("hub"))?;
        hub.add_office(&office)?;
        let first = join(folder.path(), &hub, office.id, "centre", (5001, 5100))?;
        drop(join(
            folder.path(),
            &hub,
            office.id,
            "point-1",
            (5101, 5200),
        )?);
        let mut town = Self {
            folder,
            cases,
            some: vec![],
        };
        let line = town.work(&first)?;
        Ok((town, line))
    }

    fn work(&mut self, desk: &Desk) -> Result<Line> {
        let (mut ours, mut bare) = (Sample::times(), Sample::times());
        let mut peer = bare::create(&self.desk("centre").join("bare.db"), &DbKey([7; 32]))?;
        let row = [vec![0]];
        forget_peak();
        for intake in citizens(self.cases)? {
            let taken = ours.time(|| desk.receive(intake, true))?;
            bare.time(|| bare::commit(&mut peer, &row))?;
            if self.some.len() < RECEIPTS {
                self.some.push(taken.case);
            }
        }
        let line = Line::new("intake to durable", self.cases, ours);
        Ok(line.beside("empty FULL commit", bare))
    }

    /// The folder of a desk: `centre` has the cases, `point-1` has none.
    pub(crate) fn desk(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Opens a desk with its officer's password.
    pub(crate) fn open(&self, name: &str) -> Result<Desk> {
        open(&self.desk(name))
    }

    /// The database of the desk that has the cases, and its key.
    pub(crate) fn database(&self) -> Result<(PathBuf, DbKey)> {
        let dir = self.desk("centre");
        let profile = Profile::read(&dir)?.context("a workstation")?;
        let (keys, _) = profile.unlock(&dir, None, PASSWORD)?;
        Ok((dir.join(DATABASE), keys.database))
    }

    /// A copy of everything, in which a first exchange can be had again.
    pub(crate) fn copy(&self) -> Result<TempDir> {
        let copy = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
        for name in ["hub", "centre", "point-1"] {
            let to = copy.path().join(name);
            fs::create_dir(&to)?;
            for entry in fs::read_dir(self.folder.path().join(name))? {
                let entry = entry?;
                fs::copy(entry.path(), to.join(entry.file_name()))?;
            }
        }
        Ok(copy)
    }
}

/// Opens the desk in `dir` with its officer's password.
pub(crate) fn open(dir: &Path) -> Result<Desk> {
    Ok(Desk::open(dir, None, PASSWORD)?)
}

fn join(folder: &Path, hub: &Hub, office: OfficeId, name: &str, band: (u32, u32)) -> Result<Desk> {
    let band = Band::new(band.0, band.1)?;
    let invitation = hub.invite(office, name, 24, Some(band))?;
    let newcomer = Newcomer {
        officer: "Hoàng Thị Minh Nguyệt".to_owned(),
        password: PASSWORD.to_owned(),
        device_name: name.to_owned(),
        point: Some(name.to_owned()),
        demo: true,
    };
    Ok(from_bundle(
        &folder.join(name),
        &invitation.to_json(),
        newcomer,
    )?)
}

/// The same citizens at every run: real procedures and papers, names and numbers that differ; so
/// many a day, until today.
fn citizens(count: usize) -> Result<impl Iterator<Item = Intake>> {
    let day: Day = serde_json::from_str(DAY)?;
    let brought: Vec<Intake> = day.centre.into_iter().chain(day.point).collect();
    let mut dice = Dice(0x2545_F491_4F6C_DD1D);
    let received = (0..count)
        .map(|n| {
            let days = ((count - 1 - n) / PER_DAY).min(DAYS_MAX);
            LocalTime::from_unix_ms(desk::clock::now_ms() - i64::try_from(days)? * DAY_MS)
                .context("a time")
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(received.into_iter().enumerate().map(move |(n, received)| {
        let mut intake = brought[n % brought.len()].clone();
        let year = 1950 + dice.below(50);
        let applicant = &mut intake.applicant;
        applicant.name = format!(
            "{} {} {}",
            dice.one(&FAMILIES),
            dice.one(&MIDDLES),
            dice.one(&GIVEN)
        );
        applicant.id = Some(format!(
            "020{}{:02}{:06}",
            dice.below(2),
            year % 100,
            dice.below(1_000_000)
        ));
        applicant.born = None;
        applicant.phone = Some(format!("09{:08}", dice.below(100_000_000)));
        applicant.address = Some(format!(
            "{}, xã Minh Họa, tỉnh Lạng Sơn",
            dice.one(&VILLAGES)
        ));
        intake.client_ref = Some(format!("bench-{n}"));
        intake.received = Some(received);
        intake
    }))
}

/// Marsaglia's xorshift: the same numbers at every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % bound
    }

    fn one(&mut self, words: &[&'static str]) -> &'static str {
        words[usize::try_from(self.below(words.len() as u64)).unwrap_or(0)]
    }
}
