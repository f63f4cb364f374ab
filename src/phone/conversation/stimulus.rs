//! The lines behind `>`: what happens.

use super::{
    Known, Stimulus, mock,
    parse::{EXCERPT_MAX, ringer},
};
use crate::phone::{Act, PersonDoes, QueueDoes, document, excerpt};

/// How long a person talks if the file does not say.
const TALK_S: u32 = 60;

/// The forms that are known, as a designer writes them.
const FORMS: &[&str] = &[
    "rings",
    "rings from +15550124",
    "presses 1",
    "presses 1 at once",
    "says where is my parcel",
    "silent",
    "hangs up",
    "answers",
    "answers 45s",
    "answers and declines",
    "voicemail answers",
    "cut off",
    "busy",
    "no answer",
    "fails",
    "waits 45s",
    "place 3 of 5",
    "average 120s",
    "is taken",
    "is taken 60s",
    "queue full",
    "queue fails",
    "records 12s",
    "records 12s then presses 0",
    "later 12m",
    "is rung back",
    "repeats",
    "restarts",
    "lookup parcel is down",
    "switch storm on",
];

/// Why a stimulus cannot be read: what is wrong, and what to write instead.
pub(super) type Mistake = (String, String);

/// Reads what stands behind `>`.
pub(super) fn read(text: &str) -> Result<Stimulus, Mistake> {
    if let Some(read) = mock::read(text) {
        return read;
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    if let [act @ .., "after", time] = words.as_slice()
        && let (Ok(after_ms), Ok(Stimulus::Acts(act))) = (millis(time), read(&act.join(" ")))
        && matches!(act, Act::Presses { .. } | Act::Says(_) | Act::Silent | Act::HangsUp)
    {
        return Ok(Stimulus::ActsAfter { act, after_ms });
    }
    let stimulus = match words.as_slice() {
        ["rings"] | ["rings", "again"] => Stimulus::Rings,
        ["rings", "from", from] => rings_from(from, false)?,
        ["rings", "from", from, "attested"] => rings_from(from, true)?,
        ["presses", keys] => presses(keys, false)?,
        ["presses", keys, "at", "once"] => presses(keys, true)?,
        ["says", first, rest @ ..] => {
            let spoken: Vec<&str> = std::iter::once(first).chain(rest).copied().collect();
            Stimulus::Acts(Act::Says(spoken.join(" ")))
        }
        ["silent"] => Stimulus::Acts(Act::Silent),
        ["hangs", "up"] => Stimulus::Acts(Act::HangsUp),
        ["answers"] => person(PersonDoes::Answers { talk_s: TALK_S }),
        ["answers", "and", "declines"] => person(PersonDoes::Declines),
        ["voicemail", "answers"] => person(PersonDoes::Voicemail),
        // Taken by somebody, and gone after a second.
        ["cut", "off"] => person(PersonDoes::Answers { talk_s: 1 }),
        ["answers", time] => person(PersonDoes::Answers { talk_s: short(time)? }),
        ["busy"] => person(PersonDoes::Busy),
        ["no", "answer"] => person(PersonDoes::NoAnswer),
        ["fails"] => person(PersonDoes::Fails),
        ["waits", time] => queue(QueueDoes::Waits { seconds: short(time)? }),
        ["is", "taken"] => queue(QueueDoes::Taken { talk_s: TALK_S }),
        ["is", "taken", time] => queue(QueueDoes::Taken { talk_s: short(time)? }),
        ["queue", "full"] => queue(QueueDoes::Full),
        ["queue", "fails"] => queue(QueueDoes::Fails),
        ["place", at] => Stimulus::Place { place: place(at)?, waiting: None },
        ["place", at, "of", all] => Stimulus::Place { place: place(at)?, waiting: Some(place(all)?) },
        ["average", time] => Stimulus::Average { seconds: short(time)? },
        ["records", time] => Stimulus::Acts(Act::Records { seconds: short(time)? }),
        ["records", time, "then", "presses", key] => {
            Stimulus::Acts(Act::RecordsThenPresses { seconds: short(time)?, key: one_key(key)? })
        }
        ["later", time] => Stimulus::Later { seconds: seconds(time)? },
        ["repeats"] => Stimulus::Repeats,
        ["is", "known", "to", "speak", language] => Stimulus::Known(Known::Speaks((*language).to_owned())),
        ["is", "known", "to", "have", "asked", "about", kind] => asked_about(kind, &[]),
        ["is", "known", "to", "have", "asked", "about", kind, "with", facts @ ..] if facts.len().is_multiple_of(2) => {
            asked_about(kind, facts)
        }
        ["is", "rung", "back"] => Stimulus::RungBack,
        ["restarts"] => Stimulus::Restarts,
        all => return Err(unknown(all)),
    };
    Ok(stimulus)
}

/// What somebody wrote, as a message quotes it.
pub(super) fn quoted(text: &str) -> String {
    excerpt(text, EXCERPT_MAX)
}

fn asked_about(kind: &str, facts: &[&str]) -> Stimulus {
    let (pairs, _) = facts.as_chunks::<2>();
    let facts = pairs.iter().map(|[name, value]| ((*name).to_owned(), (*value).to_owned())).collect();
    Stimulus::Known(Known::AskedAbout { kind: kind.to_owned(), facts })
}

fn rings_from(from: &str, attested: bool) -> Result<Stimulus, Mistake> {
    ringer(from, attested).map(Stimulus::RingsFrom).ok_or_else(|| {
        let hint = "write `+` and 3 to 15 digits, `withheld`, or an address like `sip:desk@example.com`";
        (format!("`{}` is no caller", quoted(from)), hint.to_owned())
    })
}

fn person(does: PersonDoes) -> Stimulus {
    Stimulus::Acts(Act::Person(does))
}

fn queue(does: QueueDoes) -> Stimulus {
    Stimulus::Acts(Act::Queue(does))
}

fn place(text: &str) -> Result<u16, Mistake> {
    let read = text.parse().ok().filter(|place| 0 < *place && text.bytes().all(|byte| byte.is_ascii_digit()));
    read.ok_or_else(|| {
        (format!("`{}` is no place in a queue", quoted(text)), "write it like `place 3 of 5`".to_owned())
    })
}

fn presses(keys: &str, at_once: bool) -> Result<Stimulus, Mistake> {
    if keys.chars().all(document::is_key) {
        return Ok(Stimulus::Acts(Act::Presses { keys: keys.to_owned(), at_once }));
    }
    Err((format!("`{}` are no keys of a telephone", quoted(keys)), "write digits, `*` and `#` in one word".to_owned()))
}

fn one_key(text: &str) -> Result<char, Mistake> {
    let mut keys = text.chars();
    match (keys.next(), keys.next()) {
        (Some(key), None) if document::is_key(key) => Ok(key),
        _ => Err((format!("`{}` is no key of a telephone", quoted(text)), "write one digit, `*` or `#`".to_owned())),
    }
}

fn short(text: &str) -> Result<u32, Mistake> {
    u32::try_from(seconds(text)?)
        .map_err(|_| (format!("`{}` is too long", quoted(text)), "write less than a day".to_owned()))
}

/// Reads `45s`, `12m`, `3h`, `2d`.
pub(super) fn seconds(text: &str) -> Result<u64, Mistake> {
    let mistake =
        || (format!("`{}` is no length of time", quoted(text)), "write it like `45s`, `12m`, `3h` or `2d`".to_owned());
    let unit = text.chars().next_back().ok_or_else(mistake)?;
    let each: u64 = match unit {
        's' => 1,
        'm' => 60,
        'h' => 60 * 60,
        'd' => 24 * 60 * 60,
        _ => return Err(mistake()),
    };
    let number = text.strip_suffix(unit).filter(|number| number.bytes().all(|byte| byte.is_ascii_digit()));
    number.and_then(|number| number.parse::<u64>().ok()?.checked_mul(each)).ok_or_else(mistake)
}

/// Reads the same as milliseconds; seconds may have a fraction, such as `31.204s`.
pub(super) fn millis(text: &str) -> Result<u64, Mistake> {
    let fraction = text.strip_suffix('s').and_then(|number| number.split_once('.'));
    let Some((whole, part)) = fraction else { return Ok(seconds(text)?.saturating_mul(1000)) };
    let fits = (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    let part = if fits { format!("{part:0<3}").parse::<u64>().ok() } else { None };
    let whole = seconds(&format!("{whole}s"))?;
    part.map(|part| whole.saturating_mul(1000).saturating_add(part)).ok_or_else(|| {
        (format!("`{}` is no length of time", quoted(text)), "write it like `45s` or `31.204s`".to_owned())
    })
}

/// Says what the unknown words may have meant: the form that is most like them, if one is like them at all.
fn unknown(words: &[&str]) -> Mistake {
    let text = quoted(&words.join(" "));
    let says = format!("`> {text}` is not something that can happen in a call");
    let first = text.split(' ').next().unwrap_or("");
    let likeness = |form: &str| {
        let verb = form.split(' ').next().unwrap_or(form);
        strsim::normalized_damerau_levenshtein(verb, first).max(strsim::normalized_damerau_levenshtein(form, &text))
    };
    let nearest = FORMS.iter().copied().max_by(|a, b| likeness(a).total_cmp(&likeness(b)).then(b.len().cmp(&a.len())));
    match nearest.filter(|form| 0.5 <= likeness(form)) {
        Some(form) => (says, format!("did you mean `> {form}`?")),
        None => (says, format!("write one of `> {}`", FORMS.join("`, `> "))),
    }
}
