//! The other commands, as somebody sees them who has the binary and nothing else.

use std::{fs, path::Path};

use super::{
    child::{BINARY, Process, Said},
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

/// What is heard, one line after the other.
const HEARD: &[&str] = &[
    "Harbor Parcel, good to hear from you.",
    "[listening: keys and words]",
    "> parcel",
    "What is the number of your parcel?",
    "> 4711003",
    "I have 4 7 1, 1 0 0 3.",
    "Did that help?",
    "[ringing +15550111 +15550112, a=answers n=no answer b=busy f=fails]",
    "[you hung up]",
];

#[track_caller]
fn heard(said: &Said) {
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{}", said.all());
    let mut rest = said.out.as_str();
    for line in HEARD {
        rest = rest.split_once(line).unwrap_or_else(|| panic!("`{line}` is not next in: {}", said.out)).1;
    }
}

#[test]
fn a_call_can_be_piped_in_with_a_service_and_without() {
    let folder = tempfile::tempdir().unwrap();
    heard(&run(folder.path(), &["call"], TYPED));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "a call without a service leaves nothing behind");
    let secret = ("TWILIO_AUTH_TOKEN", "new,old");
    let service = Service::start(folder.path(), &[], &[secret]);
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
    ends(here, &["check"], 0, "parcels: fine");
    let source = Path::new(env!("CARGO_MANIFEST_DIR"));
    for place in ["flows", "prompts"] {
        fs::create_dir(here.join(place)).unwrap();
    }
    for file in ["flows/parcels.yaml", "flows/parcels.calls", "prompts/en-US.yaml"] {
        fs::copy(source.join(file), here.join(file)).unwrap();
    }
    ends(here, &["check", "flows"], 0, "parcels: fine");
    ends(here, &["test"], 0, "conversations, all as written");
    let conversations = fs::read_to_string(here.join("flows/parcels.calls")).unwrap();
    fs::write(here.join("flows/parcels.calls"), conversations.replacen("say hello", "say goodbye", 1)).unwrap();
    let differs = ends(here, &["test"], 1, "1 not as written");
    assert!(differs.out.contains("flows/parcels.calls:"), "{}", differs.out);
    heard(&run(here, &["call", "flows/parcels.yaml"], TYPED));
    let flow = fs::read_to_string(here.join("flows/parcels.yaml")).unwrap();
    fs::write(here.join("flows/parcels.yaml"), flow.replace("start: hello", "start: hallo")).unwrap();
    let broken = ends(here, &["check", "flows"], 1, "hallo");
    assert!(broken.out.contains("flows/parcels.yaml:") && broken.out.contains("hello"), "{}", broken.out);
    let served = run(here, &["serve", "--flows", "flows"], "");
    assert_eq!(served.code, Some(1), "{}", served.all());
    assert!(served.err.contains("flows/parcels.yaml:") && !here.join("data").exists(), "{}", served.all());
}
