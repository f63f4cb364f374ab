//! The key of our URLs and of calls: 32 random bytes in a file outside the data folder.

use std::{fs, io, io::Write, path::Path};

use super::kept::sync_name;
use crate::dialect::Keyring;

/// Reads the key of our URLs, or makes one that only its owner can read. It lies outside the data folder, so that a
/// copy of the data does not carry it.
///
/// # Errors
/// When it cannot be read or written, or is not 32 bytes.
pub fn read_keyring(file: &Path) -> io::Result<Keyring> {
    if !file.exists() {
        make_key(file)?;
    }
    let key: Result<[u8; 32], _> = fs::read(file)?.try_into();
    key.map(Keyring::new).map_err(|_length| {
        let says = format!("the key file `{}` does not hold 32 bytes; put back the one you had", file.display());
        io::Error::new(io::ErrorKind::InvalidData, says)
    })
}

/// Makes a key file, whole and durable before it has its name: whoever loses the key loses every call in progress.
/// Of several processes that start at once the first one makes it.
fn make_key(file: &Path) -> io::Result<()> {
    let mut random = [0_u8; 40];
    getrandom::fill(&mut random).map_err(|error| io::Error::other(error.to_string()))?;
    let (key, name) = random.split_at(32);
    let name: String = name.iter().map(|byte| format!("{byte:02x}")).collect();
    let draft = file.with_extension(format!("{name}.draft"));
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut written = options.open(&draft)?;
    let made = written.write_all(key).and_then(|()| written.sync_all()).and_then(|()| fs::hard_link(&draft, file));
    fs::remove_file(&draft)?;
    match made {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        made => made.and_then(|()| sync_name(file)),
    }
}
