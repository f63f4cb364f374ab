//! Which text in quotes is meant for which of those that were spoken.

use super::parse::one_spaced;

/// What a text in quotes that was spoken counts: more than any number of likenesses together.
const SPOKEN: f64 = 1e6;

/// What stands in the place of each text in quotes, in order: itself if it was spoken, else the text that it most
/// likely was before, else nothing. None is given twice, and their order is kept.
pub(super) fn placed<'a>(quoted: &[&str], spoken: &'a [String]) -> Vec<Option<&'a str>> {
    let worths = worths(quoted, spoken);
    let worth = |i: usize, j: usize| worths.get(i).and_then(|row| row.get(j)).copied().unwrap_or(0.0);
    let (mut i, mut j) = (0, 0);
    let mut placed = Vec::new();
    while i < quoted.len() {
        let here = worth(i, j);
        let came = spoken.get(j).filter(|_| worth(i + 1, j) < here);
        match came {
            None => {
                placed.push(None);
                i += 1;
            }
            Some(_) if here <= worth(i, j + 1) => j += 1,
            Some(came) => {
                placed.push(Some(came.as_str()));
                (i, j) = (i + 1, j + 1);
            }
        }
    }
    placed
}

/// `worths[i][j]`: the most that can be had of the texts in quotes from `i` on and those spoken from `j` on.
fn worths(quoted: &[&str], spoken: &[String]) -> Vec<Vec<f64>> {
    let mut table: Vec<Vec<f64>> = vec![vec![0.0; spoken.len() + 1]];
    for written in quoted.iter().rev() {
        let below = table.last().cloned().unwrap_or_default();
        let under = |j: usize| below.get(j).copied().unwrap_or(0.0);
        let mut row = vec![0.0];
        for (j, came) in spoken.iter().enumerate().rev() {
            let right = row.last().copied().unwrap_or(0.0);
            row.push((under(j + 1) + likeness(written, came)).max(right).max(under(j)));
        }
        row.reverse();
        table.push(row);
    }
    table.reverse();
    table
}

/// At least 1: a text that was there is rather another one now than gone.
fn likeness(written: &str, came: &str) -> f64 {
    let came = one_spaced(came);
    if is_spoken(written, &came) { SPOKEN } else { 1.0 + strsim::sorensen_dice(written, &came) }
}

/// Whether a text is the one written, where `…` stands for any letters, also none.
pub(super) fn is_spoken(written: &str, came: &str) -> bool {
    let Some((first, rest)) = written.split_once('…') else { return written == came };
    let Some(mut left) = came.strip_prefix(first) else { return false };
    let (between, last) = rest.rsplit_once('…').unwrap_or(("", rest));
    for piece in between.split('…') {
        let Some((_, behind)) = left.split_once(piece) else { return false };
        left = behind;
    }
    left.ends_with(last)
}
