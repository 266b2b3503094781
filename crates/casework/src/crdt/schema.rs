//! Names of keys in a case document. Add-only: a retired name is never used again.

/// Constant changes every document begins with; `tests.rs` shows how they were made.
pub(super) const SKELETON: &[u8] = include_bytes!("skeleton-1.bin");

/// The version of the skeleton, for people who look into a document.
#[cfg(test)]
pub(super) const SCHEMA: &str = "schema";

/// Maps at the root that exist from the beginning, so that two devices never create one twice.
#[cfg(test)]
pub(super) const MAPS: [&str; 8] = [
    APPLICANT,
    SUBMITTER,
    DOCUMENTS,
    EVENTS,
    "attachments",
    "payments",
    "links",
    "custody",
];

pub(super) const APPLICANT: &str = "applicant";
pub(super) const SUBMITTER: &str = "submitter";
pub(super) const DOCUMENTS: &str = "documents";
pub(super) const EVENTS: &str = "events";

pub(super) const ID: &str = "id";
pub(super) const OFFICE: &str = "office";
pub(super) const CODE: &str = "code";
pub(super) const PROCEDURE: &str = "procedure";
pub(super) const PROCEDURE_NAME: &str = "procedure_name";
pub(super) const VARIANT: &str = "variant";
pub(super) const RECEIVED: &str = "received";
pub(super) const DUE: &str = "due";
pub(super) const PROVISIONAL: &str = "provisional";
pub(super) const CALENDAR: &str = "calendar";
pub(super) const CLOCK_UNCONFIRMED: &str = "clock_unconfirmed";
pub(super) const PLACE: &str = "place";
pub(super) const CLIENT_REF: &str = "client_ref";
pub(super) const RETURN_WAY: &str = "return_way";
pub(super) const ASSISTANCE: &str = "assistance";
pub(super) const FOR_OFFICE: &str = "for_office";

pub(super) const KIND: &str = "kind";
pub(super) const NAME: &str = "name";
pub(super) const BORN: &str = "born";
pub(super) const SEX: &str = "sex";
pub(super) const ADDRESS: &str = "address";
pub(super) const PHONE: &str = "phone";
pub(super) const EMAIL: &str = "email";
pub(super) const RELATION: &str = "relation";
pub(super) const FORMER_ADDRESS: &str = "former_address";
pub(super) const REPRESENTATIVE_NAME: &str = "representative_name";
pub(super) const REPRESENTATIVE_POSITION: &str = "representative_position";
pub(super) const KINSHIP: &str = "kinship";
pub(super) const POSITION: &str = "position";
pub(super) const AUTHORISATION_NUMBER: &str = "authorisation_number";
pub(super) const AUTHORISATION_DATE: &str = "authorisation_date";
pub(super) const CERTIFIED_BY: &str = "authorisation_certified_by";
pub(super) const POST_SERVICE: &str = "post_service";
pub(super) const POST_TRACKING: &str = "post_tracking";
