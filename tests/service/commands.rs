//! The other commands, as somebody sees them who has the binary and nothing else.

use std::{
    fs,
    io::{Read, Write},
    net::TcpStream,
    path::Path,
    process::{Command, Stdio},
};

use super::{
    child::{BINARY, PATIENCE, Process, Said},
    line::Service,
};

fn run(folder: &Path, arguments: &[&str], typed: &str) -> Said {
    Process::typing(Path::new(BINARY), folder, (arguments, typed), &[]).ends()
}

/// Fails unless it ends with this code, and its output or its complaint holds this text.
#[track_caller]
fn ends(folder: &Path, arguments: &[&str], code: i32, text: &str) -> Said {
    let said = run(folder, arguments, "");
    assert_eq!(said.code, Some(code), "{arguments:?}: {}", said.all());
    let where_it_belongs = if code == 2 || code == 3 { &said.err } else { &said.out };
    assert!(where_it_belongs.contains(text), "{arguments:?}: {}", said.all());
    said
}

/// What is typed for a parcel, a talk with a person about it, and a hang-up at the end of what is typed.
const TYPED: &str = "parcel\n4711003\nyes\n2\na 30\n";

/// A moment at which somebody answers the sample line's phones, in UTC.
const STAFFED: &str = "2026-11-24 15:00";

/// What is heard, one line after the other.
const HEARD: &[&str] = &[
    "Harbor Parcel, good to hear from you.",
    "[listening: keys and words]",
    "> parcel",
    "What is the number of your parcel?",
    "> 4711003",
    "I have 4 7 1, 1 0 0 3.",
    "Did that help?",
    "[ringing +15550111 +15550112, a=answers",
    "[you hung up]",
];

#[track_caller]
fn heard(said: &Said) {
    // It may only say which flow that is.
    let complains = said.err.lines().any(|line| !line.starts_with("no flow is named"));
    assert!(said.code == Some(0) && !complains, "{}", said.all());
    let mut rest = said.out.as_str();
    for line in HEARD {
        rest = rest.split_once(line).unwrap_or_else(|| panic!("`{line}` is not next in: {}", said.out)).1;
    }
}

#[test]
fn a_call_can_be_piped_in_with_a_service_and_without() {
    let folder = tempfile::tempdir().unwrap();
    heard(&run(folder.path(), &["call", "--at", STAFFED], TYPED));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "a call without a service leaves nothing behind");
    let secret = ("TWILIO_AUTH_TOKEN", "new,old");
    let service = Service::same_at_every_hour(folder.path(), &[], &[secret]);
    let arguments = ["call", "--url", &service.near];
    heard(&Process::typing(Path::new(BINARY), folder.path(), (&arguments, TYPED), &[secret]).ends());
    let unsigned = run(folder.path(), &arguments, TYPED);
    assert_eq!(unsigned.code, Some(3), "{}", unsigned.all());
    assert!(unsigned.err.contains("403"), "{}", unsigned.err);
    let near = service.near.clone();
    assert_eq!(service.stops().code, Some(0));
    ends(folder.path(), &["call", "--url", &near], 3, "nobody listens there");
    let replay = ends(folder.path(), &["replay", "--turns"], 0, "1 calls, each turn as it was\n");
    let turns: Vec<&str> = replay.out.lines().filter(|line| line.contains(" same: ")).collect();
    assert!(5 < turns.len() && turns[1].contains("which_parcel"), "{}", replay.out);
    let key = turns[0].split(' ').next().unwrap();
    ends(folder.path(), &["replay", key], 0, "1 calls, each turn as it was\n");
}

