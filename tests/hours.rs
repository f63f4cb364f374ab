//! Opening hours: what is open when, across holidays and changes of clocks, and what is said about wrong rules.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use chrono::{NaiveDateTime, TimeZone};
use clew::{
    call::Moment,
    engine::hours::{Hours, HoursError, HoursField, HoursShape},
};
use fastrand::Rng;

fn shape(open: &str, zone: &str, holidays: &str) -> HoursShape {
    let holidays = Some(holidays.to_owned()).filter(|country| !country.is_empty());
    HoursShape { open: open.to_owned(), zone: zone.to_owned(), holidays, closed: Vec::new() }
}

fn hours(open: &str, zone: &str, holidays: &str) -> Hours {
    let read = Hours::read(&shape(open, zone, holidays));
    read.unwrap_or_else(|errors| panic!("{open} in {zone}: {errors:?}"))
}

/// What clocks show there; of a doubled minute, the first.
fn moment(hours: &Hours, local: &str) -> Moment {
    let naive = NaiveDateTime::parse_from_str(local, "%Y-%m-%d %H:%M").unwrap();
    let there = hours.zone().from_local_datetime(&naive).earliest();
    Moment::from_millis(there.unwrap_or_else(|| panic!("{local} does not exist")).timestamp_millis())
}

fn shown(hours: &Hours, moment: Moment) -> String {
    hours.local(moment).format("%Y-%m-%d %H:%M").to_string()
}

const OFFICE: &str = "Mo-Fr 08:00-18:00; Sa 09:00-13:00; PH off";

#[test]
fn it_is_open_when_the_rules_say_so() {
    let office = hours(OFFICE, "America/New_York", "US");
    for (local, open, next_open) in [
        ("2026-11-24 07:59", false, "2026-11-24 08:00"),
        ("2026-11-24 08:00", true, "2026-11-24 08:00"),
        ("2026-11-24 17:59", true, "2026-11-24 17:59"),
        ("2026-11-24 18:00", false, "2026-11-25 08:00"),
        ("2026-11-25 18:00", false, "2026-11-27 08:00"), // Thanksgiving lies between.
        ("2026-11-28 12:59", true, "2026-11-28 12:59"),
        ("2026-11-28 13:00", false, "2026-11-30 08:00"),
        ("2026-12-24 20:00", false, "2026-12-26 09:00"),
        ("2026-12-31 23:59", false, "2027-01-02 09:00"),
    ] {
        let at = moment(&office, local);
        assert_eq!(
            (office.open_at(at), shown(&office, office.next_open(at).unwrap()).as_str()),
            (open, next_open),
            "{local}"
        );
    }
    let noon = moment(&office, "2026-11-24 12:00");
    assert_eq!(shown(&office, office.next_change(noon).unwrap()), "2026-11-24 18:00");
}

#[test]
fn rules_mean_what_they_say() {
    for (open, local, expected) in [
        ("24/7", "2026-11-24 03:00", true),
        ("Mo-Su 00:00-24:00", "2026-11-24 23:59", true),
        ("Fr 22:00-03:00", "2026-11-28 02:59", true),
        ("Fr 22:00-26:00", "2026-11-28 02:00", false),
        ("Mo-Fr 08:00-12:00,13:00-17:00", "2026-11-24 12:30", false),
        ("Mo-Fr 08:00-18:00; Dec 24 08:00-12:00", "2026-12-24 12:30", false),
        ("Mo-Fr 08:00-18:00; 2026 Dec 24 off", "2026-12-24 10:00", false),
        ("Mo-Fr 08:00-18:00; 2026 Dec 24 off", "2027-12-24 10:00", true),
        ("Mo-Fr 08:00-18:00; Aug 20-22 off \"summer party\"", "2026-08-21 10:00", false),
        ("Apr-Sep Mo-Fr 08:00-18:00", "2026-11-24 10:00", false),
        ("week 1-53/2 Mo 08:00-18:00", "2026-01-05 10:00", false),
        ("week 1-53/2 Mo 08:00-18:00", "2026-01-12 10:00", true),
        ("Mo[1] 08:00-18:00", "2026-12-07 10:00", true),
        ("Mo[1] 08:00-18:00", "2026-12-14 10:00", false),
        ("easter 08:00-18:00", "2026-04-05 10:00", true),
        ("mo-fr 8:00 - 18:00", "2026-11-24 10:00", true),
    ] {
        let hours = hours(open, "Europe/Berlin", "");
        assert_eq!(hours.open_at(moment(&hours, local)), expected, "{open} at {local}");
    }
}

