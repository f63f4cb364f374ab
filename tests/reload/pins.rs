//! Calls and the versions that they are pinned to, across edits and starts.

use std::{fs, sync::Arc};

use clew::{phone::Piece, server::Unfit};

use super::house::{House, LINE, NOW, Ring, Said, broken, flow, names, presses};

fn texts(said: &[Piece]) -> String {
    format!("{said:?}")
}

#[tokio::test]
async fn a_call_keeps_its_version_across_edits_and_starts() {
    let house = House::with_library();
    let mut running = house.start();
    let mut phone = Ring::phone(running.router.clone(), LINE, 1);
    phone.rings().await.unwrap();
    house.write("library.yaml", flow(1));
    running.reload();
    let heard = phone.acts(&presses("1")).await.unwrap();
    assert!(texts(&heard.said).contains("Version 0. What is the number"), "{heard:?}");
    drop(running);
    let running = house.start();
    phone.network().router = running.router.clone();
    let heard = phone.acts(&presses("12345678")).await.unwrap();
    assert!(texts(&heard.said).contains("Version 0. I have"), "{heard:?}");
    assert!(running.hears(LINE, 2).await.contains("Version 1 "));
    assert_eq!(running.last_resorts().await, 0);
}

#[tokio::test]
async fn a_start_with_a_broken_file_serves_what_was_served_last() {
    let house = House::with_library();
    let mut running = house.start();
    house.write("library.yaml", flow(2));
    running.reload();
    house.write("library.yaml", broken(3));
    drop(running);
    for call in 0..3 {
        let running = house.start();
        assert_eq!(running.news, Said { refused: vec![("library.yaml".into(), vec!["no-such"])], ..Said::default() });
        assert!(running.hears(LINE, call).await.contains("Version 2 "));
        assert_eq!(running.get("/health").await.1["refused"][0], "library.yaml");
    }
    let mut running = house.start();
    house.write("library.yaml", flow(4));
    assert_eq!(running.reload(), Said { served: names(&["library.yaml"]), ..Said::default() });
}

#[test]
fn a_broken_file_that_was_never_served_stops_the_start() {
    let house = House::with_library();
    house.start();
    house.write("museum.yaml", "flow: museum\n");
    let Err(Unfit::Flawed(flawed)) = house.try_start().unwrap() else { panic!("it starts") };
    assert_eq!(flawed.len(), 1);
    assert!(flawed[0].sources.flow.0.ends_with("museum.yaml"));
    let empty = House::new();
    let Err(error) = empty.try_start() else { panic!("a folder without flows is served") };
    assert!(error.to_string().contains("there is no flow (*.yaml) in this folder"), "{error}");
}

#[test]
fn what_was_served_last_counts_for_nothing_where_it_cannot_be_read() {
    for damage in ["", "{", r#"{"version": 2, "flows": {}}"#, r#"{"version": 1, "flows": {"library.yaml": 1}}"#] {
        let house = House::with_library();
        house.start();
        fs::write(house.data().join("serving.json"), damage).unwrap();
        assert!(house.try_start().unwrap().is_ok(), "a good file needs nothing of it: {damage}");
        fs::write(house.data().join("serving.json"), damage).unwrap();
        house.write("library.yaml", broken(1));
        assert!(matches!(house.try_start().unwrap(), Err(Unfit::Flawed(_))), "{damage}");
    }
    let house = House::with_library();
    house.start();
    for bundle in fs::read_dir(house.data().join("bundles")).unwrap() {
        fs::write(bundle.unwrap().path(), "{}").unwrap();
    }
    house.write("library.yaml", broken(1));
    assert!(matches!(house.try_start().unwrap(), Err(Unfit::Flawed(_))));
}

