//! Files in every state that editors, tools and disks leave them in.

use std::{fs, os::unix::fs::PermissionsExt, path::Path, time::Instant};

use clew::server::{Unfit, read_flows};
use serde_json::json;

use super::{
    house::{House, LINE, Said, broken, flow, flow_on, names},
    sound,
};

fn served(files: &[&str]) -> Said {
    Said { served: names(files), ..Said::default() }
}

#[tokio::test]
async fn an_edit_serves_new_calls_at_once_and_a_broken_one_serves_none() {
    let house = House::with_library();
    let mut running = house.start();
    assert!(running.hears(LINE, 1).await.contains("Version 0 "));
    assert_eq!(running.reload(), Said::default(), "nothing has changed");
    house.write("library.yaml", flow(1));
    assert_eq!(running.reload(), served(&["library.yaml"]));
    assert!(running.hears(LINE, 2).await.contains("Version 1 "));
    house.write("library.yaml", broken(2));
    let refused = Said { refused: vec![("library.yaml".into(), vec!["no-such"])], ..Said::default() };
    assert_eq!(running.reload(), refused);
    assert!(running.hears(LINE, 3).await.contains("Version 1 "));
    for _ in 0..5 {
        assert_eq!(running.reload(), Said::default(), "it is told once");
    }
    // Back to what is served: no edit at all, and nothing is refused any more.
    house.write("library.yaml", flow(1));
    assert_eq!(running.reload(), Said::default());
    assert_eq!(running.get("/flows").await.1[0]["refused"], json!(null));
}

#[tokio::test]
async fn of_two_edits_within_one_look_the_second_counts() {
    let house = House::with_library();
    let mut running = house.start();
    house.write("library.yaml", broken(1));
    house.write("library.yaml", flow(2));
    assert_eq!(running.reload(), served(&["library.yaml"]));
    assert!(running.hears(LINE, 1).await.contains("Version 2 "));
}

#[tokio::test]
async fn an_edit_that_leaves_size_and_time_as_they_were_is_found() {
    let house = House::with_library();
    let mut running = house.start();
    let time = fs::metadata(house.file("library.yaml")).unwrap().modified().unwrap();
    for version in 1..=9 {
        house.write("library.yaml", flow(version));
        // As two edits within one tick of a coarse clock; here the change is found by the number or the change time.
        let file = fs::File::options().write(true).open(house.file("library.yaml")).unwrap();
        file.set_modified(time).unwrap();
        running.reload();
        assert!(running.hears(LINE, version as usize).await.contains(&format!("Version {version} ")));
    }
}

#[tokio::test]
async fn an_editor_that_puts_another_file_in_its_place_is_followed() {
    let house = House::with_library();
    let mut running = house.start();
    house.write("library.yaml.tmp", flow(1));
    assert_eq!(running.reload(), Said::default(), "other files are nobody's business");
    fs::rename(house.file("library.yaml.tmp"), house.file("library.yaml")).unwrap();
    assert_eq!(running.reload(), served(&["library.yaml"]));
}

#[tokio::test]
async fn one_broken_file_holds_up_no_other() {
    let house = House::with_library();
    house.write("museum.yaml", flow_on("museum", "+15550150", 0));
    let mut running = house.start();
    house.write("library.yaml", broken(1));
    house.write("museum.yaml", flow_on("museum", "+15550150", 1));
    house.write("new.yaml", flow_on("new", "+15550160", 1));
    house.write("newer.yaml", "steps: [");
    let said = running.reload();
    assert_eq!(said.served, names(&["museum.yaml", "new.yaml"]));
    assert_eq!(said.refused, [("library.yaml".into(), vec!["no-such"]), ("newer.yaml".into(), vec!["yaml"])]);
    assert!(running.hears(LINE, 1).await.contains("Version 0 of library"));
    assert!(running.hears("+15550150", 2).await.contains("Version 1 of museum"));
    assert!(running.hears("+15550160", 3).await.contains("Version 1 of new"));
}

#[tokio::test]
async fn a_file_that_is_cut_anywhere_is_served_whole_or_not_at_all() {
    let house = House::with_library();
    let mut running = house.start();
    let text = flow(1);
    let mut refused = 0;
    for cut in (0..text.len()).step_by(31) {
        house.write("library.yaml", &text[..cut]);
        let said = running.reload();
        refused += said.refused.len();
        let heard = running.hears(LINE, cut).await;
        assert!(heard.contains("Version 0 ") || said.served.len() == 1, "cut at {cut}: {heard}");
        house.write("library.yaml", flow(0));
        running.reload();
    }
    assert!(refused > 40, "only {refused} were refused");
    house.write("library.yaml", text);
    assert_eq!(running.reload(), served(&["library.yaml"]));
}