#[test]
fn public_holidays_are_those_of_the_country() {
    let closed = |country: &str, zone: &str, day: &str| {
        let hours = hours("Mo-Su 08:00-18:00; PH off", zone, country);
        !hours.open_at(moment(&hours, &format!("{day} 10:00")))
    };
    for (country, zone, holidays, workdays) in [
        (
            "US",
            "America/New_York",
            "2026-01-01 2026-01-19 2026-02-16 2026-05-25 2026-06-19 2026-07-03 2026-09-07 2026-11-11 2026-11-26 2026-12-25",
            "2026-04-03 2026-04-06 2026-11-27 2026-12-24 2026-12-26 2026-02-12",
        ),
        (
            "DE",
            "Europe/Berlin",
            "2026-01-01 2026-04-03 2026-04-06 2026-05-01 2026-05-14 2026-05-25 2026-10-03 2026-12-25 2026-12-26",
            "2026-01-06 2026-03-08 2026-06-04 2026-08-15 2026-10-31 2026-11-01 2026-11-18 2026-12-24 2026-12-31",
        ),
        (
            "ES",
            "Europe/Madrid",
            "2026-01-01 2026-01-06 2026-04-03 2026-05-01 2026-08-15 2026-10-12 2026-12-08 2026-12-25",
            "2026-03-19 2026-04-06 2026-05-02 2026-07-25 2026-12-26 2026-12-24",
        ),
        (
            "FR",
            "Europe/Paris",
            "2026-01-01 2026-04-06 2026-05-01 2026-05-08 2026-05-14 2026-05-25 2026-07-14 2026-08-15 2026-11-01 2026-11-11 2026-12-25",
            "2026-04-03 2026-12-26 2026-01-06 2026-10-03 2026-12-24",
        ),
    ] {
        let wrong_holidays: Vec<&str> = holidays.split(' ').filter(|day| !closed(country, zone, day)).collect();
        let wrong_workdays: Vec<&str> = workdays.split(' ').filter(|day| closed(country, zone, day)).collect();
        assert_eq!((wrong_holidays, wrong_workdays), (vec![], vec![]), "{country}");
    }
}

#[test]
fn own_days_are_closed_from_midnight_to_midnight() {
    let mut own = shape("Mo-Su 22:00-03:00; PH 10:00-12:00", "America/New_York", "US");
    own.closed = vec!["2026-12-24".to_owned(), "2026-12-25".to_owned()];
    let own = Hours::read(&own).unwrap();
    for (local, open) in [
        ("2026-12-23 23:00", true),
        ("2026-12-24 01:00", false), // The night before does not reach into it.
        ("2026-12-24 23:00", false),
        ("2026-12-25 11:00", false),
        ("2026-12-26 01:00", true), // Midnight is past.
        ("2026-12-26 23:00", true),
        ("2027-01-01 11:00", true),
    ] {
        assert_eq!(own.open_at(moment(&own, local)), open, "{local}");
    }
}

/// Zones that change their clocks in different ways: by an hour, by half an hour, not at midnight, and by a whole day.
const ZONES: [(&str, &str); 7] = [
    ("America/New_York", "2026-03-08 00:00"),
    ("America/New_York", "2026-10-31 20:00"),
    ("Europe/Berlin", "2026-03-28 20:00"),
    ("Europe/Berlin", "2026-10-24 20:00"),
    ("Australia/Lord_Howe", "2026-04-04 20:00"),
    ("America/Santiago", "2026-09-05 18:00"),
    ("Africa/Casablanca", "2026-02-14 20:00"),
];

