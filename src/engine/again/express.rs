//! What a caller does on the new flow to mean the same.

use super::{
    Why,
    meaning::{Meant, meant},
    record::Act,
};
use crate::call::{Call, Event, EventKind, Moment, Name};
use crate::engine::{Flow, everywhere::Everywhere};

/// The keys that a choice can have.
const KEYS: [&str; 11] = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "#"];

/// Where an act is to be done: the new flow, the call there, and when.
#[derive(Clone, Copy)]
pub(super) struct There<'a> {
    pub flow: &'a Flow,
    pub call: &'a Call,
    pub at: Moment,
}

impl There<'_> {
    fn means(self, kind: &EventKind) -> Meant {
        meant(self.flow, self.call, &Event { at: self.at, kind: kind.clone() })
    }

    /// The event that means most surely the same as an act at step `step`. `again` if words were tried there already.
    ///
    /// # Errors
    /// Why there is none.
    pub(super) fn express(self, step: &Name, act: &Act, again: bool) -> Result<EventKind, Why> {
        let same = act.kind.clone();
        match &act.meant {
            Meant::Silence | Meant::Nothing | Meant::Proof(_) => Ok(same),
            Meant::Person if self.means(&same) == Meant::Person => Ok(same),
            Meant::Person => Ok(EventKind::Keys("0".to_owned())),
            Meant::Everywhere(wanted) => Ok(self.everywhere(*wanted, same)),
            Meant::Answer(_) => self.answer(step, act),
            Meant::Choice(_) | Meant::Language(_) | Meant::Truth(_) => {
                if matches!(same, EventKind::Words(_)) && !again {
                    return Ok(same);
                }
                self.choice(act).ok_or_else(|| Why::ChoiceGone(step.clone(), shown(&act.meant)))
            }
        }
    }

    /// The event that chooses the same.
    pub(super) fn choice(self, act: &Act) -> Option<EventKind> {
        let keys = KEYS.iter().map(|key| EventKind::Keys((*key).to_owned()));
        let mut best = None;
        // Of those that are as good as each other, the first one: the same event, if it is among them.
        for kind in std::iter::once(act.kind.clone()).chain(keys) {
            let likeness = act.meant.likeness(&self.means(&kind));
            if best.as_ref().map_or(0, |(best, _)| *best) < likeness {
                best = Some((likeness, kind));
            }
            if matches!(best, Some((4.., _))) {
                break;
            }
        }
        best.map(|(_, kind)| kind).or_else(|| self.by_words(act))
    }

    /// A choice that has no key any more is named.
    fn by_words(self, act: &Act) -> Option<EventKind> {
        let Meant::Choice(choice) = &act.meant else { return None };
        let phrases = self.flow.lexicon(&self.call.language).phrases(choice.words.as_ref()?);
        let said = phrases.into_iter().map(EventKind::Words);
        said.into_iter().find(|kind| 0 < act.meant.likeness(&self.means(kind)))
    }

    fn everywhere(self, wanted: Everywhere, same: EventKind) -> EventKind {
        let wanted = Meant::Everywhere(wanted);
        if self.means(&same) == wanted {
            return same;
        }
        // The words for it work everywhere, whatever the keys are.
        let lexicon = self.flow.lexicon(&self.call.language);
        let lists = [&lexicon.again, &lexicon.back, &lexicon.forget];
        let said = lists.into_iter().filter_map(|list| list.texts().into_iter().next()).map(EventKind::Words);
        said.into_iter().find(|kind| self.means(kind) == wanted).unwrap_or(same)
    }

    /// The same answer; where it is one of a list, whatever key it has there now.
    fn answer(self, step: &Name, act: &Act) -> Result<EventKind, Why> {
        let here = self.means(&act.kind);
        if here == act.meant {
            return Ok(act.kind.clone());
        }
        let keys = KEYS.iter().map(|key| EventKind::Keys((*key).to_owned()));
        match keys.into_iter().find(|kind| self.means(kind) == act.meant) {
            Some(kind) => Ok(kind),
            None if matches!(here, Meant::Answer(_)) => Ok(act.kind.clone()),
            None => Err(Why::AnswerNotTaken(step.clone())),
        }
    }
}

/// What was chosen, as a designer knows it.
fn shown(meant: &Meant) -> String {
    match meant {
        Meant::Choice(choice) => choice.shown(),
        Meant::Language(language) => language.to_string(),
        Meant::Truth(true) => "yes".to_owned(),
        Meant::Truth(false) => "no".to_owned(),
        Meant::Person | Meant::Everywhere(_) | Meant::Silence | Meant::Answer(_) | Meant::Proof(_) | Meant::Nothing => {
            String::new()
        }
    }
}
