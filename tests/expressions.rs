//! Expressions, by tables: what they come to, of which type, and what is said about those that are wrong. A mistake is
//! marked in the expression itself, «so», and what is said to write instead is written and read again.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

#[path = "expressions/line.rs"]
mod line;
#[path = "expressions/seeded.rs"]
mod seeded;

use clew::{
    call::{Number, Type, Value},
    engine::{Expression, ExpressionError},
};
use line::{NAMES, date, time};

/// What the names of the table stand for.
fn known(path: &str) -> Option<Value> {
    let text = |text: &str| Value::Text(text.to_owned());
    Some(match path {
        "staffed" => Value::Truth(true),
        "storm" => Value::Truth(false),
        "today" => Value::Date(date(24)),
        "now" => Value::Moment(date(24).and_time(time(12))),
        "clock" => Value::Time(time(12)),
        "caller.number" => Value::Phone(Number::parse("+4930123456").unwrap()),
        "parcel.state" => text("on its way"),
        "parcel.eta" => Value::Date(date(26)),
        "parcel_number" => Value::Digits("007".to_owned()),
        "kind" => Value::Choice("billing".into()),
        "tries" => Value::Number(2.into()),
        "total" => Value::Money("12.50".parse().unwrap()),
        "paid" => Value::Money(5.into()),
        "stops" => Value::List(vec![text("a"), text("b")]),
        _ => return None,
    })
}

fn all_errors(source: &str) -> Vec<ExpressionError> {
    match Expression::parse(source) {
        Ok(read) => read.check_with(&line::of, &NAMES).err().unwrap_or_default(),
        Err(error) => vec![error],
    }
}

/// The expression without its marks, and what they mark.
fn unmarked(marked: &str) -> (String, std::ops::Range<usize>) {
    let (before, rest) = marked.split_once('«').unwrap_or_else(|| panic!("{marked}: no mark"));
    let (within, after) = rest.split_once('»').expect("a closing mark");
    (format!("{before}{within}{after}"), before.len()..before.len() + within.len())
}

#[track_caller]
fn comes_to(source: &str, expected: &str) {
    let read = Expression::parse(source).unwrap_or_else(|error| panic!("{source}: {error}"));
    let of = read.check_with(&line::of, &NAMES).unwrap_or_else(|errors| panic!("{source}: {errors:?}"));
    let value = read.value(&known);
    assert!(value.as_ref().is_none_or(|value| line::fits(value, &of)), "{source}: {value:?} is not {of:?}");
    assert_eq!(value.map_or("unknown".to_owned(), |value| value.plain()), expected, "{source}");
}

/// The first mistake is at the mark; what is to be written instead, if anything, leaves none behind.
#[track_caller]
fn wrong(marked: &str, says: &str, instead: &str) {
    let (source, at) = unmarked(marked);
    let errors = all_errors(&source);
    let first = errors.first().unwrap_or_else(|| panic!("{source}: nothing is wrong"));
    assert!(first.says.contains(says), "{source}: {}", first.says);
    assert_eq!(first.at, at, "{source}: {}", first.says);
    assert_eq!(first.instead.as_deref().unwrap_or(""), instead, "{source}: {}", first.says);
    if first.instead.is_some() {
        let repaired = format!("{}{instead}{}", &source[..at.start], &source[at.end..]);
        assert_eq!(all_errors(&repaired), [], "{source} became {repaired}");
    }
}

