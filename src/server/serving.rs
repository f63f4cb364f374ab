//! What is served: for each flow file the bundle that new calls get, and what is wrong with the file as it now is.
//!
//! Invariant: no phone line is answered by two files that are there. Whatever a look finds, each file goes its own way:
//! one that builds is served, one that does not leaves what it served before, and neither holds up another.
//!
//! A file that has gone leaves its last good flow to answer its lines, loudly, until clew starts again: who deletes a
//! file by mistake, or has an editor or a tool that takes it away for a moment, must not leave callers without a flow.
//! Only another file takes its lines over: one that names them, or one that answers every line.

use std::{
    cell::RefCell,
    collections::BTreeMap,
    sync::{
        Arc,
        mpsc::{self, RecvTimeoutError},
    },
    thread,
    time::Duration,
};

use super::{
    compete::{self, Choice},
    files::Flawed,
    look::{Found, Look, NOT_BUILT, problem},
};
use crate::{
    call::{BundleId, Moment, Number},
    flow::{Bundle, Problem, Proof, Sources, prove},
};

/// What is served. A snapshot: it never changes, another takes its place.
#[derive(Debug, Clone, Default)]
pub(super) struct Serving {
    files: BTreeMap<String, Served>,
}

/// One flow file, as it is served.
#[derive(Debug, Clone)]
pub(super) struct Served {
    /// What new calls get; `None` for a new file that has never been right.
    pub bundle: Option<Arc<Bundle>>,
    /// Since when.
    pub since: Moment,
    /// Whether the file has gone.
    pub gone: bool,
    /// What is wrong with the file as it now is, if it is refused.
    pub refused: Option<Arc<Refused>>,
}

/// The newest version of a file, which is not served.
#[derive(Debug)]
pub(super) struct Refused {
    /// When it was first seen.
    pub at: Moment,
    /// What is wrong with it.
    pub flawed: Flawed,
    /// Its id, if it should come to be served.
    id: BundleId,
    /// What could not be read of it.
    wrong: Vec<Problem>,
    /// It builds, and only waits for another file to give up a line.
    waits: Option<Arc<Bundle>>,
}

/// What a look has changed.
#[derive(Debug, Default)]
pub struct News {
    /// Files whose newest version serves new calls from now on.
    pub served: Vec<String>,
    /// Warnings about those.
    pub warnings: Vec<Flawed>,
    /// Files whose newest version is refused, each with what is wrong; only those that were not before.
    pub refused: Vec<(String, Flawed)>,
    /// Files that have gone, and whose last flow goes on answering.
    pub gone: Vec<String>,
    /// Files that have gone, and whose lines others answer now.
    pub replaced: Vec<String>,
}

impl News {
    /// Whether anything has changed for new calls.
    #[must_use]
    pub const fn changes_calls(&self) -> bool {
        !self.served.is_empty() || !self.replaced.is_empty() || !self.gone.is_empty()
    }
}

/// What a file was built to.
enum Built {
    Fine(Arc<Bundle>),
    Flawed(Box<Flawed>),
}

/// How long reading and checking one flow may take. The largest ones take a tenth of it.
const BUILD_MAX: Duration = Duration::from_secs(20);

/// Builds a flow; with what was proven of it, for those who need that although it cannot be served.
#[expect(clippy::type_complexity, reason = "what `build` gives, and the proofs")]
fn proven(sources: Sources) -> (Result<(Bundle, Vec<Problem>), Vec<Problem>>, Vec<Proof>) {
    let proofs = RefCell::new(Vec::new());
    let (built, _verdicts) = Bundle::judged(sources, &[], &|bundle| {
        let proven = prove(bundle);
        proofs.replace(proven.clone());
        proven
    });
    (built, proofs.into_inner())
}

/// What `build` comes to on a thread of its own, so that nothing else waits for it longer than `within`; else why it
/// came to nothing. A thread that is not done by then is left to itself: its file is not built again as it is.
fn apart<T: Send + 'static>(within: Duration, build: impl FnOnce() -> T + Send + 'static) -> Result<T, String> {
    let (done, built) = mpsc::sync_channel(1);
    // Nobody may be there any more to take it.
    let work = move || done.send(build()).unwrap_or_default();
    let started = thread::Builder::new().name("build".to_owned()).spawn(work);
    started.map_err(|error| format!("clew could not build this flow: {error}"))?;
    built.recv_timeout(within).map_err(|error| match error {
        RecvTimeoutError::Disconnected => "clew itself failed on this flow; the log says where".to_owned(),
        RecvTimeoutError::Timeout => format!("this flow takes longer than {within:?} to read and check"),
    })
}

