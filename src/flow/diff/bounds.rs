//! How the bounds of the proof have moved.

use super::{Concern, Difference};
use crate::{
    call::Number,
    flow::{Bound, Proof},
};

/// How the proven bounds of each line have moved. Lines that only one of the two has are told elsewhere.
#[must_use]
pub fn bounds(old: &[Proof], new: &[Proof]) -> Vec<Difference> {
    let mut found = Vec::new();
    for is in new {
        let same = old.iter().find(|was| was.lines == is.lines);
        let alike = || old.iter().find(|was| was.lines.iter().any(|line| is.lines.contains(line)));
        let Some(was) = same.or_else(alike) else { continue };
        let about = lines_of(&is.lines);
        let each = [
            ("until a person is offered to a caller who is never understood", &was.unhelped, &is.unhelped),
            ("until help, whatever the caller does", &was.offer, &is.offer),
            ("until a person, for a caller who declines every offer", &was.person, &is.person),
        ];
        for (what, was, is) in each {
            let (was, is) = (shown(was), shown(is));
            if was != is {
                let (about, what) = (about.clone(), what.to_owned());
                found.push(Difference { concern: Concern::Bounds, about, what, was: Some(was), is: Some(is) });
            }
        }
    }
    found
}

fn lines_of(lines: &[Number]) -> String {
    let lines: Vec<String> = lines.iter().map(|line| format!("{line:?}")).collect();
    if lines.is_empty() { "every line".to_owned() } else { lines.join(", ") }
}

fn shown(bound: &Bound) -> String {
    format!("at most {} turns and {} s", bound.turns.at_most, bound.seconds.at_most)
}
