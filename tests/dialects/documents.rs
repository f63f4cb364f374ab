//! Orders, and the documents that each platform gets for them (`*.xml`).

use clew::call::{Dial, Endpoint, Gather, Listen, Name, Number, Order, Record, Spoken};
use clew::dialect::{ALL, Keyring, Purpose};
use quick_xml::{Reader, events::Event};

use crate::{compare, files, folder, urls};

fn text(text: &str) -> Spoken {
    Spoken::Text { language: "en-US".into(), voice: None, text: text.to_owned() }
}

fn audio(url: &str) -> Spoken {
    Spoken::Audio { url: url.to_owned() }
}

fn gathered(before: &[Spoken], prompts: &[Spoken], listen: Listen) -> Gather<Spoken, String> {
    let language = prompts.iter().find_map(|spoken| match spoken {
        Spoken::Text { language, .. } => Some(language.clone()),
        Spoken::Audio { .. } | Spoken::Pause { .. } => None,
    });
    Gather {
        hints: Vec::new(),
        before: before.to_vec(),
        verb: Name::from("menu"),
        prompts: prompts.to_vec(),
        language: language.unwrap_or_else(|| Name::from("en-US")),
        listen,
    }
}

fn gather(before: &[Spoken], prompts: &[Spoken], listen: Listen) -> Order<Spoken, String> {
    Order::Gather(gathered(before, prompts, listen))
}

fn dialing(numbers: &[&str]) -> Dial {
    let to = numbers.iter().map(|number| Endpoint::Number(Number::parse(number).unwrap())).collect();
    Dial { to, ring_s: 20, show: None, screened: false }
}

fn dial(numbers: &[&str]) -> Order<Spoken, String> {
    Order::Dial(dialing(numbers))
}

fn sip(address: &str, headers: &[(&str, &str)]) -> Endpoint {
    let headers = headers.iter().map(|(name, value)| ((*name).into(), (*value).to_owned())).collect();
    Endpoint::Sip { address: address.into(), headers }
}

fn queue(name: &str) -> Order<Spoken, String> {
    Order::Enqueue { queue: name.into() }
}

const ONE_KEY: Listen = Listen { keys_max: Some(1), end: None, speech: true, wait_s: 5, gap_s: 2 };
const NUMBER: Listen = Listen { keys_max: Some(10), end: Some('#'), speech: true, wait_s: 7, gap_s: 2 };
const RECORD: Order<Spoken, String> = Order::Record(Record { length_max_s: 120, silence_s: 4 });

/// What a document is written from.
type Ordered = Vec<Order<Spoken, String>>;

/// Each file's orders, and whether they get addresses.
fn documents() -> Vec<(&'static str, bool, Ordered)> {
    let menu = [text("For a parcel, press 1."), audio("https://line.example.org/audio/b1?x=1&y=2")];
    let awkward = "<b> & \"quoted\" 'single' ]]> \u{0}\u{b}\u{ffff}\u{1f600} line\nbreak שלום";
    let german = Spoken::Text { language: "de-DE".into(), voice: None, text: "Drücken Sie die 1.".to_owned() };
    let apology = Order::Say(vec![text("Sorry.")]);
    let keys_only = Listen { keys_max: None, end: Some('*'), speech: false, wait_s: 3, gap_s: 2 };
    let one_key_and_end = Listen { end: Some('#'), ..ONE_KEY };
    let odd_end = Listen { keys_max: None, end: Some('x'), speech: false, wait_s: 3, gap_s: 2 };
    let takes = gathered(&[text("A call for the parcel line. To take it, press 1.")], &[], ONE_KEY);
    let holds = gathered(&[text("You are next.")], &[audio("https://a.example/hold.wav")], ONE_KEY);
    let shown = Dial { show: Number::parse("+12025550100"), screened: true, ..dialing(&["+12025550111"]) };
    let desk =
        sip("sip:desk@pbx.example.com:5061;transport=tls", &[("X-Clew-Reason", "asked & <waited>; 2 min\r\nX: é")]);
    let mixed = Dial { to: [dialing(&["+12025550111"]).to, vec![desk]].concat(), screened: true, ..dialing(&[]) };
    let no_sip = Dial { to: vec![sip("sip:desk@pbx.example.com?X-A=1", &[])], ..dialing(&[]) };
    vec![
        ("nothing", true, Vec::new()),
        (
            "say",
            true,
            vec![Order::Say(vec![text("Hello."), audio(" https://a.example/b.wav "), text(" ")]), Order::HangUp],
        ),
        ("awkward-text", true, vec![Order::Say(vec![text(awkward)])]),
        ("menu", true, vec![gather(&[text("Welcome.")], &menu, ONE_KEY)]),
        ("menu-in-german", true, vec![gather(&[text("Welcome.")], &[german], ONE_KEY)]),
        ("number", true, vec![gather(&[], &[text("Your number, please.")], NUMBER)]),
        ("keys-only", true, vec![gather(&[], &[], keys_only)]),
        ("one-key-and-end-key", true, vec![gather(&[], &[], one_key_and_end)]),
        ("odd-end-key", true, vec![gather(&[], &[], odd_end)]),
        ("recordings-only", true, vec![gather(&[], &[audio("https://a.example/b.wav")], ONE_KEY)]),
        ("dial", true, vec![Order::Say(vec![text("One moment.")]), dial(&["+12025550111"])]),
        ("dial-together", true, vec![dial(&["+12025550111", "+12025550112", "+12025550113"])]),
        ("dial-nobody", true, vec![dial(&[])]),
        ("dial-screened", true, vec![Order::Dial(shown.clone())]),
        ("dial-sip", true, vec![Order::Dial(mixed)]),
        ("dial-no-sip", true, vec![Order::Dial(no_sip)]),
        ("queue", true, vec![Order::Say(vec![text("One moment.")]), queue("care")]),
        ("queue-with-an-awkward-name", true, vec![queue(&format!(" <a> & b{}", "é".repeat(90)))]),
        ("queue-without-a-name", true, vec![queue(" ")]),
        ("leave", true, vec![Order::Leave]),
        ("hold", true, vec![Order::Hold(holds.clone())]),
        ("screen", true, vec![Order::Screen(takes.clone())]),
        ("taken", true, vec![Order::Say(vec![text("It is about a parcel.")])]),
        (
            "beside-a-call-without-addresses",
            false,
            vec![queue("care"), Order::Dial(shown), Order::Hold(holds), Order::Screen(takes)],
        ),
        ("record", true, vec![Order::Say(vec![text("Please leave a message.")]), RECORD]),
        ("pause", true, vec![Order::Pause { seconds: 2 }, gather(&[], &menu, ONE_KEY)]),
        (
            "without-addresses",
            false,
            vec![
                apology,
                dial(&["+12025550111"]),
                gather(&[], &menu, ONE_KEY),
                RECORD,
                Order::Pause { seconds: 2 },
                dial(&[]),
                Order::HangUp,
            ],
        ),
    ]
}

