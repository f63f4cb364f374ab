//! Files as they were read last. A file is read again only when its size, its times or its number on the disk have
//! changed, and then at the next looks once more: two changes within one tick of the disk's clock look like one.

use std::{
    collections::BTreeMap,
    fs, io,
    io::Read as _,
    path::{Path, PathBuf},
    time::SystemTime,
};

use axum::body::Bytes;
use sha2::{Digest, Sha256};

/// Bytes beyond which a file is not read at all. The largest that anything comes of is a recording.
pub(super) const FILE_MAX: u64 = 10_000_000;

/// How many looks in a row must have found a file unchanged before its times are believed. The coarsest clock of a
/// file system ticks every 2 s (FAT), and there is a look every second.
const STEADY: u8 = 3;

/// What is in a file.
#[derive(Debug, Clone)]
pub(super) struct Content {
    /// Its bytes.
    pub bytes: Bytes,
    /// Their hash.
    pub hash: [u8; 32],
    /// When it was last written, as the disk says.
    pub modified: Option<SystemTime>,
}

/// Why a file could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unread {
    /// What kind of error it was.
    pub kind: io::ErrorKind,
    /// What to tell, without the file's name.
    pub says: String,
}

impl Unread {
    /// With the file's name, as it is told at start.
    pub(super) fn named(&self, file: &str) -> io::Error {
        io::Error::new(self.kind, format!("`{file}`: {}", self.says))
    }
}

impl From<io::Error> for Unread {
    fn from(error: io::Error) -> Self {
        Self { kind: error.kind(), says: error.to_string() }
    }
}

/// What tells one state of a file from another without reading it. The number and the time of the last change of any
/// kind catch what is put in its place by renaming, and changed rights.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Stamp {
    bytes: u64,
    number: u64,
    times: [(i64, i64); 2],
}

impl Stamp {
    fn of(metadata: &fs::Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        let times = [(metadata.mtime(), metadata.mtime_nsec()), (metadata.ctime(), metadata.ctime_nsec())];
        Self { bytes: metadata.len(), number: metadata.ino(), times }
    }
}

/// One file, as it was read last.
struct Entry {
    stamp: Stamp,
    steady: u8,
    read: Result<Content, Unread>,
    wanted: bool,
}

/// The files that were read.
#[derive(Default)]
pub(super) struct Shelf(BTreeMap<PathBuf, Entry>);

impl Shelf {
    /// What is in a file now.
    ///
    /// # Errors
    /// When it cannot be read, or is larger than any file that belongs here.
    pub(super) fn read(&mut self, file: &Path) -> Result<Content, Unread> {
        let metadata = fs::metadata(file)?;
        let stamp = Stamp::of(&metadata);
        let known = self.0.remove(file).filter(|known| known.stamp == stamp);
        let entry = match known {
            Some(known) if STEADY <= known.steady && known.read.is_ok() => Entry { wanted: true, ..known },
            known => {
                let steady = known.map_or(0, |known| known.steady.saturating_add(1));
                Entry { stamp, steady, read: content(file, &metadata), wanted: true }
            }
        };
        let read = entry.read.clone();
        self.0.insert(file.to_owned(), entry);
        read
    }

    /// Forgets the files that nobody has asked for since the last time.
    pub(super) fn tidy(&mut self) {
        self.0.retain(|_, entry| std::mem::take(&mut entry.wanted));
    }
}

fn content(file: &Path, metadata: &fs::Metadata) -> Result<Content, Unread> {
    if !metadata.is_file() {
        return Err(Unread { kind: io::ErrorKind::InvalidInput, says: "it is no file".to_owned() });
    }
    let too_large =
        || Unread { kind: io::ErrorKind::FileTooLarge, says: format!("it is larger than {FILE_MAX} bytes") };
    if FILE_MAX < metadata.len() {
        return Err(too_large());
    }
    let mut bytes = Vec::new();
    // One byte more than allowed shows that there is more, also in a file that grows meanwhile.
    fs::File::open(file)?.take(FILE_MAX.saturating_add(1)).read_to_end(&mut bytes)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| FILE_MAX < length) {
        return Err(too_large());
    }
    let hash = Sha256::digest(&bytes).into();
    Ok(Content { bytes: bytes.into(), hash, modified: metadata.modified().ok() })
}