#[test]
fn what_is_typed_wrong_is_told_and_ends_with_its_code() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    ends(here, &[], 2, "Usage: clew <COMMAND>");
    ends(here, &["--help"], 0, "last-resort");
    ends(here, &["--version"], 0, concat!("clew ", env!("CARGO_PKG_VERSION"), "\n"));
    ends(here, &["serv"], 2, "serve");
    ends(here, &["call", "--to", "12"], 2, "a line is written like +15550100");
    ends(here, &["call", "--at", "tomorrow"], 2, "a moment is written like \"2026-11-24 15:00\", in UTC");
    ends(here, &["call", "nowhere.yaml"], 3, "could not read `nowhere.yaml`");
    ends(here, &["check", "nowhere.yaml"], 3, "could not read `nowhere.yaml`");
    ends(here, &["test"], 3, "could not read `flows`");
    ends(here, &["replay"], 3, "there is no folder `data`");
    ends(here, &["replay", "12"], 2, "a call is named by 32 hexadecimal digits");
    ends(here, &["serve", "--flows", "nowhere"], 3, "could not read `nowhere`");
}

#[test]
fn the_last_resort_is_printed_for_the_lines_there_are() {
    let folder = tempfile::tempdir().unwrap();
    let said = ends(folder.path(), &["last-resort", "+15550100"], 0, "<Number>+15550111</Number>");
    assert!(said.out.starts_with("<?xml ") && said.out.ends_with("<Hangup/></Response>\n"), "{}", said.out);
    let other = ends(folder.path(), &["last-resort", "+15550999"], 2, "no flow answers +15550999");
    assert!(other.err.contains("lines that are answered: +15550100"), "{}", other.err);
    ends(folder.path(), &["last-resort", "+15550100", "--platform", "none"], 2, "a platform is one of: twilio");
}

#[test]
fn flows_of_ones_own_are_checked_tried_and_served_and_broken_ones_are_not() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let sample = ends(here, &["check"], 0, "parcels: fine");
    assert!(sample.err.ends_with("no folder `flows`: this is about the built-in sample line\n"), "{}", sample.err);
    let source = Path::new(env!("CARGO_MANIFEST_DIR"));
    for place in ["flows", "prompts"] {
        fs::create_dir(here.join(place)).unwrap();
    }
    for file in ["flows/parcels.yaml", "flows/parcels.calls", "prompts/en-US.yaml", "prompts/es-US.yaml"] {
        fs::copy(source.join(file), here.join(file)).unwrap();
    }
    ends(here, &["check", "flows"], 0, "parcels: fine");
    ends(here, &["test"], 0, "conversations, all as written");
    let conversations = fs::read_to_string(here.join("flows/parcels.calls")).unwrap();
    fs::write(here.join("flows/parcels.calls"), conversations.replacen("say hello", "say goodbye", 1)).unwrap();
    let differs = ends(here, &["test"], 1, "1 not as written");
    assert!(differs.out.contains("flows/parcels.calls:"), "{}", differs.out);
    heard(&run(here, &["call", "flows/parcels.yaml", "--demo", "--at", STAFFED], TYPED));
    let flow = fs::read_to_string(here.join("flows/parcels.yaml")).unwrap();
    fs::write(here.join("flows/parcels.yaml"), flow.replace("start: hello", "start: hallo")).unwrap();
    // Where none is named, every command takes the folder `flows`, and says so.
    for arguments in [&["check"][..], &["call"], &["last-resort", "+15550100"], &["serve"]] {
        let meant = run(here, arguments, "");
        assert!(meant.code == Some(1) && meant.all().contains("hallo"), "{arguments:?}: {}", meant.all());
        assert!(meant.all().contains("`flows`"), "{arguments:?}: {}", meant.all());
    }
    let broken = ends(here, &["check", "flows"], 1, "hallo");
    assert!(broken.out.contains("flows/parcels.yaml:") && broken.out.contains("hello"), "{}", broken.out);
    let served = run(here, &["serve", "--flows", "flows"], "");
    assert_eq!(served.code, Some(1), "{}", served.all());
    assert!(served.err.contains("flows/parcels.yaml:") && !here.join("data").exists(), "{}", served.all());
}