#[test]
fn values_are_read_compared_and_calculated() {
    for (source, expected) in [
        ("true", "true"),
        ("1 + 2 * 3 - 4 / 2", "5"),
        ("-(1 + 2)", "-3"),
        ("2 - -2", "4"),
        ("10 - 3 - 2", "5"),
        ("7 / 2", "3.5"),
        ("0.1 + 0.2 == 0.3", "true"),
        ("1.50 == 1.5", "true"),
        ("2026-12-24", "2026-12-24"),
        ("2026 -12 -24", "1990"),
        ("18:00", "18:00"),
        ("8:05", "08:05"),
        ("2026-12-24T18:00", "2026-12-24T18:00"),
        ("staffed and not storm", "true"),
        ("not staffed or not storm", "true"),
        ("not tries == 3", "true"),
        ("not tries == 2 or staffed", "true"),
        ("tries == 2 and tries in [1, 2]", "true"),
        ("tries in [-1, 3]", "false"),
        ("tries*2>3", "true"),
        ("'a' in stops", "true"),
        ("'c' in stops", "false"),
        ("not ('c' in stops)", "true"),
        ("kind == 'billing'", "true"),
        ("kind in ['parcel', 'other']", "false"),
        ("kind != other_kind", "unknown"),
        ("parcel_number == '007'", "true"),
        ("parcel_number == \"7\"", "false"),
        ("parcel.state == parcel_number", "false"),
        ("caller.number == '+4930123456'", "true"),
        ("starts(caller.number, '+49')", "true"),
        ("starts(parcel.state, 'off')", "false"),
        ("size(stops) + size(parcel_number)", "5"),
        ("size('äöü')", "3"),
        ("total > 12", "true"),
        ("total - paid", "7.50"),
        ("total * 2 + 1", "26.00"),
        ("total / paid", "2.5"),
        ("today == 2026-12-24", "true"),
        ("parcel.eta - today", "2"),
        ("today + 2 == parcel.eta", "true"),
        ("1 + today", "2026-12-25"),
        ("today - 1 < parcel.eta", "true"),
        ("today + 0.5", "unknown"),
        ("today + 999999999999", "unknown"),
        ("day(now) == today", "true"),
        ("time(now) < 18:00 and clock >= 12:00", "true"),
        ("now >= 2026-12-24T12:00", "true"),
        ("known(tries) and not known(misses)", "true"),
        ("known(line.vip) == false", "true"),
        ("(((((((((((((((staffed)))))))))))))))", "true"),
        ("greeting", "unknown"),
    ] {
        comes_to(source, expected);
    }
}

#[test]
fn what_is_unknown_does_not_hold_and_is_not_spread_further_than_it_must() {
    for (source, expected) in [
        ("line.vip", "unknown"),
        ("not line.vip", "unknown"),
        ("line.vip and storm", "false"),
        ("storm and line.vip", "false"),
        ("line.vip and staffed", "unknown"),
        ("line.vip or staffed", "true"),
        ("staffed or line.vip", "true"),
        ("line.vip or storm", "unknown"),
        ("misses == misses", "unknown"),
        ("misses != 1", "unknown"),
        ("misses in [1, 2]", "unknown"),
        ("misses + 1 > 0 or true", "true"),
        ("tries / (tries - 2) == 1", "unknown"),
        ("tries / 0", "unknown"),
        ("9999999999999999999999999999 * 9999999999999999999999999999", "unknown"),
        ("-9999999999999999999999999999 - 9999999999999999999999999999 * 9", "unknown"),
    ] {
        comes_to(source, expected);
        let read = Expression::parse(source).unwrap();
        assert_eq!(read.holds(&known), expected == "true", "{source}");
    }
}

