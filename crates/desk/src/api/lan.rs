//! Sharing with other machines of the office on the local network.

use super::{CardImage, Empty, SyncOutcome, Workstation, label_in, lock, outcome, people};
use crate::clock;
use crate::desk::Desk;
use crate::error::{ApiError, ApiErrorBody, ErrorCode};
use crate::paper;
use crate::picture::qr_text;
use crate::sync::hub_client::Outcome;
use crate::sync::lan::{self, Bell, Lan, Pairing, Rounds, Sharing, Step, Target, Tested, name_of};
use crate::sync::schedule::Watch;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;
use ts_rs::TS;

/// What this session knows of the local network.
#[derive(Default)]
pub(super) struct Shared {
    sharing: Option<Sharing>,
    /// Why it does not share although it should.
    error: Option<ApiError>,
    /// Why the last visit to a machine did not end well.
    troubles: BTreeMap<String, ApiError>,
}

/// Switches sharing on the local network on or off.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct LanSet {
    /// Whether other machines are answered and visited.
    pub on: bool,
    /// Where this machine answers.
    pub port: u16,
    /// It announces itself and looks for others by mDNS.
    pub announce: bool,
}

/// Names a machine on the local network.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct LanPlace {
    /// An address, or the text of a pairing code.
    pub address: String,
}

/// Another machine on the local network.
#[derive(Debug, Serialize, TS)]
pub struct LanMachine {
    /// Where it is, or was last.
    pub address: String,
    /// Its name, once it is known which machine it is.
    pub name: Option<String>,
    /// It announces itself now.
    pub found: bool,
    /// Somebody named it, or it was met.
    pub kept: bool,
    /// The last exchange.
    pub met: Option<String>,
    /// Entries of this machine that it is not known to hold.
    pub waiting: Option<u64>,
    /// Why the last visit of this session did not end well.
    #[ts(type = "ApiError | null")]
    pub trouble: Option<ApiErrorBody>,
}

/// Sharing on the local network as it stands.
#[derive(Debug, Serialize, TS)]
pub struct LanState {
    /// Somebody switched it on.
    pub on: bool,
    /// Where this machine answers.
    pub port: u16,
    /// It is to announce itself and look for others by mDNS.
    pub announce: bool,
    /// It does answer now.
    pub sharing: bool,
    /// It announces itself and hears others.
    pub announced: bool,
    /// Why it does not answer although it should.
    #[ts(type = "ApiError | null")]
    pub trouble: Option<ApiErrorBody>,
    /// The hub has confirmed this machine, so that others may believe it.
    pub confirmed: bool,
    /// Where it can be reached.
    pub addresses: Vec<String>,
    /// Its pairing code as text; `None` without a network.
    pub code: Option<String>,
    /// The same as a picture.
    pub svg: Option<String>,
    /// Other machines.
    pub machines: Vec<LanMachine>,
}

/// One step of a test.
#[derive(Debug, Serialize, TS)]
pub struct LanStep {
    /// address, connection, certificate, office, device or clock.
    pub step: &'static str,
    /// ok, failed or `not_reached`.
    #[ts(type = "\"ok\" | \"failed\" | \"not_reached\"")]
    pub state: &'static str,
    /// The step in Vietnamese.
    pub vi: String,
    /// The step in English.
    pub en: String,
}

/// How far the way to a machine was found to be open.
#[derive(Debug, Serialize, TS)]
pub struct LanTest {
    /// Where it was tried.
    pub address: String,
    /// Nothing failed.
    pub ok: bool,
    /// The machine that answered, by name.
    pub machine: Option<String>,
    /// Every step.
    pub steps: Vec<LanStep>,
    /// Why the one that failed did.
    #[ts(type = "ApiError | null")]
    pub trouble: Option<ApiErrorBody>,
}

pub(super) fn state(ws: &Workstation, _: Empty) -> Result<LanState, ApiError> {
    let desk = ws.desk()?;
    let shared = lock(&ws.inner.lan);
    let sharing = shared.sharing.as_ref();
    let found = sharing.map(Sharing::found).unwrap_or_default();
    let state = lan_state(&desk, &found, &shared.troubles)?;
    Ok(LanState {
        sharing: sharing.is_some(),
        announced: sharing.is_some_and(Sharing::is_announced),
        trouble: shared.error.as_ref().map(ApiError::body),
        ..state
    })
}