impl Serving {
    /// What was served before this start.
    pub(super) fn before(files: impl IntoIterator<Item = (String, Arc<Bundle>, Moment)>) -> Self {
        let served = |(file, bundle, since)| (file, Served { bundle: Some(bundle), since, gone: false, refused: None });
        Self { files: files.into_iter().map(served).collect() }
    }

    /// What is served after a look, and what that changes. Builds what is new, so it takes its time.
    pub(super) fn next(&self, look: &Look, now: Moment) -> (Self, News) {
        let mut news = News::default();
        let mut built: BTreeMap<&str, (&Found, Built)> = BTreeMap::new();
        for found in &look.found {
            let one = self.build(found, &mut news.warnings);
            built.insert(&found.file, (found, one));
        }
        let mut choices = Vec::new();
        for (file, (found, built)) in &built {
            let before = self.files.get(*file).and_then(|served| served.bundle.clone());
            let fine = match built {
                Built::Fine(bundle) => Some(Arc::clone(bundle)),
                Built::Flawed(_) => None,
            };
            let returns = self.files.get(*file).is_some_and(|served| served.gone);
            choices.extend(Choice::of(file, found.modified, (before, returns), fine));
        }
        let mut twice = compete::settle(&mut choices, self.files.is_empty());
        let mut files = BTreeMap::new();
        for (file, (found, built)) in built {
            let chosen = choices.iter().find(|choice| choice.file == file).map(|choice| Arc::clone(&choice.bundle));
            let lost = twice.remove(file).unwrap_or_default();
            files.insert(file.to_owned(), self.served(found, (chosen, built, lost), now, &mut news));
        }
        let mut next = Self { files };
        next.keep_gone(self, &mut news);
        news.warnings.retain(|flawed| news.served.iter().any(|file| next.is_of(file, flawed)));
        (next, news)
    }

    /// Builds the newest version of a file, unless it has been built already.
    fn build(&self, found: &Found, warnings: &mut Vec<Flawed>) -> Built {
        let before = self.files.get(&found.file);
        let id = found.sources.id();
        let refused = before.and_then(|served| served.refused.as_ref());
        if let Some(refused) = refused.filter(|refused| refused.id == id && refused.wrong == found.wrong) {
            return match &refused.waits {
                Some(bundle) => Built::Fine(Arc::clone(bundle)),
                None => Built::Flawed(Box::new(refused.flawed.clone())),
            };
        }
        let sources = || found.sources.clone();
        let flawed = |problems, proofs| Built::Flawed(Box::new(Flawed { sources: sources(), problems, proofs }));
        if found.unread.is_some() {
            return flawed(found.wrong.clone(), Vec::new());
        }
        if let Some(bundle) = before.and_then(|served| served.bundle.as_ref()).filter(|bundle| bundle.id == id)
            && found.wrong.is_empty()
        {
            return Built::Fine(Arc::clone(bundle));
        }
        let to_build = sources();
        // A flow that makes clew itself fail, or keeps it busy, is a broken flow, and no more than that.
        match apart(BUILD_MAX, move || proven(to_build)) {
            Ok((Ok((bundle, problems)), _)) if found.wrong.is_empty() => {
                if !problems.is_empty() {
                    warnings.push(Flawed { sources: sources(), problems, proofs: Vec::new() });
                }
                Built::Fine(Arc::new(bundle))
            }
            Ok((Ok((_, problems)) | Err(problems), proofs)) => {
                flawed(found.wrong.iter().cloned().chain(problems).collect(), proofs)
            }
            Err(says) => flawed(vec![problem(NOT_BUILT, &found.sources.flow, 0..0, (says, None))], Vec::new()),
        }
    }

    /// One file after a look: what was chosen for it, what its newest version came to, and the lines it lost.
    fn served(
        &self,
        found: &Found,
        (chosen, built, lost): (Option<Arc<Bundle>>, Built, Vec<Problem>),
        now: Moment,
        news: &mut News,
    ) -> Served {
        let before = self.files.get(&found.file);
        let same = |bundle: &Arc<Bundle>| {
            before.and_then(|served| served.bundle.as_ref()).is_some_and(|old| old.id == bundle.id)
        };
        let unchanged = chosen.as_ref().is_none_or(same);
        let since = before.filter(|_| unchanged).map_or(now, |served| served.since);
        if !unchanged || (chosen.is_some() && before.is_some_and(|served| served.gone)) {
            news.served.push(found.file.clone());
        }
        let refused = match built {
            Built::Fine(_) if lost.is_empty() => None,
            Built::Fine(bundle) => {
                let (sources, proofs) = (found.sources.clone(), Vec::new());
                Some((Flawed { sources, problems: lost, proofs }, Some(bundle)))
            }
            Built::Flawed(flawed) => Some((*flawed, None)),
        };
        let refused = refused.map(|(flawed, waits)| {
            let id = found.sources.id();
            let known = before.and_then(|served| served.refused.as_ref());
            let known = known.filter(|known| known.id == id && known.flawed.problems == flawed.problems);
            known.cloned().unwrap_or_else(|| {
                news.refused.push((found.file.clone(), flawed.clone()));
                Arc::new(Refused { at: now, flawed, id, wrong: found.wrong.clone(), waits })
            })
        });
        Served { bundle: chosen, since, gone: false, refused }
    }

