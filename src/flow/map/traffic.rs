//! The calls that went through a flow, counted by its steps and ways out. Nothing of a caller is kept but counts.

use std::collections::{BTreeMap, BTreeSet};

use super::{counted, fold::Folded, loops::Rounds};
use crate::{
    call::{Call, End, Ending, Entry, EventKind, Name, Place},
    engine::replay,
    flow::{Bundle, Sources},
};

/// The most loops that are told.
const LOOPS: usize = 3;

/// What callers did at a step.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StepTraffic {
    /// How many calls came there.
    pub callers: u64,
    /// How many turns were lost there.
    pub lost: u64,
    /// How many callers hung up there.
    pub hung_up: u64,
}

impl StepTraffic {
    /// What went wrong, if anything did: `3 turns lost, 1 hung up`.
    #[must_use]
    pub(super) fn trouble(self) -> Option<String> {
        let lost = (0 < self.lost).then(|| format!("{} lost", counted(self.lost, "turn")));
        let hung_up = (0 < self.hung_up).then(|| format!("{} hung up", self.hung_up));
        let told: Vec<String> = lost.into_iter().chain(hung_up).collect();
        (!told.is_empty()).then(|| told.join(", "))
    }
}

/// A way from a wait back to the same wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loop {
    /// The steps on it, by their names in the map; it leads from the last back to the first.
    pub steps: Vec<Name>,
    /// In how many calls it was gone.
    pub callers: u64,
    /// How often.
    pub rounds: u64,
    /// What it cost all callers together, in milliseconds.
    pub spent_ms: u64,
}

/// The calls that went through a flow.
#[derive(Debug)]
pub struct Traffic<'a> {
    drawn: &'a Bundle,
    folded: Folded<'a>,
    /// Calls that were counted.
    pub calls: u64,
    /// Calls of other versions of this flow, which are not.
    pub other_versions: u64,
    /// Calls of other flows.
    pub other_flows: u64,
    /// Calls whose flow version is gone, or that do not replay as they were.
    pub unknown: u64,
    /// By step.
    pub steps: BTreeMap<Name, StepTraffic>,
    /// Callers by step and exit.
    pub exits: BTreeMap<(Name, String), u64>,
    /// Calls by the step that they started with.
    pub begun: BTreeMap<Name, u64>,
    loops: BTreeMap<Vec<Name>, Loop>,
}

impl<'a> Traffic<'a> {
    /// No calls yet, of a flow as it is drawn.
    #[must_use]
    pub fn of(drawn: &'a Bundle) -> Self {
        Self {
            drawn,
            folded: Folded::of(&drawn.flow),
            calls: 0,
            other_versions: 0,
            other_flows: 0,
            unknown: 0,
            steps: BTreeMap::new(),
            exits: BTreeMap::new(),
            begun: BTreeMap::new(),
            loops: BTreeMap::new(),
        }
    }

    /// Whether a call is one of those that are counted: pinned to the flow that is drawn, from wherever that was read.
    #[must_use]
    pub fn counts(&self, pinned: Option<&Bundle>, call: &Call) -> bool {
        call.bundle == self.drawn.id || pinned.is_some_and(|pinned| alike(&pinned.sources, &self.drawn.sources))
    }

    /// Counts a call, which is as it was saved after its journal. `pinned` is the flow version that it was pinned to,
    /// if that is there. The journal of a call that does not count is not looked at.
    pub fn add(&mut self, pinned: Option<&Bundle>, call: &Call, journal: &[Entry]) {
        if !self.counts(pinned, call) {
            let apart = match pinned {
                Some(pinned) if pinned.flow.name == self.drawn.flow.name => &mut self.other_versions,
                Some(_) => &mut self.other_flows,
                None => &mut self.unknown,
            };
            *apart = apart.saturating_add(1);
            return;
        }
        let replayed = replay(&self.drawn.flow, call, journal);
        if !replayed.same() {
            self.unknown = self.unknown.saturating_add(1);
            return;
        }
        self.calls = self.calls.saturating_add(1);
        let mut one = One { all: self, steps: BTreeSet::new(), exits: BTreeSet::new(), gone: BTreeSet::new() };
        let (mut rounds, mut before) = (Rounds::default(), None);
        for (entry, turn) in journal.iter().zip(&replayed.turns) {
            one.passed(turn);
            if let Some(before) = before {
                one.happened(before, &turn.call, &entry.event.kind);
            }
            if entry.event.kind.turns()
                && let Some((steps, spent)) = rounds.go(&turn.call.place, entry.event.at)
            {
                one.went_round(&steps, spent);
            }
            before = Some(&turn.call);
        }
    }

    /// The loops that cost callers most, longest first.
    #[must_use]
    pub fn loops(&self) -> Vec<&Loop> {
        let mut loops: Vec<&Loop> = self.loops.values().collect();
        loops.sort_by(|one, other| other.spent_ms.cmp(&one.spent_ms).then_with(|| one.steps.cmp(&other.steps)));
        loops.truncate(LOOPS);
        loops
    }

