//! Rows of text as columns that stand under each other.

/// The lines of a table: its heads, then its rows. The last column is as wide as it likes.
pub(super) fn columns(heads: &[&str], rows: &[Vec<String>]) -> Vec<String> {
    let heads: Vec<String> = heads.iter().map(|head| (*head).to_owned()).collect();
    let all: Vec<&Vec<String>> = std::iter::once(&heads).chain(rows).collect();
    let width = |column: usize| all.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max();
    let widths: Vec<usize> = (0..heads.len()).map(|column| width(column).unwrap_or(0)).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    all.into_iter().map(line).collect()
}

/// A length of time, such as `1m32s`.
pub(super) fn lasted(seconds: u64) -> String {
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, 0, seconds) => format!("{seconds}s"),
        (0, minutes, seconds) => format!("{minutes}m{seconds:02}s"),
        (hours, minutes, _) => format!("{hours}h{minutes:02}m"),
    }
}

/// The characters of an id that are shown: enough to name one among millions.
pub(super) fn short(id: &str) -> &str {
    id.get(..10).unwrap_or(id)
}

/// Something as JSON, line by line.
pub(super) fn as_json(value: &impl serde::Serialize) -> Vec<String> {
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.lines().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_under_each_other_and_lengths_of_time_are_short() {
        let rows = [vec!["a".to_owned(), "größer".to_owned(), "x".to_owned()], vec!["abc".to_owned(), String::new()]];
        assert_eq!(columns(&["id", "what", "why"], &rows), ["id   what    why", "a    größer  x", "abc"]);
        assert_eq!([0, 59, 60, 3599, 3600, 90_061].map(lasted), ["0s", "59s", "1m00s", "59m59s", "1h00m", "25h01m"]);
        assert_eq!((short("0123456789abcdef"), short("01")), ("0123456789", "01"));
    }
}
