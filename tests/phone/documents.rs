//! Documents and answers, good and bad: each kind of fault has a file, each file is the fault it is named after.

use std::path::Path;

use clew::phone::conversation::{Stimulus, parse};
use clew::phone::document::{Document, Verb};
use clew::phone::twilio::Phone;
use clew::phone::{Answer, Fault, FaultKind, NetworkError};

use crate::script::{Scripted, setup};

/// A fixture: headers, an empty line, the body. `@N@` in the body stands for N letters.
struct Fixture {
    name: String,
    path: std::path::PathBuf,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Fixture {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    fn answer(&self) -> Result<Answer, NetworkError> {
        let status = self.header("status").unwrap().parse().map_err(|_| NetworkError::Connect)?;
        Ok(Answer { status, content_type: self.header("type").unwrap().to_owned(), body: self.body.clone() })
    }
}

fn fixtures() -> Vec<Fixture> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/phone/faults");
    let mut all: Vec<Fixture> = std::fs::read_dir(folder).unwrap().map(|entry| read(&entry.unwrap().path())).collect();
    all.sort_by(|a, b| a.name.cmp(&b.name));
    all
}

fn read(path: &Path) -> Fixture {
    let bytes = std::fs::read(path).unwrap();
    let split = bytes.windows(2).position(|pair| pair == b"\n\n").expect("an empty line ends the headers");
    let head = std::str::from_utf8(&bytes[..split]).unwrap();
    let header = |line: &str| line.split_once(':').map(|(name, value)| (name.to_owned(), value.trim().to_owned()));
    let mut body = bytes[split + 2..].to_vec();
    if let Ok(text) = std::str::from_utf8(&body)
        && let [before, count, after] = text.split('@').collect::<Vec<_>>().as_slice()
    {
        body = format!("{before}{}{after}", "x".repeat(count.parse().unwrap())).into_bytes();
    }
    let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
    Fixture { name, path: path.to_owned(), headers: head.lines().filter_map(header).collect(), body }
}

/// Rings a line that gives this answer for ever, and does what the fixture says.
async fn fault_of(fixture: &Fixture) -> Option<Fault> {
    let network = Scripted { answers: [fixture.answer()].into(), for_ever: true, ..Scripted::default() };
    let mut phone = Phone::new(setup(), network);
    let rung = phone.rings().await;
    let Some(does) = fixture.header("does") else { return rung.err() };
    rung.unwrap();
    let source = format!("line +15550100 from +15550123 at 2026-11-24 10:00\n> {does}\n");
    let Stimulus::Acts(act) = parse(&source).unwrap()[0].exchanges[0].does.clone() else { panic!("{does} is no act") };
    phone.acts(&act).await.err()
}

#[tokio::test]
async fn every_bad_answer_is_the_fault_it_is_named_after() {
    for fixture in fixtures() {
        let fault = fault_of(&fixture).await.unwrap_or_else(|| panic!("{} is no fault", fixture.name));
        let kind = fixture.name.split('.').next().unwrap();
        assert_eq!(fault.kind.name(), kind, "{}: {fault}", fixture.name);
        let shown = fault.to_string();
        assert!(!shown.contains("secret") && !shown.contains("5550111"), "{}: {shown}", fixture.name);
        if std::env::var_os("UPDATE").is_some() {
            update(&fixture, &shown);
        } else {
            assert_eq!(fixture.header("shown"), Some(shown.as_str()), "{}; UPDATE=1 rewrites it", fixture.name);
        }
    }
}

fn update(fixture: &Fixture, shown: &str) {
    let bytes = std::fs::read(&fixture.path).unwrap();
    let split = bytes.windows(2).position(|pair| pair == b"\n\n").unwrap();
    let headers = fixture.headers.iter().filter(|(name, _)| name != "shown");
    let mut new: String = headers.map(|(name, value)| format!("{name}: {value}\n")).collect();
    new.push_str(&format!("shown: {shown}\n"));
    let mut new = new.into_bytes();
    new.extend(&bytes[split + 1..]);
    std::fs::write(&fixture.path, new).unwrap();
}

#[test]
fn every_kind_of_fault_has_a_file() {
    let names: Vec<String> = fixtures().into_iter().map(|fixture| fixture.name).collect();
    for kind in FaultKind::ALL {
        assert!(names.iter().any(|name| name == kind.name()), "tests/phone/faults/{}.answer is missing", kind.name());
    }
    let mut kinds = FaultKind::ALL.map(FaultKind::name).to_vec();
    kinds.sort_unstable();
    kinds.dedup();
    assert_eq!(kinds.len(), FaultKind::ALL.len(), "a name is used twice");
}

#[test]
fn sound_documents_are_read_whole() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/phone/sound");
    let read = |name: &str| {
        let body = std::fs::read(folder.join(name)).unwrap();
        Document::read(&Answer { status: 200, content_type: "application/xml; charset=\"UTF-8\"".to_owned(), body })
    };
    for entry in std::fs::read_dir(&folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        read(&name).unwrap_or_else(|fault| panic!("{name}: {fault}"));
    }
    let everything = format!("{:#?}", read("everything.xml").unwrap());
    let golden = include_str!("everything.txt");
    if std::env::var_os("UPDATE").is_some() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/phone/everything.txt");
        return std::fs::write(path, everything + "\n").unwrap();
    }
    assert_eq!(everything, golden.trim_end());
    let bare = read("bare.xml").unwrap().verbs;
    let Verb::Gather(gather) = &bare[0] else { panic!("{bare:?}") };
    assert_eq!((gather.finish, gather.timeout_s, gather.keys, gather.speech), (Some('#'), 5, true, false));
    assert_eq!(bare.len(), 5);
}