#[test]
fn the_next_change_is_the_first_minute_that_differs_also_when_clocks_change() {
    let rules = [
        "Mo-Su 02:15-02:45",
        "Mo-Su 01:30-02:30",
        "Mo-Su 03:00-04:00",
        "Mo-Su 00:00-02:00,02:30-24:00",
        "Su 00:00-01:45",
        "24/7",
        "Mo-Fr 22:00-02:30",
        "Mo-Su 00:30-00:40; Su 23:30-23:45",
    ];
    for (zone, from) in ZONES {
        for rule in rules {
            let hours = hours(rule, zone, "");
            let start = moment(&hours, from).millis();
            let open: Vec<bool> =
                (0..24 * 60).map(|minute| hours.open_at(Moment::from_millis(start + minute * 60_000))).collect();
            for at in (0..open.len()).step_by(29) {
                let here = Moment::from_millis(start + i64::try_from(at).unwrap() * 60_000 + 999);
                let scanned = (at..open.len()).find(|later| open[*later] != open[at]);
                let found = hours.next_change(here).map(|found| (found.millis() - start) / 60_000);
                let found = found.and_then(|found| usize::try_from(found).ok()).filter(|found| *found < open.len());
                assert_eq!(found, scanned, "{rule} in {zone}, {at} minutes after {from}");
            }
        }
    }
}

#[test]
fn a_minute_that_is_doubled_is_open_twice_and_one_that_is_skipped_never() {
    let night = hours("Mo-Su 02:15-02:45", "Europe/Berlin", "");
    let autumn = moment(&night, "2026-10-25 02:30");
    assert!(night.open_at(autumn) && night.open_at(autumn.plus_millis(3_600_000)));
    assert!(!night.open_at(autumn.plus_millis(1_800_000)));
    let spring = moment(&night, "2026-03-29 01:59");
    assert_eq!(shown(&night, night.next_open(spring).unwrap()), "2026-03-30 02:15");
    assert_eq!(shown(&night, spring.plus_millis(60_000)), "2026-03-29 03:00");
}

#[test]
fn hours_that_never_open_are_found_and_any_moment_can_be_asked_about() {
    let from = Moment::from_millis(1_795_516_200_000);
    for (rule, ever) in [
        ("2020 Mo-Fr 08:00-18:00", false),
        ("Mo-Fr 08:00-18:00; Mo-Su off", false),
        ("24/7 off", false),
        ("2027 Dec 31 10:00-11:00", true),
        ("2030 Mo-Fr 08:00-18:00", false),
        ("24/7", true),
        (OFFICE, true),
    ] {
        let hours = hours(rule, "America/New_York", "US");
        assert_eq!(hours.ever_open(from), ever, "{rule}");
        for millis in [i64::MIN, -1, 0, 253_402_300_800_000, i64::MAX] {
            let at = Moment::from_millis(millis);
            let _ = (hours.open_at(at), hours.next_change(at), hours.next_open(at), hours.local(at));
        }
    }
    assert_eq!(hours("24/7", "UTC", "").next_change(from), None);
}

fn first_error(shape: &HoursShape) -> Option<HoursError> {
    Hours::read(shape).err().map(|errors| errors.into_iter().next().expect("an error"))
}

/// The mistake is at the mark, «so»; what is to be written instead leaves none behind.
#[track_caller]
fn wrong(marked: &str, says: &str, instead: &str) {
    let (before, rest) = marked.split_once('«').expect("a mark");
    let (within, after) = rest.split_once('»').expect("a closing mark");
    let source = format!("{before}{within}{after}");
    let error = first_error(&shape(&source, "UTC", "")).unwrap_or_else(|| panic!("{source}: nothing is wrong"));
    assert_eq!(error.field, HoursField::Open);
    assert!(error.says.contains(says), "{source}: {}", error.says);
    assert_eq!(error.instead.as_deref().unwrap_or_default(), instead, "{source}: {}", error.says);
    assert_eq!(&source[error.at.clone()], within, "{source}: {}", error.says);
    assert_eq!(error.at.start, before.len(), "{source}");
    if error.instead.is_some() {
        let repaired = format!("{before}{instead}{after}");
        assert_eq!(first_error(&shape(&repaired, "UTC", "US")), None, "{source} became {repaired}");
    }
}

