//! What SIP phones are told: a value can add no header, no parameter and no other address.

use clew::call::{Dial, Endpoint, Order};
use clew::dialect::ALL;

/// The text of the only `Sip` in the document of a dial; `None` if it rings none.
fn written(address: &str, headers: &[(String, String)]) -> Option<String> {
    let headers = headers.iter().map(|(name, value)| (name.as_str().into(), value.clone())).collect();
    let to = vec![Endpoint::Sip { address: address.into(), headers }];
    let dial = Order::Dial(Dial { to, ring_s: 20, show: None, screened: false });
    let document = String::from_utf8(ALL[0].write(&[dial], None)).unwrap();
    let text = document.split_once("<Sip>")?.1.split_once("</Sip>").unwrap().0.to_owned();
    assert!(!text.contains('<') && !text.contains("&lt;"), "{text}");
    Some(text.replace("&amp;", "&"))
}

fn told(headers: &[(&str, &str)]) -> String {
    let headers: Vec<_> = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let sip = written("sip:desk@pbx.example.com", &headers).unwrap();
    sip.strip_prefix("sip:desk@pbx.example.com").unwrap().to_owned()
}

#[test]
fn headers_are_written_as_they_are_decoded_again() {
    assert_eq!(told(&[]), "");
    assert_eq!(told(&[("X-Clew-Reason", "asked")]), "?X-Clew-Reason=asked");
    assert_eq!(
        told(&[("X-A", "a b&c=d;e?f#g"), ("X-B", "é,}'\"")]),
        "?X-A=a%20b%26c%3Dd%3Be%3Ff%23g&X-B=%C3%A9%2C%7D%27%22"
    );
    assert_eq!(
        told(&[("X-A", "a\r\nX-Evil: b\0\u{85}\u{7f}")]),
        "?X-A=aX-Evil%3A%20b",
        "control characters are dropped"
    );
    for name in ["", "X-", "Reason", "X-A B", "X-A=1&X-B", "X-A\r\n", "X-é", "X-A?", "User-to-User", "X-%41"] {
        assert_eq!(told(&[(name, "1"), ("X-Good", "2")]), "?X-Good=2", "{name:?}");
    }
    assert_eq!(told(&[("X-A", "1"), ("x-a", "2"), ("X-A", "3")]), "?X-A=1", "the first counts");
    assert_eq!(told(&[("X-A", ""), ("X-B", "\n")]), "", "nothing is told by nothing");
}

#[test]
fn addresses_are_checked_and_users_escaped() {
    for (address, wanted) in [
        ("sip:desk@pbx.example.com", Some("sip:desk@pbx.example.com")),
        (" SIPS:desk@pbx.example.com:5061 ", Some("sips:desk@pbx.example.com:5061")),
        ("sip:+12025550111@gw.example.com;transport=tls;lr", Some("sip:+12025550111@gw.example.com;transport=tls;lr")),
        ("sip:a b;c?d=e&f@h.example", Some("sip:a%20b%3Bc%3Fd%3De%26f@h.example")),
        ("sip:a%20b%zz@h.example", Some("sip:a%20b%25zz@h.example")),
        ("sip:desk@[2001:db8::1]:5060", Some("sip:desk@[2001:db8::1]:5060")),
        ("sip:jürgen@h.example", Some("sip:j%C3%BCrgen@h.example")),
        ("sip:desk@pbx.example.com?X-A=1", None),
        ("sip:desk@pbx.example.com,sip:other@h.example", None),
        ("sip:desk@pbx.example.com;a=b?X-A=1", None),
        ("sip:desk@one@two", None),
        ("sip:desk@pbx.example.com:99999", None),
        ("sip:desk@pbx.example.com:", None),
        ("sip:desk@", None),
        ("sip:@pbx.example.com", None),
        ("sip:pbx.example.com", None),
        ("tel:+12025550111", None),
        ("+12025550111", None),
        ("sip:de\nsk@pbx.example.com", None),
        ("sip:desk@[::1", None),
        ("", None),
    ] {
        assert_eq!(written(address, &[]).as_deref(), wanted, "{address:?}");
    }
    assert_eq!(written(&format!("sip:{}@h.example", "a".repeat(300)), &[]), None, "too long");
}

