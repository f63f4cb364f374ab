//! Texts with something in braces: `Your parcel {parcel_number|digits}`, `tracking/{parcel_number}`.
//!
//! One brace style everywhere; a brace that is meant is written twice.

use std::ops::Range;

/// A piece of such a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Plain text, with doubled braces made single.
    Plain(String),
    /// What stands between two braces, and where, in bytes from the start of the whole text.
    Insert(&'a str, Range<usize>),
}

/// A brace without its other half, at that byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unbalanced {
    /// It opens and is never closed.
    NotClosed(usize),
    /// It closes and was never opened.
    NotOpened(usize),
}

/// Takes a text apart at its braces.
///
/// # Errors
/// The first brace without its other half.
pub fn pieces(text: &str) -> Result<Vec<Piece<'_>>, Unbalanced> {
    let mut pieces = Vec::new();
    let mut plain = String::new();
    let mut at = 0;
    let mut rest = text;
    while let Some(brace) = rest.find(['{', '}']) {
        let (before, from_brace) = rest.split_at(brace);
        plain.push_str(before);
        let place = at + brace;
        let used = match (from_brace.get(..2), from_brace.strip_prefix('{')) {
            (Some("{{"), _) => {
                plain.push('{');
                2
            }
            (Some("}}"), _) => {
                plain.push('}');
                2
            }
            (_, None) => return Err(Unbalanced::NotOpened(place)),
            (_, Some(inner)) => {
                let (inner, _) = inner.split_once('}').ok_or(Unbalanced::NotClosed(place))?;
                pieces.push(Piece::Plain(std::mem::take(&mut plain)));
                pieces.push(Piece::Insert(inner, place + 1..place + 1 + inner.len()));
                inner.len() + 2
            }
        };
        rest = from_brace.get(used..).unwrap_or("");
        at = place + used;
    }
    plain.push_str(rest);
    pieces.push(Piece::Plain(plain));
    pieces.retain(|piece| *piece != Piece::Plain(String::new()));
    Ok(pieces)
}
