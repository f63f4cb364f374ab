//! The flows that are served, and the versions that calls are pinned to.
//!
//! A bundle lies as a file in the data folder before a call may use it, and stays there, so that a call in progress
//! and a journal find the words they began with, whatever happens to the flow file.

use std::{
    collections::BTreeMap,
    io,
    path::Path,
    sync::{Arc, PoisonError, RwLock},
};

use super::{
    Recording,
    clock::{Clock, MachineClock},
    files::{Files, Flawed},
    kept::{Kept, Last},
    look::Look,
    pinned::Pinned,
    serving::{News, Serving},
};
use crate::{
    call::{BundleId, Moment, Number},
    flow::Bundle,
};

/// The flows that are served, and those that calls are pinned to.
pub struct Bundles {
    serving: RwLock<Arc<Serving>>,
    pinned: Pinned,
    recordings: RwLock<BTreeMap<String, Recording>>,
    kept: Option<Kept>,
}

/// Why the flows of a first look cannot be served.
#[derive(Debug)]
pub enum Unfit {
    /// A file that could not be read, with its name.
    Unread(io::Error),
    /// Flows with problems, none of which was ever served before.
    Flawed(Vec<Flawed>),
}

impl Bundles {
    /// Serves `files`, and keeps each bundle and recording under `data`, if there is one.
    ///
    /// # Errors
    /// When `data` cannot be written.
    pub fn keep(files: Files, data: Option<&Path>) -> io::Result<Self> {
        let now = MachineClock.now();
        let name = |bundle: &Bundle| {
            Path::new(&bundle.sources.flow.0).file_name().unwrap_or_default().to_string_lossy().into_owned()
        };
        // What does not come from one folder may have the same name twice, or another order.
        let sorted = files.bundles.iter().map(name).is_sorted_by(|one, next| one < next);
        let numbered = |at: usize, name: String| if sorted { name } else { format!("{at:04} {name}") };
        let served = files.bundles.into_iter().enumerate();
        let served = served.map(|(at, bundle)| (numbered(at, name(&bundle)), Arc::new(bundle), now));
        let bundles = Self::over(data.map(Kept::within), Serving::before(served), files.recordings)?;
        bundles.current().iter().try_for_each(|bundle| bundles.keep_one(bundle))?;
        Ok(bundles)
    }

    /// The flows that were served last from a data folder, to look at what is kept while nothing is served. Writes
    /// nothing, and has no recordings.
    #[must_use]
    pub fn served_last(data: &Path) -> Self {
        let kept = Kept::within(data);
        let noted = kept.noted().into_iter();
        let last = noted.filter_map(|(file, (id, since))| Some((file, Arc::new(kept.rebuild(id)?), since)));
        let (serving, recordings) = (RwLock::new(Arc::new(Serving::before(last))), RwLock::default());
        Self { serving, pinned: Pinned::over(Some(kept.clone())), recordings, kept: Some(kept) }
    }

    fn over(kept: Option<Kept>, serving: Serving, mut recordings: BTreeMap<String, Recording>) -> io::Result<Self> {
        if let Some(kept) = &kept {
            kept.prepare()?;
            recordings.iter().try_for_each(|(hash, recording)| kept.keep_recording(hash, recording))?;
            kept.kept_recordings(&mut recordings)?;
        }
        let (pinned, recordings) = (Pinned::over(kept.clone()), RwLock::new(recordings));
        Ok(Self { serving: RwLock::new(Arc::new(serving)), pinned, recordings, kept })
    }

    /// Serves what a look has found, each file on its own: one that is flawed leaves what it served before. Everything
    /// is durable before any call uses it. Takes its time; not for a thread that answers.
    ///
    /// # Errors
    /// When something cannot be kept; then everything is served as before.
    pub(super) fn reload(&self, look: &Look, now: Moment) -> io::Result<News> {
        let before = self.serving();
        let (next, news) = before.next(look, now);
        for (hash, recording) in &look.recordings {
            if self.recording(hash).is_none() {
                self.kept.as_ref().map_or(Ok(()), |kept| kept.keep_recording(hash, recording))?;
                self.recordings.write().unwrap_or_else(PoisonError::into_inner).insert(hash.clone(), recording.clone());
            }
        }
        next.current()
            .filter(|bundle| before.bundle(bundle.id).is_none())
            .try_for_each(|bundle| self.keep_one(bundle))?;
        self.note(&next)?;
        // Calls may be pinned to what is replaced here, and find it without building it again.
        before.current().for_each(|bundle| self.pinned.put(bundle));
        *self.serving.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(next);
        Ok(news)
    }