#[test]
fn habits_from_elsewhere_are_told_what_to_write() {
    wrong("staffed «&&» storm", "`&&` is written `and`", "and");
    wrong("staffed«&&»storm", "`&&` is written `and`", " and ");
    wrong("(staffed)«||»(storm)", "`||` is written `or`", " or ");
    wrong("«!»storm", "`!` is written `not`", "not ");
    wrong("staffed and «!»(storm)", "`!` is written `not`", "not ");
    wrong("tries «=» 2", "`=` is written `==`", "==");
    wrong("tries «===» 2", "`===` is written `==`", "==");
    wrong("tries «!==» 2", "is written `!=`", "!=");
    wrong("tries «<>» 2", "`<>` is written `!=`", "!=");
    wrong("tries «=>» 2", "is written `>=`", ">=");
    wrong("tries «≤» 2", "is written `<=`", "<=");
    wrong("tries «is» 2", "`is` is written `==`", "==");
    wrong("tries «is not» 2", "`is not` is written `!=`", "!=");
    wrong("tries «gt» 2", "`gt` is written `>`", ">");
    wrong("staffed «AND» storm", "`AND` is written `and`", "and");
    wrong("«Not» storm", "`Not` is written `not`", "not");
    wrong("staffed == «True»", "`True` is written `true`", "true");
    wrong("«{parcel.state}» == 'a'", "names stand bare", "parcel.state");
    wrong("«{{ tries }}» == 2", "names stand bare", "tries");
    wrong("parcel.state == «‘lost’»", "straight quotes", "'lost'");
    wrong("parcel.state == «“lost”»", "straight quotes", "'lost'");
    wrong("parcel.state == «`lost`»", "straight quotes", "'lost'");
    wrong("«tries == null»", "`known(tries)`", "not known(tries)");
    wrong("staffed and «parcel.eta != nil»", "`known(parcel.eta)`", "known(parcel.eta)");
    wrong("«tries not in» [1, 2]", "`not` stands before", "not tries in");
    wrong("1 < tries «<» 5", "comparisons do not chain", "and tries <");
    wrong("staffed«,» storm", "joined with `and`", " and");
    wrong("staffed «&& !storm || line.vip =» true", "`&&`", "and not storm or line.vip ==");
    wrong("clock > «9am»", "a time is written", "09:00");
    wrong("clock > «6pm»", "a time is written", "18:00");
    wrong("clock > «12am»", "a time is written", "00:00");
}

#[test]
fn what_cannot_be_read_is_said_at_its_place() {
    wrong("«»", "an expression is missing", "");
    wrong("«  »", "an expression is missing", "");
    wrong("staffed «and»", "`and` has nothing behind it", "");
    wrong("«and» staffed", "`and` has nothing before it", "");
    wrong("staffed and «or» storm", "a value is missing before `or`", "");
    wrong("staffed or «)»", "a value is missing before `)`", "");
    wrong("«(»staffed", "this `(` is not closed", "");
    wrong("staffed«)»", "nothing is open that this `)` could close", "");
    wrong("tries in «[»1, 2", "this `[` is not closed", "");
    wrong("tries in «[»1, 2)", "this `[` is not closed", "");
    wrong("tries in [1 «2»]", "an operator such as", "");
    wrong("tries in [1, «]»", "a value is missing before `]`", "");
    wrong("kind in [«billing»]", "a text stands in quotes", "'billing'");
    wrong("tries in [-«'a'»]", "only a number has a minus", "");
    wrong("parcel.state == «'lost»", "is not closed by `'`", "");
    wrong("parcel.state == «\"lost'»", "is not closed by `\"`", "");
    wrong("staffed «storm»", "an operator such as", "");
    wrong("tries == 2 «3»", "an operator such as", "");
    wrong("tries «%» 2", "`%` has no place", "");
    wrong("tries == 2«;»", "`;` has no place", "");
    wrong("tries == «5x»", "neither a number nor a name", "");
    wrong("tries == «1.2.3»", "neither a number nor a name", "");
    wrong("tries == «99999999999999999999999999999999»", "at most 28 digits", "");
    wrong("today == «2026-02-30»", "`2026-02-30` is no day", "");
    wrong("clock == «24:10»", "`24:10` is no time of day", "");
    wrong("now == «2026-12-24T25:00»", "`25:00` is no time of day", "");
    wrong("«parcel..state» == 'a'", "between dots stand names", "parcel.state");
    wrong("«parcel.state.» == 'a'", "between dots stand names", "parcel.state");
    wrong("staffed == «not» storm", "brackets belong around `not`", "");
    wrong("«siez»(stops) > 1", "there is no `siez(…)`", "size");
    wrong("«staffed»()", "there is no `staffed(…)`", "");
    wrong("«size()» > 1", "it is written `size(text)`", "");
    wrong("«starts(kind)»", "it is written `starts(text, 'so')`", "");
    wrong("«known(1)»", "`known` asks for a name", "");
    wrong("size(stops«;» 1)", "`;` has no place", "");
}

