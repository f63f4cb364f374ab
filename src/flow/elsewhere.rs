//! Keys that are known although they cannot be written: those of later versions, and those of other systems.

/// Whether `word` is a key that a later version has.
pub(super) fn later(word: &str) -> bool {
    LATER.contains(&word)
}

/// Keys of the flow language that this version cannot do yet.
const LATER: &[&str] = &[
    "survey",
    "split",
    "send",
    "tables",
    "recording",
    "afterwards",
    "starts",
    "headers",
    "priority",
    "takes",
    "mail",
    "after",
    "transcribe",
    "have",
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

/// A word of other systems.
pub(super) fn from_elsewhere(word: &str) -> Option<&'static Foreign> {
    FOREIGN.iter().find(|foreign| foreign.word == word)
}

const fn foreign(word: &'static str, instead: &'static str) -> Foreign {
    Foreign { word, instead, keys: &[] }
}

/// A word for which another one is written.
const fn renamed(word: &'static str, instead: &'static str, keys: &'static [&'static str]) -> Foreign {
    Foreign { word, instead, keys }
}

/// What takes the place of words from other systems.
const FOREIGN: &[Foreign] = &[
    foreign("retries", NO_COUNTERS),
    foreign("retry", NO_COUNTERS),
    foreign("max_attempts", NO_COUNTERS),
    foreign("max_retries", NO_COUNTERS),
    foreign("max_tries", NO_COUNTERS),
    foreign("max_timeouts", NO_COUNTERS),
    foreign("max_failures", NO_COUNTERS),
    foreign("attempts", NO_COUNTERS),
    foreign("counter", NO_COUNTERS),
    foreign("timeout", WAITS),
    foreign("time_out", WAITS),
    foreign("nomatch", NO_ERRORS),
    foreign("no_match", NO_ERRORS),
    foreign("noinput", NO_ERRORS),
    foreign("no_input", NO_ERRORS),
    foreign("invalid", NO_ERRORS),
    foreign("error", NO_ERRORS),
    foreign("on_error", NO_ERRORS),
    foreign("catch", NO_ERRORS),
    foreign("failed", NO_ERRORS),
    renamed(
        "fallback",
        "where a backend fails a lookup leads to `failed`, and everywhere else to a person",
        &["failed"],
    ),
    foreign("transfer", CONNECTS),
    foreign("connect", CONNECTS),
    foreign("agent", CONNECTS),
    foreign("hangup", NO_HANGUP),
    foreign("hang_up", NO_HANGUP),
    foreign("disconnect", NO_HANGUP),
    foreign("goodbye", NO_HANGUP),
    foreign("end", NO_HANGUP),
    foreign("exit", NO_HANGUP),
    foreign("exit_action", NO_HANGUP),
    foreign("on_hangup", AFTER_THE_CALL),
    foreign("type", "a step has no type: its verb is the key that it has, such as `menu` or `ask`"),
    foreign("gather", "a choice by keys or words is a step with `menu`, a question one with `ask`"),
    foreign("collect", "a choice by keys or words is a step with `menu`, a question one with `ask`"),
    foreign("default", "there is no other way out: who is not understood is asked again, then a person is offered"),
    renamed("if", BRANCH, &["branch", "when"]),
    renamed("condition", BRANCH, &["branch", "when"]),
    renamed("switch", BRANCH, &["branch"]),
    renamed("case", "what a value leads to stands under `cases` of a step with `branch`", &["cases"]),
    foreign("else_if", BRANCH_LIST),
    foreign("elseif", BRANCH_LIST),
    foreign("elif", BRANCH_LIST),
    renamed("then", "where a branch leads stands under `yes` and `no`", &["yes"]),
    foreign("http", LOOKUP),
    foreign("request", LOOKUP),
    foreign("webhook", LOOKUP),
    foreign("api", LOOKUP),
    foreign("rest", LOOKUP),
    foreign("fetch", LOOKUP),
    foreign("url", LOOKUP),
    renamed(
        "variable",
        "the value that an answer becomes is named by `into`; one that is computed by `set`",
        &["into"],
    ),
    renamed("var", "the value that an answer becomes is named by `into`; one that is computed by `set`", &["into"]),
    renamed("store", "the value that an answer becomes is named by `into`", &["into"]),
    renamed("assign", "what is noted on the way is written `set: { NAME: EXPRESSION }`", &["set"]),
    renamed("set_variable", "what is noted on the way is written `set: { NAME: EXPRESSION }`", &["set"]),
    foreign("loop", "nothing is repeated by itself: a question is asked again when it is not understood, by rules"),
    foreign("while", "nothing is repeated by itself: a question is asked again when it is not understood, by rules"),
    foreign("repeat", "callers hear a question again when they ask for it; `anywhere: { again: KEY }` gives it a key"),
    foreign("queue_name", "a desk is named under `desks`; a rung names the one that it belongs to"),
    foreign("speech", "what callers may say is a word list under `words`, whose name a choice has as `words`"),
    foreign("grammar", "what callers may say is a word list under `words`, whose name a choice has as `words`"),
    foreign("intent", "what callers may say is a word list under `words`, whose name a choice has as `words`"),
    foreign("num_digits", "how many digits an answer has is said by `as`, such as `as: { digits: 6 }`"),
    foreign("max_digits", "how many digits an answer has is said by `as`, such as `as: { digits: [6, 10] }`"),
    foreign("finish_on_key", "the key that ends typing is `listen: { end: \"#\" }`"),
    foreign("barge_in", "a key or a word always gets through; what must be heard to its end is `whole: true`"),
    foreign("bargein", "a key or a word always gets through; what must be heard to its end is `whole: true`"),
    renamed("not_found", "where callers go for whom a lookup finds nothing is called `missing`", &["missing"]),
    renamed("name", "a flow is named by `flow`; a step by the key it stands under", &["flow"]),
    renamed("play", SAY, &["say"]),
    renamed("play_audio", SAY, &["say"]),
    renamed("say_text", SAY, &["say"]),
    renamed("speak", SAY, &["say"]),
    renamed("tts", SAY, &["say"]),
    renamed("text", SAY, &["say"]),
    renamed("dial", "a person is reached by a rung with `ring`", &["ring"]),
    renamed("number", "a person is reached by a rung with `ring`", &["ring"]),
    renamed("voicemail", "a message is left by `message`", &["message"]),
    renamed("record", "a message is left by `message`", &["message"]),
    renamed("goto", "a step leads on by `next`, a choice by `to`", &["next", "to"]),
    renamed("go_to", "a step leads on by `next`, a choice by `to`", &["next", "to"]),
    renamed("target", "a step leads on by `next`, a choice by `to`", &["next", "to"]),
    renamed("options", "what callers choose from is called `choices`", &["choices"]),
    renamed("press", "the key of a choice is called `key`", &["key"]),
    renamed("digit", "the key of a choice is called `key`", &["key"]),
    renamed("dtmf", "the key of a choice is called `key`", &["key"]),
    renamed(
        "prompt",
        "what is said stands behind the verb, such as `menu: main`, or behind `say`",
        &["menu", "ask", "settle", "say"],
    ),
];

