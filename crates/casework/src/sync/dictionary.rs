//! What pages say again and again, known to both sides beforehand: trained from made-up cases by
//! `cargo xtask dictionary`. A frame names its dictionary by the id in its own header; a released
//! dictionary is never changed, a new one is added beside it.

use super::frame::{FrameError, LEVEL};
use std::sync::OnceLock;
use zstd::dict::{DecoderDictionary, EncoderDictionary};

/// Every dictionary that was ever used, the newest last. Trained on procedures the benchmarks do not
/// have.
const ALL: [&[u8]; 1] = [include_bytes!("dictionary/1.dict")];

/// The dictionary new pages are written with.
pub(super) fn newest() -> &'static EncoderDictionary<'static> {
    static NEWEST: OnceLock<EncoderDictionary<'static>> = OnceLock::new();
    NEWEST.get_or_init(|| EncoderDictionary::copy(ALL[ALL.len() - 1], LEVEL))
}

/// The dictionary a frame names; `None` where it names none.
///
/// # Errors
/// [`FrameError::Malformed`] for one that is not known here.
pub(super) fn named_by(
    frame: &[u8],
) -> Result<Option<&'static DecoderDictionary<'static>>, FrameError> {
    static READY: OnceLock<Vec<DecoderDictionary<'static>>> = OnceLock::new();
    let Some(id) = zstd::zstd_safe::get_dict_id_from_frame(frame) else {
        return Ok(None);
    };
    let ready = READY.get_or_init(|| ALL.into_iter().map(DecoderDictionary::copy).collect());
    let named = ready
        .iter()
        .find(|one| one.as_ddict().get_dict_id() == Some(id));
    named.map(Some).ok_or(FrameError::Malformed)
}