#[test]
fn what_does_not_fit_is_said_at_its_place() {
    wrong("«stafed» and not storm", "nothing is called `stafed`", "staffed");
    wrong("staffed and «parcel.stat» == 'lost'", "nothing is called `parcel.stat`", "parcel.state");
    wrong("«zebra» and storm", "nothing is called `zebra`", "");
    wrong("known(«trys»)", "nothing is called `trys`", "tries");
    wrong("kind == «billing»", "a text stands in quotes", "'billing'");
    wrong("«billing» != kind", "a text stands in quotes", "'billing'");
    wrong("parcel.state == «lost»", "a text stands in quotes", "'lost'");
    wrong("kind == «'biling'»", "never true: it is one of billing, parcel, other", "'billing'");
    wrong("kind in ['billing', «'zebra'»]", "never true", "");
    wrong("parcel_number == «123456»", "digits are compared as text", "'123456'");
    wrong("parcel_number == «'12-34'»", "never true: it holds digits", "'1234'");
    wrong("parcel_number == «''»", "never true: it holds digits", "");
    wrong("caller.number == «'0301234'»", "never true: a phone number", "");
    wrong("tries == «'2'»", "this is a text, and is compared with a number", "2");
    wrong("today == «'2026-12-24'»", "this is a text", "2026-12-24");
    wrong("clock < «'18:00'»", "this is a text", "18:00");
    wrong("staffed == «'yes'»", "this is a text", "");
    wrong("tries in [«'1'»]", "this is a text", "1");
    wrong("«now» == today", "by its day", "day(now)");
    wrong("today < «now»", "by its day", "day(now)");
    wrong("«tries == today»", "a number is never a date", "");
    wrong("«staffed == tries»", "true or false is never a number", "");
    wrong("«parcel.state» < 'b'", "only numbers, amounts, days and times", "");
    wrong("«staffed» < storm", "only numbers, amounts, days and times", "");
    wrong("«parcel» == 'lost'", "name the field that you mean, as in `.eta`", "");
    wrong("«stops» == 'a'", "a list is compared with nothing", "");
    wrong("'a' in «parcel.state»", "`in` wants a list", "");
    wrong("'a' in [«1»]", "compared as text", "'1'");
    wrong("tries in «[]»", "nothing is in an empty one", "");
    wrong("tries in [1, «'a'»]", "of one type", "");
    wrong("staffed and «tries»", "`and` joins what is true or false, and this is a number", "known(tries)");
    wrong("not «parcel.state»", "`not` denies", "known(parcel.state)");
    wrong("«(tries + 1)» or storm", "`or` joins", "");
    wrong("«tries + parcel.state» == 1", "does not calculate", "");
    wrong("«total * paid» > 1", "does not calculate with an amount of money and an amount of money", "");
    wrong("«today + today» == today", "does not calculate", "");
    wrong("tries > 1 and -«kind» == 1", "only a number has a minus", "");
    wrong("size(«tries») > 1", "takes a text or a list, and this is a number", "");
    wrong("starts(«tries», 'a')", "takes texts", "");
    wrong("day(«today») == today", "takes a date and time", "");
}