/// Keys of clew's own that are easily taken for each other: a step leads on by `next`, a choice by `to`. What is true
/// or false elsewhere is yes or no here.
pub(super) const TAKEN_FOR_EACH_OTHER: [(&str, &str); 4] =
    [("next", "to"), ("to", "next"), ("true", "yes"), ("false", "no")];

/// Why no step and no key ends a call.
pub(super) const NO_HANGUP: &str =
    "a line never hangs up on callers: a call ends when they say that it is settled, by a step with `settle`";
const AFTER_THE_CALL: &str =
    "nothing in a flow happens once the caller has hung up: what they have answered is kept, by `facts` and `matters`";
const SAY: &str = "what is said or played is called `say`, by the id of a prompt";
const BRANCH: &str = "a step that leads on by what is known is `{ branch: EXPRESSION, yes: STEP, no: STEP }`";
const BRANCH_LIST: &str = "several conditions stand in a list: `branch: [ { when: …, to: … }, { to: … } ]`";
const LOOKUP: &str = "a backend is asked by a step with `lookup`, which names one of `lookups`; its host is a service";
const CONNECTS: &str = "a step with `person: NAME` connects, and `people` says how that person is reached";
const WAITS: &str =
    "a wait lasts 5 seconds, or what `listen: { wait: 8s }` says; silence is asked again, then a person is offered";
const NO_COUNTERS: &str =
    "nothing is counted in a flow: who is not understood is offered a person, by the same rules on every line";
const NO_ERRORS: &str =
    "there are no error exits: who is not understood hears why and is asked again, then a person is offered";