#[test]
fn slips_are_told_what_to_write() {
    wrong("«Mon-Fri» 08:00-18:00", "days are written", "Mo-Fr");
    wrong("«Monday to Friday» 08:00-18:00", "days are written", "Mo-Fr");
    wrong("«Mo - Fr» 08:00-18:00", "without spaces", "Mo-Fr");
    wrong("«Mo, We and Fr» 08:00-18:00", "without spaces", "Mo,We,Fr");
    wrong("«Sat & Sun» 10:00-12:00", "days are written", "Sa,Su");
    wrong("«Saturday» 10:00-12:00", "days are written", "Sa");
    wrong("«weekdays» 10:00-12:00", "days are written", "Mo-Fr");
    wrong("Mo-Fr «8-18»", "times are written", "08:00-18:00");
    wrong("«8-18»", "times are written", "08:00-18:00");
    wrong("Mo-Fr «0800-1800»", "times are written", "08:00-18:00");
    wrong("Mo-Fr «08.00-18.00»", "times are written", "08:00-18:00");
    wrong("Mo-Fr «9am-5pm»", "times are written", "09:00-17:00");
    wrong("Mo-Fr «9:30 AM to 5 p.m.»", "times are written", "09:30-17:00");
    wrong("Mo-Fr «9-5pm»", "times are written", "09:00-17:00");
    wrong("Mo-Fr «1-5pm»", "times are written", "13:00-17:00");
    wrong("Mo-Fr «9am-5»", "times are written", "09:00-17:00");
    wrong("Mo-Fr «12pm-12am»", "times are written", "12:00-24:00");
    wrong("Mo-Fr «8h-18h30»", "times are written", "08:00-18:30");
    wrong("Mo-Fr «08:00–18:00»", "times are written", "08:00-18:00");
    wrong("«Mon-Fri 9am-5pm»", "days are written", "Mo-Fr 09:00-17:00");
    wrong("«Mon-Fri 8-18; Sat 9-13; holidays» off", "days are written", "Mo-Fr 08:00-18:00; Sa 09:00-13:00; PH");
    wrong("Mo-Fr 08:00-18:00; «2026-12-24» off", "dates are written", "2026 Dec 24");
    wrong("Mo-Fr 08:00-18:00«;»", "a rule is missing", "");
    wrong("«December» 24 off; Mo-Fr 08:00-18:00", "months", "Dec");
    wrong("«Mo-Fr»; Sa 08:00-18:00", "open all day", "Mo-Fr 00:00-24:00");
}

#[test]
fn what_cannot_be_used_or_read_is_said_at_its_place() {
    wrong("«»", "this is not understood", "");
    wrong("Mo-Fr 08:00-18:00; «PH» off", "whose holidays", "");
    wrong("Mo-Fr «sunrise»-18:00", "by the clock", "");
    wrong("Mo-Fr 08:00-18:00; «SH» off", "school holidays", "");
    wrong("Mo-Fr 08:00-18:00 «unknown»", "open or closed", "");
    wrong("Mo-Fr «lunch»", "`lunch` is not understood", "");
    wrong("Mo-Fr «(»08:00-18:00)", "`(` is not understood", "");
    wrong("Mo-Fr 08:00«+»", "an end is missing", "");
    wrong("Mo-Fr 08:00-18:00«/30»", "steps", "");
    wrong("Mo-Fr 08:00-18:00«/24:00»", "steps", "");
    wrong("Mo-Fr 08:00-18:«60»", "not understood from here on", "");
    wrong("Mo-Fr 08:00-18:00 «Sa» 09:00-13:00", "not understood from here on", "");
    wrong("«week 20-10 Mo 08:00-18:00»", "run backwards: `10-20`", "");
    wrong("«2030-2020 Mo 08:00-18:00»", "run backwards: `2020-2030`", "");
    wrong("«Mo 08:00-48:30»", "later than 48:00", "");
    wrong("«Feb 30» 08:00-18:00", "`Feb` has 29 days", "");
    wrong("Mo-Fr 08:00-18:00; 2026 «jun 31» off", "`jun` has 30 days", "");
    wrong("Mo-Fr «\n»08:00-18:00", "is not understood", "");
    let long = first_error(&shape(&"Mo off; ".repeat(80), "UTC", "")).unwrap();
    assert_eq!(long.says, "opening hours have at most 500 bytes, and these have 640");
}

