//! How deep an expression nests, counted before anything recurses into it.

use super::{
    ExpressionError,
    node::Operator,
    token::{Kind, Token},
};

/// How deep brackets, `not` and unary minus may nest.
const NESTING_MAX: usize = 16;

/// That nothing nests too deeply: an expression that passes is parsed with a bounded stack.
///
/// # Errors
/// The place where it nests too deeply, or a `not` that would bind looser than what stands before it.
pub(super) fn bounded(tokens: &[Token]) -> Result<(), ExpressionError> {
    // For each open bracket, the prefixes that wait for their value within it.
    let mut waiting = vec![0_usize];
    let mut deep = 0_usize;
    for (at, token) in tokens.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| tokens.get(before));
        loose_not(before, token)?;
        match token.kind {
            Kind::Open | Kind::ListOpen => {
                waiting.push(0);
                deep = deep.saturating_add(1);
            }
            Kind::Close | Kind::ListClose => {
                let inner = waiting.pop().unwrap_or(0);
                let outer = waiting.last_mut().map(std::mem::take).unwrap_or(0);
                deep = deep.saturating_sub(inner.saturating_add(outer).saturating_add(1));
            }
            Kind::Not => deep = deep.saturating_add(wait(&mut waiting)),
            Kind::Operator(Operator::Minus) if !before.is_some_and(ends_value) => {
                deep = deep.saturating_add(wait(&mut waiting));
            }
            Kind::Literal(_) | Kind::Path => {
                deep = deep.saturating_sub(waiting.last_mut().map(std::mem::take).unwrap_or(0));
            }
            Kind::Operator(_) | Kind::Comma => {}
        }
        if NESTING_MAX < deep {
            let says = format!("brackets, `not` and `-` nest deeper than {NESTING_MAX} here");
            return Err(ExpressionError { at: token.at.clone(), says, instead: None });
        }
    }
    Ok(())
}

/// Counts one prefix that waits in the innermost bracket.
fn wait(waiting: &mut Vec<usize>) -> usize {
    match waiting.last_mut() {
        Some(count) => *count = count.saturating_add(1),
        None => waiting.push(1),
    }
    1
}

fn ends_value(token: &Token) -> bool {
    matches!(token.kind, Kind::Literal(_) | Kind::Path | Kind::Close | Kind::ListClose)
}

/// After `==` or `+` a `not` would reach further than it looks, and every one of them would nest.
fn loose_not(before: Option<&Token>, token: &Token) -> Result<(), ExpressionError> {
    match (before.map(|before| &before.kind), &token.kind) {
        (Some(Kind::Operator(Operator::And | Operator::Or)), Kind::Not) => Ok(()),
        (Some(Kind::Operator(_)), Kind::Not) => {
            let says = "brackets belong around `not` here, as in `x == (not y)`".to_owned();
            Err(ExpressionError { at: token.at.clone(), says, instead: None })
        }
        (_, _) => Ok(()),
    }
}
