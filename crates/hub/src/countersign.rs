//! The hub's word on the chain of a workstation's attempts to reach it.

use crate::HubError;
use crate::hub::Hub;
use crate::wire::{CountersignRequest, CountersignResponse, PROTO};
use casework::evidence::Countersign;
use casework::id::Hash;
use casework::sync::roster::Enrolment;

impl Hub {
    /// Signs the head of the device's chain with this moment. Remembers it: a chain only grows.
    ///
    /// # Errors
    /// [`HubError::NotTheHub`], [`HubError::Proto`], [`HubError::ChainRewound`],
    /// [`HubError::Store`].
    pub(crate) fn countersign(
        &self,
        from: &Enrolment,
        request: &CountersignRequest,
    ) -> Result<CountersignResponse, HubError> {
        if self.peer.is_some() {
            return Err(HubError::NotTheHub);
        }
        if request.proto != PROTO {
            return Err(HubError::Proto);
        }
        let device = from.key.device();
        let setting = format!("hub/chain/{device}/{}", request.epoch);
        let now = self.now_ms();
        self.store.write(|tx| -> Result<(), HubError> {
            let known = tx.setting(&setting)?.and_then(|bytes| read(&bytes));
            let grows = known.is_none_or(|(seq, head)| {
                request.seq > seq || (request.seq == seq && request.head == head)
            });
            if !grows {
                return Err(HubError::ChainRewound);
            }
            let mut kept = request.seq.to_be_bytes().to_vec();
            kept.extend_from_slice(&request.head.0);
            Ok(tx.set_setting(&setting, &kept)?)
        })?;
        let installation = (device, request.epoch);
        let word = Countersign::sign(&self.key, installation, (request.seq, request.head), now);
        Ok(CountersignResponse {
            hub_key: word.hub,
            hub_time_ms: now,
            signature: word.signature,
        })
    }
}

fn read(bytes: &[u8]) -> Option<(u64, Hash)> {
    let (seq, head) = bytes.split_first_chunk::<8>()?;
    Some((u64::from_be_bytes(*seq), Hash::from_slice(head)?))
}