/// The local network as a desk knows it that does not share itself.
///
/// # Errors
/// The store's.
pub fn lan_state(
    desk: &Desk,
    found: &[lan::Found],
    troubles: &BTreeMap<String, ApiError>,
) -> Result<LanState, ApiError> {
    let targets = lan::targets(desk, found)?;
    let device = desk.public_key().device();
    let chosen = desk.store().read(Lan::chosen)?;
    let own = lan::own_addresses();
    let pairing = Pairing::of(device, desk.office(), &own, chosen.port);
    let code = (!pairing.places.is_empty()).then(|| pairing.to_string());
    let svg = code.as_deref().map(|code| paper::code_picture(code, "LAN"));
    desk.store().read(|reader| {
        let waiting = lan::waiting(desk, reader)?;
        let kept = lan::list(reader)?;
        let mut machines = vec![];
        for target in &targets {
            let known = target.device.map(|device| reader.device(device));
            let is_it = |one: &&lan::Kept| {
                let same = target.device.is_some() && one.device == target.device;
                same || one
                    .places()
                    .iter()
                    .any(|place| target.places.contains(place))
            };
            let kept = kept.iter().find(is_it);
            let places = target.places.iter().map(ToString::to_string);
            let met = kept.and_then(|one| one.met_ms);
            machines.push(LanMachine {
                address: places.into_iter().next().unwrap_or_default(),
                name: known.transpose()?.flatten().map(|known| known.name),
                found: found.iter().any(|one| Some(one.device) == target.device),
                kept: kept.is_some(),
                met: met.map(|ms| clock::local(ms).to_string()),
                waiting: target.device.and_then(|it| waiting.get(&it).copied()),
                trouble: troubles.get(&name_of(target)).map(ApiError::body),
            });
        }
        Ok(LanState {
            on: chosen.on,
            port: chosen.port,
            announce: chosen.announce,
            sharing: false,
            announced: false,
            trouble: None,
            confirmed: lan::is_confirmed(desk, reader)?,
            addresses: pairing.places.iter().map(ToString::to_string).collect(),
            code,
            svg: svg.transpose()?,
            machines,
        })
    })
}

pub(super) fn set(ws: &Workstation, request: LanSet) -> Result<LanState, ApiError> {
    let desk = ws.desk()?;
    if request.port == 0 {
        return Err(ApiError::new(ErrorCode::BadField).with("field", "port"));
    }
    let chosen = Lan {
        on: request.on,
        port: request.port,
        announce: request.announce,
    };
    chosen.choose(&desk)?;
    ws.share();
    ws.written();
    state(ws, Empty {})
}

pub(super) fn add(ws: &Workstation, request: LanPlace) -> Result<LanState, ApiError> {
    keep(ws, &Pairing::parse(&request.address)?)
}

pub(super) fn add_picture(ws: &Workstation, picture: CardImage) -> Result<LanState, ApiError> {
    let bytes = people::picture_bytes(&picture)?;
    let is_pairing = |text: &str| Pairing::parse(text).is_ok_and(|read| read.device.is_some());
    keep(ws, &Pairing::parse(&qr_text(&bytes, is_pairing)?)?)
}

fn keep(ws: &Workstation, pairing: &Pairing) -> Result<LanState, ApiError> {
    let desk = ws.desk()?;
    lan::check(&desk, pairing)?;
    desk.store().write(|tx| lan::add(tx, pairing))?;
    ws.written();
    state(ws, Empty {})
}

pub(super) fn forget(ws: &Workstation, request: LanPlace) -> Result<LanState, ApiError> {
    let desk = ws.desk()?;
    desk.store().write(|tx| lan::forget(tx, &request.address))?;
    ws.changed();
    state(ws, Empty {})
}

pub(super) fn test(ws: &Workstation, request: LanPlace) -> Result<LanTest, ApiError> {
    lan_test(&*ws.desk()?, &request.address)
}

/// Tries the way to a machine; of several places the first that answers counts.
///
/// # Errors
/// The store's; what fails on the way is in the answer.
pub fn lan_test(desk: &Desk, text: &str) -> Result<LanTest, ApiError> {
    let pairing = match Pairing::parse(text) {
        Ok(pairing) => pairing,
        Err(error) => {
            let tested = Tested::not_begun(error);
            return tested_words(desk, text.to_owned(), &tested);
        }
    };
    let mut first = None;
    for place in &pairing.places {
        let tested = lan::test(desk, place)?;
        let answered = tested.is_ok(Step::Connection) == Some(true);
        if answered {
            return tested_words(desk, place.to_string(), &tested);
        }
        first.get_or_insert((place.to_string(), tested));
    }
    let (place, tested) = first.ok_or(ErrorCode::Bug)?;
    tested_words(desk, place, &tested)
}

