//! The flows that are served, and the versions that calls are pinned to.
//!
//! A bundle lies as a file in the data folder before a call may use it, and stays there, so that a call in progress
//! and a journal find the words they began with, whatever happens to the flow file.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use axum::body::Bytes;
use tracing::error;

use super::files::{Files, write_durably};
use crate::{
    call::{BundleId, Number},
    flow::{Bundle, Sources},
};

/// The flows that are served, and those that calls are pinned to.
pub struct Bundles {
    current: Vec<Arc<Bundle>>,
    pinned: Mutex<BTreeMap<BundleId, Arc<Bundle>>>,
    recordings: BTreeMap<String, Recording>,
    folder: Option<PathBuf>,
}

/// A recording of a prompt.
#[derive(Debug, Clone)]
pub struct Recording {
    /// Its content type.
    pub content_type: &'static str,
    /// Its bytes.
    pub bytes: Bytes,
}

impl Bundles {
    /// Serves `files`, and keeps each bundle and recording under `data`, if there is one.
    ///
    /// # Errors
    /// When `data` cannot be written.
    pub fn keep(files: Files, data: Option<&Path>) -> io::Result<Self> {
        let folder = data.map(|data| data.join("bundles"));
        let mut recordings = files.recordings;
        if let Some(folder) = &folder {
            fs::create_dir_all(folder)?;
            for bundle in &files.bundles {
                write_durably(&file_of(folder, bundle.id), bundle.sources.to_json().as_bytes())?;
            }
            let kept = data.map(|data| data.join("recordings")).unwrap_or_default();
            fs::create_dir_all(&kept)?;
            for (hash, recording) in &recordings {
                write_durably(&kept.join(hash), &recording.bytes)?;
            }
            super::files::recordings_kept(&kept, &mut recordings)?;
        }
        let current: Vec<Arc<Bundle>> = files.bundles.into_iter().map(Arc::new).collect();
        let pinned = current.iter().map(|bundle| (bundle.id, Arc::clone(bundle))).collect();
        Ok(Self { current, pinned: Mutex::new(pinned), recordings, folder })
    }

    /// The flows that are served now.
    #[must_use]
    pub fn current(&self) -> Vec<Arc<Bundle>> {
        self.current.clone()
    }

    /// The flow that answers a line: the one that names it, else the one that answers every line.
    #[must_use]
    pub fn for_line(&self, line: &Number) -> Option<Arc<Bundle>> {
        let named = self.current.iter().find(|bundle| bundle.flow.lines.contains(line));
        named.or_else(|| self.current.iter().find(|bundle| bundle.flow.lines.is_empty())).cloned()
    }

    /// The bundle of that id: one that is served, or one that is kept.
    #[must_use]
    pub fn pinned(&self, id: BundleId) -> Option<Arc<Bundle>> {
        let mut pinned = self.pinned.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bundle) = pinned.get(&id) {
            return Some(Arc::clone(bundle));
        }
        let bundle = Arc::new(rebuild(&file_of(self.folder.as_ref()?, id), id)?);
        pinned.insert(id, Arc::clone(&bundle));
        Some(bundle)
    }

    /// The recording of that content hash.
    #[must_use]
    pub fn recording(&self, hash: &str) -> Option<Recording> {
        self.recordings.get(hash).cloned()
    }
}

fn file_of(folder: &Path, id: BundleId) -> PathBuf {
    folder.join(format!("{id}.json"))
}

/// Builds a kept bundle again. What cannot be built, or is not what its name says, is as good as gone.
fn rebuild(file: &Path, id: BundleId) -> Option<Bundle> {
    let text = fs::read_to_string(file).inspect_err(|error| error!(bundle = %id, %error, "a bundle is gone")).ok()?;
    let sources = Sources::from_json(&text);
    let sources = sources.inspect_err(|error| error!(bundle = %id, %error, "a bundle cannot be read")).ok()?;
    match Bundle::build(sources) {
        Ok((bundle, _warnings)) if bundle.id == id => Some(bundle),
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
