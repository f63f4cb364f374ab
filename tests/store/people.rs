//! What a store keeps of callers: changes to the record as it is, promises, messages that are seen to, forgetting.

use clew::{
    call::{Caller, Change, Effect, Wish},
    store::{CommitError, Owed, StoreError, saved::identity},
};

use super::{
    Stage, at_once,
    samples::{
        began, caller_key, caller_of, commit, done, end, hour, key, left, message, new_call, of_caller, over, plain,
        promise, turn, with, with_message,
    },
};

/// What is remembered of the caller with this number.
pub fn caller(stage: &Stage, number: u64) -> Option<Caller> {
    stage.store().caller(caller_key(number)).unwrap()
}

fn change(stage: &Stage, number: u64, changes: Vec<Change>) {
    end(stage.store().change(caller_key(number), changes)).unwrap();
}

pub fn remember(change: Change) -> Effect {
    Effect::Remember(change)
}

pub fn an_unknown_caller_is_nothing(stage: Stage) {
    assert_eq!(caller(&stage, 1), None);
    assert!(stage.store().calls_of(caller_key(1)).unwrap().is_empty());
    assert!(stage.store().promises().unwrap().is_empty());
    change(&stage, 1, Vec::new());
    change(&stage, 1, vec![Change::Kept { call: key(1) }]);
    assert_eq!(caller(&stage, 1), None, "nothing made a record");
    end(stage.store().forget(caller_key(1))).unwrap();
}

pub fn a_turn_remembers_what_it_says_of_its_caller_with_the_call(mut stage: Stage) {
    let first = with(of_caller(1, plain(new_call(1))), remember(began(1, hour(0))));
    commit(stage.store(), first.clone()).unwrap();
    let speaks = Change::Speaks { language: "de-DE".into(), at: hour(1) };
    let next = with(with(of_caller(1, turn(new_call(1))), remember(left(1, hour(1)))), remember(speaks.clone()));
    commit(stage.store(), next).unwrap();
    stage.reopen();
    assert_eq!(caller(&stage, 1), Some(caller_of(&[began(1, hour(0)), left(1, hour(1)), speaks])));
    assert_eq!(stage.store().calls_of(caller_key(1)).unwrap(), [key(1)]);
    assert!(stage.store().calls_of(caller_key(2)).unwrap().is_empty());
    // Lost against another, nothing of it is remembered.
    let late = with(of_caller(1, plain(new_call(1))), remember(Change::PrefersPerson { at: hour(2) }));
    assert!(matches!(commit(stage.store(), late), Err(CommitError::Raced)));
    assert_eq!(caller(&stage, 1).unwrap().prefers, None);
    // Of a caller who does not show who they are, nothing is kept.
    commit(stage.store(), with(plain(new_call(2)), remember(began(2, hour(0))))).unwrap();
    assert_eq!(stage.store().calls_of(caller_key(1)).unwrap(), [key(1)]);
}

pub fn a_call_that_begins_lies_under_its_caller_and_no_other(mut stage: Stage) {
    for number in 0..30 {
        commit(stage.store(), of_caller(number % 3, plain(new_call(number)))).unwrap();
    }
    stage.reopen();
    for caller in 0..3 {
        let mut expected: Vec<_> = (0..30).filter(|number| number % 3 == caller).map(key).collect();
        expected.sort();
        assert_eq!(stage.store().calls_of(caller_key(caller)).unwrap(), expected);
    }
}

pub fn changes_of_overlapping_calls_come_to_the_same_in_any_order(stage: Stage) {
    let changes = [
        (1, began(1, hour(0))),
        (2, began(2, hour(1))),
        (1, left(1, hour(2))),
        (2, Change::PrefersPerson { at: hour(3) }),
        (2, Change::Promised(promise(2))),
    ];
    let mut all = Vec::new();
    for seed in 0..24_u64 {
        let mut order: Vec<usize> = (0..changes.len()).collect();
        fastrand::Rng::with_seed(seed).shuffle(&mut order);
        // A call is not left before it began.
        order.sort_by_key(|at| *at == 2 || *at == 4);
        let (a, b) = (seed * 10 + 1000, seed * 10 + 1001);
        commit(stage.store(), of_caller(seed, plain(new_call(a)))).unwrap();
        commit(stage.store(), of_caller(seed, plain(new_call(b)))).unwrap();
        let (mut first, mut second) = (turn(new_call(a)), turn(new_call(b)));
        for at in order {
            let (of, change) = changes[at].clone();
            let next = if of == 1 { &mut first } else { &mut second };
            let saved = next.saved.clone();
            commit(stage.store(), with(of_caller(seed, next.clone()), remember(change))).unwrap();
            *next = turn(saved);
        }
        let mut caller = caller(&stage, seed).unwrap();
        caller.recent.sort_by_key(|past| past.call);
        all.push(caller);
    }
    assert!(all.iter().all(|caller| *caller == all[0]), "{all:#?}");
}

