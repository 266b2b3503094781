//! Other offices: receiving a case for one of them.

use crate::desk::Desk;
use crate::error::{ApiError, ErrorCode};
use casework::case::ForOffice;
use casework::number::AgencyCode;
use casework::sync::roster::OfficeCard;
use store::Reader;

impl Desk {
    /// The other offices this desk knows of, by agency code; none before the hub has told.
    ///
    /// # Errors
    /// The store's.
    pub fn other_offices(&self) -> Result<Vec<OfficeCard>, ApiError> {
        let own = self.office();
        let mut cards = self.store().read(|reader| reader.directory())?;
        cards.retain(|card| card.id != own);
        Ok(cards)
    }

    /// The office of an agency code as a case received for it says it; `None` where that is this
    /// desk's own office.
    pub(crate) fn for_office(
        &self,
        reader: &Reader<'_>,
        code: Option<&str>,
    ) -> Result<Option<ForOffice>, ApiError> {
        let Some(text) = code.map(str::trim).filter(|text| !text.is_empty()) else {
            return Ok(None);
        };
        let own = &self.profile().office;
        let unknown = || ApiError::new(ErrorCode::UnknownOffice).with("office", text);
        let code = AgencyCode::parse(text).map_err(|_| unknown())?;
        if code == own.code {
            return Ok(None);
        }
        let cards = reader.directory()?;
        let card = cards
            .into_iter()
            .find(|card| card.agency().as_ref() == Some(&code));
        let card = card.ok_or_else(unknown)?;
        Ok(Some(ForOffice {
            id: card.id,
            code,
            name: card.name,
            parent: card.parent,
            received_by: own.name.clone(),
        }))
    }
}
