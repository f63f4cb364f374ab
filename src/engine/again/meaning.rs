//! What a caller meant by what they did.

use crate::engine::{
    Flow, everywhere,
    everywhere::Everywhere,
    heard::heard,
    scene::Scene,
    shape::Exit,
    step::{Hearing, Use},
};
use crate::{
    answer::{Heard, yes_no},
    call::{Call, Event, EventKind, Name, Place, Value},
};

/// What a caller meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Meant {
    /// A person.
    Person,
    /// To hear it again, to go back, to be forgotten.
    Everywhere(Everywhere),
    /// Nothing was done.
    Silence,
    /// One of some choices.
    Choice(Choice),
    /// A language.
    Language(Name),
    /// An answer.
    Answer(Value),
    /// Yes, or no.
    Truth(bool),
    /// The proof of who they are, or none.
    Proof(bool),
    /// Nothing that was understood.
    Nothing,
}

/// A choice, by everything that it can be known by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Choice {
    /// Its word list.
    pub words: Option<Name>,
    /// The prompt that says what it is.
    pub label: Option<Name>,
    /// The label of its way out: the key, or a key of the step.
    pub exit: String,
    /// Where it leads, in full.
    pub to: Name,
}

impl Choice {
    /// How surely this is the same choice as another, of another flow. 0: it is not.
    pub(super) fn likeness(&self, other: &Self) -> u8 {
        let same = |one: &Option<Name>, other: &Option<Name>| one.is_some() && one == other;
        let named = self.exit == other.exit && 1 < self.exit.len();
        if same(&self.words, &other.words) {
            4
        } else if same(&self.label, &other.label) || named {
            3
        } else {
            u8::from(self.to == other.to) * 2
        }
    }

    /// What a designer knows it by.
    pub(super) fn shown(&self) -> String {
        let named = self.words.as_ref().or(self.label.as_ref());
        named.map_or_else(|| self.exit.clone(), Name::to_string)
    }
}

impl Meant {
    /// How surely the same is meant. 0: it is not.
    pub(super) fn likeness(&self, other: &Self) -> u8 {
        match (self, other) {
            (Self::Choice(one), Self::Choice(other)) => one.likeness(other),
            _ => u8::from(self == other) * 4,
        }
    }
}

/// What the caller means by an event where the call is.
pub(super) fn meant(flow: &Flow, call: &Call, event: &Event) -> Meant {
    if let EventKind::Proof(fits) = event.kind {
        return Meant::Proof(fits);
    }
    let Some(heard) = heard(&event.kind) else { return Meant::Nothing };
    let scene = Scene::open(flow, call, event);
    if let Place::Step { name, stage } = &call.place {
        return at_step(&scene, (name, *stage), heard);
    }
    if scene.asks(heard) {
        return Meant::Person;
    }
    match (heard, yes_no(heard, flow.lexicon(&call.language))) {
        (Heard::Silence, _) => Meant::Silence,
        (_, Some(yes)) => Meant::Truth(yes),
        (_, None) => Meant::Nothing,
    }
}

fn at_step(scene: &Scene<'_>, (name, stage): (&Name, u8), heard: Heard<'_>) -> Meant {
    let Some(step) = scene.flow.steps.get(name) else { return Meant::Nothing };
    if scene.asks_where(heard, step.verb.zeros()) {
        return Meant::Person;
    }
    if let Some(everywhere) = everywhere::meant(scene, step, heard) {
        return Meant::Everywhere(everywhere);
    }
    if heard == Heard::Silence {
        return Meant::Silence;
    }
    match step.verb.hear(stage, heard, &scene.here(&step.scope)) {
        Hearing::Leave(exit) => left(&step.verb.uses(), exit, |to| step.scope.full(to.as_str()), stage),
        Hearing::Answer { value: Value::Truth(yes), .. } => Meant::Truth(yes),
        Hearing::Answer { value, .. } => Meant::Answer(value),
        Hearing::Refuse { .. } | Hearing::No { .. } | Hearing::Next(_) | Hearing::Person(_) => Meant::Truth(false),
        Hearing::Settled(_) => Meant::Truth(true),
        Hearing::Language(language, _) => Meant::Language(language),
        Hearing::Verified(_) => Meant::Proof(true),
        Hearing::NotVerified(_) => Meant::Proof(false),
        Hearing::NotUnderstood | Hearing::Stage(_) => Meant::Nothing,
    }
}

/// A way out that was taken: a choice, or the yes or no that leads there.
fn left(uses: &[Use<'_>], exit: &Exit, full: impl Fn(&Name) -> Name, stage: u8) -> Meant {
    let at = uses.iter().position(|used| matches!(used, Use::Exit(_, found) if std::ptr::eq(*found, exit)));
    let at = at.unwrap_or(uses.len());
    let Some(Use::Exit(label, _)) = uses.get(at) else { return Meant::Nothing };
    match (label.as_str(), stage) {
        ("yes", _) => return Meant::Truth(true),
        ("no", _) => return Meant::Truth(false),
        // What was read back is right.
        ("next", 1..) => return Meant::Truth(true),
        _ => {}
    }
    let (mut words, mut named) = (None, None);
    // What belongs to a choice stands behind its way out.
    let own = uses.iter().skip(at.saturating_add(1)).take_while(|used| !matches!(used, Use::Exit(..)));
    for used in own {
        if let Use::Words(list) = used {
            words = Some((*list).clone());
        } else if let Use::Prompt(prompt) = used {
            named = Some((*prompt).clone());
        }
    }
    Meant::Choice(Choice { words, label: named, exit: label.clone(), to: full(&exit.to) })
}
