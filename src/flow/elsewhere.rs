//! Keys that are known although they cannot be written: those of later versions, and those of other systems.

/// Whether `word` is a key that a later version has where this one knows `known`.
pub(super) fn later(word: &str, known: &[&str]) -> bool {
    if known.contains(&"digits") { LATER_ANSWERS.contains(&word) } else { LATER.contains(&word) }
}

/// Keys of the flow language that this version cannot do yet.
#[rustfmt::skip]
const LATER: &[&str] = &[
    "lookup", "branch", "confirm", "pick", "verify", "callback", "message", "do", "survey", "send", "split",
    "language", "hours", "switches", "services", "lookups", "facts", "matters", "waiting", "places", "refuse",
    "anywhere", "voices", "recording", "starts", "afterwards", "parts", "use", "tables", "settings", "listen",
    "set", "forget", "matter", "note", "after", "again", "silence", "tries", "stuck", "label", "zeros", "queue",
    "promise", "when", "accept", "show", "headers", "priority", "takes", "within", "mail", "weights",
];

/// Kinds of answers that this version cannot ask for yet.
#[rustfmt::skip]
const LATER_ANSWERS: &[&str] = &[
    "number", "money", "phone", "date", "time", "moment", "name", "address", "speech", "letters", "one_of", "recording",
];

/// A word that people bring from other systems.
pub(super) struct Foreign {
    /// The word.
    pub word: &'static str,
    /// What takes its place.
    pub instead: &'static str,
    /// The keys to write instead, where it is as simple as that; the first one that can stand there.
    pub keys: &'static [&'static str],
}

const fn foreign(word: &'static str, instead: &'static str) -> Foreign {
    Foreign { word, instead, keys: &[] }
}

/// What takes the place of words from other systems.
pub(super) const FOREIGN: &[Foreign] = &[
    foreign("retries", NO_COUNTERS),
    foreign("max_attempts", NO_COUNTERS),
    foreign("max_retries", NO_COUNTERS),
    foreign("attempts", NO_COUNTERS),
    foreign("timeout", "a wait lasts 5 seconds after the last word; silence is asked again, then a person is offered"),
    foreign("nomatch", NO_ERRORS),
    foreign("no_match", NO_ERRORS),
    foreign("noinput", NO_ERRORS),
    foreign("no_input", NO_ERRORS),
    foreign("invalid", NO_ERRORS),
    foreign("error", NO_ERRORS),
    foreign("failed", NO_ERRORS),
    foreign("transfer", "a step with `person: NAME` connects, and `people` says how that person is reached"),
    foreign("hangup", NO_HANGUP),
    foreign("hang_up", NO_HANGUP),
    foreign("disconnect", NO_HANGUP),
    foreign("goodbye", NO_HANGUP),
    foreign("end", NO_HANGUP),
    foreign("exit", NO_HANGUP),
    foreign("type", "a step has no type: its verb is the key that it has, such as `menu` or `ask`"),
    foreign("gather", "a choice by keys or words is a step with `menu`, a question one with `ask`"),
    foreign("collect", "a choice by keys or words is a step with `menu`, a question one with `ask`"),
    foreign("default", "there is no other way out: who is not understood is asked again, then a person is offered"),
    Foreign { word: "name", instead: "a flow is named by `flow`; a step by the key it stands under", keys: &["flow"] },
    Foreign { word: "play", instead: "what is said or played is called `say`, by the id of a prompt", keys: &["say"] },
    Foreign { word: "dial", instead: "a person is reached by a rung with `ring`", keys: &["ring"] },
    Foreign { word: "voicemail", instead: "a rung that takes a message has `message`", keys: &["message"] },
    Foreign { word: "goto", instead: "a step leads on by `next`, a choice by `to`", keys: &["next", "to"] },
    Foreign { word: "options", instead: "what callers choose from is called `choices`", keys: &["choices"] },
    Foreign { word: "press", instead: "the key of a choice is called `key`", keys: &["key"] },
    Foreign { word: "dtmf", instead: "the key of a choice is called `key`", keys: &["key"] },
    Foreign {
        word: "prompt",
        instead: "what is said stands behind the verb, such as `menu: main`, or behind `say`",
        keys: &["menu", "ask", "settle", "say"],
    },
    Foreign { word: "text", instead: "what is said is called `say`, by the id of a prompt", keys: &["say"] },
];

/// Keys of clew's own that are easily taken for each other: a step leads on by `next`, a choice by `to`.
pub(super) const TAKEN_FOR_EACH_OTHER: [(&str, &str); 2] = [("next", "to"), ("to", "next")];

/// Why no step and no key ends a call.
pub(super) const NO_HANGUP: &str =
    "a line never hangs up on callers: a call ends when they say that it is settled, by a step with `settle`";
const NO_COUNTERS: &str =
    "nothing is counted in a flow: who is not understood is offered a person, by the same rules on every line";
const NO_ERRORS: &str =
    "there are no error exits: who is not understood hears why and is asked again, then a person is offered";