    /// Of the loops that cost callers most, those that begin at a step.
    pub(super) fn loops_at(&self, step: &Name) -> Vec<String> {
        let loops = self.loops().into_iter().zip(1_u8..).filter(|(one, _)| one.steps.first() == Some(step));
        loops.map(|(one, place)| format!("loop {place}: {} minutes", one.minutes())).collect()
    }

    /// All of it in sentences.
    pub(super) fn says(&self) -> Vec<String> {
        let mut says = vec![format!("{} of this version of the flow.", counted(self.calls, "call"))];
        says.extend(self.apart());
        for (one, place) in self.loops().into_iter().zip(1_u8..) {
            says.push(format!("Loop {place}: {one}."));
        }
        says
    }

    /// The calls that are not counted, if there are any.
    #[must_use]
    pub fn apart(&self) -> Option<String> {
        let kinds = [
            (self.other_versions, "of other versions of this flow"),
            (self.other_flows, "of other flows"),
            (self.unknown, "whose version is gone or that do not replay"),
        ];
        let kinds = kinds.into_iter().filter(|(count, _)| 0 < *count);
        let kinds: Vec<String> = kinds.map(|(count, what)| format!("{} {what}", counted(count, "call"))).collect();
        (!kinds.is_empty()).then(|| format!("Not counted: {}.", kinds.join(", ")))
    }
}

/// `main, number, back to main: 3 callers, 5 rounds, 4.2 minutes`.
impl std::fmt::Display for Loop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (callers, rounds) = (counted(self.callers, "caller"), counted(self.rounds, "round"));
        write!(f, "{}: {callers}, {rounds}, {} minutes", self.way(), self.minutes())
    }
}

impl Loop {
    /// Its steps: `main, number, back to main`, or `main again`.
    #[must_use]
    pub fn way(&self) -> String {
        let names: Vec<&str> = self.steps.iter().map(Name::as_str).collect();
        match names.as_slice() {
            [alone] => format!("{alone} again"),
            [first, ..] => format!("{}, back to {first}", names.join(", ")),
            [] => String::new(),
        }
    }

    /// What it cost all callers together, in minutes with one decimal.
    #[must_use]
    pub fn minutes(&self) -> String {
        let tenths = self.spent_ms.saturating_add(3_000) / 6_000;
        format!("{}.{}", tenths / 10, tenths % 10)
    }
}

/// Whether two flows are made from the same, whatever the paths of their files: a flow that is served from elsewhere is
/// another version by its id alone.
fn alike(one: &Sources, other: &Sources) -> bool {
    let texts = |sources: &Sources| -> Vec<(String, String)> {
        sources.prompts.iter().map(|(language, (_, text))| (language.clone(), text.clone())).collect()
    };
    one.flow.1 == other.flow.1
        && texts(one) == texts(other)
        && (&one.built_in_prompts, &one.built_in_words) == (&other.built_in_prompts, &other.built_in_words)
        && (&one.recordings, &one.used) == (&other.recordings, &other.used)
}

/// A call that is being counted.
struct One<'a, 'b> {
    all: &'a mut Traffic<'b>,
    steps: BTreeSet<Name>,
    exits: BTreeSet<(Name, String)>,
    gone: BTreeSet<Vec<Name>>,
}

impl One<'_, '_> {
    fn passed(&mut self, turn: &crate::call::Turn) {
        for passed in &turn.passed {
            let name = self.all.folded.name(&passed.step);
            match &passed.exit {
                None => {
                    if self.steps.is_empty() {
                        more(self.all.begun.entry(name.clone()).or_default());
                    }
                    if self.steps.insert(name.clone()) {
                        more(&mut self.all.steps.entry(name).or_default().callers);
                    }
                }
                Some(exit) => {
                    let key = (name, exit.clone());
                    if self.exits.insert(key.clone()) {
                        more(self.all.exits.entry(key).or_default());
                    }
                }
            }
        }
    }

    fn happened(&mut self, before: &Call, after: &Call, kind: &EventKind) {
        let Some(step) = before.place.step().map(|step| self.all.folded.name(step)) else { return };
        let counts = self.all.steps.entry(step).or_default();
        if before.matter.lost_run < after.matter.lost_run {
            more(&mut counts.lost);
        }
        let hung_up = matches!(after.place, Place::Ended(End::HungUpInFlow));
        if matches!(kind, EventKind::Ends(Ending::Completed)) && hung_up && !before.ended() {
            more(&mut counts.hung_up);
        }
    }

    fn went_round(&mut self, steps: &[Name], spent_ms: u64) {
        let mut steps: Vec<Name> = steps.iter().map(|step| self.all.folded.name(step)).collect();
        steps.dedup();
        let blank = || Loop { steps: steps.clone(), callers: 0, rounds: 0, spent_ms: 0 };
        let one = self.all.loops.entry(steps.clone()).or_insert_with(blank);
        more(&mut one.rounds);
        one.spent_ms = one.spent_ms.saturating_add(spent_ms);
        if self.gone.insert(steps.clone()) {
            more(&mut one.callers);
        }
    }
}

fn more(count: &mut u64) {
    *count = count.saturating_add(1);
}
