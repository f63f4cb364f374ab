//! Bundles that calls are pinned to. They are built again from what is kept when a call needs one that is not at hand:
//! once, by the first who asks, while everybody who asks for the same one waits, and nobody else does.
//!
//! Invariant: what lies here can be forgotten at any time, because it is kept in the data folder; without one nothing
//! is forgotten.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
};

use super::kept::Kept;
use crate::{call::BundleId, flow::Bundle};

/// Bytes of text of all bundles here, about; a built bundle is a few times as large as its texts.
const TEXT_MAX: usize = 32 << 20;

/// What a bundle weighs at least.
const TEXT_MIN: usize = 16 << 10;

/// A bundle that is there, is being built, or turned out to be gone.
type Cell = Arc<OnceLock<Option<Arc<Bundle>>>>;

/// Bundles that calls are pinned to.
pub(super) struct Pinned {
    kept: Option<Kept>,
    slots: Mutex<Slots>,
    text_max: usize,
}

#[derive(Default)]
struct Slots {
    by_id: BTreeMap<BundleId, (Cell, u64)>,
    /// Counts the times that somebody asked, to know what nobody has asked for in a long time.
    asked: u64,
}

impl Pinned {
    /// None yet; those in `kept` are built when they are asked for.
    pub(super) fn over(kept: Option<Kept>) -> Self {
        Self { kept, slots: Mutex::default(), text_max: TEXT_MAX }
    }

    /// A bundle that is at hand.
    pub(super) fn at_hand(&self, id: BundleId) -> Option<Arc<Bundle>> {
        let mut slots = self.slots();
        let slots = &mut *slots;
        let (cell, last) = slots.by_id.get_mut(&id)?;
        slots.asked = slots.asked.saturating_add(1);
        *last = slots.asked;
        cell.get().cloned().flatten()
    }

    /// A bundle that is at hand or kept. Building it takes its time. One that is gone is looked for again whenever
    /// somebody asks: a disk may come back.
    pub(super) fn get(&self, id: BundleId) -> Option<Arc<Bundle>> {
        let cell = self.slots().cell(id);
        let found = cell.get_or_init(|| self.kept.as_ref()?.rebuild(id).map(Arc::new)).clone();
        let mut slots = self.slots();
        match &found {
            Some(_) => self.trim(&mut slots, id),
            None => slots.by_id.retain(|_, (known, _)| !Arc::ptr_eq(known, &cell)),
        }
        found
    }

    /// Puts a bundle here that is served, or was until now.
    pub(super) fn put(&self, bundle: &Arc<Bundle>) {
        let mut slots = self.slots();
        // Somebody may be building it: theirs is the same.
        let _ = slots.cell(bundle.id).set(Some(Arc::clone(bundle)));
        self.trim(&mut slots, bundle.id);
    }

    /// Forgets what nobody has asked for in the longest time, until the rest is small enough; never `newest`.
    fn trim(&self, slots: &mut Slots, newest: BundleId) {
        if self.kept.is_none() {
            return;
        }
        let mut built: Vec<(u64, BundleId, usize)> = slots.by_id.iter().filter_map(weighed).collect();
        let mut weight: usize = built.iter().map(|(_, _, weight)| weight).sum();
        built.sort_unstable();
        for (_, id, one) in built.into_iter().filter(|(_, id, _)| *id != newest) {
            if weight <= self.text_max {
                return;
            }
            slots.by_id.remove(&id);
            weight = weight.saturating_sub(one);
        }
    }

    fn slots(&self) -> MutexGuard<'_, Slots> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Slots {
    fn cell(&mut self, id: BundleId) -> Cell {
        self.asked = self.asked.saturating_add(1);
        let (cell, last) = self.by_id.entry(id).or_default();
        *last = self.asked;
        Arc::clone(cell)
    }
}

/// When somebody last asked for a bundle, and what it weighs; nothing for one that is being built.
fn weighed((id, (cell, last)): (&BundleId, &(Cell, u64))) -> Option<(u64, BundleId, usize)> {
    let bundle = cell.get()?.as_ref()?;
    let sources = &bundle.sources;
    let prompts: usize = sources.prompts.values().map(|(_, text)| text.len()).sum();
    let used: usize = sources.used.values().map(String::len).sum();
    Some((*last, *id, sources.flow.1.len().saturating_add(prompts).saturating_add(used).max(TEXT_MIN)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flow::sample;

    fn version(number: usize) -> Arc<Bundle> {
        let mut sources = sample();
        sources.flow.1.push_str(&format!("# version {number}\n"));
        Arc::new(Bundle::build(sources).unwrap_or_else(|problems| panic!("{problems:?}")).0)
    }

    #[test]
    fn what_nobody_has_asked_for_in_the_longest_time_is_forgotten_and_built_again() {
        let folder = tempfile::tempdir().unwrap();
        let kept = Kept::within(folder.path());
        kept.prepare().unwrap();
        let versions: Vec<_> = (0..6).map(version).collect();
        versions.iter().for_each(|bundle| kept.keep(bundle).unwrap());
        let sources = &versions[0].sources;
        let texts = sources.prompts.values().map(|(_, text)| text.len()).sum::<usize>() + sources.flow.1.len();
        let room_for_three = Pinned { text_max: 3 * texts.max(TEXT_MIN), ..Pinned::over(Some(kept)) };
        for bundle in &versions {
            assert_eq!(room_for_three.get(bundle.id).unwrap().id, bundle.id);
            // The first one is asked for all the time.
            assert!(room_for_three.at_hand(versions[0].id).is_some());
        }
        let at_hand = |number: usize| room_for_three.slots().by_id.contains_key(&versions[number].id);
        let left: Vec<usize> = (0..6).filter(|number| at_hand(*number)).collect();
        assert_eq!(left, [0, 4, 5]);
        assert_eq!(room_for_three.get(versions[2].id).unwrap().id, versions[2].id);
    }

    #[test]
    fn without_a_folder_nothing_is_forgotten() {
        let pinned = Pinned { text_max: 0, ..Pinned::over(None) };
        let versions: Vec<_> = (0..3).map(version).collect();
        versions.iter().for_each(|bundle| pinned.put(bundle));
        assert!(versions.iter().all(|bundle| pinned.get(bundle.id).is_some()));
        assert!(pinned.get(BundleId([0; 32])).is_none());
        assert_eq!(pinned.slots().by_id.len(), 3, "what is gone takes no room");
    }
}
