//! Measures the main job, each part beside what it cannot cost less than: `cargo xtask bench`.
#![expect(clippy::print_stdout, reason = "the result is a table on the terminal")]

mod bare;
mod desk_jobs;
mod hub_job;
mod measure;
mod page_job;
mod peer_job;
mod sync_job;
mod table;
mod town;

use anyhow::{Context, Result, bail};
use table::Table;
use town::Town;

const USAGE: &str = "\
cargo xtask bench [--cases 1000,10000] [--runs 3] [NAME…]
names: intake receipt open search list sync pages peers hubs";

/// What can be measured.
const JOBS: [&str; 9] = [
    "intake", "receipt", "open", "search", "list", "sync", "pages", "peers", "hubs",
];

/// What was asked for.
struct Asked {
    cases: Vec<usize>,
    runs: usize,
    jobs: Vec<String>,
}

impl Asked {
    /// Reads the command line; `None` where help was asked for.
    fn read(mut args: impl Iterator<Item = String>) -> Result<Option<Self>> {
        let mut asked = Self {
            cases: vec![1_000, 10_000],
            runs: 3,
            jobs: vec![],
        };
        while let Some(arg) = args.next() {
            match arg.as_str() {
                // Cargo's own word to every benchmark.
                "--bench" => {}
                "--help" | "-h" => return Ok(None),
                "--cases" => {
                    let list = args.next().context(USAGE)?;
                    let sizes = list.split(',').map(|size| size.trim().parse());
                    asked.cases = sizes.collect::<Result<_, _>>().context(USAGE)?;
                }
                "--runs" => asked.runs = args.next().context(USAGE)?.parse().context(USAGE)?,
                name if JOBS.contains(&name) => asked.jobs.push(arg),
                other => bail!("'{other}' cannot be measured\n{USAGE}"),
            }
        }
        if asked.runs == 0 || asked.cases.is_empty() || asked.cases.contains(&0) {
            bail!("at least one run of at least one case\n{USAGE}");
        }
        Ok(Some(asked))
    }

    fn wants(&self, job: &str) -> bool {
        self.jobs.is_empty() || self.jobs.iter().any(|name| name == job)
    }
}

fn main() -> Result<()> {
    let Some(asked) = Asked::read(std::env::args().skip(1))? else {
        println!("{USAGE}");
        return Ok(());
    };
    let mut table = Table::default();
    if asked.wants("hubs") {
        table.add(hub_job::hubs()?);
    }
    let of_a_town = JOBS.iter().any(|job| *job != "hubs" && asked.wants(job));
    for (nth, cases) in asked.cases.iter().enumerate().filter(|_| of_a_town) {
        measure_town(&asked, *cases, nth == 0, &mut table)?;
    }
    println!("\n{table}");
    Ok(())
}

/// Everything that is measured on one number of cases.
fn measure_town(asked: &Asked, cases: usize, first: bool, table: &mut Table) -> Result<()> {
    let (town, intake) = Town::build(cases)?;
    if asked.wants("intake") {
        table.add(intake);
    }
    if first && asked.wants("receipt") {
        table.add(desk_jobs::receipt(&town)?);
    }
    if asked.wants("open") {
        table.extend(desk_jobs::open(&town, asked.runs * 3)?);
    }
    if asked.wants("search") {
        table.add(desk_jobs::search(&town, asked.runs)?);
    }
    if asked.wants("list") {
        table.extend(desk_jobs::list(&town, asked.runs * 10)?);
    }
    if asked.wants("sync") {
        table.extend(sync_job::sync(&town, asked.runs)?);
    }
    if first && asked.wants("pages") {
        table.extend(page_job::pages(&town)?);
    }
    // It installs packages of others, so only by name.
    if asked.jobs.iter().any(|name| name == "peers") {
        table.extend(peer_job::peers(&town)?);
    }
    Ok(())
}
