//! Which file answers a line: no line has two, and files that go leave no caller without a flow.

use clew::server::{Unfit, read_flows};
use serde_json::json;

use super::house::{House, LINE, Said, flow, flow_on, names};

const OTHER: &str = "+15550150";

#[test]
fn one_line_in_two_files_stops_the_start_with_a_problem_of_both() {
    let house = House::with_library();
    house.write("again.yaml", flow_on("again", LINE, 1));
    house.write("museum.yaml", flow_on("museum", OTHER, 1));
    let Err(Unfit::Flawed(flawed)) = house.try_start().unwrap() else { panic!("it starts") };
    let shown: Vec<String> = flawed.iter().map(|flawed| flawed.shown(false)).collect();
    assert_eq!(flawed.len(), 2, "{shown:?}");
    for (flawed, other) in flawed.iter().zip(["library.yaml", "again.yaml"]) {
        assert_eq!(flawed.problems.len(), 1);
        let problem = &flawed.problems[0];
        assert_eq!(problem.rule, "line-twice");
        let says = format!("`{}` answers `{LINE}`, too", house.file(other).display());
        assert_eq!(problem.says, says);
        assert_eq!(&flawed.sources.flow.1[problem.place.span.range()], LINE);
        assert_eq!((problem.place.line, problem.place.column), (4, 10));
    }
    assert!(!house.data().exists(), "a start that is none makes nothing");
    let Err(checked) = read_flows(Some(&house.flows()), None).unwrap() else { panic!("`check` says that it is fine") };
    assert_eq!(checked.len(), 2);
}

#[test]
fn two_flows_for_every_line_are_one_too_many() {
    let house = House::new();
    let every = |name: &str| flow_on(name, LINE, 0).replace(&format!("lines: [\"{LINE}\"]\n"), "");
    house.write("one.yaml", every("one"));
    assert!(house.try_start().unwrap().is_ok());
    house.write("two.yaml", every("two"));
    let Err(flawed) = read_flows(Some(&house.flows()), None).unwrap() else { panic!("both are served") };
    assert_eq!(flawed[0].problems[0].rule, "line-twice");
}

#[tokio::test]
async fn while_served_the_newer_file_is_refused_until_the_line_is_free() {
    let house = House::with_library();
    let mut running = house.start();
    // Its name comes first, and its time is older: what counts is that callers get the other one.
    house.write("again.yaml", flow_on("again", LINE, 1));
    let file = std::fs::File::options().write(true).open(house.file("again.yaml")).unwrap();
    file.set_modified(std::time::UNIX_EPOCH).unwrap();
    let refused = Said { refused: vec![("again.yaml".into(), vec!["line-twice"])], ..Said::default() };
    assert_eq!(running.reload(), refused);
    assert!(running.hears(LINE, 1).await.contains("of library"));
    house.write("library.yaml", flow_on("library", OTHER, 1));
    assert_eq!(running.reload(), Said { served: names(&["again.yaml", "library.yaml"]), ..Said::default() });
    assert!(running.hears(LINE, 2).await.contains("of again"));
    assert!(running.hears(OTHER, 3).await.contains("of library"));
    let (_, health) = running.get("/health").await;
    assert_eq!(health, json!({"healthy": true, "store": true, "flows": ["again", "library"], "looked": 0}));
}

#[tokio::test]
async fn two_files_that_change_their_lines_in_one_look_are_both_served() {
    let house = House::with_library();
    house.write("museum.yaml", flow_on("museum", OTHER, 0));
    let mut running = house.start();
    house.write("library.yaml", flow_on("library", OTHER, 1));
    house.write("museum.yaml", flow_on("museum", LINE, 1));
    assert_eq!(running.reload().served.len(), 2);
    assert!(running.hears(LINE, 1).await.contains("of museum"));
    // Half of such a change takes a line that is answered, and waits for the other half.
    house.write("library.yaml", flow_on("library", LINE, 2));
    assert_eq!(running.reload().refused.len(), 1);
    house.write("museum.yaml", flow_on("museum", OTHER, 2));
    assert_eq!(running.reload().served.len(), 2);
    assert!(running.hears(LINE, 2).await.contains("Version 2 of library"));
    assert!(running.hears(OTHER, 3).await.contains("Version 2 of museum"));
}

