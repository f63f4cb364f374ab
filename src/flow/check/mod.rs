//! The rules: one file each.
//!
//! A rule sees the flow as it was read and works on what verbs and rungs say of themselves.
//!
//! To add a rule: its file, its line in [`RULES`], and `tests/problems/<rule>.yaml` with what is printed beside it.

#![allow(clippy::wildcard_enum_match_arm, reason = "a rule looks at the uses that it is about, and at no others")]

mod case_misfit;
mod dead_end;
mod expression_wrong;
mod expressions;
mod goodbye_not_agreed;
mod hours_doubtful;
mod insert_unknown;
mod key_before_purpose;
mod key_conflicts;
mod key_twice;
mod keys_only;
mod keys_said;
mod known;
mod long_before_option;
mod lookup_misfit;
mod misnamed;
mod name_taken;
mod needs_both;
mod never_open;
mod never_read;
mod never_true;
mod never_used;
mod no_person;
mod no_such;
mod not_known_yet;
mod operator_missing;
mod part_misfit;
mod person_falls;
mod prompt_missing;
mod prompt_unused;
mod reads;
mod reads_badly;
mod recording_unplayable;
mod rings_itself;
mod rung_too_late;
mod said;
mod secret_asked;
mod setting_misfit;
mod silent_loop;
mod suits;
mod task_loop;
mod too_many_options;
mod unreachable;
mod unverified_speech;
mod waits_never;
mod whole_too_long;
mod words_language;
mod words_twice;
mod write_needs_send;
mod written;
mod zero_is_a_person;

use std::{cell::OnceCell, collections::BTreeMap, fmt};

pub(super) use expressions::problem as expression_problem;
pub(super) use keys_only::by_words_alone;
pub(super) use long_before_option::before_choosing;
pub(super) use whole_too_long::heard_whole;

use super::{draft::Draft, problem::Problems, take::Take, types::Types, unfold::Unfolded};
use known::Known;

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
    /// The flow with its parts in place: for rules about ways through it.
    unfolded: Unfolded<'a>,
    /// The types of values in the flow itself, and in each of its parts, in the order of [`Draft::bodies`].
    types: Vec<Types>,
    /// The recordings that there are, by file name.
    recordings: &'a BTreeMap<String, Take>,
    /// What is known where, once a rule has asked for it.
    known: OnceCell<Known<'a>>,
}

impl<'a> Checked<'a> {
    /// What is known where.
    fn known(&self) -> &Known<'a> {
        self.known.get_or_init(|| Known::of(self.draft, &self.unfolded))
    }
}

/// Every rule, in the order of the documentation.
pub static RULES: &[Rule] = &[
    no_such::RULE,
    name_taken::RULE,
    operator_missing::RULE,
    person_falls::RULE,
    rung_too_late::RULE,
    no_person::RULE,
    never_open::RULE,
    hours_doubtful::RULE,
    rings_itself::RULE,
    zero_is_a_person::RULE,
    key_twice::RULE,
    key_conflicts::RULE,
    words_twice::RULE,
    words_language::RULE,
    keys_only::RULE,
    keys_said::RULE,
    key_before_purpose::RULE,
    too_many_options::RULE,
    long_before_option::RULE,
    dead_end::RULE,
    unreachable::RULE,
    waits_never::RULE,
    task_loop::RULE,
    goodbye_not_agreed::RULE,
    prompt_missing::RULE,
    recording_unplayable::RULE,
    insert_unknown::RULE,
    expression_wrong::RULE,
    never_true::RULE,
    not_known_yet::RULE,
    silent_loop::RULE,
    reads_badly::RULE,
    whole_too_long::RULE,
    part_misfit::RULE,
    lookup_misfit::RULE,
    case_misfit::RULE,
    setting_misfit::RULE,
    secret_asked::RULE,
    unverified_speech::RULE,
    prompt_unused::RULE,
    needs_both::RULE,
    write_needs_send::RULE,
    // The last: they speak only where there are no errors.
    never_read::RULE,
    never_used::RULE,
];

/// Holds every rule against a flow.
pub(super) fn check(draft: &Draft<'_>, recordings: &BTreeMap<String, Take>, problems: &mut Problems) {
    let mut types = Types::all(draft);
    misnamed::check(draft, &mut types, problems);
    let known = OnceCell::new();
    let checked = Checked { draft, unfolded: Unfolded::of(draft), types, recordings, known };
    for rule in RULES.iter().filter(|rule| draft.whole || !rule.whole) {
        (rule.check)(&checked, problems);
    }
}
