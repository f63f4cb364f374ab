//! `clew replay --flow`: recorded calls on another flow, many at once.
//!
//! Invariant: calls are read one by one and forgotten again; what is kept are counts, an example of each reason, and
//! the keys of the worst few. The result does not depend on which thread came first.

mod conversation;
mod lengths;
mod report;
mod tally;

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use super::{
    FAILED, FINE, Failed, PROBLEMS, USAGE,
    folder::{Folder, looked_at},
};
use crate::{
    call::{BundleId, Call, CallKey, Entry, Moment},
    engine::again::{Again, Voiced, Watch, again},
    flow::Bundle,
    phone::printable,
    server::{Bundles, Clock, MachineClock, read_flows, switches::duration_s},
    store::{Sled, Store, StoreError},
};
use conversation::Conversation;
use lengths::Lengths;
use report::{Report, Worst};
use tally::{Tally, WORST};

/// How many calls a thread takes at once.
const TAKEN: usize = 64;

/// Which calls, and on which flow.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'a> {
    /// A flow file, or a folder of them.
    pub flow: &'a Path,
    /// Where its prompts are.
    pub prompts: Option<&'a Path>,
    /// How long ago they began at most, as it is written.
    pub since: Option<&'a str>,
    /// This one alone.
    pub call: Option<CallKey>,
}

/// Plays them, tells what came of it, and gives the exit code.
pub(super) fn run(wanted: &Wanted<'_>, folder: &Folder, as_json: bool) -> u8 {
    match try_run(wanted, folder) {
        Ok(report) => {
            match as_json {
                true => show!("{}", report.json()),
                false => report.text().iter().for_each(|line| say!("{}", printable(line))),
            }
            if report.worse { PROBLEMS } else { FINE }
        }
        Err(Failed(code, says)) => {
            complain!("could not replay: {}", printable(&says));
            code
        }
    }
}

fn try_run(wanted: &Wanted<'_>, folder: &Folder) -> Result<Report, Failed> {
    let since = wanted.since.map(|since| began_since(since, MachineClock.now())).transpose()?;
    let files = match read_flows(Some(wanted.flow), wanted.prompts) {
        Ok(Ok(files)) => files,
        // A flow that has problems is nothing to compare with.
        Ok(Err(flawed)) => {
            let shown: String = flawed.iter().map(|flawed| flawed.shown(false)).collect();
            return Err(Failed(FAILED, format!("`{}` cannot be served\n{shown}", wanted.flow.display())));
        }
        Err(error) => return Err(Failed(FAILED, format!("could not read {error}"))),
    };
    let places = folder.places()?;
    let store = looked_at(&places)?;
    let new = files.bundles.into_iter().map(|bundle| Version::of(Arc::new(bundle))).collect();
    let kept = Bundles::served_last(&places.data);
    let replay = Replaying { store: &store, kept: &kept, new, since };
    let unread = |error: StoreError| Failed(FAILED, error.to_string());
    let mut calls = store.calls().map_err(unread)?;
    calls.retain(|key| wanted.call.is_none_or(|wanted| wanted == *key));
    let tally = replay.all(&calls).map_err(unread)?;
    let worst = replay.worst(&tally).map_err(unread)?;
    Ok(Report::of(&tally, worst, wanted))
}

/// The moment so long before now.
fn began_since(text: &str, now: Moment) -> Result<Moment, Failed> {
    let seconds = duration_s(text).ok_or_else(|| {
        let says = format!("`{text}` is no length of time; write it like `45m`, `3h` or `7d`");
        Failed(USAGE, says)
    })?;
    Ok(Moment::from_millis(now.millis().saturating_sub(i64::from(seconds).saturating_mul(1000))))
}

/// A flow version, and how long its texts take.
struct Version {
    bundle: Arc<Bundle>,
    lengths: Lengths,
}

impl Version {
    fn of(bundle: Arc<Bundle>) -> Self {
        Self { lengths: Lengths::of(&bundle), bundle }
    }
}

/// The versions that calls began with, as a thread has met them; none for one that is gone.
type Met = BTreeMap<BundleId, Option<Arc<Version>>>;

/// What became of one call.
enum Played {
    /// It was compared.
    Compared(Again),
    /// It is not over.
    Running,
    /// It began too long ago.
    TooOld,
    /// It is about another flow.
    OtherLine,
    /// The version that it began with is gone.
    Gone,
    /// It does not replay as it was recorded.
    Otherwise,
}

struct Replaying<'a> {
    store: &'a Sled,
    kept: &'a Bundles,
    new: Vec<Version>,
    since: Option<Moment>,
}

