//! A device joins an office with a one-time code.

use crate::HubError;
use crate::auth::AuthError;
use crate::hub::{Hub, device_name, reserved};
use crate::invitation::code_hash;
use crate::recovery::{epoch, recovery};
use crate::wire::{EnrolRequest, EnrolResponse, PROTO};
use casework::id::{Hash, OfficeId};
use casework::sync::envelope::Kind;
use casework::sync::roster::Enrolment;
use std::net::IpAddr;
use store::{HubReader, HubTx};

impl Hub {
    /// Enrols the device that holds the code. The same device may ask again, also with a new
    /// epoch; anybody else may not.
    ///
    /// # Errors
    /// [`HubError::NotTheHub`], [`HubError::TooManyCodes`], [`HubError::Proto`],
    /// [`HubError::Auth`], [`HubError::BadName`], [`HubError::UnknownCode`],
    /// [`HubError::UsedCode`], [`HubError::OtherOffice`], [`HubError::NoBand`],
    /// [`HubError::BandTaken`], [`HubError::Recovering`], [`HubError::Store`].
    pub(crate) fn enrol(
        &self,
        request: &EnrolRequest,
        from: IpAddr,
    ) -> Result<EnrolResponse, HubError> {
        if self.peer.is_some() {
            return Err(HubError::NotTheHub);
        }
        if !self.wrong_codes.may_try(from, self.now_ms()) {
            return Err(HubError::TooManyCodes);
        }
        if request.proto != PROTO {
            return Err(HubError::Proto);
        }
        if !request.is_proved() {
            return Err(AuthError::BadSignature.into());
        }
        let enrolled = self.store.write(|tx| self.admit(tx, request));
        if matches!(enrolled, Err(HubError::UnknownCode | HubError::UsedCode)) {
            self.wrong_codes.add(from, self.now_ms());
        }
        let office = enrolled?.office;
        self.store.read(|r| {
            let record = r.office(office)?.ok_or(HubError::UnknownOffice)?;
            Ok(EnrolResponse {
                hub_key: self.public_key(),
                hub_store: self.store.id().0,
                office: serde_json::to_string(&record).map_err(|_| HubError::Internal)?,
                envelopes: r.governance(office)?,
                hub_time_ms: self.now_ms(),
            })
        })
    }

    /// Whether a code may be used now. While the hub recovers, one of before may have been used by a
    /// device that has not come yet.
    fn is_of_now(
        &self,
        reader: &dyn HubReader,
        office: OfficeId,
        code: Hash,
    ) -> Result<bool, HubError> {
        if recovery(reader)?.is_none() {
            return Ok(true);
        }
        let now = epoch(reader)?;
        let mut held = reserved(reader, office)?.into_iter();
        Ok(held.any(|held| held.code == code && held.epoch == now))
    }

    fn admit(&self, tx: &mut dyn HubTx, request: &EnrolRequest) -> Result<Enrolment, HubError> {
        let code = code_hash(&request.code);
        let known = tx.device(request.key.device())?;
        if known.as_ref().is_some_and(|known| known.revoked) {
            return Err(AuthError::RevokedDevice.into());
        }
        if let Some(user) = tx.code_used_by(code)? {
            let known = known
                .filter(|_| user == request.key)
                .ok_or(HubError::UsedCode)?;
            self.grant(tx, &known, request.epoch, None)?;
            return Ok(known);
        }
        let invitation = tx
            .take_code(code, self.now_ms(), &request.key)?
            .ok_or(HubError::UnknownCode)?;
        if !self.is_of_now(tx, invitation.office, code)? {
            return Err(HubError::Recovering);
        }
        if known
            .as_ref()
            .is_some_and(|known| known.office != invitation.office)
        {
            return Err(HubError::OtherOffice);
        }
        let name = if invitation.name.is_empty() {
            &request.name
        } else {
            &invitation.name
        };
        let enrolment = Enrolment {
            key: request.key,
            office: invitation.office,
            name: device_name(name)?,
            revoked: false,
        };
        if known.as_ref() != Some(&enrolment) {
            self.publish(tx, enrolment.office, Kind::Roster, enrolment.to_body())?;
        }
        self.grant(tx, &enrolment, request.epoch, invitation.band)?;
        Ok(enrolment)
    }
}