    fn keep_one(&self, bundle: &Bundle) -> io::Result<()> {
        self.kept.as_ref().map_or(Ok(()), |kept| kept.keep(bundle))
    }

    fn note(&self, serving: &Serving) -> io::Result<()> {
        let last = serving.files().filter_map(|(file, served)| {
            let bundle = served.bundle.as_ref()?.id.to_string();
            Some((file.to_owned(), Last { bundle, since: served.since }))
        });
        self.kept.as_ref().map_or(Ok(()), |kept| kept.note(last.collect()))
    }

    /// What is served now.
    pub(super) fn serving(&self) -> Arc<Serving> {
        Arc::clone(&self.serving.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The flows that are served now.
    #[must_use]
    pub fn current(&self) -> Vec<Arc<Bundle>> {
        self.serving().current().cloned().collect()
    }

    /// The flow that answers a line: the one that names it, else the one that answers every line.
    #[must_use]
    pub fn for_line(&self, line: &Number) -> Option<Arc<Bundle>> {
        self.serving().for_line(line).cloned()
    }

    /// The bundle of that id: one that is served, or one that is kept, which is built again. Takes its time then.
    #[must_use]
    pub fn pinned(&self, id: BundleId) -> Option<Arc<Bundle>> {
        self.at_hand(id).or_else(|| self.pinned.get(id))
    }

    /// The bundle of that id, if it is at hand.
    #[must_use]
    pub fn at_hand(&self, id: BundleId) -> Option<Arc<Bundle>> {
        self.serving().bundle(id).cloned().or_else(|| self.pinned.at_hand(id))
    }

    /// The recording of that content hash.
    #[must_use]
    pub fn recording(&self, hash: &str) -> Option<Recording> {
        self.recordings.read().unwrap_or_else(PoisonError::into_inner).get(hash).cloned()
    }
}

/// A start that would be one: nothing is written yet.
pub struct Start {
    kept: Kept,
    serving: Serving,
    news: News,
    recordings: BTreeMap<String, Recording>,
}

impl Start {
    /// Serves what a first look has found, each file as it is, or as it was served last from `data`. Writes nothing,
    /// so that nothing is made in a folder that clew then does not serve from.
    ///
    /// # Errors
    /// What keeps the start from being one.
    pub fn of(look: Look, data: &Path, now: Moment) -> Result<Self, Unfit> {
        let kept = Kept::within(data);
        let noted = kept.noted();
        let before = look.found.iter().filter_map(|found| {
            let (id, since) = *noted.get(&found.file)?;
            Some((found.file.clone(), Arc::new(kept.rebuild(id)?), since))
        });
        let (serving, news) = Serving::before(before).next(&look, now);
        let without = serving.without_flow();
        if !without.is_empty() {
            let lost = |file: &str| serving.files().any(|(known, served)| known == file && served.bundle.is_none());
            let unread = look.found.iter().filter(|found| lost(&found.file)).find_map(|found| found.unread.as_ref());
            return Err(unread.map_or(Unfit::Flawed(without), |(file, unread)| Unfit::Unread(unread.named(file))));
        }
        Ok(Self { kept, serving, news, recordings: look.recordings })
    }

    /// Keeps all of it under the data folder, before any call uses it. With the bundles comes what there is to say
    /// about the files.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn keep(self) -> io::Result<(Bundles, News)> {
        let bundles = Bundles::over(Some(self.kept), self.serving, self.recordings)?;
        bundles.current().iter().try_for_each(|bundle| bundles.keep_one(bundle))?;
        bundles.note(&bundles.serving())?;
        Ok((bundles, self.news))
    }
}
