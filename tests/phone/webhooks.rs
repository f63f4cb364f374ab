//! What a webhook carries, how it is signed, and how it comes again.

use clew::phone::twilio::{Phone, WITHHELD, signature};
use clew::phone::{Act, EndedBy, FaultKind, Heard, Method, NetworkError, Piece, State, Webhook, masked};

use crate::script::{DIAL, MENU, NEXT, Scripted, after, one_waiting, phone, posted, presses, setup, standing, xml};

#[tokio::test]
async fn ringing_posts_what_every_request_carries() {
    let mut phone = phone(&[NEXT]);
    let heard = phone.rings().await.unwrap();
    one_waiting(&heard);
    assert_eq!(heard.said, [Piece::Text { text: "next".to_owned(), language: None }]);
    let webhook = phone.last_webhook().unwrap().clone();
    assert_eq!(
        webhook.body,
        "AccountSid=AC00000000000000000000000000000000&ApiVersion=2010-04-01&CallSid=CA1&CallStatus=ringing&\
         Called=%2B15550100&Caller=%2B15550123&Direction=inbound&From=%2B15550123&To=%2B15550100"
    );
    assert_eq!(webhook.url, "https://line.example/call");
    assert_eq!(webhook.at_ms, 0);
    assert!(webhook.headers.contains(&("User-Agent".to_owned(), "TwilioProxy/1.1".to_owned())));
    let kind = "application/x-www-form-urlencoded; charset=UTF-8";
    assert!(webhook.headers.contains(&("Content-Type".to_owned(), kind.to_owned())));
    assert!(!webhook.headers.iter().any(|(name, _)| name == "X-Twilio-Signature"), "there is no secret");
    assert_eq!(phone.rings().await.unwrap_err().kind, FaultKind::OutOfPlace);
}

#[tokio::test]
async fn a_stored_recording_is_told_when_asked_for() {
    let document = r#"<Record action="https://line.example/recorded"
        recordingStatusCallback="https://line.example/recording" recordingStatusCallbackMethod="GET"/>"#;
    let told = after(document, Act::Records { seconds: 3 }).await;
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[1].starts_with("GET /recording 8s RecordingUrl=https://"), "{told:?}");
    assert!(told[1].contains("RecordingStatus=completed"), "{told:?}");
    assert!(!told[1].contains("Digits"), "keys belong to the action: {told:?}");
}

#[tokio::test]
async fn a_get_carries_the_form_in_its_query() {
    let document = r#"<Redirect method="GET">https://line.example/a?b=1</Redirect>"#;
    let mut setup = setup();
    setup.secret = Some("12345".to_owned());
    setup.from = WITHHELD.to_owned();
    let answers = [xml(document), xml(NEXT)].into();
    let mut phone = Phone::new(setup, Scripted { answers, ..Scripted::default() });
    phone.rings().await.unwrap();
    let webhook = phone.last_webhook().unwrap().clone();
    assert_eq!((webhook.method, webhook.body.as_str()), (Method::Get, ""));
    assert!(webhook.url.starts_with("https://line.example/a?b=1&AccountSid="), "{}", webhook.url);
    assert!(webhook.url.contains("From=%2B266696687&"));
    let signed = webhook.headers.iter().find(|(name, _)| name == "X-Twilio-Signature").unwrap();
    assert_eq!(signed.1, signature("12345", &webhook.url, &[]).unwrap(), "over the address alone");
}

