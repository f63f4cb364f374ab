use super::{Checked, Rule};
use crate::flow::problem::{Problem, Problems};

pub(super) const RULE: Rule = Rule {
    name: "rung-too-late",
    manual: "A rung that rings somebody stands behind one that always works without anybody, such as a message. Only \
             callers who say nothing into the message twice would come to it.",
    whole: false,
    check,
};

fn check(checked: &Checked<'_>, problems: &mut Problems) {
    for person in &checked.draft.people {
        let always = person.rungs.iter().position(|rung| rung.rung.needs_nobody() && rung.when.is_none());
        let Some((at, always)) = always.and_then(|at| Some((at, person.rungs.get(at)?))) else { continue };
        for late in person.rungs.iter().skip(at + 1).filter(|rung| !rung.rung.needs_nobody()) {
            problems.add(|| {
                let says = format!("nobody is rung here: `{}` comes first, and always works", always.rung.name());
                Problem::warning(RULE.name, person.file, late.span, says)
                    .hint("put it in front of that, or give that a `when`")
            });
        }
    }
}