#[test]
fn zones_countries_and_days_are_checked_all_at_once() {
    let place = |zone: &str, country: &str| {
        first_error(&shape("24/7", zone, country)).and_then(|error| Some(error.instead?.text))
    };
    for (zone, meant) in [
        ("America/NewYork", "America/New_York"),
        ("america/new_york", "America/New_York"),
        ("New York", "America/New_York"),
        ("Berlin", "Europe/Berlin"),
        ("Europe/Berln", "Europe/Berlin"),
        ("EST", "America/New_York"),
        ("PT", "America/Los_Angeles"),
        ("US/Eastern", "America/New_York"),
    ] {
        assert_eq!(place(zone, ""), Some(meant.to_owned()), "{zone}");
    }
    for (country, meant) in
        [("USA", "US"), ("us", "US"), ("Germany", "DE"), ("UK", "GB"), ("US-CA", "US"), ("Fran ce", "FR")]
    {
        assert_eq!(place("UTC", country), Some(meant.to_owned()), "{country}");
    }
    let mut all = shape("Mo-Fr 8-18", "Nowhere/Atall", "QQ");
    all.closed = ["2026-12-24", "24.12.2026", "2026-02-30", "1826-12-24"].map(str::to_owned).to_vec();
    let errors = Hours::read(&all).unwrap_err();
    let fields: Vec<HoursField> = errors.iter().map(|error| error.field).collect();
    let closed = [1, 2, 3].map(HoursField::Closed);
    assert_eq!(fields, [[HoursField::Open, HoursField::Zone, HoursField::Holidays].as_slice(), &closed].concat());
    assert_eq!(errors[1].instead, None);
    all.closed = vec!["2026-12-24".to_owned(); 5_000];
    assert_eq!(Hours::read(&all).unwrap_err().len(), 4, "one error says that there are too many");
}

#[test]
fn the_shape_is_read_from_yaml_and_knows_its_keys() {
    let yaml = "{ open: \"Mo-Fr 08:00-18:00; PH off\", zone: America/New_York, holidays: US, closed: [2026-12-24] }";
    let read: HoursShape = serde_saphyr::from_str(yaml).unwrap();
    assert_eq!(read.closed, ["2026-12-24"]);
    assert!(Hours::read(&read).is_ok());
    let wrong = serde_saphyr::from_str::<HoursShape>("{ open: 24/7, zone: UTC, timezone: UTC }").unwrap_err();
    assert!(wrong.to_string().contains("timezone"), "{wrong}");
    let schema = serde_json::to_string(&schemars::schema_for!(HoursShape)).unwrap();
    assert!(schema.contains("\"additionalProperties\":false") && schema.contains("public holidays"), "{schema}");
}

/// A rule that can be read, as a rule.
fn rule(rng: &mut Rng) -> String {
    let dates = [
        "",
        "",
        "2026 ",
        "2027+ ",
        "Dec 24 ",
        "Feb 29-Mar 3 ",
        "2026 Jan 01-2027 Feb 02 ",
        "week 1-53/2 ",
        "easter -2 days ",
    ];
    let days = ["Mo-Fr ", "Sa,Su ", "PH ", "Mo[1,-1] ", "Fr-Mo ", "PH -1 day ", "Su[2] +3 days ", "Mo-Su,PH "];
    let times = ["08:00-18:00", "22:00-26:00", "00:00-24:00", "02:15-02:45", "23:00-48:00", "08:00-12:00,13:00-17:00"];
    let ends = ["", "", "", " off", " closed \"lunch\"", " open"];
    [&dates[..], &days, &times, &ends].map(|from| from[rng.usize(..from.len())]).concat()
}

