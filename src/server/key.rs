//! The key of our URLs, of calls and callers, and of the store: 32 random bytes in a file outside the data folder.

use std::{fs, io, io::Write, path::Path};

use super::kept::sync_name;
use crate::{
    dialect::Keyring,
    store::{Seal, Sled, StoreError},
};

/// Opens the store of a data folder, and the keys that it was made with. A new folder gets a new key file; one that
/// holds a store needs the key file that it was made with, since nothing in it can be read without.
///
/// # Errors
/// When the key file is missing, cannot be read or is another one, or the store cannot be opened.
pub fn open_store(data: &Path, key_file: &Path) -> Result<(Sled, Keyring), StoreError> {
    let folder = data.join("store");
    let shown = key_file.display();
    if folder.join("db").exists() && !key_file.exists() {
        return Err(StoreError::new(format!(
            "the key file `{shown}` is missing, and the store in `{}` does not open without: put back the one you had, \
             or name it with `--key-file`",
            folder.display()
        )));
    }
    let keyring = read_keyring(key_file)
        .map_err(|error| StoreError::new(format!("the key in `{shown}` cannot be read: {error}")))?;
    let store = Sled::open(&folder, &Seal::new(keyring.store_key()))?;
    Ok((store, keyring))
}

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

/// Makes a key file, whole and durable before it has its name: whoever loses the key loses all that is kept.
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::store::Store as _;

    fn refused(data: &Path, key_file: &Path) -> String {
        open_store(data, key_file).map(|_| ()).unwrap_err().to_string()
    }

    #[test]
    fn a_store_opens_with_the_key_file_that_it_was_made_with_and_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let (data, key) = (folder.path().join("data"), folder.path().join("data.key"));
        fs::create_dir(&data).unwrap();
        drop(open_store(&data, &key).unwrap());
        let kept = fs::read(&key).unwrap();
        let (store, keyring) = open_store(&data, &key).unwrap();
        assert!(store.healthy());
        assert_eq!(keyring.store_key(), Keyring::new(kept.clone().try_into().unwrap()).store_key());
        drop(store);
        fs::remove_file(&key).unwrap();
        let missing = refused(&data, &key);
        assert!(missing.contains("is missing") && missing.contains("put back the one you had"), "{missing}");
        assert!(!key.exists(), "a new key was made for a store that it does not open");
        fs::write(&key, [9; 32]).unwrap();
        let other = refused(&data, &key);
        assert!(other.contains("was made with another key file: put back the one you had"), "{other}");
        fs::write(&key, kept).unwrap();
        open_store(&data, &key).unwrap();
    }
}
