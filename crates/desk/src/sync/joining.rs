//! Joining an office through its hub: before there is a workstation, or at the first contact of one that
//! began with an invitation file.

use super::hub_client::{HUB_CODE, HUB_STORE, read_key};
use super::request::{Line, Trouble};
use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode};
use hub::wire::{EnrolRequest, EnrolResponse, pack};

/// Uses the code of an invitation that has not been used at the hub yet, if there is one; gives the
/// trouble on the line, if any.
///
/// # Errors
/// The store's.
pub(super) async fn use_code(desk: &Desk, line: &mut Line) -> Result<Option<Trouble>, ApiError> {
    let (code, key) = desk
        .store()
        .read(|reader| Ok::<_, ApiError>((reader.setting(HUB_CODE)?, read_key(reader)?)))?;
    let Some(code) = code.filter(|code| !code.is_empty()) else {
        return Ok(None);
    };
    let code = String::from_utf8_lossy(&code).into_owned();
    let profile = desk.profile();
    let request = EnrolRequest::signed(&code, profile.epoch, &profile.device_name, desk.key());
    let answer = line.post("/v1/enrol", pack(&request), None, key.as_ref());
    match answer.await {
        Ok(answer) => settle(desk, &answer).map(|()| None),
        Err(trouble) => Ok(Some(trouble)),
    }
}

/// Enrols a key before there is a workstation.
///
/// # Errors
/// [`ErrorCode::HubUnreachable`], [`ErrorCode::InvitationUsed`], [`ErrorCode::EnrolmentRefused`],
/// [`ErrorCode::HubAnswer`].
pub fn enrol_key(
    address: &str,
    code: &str,
    name: &str,
    key: &ed25519_dalek::SigningKey,
) -> Result<EnrolResponse, ApiError> {
    let mut line = Line::new(address)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| ApiError::new(ErrorCode::Io).with("detail", error))?;
    let request = pack(&EnrolRequest::signed(code, 1, name, key));
    let answer = runtime.block_on(line.post("/v1/enrol", request, None, None));
    answer.map_err(|trouble| match trouble {
        Trouble::Offline(error) | Trouble::Nonsense(error) => error,
        Trouble::Refused(_, said) if said.code.ends_with("_code") => {
            ErrorCode::InvitationUsed.into()
        }
        Trouble::Refused(_, said) => {
            ApiError::new(ErrorCode::EnrolmentRefused).with("detail", said.code)
        }
    })
}

/// Stores what an enrolment brought: the roster, the bands, the hub's store where none was known (another
/// one than before is met with the next request). The code is used up.
fn settle(desk: &Desk, answer: &EnrolResponse) -> Result<(), ApiError> {
    desk.store().write(|tx| {
        tx.ingest(&answer.envelopes, answer.hub_time_ms)?;
        if tx.setting(HUB_STORE)?.is_none_or(|known| known == [0; 16]) {
            tx.set_setting(HUB_STORE, &answer.hub_store)?;
        }
        tx.set_setting(HUB_CODE, &[])?;
        Ok(())
    })
}
