//! The rules: one file each.
//!
//! A rule sees the flow as it was read and works on what verbs and rungs say of themselves.
//!
//! To add a rule: its file, its line in [`RULES`], and `tests/problems/<rule>.yaml` with what is printed beside it.

mod dead_end;
mod goodbye_not_agreed;
mod insert_unknown;
mod key_twice;
mod keys_said;
mod name_taken;
mod no_such;
mod operator_missing;
mod person_falls;
mod prompt_missing;
mod prompt_unused;
mod rings_itself;
mod too_many_options;
mod unreachable;
mod waits_never;
mod words_twice;
mod zero_is_a_person;

use std::{collections::BTreeMap, fmt};

use super::{draft::Draft, problem::Problems};

/// A rule that flows must keep.
#[derive(Clone, Copy)]
pub struct Rule {
    /// Its name, as problems show it.
    pub name: &'static str,
    /// Its manual: what it finds, why that hurts a caller, and what to do.
    pub manual: &'static str,
    /// Whether it can only judge a flow of which every step and person could be read.
    whole: bool,
    check: fn(&Checked<'_>, &mut Problems),
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// What a rule looks at.
struct Checked<'a> {
    draft: &'a Draft<'a>,
    /// The recordings that there are, by file name.
    recordings: &'a BTreeMap<String, String>,
}

/// Every rule, in the order of the documentation.
pub static RULES: &[Rule] = &[
    no_such::RULE,
    name_taken::RULE,
    operator_missing::RULE,
    person_falls::RULE,
    rings_itself::RULE,
    zero_is_a_person::RULE,
    key_twice::RULE,
    words_twice::RULE,
    keys_said::RULE,
    too_many_options::RULE,
    dead_end::RULE,
    unreachable::RULE,
    waits_never::RULE,
    goodbye_not_agreed::RULE,
    prompt_missing::RULE,
    insert_unknown::RULE,
    prompt_unused::RULE,
];

/// Holds every rule against a flow.
pub(super) fn check(draft: &Draft<'_>, recordings: &BTreeMap<String, String>, problems: &mut Problems) {
    let checked = Checked { draft, recordings };
    for rule in RULES.iter().filter(|rule| draft.whole || !rule.whole) {
        (rule.check)(&checked, problems);
    }
}
