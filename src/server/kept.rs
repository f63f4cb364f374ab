//! What is kept of flows in the data folder: bundles, recordings, and which bundle of each file was served last.
//!
//! Invariant: a file there is whole, or is not there at all, also after a power loss. Bundles and recordings are named
//! by their content and never change; `serving.json` is replaced as a whole.

use std::{
    collections::BTreeMap,
    fs, io,
    io::Write,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use tracing::{error, warn};

use super::recording::{Recording, hash};
use crate::{
    call::{BundleId, Moment},
    flow::{Bundle, Sources},
};

/// The file that says what is served.
const SERVING: &str = "serving.json";

/// The version of its form.
const VERSION: u32 = 1;

/// Which bundle of a flow file is served, and since when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Last {
    /// The bundle's id, in hex.
    pub bundle: String,
    /// Since when, in milliseconds since 1970-01-01 00:00 UTC.
    pub since: Moment,
}

/// The form of [`SERVING`].
#[derive(Serialize, Deserialize)]
struct Form {
    version: u32,
    flows: BTreeMap<String, Last>,
}

/// What is kept of flows, in one data folder.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    data: PathBuf,
}

impl Kept {
    /// What is kept in `data`.
    pub(super) fn within(data: &Path) -> Self {
        Self { data: data.to_owned() }
    }

    /// Makes the folders.
    ///
    /// # Errors
    /// When they cannot be made.
    pub(super) fn prepare(&self) -> io::Result<()> {
        fs::create_dir_all(self.bundles())?;
        fs::create_dir_all(self.recordings())
    }

    /// Keeps a bundle, before any call may use it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn keep(&self, bundle: &Bundle) -> io::Result<()> {
        write_durably(&self.file_of(bundle.id), bundle.sources.to_json().as_bytes())
    }

    /// Keeps a recording.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn keep_recording(&self, hash: &str, recording: &Recording) -> io::Result<()> {
        write_durably(&self.recordings().join(hash), &recording.bytes)
    }

    /// The recordings that are kept for calls of earlier versions, but for those that are `known`.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub(super) fn kept_recordings(&self, known: &mut BTreeMap<String, Recording>) -> io::Result<()> {
        for entry in fs::read_dir(self.recordings())? {
            let path = entry?.path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or("").to_owned();
            if name.len() == 64 && !known.contains_key(&name) {
                let bytes = fs::read(&path)?;
                if hash(&bytes) == name {
                    known.insert(name, Recording::new(bytes.into()));
                }
            }
        }
        Ok(())
    }

    /// Notes which bundle of each file is served, for the next start.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn note(&self, flows: BTreeMap<String, Last>) -> io::Result<()> {
        let text = serde_json::to_string_pretty(&Form { version: VERSION, flows }).map_err(io::Error::other)?;
        write_durably(&self.data.join(SERVING), text.as_bytes())
    }

    /// Which bundle of each file was served last. What cannot be read counts as never written: then a broken file stops
    /// the start, as it does the first time.
    pub(super) fn noted(&self) -> BTreeMap<String, (BundleId, Moment)> {
        let file = self.data.join(SERVING);
        let text = match fs::read_to_string(&file) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return BTreeMap::new(),
            Err(error) => {
                warn!(file = %file.display(), %error, "could not read which flows were served last");
                return BTreeMap::new();
            }
        };
        match serde_json::from_str::<Form>(&text) {
            Ok(Form { version: VERSION, flows }) => {
                let read = |(file, last): (String, Last)| Some((file, (last.bundle.parse().ok()?, last.since)));
                flows.into_iter().filter_map(read).collect()
            }
            Ok(Form { version, .. }) => {
                warn!(version, "which flows were served last is written in a form that this clew does not know");
                BTreeMap::new()
            }
            Err(error) => {
                warn!(file = %file.display(), %error, "could not read which flows were served last");
                BTreeMap::new()
            }
        }
    }

    /// Builds a kept bundle again. What cannot be built, or is not what its name says, is as good as gone.
    pub(super) fn rebuild(&self, id: BundleId) -> Option<Bundle> {
        let text = fs::read_to_string(self.file_of(id));
        let text = text.inspect_err(|error| error!(bundle = %id, %error, "a bundle is gone")).ok()?;
        let sources = Sources::from_json(&text);
        let sources = sources.inspect_err(|error| error!(bundle = %id, %error, "a bundle cannot be read")).ok()?;
        match Bundle::again(sources) {
            Ok((bundle, _warnings)) if bundle.id == id => Some(bundle),
            // Kept when paths still belonged to what a bundle is: calls that are pinned to it know it by that.
            Ok((bundle, _warnings)) if bundle.sources.whole_id() == id => Some(Bundle { id, ..bundle }),
            Ok(_) => {
                error!(bundle = %id, "a bundle is not what its name says");
                None
            }
            Err(problems) => {
                error!(bundle = %id, problems = problems.len(), "a bundle can no longer be built");
                None
            }
        }
    }

    fn bundles(&self) -> PathBuf {
        self.data.join("bundles")
    }

    fn recordings(&self) -> PathBuf {
        self.data.join("recordings")
    }

    fn file_of(&self, id: BundleId) -> PathBuf {
        self.bundles().join(format!("{id}.json"))
    }
}

/// Writes a file so that it is there as a whole, or not at all, also after a power loss. One that holds the same
/// already is left alone.
///
/// # Errors
/// When it cannot be written.
fn write_durably(file: &Path, bytes: &[u8]) -> io::Result<()> {
    if fs::read(file).is_ok_and(|kept| kept == bytes) {
        return Ok(());
    }
    let draft = file.with_extension("draft");
    let mut written = fs::File::create(&draft)?;
    written.write_all(bytes)?;
    written.sync_all()?;
    fs::rename(&draft, file)?;
    sync_name(file)
}

/// Makes a file's name as durable as what is in it.
///
/// # Errors
/// When its folder cannot be opened or synced.
pub(super) fn sync_name(file: &Path) -> io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    fs::File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}
