//! `init` and `enrol`: making a workstation.

use super::output::Output;
use super::{Common, password};
use crate::desk::Desk;
use crate::enrolment::{self, Newcomer};
use crate::error::{ApiError, ErrorCode};
use crate::identity::{DEMO_PASSWORD, Founding};
use crate::words::{text, words};
use casework::number::Band;
use casework::office::Office;
use clap::Args;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Args)]
#[group(required = true, multiple = false)]
pub(super) struct Init {
    /// A practice office; its documented password is used where none is given.
    #[arg(long)]
    demo: bool,
    /// An office file made by the administrator.
    #[arg(long, value_name = "FILE")]
    office: Option<PathBuf>,
}

#[derive(Args)]
pub(super) struct Enrol {
    /// The hub's address.
    #[arg(
        long,
        value_name = "URL",
        requires = "code",
        required_unless_present = "bundle"
    )]
    hub: Option<String>,
    /// The one-time code from the administrator.
    #[arg(long, requires = "hub")]
    code: Option<String>,
    /// An invitation file, without a network.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["hub", "code"])]
    bundle: Option<PathBuf>,
    /// For a workstation that exists: its invitation was used up elsewhere, or its data folder is a
    /// copy or was restored. Begins anew with the code, keeps every case and number.
    #[arg(long, requires = "code", conflicts_with_all = ["bundle", "name", "point"])]
    again: bool,
    /// Full name of the first officer.
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Point of the office this machine stands at, by its id.
    #[arg(long, value_name = "ID")]
    point: Option<String>,
}

/// An office file: the office, its band, and the first officer.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfficeFile {
    office: Office,
    band: BandRange,
    officer: String,
    #[serde(default)]
    point: Option<String>,
    #[serde(default)]
    device: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BandRange {
    lo: u32,
    hi: u32,
}

#[derive(Serialize)]
struct Made {
    data: String,
    office: String,
    officer: String,
    device: String,
}

pub(super) fn init(common: &Common, args: Init, output: &Output) -> Result<ExitCode, ApiError> {
    let dir = common.dir();
    let given = password::given(common.password_file.as_deref())?;
    let desk = match args.office {
        None => crate::demo::found(&dir, given.as_deref().unwrap_or(DEMO_PASSWORD))?,
        Some(file) => {
            let bad =
                |detail: String| ApiError::new(ErrorCode::BadOfficeFile).with("detail", detail);
            let file: OfficeFile =
                serde_json::from_slice(&read(&file)?).map_err(|error| bad(error.to_string()))?;
            let band = Band::new(file.band.lo, file.band.hi)
                .map_err(|error| bad(format!("band: {error}")))?;
            let founding = Founding {
                demo: false,
                key: None,
                office: file.office,
                point: file.point,
                device_name: file.device.unwrap_or_else(enrolment::machine_name),
                officer: common.officer.clone().unwrap_or(file.officer),
                password: given.map_or_else(password::prompt, Ok)?,
            };
            Desk::found(&dir, founding, band)?
        }
    };
    made(&desk, output);
    if args.demo && given_is_default(common)? {
        output.remark(&words!("demo_password", password = DEMO_PASSWORD));
    }
    Ok(ExitCode::SUCCESS)
}

fn given_is_default(common: &Common) -> Result<bool, ApiError> {
    Ok(password::given(common.password_file.as_deref())?.is_none())
}

pub(super) fn enrol(common: &Common, args: Enrol, output: &Output) -> Result<ExitCode, ApiError> {
    let dir = common.dir();
    let given = password::given(common.password_file.as_deref())?;
    if let (true, Some(hub), Some(code)) = (args.again, &args.hub, &args.code) {
        let password = given.map_or_else(password::prompt, Ok)?;
        let officer = common.officer.as_deref();
        let (desk, _) = enrolment::again(&dir, officer, &password, hub, code)?;
        made(&desk, output);
        return Ok(ExitCode::SUCCESS);
    }
    let officer = args
        .name
        .or_else(|| common.officer.clone())
        .ok_or_else(|| ApiError::new(ErrorCode::BadUsage).with("detail", "--name"))?;
    let newcomer = Newcomer {
        officer,
        password: given.map_or_else(password::prompt, Ok)?,
        device_name: enrolment::machine_name(),
        point: args.point,
        demo: false,
    };
    let desk = match (args.bundle, args.hub, args.code) {
        (Some(file), _, _) => {
            let text = String::from_utf8(read(&file)?)
                .map_err(|_| ApiError::new(ErrorCode::BadInvitation).with("detail", "UTF-8"))?;
            enrolment::from_bundle(&dir, &text, newcomer)?
        }
        (None, Some(hub), Some(code)) => enrolment::through_hub(&dir, &hub, &code, newcomer)?,
        _ => return Err(ApiError::new(ErrorCode::BadUsage).with("detail", text("enrol_usage"))),
    };
    made(&desk, output);
    Ok(ExitCode::SUCCESS)
}

fn made(desk: &Desk, output: &Output) {
    let made = Made {
        data: desk.dir().display().to_string(),
        office: desk.profile().office.name.clone(),
        officer: desk.officer().name.clone(),
        device: desk.public_key().device().to_string(),
    };
    output.both(&made, || {
        words!(
            "made",
            data = made.data,
            office = made.office,
            officer = made.officer
        )
    });
}

fn read(path: &Path) -> Result<Vec<u8>, ApiError> {
    std::fs::read(path).map_err(|error| ApiError::from(error).with("detail", path.display()))
}