pub fn the_same_effects_twice_are_as_good_as_once(mut stage: Stage) {
    let effects = |commit| {
        let promised = with(with(commit, Effect::Promise(promise(1))), remember(Change::Promised(promise(1))));
        with(with(with_message(promised, message(1)), remember(began(1, hour(0)))), remember(left(1, hour(1))))
    };
    commit(stage.store(), effects(of_caller(1, plain(new_call(1))))).unwrap();
    let once = (caller(&stage, 1), stage.store().promises().unwrap(), stage.store().messages().unwrap());
    // Told again in another way: the first word stands.
    let mut again = effects(of_caller(1, turn(new_call(1))));
    let later = clew::call::Promise { due: hour(90), ..promise(1) };
    again.effects.push(Effect::Promise(later));
    commit(stage.store(), again).unwrap();
    stage.reopen();
    assert_eq!((caller(&stage, 1), stage.store().promises().unwrap(), stage.store().messages().unwrap()), once);
    assert_eq!(stage.store().promises().unwrap(), [promise(1)]);
}

pub fn an_agent_changes_the_record_as_it_then_is(stage: Stage) {
    let at = hour(5);
    let marked = |prefers| Change::Marked { prefers, segment: Some(Some("vip".into())), shared: None, at };
    change(&stage, 1, vec![marked(Some(Some(Wish::Person)))]);
    at_once(16, |number| {
        end(stage.store().change(caller_key(1), vec![began(number, hour(number))])).unwrap();
    });
    let held = caller(&stage, 1).unwrap();
    assert_eq!(held.prefers.map(|prefers| prefers.wish), Some(Wish::Person), "a change was lost");
    assert_eq!(held.recent.len(), 8);
    assert_eq!(held.last, hour(15));
    change(&stage, 1, vec![marked(Some(None))]);
    assert_eq!(caller(&stage, 1).unwrap().prefers, None);
}

pub fn promises_come_soonest_due_first(mut stage: Stage) {
    for number in [3, 9, 1, 200] {
        commit(stage.store(), with(plain(new_call(number)), Effect::Promise(promise(number)))).unwrap();
    }
    stage.reopen();
    assert_eq!(stage.store().promises().unwrap(), [200, 9, 3, 1].map(promise));
}

pub fn what_is_owed_is_seen_to_once_and_its_caller_knows(mut stage: Stage) {
    let promised = with(of_caller(1, plain(new_call(1))), Effect::Promise(promise(1)));
    let promised = with(promised, remember(Change::Promised(promise(1))));
    commit(stage.store(), with_message(promised, message(1))).unwrap();
    let (callback, recording) = (Owed::Promise(key(1)), Owed::Message(identity(&message(1))));
    for unknown in [Owed::Promise(key(2)), Owed::Message(identity(&message(2)))] {
        assert!(matches!(end(stage.store().done(unknown, done(1))), Err(CommitError::Unknown)), "{unknown:?}");
    }
    assert!(caller(&stage, 1).unwrap().promise.is_some());
    for hours in [1, 2, 3] {
        end(stage.store().done(callback, done(hours))).unwrap();
        end(stage.store().done(recording, done(hours + 1))).unwrap();
    }
    // Kept again by a late repeat of the turn, it is not owed again.
    let again = with(of_caller(1, turn(new_call(1))), Effect::Promise(promise(1)));
    commit(stage.store(), with_message(again, message(1))).unwrap();
    stage.reopen();
    assert_eq!(stage.store().promises().unwrap()[0].done, Some(done(1)), "the first word stands");
    assert_eq!(stage.store().messages().unwrap()[0].done, Some(done(2)));
    assert_eq!(caller(&stage, 1).unwrap().promise, None, "the caller would be told of a callback that was made");
}

/// Two callers, each with two calls that are over, the second of them with a promise and a message.
fn two_callers(stage: &Stage) {
    for caller in 1..=2 {
        for number in [caller * 10, caller * 10 + 1] {
            let began = remember(began(number, hour(number)));
            commit(stage.store(), with(of_caller(caller, plain(new_call(number))), began)).unwrap();
            let mut saved = new_call(number);
            for _ in 0..80 {
                let next = turn(saved);
                saved = next.saved.clone();
                commit(stage.store(), of_caller(caller, next)).unwrap();
            }
            let mut last = over(of_caller(caller, turn(saved)));
            if number % 2 == 1 {
                last = with_message(with(last, Effect::Promise(promise(number))), message(number));
            }
            commit(stage.store(), last).unwrap();
        }
    }
    assert!(stage.store().load(key(10)).unwrap().unwrap().chunks > 0, "the calls are too short for chunks");
}

fn nothing_of(stage: &Stage, number: u64, calls: &[u64]) -> Result<(), StoreError> {
    assert_eq!(caller(stage, number), None);
    assert!(stage.store().calls_of(caller_key(number))?.is_empty());
    for call in calls {
        assert_eq!(stage.store().load(key(*call))?, None);
        assert!(stage.store().journal(key(*call))?.is_empty());
    }
    Ok(())
}

