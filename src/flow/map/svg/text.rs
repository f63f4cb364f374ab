//! How wide a text is, without knowing the font that will show it: as wide as in the widest of the usual ones.

/// The size of most texts.
pub(super) const TEXT_PX: f64 = 11.0;

/// The width of a text in pixels at a size, rather too much than too little. Widths of signs as in DejaVu Sans, the
/// widest of the fonts that browsers fall back to.
pub(super) fn width(text: &str, size: f64, bold: bool) -> f64 {
    let ems: f64 = text.chars().map(em).sum();
    ems * size * if bold { 1.12 } else { 1.0 }
}

fn em(sign: char) -> f64 {
    match sign {
        'i' | 'j' | 'l' | '\'' | '|' => 0.29,
        ' ' | '.' | ',' | ':' | ';' | 'I' | '·' => 0.34,
        'f' | 'r' | 't' | '(' | ')' | '[' | ']' | '!' | '/' | '-' => 0.41,
        's' | 'c' | 'k' | 'z' | 'x' | 'v' | 'J' => 0.58,
        'm' | 'M' | 'W' | '@' | '%' | '…' | '—' | '→' => 1.0,
        'w' | '=' | '<' | '>' | '+' | '~' | '#' | 'O' | 'Q' | 'D' | 'G' | 'N' | 'H' | 'U' | '≤' | '&' => 0.84,
        '_' => 0.52,
        sign if sign.is_ascii_uppercase() => 0.72,
        sign if sign.is_ascii() => 0.64,
        '\u{00c0}'..='\u{024f}' => 0.70,
        '\u{0370}'..='\u{06ff}' => 0.78,
        _ => 1.1,
    }
}

/// As much of a text as fits into a width, and `…` where something is left out.
pub(super) fn cut(text: &str, room: f64, size: f64, bold: bool) -> String {
    if width(text, size, bold) <= room {
        return text.to_owned();
    }
    let mut kept = String::new();
    for sign in text.chars() {
        kept.push(sign);
        if room < width(&kept, size, bold) + width("…", size, bold) {
            kept.pop();
            break;
        }
    }
    format!("{}…", kept.trim_end())
}

/// A text in so many lines at most that fit into a width; what is too long for that is cut.
pub(super) fn wrapped(text: &str, room: f64, most: usize) -> Vec<String> {
    let fits = |text: &str| width(text, TEXT_PX, false) <= room;
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let full = lines.len() == most;
        match lines.last_mut() {
            Some(line) if full || fits(&format!("{line} {word}")) => {
                line.push(' ');
                line.push_str(word);
            }
            Some(_) | None => lines.push(word.to_owned()),
        }
    }
    lines.into_iter().map(|line| cut(&line, room, TEXT_PX, false)).collect()
}

/// A count as a length.
pub(super) fn figure(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}
