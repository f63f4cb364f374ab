//! A store as simple as can be, and random walks on which a real one must come to the same.

use std::collections::{BTreeMap, BTreeSet};

use clew::{
    call::{Caller, Change, Effect, Entry, Message, Promise},
    store::{Commit, CommitError, Owed, Saved, saved::identity},
};

use super::{
    Stage,
    samples::{
        began, caller_key, commit, done, end, hour, key, left, message, new_call, of_caller, over, plain, promise,
        turn, with, with_message,
    },
};

/// What a store holds after a walk.
#[derive(Default)]
struct Model {
    calls: BTreeMap<u64, (Saved, Vec<Entry>)>,
    messages: BTreeMap<u64, Message>,
    promises: BTreeMap<u64, Promise>,
    callers: BTreeMap<u64, Caller>,
    /// Calls whose caller was forgotten.
    gone: BTreeSet<u64>,
}

/// Calls of a walk, and whose they are: every third belongs to nobody.
const CALLS: u64 = 9;

fn caller_of(number: u64) -> Option<u64> {
    (!number.is_multiple_of(3)).then_some(number / 100 * 100 + number % 3)
}

/// 400 random steps from a seed. Each walk has calls and messages of its own, in a store that earlier ones have filled.
pub fn walk(seed: u64, stage: &mut Stage) {
    let mut random = fastrand::Rng::with_seed(seed);
    let mut model = Model::default();
    for step in 0..400 {
        let number = seed * 100 + random.u64(..CALLS);
        match random.u8(..40) {
            0 | 1 => stage.reopen(),
            2..=5 => model.compare(number, stage, (seed, step)),
            6 => model.forget(number, stage),
            7 | 8 => model.done(number, stage, (seed, step)),
            _ => model.turn(number, stage, &mut random, (seed, step)),
        }
    }
    stage.reopen();
    for number in seed * 100..seed * 100 + CALLS {
        model.compare(number, stage, (seed, 400));
    }
}

impl Model {
    /// Commits a turn of a call, or something that must be refused.
    fn turn(&mut self, number: u64, stage: &Stage, random: &mut fastrand::Rng, at: (u64, u32)) {
        let held = self.calls.get(&number).map(|(saved, _)| saved.clone());
        if held.as_ref().is_some_and(|saved| saved.call.ended()) {
            return;
        }
        let mut next = held.map_or_else(|| plain(new_call(number)), turn);
        if random.u8(..30) == 0 {
            next = over(next);
        }
        if let Some(caller) = caller_of(number) {
            next = of_caller(caller, next);
        }
        let stale = random.u8(..5) == 0;
        if stale {
            next.saved.revision = next.saved.revision.wrapping_add([1, 2, u64::MAX][random.usize(..3)]);
        }
        let offered = offered(next, number, random);
        match commit(stage.store(), offered.clone()) {
            Ok(()) if !stale => self.took(number, offered),
            Err(CommitError::Raced) if stale => {}
            other => panic!("seed and step {at:?}: stale {stale}, yet {other:?}"),
        }
    }

    fn took(&mut self, number: u64, commit: Commit) {
        let entries = self.calls.remove(&number).map_or_else(Vec::new, |(_, entries)| entries);
        let logged = commit.saved.tail.last().cloned();
        self.calls.insert(number, (commit.saved, entries.into_iter().chain(logged).collect()));
        for effect in commit.effects {
            match (effect, caller_of(number)) {
                (Effect::Keep(message), _) => drop(self.messages.entry(id(&message)).or_insert(message)),
                (Effect::Promise(promise), _) => drop(self.promises.entry(number).or_insert(promise)),
                (Effect::Remember(change), Some(caller)) if !self.gone.contains(&number) => {
                    self.callers.entry(caller).or_default().apply(&change);
                }
                (Effect::Remember(_) | Effect::Forget | Effect::LookUp { .. }, _) => {}
            }
        }
    }

    fn forget(&mut self, number: u64, stage: &Stage) {
        let Some(caller) = caller_of(number) else { return };
        end(stage.store().forget(caller_key(caller))).unwrap();
        self.callers.remove(&caller);
        let walk = number / 100 * 100;
        let theirs = (walk..walk + CALLS).filter(|call| caller_of(*call) == Some(caller));
        for call in theirs.filter(|call| !self.gone.contains(call)).collect::<Vec<_>>() {
            let known = self.calls.contains_key(&call) || self.owes(call);
            if known {
                self.gone.insert(call);
            }
            if self.calls.get(&call).is_some_and(|(saved, _)| saved.call.ended()) {
                self.calls.remove(&call);
            }
            self.let_go(call);
        }
    }