pub fn a_forgotten_caller_is_gone_but_for_what_is_owed_to_them(mut stage: Stage) {
    two_callers(&stage);
    let before = caller(&stage, 2);
    end(stage.store().forget(caller_key(1))).unwrap();
    for _ in 0..2 {
        nothing_of(&stage, 1, &[10, 11]).unwrap();
        assert_eq!(stage.store().promises().unwrap().len(), 2, "a promise was forgotten");
        assert_eq!(stage.store().messages().unwrap().len(), 2);
        stage.reopen();
    }
    // As soon as it is seen to, it goes.
    end(stage.store().done(Owed::Promise(key(11)), done(1))).unwrap();
    assert_eq!(stage.store().promises().unwrap(), [promise(21)]);
    assert!(matches!(end(stage.store().done(Owed::Promise(key(11)), done(1))), Err(CommitError::Unknown)));
    end(stage.store().done(Owed::Message(identity(&message(11))), done(1))).unwrap();
    assert_eq!(stage.store().messages().unwrap(), [message(21)]);
    stage.reopen();
    assert_eq!(caller(&stage, 2), before, "another caller was forgotten, too");
    let mut theirs = [key(20), key(21)];
    theirs.sort();
    assert_eq!(stage.store().calls_of(caller_key(2)).unwrap(), theirs);
    assert_eq!(stage.store().journal(key(21)).unwrap().len(), 81);
    // What was seen to before goes at once.
    end(stage.store().done(Owed::Promise(key(21)), done(1))).unwrap();
    end(stage.store().forget(caller_key(2))).unwrap();
    assert!(stage.store().promises().unwrap().is_empty());
    assert_eq!(stage.store().messages().unwrap(), [message(21)]);
    assert!(stage.store().calls().unwrap().is_empty());
}

pub fn who_is_forgotten_in_a_call_is_not_remembered_again_by_it_or_another(mut stage: Stage) {
    for number in [1, 2] {
        let began = remember(began(number, hour(number)));
        commit(stage.store(), with(of_caller(1, plain(new_call(number))), began)).unwrap();
    }
    let speaks = || remember(Change::Speaks { language: "de-DE".into(), at: hour(3) });
    let forgets = with(with(with(of_caller(1, turn(new_call(1))), speaks()), Effect::Forget), speaks());
    let saved = forgets.saved.clone();
    commit(stage.store(), forgets).unwrap();
    assert_eq!(caller(&stage, 1), None, "the turn that forgets remembers");
    assert!(stage.store().calls_of(caller_key(1)).unwrap().is_empty());
    // Both calls go on, with all that they need, and what they promise is owed.
    let goes_on = with(with(of_caller(1, turn(saved)), speaks()), Effect::Promise(promise(1)));
    let saved = goes_on.saved.clone();
    commit(stage.store(), goes_on).unwrap();
    commit(stage.store(), with(of_caller(1, over(turn(new_call(2)))), remember(left(2, hour(4))))).unwrap();
    assert_eq!(caller(&stage, 1), None, "a call that still ran remembers");
    assert_eq!(stage.store().load(key(1)).unwrap(), Some(saved.clone()));
    assert_eq!(stage.store().promises().unwrap(), [promise(1)]);
    commit(stage.store(), over(of_caller(1, turn(saved)))).unwrap();
    stage.reopen();
    // A new call begins anew.
    commit(stage.store(), with(of_caller(1, plain(new_call(3))), remember(began(3, hour(5))))).unwrap();
    assert_eq!(caller(&stage, 1), Some(caller_of(&[began(3, hour(5))])));
    assert_eq!(stage.store().calls_of(caller_key(1)).unwrap(), [key(3)]);
}

pub fn forgetting_while_calls_begin_and_end_leaves_nothing_behind(mut stage: Stage) {
    let store = stage.store();
    at_once(16, |thread| {
        for round in 0..20 {
            let number = thread * 100 + round;
            if thread % 4 == 0 {
                end(store.forget(caller_key(1))).unwrap();
            }
            let began = remember(began(number, hour(round)));
            commit(store, with(of_caller(1, plain(new_call(number))), began)).unwrap();
            let ends = with(of_caller(1, over(turn(new_call(number)))), remember(left(number, hour(round))));
            commit(store, ends).unwrap();
        }
    });
    end(store.forget(caller_key(1))).unwrap();
    // What ended after it was forgotten goes with the purge, the rest is gone.
    let keep = clew::store::Keep { calls: 3_000, callers: 3_000, messages: 3_000, promises: 3_000 };
    store.purge(&keep, hour(1_000)).unwrap();
    stage.reopen();
    assert_eq!(caller(&stage, 1), None);
    assert!(stage.store().calls_of(caller_key(1)).unwrap().is_empty());
    assert!(stage.store().calls().unwrap().is_empty());
}
