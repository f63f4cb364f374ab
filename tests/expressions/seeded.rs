//! Expressions from seeds. Each failure prints its seed and the expression.

use std::{collections::BTreeMap, thread};

use clew::{
    call::{Type, Value},
    engine::Expression,
};
use fastrand::Rng;

use crate::line::{self, NAMES};

/// What debug builds of small threads have.
const STACK: usize = 512 * 1024;

fn pick<'a, T: ?Sized>(rng: &mut Rng, from: &[&'a T]) -> &'a T {
    from[rng.usize(..from.len())]
}

/// A condition over the line's names; most of them fit.
fn condition(rng: &mut Rng, deep: u8) -> String {
    if deep == 0 || rng.u8(..5) == 0 {
        return atom(rng);
    }
    let left = condition(rng, deep - 1);
    match rng.u8(..7) {
        0 => format!("not ({left})"),
        1..=3 => format!("({left}) and ({})", condition(rng, deep - 1)),
        _ => format!("{left} or {}", condition(rng, deep - 1)),
    }
}

fn atom(rng: &mut Rng) -> String {
    const SIGNS: [&str; 6] = ["==", "!=", "<", "<=", ">", ">="];
    let sign = pick(rng, &SIGNS);
    let equal = pick(rng, &SIGNS[..2]);
    match rng.u8(..13) {
        0 => pick(rng, &["staffed", "storm", "line.vip", "true", "false"]).to_owned(),
        1 => format!("known({})", pick(rng, &["tries", "kind", "staffed"])),
        2 => format!("kind {equal} '{}'", pick(rng, &["billing", "parcel", "other"])),
        3 => format!("kind in ['{}', '{}']", pick(rng, &["billing", "parcel"]), pick(rng, &["other", "parcel"])),
        4 => format!("parcel.state {equal} {}", pick(rng, &["'a'", "'other'", "kind", "parcel_number"])),
        5 => format!("today {sign} {}", pick(rng, &["2026-12-23", "2026-12-24", "parcel.eta", "parcel.eta + 1"])),
        6 => format!("total {sign} {}", pick(rng, &["1", "paid", "paid * 2", "-paid"])),
        7 => format!("size(stops) {sign} {}", rng.u8(..3)),
        8 => format!("tries in [{}, {}]", rng.u8(..4), rng.i8(-2..4)),
        9 => format!("{} {sign} tries", rng.u8(..4)),
        10 => format!("tries {sign} {}", pick(rng, &["misses", "tries", "misses + 1", "1 / misses"])),
        11 => format!("parcel_number {equal} '{}'", pick(rng, &["1", "007", "9"])),
        _ => format!("tries {sign} {}", rng.u8(..4)),
    }
}

/// Values for all names; some are unknown.
fn environment(rng: &mut Rng) -> BTreeMap<&'static str, Value> {
    let mut values = BTreeMap::new();
    for name in NAMES {
        let possible = line::values(&line::of(name).unwrap());
        if rng.u8(..6) != 0 {
            values.insert(name, possible[rng.usize(..possible.len())].clone());
        }
    }
    values
}

#[test]
fn what_check_accepts_comes_to_its_type_or_to_nothing() {
    let (mut accepted, mut known) = (0, 0);
    for seed in 0..4_000 {
        let mut rng = Rng::with_seed(seed);
        let source = if rng.bool() { condition(&mut rng, 3) } else { calculation(&mut rng, 3) };
        let read = Expression::parse(&source).unwrap_or_else(|error| panic!("seed {seed}: {source}: {error}"));
        let Ok(of) = read.check_with(&line::of, &NAMES) else { continue };
        accepted += 1;
        for _ in 0..4 {
            let values = environment(&mut rng);
            let value = read.value(&|path| values.get(path).cloned());
            known += usize::from(value.is_some());
            assert!(value.as_ref().is_none_or(|value| line::fits(value, &of)), "seed {seed}: {source}: {value:?}");
        }
    }
    assert!(1_500 < accepted && 2_000 < known, "{accepted} accepted, {known} known");
}

/// Anything with anything: most of it does not fit.
fn calculation(rng: &mut Rng, deep: u8) -> String {
    if deep == 0 {
        let literals = ["1", "0.5", "'a'", "2026-12-24", "18:00", "true", "-3", "[1, 2]", "2026-12-24T18:00"];
        return if rng.bool() { pick(rng, &NAMES).to_owned() } else { pick(rng, &literals).to_owned() };
    }
    let (left, right) = (calculation(rng, deep - 1), calculation(rng, deep - 1));
    match rng.u8(..12) {
        0..=5 => left,
        6 => format!("day({left})"),
        7 => format!("size({left})"),
        8 => format!("({left}) {} ({right})", pick(rng, &["==", "<", "in", "!="])),
        _ => format!("({left}) {} ({right})", pick(rng, &["+", "-", "*", "/"])),
    }
}

