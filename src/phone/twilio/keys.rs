//! How a `Gather` takes keys.

use crate::phone::document::Gather;

/// What a wait makes of keys.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Taken {
    /// All keys of this wait so far, without the one that ended them.
    pub(super) digits: String,
    /// The key that ended them, if a key did.
    pub(super) finished_on: Option<char>,
    /// The wait is over; otherwise more keys may come.
    pub(super) complete: bool,
    /// How many of the pressed keys were used up.
    pub(super) used: usize,
    /// The keys pressed after the end of the wait.
    pub(super) left: String,
}

/// Adds `pressed` to what was `typed` at this wait before, key by key, until the wait is over.
pub(super) fn take(gather: &Gather, typed: &str, pressed: &str) -> Taken {
    let mut taken =
        Taken { digits: typed.to_owned(), finished_on: None, complete: false, used: 0, left: String::new() };
    let full = |digits: &str| gather.keys_max.is_some_and(|most| Ok(most) == u32::try_from(digits.chars().count()));
    for key in pressed.chars() {
        if taken.complete {
            taken.left.push(key);
            continue;
        }
        taken.used += 1;
        if gather.finish == Some(key) {
            taken.finished_on = Some(key);
        } else {
            taken.digits.push(key);
        }
        taken.complete = taken.finished_on.is_some() || full(&taken.digits);
    }
    taken
}
