//! The window's commands without a window.

use desk::api::Workstation;
use desk::identity::DEMO_PASSWORD;
use serde_json::json;
use std::path::Path;

/// A workstation over the data folder of a demo desk, its first officer signed in.
///
/// # Panics
/// When it does not open.
pub fn signed_in(data: &Path) -> Workstation {
    let workstation = Workstation::new(data.to_owned());
    let known = workstation.dispatch("workstation", json!({}));
    let officer = known.expect("a workstation")["officers"][0]["id"].clone();
    let sign_in = json!({ "officer": officer, "password": DEMO_PASSWORD });
    workstation.dispatch("sign_in", sign_in).expect("signed in");
    workstation
}