#[test]
fn all_mistakes_are_found_at_once_and_none_twice() {
    let read = Expression::parse("stafed and (nope + 1 > 2 or kind == 'zebra') and tries").unwrap();
    let errors = read.check_with(&line::of, &NAMES).unwrap_err();
    let says: Vec<&str> = errors.iter().map(|error| error.says.as_str()).collect();
    assert_eq!(says.len(), 4, "{says:?}");
    assert!(errors.is_sorted_by_key(|error| error.at.start), "{errors:?}");
    assert_eq!(read.check(&line::of).unwrap_err().first().unwrap().instead, None, "without names there is no nearest");
}

#[test]
fn a_condition_is_true_or_false() {
    let check = |source: &str| Expression::parse(source).unwrap().check_condition(&line::of, &NAMES);
    assert_eq!(check("staffed"), Ok(()));
    let errors = check("tries").unwrap_err();
    assert_eq!((errors[0].at.clone(), errors[0].instead.as_deref()), (0..5, Some("known(tries)")));
    assert_eq!(check("tries + 1").unwrap_err()[0].says, "a condition is true or false, and this is a number");
}

#[test]
fn types_are_those_of_what_is_calculated() {
    for (source, expected) in [
        ("total + 1", Type::Money),
        ("total / paid", Type::Number),
        ("parcel.eta - today", Type::Number),
        ("today + 1", Type::Date),
        ("['a', 'b']", Type::List(Box::new(Type::Text))),
        ("day(now)", Type::Date),
        ("time(now)", Type::Time),
        ("caller.number", Type::Phone),
        ("'a'", Type::Text),
    ] {
        assert_eq!(Expression::parse(source).unwrap().check(&line::of), Ok(expected), "{source}");
    }
}

#[test]
fn what_is_read_is_told_with_its_place() {
    let source = "not (parcel.state) == 'x' and known(tries)";
    let read = Expression::parse(source).unwrap();
    assert_eq!(read.reads(), [("parcel.state", 5..17), ("tries", 36..41)]);
    assert_eq!((read.source(), format!("{read:?}").as_str()), (source, source));
}

#[test]
fn expressions_are_read_from_yaml_as_they_are_written() {
    let read = |yaml: &str| serde_saphyr::from_str::<Expression>(yaml).map_err(|error| error.to_string());
    for (yaml, source) in [
        ("staffed and not storm", "staffed and not storm"),
        ("\"kind == 'a'\"", "kind == 'a'"),
        ("true", "true"),
        ("5", "5"),
        ("-2", "-2"),
        ("1.5", "1.5"),
    ] {
        assert_eq!(read(yaml).unwrap().source(), source);
    }
    assert!(read("staffed && storm").unwrap_err().contains("`&&` is written `and`"));
    assert!(read("[a]").unwrap_err().contains("an expression, such as"));
    assert!(serde_json::from_value::<Expression>(serde_json::json!(true)).is_ok());
    assert!(serde_json::to_string(&schemars::schema_for!(Expression)).unwrap().contains("boolean"));
}

/// The mark is what can never be true, or never false.
#[track_caller]
fn certain(marked: &str, never: bool, says: &str) {
    let (source, at) = unmarked(marked);
    let read = Expression::parse(&source).unwrap();
    assert_eq!(read.check(&line::of), Ok(Type::Truth), "{source}");
    let (found, other) = if never {
        (read.never(&line::of), read.always(&line::of))
    } else {
        (read.always(&line::of), read.never(&line::of))
    };
    assert_eq!(other, None, "{source}");
    let found = found.unwrap_or_else(|| panic!("{source}: nothing was found"));
    assert!(found.says.contains(says), "{source}: {}", found.says);
    assert_eq!(found.at, at, "{source}: {}", found.says);
}

