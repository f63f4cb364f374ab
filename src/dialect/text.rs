//! Long texts in pieces that a platform takes.
//!
//! Invariant: the pieces are the text, word by word, in order; only white space at a cut is left out.

/// The pieces of a text, none longer than so many characters.
pub struct Pieces<'a> {
    rest: &'a str,
    chars_max: usize,
}

impl<'a> Pieces<'a> {
    /// Cuts behind a sentence if that leaves at least half a piece, else between words, else anywhere.
    pub const fn of(text: &'a str, chars_max: usize) -> Self {
        Self { rest: text, chars_max }
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        if self.rest.is_empty() {
            return None;
        }
        let cut = match self.rest.char_indices().nth(self.chars_max) {
            Some((end, next)) => cut(self.rest, end, next.is_whitespace()),
            None => self.rest.len(),
        };
        let (piece, rest) = self.rest.split_at_checked(cut).unwrap_or((self.rest, ""));
        if rest.is_empty() {
            self.rest = "";
            return Some(piece);
        }
        self.rest = rest.trim_start();
        Some(piece.trim_end())
    }
}

/// Where to cut a text that goes on behind `end`; never at its start.
fn cut(text: &str, end: usize, ends_with_word: bool) -> usize {
    let (mut sentence, mut word, mut last) = (0, 0, ' ');
    for (at, char) in text.char_indices().take_while(|(at, _)| *at < end) {
        if char.is_whitespace() && 0 < at {
            word = at;
            if matches!(last, '.' | '!' | '?' | ':' | ';' | '…') {
                sentence = at;
            }
        }
        last = char;
        // Scripts without spaces end sentences so.
        if matches!(char, '。' | '！' | '？') {
            sentence = at + char.len_utf8();
        }
    }
    match (end / 2 <= sentence, ends_with_word, word) {
        (true, _, _) => sentence,
        (false, true, _) | (false, false, 0) => end,
        (false, false, word) => word,
    }
}