#[test]
fn no_text_at_all_makes_it_panic_or_take_long() {
    let pieces = [
        "Mo",
        "Fr",
        "Su",
        "PH",
        "SH",
        "Jan",
        "Dec",
        "Feb",
        "week",
        "easter",
        "off",
        "open",
        "closed",
        "unknown",
        "24/7",
        "08:00",
        "18:00",
        "24:00",
        "48:00",
        "26:00",
        "00:00",
        "8",
        "31",
        "53",
        "9999",
        "1900",
        "2026",
        "-",
        "-",
        ",",
        ", ",
        ";",
        "; ",
        " ",
        " ",
        " ",
        "+",
        "/",
        "||",
        " || ",
        "[",
        "]",
        "1",
        "-1",
        "+1 day",
        " -9999 days",
        "\"x\"",
        "\"",
        ":",
        "(",
        ")",
        "sunrise",
        "am",
        "é",
        "–",
        "to",
        "2026-12-24",
        "Mo-Fr 08:00-18:00",
        "Mo[5]",
        "Feb 29",
        "year",
    ];
    let mut read = 0;
    for seed in 0..700 {
        let mut rng = Rng::with_seed(seed);
        let count = rng.usize(..14);
        let open: String = match rng.bool() {
            true => (0..count).map(|_| pieces[rng.usize(..pieces.len())]).collect(),
            false => (0..=count / 4).map(|_| rule(&mut rng)).collect::<Vec<_>>().join("; "),
        };
        let Ok(hours) = Hours::read(&shape(&open, "America/New_York", "US")) else { continue };
        read += 1;
        let at = Moment::from_millis(rng.i64(0..4_000_000_000_000));
        let (open_now, next) = (hours.open_at(at), hours.next_change(at));
        let changes = next.is_none_or(|next| at < next && hours.open_at(next) != open_now);
        assert!(changes, "seed {seed}: {open:?} at {at:?}: {next:?}");
    }
    assert!(150 < read, "{read} were read");
}

#[test]
fn long_rules_end_soon() {
    let giants = [
        "24/7 ".repeat(2_000),
        "24/7; ".repeat(80),
        "Mo,".repeat(160) + "Tu 08:00-18:00",
        "Mo off, ".repeat(60) + "Tu 08:00-18:00",
        "(".repeat(10_000),
        "[".repeat(490),
        "\"".repeat(499),
        "easter -9999 days 08:00-09:00".to_owned(),
        "Mo[1,2,3,4,5] -9999 days 08:00-09:00".to_owned(),
        "Jan 1-Dec 31,".repeat(30) + "Jan 1 10:00-11:00",
        "08:00-08:01,".repeat(40) + "09:00-09:01",
        "week 1-53/2,".repeat(35) + "5 Mo 10:00-11:00",
        "Mo - ".repeat(99),
        "9am-".repeat(120),
    ];
    for open in giants {
        if let Ok(hours) = Hours::read(&shape(&open, "UTC", "")) {
            let from = Moment::from_millis(1_795_516_200_000);
            let _ = (hours.ever_open(from), hours.next_change(from));
        }
    }
}

/// What is doubted in rules that can be read: the stretch, and what may be meant.
fn doubts(open: &str) -> Vec<(String, Option<String>)> {
    let doubts = hours(open, "Europe/Berlin", "US").doubts();
    let shown = |doubt: HoursError| (open[doubt.at].to_owned(), doubt.instead.map(|instead| instead.text));
    doubts.into_iter().map(shown).collect()
}