#[test]
fn what_can_never_be_true_is_found() {
    for marked in [
        "«false»",
        "«1 == 2»",
        "«1 / 0 == 1» and false",
        "«1 / 0 == 1»",
        "staffed and «false»",
        "«staffed and not staffed»",
        "«tries == 1 and tries == 2»",
        "storm and («tries == 1 and tries == 2») and staffed",
        "«tries == 1 and storm and tries == 2»",
        "«tries < 3 and tries > 5»",
        "«tries < 3 and tries >= 3»",
        "«3 > tries and 5 < tries»",
        "«tries in [1, 2] and tries in [3, 4]»",
        "«tries in [1, 2] and tries > 2»",
        "«not tries in [1, 2] and tries == 2»",
        "«kind == 'billing' and kind == 'parcel'»",
        "«(kind != 'billing' and kind != 'parcel') and kind != 'other'»",
        "«not (kind in ['billing', 'parcel']) and kind != 'other'»",
        "«not known(tries) and tries == 1»",
        "«tries < misses and misses < tries»",
        "«tries < misses and tries == misses»",
        "«tries != tries»",
        "«size(stops) < 0»",
        "«size(stops) == 1 and size(stops) == 2»",
        "«total > 5 and total <= 5»",
        "«today > 2026-12-24 and today < 2026-12-20»",
        "«(tries == 1 or tries == 2) and (tries == 3 or tries == 4)»",
        "«tries == 1 and tries == 2 or storm and not storm»",
        "«starts(parcel.state, 'a') and not starts(parcel.state, 'a')»",
        "«tries + 1 == 2 and tries + 1 == 3»",
        "«parcel_number == '1' and parcel_number == '01'»",
    ] {
        certain(marked, true, "never true");
    }
    certain("«tries == 1 and tries == 2» and storm", true, "`tries == 1` and `tries == 2` exclude each other");
    certain("«not (storm or not storm)»", true, "always true: one of `storm` and `not storm` is, and so this is never");
}

#[test]
fn what_can_never_be_false_is_found() {
    for marked in [
        "«true»",
        "storm or «true»",
        "«staffed or not staffed»",
        "«tries < 3 or tries > 2»",
        "«tries == tries»",
        "«tries <= misses or tries > misses»",
        "«kind in ['billing', 'parcel', 'other']»",
        "«kind == 'billing' or kind == 'parcel' or kind == 'other'»",
        "«known(tries) or not known(tries)»",
        "«size(stops) >= 0»",
        "«not (tries == 1 and tries == 2)»",
    ] {
        certain(marked, false, "always true");
    }
}

#[test]
fn what_may_be_is_left_alone() {
    for source in [
        "staffed and not storm",
        "tries > 3 and tries < 5",
        "tries >= 3 and tries <= 3",
        "tries == 1 or tries == 2",
        "tries != 1 and tries != 2",
        "kind != 'billing' and kind != 'parcel'",
        "kind == 'other' and kind == other_kind",
        "tries == 1 and misses == 2",
        "tries <= misses and misses <= tries",
        "known(tries) and tries == 1",
        "not known(tries) or tries == 1",
        "staffed == not_known",
        "size(stops) > 0 and size(stops) < 2",
        "parcel.state == 'a' or parcel.state != 'b'",
        "tries in [1, 2] and tries in [2, 3]",
        "not (tries < 2) and tries == 2",
        "not (tries > 2) and tries == 2",
        "not (tries <= 2) and tries == 3",
        "not (tries >= 2) and tries == 1",
        // More ways than are kept apart.
        &chained(" and ", |at| format!("(tries > {at} or misses > {at})")),
        &chained(" or ", |at| format!("tries == {at}")),
        &chained(" and ", |at| format!("tries != {at}")),
    ] {
        let read = Expression::parse(source).unwrap();
        assert_eq!((read.never(&line::of), read.always(&line::of)), (None, None), "{source}");
    }
}

/// As many parts as an expression has room for; one more than there are ways, at most.
fn chained(joint: &str, part: impl Fn(usize) -> String) -> String {
    let parts: Vec<String> = (10..75).map(part).collect();
    let fits = |count: &usize| parts[..*count].join(joint).len() <= 2_000;
    parts[..(1..=parts.len()).take_while(fits).last().unwrap()].join(joint)
}