#[test]
fn the_flow_that_answers_the_number_is_rung() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR"));
    let first = ends(source, &["call", "flows"], 0, "[listening");
    assert!(first.err.contains("rings `city`; name another flow, or its number with --to"), "{}", first.err);
    let other = ends(source, &["call", "flows", "--to", "+15550100"], 0, "Harbor Parcel, good to hear from you.");
    assert_eq!(other.err, "");
}

#[test]
fn a_call_hears_the_answers_of_a_conversation_and_says_which_are_missing() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR"));
    let typed = "parcel\n4711003\nyes\n";
    let without = run(source, &["call", "flows/parcels.yaml", "--at", STAFFED], typed);
    let told = "lookup `parcel` has no answer here, as if its backend were down; --answers FILE.calls";
    assert_eq!(without.err.matches(told).count(), 1, "{}", without.all());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("one.calls");
    let with = |answers: &str| {
        let calls =
            format!("line +15550100 from withheld at 2026-11-24 15:00\nlookup parcel answers {answers}\n> rings\n");
        fs::write(&file, calls).unwrap();
        let arguments = ["call", "flows/parcels.yaml", "--at", STAFFED, "--answers", file.to_str().unwrap()];
        run(source, &arguments, typed)
    };
    let said = with("{ number: \"4711003\", state: delivered, eta: 2026-11-23 }");
    assert!(said.code == Some(0) && said.err.is_empty() && said.out.contains("Did that help?"), "{}", said.all());
    let wrong = with("{ number: \"4711003\", state: delivered }");
    assert!(
        wrong.code == Some(1) && wrong.err.contains("one.calls: line 2: lookup `parcel` gives `eta`"),
        "{}",
        wrong.all()
    );
}

/// What a command says on standard error, and its exit code, with its standard output somewhere else.
fn with_output(arguments: &[&str], output: Stdio) -> (Option<i32>, String) {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(BINARY);
    command.args(arguments).current_dir(folder.path()).env_clear().stdin(Stdio::null());
    let ended = command.stdout(output).stderr(Stdio::piped()).spawn().unwrap().wait_with_output().unwrap();
    (ended.status.code(), String::from_utf8(ended.stderr).unwrap())
}

#[test]
fn an_output_that_takes_no_more_is_no_panic() {
    for arguments in [&["schema"][..], &["check"], &["explain"], &["last-resort", "+15550100"], &["call"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let (code, says) = with_output(arguments, writer.into());
        let says = says.lines().filter(|line| !line.starts_with("no flow is named")).collect::<Vec<_>>();
        assert_eq!((code, says), (Some(0), vec![]), "{arguments:?} to a closed pipe");
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        let (code, says) = with_output(arguments, full.into());
        assert!(code == Some(3) && !says.contains("panicked"), "{arguments:?}: {says}");
        assert!(says.contains("could not") || says.contains("broke off"), "{arguments:?}: {says}");
    }
}

#[test]
fn a_service_whose_output_nobody_reads_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let (reader, writer) = std::io::pipe().unwrap();
    let mut command = Command::new(BINARY);
    command.args(["serve", "--listen", "127.0.0.1:0", "--inner", "127.0.0.1:0"]).current_dir(folder.path()).env_clear();
    let mut service = command.stdin(Stdio::null()).stdout(writer.try_clone().unwrap()).stderr(writer).spawn().unwrap();
    drop((command, reader));
    let address = folder.path().join("data/inner.address");
    let begun = std::time::Instant::now();
    while !address.exists() && service.try_wait().unwrap().is_none() && begun.elapsed() < PATIENCE {
        std::thread::yield_now();
    }
    let mut answer = String::new();
    if let Ok(mut inner) = TcpStream::connect(fs::read_to_string(&address).unwrap_or_default()) {
        // It is answered once everything has been said that is said at start.
        let _ = inner.write_all(b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        let _ = inner.read_to_string(&mut answer);
    }
    let ended = service.try_wait().unwrap();
    service.kill().unwrap();
    service.wait().unwrap();
    assert!(answer.starts_with("HTTP/1.1 200") && ended.is_none(), "{ended:?} {answer}");
}