#[test]
fn orders_make_exactly_these_documents() {
    let keyring = Keyring::new([7; 32]);
    let mut differing = Vec::new();
    for dialect in ALL {
        let (folder, urls) = (folder(dialect.name()), urls(&keyring, dialect.name()));
        for (name, with_urls, orders) in documents() {
            let document = dialect.write(&orders, with_urls.then_some(&urls));
            compare(&folder.join(name).with_extension("xml"), &String::from_utf8(document).unwrap(), &mut differing);
        }
        let names = documents().iter().map(|(name, ..)| (*name).to_owned()).collect();
        assert_eq!(files(&folder, "xml"), names, "a document without its orders");
    }
    assert!(differing.is_empty(), "{}", differing.join("\n"));
}

/// Its elements as `name attribute="value"…` with their texts; panics where it is not well-formed.
fn elements(document: &[u8]) -> Vec<(String, String)> {
    let mut reader = Reader::from_str(std::str::from_utf8(document).unwrap());
    let (mut found, mut open) = (Vec::new(), 0);
    loop {
        match reader.read_event().expect("well-formed") {
            Event::Start(start) => {
                open += 1;
                found.push(((*start).to_owned(), String::new()));
            }
            Event::Empty(start) => found.push(((*start).to_owned(), String::new())),
            Event::Text(piece) => found.last_mut().unwrap().1.push_str(&piece),
            Event::GeneralRef(name) => found.last_mut().unwrap().1.push_str(&format!("&{};", &*name)),
            Event::End(_) => open -= 1,
            Event::Eof => break,
            Event::CData(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
    assert_eq!(open, 0, "every element is closed");
    found
}

fn attribute<'a>(element: &'a str, name: &str) -> Option<&'a str> {
    element.split_once(&format!(" {name}=\""))?.1.split('"').next()
}

#[test]
fn addresses_in_a_document_open_as_what_they_are_for() {
    let keyring = Keyring::new([7; 32]);
    for dialect in ALL.iter().filter(|dialect| dialect.name() == "twilio") {
        let urls = urls(&keyring, dialect.name());
        let opened = |url: &str| keyring.open(url.strip_prefix("https://line.example.org/twilio/turn/").unwrap());
        let screened = Order::Dial(Dial { screened: true, ..dialing(&["+12025550111"]) });
        let beside =
            [queue("care"), Order::Hold(gathered(&[], &[], ONE_KEY)), Order::Screen(gathered(&[], &[], ONE_KEY))];
        let orders = [&[gather(&[], &[], NUMBER), screened, RECORD][..], &beside].concat();
        let document = dialect.write(&orders, Some(&urls));
        let mut purposes = Vec::new();
        for (element, text) in elements(&document) {
            let names = ["action", "recordingStatusCallback", "waitUrl", "url"];
            let named = names.into_iter().filter_map(|name| attribute(&element, name));
            let inside = Some(text.as_str()).filter(|_| element.starts_with("Redirect"));
            for token in named.chain(inside).map(|url| opened(url).expect("one of our addresses")) {
                assert_eq!((token.key, token.turn), (urls.key, 3));
                purposes.push(token.purpose);
            }
        }
        use Purpose::*;
        let own = [Heard, Silent, Dialed, PickedUp, Recorded, RecordingReady, NotRecorded];
        assert_eq!(purposes, [&own[..], &[Queued, Queueing, Heard, PickedUpKey]].concat());
    }
}

#[test]
fn a_long_text_is_said_in_pieces_between_sentences_and_nothing_is_lost() {
    for seed in 0..200 {
        let mut dice = fastrand::Rng::with_seed(seed);
        let mut long = String::new();
        while long.chars().count() < 9_000 {
            let word = dice.usize(1..12);
            (0..word).for_each(|_| long.push(*dice.choice(&['a', 'ü', '語', '9']).unwrap()));
            long.push_str(dice.choice(&[" ", " ", " ", ", ", ". "]).unwrap());
        }
        let document = ALL[0].write(&[Order::Say(vec![text(&long)])], None);
        let said: Vec<String> = elements(&document).into_iter().skip(1).map(|(_, text)| text).collect();
        assert!(said.len() >= 3 && said.iter().all(|piece| piece.chars().count() <= 4096), "seed {seed}");
        let (_, before) = said.split_last().unwrap();
        assert!(before.iter().all(|piece| piece.ends_with('.') && 2_000 < piece.chars().count()), "seed {seed}");
        assert_eq!(said.join(" ").trim_end(), long.trim_end(), "seed {seed}");
    }
}

#[test]
fn a_text_without_any_space_is_cut_all_the_same() {
    let document = ALL[0].write(&[Order::Say(vec![text(&"語".repeat(10_000))])], None);
    let lengths: Vec<usize> = elements(&document).iter().skip(1).map(|(_, said)| said.chars().count()).collect();
    assert_eq!(lengths, [4096, 4096, 1808]);
}

fn any_text(dice: &mut fastrand::Rng) -> Spoken {
    const CHARS: [char; 12] = ['a', ' ', '.', '<', '&', '"', '\'', '\r', '\u{1}', 'ü', '\u{fffe}', '😀'];
    let length = dice.choice(&[0, 1, 30, 300, 5_000, 20_000]).copied().unwrap();
    match dice.u8(..5) {
        0 => audio(&format!("https://a.example/{}", dice.u32(..))),
        _ => text(&(0..length).map(|_| *dice.choice(&CHARS).unwrap()).collect::<String>()),
    }
}

fn any_order(dice: &mut fastrand::Rng) -> Order<Spoken, String> {
    let said = |dice: &mut fastrand::Rng| (0..dice.usize(..4)).map(|_| any_text(dice)).collect::<Vec<_>>();
    match dice.u8(..8) {
        0 => Order::Say(said(dice)),
        1 => dial(&["+12025550111"]),
        7 => {
            let value = "&<é".repeat(dice.usize(..2_000));
            let to =
                (0..10).map(|_| sip("sip:desk@pbx.example.com", &[("X-Note", &value), ("X-More", &value)])).collect();
            Order::Dial(Dial { to, screened: true, ..dialing(&[]) })
        }
        2 => RECORD,
        3 => Order::Pause { seconds: dice.u8(1..=30) },
        4 => Order::HangUp,
        _ => {
            let keys_max = dice.bool().then(|| dice.u8(..));
            let end = dice.bool().then(|| *dice.choice(&['#', '*', 'x', '"']).unwrap());
            let listen = Listen { keys_max, end, speech: dice.bool(), wait_s: dice.u8(1..=30), gap_s: 2 };
            gather(&said(dice), &said(dice), listen)
        }
    }
}

#[test]
fn any_orders_make_a_document_that_every_platform_takes() {
    let keyring = Keyring::new([7; 32]);
    let mut largest = 0;
    for seed in 0..1_000 {
        let mut dice = fastrand::Rng::with_seed(seed);
        let orders: Vec<_> = (0..dice.usize(..8)).map(|_| any_order(&mut dice)).collect();
        // An engine orders one dial at most.
        let dials = orders.iter().filter(|order| matches!(order, Order::Dial(_))).count();
        for dialect in ALL.iter().filter(|_| dials <= 1) {
            let urls = urls(&keyring, dialect.name());
            let document = dialect.write(&orders, Some(&urls));
            largest = largest.max(document.len());
            assert!(document.starts_with(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?><"), "seed {seed}");
            assert!(document.len() < 64 * 1024, "seed {seed}: {} bytes", document.len());
            let allowed =
                |char: char| char >= ' ' && !('\u{fffe}'..='\u{ffff}').contains(&char) || "\t\n".contains(char);
            assert!(std::str::from_utf8(&document).unwrap().chars().all(allowed), "seed {seed}");
            let waits = orders.iter().filter(|order| matches!(order, Order::Gather(_) | Order::Record(_))).count();
            let names: Vec<String> = elements(&document).into_iter().map(|(element, _)| element).collect();
            assert_eq!(names[0], "Response", "seed {seed}");
            assert_eq!(names.iter().filter(|name| name.starts_with("Redirect")).count(), waits, "seed {seed}");
        }
    }
    assert!(48 * 1024 < largest, "no document came near the limit: {largest} bytes");
}
