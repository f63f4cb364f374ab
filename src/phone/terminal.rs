//! The phone in a terminal: what a person types is an act, what is heard is lines of text.
//!
//! Invariant: [`understood`] and [`rendered`] are pure; [`run`] only reads lines and writes lines, so a pipe works as a
//! terminal does.

use std::io::{self, BufRead, Write};

use super::twilio::Phone;
use super::{Act, EndedBy, Fault, Heard, Network, PersonDoes, Piece, QueueDoes, State, document};

/// How long a person talks who answers, if it is not typed.
const TALK_S: u32 = 60;

/// How long a caller waits in a queue, if it is not typed.
const WAIT_S: u32 = 30;

/// What a typed line means in this state of the call; nothing if nobody would hear it.
///
/// Keys in one word are pressed; nothing is silence; `h` or `hangup` hangs up; other text is said. While a telephone
/// rings, `a` (or `a 45` for a talk of 45 s) answers it, `d` answers and declines, `v` is voicemail, `c` is cut off
/// after a second, `b` is busy, `n` does not answer, `f` fails, and all else means nothing. In a queue `w` (or `w 45`)
/// goes on waiting, `t` (or `t 45`) is taken out of it by somebody who talks so long, `full` and `f` are its failures.
#[must_use]
pub fn understood(typed: &str, then: &State) -> Option<Act> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Some(Act::Silent);
    }
    if matches!(typed, "h" | "hangup") {
        return Some(Act::HangsUp);
    }
    if matches!(then, State::Ringing { .. }) {
        return person(typed).map(Act::Person);
    }
    if let (State::Queued { .. }, Some(does)) = (then, queue(typed)) {
        return Some(Act::Queue(does));
    }
    if typed.chars().all(document::is_key) {
        return Some(Act::Presses { keys: typed.to_owned(), at_once: false });
    }
    Some(Act::Says(typed.to_owned()))
}

fn person(typed: &str) -> Option<PersonDoes> {
    match typed.split_whitespace().collect::<Vec<_>>().as_slice() {
        ["a"] => Some(PersonDoes::Answers { talk_s: TALK_S }),
        ["a", seconds] => seconds.parse().ok().map(|talk_s| PersonDoes::Answers { talk_s }),
        ["d"] => Some(PersonDoes::Declines),
        ["v"] => Some(PersonDoes::Voicemail),
        ["c"] => Some(PersonDoes::Answers { talk_s: 1 }),
        ["b"] => Some(PersonDoes::Busy),
        ["n"] => Some(PersonDoes::NoAnswer),
        ["f"] => Some(PersonDoes::Fails),
        _ => None,
    }
}

fn queue(typed: &str) -> Option<QueueDoes> {
    match typed.split_whitespace().collect::<Vec<_>>().as_slice() {
        ["w"] => Some(QueueDoes::Waits { seconds: WAIT_S }),
        ["w", seconds] => seconds.parse().ok().map(|seconds| QueueDoes::Waits { seconds }),
        ["t"] => Some(QueueDoes::Taken { talk_s: TALK_S }),
        ["t", seconds] => seconds.parse().ok().map(|talk_s| QueueDoes::Taken { talk_s }),
        ["full"] => Some(QueueDoes::Full),
        ["f"] => Some(QueueDoes::Fails),
        _ => None,
    }
}

/// What is heard, as lines.
#[must_use]
pub fn rendered(heard: &Heard) -> Vec<String> {
    let person = heard.person.iter().map(|said| format!("  [the person hears: {}]", piece(said).trim()));
    let mut lines: Vec<String> = person.chain(heard.said.iter().map(piece)).collect();
    lines.push(match &heard.then {
        State::Waiting { keys, speech, .. } => format!("  [listening: {}]", listening(*keys, *speech)),
        State::Ringing { numbers, .. } => {
            let numbers = numbers.join(" ");
            format!("  [ringing {numbers}, a=answers d=declines v=voicemail c=cut off n=no answer b=busy f=fails]")
        }
        State::Queued { queue, keys, speech } => {
            let listening = listening(*keys, *speech);
            format!("  [in the queue {queue}, w=waits t=is taken full f=fails; listening: {listening}]")
        }
        State::Recording { length_max_s, .. } => format!("  [recording, at most {length_max_s} s]"),
        State::Over { by: EndedBy::Line } => "[the line hung up]".to_owned(),
        State::Over { by: EndedBy::Caller } => "[you hung up]".to_owned(),
    });
    lines.iter().map(|line| super::printable(line)).collect()
}

fn piece(piece: &Piece) -> String {
    match piece {
        Piece::Text { text, .. } => format!("  \"{}\"", text.split_whitespace().collect::<Vec<_>>().join(" ")),
        Piece::Audio { url } => format!("  [plays {}]", url.rsplit('/').next().unwrap_or(url)),
    }
}

fn listening(keys: bool, speech: bool) -> &'static str {
    match (keys, speech) {
        (true, true) => "keys and words",
        (true, false) => "keys",
        (false, true) => "words",
        (false, false) => "nothing",
    }
}

/// Why a call in the terminal broke off.
#[derive(Debug)]
pub enum TerminalError {
    /// The line answered what a phone cannot carry out, or not at all.
    Fault(Fault),
    /// The terminal could not be read or written.
    Io(io::Error),
}

impl std::fmt::Display for TerminalError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Fault(fault) => fault.fmt(f),
            Self::Io(_) => f.write_str("the terminal could not be read or written"),
        }
    }
}

impl std::error::Error for TerminalError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Fault(_) => None,
            Self::Io(error) => Some(error),
        }
    }
}

impl From<io::Error> for TerminalError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<Fault> for TerminalError {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// Runs a call: rings, shows what is heard, reads what the caller does, until the call is over. The end of the input
/// hangs up.
///
/// # Errors
/// When the line answers with a fault, or the terminal breaks.
pub async fn run<N: Network>(
    mut phone: Phone<N>,
    mut input: impl BufRead,
    mut output: impl Write,
) -> Result<(), TerminalError> {
    let mut heard = phone.rings().await?;
    loop {
        for line in rendered(&heard) {
            writeln!(output, "{line}")?;
        }
        if matches!(heard.then, State::Over { .. }) {
            return Ok(());
        }
        let act = typed(&mut input, &mut output, &heard.then)?;
        heard = phone.acts(&act).await?;
    }
}

/// What is typed that means something. Letters that are no UTF-8 are said as they can be read.
fn typed(input: &mut impl BufRead, output: &mut impl Write, then: &State) -> io::Result<Act> {
    loop {
        write!(output, "> ")?;
        output.flush()?;
        let mut bytes = Vec::new();
        let ended = input.read_until(b'\n', &mut bytes)? == 0;
        if !bytes.ends_with(b"\n") {
            writeln!(output)?;
        }
        if ended {
            return Ok(Act::HangsUp);
        }
        match understood(&String::from_utf8_lossy(&bytes), then) {
            Some(act) => return Ok(act),
            None => {
                writeln!(output, "  [the line hears nothing while it rings: a, d, v, c, b, n, f, or h to hang up]")?;
            }
        }
    }
}
