//! The hub's signed word on what it holds, fetched for those who have no line themselves.

use super::hub_client::read_key;
use super::request::{Line, Trouble};
use crate::desk::{Desk, HUB_OFFSET, number_setting};
use crate::error::{ApiError, ErrorCode};
use casework::sync::receipt::Receipt;
use hub::wire::{PROTO, ReceiptRequest, ReceiptResponse, pack};
use store::RECEIPT_DUE;

/// Fetches the hub's receipt if somebody may wait for it; gives the trouble on the line, if any. A
/// hub that gives none is no trouble.
///
/// # Errors
/// [`ErrorCode::HubAnswer`] when the hub's receipt is not the hub's; the store's.
pub(super) async fn fetch(desk: &Desk, line: &mut Line) -> Result<Option<Trouble>, ApiError> {
    let (due, key, offset) = desk.store().read(|reader| {
        let due = reader
            .setting(RECEIPT_DUE)?
            .is_some_and(|due| !due.is_empty());
        let offset = number_setting(reader.setting(HUB_OFFSET)?).unwrap_or(0);
        Ok::<_, ApiError>((due, read_key(reader)?, offset))
    })?;
    let Some(key) = key.filter(|_| due) else {
        return Ok(None);
    };
    let request = pack(&ReceiptRequest {
        proto: PROTO,
        greeting: None,
    });
    let signed = Some((desk.key(), offset));
    let answer: ReceiptResponse = match line.post("/v1/receipts", request, signed, Some(&key)).await
    {
        Ok(answer) => answer,
        Err(Trouble::Refused(..)) => return Ok(None),
        Err(trouble) => return Ok(Some(trouble)),
    };
    let receipt = Receipt::from_wire(&answer.receipt)
        .filter(|receipt| receipt.is_signed_by(&key))
        .ok_or_else(|| ApiError::new(ErrorCode::HubAnswer).with("detail", "receipt"))?;
    desk.store().write(|tx| {
        tx.take_receipt(&receipt, Some(&key))?;
        tx.set_setting(RECEIPT_DUE, &[])?;
        Ok::<_, ApiError>(())
    })?;
    Ok(None)
}