#[tokio::test]
async fn of_two_new_files_the_one_that_was_written_later_gives_way() {
    for (first, second) in [("a.yaml", "b.yaml"), ("b.yaml", "a.yaml")] {
        let house = House::with_library();
        let mut running = house.start();
        for (file, seconds) in [(first, 1), (second, 2)] {
            house.write(file, flow_on(&file[..1], OTHER, 0));
            let opened = std::fs::File::options().write(true).open(house.file(file)).unwrap();
            opened.set_modified(std::time::UNIX_EPOCH + std::time::Duration::from_secs(seconds)).unwrap();
        }
        let said = running.reload();
        assert_eq!((said.served, said.refused), (names(&[first]), vec![(second.into(), vec!["line-twice"])]));
    }
}

#[tokio::test]
async fn a_file_that_goes_leaves_its_flow_until_another_answers_its_line() {
    let house = House::with_library();
    house.write("museum.yaml", flow_on("museum", OTHER, 0));
    let mut running = house.start();
    house.remove("library.yaml");
    let gone = Said { gone: names(&["library.yaml"]), ..Said::default() };
    assert_eq!(running.reload(), gone);
    assert_eq!(running.reload(), Said::default(), "it is told once");
    assert!(running.hears(LINE, 1).await.contains("Version 0 of library"));
    let (_, health) = running.get("/health").await;
    assert_eq!(health["refused"], json!(["library.yaml"]));
    // Under another name: the line has a flow that is there.
    house.write("books.yaml", flow_on("library", LINE, 1));
    let taken = Said { served: names(&["books.yaml"]), replaced: names(&["library.yaml"]), ..Said::default() };
    assert_eq!(running.reload(), taken);
    assert!(running.hears(LINE, 2).await.contains("Version 1 of library"));
    // And back.
    std::fs::rename(house.file("books.yaml"), house.file("library.yaml")).unwrap();
    assert_eq!(running.reload().replaced, names(&["books.yaml"]));
    assert!(running.hears(LINE, 3).await.contains("Version 1 of library"));
}

#[tokio::test]
async fn a_file_that_goes_and_comes_back_was_never_gone_for_callers() {
    let house = House::with_library();
    let mut running = house.start();
    house.remove("library.yaml");
    running.reload();
    assert!(running.hears(LINE, 1).await.contains("Version 0 of library"), "the last flow of an empty folder");
    house.write("library.yaml", flow(0));
    assert_eq!(running.reload(), Said { served: names(&["library.yaml"]), ..Said::default() });
    assert_eq!(running.get("/flows").await.1[0]["gone"], json!(false));
    // What has gone does not come back by a new start.
    house.write("museum.yaml", flow_on("museum", OTHER, 0));
    running.reload();
    house.remove("library.yaml");
    running.reload();
    drop(running);
    let running = house.start();
    assert_eq!(running.get("/health").await.1["flows"], json!(["museum"]));
}

#[tokio::test]
async fn a_flow_for_every_line_answers_in_place_of_a_file_that_has_gone() {
    let house = House::with_library();
    house.write("museum.yaml", flow_on("museum", OTHER, 0).replace(&format!("lines: [\"{OTHER}\"]\n"), ""));
    let mut running = house.start();
    assert!(running.hears(LINE, 1).await.contains("of library"));
    house.remove("library.yaml");
    assert_eq!(running.reload(), Said { replaced: names(&["library.yaml"]), ..Said::default() });
    assert!(running.hears(LINE, 2).await.contains("of museum"));
}

#[tokio::test]
async fn the_inner_listener_tells_of_each_file_what_serves_and_what_is_wrong() {
    let house = House::with_library();
    let mut running = house.start();
    house.write("library.yaml", super::house::broken(1));
    running.reload();
    let (status, flows) = running.get("/flows").await;
    assert_eq!(status, 200);
    let one = &flows[0];
    assert_eq!(
        (&one["file"], &one["flow"], &one["lines"]),
        (&json!("library.yaml"), &json!("library"), &json!([LINE]))
    );
    assert_eq!((&one["since"], &one["gone"]), (&json!("2026-11-18T11:06:40Z"), &json!(false)));
    assert_eq!(one["bundle"].as_str().unwrap().len(), 64);
    let problem = &one["refused"]["problems"][0];
    assert_eq!((&problem["rule"], &problem["severity"]), (&json!("no-such"), &json!("error")));
    assert_eq!(problem["place"]["file"], json!(house.file("library.yaml").display().to_string()));
    let (status, health) = running.get("/health").await;
    assert_eq!((status, &health["healthy"], &health["refused"]), (200, &json!(true), &json!(["library.yaml"])));
}