#[test]
fn what_is_too_much_is_cut_at_the_longest_and_whole_characters_are_left() {
    let long = "é".repeat(1_000);
    let sip = told(&[("X-Short", "about a parcel"), ("X-Long", &long), ("X-Last", "last")]);
    assert!(sip.starts_with("?X-Short=about%20a%20parcel&X-Long=%C3%A9%C3%A9"), "{sip}");
    assert!(sip.ends_with("%C3%A9&X-Last=last"), "{sip}");
    let whole = "sip:desk@pbx.example.com".len() + sip.len();
    assert!((1_018..=1_024).contains(&whole), "{whole}");
    // Of several that are equally long, the last is cut first.
    let two = told(&[("X-A", &"a".repeat(600)), ("X-B", &"b".repeat(600))]);
    let (a, b) = (two.matches('a').count(), two.matches('b').count());
    assert!(b <= a && a - b <= 1, "{a} and {b}");
    // So many that not even their names fit.
    let many: Vec<(String, String)> = (0..100).map(|at| (format!("X-{at:050}"), "1".to_owned())).collect();
    let sip = written("sip:desk@pbx.example.com", &many).unwrap();
    assert!(sip.contains(&format!("?{}=1&", many[0].0)) && sip.len() <= 1_024, "{}", sip.len());
}

/// Decodes `%XX` and nothing else.
fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let (mut found, mut at) = (Vec::new(), 0);
    while at < bytes.len() {
        if bytes[at] == b'%' {
            found.push(u8::from_str_radix(&text[at + 1..at + 3], 16).unwrap());
            at += 3;
        } else {
            found.push(bytes[at]);
            at += 1;
        }
    }
    String::from_utf8(found).expect("whole characters")
}

#[test]
fn no_value_adds_a_header_a_parameter_or_an_address() {
    const PIECES: [&str; 22] = [
        "&",
        "=",
        "?",
        ";",
        "#",
        "%",
        "%26",
        "%0d%0a",
        "\r\n",
        "@",
        "sip:other@evil.example",
        ",",
        "}",
        "<",
        ">",
        "\"",
        " ",
        "X-Evil=1",
        "é",
        "語",
        "a",
        "\u{0}",
    ];
    let mut cut = 0;
    for seed in 0..3_000 {
        let mut dice = fastrand::Rng::with_seed(seed);
        let any = |dice: &mut fastrand::Rng, most| {
            (0..dice.usize(..most)).map(|_| *dice.choice(&PIECES).unwrap()).collect::<String>()
        };
        let headers: Vec<(String, String)> = (0..dice.usize(..6))
            .map(|at| {
                let hostile = any(&mut dice, 3);
                let most = *dice.choice(&[3, 30, 400]).unwrap();
                (
                    format!("X-Clew-{at}{}", if dice.u8(..4) == 0 { hostile } else { String::new() }),
                    any(&mut dice, most),
                )
            })
            .collect();
        let sip = written("sip:desk@pbx.example.com;transport=tcp", &headers).unwrap();
        assert!(sip.chars().count() <= 1_024, "seed {seed}");
        let rest = sip.strip_prefix("sip:desk@pbx.example.com;transport=tcp").expect("the address stays as it is");
        assert!(rest.is_empty() || rest.starts_with('?'), "seed {seed}: {rest}");
        let allowed = |char: char| char.is_ascii_alphanumeric() || "-._~%=&".contains(char);
        let told = rest.strip_prefix('?').unwrap_or("");
        assert!(told.chars().all(allowed), "seed {seed}: {told}");
        let mut left = headers.iter();
        for pair in told.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap();
            assert!(!value.contains('='), "seed {seed}: {pair}");
            let (_, put_in) = left.find(|(known, _)| known == name).expect("one of those that were put in, in order");
            let whole: String = put_in.chars().filter(|char| !char.is_control()).collect();
            assert!(whole.starts_with(&decoded(value)), "seed {seed}: {value}");
            cut += usize::from(whole != decoded(value));
        }
    }
    assert!(100 < cut, "only {cut} values were cut: the seeds try too little");
}
