use super::{Checked, Rule};
use crate::flow::{
    draft::DraftRung,
    place::{File, Span},
    problem::{Problem, Problems},
};

pub(super) const RULE: Rule = Rule {
    name: "person-falls",
    manual: "The last rung of a ladder needs somebody to be there, or is only tried at times. When nobody is, the \
             caller would fall off its end. A ladder ends with something that always works without anybody, such as a \
             message.",
    whole: false,
    check,
};

fn check(checked: &Checked<'_>, problems: &mut Problems) {
    let draft = checked.draft;
    for person in draft.people.iter().filter(|person| !person.place) {
        let last = person.rungs.last();
        if !last.is_some_and(|last| last.rung.needs_nobody()) {
            problems.add(|| {
                let says = format!("when nobody answers, `{}` has nothing left for the caller", person.name);
                Problem::error(RULE.name, person.file, last.map_or(person.span, |last| last.span), says)
                    .hint("end the ladder with a message: `- { message: PROMPT, desk: DESK }`")
            });
        } else if let Some(last) = last.filter(|last| last.when.is_some()) {
            problems.add(|| at_times(person.file, last));
        }
    }
}

fn at_times(file: &File, last: &DraftRung<'_>) -> Problem {
    let when = last.tree.get("when");
    let span = when.map_or(last.span, |(key, _)| key.span);
    let problem = Problem::error(RULE.name, file, span, "the last rung is only tried at times")
        .hint("when this does not hold, the ladder has nothing left for the caller: leave it out here");
    match when.and_then(|(key, value)| entry(file, Span { start: key.span.start, end: value.span.end })) {
        Some(entry) => problem.suggest(entry, ""),
        None => problem,
    }
}

/// An entry of a map in braces with the comma that goes with it: what is to be taken out.
fn entry(file: &File, entry: Span) -> Option<Span> {
    let before = file.text.get(..entry.start)?.trim_end_matches(' ');
    let behind = file.text.get(entry.end..)?;
    if before.ends_with(',') {
        Some(Span { start: before.len() - 1, end: entry.end })
    } else if before.ends_with('{') && behind.starts_with(',') {
        let blanks = behind.len() - behind.get(1..)?.trim_start_matches(' ').len();
        Some(Span { start: entry.start, end: entry.end + blanks })
    } else {
        None
    }
}