impl Replaying<'_> {
    /// Plays all of them, on every processor.
    fn all(&self, calls: &[CallKey]) -> Result<Tally, StoreError> {
        let next = AtomicUsize::new(0);
        let threads = thread::available_parallelism().map_or(1, usize::from);
        thread::scope(|scope| {
            let workers: Vec<_> = (0..threads).map(|_| scope.spawn(|| self.some(calls, &next))).collect();
            let mut all = Tally::default();
            for worker in workers {
                let tally = worker.join().map_err(|_panic| StoreError::new("a thread that replayed calls panicked"))?;
                all.add(tally?);
            }
            Ok(all)
        })
    }

    /// Plays those that no other thread has taken.
    fn some(&self, calls: &[CallKey], next: &AtomicUsize) -> Result<Tally, StoreError> {
        let (mut tally, mut met) = (Tally::default(), Met::new());
        loop {
            let from = next.fetch_add(TAKEN, Ordering::Relaxed);
            let taken = calls.get(from..).unwrap_or_default();
            if taken.is_empty() {
                return Ok(tally);
            }
            for key in taken.iter().take(TAKEN) {
                if let Some(played) = self.one(*key, &mut met, &mut |_, _, _| {})? {
                    tally.note(*key, &played);
                }
            }
        }
    }

    /// Plays one call; nothing if it has just been removed.
    fn one(&self, key: CallKey, met: &mut Met, watch: Watch<'_>) -> Result<Option<Played>, StoreError> {
        let Some(saved) = self.store.load(key)? else { return Ok(None) };
        if self.since.is_some_and(|since| saved.call.started < since) {
            return Ok(Some(Played::TooOld));
        }
        if !saved.call.ended() {
            return Ok(Some(Played::Running));
        }
        // Most journals are short, and lie in the record itself.
        let journal = if saved.chunks == 0 { saved.tail } else { self.store.journal(key)? };
        let Some(old) = self.began_with(saved.call.bundle, met) else { return Ok(Some(Played::Gone)) };
        let Some(new) = self.new_for(&saved.call, &old.bundle) else { return Ok(Some(Played::OtherLine)) };
        Ok(Some(compared(&old, new, (&saved.call, &journal), watch)))
    }

    fn began_with(&self, id: BundleId, met: &mut Met) -> Option<Arc<Version>> {
        met.entry(id).or_insert_with(|| self.kept.pinned(id).map(|bundle| Arc::new(Version::of(bundle)))).clone()
    }

    /// The new flow that a call would come to: the one that names its line; the one that answers every line; or the one
    /// of the same name, which does not answer the line any more.
    fn new_for(&self, call: &Call, old: &Bundle) -> Option<&Version> {
        let names = |version: &&Version| version.bundle.flow.lines.contains_key(&call.line);
        let any = |version: &&Version| version.bundle.flow.answers_any();
        let same = |version: &&Version| version.bundle.flow.name == old.flow.name;
        let all = || self.new.iter();
        all().find(names).or_else(|| all().find(|new| any(new) && same(new))).or_else(|| all().find(same))
    }

    /// The worst calls, as conversations.
    fn worst(&self, tally: &Tally) -> Result<Vec<Worst>, StoreError> {
        let mut met = Met::new();
        let mut worst = Vec::new();
        for key in tally.worst().take(WORST) {
            let mut telling = Conversation::default();
            let mut new = None;
            if let Some(saved) = self.store.load(key)? {
                let old = self.began_with(saved.call.bundle, &mut met);
                new = old.and_then(|old| self.new_for(&saved.call, &old.bundle));
            }
            let Some(new) = new else { continue };
            let flow = &new.bundle.flow;
            let mut watch = |before: &Call, event: &crate::call::Event, turn: &crate::call::Turn| {
                telling.turn(flow, before, event, turn);
            };
            if let Some(Played::Compared(again)) = self.one(key, &mut met, &mut watch)? {
                worst.push(Worst::of(key, again, &telling));
            }
        }
        Ok(worst)
    }
}

fn compared(old: &Version, new: &Version, call: (&Call, &[Entry]), watch: Watch<'_>) -> Played {
    let old_length = |language: &_, said: &_| old.lengths.of_said(language, said);
    let new_length = |language: &_, said: &_| new.lengths.of_said(language, said);
    let old = Voiced { flow: &old.bundle.flow, length: &old_length };
    let new = Voiced { flow: &new.bundle.flow, length: &new_length };
    again(old, new, call, watch).map_or(Played::Otherwise, Played::Compared)
}