fn tested_words(desk: &Desk, address: String, tested: &Tested) -> Result<LanTest, ApiError> {
    let met = tested.met.map(|key| key.device());
    let known = met.map(|device| desk.store().read(|reader| reader.device(device)));
    let step = |step: &Step| {
        let code = step.code();
        LanStep {
            step: code,
            state: match tested.is_ok(*step) {
                Some(true) => "ok",
                Some(false) => "failed",
                None => "not_reached",
            },
            vi: label_in("lan_step", code, "vi"),
            en: label_in("lan_step", code, "en"),
        }
    };
    Ok(LanTest {
        address,
        ok: tested.failed.is_none(),
        machine: known.transpose()?.flatten().map(|known| known.name),
        steps: Step::ALL.iter().map(step).collect(),
        trouble: tested.failed.as_ref().map(|(_, error)| error.body()),
    })
}

pub(super) fn sync(ws: &Workstation, request: LanPlace) -> Result<SyncOutcome, ApiError> {
    let desk = ws.desk()?;
    let named = Pairing::parse(&request.address)?;
    let place = |one: &Target| one.places.iter().any(|place| named.places.contains(place));
    let found = ws.found();
    let target = lan::targets(&desk, &found)?.into_iter().find(place);
    let target = target.unwrap_or(Target {
        device: named.device,
        places: named.places.clone(),
    });
    let visited = lan::visit(&desk, &target.places);
    ws.note(&target, &visited);
    ws.changed();
    outcome(&desk, &visited?)
}

impl Workstation {
    /// Begins to share on the local network as was chosen, or ends it.
    pub(super) fn share(&self) {
        let mut shared = lock(&self.inner.lan);
        // The port has to be free before it is taken again.
        *shared = Shared::default();
        let Ok(desk) = self.desk() else { return };
        let chosen = desk.store().read(Lan::chosen).unwrap_or_default();
        if !chosen.on {
            return;
        }
        let (listeners, wake) = (self.inner.on_change.clone(), self.inner.wake.clone());
        let changed = move || {
            for listener in lock(&listeners).iter() {
                listener();
            }
        };
        let (arrived, told) = (Arc::new(changed), Arc::clone(&wake));
        let bell = Bell {
            arrived,
            found: Arc::new(move || {
                if let Some(wake) = lock(&told).as_ref() {
                    wake.send(()).ok();
                }
            }),
        };
        match Sharing::start(&desk, chosen, &bell) {
            Ok(sharing) => shared.sharing = Some(sharing),
            Err(error) => shared.error = Some(error),
        }
    }

    /// The machines that announce themselves now.
    fn found(&self) -> Vec<lan::Found> {
        let shared = lock(&self.inner.lan);
        shared
            .sharing
            .as_ref()
            .map(Sharing::found)
            .unwrap_or_default()
    }

    fn note(&self, target: &Target, visited: &Result<Outcome, ApiError>) {
        let trouble = match visited {
            Ok(outcome) => outcome.trouble.clone(),
            Err(error) => Some(error.clone()),
        };
        let mut shared = lock(&self.inner.lan);
        match trouble {
            Some(error) => shared.troubles.insert(name_of(target), error),
            None => shared.troubles.remove(&name_of(target)),
        };
    }

    /// Visits the other machines it is time for; gives whether this one shares at all.
    pub(crate) fn visit_others(&self, rounds: &mut Rounds) -> bool {
        let Ok(desk) = self.desk() else { return false };
        let chosen = desk
            .store()
            .read(|reader| Ok::<_, ApiError>((Lan::chosen(reader)?, Watch::chosen(reader)?)));
        let (lan, watch) = chosen.unwrap_or_default();
        if !lan.on || watch == Watch::Paused {
            return false;
        }
        let went = rounds.go(&desk, &self.found(), |target, visited| {
            self.note(target, &visited);
            self.changed();
        });
        went.is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_has_words() {
        for step in Step::ALL {
            for language in ["vi", "en"] {
                let words = label_in("lan_step", step.code(), language);
                assert_ne!(words, step.code(), "{language}");
            }
        }
    }
}
