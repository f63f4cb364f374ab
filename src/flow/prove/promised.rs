//! What a flow promises its callers, held against what is proven of it.

use super::{Most, Proof, show::short};
use crate::flow::{
    draft::Draft,
    place::Span,
    problem::{PROMISE_BROKEN, Problem, Problems},
};

/// Finds the promises that no proof keeps: of each, the line that breaks it most.
pub(in crate::flow) fn judge(draft: &Draft<'_>, proofs: &[Proof], problems: &mut Problems) {
    let worst = |of: fn(&Proof) -> &Most| proofs.iter().map(of).max_by_key(|most| most.at_most);
    if let (Some((limit, span)), Some(most)) = (draft.promised.person_within_s, worst(|proof| &proof.unhelped.seconds))
    {
        let says = format!(
            "a caller who is never understood is offered a person only after {} s, not within {limit} s",
            most.at_most
        );
        let hint = "say less before each question, or listen for a shorter time (`listen: { wait: 3s }`)";
        broken(draft, (limit, span), most, (says, hint), problems);
    }
    if let (Some((limit, span)), Some(most)) = (draft.promised.turns, worst(|proof| &proof.offer.turns)) {
        let says = format!("a caller may have to act {} times until a person is offered, not {limit}", most.at_most);
        let hint = "ask less on the longest way, or promise what is proven";
        broken(draft, (limit, span), most, (says, hint), problems);
    }
}

fn broken(
    draft: &Draft<'_>,
    (limit, span): (u32, Span),
    most: &Most,
    (says, hint): (String, &str),
    problems: &mut Problems,
) {
    if most.at_most <= limit {
        return;
    }
    let worst = most.path.as_ref().map_or_else(String::new, |path| format!("; the worst call: {}", short(path)));
    problems.add(|| {
        Problem::error(PROMISE_BROKEN, draft.file, span, says)
            .hint(format!("{hint}; `clew prove` shows the way step by step{worst}"))
    });
}
