//! Joining an office: through its hub, or from an invitation file without a network.

use crate::clock;
use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode};
use crate::identity::Founding;
use crate::sync::hub_client::{self, HUB_CODE, HUB_KEY, HUB_STORE, HUB_URL};
use crate::sync::joining;
use casework::office::Office;
use ed25519_dalek::SigningKey;
use hub::{Invitation, InvitationError};
use std::path::Path;

/// Who joins, on which machine.
pub struct Newcomer {
    /// The first officer's full name.
    pub officer: String,
    /// The first officer's password.
    pub password: String,
    /// Name of the machine for people.
    pub device_name: String,
    /// The point the machine stands at; the office's first where `None`.
    pub point: Option<String>,
    /// A practice workstation, which the documented password opens.
    pub demo: bool,
}

impl Newcomer {
    fn founding(self, office: Office, key: Option<SigningKey>) -> Result<Founding, ApiError> {
        if let Some(point) = &self.point
            && !office.points.iter().any(|known| known.id == *point)
        {
            let known: Vec<&str> = office
                .points
                .iter()
                .map(|point| point.id.as_str())
                .collect();
            return Err(ApiError::new(ErrorCode::BadField)
                .with("field", format!("point ({})", known.join(", "))));
        }
        Ok(Founding {
            demo: self.demo,
            office,
            point: self.point,
            device_name: self.device_name,
            key,
            officer: self.officer,
            password: self.password,
        })
    }
}

/// Makes a workstation from an invitation file. It may number at once with the band reserved for
/// it; the hub learns its key at the first exchange.
///
/// # Errors
/// [`ErrorCode::BadInvitation`], [`ErrorCode::InvitationUsed`] when it is over; see
/// [`crate::identity::Profile::found`].
pub fn from_bundle(dir: &Path, file: &str, newcomer: Newcomer) -> Result<Desk, ApiError> {
    let invitation = Invitation::from_json_verified(file).map_err(|error| {
        let detail = match error {
            InvitationError::Malformed => "malformed",
            InvitationError::BadSignature => "changed",
        };
        ApiError::new(ErrorCode::BadInvitation)
            .with("detail", crate::api::label("invitation", detail))
    })?;
    if invitation.expires < clock::now() {
        return Err(ErrorCode::InvitationUsed.into());
    }
    let founding = newcomer.founding(invitation.office.clone(), None)?;
    Desk::make(dir, founding, |desk, tx| {
        let device = desk.public_key().device();
        tx.trust(invitation.hub_key)?;
        tx.grant_band(desk.office(), device, desk.profile().epoch, invitation.band)?;
        tx.set_setting(HUB_KEY, invitation.hub_key.as_bytes())?;
        tx.set_setting(HUB_CODE, invitation.code.as_bytes())?;
        if let Some(url) = &invitation.hub_url {
            tx.set_setting(HUB_URL, url.as_bytes())?;
        }
        Ok(())
    })
}

/// Makes a workstation by enrolling at the hub with a one-time code.
///
/// # Errors
/// [`ErrorCode::HubUnreachable`], [`ErrorCode::InvitationUsed`], [`ErrorCode::EnrolmentRefused`];
/// see [`crate::identity::Profile::found`].
pub fn through_hub(
    dir: &Path,
    address: &str,
    code: &str,
    newcomer: Newcomer,
) -> Result<Desk, ApiError> {
    // What can be refused without using up the code is refused first.
    if crate::identity::Profile::read(dir)?.is_some() {
        return Err(ApiError::new(ErrorCode::WorkstationExists).with("dir", dir.display()));
    }
    crate::identity::check_officer(&newcomer.officer, &newcomer.password)?;
    let key = SigningKey::from_bytes(&clock::random()?);
    let answer = joining::enrol_key(address, code, &newcomer.device_name, &key)?;
    let office: Office = serde_json::from_str(&answer.office)
        .map_err(|error| ApiError::new(ErrorCode::HubAnswer).with("detail", error))?;
    let founding = newcomer.founding(office, Some(key))?;
    Desk::make(dir, founding, |_, tx| {
        tx.trust(answer.hub_key)?;
        tx.ingest(&answer.envelopes, answer.hub_time_ms)?;
        tx.set_setting(HUB_KEY, answer.hub_key.as_bytes())?;
        tx.set_setting(HUB_STORE, &answer.hub_store)?;
        tx.set_setting(HUB_URL, address.trim().as_bytes())?;
        Ok(())
    })
}

/// Begins a new epoch of an existing workstation with a new code: its invitation was used up by
/// another machine, or its data folder is a copy or was restored. It gets a new actor and a new
/// band; cases taken in before keep their numbers and are sent.
///
/// # Errors
/// [`ErrorCode::WrongPassword`], those of a wrong address, [`ErrorCode::InvitationUsed`]; the
/// store's. The old band is retired even where the hub cannot be reached: the desk numbers again
/// once it has enrolled.
pub fn again(
    dir: &Path,
    officer: Option<&str>,
    password: &str,
    address: &str,
    code: &str,
) -> Result<(Desk, hub_client::Outcome), ApiError> {
    let desk = Desk::open(dir, officer, password)?;
    hub_client::set_address(&desk, address)?;
    desk.store().write(|tx| {
        tx.set_setting(HUB_CODE, code.as_bytes())?;
        Ok::<_, ApiError>(())
    })?;
    desk.store().renew(store::StoreId(clock::random()?))?;
    let mut profile = desk.profile().clone();
    profile.epoch += 1;
    profile.write(dir)?;
    drop(desk);
    let desk = Desk::open(dir, officer, password)?;
    let outcome = hub_client::exchange(&desk, None)?;
    Ok((desk, outcome))
}

/// The machine's name on its network, for people.
pub fn machine_name() -> String {
    let read = |path| std::fs::read_to_string(path).ok();
    std::env::var("COMPUTERNAME")
        .ok()
        .or_else(|| read("/etc/hostname"))
        .map(|name| {
            casework::text::nfc(&name)
                .chars()
                .take(100)
                .collect::<String>()
        })
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "PC".to_owned())
}
