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
    /// Something happens to a caller in a queue.
    Queue(QueueDoes),
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
    /// Answers, presses 1 if asked for a key, talks, and hangs up; the caller is still there.
    Answers {
        /// How long they talk, in seconds.
        talk_s: u32,
    },
    /// Answers, and does not take the call: presses 2 if asked for a key, else hangs up at once.
    Declines,
    /// A machine answers. It presses no key; where none is asked for, the caller talks to it for a while.
    Voicemail,
    /// Is on the phone already.
    Busy,
    /// Lets it ring until the platform gives up.
    NoAnswer,
    /// Cannot be reached at all.
    Fails,
}

/// What becomes of a caller in a queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueueDoes {
    /// The caller goes on waiting.
    Waits {
        /// How long, in seconds.
        seconds: u32,
    },
    /// Somebody takes the caller out of the queue, talks, and hangs up; the caller is still there.
    Taken {
        /// How long they talk, in seconds.
        talk_s: u32,
    },
    /// The queue takes nobody more.
    Full,
    /// The platform cannot queue.
    Fails,
}

/// How it stands in a queue, as the platform will tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InQueue {
    /// The caller's place, from 1.
    pub place: u16,
    /// How many wait.
    pub waiting: u16,
    /// How long those who wait have waited so far, in seconds, on average.
    pub average_s: u32,
}

/// Alone, and it has not been long.
impl Default for InQueue {
    fn default() -> Self {
        Self { place: 1, waiting: 1, average_s: 0 }
    }
}

/// What a caller heard after an act, and what the phone does now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// What was said and played, in order, including what a wait itself says.
    pub said: Vec<Piece>,
    /// What was said, in order, to the person who picked up, before the two were connected.
    pub person: Vec<Piece>,
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
        /// Whose: numbers and SIP addresses, all of them at once.
        numbers: Vec<String>,
        /// What SIP phones are told beside the call: names and values of headers, phone after phone.
        told: Vec<(String, String)>,
        /// Seconds until it counts as not answered.
        timeout_s: u32,
    },
    /// The caller waits in a queue.
    Queued {
        /// The queue.
        queue: String,
        /// Keys are listened for.
        keys: bool,
        /// Words are listened for.
        speech: bool,
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