    fn owes(&self, call: u64) -> bool {
        self.promises.contains_key(&call) || self.messages.values().any(|message| message.call == key(call))
    }

    /// What a forgotten caller was owed goes as soon as it is seen to, and then that they were forgotten.
    fn let_go(&mut self, call: u64) {
        if self.gone.contains(&call) {
            self.promises.retain(|number, promise| *number != call || promise.is_open());
            self.messages.retain(|_, message| message.call != key(call) || message.done.is_none());
            if !self.calls.contains_key(&call) && !self.owes(call) {
                self.gone.remove(&call);
            }
        }
    }

    fn done(&mut self, number: u64, stage: &Stage, at: (u64, u32)) {
        let told = end(stage.store().done(Owed::Promise(key(number)), done(u64::from(at.1))));
        assert_eq!(told.is_ok(), self.promises.contains_key(&number), "seed and step {at:?}: {told:?}");
        if let Some(promise) = self.promises.get_mut(&number) {
            promise.done.get_or_insert(done(u64::from(at.1)));
            let caller = caller_of(number).filter(|_| !self.gone.contains(&number));
            if let Some(caller) = caller.and_then(|caller| self.callers.get_mut(&caller)) {
                caller.apply(&Change::Kept { call: key(number) });
            }
        }
        let told = end(stage.store().done(Owed::Message(identity(&message(number))), done(u64::from(at.1))));
        assert_eq!(told.is_ok(), self.messages.contains_key(&number), "seed and step {at:?}: {told:?}");
        if let Some(message) = self.messages.get_mut(&number) {
            message.done.get_or_insert(done(u64::from(at.1)));
        }
        self.let_go(number);
    }

    /// Compares one call, its caller, and what is kept beside the calls, with the store.
    fn compare(&self, number: u64, stage: &Stage, at: (u64, u32)) {
        let (store, walk) = (stage.store(), at.0 * 100);
        let (saved, entries) = self.calls.get(&number).cloned().unzip();
        assert_eq!(store.load(key(number)).unwrap(), saved, "seed and step {at:?}");
        assert_eq!(store.journal(key(number)).unwrap(), entries.unwrap_or_default(), "seed and step {at:?}");
        let calls = store.calls().unwrap();
        assert!(calls.is_sorted(), "seed and step {at:?}");
        let own = (walk..walk + CALLS).filter(|number| calls.contains(&key(*number)));
        assert!(own.eq(self.calls.keys().copied()), "seed and step {at:?}");
        if let Some(caller) = caller_of(number) {
            assert_eq!(store.caller(caller_key(caller)).unwrap(), self.callers.get(&caller).cloned(), "{at:?}");
            let theirs =
                self.calls.keys().filter(|call| caller_of(**call) == Some(caller) && !self.gone.contains(call));
            let theirs: BTreeSet<_> = theirs.map(|call| key(*call)).collect();
            assert_eq!(BTreeSet::from_iter(store.calls_of(caller_key(caller)).unwrap()), theirs, "{at:?}");
        }
        let messages = store.messages().unwrap();
        assert!(messages.is_sorted_by_key(|message| message.at), "seed and step {at:?}");
        let own = messages.into_iter().filter(|message| id(message) / 100 == at.0);
        assert_eq!(own.map(|message| (id(&message), message)).collect::<BTreeMap<_, _>>(), self.messages, "{at:?}");
        let promises = store.promises().unwrap();
        assert!(promises.is_sorted_by_key(|promise| promise.due), "seed and step {at:?}");
        let own = |number: &u64| promises.iter().find(|promise| promise.call == key(*number)).cloned();
        let held: BTreeMap<_, _> = (walk..walk + CALLS).filter_map(|number| Some((number, own(&number)?))).collect();
        assert_eq!(held, self.promises, "seed and step {at:?}");
    }
}

/// The same commit, with something to be kept beside it now and then.
fn offered(mut next: Commit, number: u64, random: &mut fastrand::Rng) -> Commit {
    if random.u8(..4) == 0 {
        next = with_message(next, message(number));
    }
    if random.u8(..6) == 0 {
        next = with(next, Effect::Promise(promise(number)));
        next = with(next, Effect::Remember(Change::Promised(promise(number))));
    }
    let at = hour(random.u64(..50));
    let change = match random.u8(..6) {
        0 => began(number, at),
        1 => left(number, at),
        2 => Change::Speaks { language: "de-DE".into(), at },
        _ => return next,
    };
    with(next, Effect::Remember(change))
}

/// The number that a sample message was made with.
fn id(message: &Message) -> u64 {
    message.url.rsplit('/').next().unwrap().parse().unwrap()
}
