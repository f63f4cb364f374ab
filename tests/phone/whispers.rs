//! What happens on the phone of whoever picks up, before the two are connected.

use clew::phone::{Act, FaultKind, Heard, PersonDoes, Piece, State};

use crate::script::{NEXT, phone, posted, standing};

const RINGS: &str = r#"<Dial action="https://line.example/dialed" timeout="20" callerId="+15550100">
    <Number url="https://line.example/picked" method="POST">+15550111</Number></Dial>"#;
const SCREEN: &str = r#"<Gather action="https://line.example/key" numDigits="1" timeout="5" finishOnKey="">
    <Say>For the parcel line, press 1.</Say></Gather><Hangup/>"#;
const NOTE: &str = "<Say>It is about a parcel.</Say>";

fn said(heard: &Heard) -> Vec<String> {
    let text = |piece: &Piece| match piece {
        Piece::Text { text, .. } => text.clone(),
        Piece::Audio { url } => url.clone(),
    };
    heard.person.iter().map(text).collect()
}

/// Does something where a screened dial rings; what was posted, and what the person heard.
async fn rung(does: PersonDoes, documents: &[&str]) -> (Vec<String>, Vec<String>) {
    let mut phone = standing(&[&[RINGS], documents, &[NEXT]].concat()).await;
    let heard = phone.acts(&Act::Person(does)).await.unwrap();
    assert_eq!(heard.said, [Piece::Text { text: "next".to_owned(), language: None }], "the caller hears nothing of it");
    (posted(&mut phone), said(&heard))
}

const LEG: &str = "CAd0000000000000000000000000000001";

#[tokio::test]
async fn who_takes_the_call_hears_the_note_and_is_connected() {
    let (posted, heard) = rung(PersonDoes::Answers { talk_s: 45 }, &[SCREEN, NOTE]).await;
    assert_eq!(heard, ["For the parcel line, press 1.", "It is about a parcel."]);
    assert_eq!(posted.len(), 3, "{posted:?}");
    assert_eq!(posted[0], "POST /picked 5s ParentCallSid=CA1");
    // 29 characters are 1.933 s; a key comes 1 s later. The note takes 1.4 s.
    assert_eq!(posted[1], "POST /key 7.933s ParentCallSid=CA1 Digits=1 FinishedOnKey=");
    let told =
        format!("POST /dialed 54.333s DialCallStatus=completed DialCallSid={LEG} DialCallDuration=45 DialBridged=true");
    assert_eq!(posted[2], told);
}

#[tokio::test]
async fn the_legs_of_caller_and_person_are_two_calls() {
    let mut phone = standing(&[RINGS, SCREEN, NOTE, NEXT]).await;
    phone.acts(&Act::Person(PersonDoes::Answers { talk_s: 45 })).await.unwrap();
    let form = |at: usize, phone: &mut clew::phone::twilio::Phone<crate::script::Scripted>| {
        phone.network().posted[at].body.clone()
    };
    let (picked, dialed) = (form(1, &mut phone), form(3, &mut phone));
    for pair in
        [&format!("CallSid={LEG}&"), "ParentCallSid=CA1", "From=%2B15550100&", "To=%2B15550111", "outbound-dial"]
    {
        assert!(picked.contains(pair), "{pair}: {picked}");
    }
    assert!(dialed.contains("CallSid=CA1&") && dialed.contains("From=%2B15550123&"), "{dialed}");
    assert!(!dialed.contains("ParentCallSid"), "{dialed}");
}

#[tokio::test]
async fn who_presses_another_key_or_none_is_not_connected() {
    let (posted, heard) = rung(PersonDoes::Declines, &[SCREEN, "<Hangup/>"]).await;
    assert_eq!(heard, ["For the parcel line, press 1."]);
    assert_eq!(posted[1], "POST /key 7.933s ParentCallSid=CA1 Digits=2 FinishedOnKey=");
    assert_eq!(posted[2], format!("POST /dialed 7.933s DialCallStatus=no-answer DialCallSid={LEG}"));

    let (posted, heard) = rung(PersonDoes::Voicemail, &[SCREEN]).await;
    assert_eq!(heard, ["For the parcel line, press 1."]);
    // The prompt, and 5 s in which no key comes.
    assert_eq!(posted[1..], [format!("POST /dialed 11.933s DialCallStatus=no-answer DialCallSid={LEG}")]);
}

#[tokio::test]
async fn an_empty_document_connects_and_one_that_hangs_up_does_not() {
    let (posted, heard) = rung(PersonDoes::Answers { talk_s: 3 }, &[""]).await;
    assert!(heard.is_empty() && posted[1].contains("DialCallStatus=completed"), "{posted:?}");
    let (posted, _) = rung(PersonDoes::Answers { talk_s: 3 }, &["<Hangup/>"]).await;
    assert!(posted[1].contains("DialCallStatus=no-answer"), "{posted:?}");
    let redirect = "<Pause length=\"2\"/><Redirect>https://line.example/more</Redirect>";
    let (posted, heard) = rung(PersonDoes::Answers { talk_s: 3 }, &[redirect, NOTE]).await;
    assert_eq!((posted[1].as_str(), heard.len()), ("POST /more 7s ParentCallSid=CA1", 1));
}

#[tokio::test]
async fn nobody_is_asked_who_does_not_pick_up() {
    for does in [PersonDoes::Busy, PersonDoes::NoAnswer, PersonDoes::Fails] {
        let (posted, heard) = rung(does, &[]).await;
        assert_eq!((posted.len(), heard.len()), (1, 0), "{posted:?}");
    }
}

#[tokio::test]
async fn without_a_screen_whatever_answers_is_connected() {
    let plain = RINGS.replace(r#" url="https://line.example/picked" method="POST""#, "");
    for (does, talk) in [(PersonDoes::Declines, "0"), (PersonDoes::Voicemail, "20")] {
        let mut phone = standing(&[&plain, NEXT]).await;
        phone.acts(&Act::Person(does)).await.unwrap();
        let posted = posted(&mut phone);
        assert!(posted[0].contains(&format!("DialCallStatus=completed DialCallSid={LEG} DialCallDuration={talk} ")));
    }
}

#[tokio::test]
async fn a_line_that_asks_on_and_on_goes_round() {
    let mut phone = standing(&[RINGS]).await;
    phone.network().answers.push_back(crate::script::xml("<Redirect>https://line.example/more</Redirect>"));
    phone.network().for_ever = true;
    let fault = phone.acts(&Act::Person(PersonDoes::Answers { talk_s: 3 })).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::GoesRound);
}

#[tokio::test]
async fn sip_phones_ring_like_numbers_and_are_told_their_headers() {
    let document = r#"<Dial action="https://line.example/dialed"><Number>+15550111</Number>
        <Sip url="https://line.example/picked">sip:desk@pbx.example.com;transport=tls?X-Clew-Reason=asked%20for%20a%20person&amp;X-Clew-Words=%C3%A9%26</Sip></Dial>"#;
    let mut phone = phone(&[document]);
    let heard = phone.rings().await.unwrap();
    let State::Ringing { numbers, told, .. } = heard.then else { panic!("{heard:?}") };
    assert_eq!(numbers, ["+15550111", "sip:desk@pbx.example.com;transport=tls"]);
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(told, [pair("X-Clew-Reason", "asked for a person"), pair("X-Clew-Words", "é&")]);
}