#[tokio::test]
async fn ten_megabytes_are_refused_and_quickly() {
    let house = House::with_library();
    let mut running = house.start();
    house.write("library.yaml", format!("{}\n{}", flow(1), "# nothing\n".repeat(900_000)));
    let began = Instant::now();
    let said = running.reload();
    assert_eq!(said.refused, [("library.yaml".into(), vec!["yaml"])]);
    assert!(began.elapsed().as_secs() < 10, "it took {:?}", began.elapsed());
    assert!(running.hears(LINE, 1).await.contains("Version 0 "));
    house.write("library.yaml", vec![b'#'; 10_000_001]);
    assert_eq!(running.reload().refused, [("library.yaml".into(), vec!["unreadable"])]);
    assert!(running.hears(LINE, 2).await.contains("Version 0 "));
}

#[tokio::test]
async fn a_folder_in_a_flows_place_is_a_file_that_has_gone() {
    let house = House::with_library();
    fs::create_dir(house.file("folder.yaml")).unwrap();
    let mut running = house.start();
    house.remove("library.yaml");
    fs::create_dir(house.file("library.yaml")).unwrap();
    assert_eq!(running.reload(), Said { gone: names(&["library.yaml"]), ..Said::default() });
    assert!(running.hears(LINE, 1).await.contains("Version 0 "));
}

