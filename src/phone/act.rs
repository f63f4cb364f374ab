//! What a caller does and what a caller hears, the same on every platform.

/// One thing that the caller does, or the person whose phone is ringing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Presses keys: `0` to `9`, `*` and `#`, at least one. Out of place where a phone is ringing.
    Presses {
        /// The keys, in order.
        keys: String,
        /// While the prompt still plays, 300 ms after it began, instead of 1 s after its end.
        at_once: bool,
    },
    /// Says something. Where nobody listens for words, this is silence; a recording holds it. Out of place
    /// where a phone is ringing.
    Says(String),
    /// Does nothing until the platform gives up waiting. Where a phone is ringing: nobody answers it.
    Silent,
    /// Hangs up.
    HangsUp,
    /// The person who is being rung does something.
    Person(PersonDoes),
    /// Speaks a message after the tone, then is silent.
    Records {
        /// How long, in seconds; 0 records nothing.
        seconds: u32,
    },
    /// Speaks a message after the tone, then presses a key.
    RecordsThenPresses {
        /// How long, in seconds.
        seconds: u32,
        /// The key.
        key: char,
    },
}

/// What becomes of a phone that is ringing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonDoes {
    /// Answers, talks, and hangs up; the caller is still there.
    Answers {
        /// How long they talk, in seconds.
        talk_s: u32,
    },
    /// Is on the phone already.
    Busy,
    /// Lets it ring until the platform gives up.
    NoAnswer,
    /// Cannot be reached at all.
    Fails,
}

/// What a caller heard after an act, and what the phone does now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// What was said and played, in order, including what a wait itself says.
    pub said: Vec<Piece>,
    /// What comes next.
    pub then: State,
}

/// Something to hear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Spoken by the platform's voice.
    Text {
        /// What is said, without white space around it.
        text: String,
        /// The language asked for, such as `en-US`.
        language: Option<String>,
    },
    /// A recording.
    Audio {
        /// Where it lies.
        url: String,
    },
}

/// What the phone does now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// It waits for the caller.
    Waiting {
        /// Keys are listened for.
        keys: bool,
        /// Words are listened for.
        speech: bool,
        /// The wait ends after that many keys.
        keys_max: Option<u32>,
        /// The key that ends typing.
        finish: Option<char>,
        /// Seconds of silence that end the wait.
        timeout_s: u32,
    },
    /// Somebody's phone is ringing.
    Ringing {
        /// Whose: all of them at once.
        numbers: Vec<String>,
        /// Seconds until it counts as not answered.
        timeout_s: u32,
    },
    /// The caller is being recorded.
    Recording {
        /// The longest recording, in seconds.
        length_max_s: u32,
        /// Seconds of silence that end it.
        silence_s: u32,
        /// The keys that end it.
        finish: String,
    },
    /// The call is over.
    Over {
        /// Who ended it.
        by: EndedBy,
    },
}

/// Who ended a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndedBy {
    /// The line: it hung up, turned the call away, or its document came to an end.
    Line,
    /// The caller.
    Caller,
}
