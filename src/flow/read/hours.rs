//! Opening hours, with what is wrong in them at its place.

use crate::{
    engine::{
        Hours, Instead,
        hours::{HoursError, HoursField, HoursShape},
    },
    flow::{
        place::Span,
        problem::{HOURS, Problem},
        read::texts::inside,
        shape::Reading,
        tree::{Node, Tree},
    },
};

impl Reading<'_> {
    pub(super) fn hours(&mut self, tree: &Tree, owner: Span) -> Option<Hours> {
        let shape: HoursShape = self.whole(tree, owner)?;
        Hours::read(&shape).map_err(|errors| errors.iter().for_each(|error| self.wrong_hours(tree, owner, error))).ok()
    }

    fn wrong_hours(&mut self, tree: &Tree, owner: Span, error: &HoursError) {
        let file = self.file;
        let under = |key: &str| tree.get(key).map(|(_, value)| value);
        let text = match error.field {
            HoursField::Open => under("open"),
            HoursField::Zone => under("zone"),
            HoursField::Holidays => under("holidays"),
            HoursField::Closed(at) => under("closed").and_then(|days| days.list()?.get(at)),
        };
        let written = text.map_or("", |text| if let Node::Text(text) = &text.node { text } else { "" });
        let whole = text.map_or(owner, |text| text.span);
        let length = error.at.end.saturating_sub(error.at.start).max(1);
        let span = inside(file, written, whole, error.at.start, length);
        self.problems.add(|| {
            let problem = Problem::error(HOURS, file, span, error.says.as_str());
            match error.instead.as_ref().filter(|_| span != whole || written == file.raw(whole)) {
                Some(Instead { text, sure }) => problem.hint(format!("write `{text}`")).written(span, text, *sure),
                None if matches!(error.field, HoursField::Closed(_)) => match iso(written) {
                    Some(day) => problem.hint(format!("write `{day}`")).suggest(whole, day),
                    None => problem.hint("days are written year, month, day, as in 2026-12-24"),
                },
                None => problem.hint("rules are written like \"Mo-Fr 08:00-18:00; Sa 09:00-13:00; PH off\""),
            }
        });
    }
}

/// A day as it is written in the United States, month first.
fn iso(written: &str) -> Option<String> {
    let parts: Vec<u16> = written.split('/').map(str::parse).collect::<Result<_, _>>().ok()?;
    let [month @ 1..=12, day @ 1..=31, year @ 2000..=2100] = parts.as_slice() else { return None };
    Some(format!("{year}-{month:02}-{day:02}"))
}