#[tokio::test]
async fn a_version_that_cannot_be_built_again_is_a_person() {
    let house = House::with_library();
    let running = house.start();
    let mut phone = Ring::phone(running.router.clone(), LINE, 1);
    phone.rings().await.unwrap();
    house.write("library.yaml", flow(1));
    fs::remove_dir_all(house.data().join("bundles")).unwrap();
    let running = house.start();
    phone.network().router = running.router.clone();
    let heard = phone.acts(&presses("1")).await.unwrap();
    assert!(texts(&heard.said).contains("something went wrong"), "{heard:?}");
    assert!(format!("{:?}", heard.then).contains("+15550141"), "{heard:?}");
    assert_eq!(running.last_resorts().await, 1);
    assert!(running.hears(LINE, 2).await.contains("Version 1 "));
}

#[tokio::test]
async fn the_last_resort_rings_who_the_newest_flow_names_and_forgets_no_line() {
    let house = House::with_library();
    let mut running = house.start();
    house.write("library.yaml", flow(1).replace("15550141", "15550149").replace(LINE, "+15550159"));
    assert_eq!(running.reload().served.len(), 1);
    for (line, operator) in [("+15550159", "+15550149"), ("+15559999", "+15550149"), (LINE, "+15550141")] {
        let mut phone = Ring::phone(running.router.clone(), line, 7);
        // A call that nobody knows: its first word is of a turn that we never handed out.
        phone.network().router = axum::Router::new().fallback_service(running.router.clone());
        let form = format!("CallSid=CA7&From=%2B15550123&To=%2B{}&CallStatus=in-progress", &line[1..]);
        let webhook = clew::phone::Webhook {
            method: clew::phone::Method::Post,
            url: format!("{}/twilio/turn/nonsense", super::house::BASE),
            headers: vec![("content-type".into(), "application/x-www-form-urlencoded".into())],
            body: form,
            at_ms: 0,
        };
        let answer = clew::phone::Network::post(phone.network(), webhook).await.unwrap();
        let document = String::from_utf8(answer.body).unwrap();
        assert!(document.contains(operator), "{line}: {document}");
    }
}

#[test]
fn a_version_that_many_calls_wait_for_is_built_once() {
    let house = House::with_library();
    house.start();
    house.write("library.yaml", flow(1));
    let kept: Vec<_> = fs::read_dir(house.data().join("bundles")).unwrap().collect();
    let id = kept[0].as_ref().unwrap().path().file_stem().unwrap().to_str().unwrap().parse().unwrap();
    let bundles = start_bundles(&house);
    assert!(bundles.at_hand(id).is_none(), "nobody has asked for it yet");
    let barrier = std::sync::Barrier::new(16);
    let built: Vec<_> = std::thread::scope(|scope| {
        let ask = || {
            barrier.wait();
            bundles.pinned(id).unwrap()
        };
        let threads: Vec<_> = (0..16).map(|_| scope.spawn(ask)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(built.iter().all(|bundle| Arc::ptr_eq(bundle, &built[0])), "it was built more than once");
    assert!(bundles.at_hand(id).is_some());
}

fn start_bundles(house: &House) -> clew::server::Bundles {
    let place = clew::server::Place { flows: Some(house.flows()), prompts: None };
    let look = clew::server::Watch::over(place).first().unwrap();
    let Ok(start) = clew::server::Start::of(look, &house.data(), NOW) else { panic!("it does not start") };
    start.keep().unwrap().0
}

#[tokio::test]
async fn a_disk_that_takes_nothing_leaves_everything_as_it_was() {
    let house = House::with_library();
    let mut running = house.start();
    // A file where the folder of bundles was: nothing can be kept, whoever asks.
    let bundles = house.data().join("bundles");
    fs::rename(&bundles, house.data().join("away")).unwrap();
    fs::write(&bundles, "").unwrap();
    house.write("library.yaml", flow(1));
    for call in 0..3 {
        assert!(running.watch.reload(&running.server).is_err());
        assert!(running.hears(LINE, call).await.contains("Version 0 "));
    }
    fs::remove_file(&bundles).unwrap();
    fs::rename(house.data().join("away"), &bundles).unwrap();
    assert_eq!(running.reload(), Said { served: names(&["library.yaml"]), ..Said::default() });
    assert!(running.hears(LINE, 9).await.contains("Version 1 "));
}
