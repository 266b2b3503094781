//! Which workstation this is, and who is signed in.

use super::{Empty, Workstation};
use crate::desk::Desk;
use crate::enrolment;
use crate::error::ApiError;
use crate::identity::{DEMO_PASSWORD, Profile};
use casework::office::Role;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Whether there is a workstation, and whether somebody is signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum WorkstationState {
    /// No workstation in the data folder.
    New,
    /// Nobody is signed in.
    Locked,
    /// Somebody is signed in.
    Open,
    /// Somebody is signed in and has left the screen to citizens, who look up procedures.
    Public,
}

/// The workstation as the window shows it.
#[derive(Debug, Serialize, TS)]
#[ts(rename = "Workstation")]
pub struct WorkstationInfo {
    /// New, locked or open.
    pub state: WorkstationState,
    /// The office.
    pub office: Option<OfficeInfo>,
    /// Who may sign in.
    pub officers: Vec<OfficerInfo>,
    /// Who is signed in.
    pub officer: Option<OfficerInfo>,
    /// A practice office.
    pub demo: bool,
    /// Version of the program.
    pub version: String,
}

/// An officer as the window shows them.
#[derive(Clone, Debug, Serialize, TS)]
#[ts(rename = "Officer")]
pub struct OfficerInfo {
    /// Who.
    pub id: String,
    /// Full name.
    pub name: String,
    /// What the officer may do, e.g. "reception".
    #[ts(type = "string[]")]
    pub roles: Vec<Role>,
}

/// The office as the window shows it.
#[derive(Debug, Serialize, TS)]
#[ts(rename = "Office")]
pub struct OfficeInfo {
    /// Stable id.
    pub id: String,
    /// Agency part of its record codes.
    pub code: String,
    /// Name.
    pub name: String,
    /// The body above.
    pub parent: String,
    /// Province.
    pub province: String,
    /// Id of the point this workstation stands at.
    pub point: String,
    /// Its points.
    pub points: Vec<PointInfo>,
    /// A practice office.
    pub demo: bool,
}

/// A point as the window shows it.
#[derive(Debug, Serialize, TS)]
#[ts(rename = "Point")]
pub struct PointInfo {
    /// Short stable name.
    pub id: String,
    /// "centre" or "point".
    #[ts(type = "\"centre\" | \"point\" | \"home\"")]
    pub kind: casework::office::PlaceKind,
    /// Name.
    pub name: String,
    /// Address.
    pub address: String,
}

/// Makes the practice office.
#[derive(Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct InitDemo {
    /// The documented demo password where `None`.
    pub password: Option<String>,
}

/// Joins an office through its hub.
#[derive(Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Enrol {
    /// The hub's address.
    pub hub: String,
    /// The one-time code.
    pub code: String,
    /// The officer's full name.
    pub officer: String,
    /// The officer's password.
    pub password: String,
}

/// Signs in.
#[derive(Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// The officer's id.
    pub officer: String,
    /// The password.
    pub password: String,
}

pub(super) fn workstation(ws: &Workstation, _: Empty) -> Result<WorkstationInfo, ApiError> {
    let Some(profile) = Profile::read(&ws.inner.dir)? else {
        return Ok(WorkstationInfo {
            state: WorkstationState::New,
            office: None,
            officers: vec![],
            officer: None,
            demo: false,
            version: env!("CARGO_PKG_VERSION").to_owned(),
        });
    };
    let signed_in = ws.desk().ok().map(|desk| desk.officer().id);
    let officers: Vec<OfficerInfo> = profile
        .officers
        .iter()
        .map(|entry| OfficerInfo {
            id: entry.id.to_string(),
            name: entry.name.clone(),
            roles: entry.roles.clone(),
        })
        .collect();
    let officer = signed_in.and_then(|id| {
        officers
            .iter()
            .find(|officer| officer.id == id.to_string())
            .cloned()
    });
    Ok(WorkstationInfo {
        state: match officer {
            Some(_) if ws.is_public() => WorkstationState::Public,
            Some(_) => WorkstationState::Open,
            None => WorkstationState::Locked,
        },
        demo: profile.demo,
        office: Some(office_info(profile)),
        officers,
        officer,
        version: env!("CARGO_PKG_VERSION").to_owned(),
    })
}

fn office_info(profile: Profile) -> OfficeInfo {
    let office = profile.office;
    OfficeInfo {
        id: office.id.to_string(),
        code: office.code.to_string(),
        name: office.name,
        parent: office.parent,
        province: office.province,
        point: profile.point,
        points: office
            .points
            .into_iter()
            .map(|point| PointInfo {
                id: point.id,
                kind: point.kind,
                name: point.name,
                address: point.address,
            })
            .collect(),
        demo: profile.demo,
    }
}

pub(super) fn init_demo(ws: &Workstation, request: InitDemo) -> Result<WorkstationInfo, ApiError> {
    let desk = crate::demo::found(
        &ws.inner.dir,
        &request.password.unwrap_or_else(|| DEMO_PASSWORD.to_owned()),
    )?;
    ws.set_desk(Some(desk));
    workstation(ws, Empty {})
}

pub(super) fn enrol(ws: &Workstation, request: Enrol) -> Result<WorkstationInfo, ApiError> {
    let newcomer = enrolment::Newcomer {
        officer: request.officer,
        password: request.password,
        device_name: enrolment::machine_name(),
        point: None,
        demo: false,
    };
    let desk = enrolment::through_hub(&ws.inner.dir, &request.hub, &request.code, newcomer)?;
    ws.set_desk(Some(desk));
    workstation(ws, Empty {})
}

pub(super) fn sign_in(ws: &Workstation, request: SignIn) -> Result<WorkstationInfo, ApiError> {
    let desk = Desk::open(&ws.inner.dir, Some(&request.officer), &request.password)?;
    ws.set_public(false);
    ws.set_desk(Some(desk));
    workstation(ws, Empty {})
}

pub(super) fn sign_out(ws: &Workstation, _: Empty) -> Result<WorkstationInfo, ApiError> {
    ws.set_desk(None);
    workstation(ws, Empty {})
}
