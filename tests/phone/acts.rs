//! What every act posts in every state of a call.

use clew::phone::{Act, EndedBy, FaultKind, Heard, PersonDoes, Piece, State};

use crate::script::{DIAL, MENU, NEXT, NUMBER, RECORD, after, phone, posted, presses, standing};

#[tokio::test]
async fn a_menu_takes_one_key_after_the_prompt_or_at_once() {
    // The prompt has 28 characters, 1.866 s; a key comes 1 s later, or 0.3 s after its beginning.
    assert_eq!(after(MENU, presses("1")).await, ["POST /menu 2.866s Digits=1 FinishedOnKey="]);
    let at_once = Act::Presses { keys: "1".to_owned(), at_once: true };
    assert_eq!(after(MENU, at_once).await, ["POST /menu 0.3s Digits=1 FinishedOnKey="]);
    let at_once = Act::Presses { keys: "1#".to_owned(), at_once: true };
    assert_eq!(after(NUMBER, at_once).await, ["POST /number 0.5s Digits=1 FinishedOnKey=#"], "there is no prompt");
    assert_eq!(after(MENU, presses("#")).await, ["POST /menu 2.866s Digits=# FinishedOnKey="]);
    assert_eq!(after(MENU, presses("123")).await, ["POST /menu 2.866s Digits=1 FinishedOnKey="], "the rest is dropped");
}

#[tokio::test]
async fn words_and_silence_at_a_menu() {
    // 24 characters at 12 a second, then 2 s of silence; without words the 5 s of the gather.
    let says = Act::Says("I want to know where it".to_owned() + "!");
    assert_eq!(after(MENU, says).await, ["POST /menu 5.866s SpeechResult=I want to know where it! Confidence=0.9"]);
    assert_eq!(after(MENU, Act::Silent).await, ["POST /silent 6.866s"]);
    assert_eq!(after(NUMBER, Act::Says("four".to_owned())).await, ["POST /silent 3s"], "nobody listens for words");
    let words_only = r#"<Gather input="speech" action="https://line.example/menu"/>"#.to_owned()
        + "<Redirect>https://line.example/silent</Redirect>";
    assert_eq!(after(&words_only, presses("1")).await, ["POST /silent 5s"], "nobody listens for keys");
}

#[tokio::test]
async fn a_number_ends_when_it_is_full_finished_or_after_the_pause() {
    assert_eq!(after(NUMBER, presses("1234")).await, ["POST /number 2.5s Digits=1234 FinishedOnKey="]);
    assert_eq!(after(NUMBER, presses("12#")).await, ["POST /number 2s Digits=12 FinishedOnKey=#"]);
    assert_eq!(after(NUMBER, presses("12")).await, ["POST /number 4.5s Digits=12 FinishedOnKey="]);
    assert_eq!(after(NUMBER, presses("*0")).await, ["POST /number 4.5s Digits=*0 FinishedOnKey="]);
    assert_eq!(after(NUMBER, presses("#")).await, ["POST /silent 1s"], "the finish key alone is no input");
    assert_eq!(
        after("<Gather/>", presses("123")).await,
        ["POST /call 7s Digits=123 FinishedOnKey="],
        "its own address"
    );
}

#[tokio::test]
async fn every_person_at_a_ringing_phone_is_told_as_it_was() {
    let dialed = |act| async move { after(DIAL, act).await.remove(0).replace("DialCallSid=CAd", "leg=") };
    let leg = "leg=0000000000000000000000000000001";
    let told = |text: &str| format!("POST /dialed {text}").replace("LEG", leg);
    let answers = Act::Person(PersonDoes::Answers { talk_s: 45 });
    assert_eq!(dialed(answers).await, told("50s DialCallStatus=completed LEG DialCallDuration=45 DialBridged=true"));
    assert_eq!(dialed(Act::Person(PersonDoes::Busy)).await, told("2s DialCallStatus=busy LEG"));
    assert_eq!(dialed(Act::Person(PersonDoes::NoAnswer)).await, told("20s DialCallStatus=no-answer LEG"));
    assert_eq!(dialed(Act::Person(PersonDoes::Fails)).await, told("2s DialCallStatus=failed LEG"));
    assert_eq!(dialed(Act::Silent).await, told("20s DialCallStatus=no-answer LEG"));
    for act in [presses("1"), Act::Says("hello".to_owned())] {
        let fault = standing(&[DIAL]).await.acts(&act).await.unwrap_err();
        assert_eq!(fault.kind, FaultKind::OutOfPlace, "{fault}");
        assert!(fault.says.contains("`no answer`"), "{fault}");
    }
}

#[tokio::test]
async fn a_dial_without_action_goes_on_with_the_next_verb() {
    let document = r#"<Dial timeout="20"><Number>+15550111</Number></Dial><Say>nobody is there</Say><Hangup/>"#;
    let mut phone = standing(&[document]).await;
    let heard = phone.acts(&Act::Silent).await.unwrap();
    assert_eq!(heard.said, [Piece::Text { text: "nobody is there".to_owned(), language: None }]);
    assert_eq!(heard.then, State::Over { by: EndedBy::Line });
}