#[test]
fn a_rule_that_a_later_one_takes_the_place_of_is_doubted() {
    for (open, stretch, instead) in [
        (
            "Mo-Fr 08:00-12:00; Mo-Fr 13:00-17:00",
            "Mo-Fr 08:00-12:00; Mo-Fr 13:00-17:00",
            "Mo-Fr 08:00-12:00,13:00-17:00",
        ),
        ("Mo-Fr 08:00-12:00; 13:00-17:00", "Mo-Fr 08:00-12:00; 13:00-17:00", "Mo-Fr 08:00-12:00,13:00-17:00"),
        (
            "Mo-Fr 08:00-12:00; Mo-Sa 13:00-17:00",
            "Mo-Fr 08:00-12:00; Mo-Sa 13:00-17:00",
            "Mo-Fr 08:00-12:00, Mo-Sa 13:00-17:00",
        ),
        ("Sa 09:00-13:00; Mo-Fr 08:00-18:00; Sa,Su off", "Sa 09:00-13:00", ""),
    ] {
        let instead = Some(instead.to_owned()).filter(|instead| !instead.is_empty());
        assert_eq!(doubts(open), [(stretch.to_owned(), instead.clone())], "{open}");
        if let Some(instead) = instead {
            assert_eq!(doubts(&instead), [], "{open}");
            let office = hours(&instead, "Europe/Berlin", "");
            for local in ["2026-11-24 09:00", "2026-11-24 15:00"] {
                assert!(office.open_at(moment(&office, local)), "{instead} at {local}");
            }
        }
    }
}

#[test]
fn a_span_over_night_and_half_of_the_next_day_is_doubted() {
    for (open, span, instead) in [
        ("Mo-Fr 17:00-13:00", "17:00-13:00", "13:00-17:00"),
        ("Mo-Fr 12:00-1:00", "12:00-1:00", "12:00-13:00"),
        ("Mo-Fr 09:00-05:00; PH off", "09:00-05:00", "09:00-17:00"),
        ("Mo-Fr 08:00-08:00", "08:00-08:00", "08:00-20:00"),
    ] {
        assert_eq!(doubts(open), [(span.to_owned(), Some(instead.to_owned()))], "{open}");
    }
}

#[test]
fn hours_that_are_meant_are_not_doubted() {
    for open in [
        "Mo-Fr 08:00-18:00; Sa 09:00-13:00; PH off",
        "Mo-Fr 08:00-12:00,13:00-17:00; Dec 24 08:00-12:00",
        "Mo-Su 08:00-18:00; Sa 10:00-12:00",
        "Mo-Fr 08:00-18:00; Mo[1] 10:00-18:00",
        "Mo[1] 08:00-18:00; Mo[2] 09:00-18:00",
        "Jun-Aug Mo-Fr 08:00-16:00; Sep-May Mo-Fr 08:00-18:00",
        "Mo-Fr 08:00-18:00; Mo-Fr 12:00-13:00 off",
        "Fr 22:00-03:00",
        "Mo-Fr 17:00-09:00",
        "Mo-Su 05:00-02:00",
        "Mo-Fr 10:00-26:00",
        "Mo-Fr 08:00-18:00; Aug 20-22 off \"17:00-13:00; 08:00-07:00\"",
        "24/7",
        "24/7; Dec 24 off",
    ] {
        assert_eq!(doubts(open), [], "{open}");
    }
}

#[test]
fn a_small_time_behind_a_larger_one_is_in_the_afternoon_and_a_guess() {
    for (open, instead, sure) in [
        ("Monday to Friday 8 to 5", "Mo-Fr 08:00-17:00", false),
        ("Mo-Fr 9-5", "09:00-17:00", false),
        ("Mo-Fr 1-5", "13:00-17:00", false),
        ("Mo-Fr 9am-5", "09:00-17:00", true),
        ("Mo-Fr 8-18", "08:00-18:00", true),
        ("Mo-Fr 22-6", "22:00-06:00", true),
        ("Mon-Fri 08:00-18:00", "Mo-Fr", true),
    ] {
        let found = first_error(&shape(open, "Europe/Berlin", "")).and_then(|error| error.instead);
        assert_eq!(found.map(|found| (found.text, found.sure)), Some((instead.to_owned(), sure)), "{open}");
    }
}
