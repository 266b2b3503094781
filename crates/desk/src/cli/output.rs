//! Where the command line writes: people or machines on standard output, errors on standard error.

use crate::error::ApiError;
use serde::Serialize;
use std::io::Write;

/// What an error looks like for machines.
#[derive(Serialize)]
pub(super) struct ErrorLine {
    error: ErrorBody,
}

#[derive(Serialize)]
struct ErrorBody {
    code: &'static str,
    message: String,
    hint: String,
}

impl ErrorLine {
    /// The machine form of an error.
    pub(super) fn of(error: &ApiError) -> Self {
        let words = error.body().vi;
        let body = ErrorBody {
            code: error.code.code(),
            message: words.message,
            hint: words.hint,
        };
        Self { error: body }
    }
}

/// One run's output.
pub(super) struct Output {
    json: bool,
}

impl Output {
    /// For machines when `json`.
    pub(super) fn new(json: bool) -> Self {
        Self { json }
    }

    /// Writes a line for people, flushed: what was written has been said. A closed pipe is the
    /// reader's choice, not an error.
    pub(super) fn line(&self, text: &str) {
        let mut out = std::io::stdout().lock();
        writeln!(out, "{text}").and_then(|()| out.flush()).ok();
    }

    /// Writes `value` for machines, or `text` for people.
    pub(super) fn both(&self, value: &impl Serialize, text: impl FnOnce() -> String) {
        if self.json {
            self.line(&serde_json::to_string(value).unwrap_or_default());
        } else {
            self.line(&text());
        }
    }

    /// Writes an error: as JSON on standard output for machines, in words on standard error else.
    pub(super) fn error(&self, error: &ApiError) {
        if self.json {
            self.line(&serde_json::to_string(&ErrorLine::of(error)).unwrap_or_default());
        } else {
            let words = error.body().vi;
            let mut out = std::io::stderr().lock();
            writeln!(
                out,
                "{}\n{}\n[{}]",
                words.message,
                words.hint,
                error.code.code()
            )
            .ok();
        }
    }

    /// Writes a remark to standard error, for people only.
    pub(super) fn remark(&self, text: &str) {
        if !self.json {
            writeln!(std::io::stderr().lock(), "{text}").ok();
        }
    }
}
