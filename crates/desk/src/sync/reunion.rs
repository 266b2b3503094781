//! A hub that was restored from an older copy learns from its desks what it lost: who belongs to the
//! office and with which band, as it signed it itself, then everything else it does not hold.

use super::hub_client::{HUB_STORE, read_key, set_hub_store};
use super::receipts;
use super::request::{Line, Trouble};
use crate::desk::Desk;
use crate::error::ApiError;
use hub::wire::{IntroduceRequest, IntroduceResponse, PROTO, pack};
use store::StoreId;

/// Shows a hub that does not know this device what it once signed about the office; gives whether it
/// knows any of it now.
///
/// # Errors
/// The store's.
pub(super) async fn introduce(
    desk: &Desk,
    line: &mut Line,
) -> Result<Result<bool, Trouble>, ApiError> {
    let (key, envelopes) = desk.store().read(|reader| {
        let envelopes = reader.governance(desk.office())?;
        Ok::<_, ApiError>((read_key(reader)?, envelopes))
    })?;
    let Some(key) = key.filter(|_| !envelopes.is_empty()) else {
        return Ok(Ok(false));
    };
    let proto = PROTO;
    let request = pack(&IntroduceRequest { proto, envelopes });
    let fault = line.fault.take();
    let answer: Result<IntroduceResponse, Trouble> =
        line.post("/v1/introduce", request, None, Some(&key)).await;
    Ok(match answer {
        Ok(answer) if answer.known > 0 => Ok(true),
        // A hub that knows nothing of this, or is too old to: what it said first stands.
        Ok(_) | Err(Trouble::Refused(..) | Trouble::Nonsense(_)) => {
            line.fault = fault;
            Ok(false)
        }
        Err(Trouble::Offline(error)) => Err(Trouble::Offline(error)),
    })
}

/// The hub answers from another store than before: tells it what it signed, asks what it holds, and
/// keeps both its new name and what has to be sent again in one commit.
///
/// # Errors
/// [`crate::error::ErrorCode::HubAnswer`] when the hub's receipt is not the hub's; the store's.
pub(super) async fn meet(
    desk: &Desk,
    line: &mut Line,
    store: StoreId,
) -> Result<Result<(), Trouble>, ApiError> {
    let (known, key) = desk.store().read(|reader| {
        let known = reader.setting(HUB_STORE)?;
        let known = known.is_some_and(|known| known != [0; 16] && known != store.0);
        Ok::<_, ApiError>((known, read_key(reader)?))
    })?;
    let Some(key) = key.filter(|_| known) else {
        desk.store().write(|tx| set_hub_store(tx, &store.0))?;
        return Ok(Ok(()));
    };
    if let Err(trouble) = introduce(desk, line).await? {
        return Ok(Err(trouble));
    }
    let receipt = match receipts::ask(desk, line, &key).await? {
        Ok(receipt) => receipt,
        Err(trouble) => return Ok(Err(trouble)),
    };
    desk.store().write(|tx| {
        if !tx.meet_store(&receipt, &key, store)? {
            return Err(receipts::not_its_own());
        }
        set_hub_store(tx, &store.0)
    })?;
    Ok(Ok(()))
}