#[tokio::test]
async fn a_recording_ends_by_silence_a_key_or_its_length() {
    let recorded = |act| async move {
        let all = after(RECORD, act).await;
        let shown = all[0].split(' ').filter(|word| !word.contains("RE0000")).collect::<Vec<_>>().join(" ");
        (all.len() == 1).then_some(shown).unwrap()
    };
    let with_key = |seconds, key| Act::RecordsThenPresses { seconds, key };
    let records = |seconds| Act::Records { seconds };
    assert_eq!(recorded(records(12)).await, "POST /recorded 16s RecordingDuration=12 Digits=");
    assert_eq!(recorded(records(90)).await, "POST /recorded 60s RecordingDuration=60 Digits=");
    assert_eq!(recorded(with_key(12, '0')).await, "POST /recorded 12s RecordingDuration=12 Digits=0");
    assert_eq!(recorded(with_key(12, '5')).await, "POST /recorded 16s RecordingDuration=12 Digits=", "5 ends nothing");
    assert_eq!(recorded(presses("50")).await, "POST /recorded 1s RecordingDuration=1 Digits=0");
    assert_eq!(recorded(Act::Says("a".repeat(25))).await, "POST /recorded 7s RecordingDuration=3 Digits=");
    for nothing in [Act::Silent, records(0), presses("5")] {
        assert_eq!(recorded(nothing).await, "POST /nothing 4s");
    }
}

#[tokio::test]
async fn hanging_up_is_told_wherever_it_happens() {
    let status = "CallbackSource=call-progress-events SequenceNumber=0 Timestamp=Tue, 24 Nov 2026 10:00:TIME +0000 ";
    let over = |at: &str, time: &str, seconds: &str| {
        format!("POST /status {at}s {status}CallDuration={seconds} Duration=1").replace("TIME", time)
    };
    let hung_up = |document: &'static str| async move {
        let mut phone = phone(&[document, NEXT]).ringing_at(1_795_514_400_000);
        phone.rings().await.unwrap();
        let heard = phone.acts(&Act::HangsUp).await.unwrap();
        assert_eq!(heard, Heard { said: Vec::new(), person: Vec::new(), then: State::Over { by: EndedBy::Caller } });
        assert_eq!(phone.acts(&Act::HangsUp).await.unwrap_err().kind, FaultKind::OutOfPlace);
        posted(&mut phone)
    };
    assert_eq!(hung_up(MENU).await, [over("2.866", "02", "3")]);
    let dial = hung_up(DIAL).await;
    assert!(dial[0].starts_with("POST /dialed 1s DialCallStatus=canceled DialCallSid="), "{dial:?}");
    assert_eq!(dial[1..], [over("1", "01", "1")]);
    let record = hung_up(RECORD).await;
    assert!(record[0].ends_with("RecordingDuration=1 Digits=hangup"), "{record:?}");
    assert_eq!(record[1..], [over("1", "01", "1")]);
}

#[tokio::test]
async fn the_line_hangs_up_by_a_verb_by_turning_away_and_at_the_end_of_its_document() {
    for (document, status) in [
        ("<Say>bye</Say><Hangup/>", "completed"),
        ("<Say>bye</Say>", "completed"),
        (r#"<Reject reason="busy"/>"#, "busy"),
        ("<Reject/>", "no-answer"),
    ] {
        let mut phone = phone(&[document]);
        let heard = phone.rings().await.unwrap();
        assert_eq!(heard.then, State::Over { by: EndedBy::Line });
        let last = phone.network().posted.last().unwrap().clone();
        assert_eq!(last.url, "https://line.example/status");
        assert!(last.body.contains(&format!("CallStatus={status}&")), "{document}: {}", last.body);
    }
}

#[tokio::test]
async fn keys_typed_ahead_are_dropped_or_carried_over() {
    let documents = [MENU, NUMBER, MENU, NEXT];
    let mut drops = standing(&documents).await;
    drops.acts(&presses("1123")).await.unwrap();
    assert_eq!(posted(&mut drops), ["POST /menu 2.866s Digits=1 FinishedOnKey="]);
    drops.acts(&Act::Silent).await.unwrap();
    assert_eq!(posted(&mut drops), ["POST /silent 5.866s"]);

    let mut carries = phone(&documents).carrying_keys_over();
    carries.rings().await.unwrap();
    carries.acts(&presses("1123456")).await.unwrap();
    let all = posted(&mut carries);
    let digits: Vec<&str> =
        all.iter().map(|line| line.split(' ').find(|word| word.starts_with("Digits")).unwrap()).collect();
    assert_eq!(digits, ["Digits=1", "Digits=1234", "Digits=5"]);
}

#[tokio::test]
async fn keys_that_were_carried_over_wait_for_the_rest() {
    let part = || async {
        let mut phone = phone(&[MENU, NUMBER, NEXT]).carrying_keys_over();
        phone.rings().await.unwrap();
        phone.acts(&presses("112")).await.unwrap();
        posted(&mut phone);
        phone
    };
    let mut more = part().await;
    more.acts(&presses("34")).await.unwrap();
    assert_eq!(posted(&mut more)[0].split(' ').nth(3).unwrap(), "Digits=1234");
    let mut silent = part().await;
    silent.acts(&Act::Silent).await.unwrap();
    assert_eq!(posted(&mut silent)[0].split(' ').nth(3).unwrap(), "Digits=12", "what was typed counts after the pause");
}

#[tokio::test]
async fn a_finish_key_that_was_typed_ahead_is_no_input() {
    let mut phone = phone(&[MENU, NUMBER, NEXT]).carrying_keys_over();
    phone.rings().await.unwrap();
    phone.acts(&presses("1#")).await.unwrap();
    let all = posted(&mut phone);
    assert_eq!(all, ["POST /menu 2.866s Digits=1 FinishedOnKey=", "POST /silent 2.866s"]);
}

#[tokio::test]
async fn a_talk_is_no_longer_than_the_dial_allows() {
    let document = DIAL.replace("<Dial", r#"<Dial timeLimit="10""#);
    let told = after(&document, Act::Person(PersonDoes::Answers { talk_s: 45 })).await;
    assert!(told[0].starts_with("POST /dialed 15s ") && told[0].contains("DialCallDuration=10 "), "{told:?}");
}