/// A condition as a tree of its own, to hold the evaluation against.
enum Naive {
    Name(&'static str),
    Not(Box<Naive>),
    And(Box<Naive>, Box<Naive>),
    Or(Box<Naive>, Box<Naive>),
}

const TRUTHS: [&str; 3] = ["staffed", "storm", "line.vip"];

impl Naive {
    fn random(rng: &mut Rng, deep: u8) -> Self {
        if deep == 0 {
            return Self::Name(pick(rng, &TRUTHS));
        }
        let mut inner = || Box::new(Self::random(rng, deep - 1));
        let (left, right) = (inner(), inner());
        match rng.u8(..4) {
            0 => Self::Not(left),
            1 => Self::And(left, right),
            2 => Self::Or(left, right),
            _ => *left,
        }
    }

    /// With as few brackets as precedence needs: 0 within `or`, 1 within `and`, 2 within `not`.
    fn written(&self, within: u8) -> String {
        let (text, binds) = match self {
            Self::Name(name) => ((*name).to_owned(), 3),
            Self::Not(inner) => (format!("not {}", inner.written(2)), 2),
            Self::And(left, right) => (format!("{} and {}", left.written(1), right.written(1)), 1),
            Self::Or(left, right) => (format!("{} or {}", left.written(0), right.written(0)), 0),
        };
        if binds < within { format!("({text})") } else { text }
    }

