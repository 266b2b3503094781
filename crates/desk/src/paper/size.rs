//! Which form may be printed on which paper.

use crate::api::label;
use crate::error::{ApiError, ErrorCode};
use crate::print::PaperSize;
use casework::form::Form;

/// The papers a form may be printed on, the usual one first. A roll is for what a citizen carries:
/// thermal paper fades, and a letter or a slip that stays with the file must not.
pub fn sizes(form: Form) -> &'static [PaperSize] {
    match form {
        Form::Receipt => &PaperSize::ALL,
        Form::Supplement
        | Form::Refusal
        | Form::Apology
        | Form::Stop
        | Form::Control
        | Form::ReturnSlip => &[PaperSize::A5, PaperSize::A4],
    }
}

/// The paper of a stable name.
///
/// # Errors
/// [`ErrorCode::UnknownPaperSize`], with the names that are known.
pub fn size_of(name: &str) -> Result<PaperSize, ApiError> {
    PaperSize::from_code(name).ok_or_else(|| {
        ApiError::new(ErrorCode::UnknownPaperSize)
            .with("paper", name)
            .with("known", named(&PaperSize::ALL))
    })
}

/// Refuses a paper the form is not printed on.
///
/// # Errors
/// [`ErrorCode::NotOnThisPaper`], with those it is printed on.
pub(super) fn check(form: Form, size: PaperSize) -> Result<(), ApiError> {
    let sizes = sizes(form);
    if sizes.contains(&size) {
        return Ok(());
    }
    Err(ApiError::new(ErrorCode::NotOnThisPaper)
        .with("form", label("form", form.code()))
        .with("paper", size.code())
        .with("known", named(sizes)))
}

fn named(sizes: &[PaperSize]) -> String {
    let names: Vec<_> = sizes.iter().map(|size| size.code()).collect();
    names.join(", ")
}
