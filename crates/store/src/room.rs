//! How much room a disk has.

use std::io;
use std::path::Path;

/// Bytes that this user may still write on the disk of `path`, or of the folder it will be in.
///
/// # Errors
/// What the system says.
pub fn free_space(path: &Path) -> io::Result<u64> {
    let there = path.ancestors().find(|path| path.exists());
    fs4::available_space(there.unwrap_or(Path::new(".")))
}