    /// False, unknown and true as 0, 1 and 2: `and` is the least, `or` the most.
    fn value(&self, values: &[u8; 3]) -> u8 {
        match self {
            Self::Name(name) => values[TRUTHS.iter().position(|known| known == name).unwrap()],
            Self::Not(inner) => 2 - inner.value(values),
            Self::And(left, right) => left.value(values).min(right.value(values)),
            Self::Or(left, right) => left.value(values).max(right.value(values)),
        }
    }
}

/// All that three names can be.
fn triples() -> impl Iterator<Item = [u8; 3]> {
    (0..27).map(|all| [all / 9, all / 3 % 3, all % 3])
}

fn truth(values: &[u8; 3], path: &str) -> Option<Value> {
    match values[TRUTHS.iter().position(|known| *known == path)?] {
        0 => Some(Value::Truth(false)),
        1 => None,
        _ => Some(Value::Truth(true)),
    }
}

#[test]
fn and_or_and_not_are_those_of_three_values_and_bind_as_they_should() {
    for seed in 0..2_000 {
        let naive = Naive::random(&mut Rng::with_seed(seed), 4);
        let source = naive.written(0);
        let read = Expression::parse(&source).unwrap_or_else(|error| panic!("seed {seed}: {source}: {error}"));
        let (mut can_be_true, mut can_be_false) = (false, false);
        for values in triples() {
            let expected = [Some(false), None, Some(true)][usize::from(naive.value(&values))];
            let value = read.value(&|path| truth(&values, path));
            assert_eq!(value, expected.map(Value::Truth), "seed {seed}: {source} with {values:?}");
            can_be_true |= expected == Some(true);
            can_be_false |= expected == Some(false);
        }
        // Over truths alone the search is exact, not merely sound.
        assert_eq!(read.never(&line::of).is_none(), can_be_true, "seed {seed}: {source}");
        assert_eq!(read.always(&line::of).is_none(), can_be_false, "seed {seed}: {source}");
    }
}

#[test]
fn nothing_is_called_never_that_some_values_make_true() {
    let (mut never, mut always) = (0, 0);
    for seed in 0..3_000 {
        let mut rng = Rng::with_seed(seed);
        let source = condition(&mut rng, 3);
        let read = Expression::parse(&source).unwrap_or_else(|error| panic!("seed {seed}: {source}: {error}"));
        let (not_true, not_false) = (read.never(&line::of), read.always(&line::of));
        never += usize::from(not_true.is_some());
        always += usize::from(not_false.is_some());
        if not_true.is_none() && not_false.is_none() {
            continue;
        }
        for values in assignments(&read) {
            let value = read.value(&|path| values.get(path).cloned());
            let shown = || format!("seed {seed}: {source} with {values:?}");
            assert!(not_true.is_none() || value != Some(Value::Truth(true)), "{}", shown());
            assert!(not_false.is_none() || value != Some(Value::Truth(false)), "{}", shown());
        }
    }
    assert!(100 < never && 100 < always, "{never} never, {always} always");
}

/// Everything that the names an expression reads can be, unknown too; at most 20,000 of them.
fn assignments(read: &Expression) -> Vec<BTreeMap<String, Value>> {
    let mut paths: Vec<&str> = read.reads().into_iter().map(|(path, _)| path).collect();
    paths.sort_unstable();
    paths.dedup();
    let mut all = vec![BTreeMap::new()];
    for path in paths {
        let known = line::values(&line::of(path).unwrap());
        all = all
            .into_iter()
            .flat_map(|values| {
                let with = |value: &Value| {
                    let mut values = values.clone();
                    values.insert(path.to_owned(), value.clone());
                    values
                };
                let more: Vec<_> = known.iter().map(with).collect();
                more.into_iter().chain([values])
            })
            .take(4_000)
            .collect();
    }
    all
}

#[test]
fn no_text_at_all_makes_it_panic() {
    let pieces = [
        "and",
        "or",
        "not",
        "in",
        "==",
        "<",
        "+",
        "-",
        "*",
        "/",
        "(",
        ")",
        "[",
        "]",
        ",",
        "'",
        "\"",
        "x",
        "tries",
        "1",
        "2026-12-24",
        "18:00",
        " ",
        ".",
        "é",
        "’",
        "{",
        "}",
        "&&",
        "!",
        "known",
        "size",
        "1e5",
        "\u{0}",
        "null",
        "is",
    ];
    for seed in 0..20_000 {
        let mut rng = Rng::with_seed(seed);
        let count = rng.usize(..30);
        let source = if rng.bool() {
            (0..count).map(|_| pick(&mut rng, &pieces)).collect::<String>()
        } else {
            String::from_utf8_lossy(&(0..count).map(|_| rng.u8(..)).collect::<Vec<_>>()).into_owned()
        };
        match Expression::parse(&source) {
            Ok(read) => {
                let errors = read.check_with(&line::of, &NAMES).err().unwrap_or_default();
                assert!(errors.iter().all(|error| source.get(error.at.clone()).is_some()), "seed {seed}: {source:?}");
                let _ = (read.never(&line::of), read.always(&line::of), read.value(&|_| None), read.reads().len());
            }
            Err(error) => assert!(source.get(error.at.clone()).is_some(), "seed {seed}: {source:?}: {error:?}"),
        }
    }
}

/// Expressions as deep, as long and as wide as they come, and deeper.
fn giants() -> Vec<String> {
    let chain = |piece: &str| {
        let times = 1_990 / piece.len();
        format!("{}staffed", piece.repeat(times - 8))
    };
    vec![
        "(".repeat(20_000),
        format!("{}1{}", "(".repeat(900), ")".repeat(900)),
        format!("{}1{}", "(".repeat(16), ")".repeat(16)),
        format!("{}staffed{}", "not (".repeat(8), ")".repeat(8)),
        format!("{}1{}", "1 + 2 * -(".repeat(8), ")".repeat(8)),
        format!("{}1{}", "true or true and 1 == 1 + 2 * (".repeat(16), ")".repeat(16)),
        format!("{}1{}", "size(".repeat(16), ")".repeat(16)),
        "[".repeat(900),
        format!("tries in [{}]", vec!["1"; 900].join(",")),
        "not ".repeat(400),
        "- ".repeat(900),
        chain("staffed or "),
        chain("storm and "),
        chain("staffed == not "),
        chain("not staffed == "),
        chain("1 + "),
        chain("1*"),
        chain("tries<1 or "),
        (10..70).map(|at| format!("(tries=={at} or misses=={at}) and ")).collect::<String>() + "staffed",
        (10..70).map(|at| format!("(tries=={at} and misses=={at}) or ")).collect::<String>() + "staffed",
        "'".repeat(1_999),
        "x".repeat(2_001),
        "x.".repeat(999),
    ]
}

#[test]
fn giants_end_soon_on_a_small_stack() {
    let small = thread::Builder::new().stack_size(STACK).spawn(|| {
        let mut read = 0;
        for source in giants() {
            let Ok(parsed) = Expression::parse(&source) else { continue };
            read += 1;
            let copy = parsed.clone();
            assert_eq!(copy, parsed);
            let _ = (parsed.check_with(&line::of, &NAMES), parsed.never(&line::of), parsed.always(&line::of));
            let _ = parsed.value(&|_| Some(Value::Truth(true)));
        }
        read
    });
    assert_eq!(small.unwrap().join().unwrap(), 12, "of the giants are read");
}

#[test]
fn what_is_too_deep_too_long_or_too_wide_is_said() {
    let says = |source: &str| Expression::parse(source).unwrap_err().says;
    assert!(says(&"(".repeat(20)).contains("nest deeper than 16"));
    assert!(says(&"not ".repeat(20)).contains("nest deeper than 16"));
    assert!(says(&"x".repeat(2_001)).contains("at most 2000 bytes, and this has 2001"));
    assert!(says(&format!("x in [{}]", ["1"; 51].join(","))).contains("at most 50 values, and this has 51"));
    assert!(Expression::parse(&format!("x in [{}]", ["1"; 50].join(","))).is_ok());
    let sibling = format!("{} and {}", "not not (x)", "- - (1) == -(-(2))");
    assert_eq!(Expression::parse(&sibling).unwrap().check(&|_| Some(Type::Truth)), Ok(Type::Truth));
    let many = vec!["not (x)"; 100].join(" and ");
    assert!(Expression::parse(&many).is_ok(), "what stands beside each other does not nest");
}
