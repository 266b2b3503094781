//! Which offices there are: said by the hub to each of them, so that a case can be received for
//! another.

use crate::HubError;
use crate::hub::Hub;
use casework::sync::envelope::Kind;
use casework::sync::roster::OfficeCard;
use store::HubTx;

impl Hub {
    /// Publishes what is new or has changed about the offices, once there are several.
    ///
    /// # Errors
    /// [`HubError::Store`].
    pub(crate) fn publish_offices(&self, tx: &mut dyn HubTx) -> Result<(), HubError> {
        let offices = tx.all_offices()?;
        if offices.len() < 2 {
            return Ok(());
        }
        let known = tx.directory()?;
        for office in offices {
            let card = OfficeCard::of(&office);
            if !known.contains(&card) {
                self.publish(tx, office.id, Kind::Office, card.to_body())?;
            }
        }
        Ok(())
    }

    /// The same for a hub that was opened: an older program had offices and did not say so.
    pub(crate) fn with_offices_published(self) -> Result<Self, HubError> {
        let is_due = self.store.read(|r| {
            let offices = r.all_offices()?;
            let known = r.directory()?;
            let is_new = |office| !known.contains(&OfficeCard::of(office));
            Ok::<_, HubError>(offices.len() > 1 && offices.iter().any(is_new))
        })?;
        if is_due {
            self.store.write(|tx| self.publish_offices(tx))?;
        }
        Ok(self)
    }
}