/// Makes a file that is there and cannot be read, also by one who may read everything.
fn lock(house: &House, name: &str) {
    let file = house.file(name);
    fs::set_permissions(&file, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(&file).is_ok() {
        fs::remove_file(&file).unwrap();
        // The first page of a process's memory is nobody's to read.
        std::os::unix::fs::symlink("/proc/self/mem", &file).unwrap();
    }
    assert!(fs::read(&file).is_err(), "nothing here is unreadable");
}

#[tokio::test]
async fn a_file_that_may_not_be_read_is_refused_and_holds_up_no_start_of_one_that_was_served() {
    let house = House::with_library();
    let mut running = house.start();
    lock(&house, "library.yaml");
    assert_eq!(running.reload().refused, [("library.yaml".into(), vec!["unreadable"])]);
    for _ in 0..5 {
        assert_eq!(running.reload(), Said::default(), "it is told once");
    }
    assert!(running.hears(LINE, 1).await.contains("Version 0 "));
    let running = house.start();
    assert_eq!(running.news.refused, [("library.yaml".into(), vec!["unreadable"])]);
    assert!(running.hears(LINE, 2).await.contains("Version 0 "));
    let other = House::with_library();
    lock(&other, "library.yaml");
    let Err(Unfit::Unread(error)) = other.try_start().unwrap() else { panic!("it starts") };
    assert!(error.to_string().contains("library.yaml"), "{error}");
}

#[tokio::test]
async fn no_text_is_refused_with_what_to_do() {
    let house = House::with_library();
    let mut running = house.start();
    house.write("library.yaml", b"flow: \xff\xfe");
    assert_eq!(running.reload().refused, [("library.yaml".into(), vec!["unreadable"])]);
    let (_, flows) = running.get("/flows").await;
    let says = flows[0]["refused"]["problems"][0]["says"].as_str().unwrap();
    assert!(says.contains("it is no UTF-8 text; save it as UTF-8"), "{says}");
}

#[tokio::test]
async fn prompts_and_recordings_are_looked_at_too() {
    let house = House::new();
    let prompts = house.folder.path().join("prompts");
    fs::create_dir(&prompts).unwrap();
    let text = "main: \"Version 1 of texts. To renew, press 1. For our hours, press 2. For a person, press 0.\"\n";
    fs::write(prompts.join("en-US.yaml"), text).unwrap();
    let own = flow(0);
    let own: Vec<&str> = own.lines().filter(|line| !line.starts_with("  main: { en-US")).collect();
    house.write("library.yaml", own.join("\n") + "\n");
    let mut running = house.start();
    assert!(running.hears(LINE, 1).await.contains("Version 1 of texts"));
    fs::write(prompts.join("en-US.yaml"), text.replace("Version 1", "Version 2")).unwrap();
    assert_eq!(running.reload(), served(&["library.yaml"]));
    assert!(running.hears(LINE, 2).await.contains("Version 2 of texts"));
    fs::write(prompts.join("en-US.yaml"), "main: [").unwrap();
    assert_eq!(running.reload().refused.len(), 1);
    fs::write(prompts.join("main.wav"), sound::recording(400)).unwrap();
    fs::write(
        prompts.join("en-US.yaml"),
        text.replace("main: ", "main: { text: ").replace("0.\"", "0.\", audio: main.wav }"),
    )
    .unwrap();
    let said = running.reload();
    assert_eq!(said, served(&["library.yaml"]), "{:?}", running.get("/flows").await.1);
    let heard = running.hears(LINE, 3).await;
    assert!(heard.contains("/audio/"), "{heard}");
    let hash = heard.split("/audio/").nth(1).unwrap()[..64].to_owned();
    assert!(running.plays(&hash).await);
    fs::write(prompts.join("main.wav"), sound::recording(500)).unwrap();
    assert_eq!(running.reload(), served(&["library.yaml"]));
    assert!(running.plays(&hash).await, "calls that began with it still hear it");
    assert!(house.start().plays(&hash).await, "and after another start, too");
}

/// A sparse file of 60 MB.
fn large(file: &Path) {
    fs::File::create(file).unwrap().set_len(60_000_000).unwrap();
}

#[test]
fn only_recordings_that_are_named_and_can_be_played_are_read() {
    let house = House::with_library();
    let prompts = house.folder.path().join("prompts");
    fs::create_dir(&prompts).unwrap();
    for at in 0..8 {
        large(&prompts.join(format!("{at}.wav")));
    }
    fs::write(prompts.join("not named.wav"), sound::recording(400)).unwrap();
    fs::write(prompts.join("the hours, 2.wav"), sound::recording(500)).unwrap();
    let named = |file: &str| {
        let text = flow(0);
        let line = text.lines().find(|line| line.starts_with("  hours: { en-US: ")).unwrap();
        let words = line.strip_prefix("  hours: { en-US: ").unwrap().strip_suffix(" }").unwrap();
        text.replace(line, &format!("  hours: {{ en-US: {{ text: {words}, audio: {file} }} }}"))
    };
    house.write("library.yaml", named("\"the hours, 2.wav\""));
    let mut running = house.start();
    let kept = fs::read_dir(house.data().join("recordings")).unwrap().count();
    assert_eq!(kept, 1, "what no prompt names is not read");
    house.write("library.yaml", named("3.wav"));
    assert_eq!(running.reload().refused, [("library.yaml".into(), vec!["recording-unplayable"])]);
    fs::write(prompts.join("3.wav"), sound::recording(600)).unwrap();
    assert_eq!(running.reload(), served(&["library.yaml"]), "a change of what is named is a change");
    large(&prompts.join("4.wav"));
    fs::write(prompts.join("5.wav"), sound::recording(700)).unwrap();
    assert_eq!(running.reload(), Said::default(), "and one of what is not is none");
}

#[test]
fn shared_files_are_read_below_the_flows_folder_and_nowhere_else() {
    let house = House::new();
    let with = |names: &str| flow(0).replace("start: main\n", &format!("start: main\nuse: {names}\n"));
    house.write("parts/address.yaml", "parts: {}\n");
    fs::write(house.folder.path().join("secret.yaml"), "secret: 1\n").unwrap();
    std::os::unix::fs::symlink(house.folder.path().join("secret.yaml"), house.file("link.yaml.part")).unwrap();
    let read = |text: String| {
        house.write("library.yaml", text);
        match read_flows(Some(&house.file("library.yaml")), None).unwrap() {
            Ok(files) => (files.bundles[0].sources.clone(), Vec::new()),
            Err(flawed) => (flawed[0].sources.clone(), flawed[0].problems.clone()),
        }
    };
    for names in ["[parts/address.yaml]", "\n  - parts/address.yaml", "[missing.yaml, parts/address.yaml]"] {
        let (sources, _) = read(with(names));
        let used: Vec<_> = sources.used.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        assert_eq!(used, [("parts/address.yaml", "parts: {}\n")], "{names}");
        assert_eq!(sources.file(&sources.path_of("parts/address.yaml")), Some("parts: {}\n"));
        assert_ne!(
            sources.id(),
            {
                let mut other = sources.clone();
                other.used.clear();
                other
            }
            .id()
        );
    }
    for outside in ["../secret.yaml", "/etc/passwd", "parts/../../secret.yaml", "link.yaml.part"] {
        let (sources, problems) = read(with(&format!("[{outside}]")));
        assert!(sources.used.is_empty(), "{outside} was read");
        let problem = problems.iter().find(|problem| problem.rule == "use-outside").unwrap();
        assert_eq!(problem.says, format!("`{outside}` is not below the folder of the flow"));
        assert_eq!(&sources.flow.1[problem.place.span.range()], outside);
        assert_eq!(problem.place.line, sources.flow.1.lines().position(|line| line.starts_with("use")).unwrap() + 1);
    }
    assert!(read(with("[1, {a: b}, [c]]")).0.used.is_empty());
    assert!(read(with("parts/address.yaml")).0.used.len() == 1, "one name needs no list");
}

#[test]
fn a_shared_file_that_changes_is_a_change() {
    let house = House::with_library();
    let mut running = house.start();
    house.write("library.yaml", flow(1).replace("start: main\n", "start: main\nuse: [parts/address.yaml]\n"));
    running.reload();
    let mut changes = || running.watch.reload(&running.server).unwrap().is_some();
    assert!(!changes());
    house.write("parts/address.yaml", "parts: {}\n");
    assert!(changes(), "a file that was missing has come");
    assert!(!changes());
    house.write("parts/address.yaml", "parts: { }\n");
    assert!(changes());
    house.remove("parts/address.yaml");
    assert!(changes());
    house.write("parts/other.yaml", "parts: {}\n");
    assert!(!changes(), "nobody uses it");
}
