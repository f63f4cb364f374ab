//! Tokens: what was sealed opens, and nothing else does.

use clew::call::{CallKey, Party};
use clew::dialect::{Keyring, Purpose, Token};

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

fn token(dice: &mut fastrand::Rng) -> Token {
    let key = CallKey(std::array::from_fn(|_| dice.u8(..)));
    Token { key, turn: dice.u32(..), purpose: *dice.choice(&Purpose::ALL).unwrap() }
}

#[test]
fn what_was_sealed_opens_as_it_was() {
    let mut dice = fastrand::Rng::with_seed(1);
    let keyring = Keyring::new([7; 32]);
    for _ in 0..2_000 {
        let token = token(&mut dice);
        let sealed = keyring.seal(&token);
        assert_eq!(keyring.open(&sealed), Some(token));
        assert!(sealed.bytes().all(|byte| LETTERS.contains(&byte)));
    }
}

#[test]
fn a_token_altered_in_any_place_to_any_other_character_does_not_open() {
    let mut dice = fastrand::Rng::with_seed(2);
    let keyring = Keyring::new([7; 32]);
    for _ in 0..8 {
        let sealed = keyring.seal(&token(&mut dice));
        for at in 0..sealed.len() {
            for letter in LETTERS.iter().chain(b"=+/% .\0\x7f").filter(|letter| **letter != sealed.as_bytes()[at]) {
                let mut altered = sealed.clone().into_bytes();
                altered[at] = *letter;
                let altered = String::from_utf8(altered).unwrap();
                assert_eq!(keyring.open(&altered), None, "{sealed} altered to {altered}");
            }
        }
    }
}

#[test]
fn a_token_cut_lengthened_or_of_another_key_does_not_open() {
    let keyring = Keyring::new([7; 32]);
    let sealed = keyring.seal(&token(&mut fastrand::Rng::with_seed(3)));
    for end in 0..sealed.len() {
        assert_eq!(keyring.open(&sealed[..end]), None);
    }
    for more in ["=", "==", "A", "AA", "/", " ", "ü"] {
        assert_eq!(keyring.open(&format!("{sealed}{more}")), None);
        assert_eq!(keyring.open(&format!("{more}{sealed}")), None);
    }
    assert_eq!(Keyring::new([8; 32]).open(&sealed), None);
}

#[test]
fn garbage_does_not_open() {
    let keyring = Keyring::new([7; 32]);
    for seed in 0..20_000 {
        let mut dice = fastrand::Rng::with_seed(seed);
        let length = if dice.bool() { 50 } else { dice.usize(..80) };
        let letters: String = (0..length).map(|_| char::from(*dice.choice(LETTERS).unwrap())).collect();
        let bytes: Vec<u8> = (0..length).map(|_| dice.u8(..)).collect();
        for garbage in [letters, String::from_utf8_lossy(&bytes).into_owned()] {
            assert_eq!(keyring.open(&garbage), None, "seed {seed}");
        }
    }
}

#[test]
fn platform_and_id_of_a_call_do_not_run_into_each_other() {
    let keyring = Keyring::new([7; 32]);
    let key = |platform, id| keyring.call_key(platform, id);
    assert_eq!(key("twilio", "CA1"), key("twilio", "CA1"));
    assert_ne!(key("twilio", "CA1"), key("twilioC", "A1"));
    assert_ne!(key("", "twilioCA1"), key("twilioCA1", ""));
    assert_ne!(key("twilio", "CA1"), Keyring::new([8; 32]).call_key("twilio", "CA1"));
}

#[test]
fn the_keys_are_those_of_hmac_sha_256() {
    // Made with Python's `hmac`; a change here would lose every open call.
    let keyring = Keyring::new(std::array::from_fn(|at| at as u8));
    assert_eq!(keyring.call_key("twilio", "CA1").to_string(), "2c1580dc977c708c8886d05c90485779");
    let token = Token { key: CallKey([1; 16]), turn: 258, purpose: Purpose::Dialed };
    assert_eq!(keyring.seal(&token), "AQEBAQEBAQEBAQEBAQEBAQAAAQIDhgwObPUJcJKjk1VyZgZSEQ");
}

#[test]
fn every_purpose_keeps_its_byte() {
    use Purpose::*;
    let keyring = Keyring::new([7; 32]);
    let all = [Heard, Silent, Dialed, Recorded, NotRecorded, RecordingReady, Queueing, Queued, PickedUp, PickedUpKey];
    assert_eq!(all, Purpose::ALL);
    for (purpose, byte) in all.into_iter().zip(1_u8..) {
        let sealed = keyring.seal(&Token { key: CallKey([1; 16]), turn: 258, purpose });
        // The byte of the purpose stands behind 16 of the key and 4 of the turn.
        let bytes = base64::Engine::decode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, sealed).unwrap();
        assert_eq!(bytes[20], byte, "{purpose:?}: open calls hold its tokens");
    }
}

#[test]
fn nothing_of_the_keys_or_an_address_is_shown() {
    let keyring = Keyring::new([7; 32]);
    assert_eq!(format!("{keyring:?}"), "Keyring(…)");
    assert_eq!(format!("{:?}", crate::urls(&keyring, "twilio")), "Urls(twilio, turn 3)");
}

#[test]
fn a_callers_key_tells_nothing_without_our_own_and_who_hides_has_none() {
    let (one, other) = (Keyring::new([7; 32]), Keyring::new([8; 32]));
    let number = Party::read("+15550100111");
    assert!(one.caller_key(&number).is_some());
    assert_ne!(one.caller_key(&number), other.caller_key(&number), "anybody could try all numbers");
    assert_ne!(one.caller_key(&number), one.caller_key(&Party::read("+15550100112")));
    for hidden in ["", "anonymous", "+266696687", "sip:anonymous@anonymous.invalid"] {
        assert_eq!(one.caller_key(&Party::read(hidden)), None, "`{hidden}`");
    }
}
