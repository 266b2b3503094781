//! Where passwords come from: a file, the environment, or a prompt.

use crate::error::{ApiError, ErrorCode};
use crate::identity::DEMO_PASSWORD;
use std::io::IsTerminal;
use std::path::Path;

/// The password to open a workstation; the documented one for a demo office where none is given.
///
/// # Errors
/// [`ErrorCode::NoPassword`], or the file's.
pub(super) fn for_opening(file: Option<&Path>, demo: bool) -> Result<String, ApiError> {
    match given(file)? {
        Some(password) => Ok(password),
        None if demo => Ok(DEMO_PASSWORD.to_owned()),
        None => prompt(),
    }
}

/// The password given by file or environment.
///
/// # Errors
/// The file's.
pub(super) fn given(file: Option<&Path>) -> Result<Option<String>, ApiError> {
    if let Some(file) = file {
        let text = std::fs::read_to_string(file)
            .map_err(|error| ApiError::from(error).with("detail", file.display()))?;
        return Ok(Some(text.lines().next().unwrap_or_default().to_owned()));
    }
    Ok(std::env::var("MOTCUA_PASSWORD")
        .ok()
        .filter(|password| !password.is_empty()))
}

/// Asks at the terminal.
///
/// # Errors
/// [`ErrorCode::NoPassword`] where there is no terminal.
pub(super) fn prompt() -> Result<String, ApiError> {
    if !std::io::stdin().is_terminal() {
        return Err(ErrorCode::NoPassword.into());
    }
    rpassword::prompt_password(crate::words::text("password"))
        .map_err(|error| ApiError::new(ErrorCode::NoPassword).with("detail", error))
}
