//! A store as simple as can be, and random walks on which a real one must come to the same.

use std::collections::BTreeMap;

use clew::{
    call::{Entry, Message},
    store::{CommitError, Saved},
};

use super::{
    Stage,
    samples::{commit, key, message, new_call, plain, turn, with_message},
};

/// What a store holds after a walk.
#[derive(Default)]
struct Model {
    calls: BTreeMap<u64, (Saved, Vec<Entry>)>,
    messages: BTreeMap<u64, Message>,
}

/// 400 random steps from a seed. Each walk has calls and messages of its own, in a store that earlier ones have filled.
pub fn walk(seed: u64, stage: &mut Stage) {
    let mut random = fastrand::Rng::with_seed(seed);
    let mut model = Model::default();
    for step in 0..400 {
        let number = seed * 100 + random.u64(..8);
        match random.u8(..20) {
            0 => stage.reopen(),
            1 | 2 => model.compare(number, stage, seed, step),
            _ => model.turn(number, stage, &mut random, (seed, step)),
        }
    }
    stage.reopen();
    for number in seed * 100..seed * 100 + 8 {
        model.compare(number, stage, seed, 400);
    }
}

impl Model {
    /// Commits a turn of a call, or something that must be refused.
    fn turn(&mut self, number: u64, stage: &Stage, random: &mut fastrand::Rng, at: (u64, u32)) {
        let held = self.calls.get(&number).map(|(saved, _)| saved.clone());
        let mut next = held.map_or_else(|| plain(new_call(number)), turn);
        let stale = random.u8(..5) == 0;
        if stale {
            next.saved.revision = next.saved.revision.wrapping_add([1, 2, u64::MAX][random.usize(..3)]);
        }
        let kept = (random.u8(..4) == 0).then(|| message(number / 100 * 100 + random.u64(..6)));
        let offered = kept.iter().cloned().fold(next.clone(), with_message);
        match commit(stage.store(), offered) {
            Ok(()) if !stale => {
                let entries = self.calls.remove(&number).map_or_else(Vec::new, |(_, entries)| entries);
                let logged = next.saved.tail.last().cloned();
                self.calls.insert(number, (next.saved, entries.into_iter().chain(logged).collect()));
                self.messages.extend(kept.map(|message| (id(&message), message)));
            }
            Err(CommitError::Raced) if stale => {}
            other => panic!("seed and step {at:?}: stale {stale}, yet {other:?}"),
        }
    }

    /// Compares one call, and what is kept beside the calls, with the store.
    fn compare(&self, number: u64, stage: &Stage, seed: u64, step: u32) {
        let store = stage.store();
        let (saved, entries) = self.calls.get(&number).cloned().unzip();
        assert_eq!(store.load(key(number)).unwrap(), saved, "seed {seed}, step {step}");
        assert_eq!(store.journal(key(number)).unwrap(), entries.unwrap_or_default(), "seed {seed}, step {step}");
        let calls = store.calls().unwrap();
        assert!(calls.is_sorted(), "seed {seed}, step {step}");
        let own = (seed * 100..seed * 100 + 8).filter(|number| calls.contains(&key(*number)));
        assert!(own.eq(self.calls.keys().copied()), "seed {seed}, step {step}");
        let messages = store.messages().unwrap();
        assert!(messages.is_sorted_by_key(|message| message.at), "seed {seed}, step {step}");
        let own = messages.iter().filter(|message| id(message) / 100 == seed).map(|message| (id(message), message));
        assert!(
            own.collect::<BTreeMap<_, _>>().into_iter().eq(self.messages.iter().map(|(id, message)| (*id, message)))
        );
    }
}

/// The number that a sample message was made with.
fn id(message: &Message) -> u64 {
    message.url.rsplit('/').next().unwrap().parse().unwrap()
}
