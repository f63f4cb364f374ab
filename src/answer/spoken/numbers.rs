//! Numbers: as values, and as the digits they dictate.

use rust_decimal::Decimal;

use super::Speech;

/// A number that stands somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cardinal {
    /// What it counts; the largest of all for figures too long to count.
    pub value: u64,
    /// Its digits. Figures keep their leading zeros.
    pub text: String,
    /// Where it ends.
    pub next: usize,
}

/// The most digits of a broken part, and of the figures of a whole one.
const FIGURES_MAX: usize = 12;

impl Speech<'_> {
    /// A number at `at`: as long as it goes.
    pub fn cardinal(self, at: usize) -> Option<Cardinal> {
        if let Some(figures) = self.get(at)?.figures() {
            let value = figures.parse().unwrap_or(u64::MAX);
            return Some(match self.scale(at + 1) {
                Some((scale, next)) => {
                    let value = scale.saturating_mul(value);
                    Cardinal { value, text: value.to_string(), next }
                }
                None => Cardinal { value, text: figures.to_owned(), next: at + 1 },
            });
        }
        let (mut total, mut next) = (0_u64, at);
        for (scale, size) in [(&self.words.numbers.million, 1_000_000), (&self.words.numbers.thousand, 1_000)] {
            let (count, end) = self.multiplier(next, scale).unwrap_or((1, next));
            if let Some(end) = self.past(end, scale) {
                total += count * size;
                next = end;
            }
        }
        let rest = if next == at { at } else { self.skip(next, &self.words.numbers.and) };
        match self.below_thousand(rest) {
            Some((value, end)) if next == at || 0 < value => (total, next) = (total + value, end),
            Some(_) | None if next == at => return None,
            Some(_) | None => {}
        }
        Some(Cardinal { value: total, text: total.to_string(), next })
    }

    /// How many of a scale: what stands at `at`, if the scale's word follows.
    fn multiplier(self, at: usize, scale: &crate::answer::Words) -> Option<(u64, usize)> {
        let counted = self.below_thousand(at).filter(|(count, _)| 0 < *count);
        let counted = counted.or_else(|| self.past(at, &self.words.numbers.a).map(|next| (1, next)))?;
        self.past(counted.1, scale).map(|_| counted)
    }

    /// A scale behind figures: "3 million".
    fn scale(self, at: usize) -> Option<(u64, usize)> {
        let numbers = &self.words.numbers;
        [(&numbers.hundred, 100), (&numbers.thousand, 1_000), (&numbers.million, 1_000_000)]
            .into_iter()
            .find_map(|(scale, size)| self.past(at, scale).map(|next| (size, next)))
    }

    fn below_thousand(self, at: usize) -> Option<(u64, usize)> {
        let numbers = &self.words.numbers;
        let ahead = self.below_hundred(at);
        let hundreds = match numbers.hundreds.at(self.tokens, at) {
            Some((hundreds, length)) => Some((u64::from(hundreds), at + length)),
            None => {
                let counted = ahead.filter(|(count, _)| 0 < *count);
                let counted = counted.or_else(|| self.past(at, &numbers.a).map(|next| (1, next)));
                let (count, next) = counted.unwrap_or((1, at));
                self.past(next, &numbers.hundred).map(|next| (count * 100, next))
            }
        };
        let Some((hundreds, next)) = hundreds.or_else(|| Some((100, self.past(at, &numbers.hundred)?))) else {
            return ahead;
        };
        let rest = self.below_hundred(self.skip(next, &numbers.and)).filter(|(rest, _)| 0 < *rest);
        Some(rest.map_or((hundreds, next), |(rest, end)| (hundreds + rest, end)))
    }

    fn below_hundred(self, at: usize) -> Option<(u64, usize)> {
        let numbers = &self.words.numbers;
        if let Some((tens, length)) = numbers.tens.at(self.tokens, at) {
            let next = at + length;
            if self.apart {
                return Some((tens.into(), next));
            }
            let rest = self.skip(next, &numbers.and);
            let teen = numbers.teens_after.contains(&tens).then(|| numbers.teens.at(self.tokens, rest)).flatten();
            let teen = teen.map(|(teen, length)| (u64::from(teen), rest + length));
            let unit = teen.or_else(|| self.unit(rest).filter(|_| !numbers.german));
            return Some(unit.map_or((tens.into(), next), |(unit, end)| (u64::from(tens) + unit, end)));
        }
        if numbers.german
            && let Some((unit, next)) = self.unit(at)
            && let Some(next) = self.past(next, &numbers.and)
            && let Some((tens, length)) = numbers.tens.at(self.tokens, next)
        {
            return Some((unit + u64::from(tens), next + length));
        }
        let teen = numbers.teens.at(self.tokens, at).map(|(teen, length)| (u64::from(teen), at + length));
        teen.or_else(|| self.digit(at).map(|(digit, next)| (value_of(digit), next)))
    }

    /// A digit from 1 to 9.
    fn unit(self, at: usize) -> Option<(u64, usize)> {
        self.digit(at).filter(|(digit, _)| *digit != '0').map(|(digit, next)| (value_of(digit), next))
    }

    /// A digit that is said.
    fn digit(self, at: usize) -> Option<(char, usize)> {
        self.words.digits.at(self.tokens, at).map(|(digit, length)| (digit, at + length))
    }

    /// Everything as digits, if it is nothing else: "double four seven one", "twenty three forty five".
    pub fn dictated(self) -> Option<String> {
        let mut digits = String::new();
        let mut at = 0;
        while let Some(token) = self.get(at) {
            if let Some(next) = self.past(at, &self.words.numbers.dash)
                && !digits.is_empty()
            {
                at = next;
            } else if token.is_sign(&['.', ',', ':', '/', '-']) {
                at += 1;
            } else {
                let (text, next) = self.dictated_at(at, !digits.is_empty())?;
                digits.push_str(&text);
                at = next;
            }
        }
        (!digits.is_empty()).then_some(digits)
    }

    /// The next digits. What only sounds like a digit is one beside others: "one to three for".
    fn dictated_at(self, at: usize, behind_digit: bool) -> Option<(String, usize)> {
        if let Some((count, length)) = self.words.numbers.repeats.at(self.tokens, at)
            && let Some(repeated) = self.repeated(self.skip(at + length, &self.words.dates.articles), count)
        {
            return Some(repeated);
        }
        if let Some(cardinal) = self.cardinal(at) {
            return Some((cardinal.text, cardinal.next));
        }
        let (digit, length) = self.words.numbers.slips.at(self.tokens, at)?;
        let beside = behind_digit || self.cardinal(at + length).is_some();
        beside.then(|| (digit.to_string(), at + length))
    }

    fn repeated(self, at: usize, count: usize) -> Option<(String, usize)> {
        let figure = self.get(at)?.figures().filter(|figures| figures.len() == 1);
        let digit = figure.and_then(|figure| figure.chars().next()).map(|digit| (digit, at + 1));
        let (digit, next) = digit.or_else(|| self.digit(at))?;
        Some((digit.to_string().repeat(count), next))
    }

    /// A number with a broken part or without: "3,5", "three point five", "1,200", "minus five".
    pub fn amount(self, at: usize) -> Option<(Decimal, usize)> {
        if let Some(next) = self.past(at, &self.words.numbers.minus) {
            return self.positive(next).map(|(amount, next)| (-amount, next));
        }
        self.positive(at)
    }

    fn positive(self, at: usize) -> Option<(Decimal, usize)> {
        let (whole, next) = match self.get(at)?.figures() {
            Some(_) if self.scale(at + 1).is_none() => self.grouped(at)?,
            Some(_) | None => {
                let cardinal = self.cardinal(at)?;
                (cardinal.text, cardinal.next)
            }
        };
        let (fraction, next) = self.fraction(next).unwrap_or((String::new(), next));
        if FIGURES_MAX < whole.len() || FIGURES_MAX < fraction.len() {
            return None;
        }
        let written = if fraction.is_empty() { whole } else { format!("{whole}.{fraction}") };
        let amount: Decimal = written.parse().ok()?;
        match self.scale(next).filter(|_| !fraction.is_empty()) {
            Some((scale, next)) => Some((amount.checked_mul(scale.into())?, next)),
            None => Some((amount, next)),
        }
    }

    /// Figures, with the signs between thousands left out.
    fn grouped(self, at: usize) -> Option<(String, usize)> {
        let mut whole = self.get(at)?.figures()?.to_owned();
        let mut next = at + 1;
        if 3 < whole.len() || whole.starts_with('0') {
            return Some((whole, next));
        }
        let group = self.words.numbers.group;
        loop {
            let sign = if group == ' ' { Some(next) } else { self.sign(next, &[group]).then_some(next + 1) };
            let three = |at: usize| self.get(at)?.figures().filter(|figures| figures.len() == 3);
            match sign.and_then(|at| three(at).map(|figures| (figures, at + 1))) {
                Some((figures, end)) => {
                    whole.push_str(figures);
                    next = end;
                }
                None => return Some((whole, next)),
            }
        }
    }

    /// A broken part: a sign and figures, or the word for the point and digits.
    fn fraction(self, at: usize) -> Option<(String, usize)> {
        if self.sign(at, &['.', ',']) {
            let figures = self.get(at + 1)?.figures()?;
            let fits = self.sign(at, &[self.words.numbers.decimal]) || figures.len() != 3;
            return fits.then(|| (figures.to_owned(), at + 2));
        }
        let mut next = self.past(at, &self.words.numbers.point)?;
        let mut digits = String::new();
        while let Some(cardinal) = self.cardinal(next) {
            digits.push_str(&cardinal.text);
            next = cardinal.next;
        }
        (!digits.is_empty()).then_some((digits, next))
    }
}

fn value_of(digit: char) -> u64 {
    digit.to_digit(10).unwrap_or(0).into()
}
