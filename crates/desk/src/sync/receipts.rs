//! The hub's signed word on what it holds, fetched for those who have no line themselves.

use super::hub_client::read_key;
use super::request::{Line, Trouble};
use crate::desk::{Desk, HUB_OFFSET, number_setting};
use crate::error::{ApiError, ErrorCode};
use casework::id::PublicKey;
use casework::sync::receipt::Receipt;
use hub::wire::{PROTO, ReceiptRequest, ReceiptResponse, pack};
use store::RECEIPT_DUE;

/// Fetches the hub's receipt if somebody may wait for it; gives the trouble on the line, if any. A
/// hub that gives none is no trouble.
///
/// # Errors
/// [`ErrorCode::HubAnswer`] when the hub's receipt is not the hub's; the store's.
pub(super) async fn fetch(desk: &Desk, line: &mut Line) -> Result<Option<Trouble>, ApiError> {
    let (due, key) = desk.store().read(|reader| {
        let due = reader
            .setting(RECEIPT_DUE)?
            .is_some_and(|due| !due.is_empty());
        Ok::<_, ApiError>((due, read_key(reader)?))
    })?;
    let Some(key) = key.filter(|_| due) else {
        return Ok(None);
    };
    let receipt = match ask(desk, line, &key).await? {
        Ok(receipt) => receipt,
        Err(Trouble::Refused(..)) => return Ok(None),
        Err(trouble) => return Ok(Some(trouble)),
    };
    desk.store().write(|tx| {
        tx.take_receipt(&receipt, Some(&key))?;
        tx.set_setting(RECEIPT_DUE, &[])?;
        Ok::<_, ApiError>(())
    })?;
    Ok(None)
}

/// Asks the hub with this key what it holds of the office.
///
/// # Errors
/// [`ErrorCode::HubAnswer`] when the receipt is not the hub's; the store's.
pub(super) async fn ask(
    desk: &Desk,
    line: &mut Line,
    key: &PublicKey,
) -> Result<Result<Receipt, Trouble>, ApiError> {
    let offset = desk.store().read(|reader| reader.setting(HUB_OFFSET))?;
    let signed = Some((desk.key(), number_setting(offset).unwrap_or(0)));
    let request = pack(&ReceiptRequest {
        proto: PROTO,
        greeting: None,
    });
    let answer = line.post("/v1/receipts", request, signed, Some(key)).await;
    let answer: ReceiptResponse = match answer {
        Ok(answer) => answer,
        Err(trouble) => return Ok(Err(trouble)),
    };
    let receipt = Receipt::from_wire(&answer.receipt).filter(|receipt| receipt.is_signed_by(key));
    receipt.map(Ok).ok_or_else(not_its_own)
}

pub(super) fn not_its_own() -> ApiError {
    ApiError::new(ErrorCode::HubAnswer).with("detail", "receipt")
}