    /// Keeps what files served that have gone, for as long as no other file answers their lines.
    fn keep_gone(&mut self, before: &Self, news: &mut News) {
        let gone = before.files.iter().filter(|(file, _)| !self.files.contains_key(*file));
        let mut kept = Vec::new();
        for (file, served) in gone {
            let Some(bundle) = &served.bundle else { continue };
            let answered = |line: &Option<Number>| match line {
                Some(line) => self.present(line).is_some(),
                None => self.of_every_line(false).is_some(),
            };
            if compete::lines(bundle).iter().all(answered) {
                news.replaced.push(file.clone());
                continue;
            }
            if !served.gone {
                news.gone.push(file.clone());
            }
            kept.push((file.clone(), Served { gone: true, refused: None, ..served.clone() }));
        }
        self.files.extend(kept);
    }

    fn is_of(&self, file: &str, flawed: &Flawed) -> bool {
        let bundle = self.files.get(file).and_then(|served| served.bundle.as_ref());
        bundle.is_some_and(|bundle| bundle.sources == flawed.sources)
    }

    /// The flow that answers a line. A file that is there comes before one that has gone, and one that names the line
    /// before one that answers every line.
    pub(super) fn for_line(&self, line: &Number) -> Option<&Arc<Bundle>> {
        let gone = || self.bundles(true).find(|bundle| bundle.flow.lines.contains_key(line));
        self.present(line).or_else(gone).or_else(|| self.of_every_line(true))
    }

    /// The flow of a file that is there for a line.
    fn present(&self, line: &Number) -> Option<&Arc<Bundle>> {
        let named = self.bundles(false).find(|bundle| bundle.flow.lines.contains_key(line));
        named.or_else(|| self.of_every_line(false))
    }

    fn of_every_line(&self, gone: bool) -> Option<&Arc<Bundle>> {
        self.bundles(gone).find(|bundle| bundle.flow.answers_any())
    }

    /// The bundles of the files that are there, or of those that have gone.
    fn bundles(&self, gone: bool) -> impl Iterator<Item = &Arc<Bundle>> {
        self.files.values().filter(move |served| served.gone == gone).filter_map(|served| served.bundle.as_ref())
    }

    /// Every bundle that new calls can get, those of files that have gone last.
    pub(super) fn current(&self) -> impl Iterator<Item = &Arc<Bundle>> {
        self.bundles(false).chain(self.bundles(true))
    }

    /// The bundle of that id, if it is served.
    pub(super) fn bundle(&self, id: BundleId) -> Option<&Arc<Bundle>> {
        self.current().find(|bundle| bundle.id == id)
    }

    /// Every file, by name.
    pub(super) fn files(&self) -> impl Iterator<Item = (&str, &Served)> {
        self.files.iter().map(|(file, served)| (file.as_str(), served))
    }

    /// What is refused at present.
    pub(super) fn refused(&self) -> Vec<&Refused> {
        self.files.values().filter_map(|served| served.refused.as_deref()).collect()
    }

    /// What is refused, of files that have no flow at all.
    pub(super) fn without_flow(&self) -> Vec<Flawed> {
        let none = self.files.values().filter(|served| served.bundle.is_none());
        none.filter_map(|served| served.refused.as_ref()).map(|refused| refused.flawed.clone()).collect()
    }

    /// The bundles themselves, where nobody else has them.
    pub(super) fn into_bundles(self) -> Vec<Bundle> {
        self.files.into_values().filter_map(|served| Arc::into_inner(served.bundle?)).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::mpsc, time::Duration};

    use super::apart;

    #[test]
    fn a_build_that_never_ends_holds_up_nothing() {
        let (let_go, held) = mpsc::channel::<()>();
        let built = apart(Duration::from_millis(1), move || held.recv().is_ok());
        assert_eq!(built, Err("this flow takes longer than 1ms to read and check".to_owned()));
        drop(let_go);
        assert_eq!(apart(Duration::from_secs(60), || 7), Ok(7));
    }
}