#[test]
fn signatures_are_those_of_the_public_test_vectors() {
    // Source: twilio-node spec/validation.spec.js and twilio-python tests/unit/test_request_validator.py.
    let call: Vec<(String, String)> = [
        ("To", "+18005551212"),
        ("CallSid", "CA1234567890ABCDE"),
        ("From", "+14158675309"),
        ("Caller", "+14158675309"),
        ("Digits", "1234"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .to_vec();
    let many: Vec<(String, String)> = ["+1415xxxxxxx", "+1325xxxxxxx", "+1415xxxxxxx"]
        .map(|value| ("MessagingBinding.Address".to_owned(), value.to_owned()))
        .to_vec();
    let body = "bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620";
    let with_body = format!("https://mycompany.com/myapp.php?foo=1&bar=2&{body}");
    for (url, form, wanted) in [
        ("https://mycompany.com/myapp.php?foo=1&bar=2", &call, "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
        ("https://mycompany.com:443/myapp.php?foo=1&bar=2", &call, "kvajT1Ptam85bY51eRf/AJRuM3w="),
        ("https://user:pass@mycompany.com/myapp.php?foo=1&bar=2", &call, "CukzLTc1tT5dXEDIHm/tKBanW10="),
        ("https://user:pass@mycompany.com:443/myapp.php?foo=1&bar=2", &call, "ZQFR1PTIZXF2MXB8ZnKCvnnA+rI="),
        ("https://mycompany.com/myapp.php?foo=1&bar=2", &many, "83O6e2vORAoJHUNzJjDWN1jz+BA="),
        (with_body.as_str(), &Vec::new(), "a9nBmqA0ju/hNViExpshrM61xv4="),
    ] {
        assert_eq!(signature("12345", url, form).unwrap(), wanted, "{url}");
    }
}

#[tokio::test]
async fn a_webhook_is_delivered_again_as_it_was() {
    let mut phone = standing(&[MENU, NEXT, NEXT, DIAL]).await;
    phone.acts(&presses("1")).await.unwrap();
    let first = phone.last_webhook().unwrap().clone();
    phone.later(60_000);
    let answer = phone.redeliver().await.unwrap();
    assert_eq!(answer, xml(NEXT).unwrap());
    let again = phone.network().posted.last().unwrap().clone();
    assert_eq!((&again.url, &again.headers, &again.body), (&first.url, &first.headers, &first.body));
    assert_eq!(again.at_ms, first.at_ms + 60_000);
    let heard = phone.repeats().await.unwrap();
    assert!(matches!(heard.then, State::Ringing { .. }), "the second answer is carried out: {heard:?}");
}

#[tokio::test]
async fn a_call_that_is_over_stays_over_when_its_last_webhook_comes_again() {
    let mut phone = standing(&[DIAL, NEXT, NEXT]).await;
    phone.acts(&Act::HangsUp).await.unwrap();
    let heard = phone.repeats().await.unwrap();
    assert_eq!(heard, Heard { said: Vec::new(), person: Vec::new(), then: State::Over { by: EndedBy::Caller } });
}

#[tokio::test]
async fn any_status_can_be_posted_and_is_numbered() {
    let mut phone = standing(&[MENU]).await;
    phone.posts_status("in-progress", &[("SipResponseCode", "200")]).await.unwrap();
    phone.posts_status("completed", &[]).await.unwrap();
    let all = posted(&mut phone);
    assert!(all[0].contains("SequenceNumber=0") && all[0].ends_with("SipResponseCode=200"), "{all:?}");
    assert!(!all[0].contains("CallDuration"), "{all:?}");
    assert!(all[1].contains("SequenceNumber=1") && all[1].contains("CallDuration=0"), "{all:?}");
    one_waiting(&Heard { said: Vec::new(), person: Vec::new(), then: phone.state().unwrap() });
}

#[tokio::test]
async fn after_a_fault_the_act_can_be_tried_again() {
    let mut phone = standing(&[MENU]).await;
    phone.network().answers.extend([Err(NetworkError::Connect), xml(NEXT)]);
    assert_eq!(phone.acts(&presses("1")).await.unwrap_err().kind, FaultKind::Network);
    one_waiting(&phone.acts(&presses("1")).await.unwrap());
    let bad = phone.acts(&presses("x")).await.unwrap_err();
    assert_eq!(bad.kind, FaultKind::OutOfPlace);
}

#[tokio::test]
async fn twenty_redirects_are_followed() {
    let redirect = "<Redirect>https://line.example/on</Redirect>";
    let mut documents = vec![redirect; 20];
    documents.push(NEXT);
    one_waiting(&phone(&documents).rings().await.unwrap());
    documents.insert(0, redirect);
    assert_eq!(phone(&documents).rings().await.unwrap_err().kind, FaultKind::GoesRound);
}

#[test]
fn addresses_and_webhooks_print_masked() {
    assert_eq!(masked("https://user:secret@line.example:8443/turn/secret?a=secret"), "https://line.example:8443/…");
    assert_eq!(masked("no address"), "…");
    let webhook = Webhook {
        method: Method::Post,
        url: "http://127.0.0.1:8080/twilio/turn/secret".to_owned(),
        headers: vec![("X-Twilio-Signature".to_owned(), "secret".to_owned())],
        body: "Digits=secret".to_owned(),
        at_ms: 5,
    };
    let shown = format!("{webhook:?}");
    assert!(shown.contains("127.0.0.1:8080") && !shown.contains("secret"), "{shown}");
}

#[tokio::test]
async fn a_status_callback_needs_an_answer_of_2xx() {
    let mut phone = standing(&[MENU]).await;
    phone.network().callback_status = Some(503);
    let fault = phone.acts(&Act::HangsUp).await.unwrap_err();
    assert_eq!(
        fault.to_string(),
        "status: the answer to a status callback is 503, not 2xx (asking `https://line.example/…`)"
    );
    one_waiting(&Heard { said: Vec::new(), person: Vec::new(), then: phone.state().unwrap() });
}

#[tokio::test]
async fn without_an_action_the_document_is_asked_again_at_its_own_address() {
    let mut phone = standing(&["<Redirect>https://line.example/on</Redirect>", "<Gather/>", "<Record/>", NEXT]).await;
    phone.acts(&presses("1#")).await.unwrap();
    assert_eq!(phone.last_webhook().unwrap().url, "https://line.example/on");
    phone.acts(&Act::Records { seconds: 1 }).await.unwrap();
    assert_eq!(phone.last_webhook().unwrap().url, "https://line.example/on");
}

#[tokio::test]
async fn calls_can_run_side_by_side() {
    let call = || async {
        let mut phone = phone(&[MENU, NEXT]);
        phone.rings().await.unwrap();
        phone.acts(&presses("1")).await.unwrap();
        phone.elapsed_ms()
    };
    let (one, two) = (tokio::spawn(call()), tokio::spawn(call()));
    assert_eq!((one.await.unwrap(), two.await.unwrap()), (2866, 2866));
}
