//! What a store removes when its time is over, and what it keeps.

use clew::{
    call::{Change, Effect, Moment},
    store::{Keep, Owed, Removed, saved::identity},
};

use super::{
    Stage,
    people::{caller, remember},
    samples::{
        began, caller_key, commit, done, end, hour, key, message, new_call, of_caller, over, plain, promise, turn,
        with, with_message,
    },
};

const KEEP: Keep = Keep { calls: 30, callers: 180, messages: 20, promises: 40 };
const DAY: u64 = 24;

fn purge(stage: &Stage, now: Moment) -> Removed {
    stage.store().purge(&KEEP, now).unwrap()
}

/// A call of a caller, left at that hour, with a promise and a message; over or not.
fn call(stage: &Stage, number: u64, at: Moment, ended: bool) {
    let first = with(of_caller(number, plain(new_call(number))), remember(began(number, at)));
    let first = with_message(with(first, Effect::Promise(promise(number))), message(number));
    commit(stage.store(), first).unwrap();
    let mut last = of_caller(number, turn(new_call(number)));
    last.saved.call.last = at;
    commit(stage.store(), if ended { over(last) } else { last }).unwrap();
}

pub fn the_purge_removes_what_is_over_and_too_old_and_nothing_else(mut stage: Stage) {
    call(&stage, 1, hour(0), true);
    call(&stage, 2, hour(DAY), true);
    call(&stage, 3, hour(0), false);
    end(stage.store().done(Owed::Promise(key(1)), done(0))).unwrap();
    end(stage.store().done(Owed::Message(identity(&message(1))), done(0))).unwrap();
    let just = |days: u64| hour(days * DAY);
    assert!(purge(&stage, just(20)).is_nothing(), "20 days are not over");
    let after = |days: u64| just(days).plus_millis(1);
    assert_eq!(purge(&stage, after(20)), Removed { messages: 1, ..Removed::default() });
    assert_eq!(purge(&stage, after(30)), Removed { calls: 1, ..Removed::default() });
    stage.reopen();
    let mut left = [key(2), key(3)];
    left.sort();
    assert_eq!(stage.store().calls().unwrap(), left);
    assert!(stage.store().journal(key(1)).unwrap().is_empty());
    assert!(stage.store().calls_of(caller_key(1)).unwrap().is_empty());
    assert!(caller(&stage, 1).is_some());
    assert_eq!(purge(&stage, after(40)), Removed { calls: 1, promises: 1, ..Removed::default() });
    assert_eq!(stage.store().promises().unwrap(), [3, 2].map(promise), "what is still owed was removed");
    assert_eq!(stage.store().messages().unwrap(), [3, 2].map(message));
    assert_eq!(purge(&stage, after(180)), Removed { callers: 2, ..Removed::default() });
    stage.reopen();
    assert_eq!([1, 2, 3].map(|number| caller(&stage, number).is_some()), [false, true, false]);
    assert_eq!(purge(&stage, after(3_000)), Removed { callers: 1, ..Removed::default() });
    assert_eq!(stage.store().calls().unwrap(), [key(3)], "a call that is open was removed");
    // What is owed from a call that is gone still knows whose it was.
    end(stage.store().forget(caller_key(2))).unwrap();
    end(stage.store().done(Owed::Promise(key(2)), done(4_000))).unwrap();
    end(stage.store().done(Owed::Message(identity(&message(2))), done(4_000))).unwrap();
    assert_eq!(stage.store().promises().unwrap(), [promise(3)]);
    assert_eq!(stage.store().messages().unwrap(), [message(3)]);
}

pub fn a_forgotten_call_goes_soon_after_its_end(stage: Stage) {
    for number in [1, 2] {
        commit(stage.store(), of_caller(1, plain(new_call(number)))).unwrap();
    }
    end(stage.store().forget(caller_key(1))).unwrap();
    let mut last = over(of_caller(1, turn(new_call(1))));
    last.saved.call.last = hour(1);
    commit(stage.store(), with(last, Effect::Promise(promise(1)))).unwrap();
    let ten_minutes = hour(1).plus_millis(10 * 60 * 1000);
    assert!(purge(&stage, ten_minutes).is_nothing(), "a message that is told of late would be lost");
    assert_eq!(purge(&stage, ten_minutes.plus_millis(1)), Removed { calls: 1, ..Removed::default() });
    assert_eq!(stage.store().calls().unwrap(), [key(2)], "a call that still runs was removed");
    assert!(purge(&stage, hour(9)).is_nothing());
    end(stage.store().done(Owed::Promise(key(1)), done(1))).unwrap();
    assert!(stage.store().promises().unwrap().is_empty());
}

pub fn a_purge_of_thousands_says_how_many_and_others_are_served_meanwhile(mut stage: Stage) {
    let count = 3_000;
    for number in 0..count {
        let change = Change::Began { call: key(number), at: hour(number % 2 * 1_000 * DAY) };
        drop(stage.store().change(caller_key(number), vec![change]));
        if number % 1_000 == 999 {
            end(stage.store().change(caller_key(number), Vec::new())).unwrap();
        }
    }
    let store = stage.store();
    std::thread::scope(|scope| {
        let purged = scope.spawn(|| store.purge(&KEEP, hour(1_000 * DAY)).unwrap());
        let mut saved = new_call(1);
        commit(store, plain(saved.clone())).unwrap();
        while !purged.is_finished() {
            let next = turn(saved);
            saved = next.saved.clone();
            commit(store, next).unwrap();
        }
        assert_eq!(purged.join().unwrap(), Removed { callers: count / 2, ..Removed::default() });
    });
    stage.reopen();
    for number in 0..count {
        assert_eq!(caller(&stage, number).is_some(), number % 2 == 1, "caller {number}");
    }
}
