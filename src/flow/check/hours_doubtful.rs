use super::{Checked, Rule};
use crate::flow::{
    problem::{Problem, Problems},
    read_inside,
    tree::Node,
};

pub(super) const RULE: Rule = Rule {
    name: "hours-doubtful",
    manual: "Opening hours that can be read, and are hardly ever meant. Of two rules about the same days the later one \
             takes the place of the other, for the whole day: a break at noon is written with a comma, as in `Mo-Fr \
             08:00-12:00,13:00-17:00`. A span that ends earlier than it begins runs past midnight; one of twelve hours \
             or more, unless it is a night's duty such as `17:00-09:00` or a late end such as \
             `10:00-02:00`, is nearly always meant for the afternoon. \
             Written `10:00-26:00` it is believed.",
    whole: false,
    check,
};

fn check(checked: &Checked<'_>, problems: &mut Problems) {
    for hours in checked.draft.hours.values() {
        let Some((_, open)) = hours.tree.get("open") else { continue };
        let Node::Text(written) = &open.node else { continue };
        if problems.is_found(&hours.file.at(open.span)) {
            // They never open: that says it already.
            continue;
        }
        for doubt in hours.value.doubts() {
            let length = doubt.at.end.saturating_sub(doubt.at.start).max(1);
            let span = read_inside(hours.file, written, open.span, doubt.at.start, length);
            problems.add(|| {
                let problem = Problem::warning(RULE.name, hours.file, span, doubt.says.as_str());
                match doubt.instead.filter(|_| span != open.span || *written == hours.file.raw(open.span)) {
                    Some(instead) => problem
                        .hint(format!(
                            "callers would be told that nobody is there, or wait for nobody; write `{}`?",
                            instead.text
                        ))
                        .suggest(span, instead.text),
                    None => problem.hint("of two rules for one day the later one counts; leave one of them out"),
                }
            });
        }
    }
}
