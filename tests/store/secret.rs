//! What lies on the disk: nothing that anybody could read without the key file, and nothing with another.

use std::{fs, path::Path};

use clew::{
    call::{Change, Effect, Message, Number, Party, Promise, Value},
    store::{Seal, Sled, Store, Switched},
};

use super::samples::{
    caller_key, commit, end, hour, key, left, message, new_call, of_caller, plain, promise, seal, turn, with,
    with_message,
};

const TOLD: [&str; 8] = [
    "15550198765",
    "0098765432",
    "RE0123456789",
    "Ada from the harbour",
    "lighthouse",
    "rainstorm",
    "nightdesk",
    "vip-gold",
];

fn said(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// Every kind of record, each with something that nobody else may read.
fn fill(store: &dyn Store) {
    let [number, digits, recording, words, desk, switch, by, segment] = TOLD;
    let number = Number::parse(&format!("+{number}")).unwrap();
    for call in 0..40 {
        let mut saved = new_call(call);
        saved.call.from = Party::Number(number.clone());
        saved.call.variables.insert("parcel".into(), Value::Digits(digits.to_owned()));
        saved.call.variables.insert("note".into(), said(words));
        let url = format!("https://api.example.com/{recording}/{call}");
        let left_words = Message { url, desk: desk.into(), from: Party::Number(number.clone()), ..message(call) };
        let promised = Promise { number: number.clone(), desk: desk.into(), ..promise(call) };
        let began = with(of_caller(1, plain(saved.clone())), Effect::Remember(left(call, hour(1))));
        let began = with(began, Effect::Remember(Change::Promised(promised.clone())));
        commit(store, with_message(with(began, Effect::Promise(promised)), left_words)).unwrap();
        for _ in 0..60 {
            let mut next = turn(saved);
            next.saved
                .tail
                .iter_mut()
                .for_each(|entry| entry.event.kind = clew::call::EventKind::Words(words.to_owned()));
            saved = next.saved.clone();
            commit(store, of_caller(1, next)).unwrap();
        }
    }
    let marked = Change::Marked { prefers: None, segment: Some(Some(segment.into())), shared: None, at: hour(2) };
    end(store.change(caller_key(1), vec![marked])).unwrap();
    let (since, until) = (hour(1), hour(2));
    let switched =
        Switched { flow: "parcels".into(), switch: switch.into(), on: true, since, until, by: by.to_owned() };
    end(store.switch(&switched)).unwrap();
}

fn files(folder: &Path, show: &mut dyn FnMut(&Path, Vec<u8>)) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => files(&path, show),
            false => show(&path, fs::read(&path).unwrap()),
        }
    }
}

#[test]
fn nothing_on_the_disk_tells_of_a_caller_without_the_key() {
    let folder = tempfile::tempdir().unwrap();
    let store = Sled::open(folder.path(), &seal()).unwrap();
    fill(&store);
    assert!(store.journal(key(1)).unwrap().len() > 50);
    drop(store);
    let (mut bytes, mut told) = (0, Vec::new());
    files(folder.path(), &mut |path, content| {
        bytes += content.len();
        for secret in TOLD.iter().filter(|secret| contains(&content, secret.as_bytes())) {
            told.push(format!("`{secret}` in {}", path.display()));
        }
    });
    assert!(told.is_empty(), "{told:#?}");
    assert!(100_000 < bytes, "only {bytes} bytes were looked through");
    // The search finds what is there.
    fs::write(folder.path().join("plain"), TOLD.join(" ")).unwrap();
    files(folder.path(), &mut |_, content| told.extend(contains(&content, TOLD[3].as_bytes()).then(String::new)));
    assert_eq!(told.len(), 1);
}

fn contains(bytes: &[u8], sought: &[u8]) -> bool {
    bytes.windows(sought.len()).any(|window| window == sought)
}

#[test]
fn another_key_is_refused_with_a_reason_and_harms_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = Sled::open(folder.path(), &seal()).unwrap();
    commit(&store, plain(new_call(1))).unwrap();
    drop(store);
    for other in [[8; 32], [0; 32]] {
        let error = Sled::open(folder.path(), &Seal::new(other)).err().unwrap().to_string();
        assert!(error.contains("was made with another key file: put back the one you had"), "{error}");
        assert!(error.contains(&*folder.path().to_string_lossy()), "{error}");
    }
    let store = Sled::open(folder.path(), &seal()).unwrap();
    assert_eq!(store.load(key(1)).unwrap(), Some(new_call(1)));
}

#[test]
fn an_empty_store_remembers_its_key_too() {
    let folder = tempfile::tempdir().unwrap();
    drop(Sled::open(folder.path(), &seal()).unwrap());
    assert!(Sled::open(folder.path(), &Seal::new([8; 32])).is_err());
}
