//! Paper: forms are data, laid out into a display list, written as PDF or drawn as SVG.
//!
//! A form ([`receipt()`], [`letter()`]) takes plain data and its [`Wording`] and gives a [`Paper`]: pages
//! of plain drawing items. One draft (`draft`) places the blocks of every form; the layout kit (`kit`, `flow`, `table`) knows millimetres and Vietnamese text; the
//! two sinks (`pdf`, `svg`) only draw what the items say. Deliberately absent: the clock, files,
//! printers, and any knowledge of cases.

mod archive;
mod cash_sheet;
mod code;
mod content;
mod draft;
mod evidence_minute;
mod face;
mod flow;
mod guidance;
mod hand_over;
mod key_sheet;
mod kit;
mod ledger;
mod letters;
mod money_words;
mod pad;
mod page;
mod payment_slip;
mod pdf;
mod receipt;
mod report;
mod size;
mod slip_code;
mod svg;
mod table;
mod template;
mod text;
mod visit_card;
mod wording;

#[cfg(test)]
mod letters_tests;
#[cfg(test)]
mod receipt_tests;
#[cfg(test)]
mod roll_tests;
#[cfg(test)]
mod side_tests;

pub use cash_sheet::{CashSheetForm, Closing, cash_sheet};
pub use content::Office;
pub(crate) use content::masked;
pub use evidence_minute::{EvidenceForm, EvidenceRow, EvidenceSent, evidence_minute};
pub use face::Face;
pub use guidance::{GuidanceForm, GuidanceLine, Section, guidance};
pub use hand_over::{HandOverForm, HandOverRow, hand_over};
pub use key_sheet::{KeySheet, key_sheet};
pub use letters::{Issue, letter};
pub use pad::{PadForm, pad};
pub use page::{Glyph, Item, Page, Point, Rect, Run};
pub use payment_slip::{PaymentSlipForm, SlipPayment, TransferOrder, code_svg, payment_slip};
pub use receipt::{Due, Fee, ReceiptForm, RequiredPaper, Submitter, receipt};
pub use report::{Cell, Column, Report, ReportWording, Table, report};
pub use size::PaperSize;
#[cfg(test)]
pub(crate) use slip_code::code_items;
pub use text::head_lines;
pub use visit_card::{VisitCardForm, visit_card};
pub use wording::{Wording, WordingError};

use casework::time::LocalTime;

/// A form laid out: what is drawn on each sheet, and what could not be drawn as given.
#[derive(Clone, Debug, PartialEq)]
pub struct Paper {
    /// The title a reader shows: name of the form and the record code, never a person's name.
    pub title: String,
    /// All copies one after the other, each with its own page numbers.
    pub pages: Vec<Page>,
    /// What an officer should know before handing the paper out.
    pub warnings: Vec<PrintWarning>,
}

impl Paper {
    /// Writes the pages as PDF/A-1b; equal pages and an equal time give equal bytes.
    ///
    /// # Errors
    /// [`PrintError::Font`] when a face cannot be subset, [`PrintError::Pdf`] when the writer refuses.
    pub fn to_pdf(&self, created: LocalTime) -> Result<Vec<u8>, PrintError> {
        pdf::write(self, created)
    }

    /// Draws each page as one self-contained SVG: outlines only, no script, font or foreign reference.
    ///
    /// # Errors
    /// [`PrintError::Font`] when a face cannot be read.
    pub fn to_svg(&self) -> Result<Vec<String>, PrintError> {
        self.pages
            .iter()
            .map(|page| svg::draw(page, &self.title))
            .collect()
    }
}

/// Something that was printed otherwise than it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PrintWarning {
    /// The face has no shape for these characters; each was printed as □.
    Replaced {
        /// The characters, each once, in the order of their code points.
        characters: Vec<char>,
    },
}

/// Why a paper cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PrintError {
    /// A text of the form itself holds a character the face cannot show.
    #[error("the face has no glyph for {ch:?}")]
    MissingGlyph {
        /// The character.
        ch: char,
    },
    /// A face built into the program cannot be read or subset.
    #[error("the face {face:?} cannot be used: {reason}")]
    Font {
        /// The face.
        face: Face,
        /// What the library said.
        reason: String,
    },
    /// The record code cannot stand in a QR code.
    #[error("the code cannot be drawn as a QR code: {code}")]
    Code {
        /// The code that was refused.
        code: String,
    },
    /// The words of a form do not read, or there are none.
    #[error("the wording of the form {form} cannot be used: {reason}")]
    Wording {
        /// The form.
        form: String,
        /// What is wrong.
        reason: String,
    },
    /// The PDF could not be written.
    #[error("the PDF could not be written: {reason}")]
    Pdf {
        /// What the library said.
        reason: String,
    },
}

/// Reads the wording of a form that is one object of texts.
fn words_of<T: serde::de::DeserializeOwned>(form: &str, json: &str) -> Result<T, PrintError> {
    serde_json::from_str(json).map_err(|error| PrintError::Wording {
        form: form.to_owned(),
        reason: error.to_string(),
    })
}
