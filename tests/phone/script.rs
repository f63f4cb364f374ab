//! A line that answers from a script, and the documents that the tests share.

use std::collections::VecDeque;

use clew::phone::twilio::{LineSetup, Phone};
use clew::phone::{Act, Answer, Heard, Method, Network, NetworkError, State, Webhook};

/// A line that answers with prepared documents, in order, and remembers what was posted.
#[derive(Default)]
pub struct Scripted {
    pub answers: VecDeque<Result<Answer, NetworkError>>,
    /// Whether the last answer is given again and again.
    pub for_ever: bool,
    pub posted: Vec<Webhook>,
    /// The status of answers to status callbacks, if not 204.
    pub callback_status: Option<u16>,
}

impl Network for Scripted {
    async fn post(&mut self, request: Webhook) -> Result<Answer, NetworkError> {
        let path = request.url.split('?').next().unwrap();
        let status = path.ends_with("/status") || path.ends_with("/recording");
        self.posted.push(request);
        if status {
            return Ok(Answer {
                status: self.callback_status.unwrap_or(204),
                content_type: String::new(),
                body: Vec::new(),
            });
        }
        if self.for_ever && self.answers.len() == 1 {
            return self.answers[0].clone();
        }
        self.answers.pop_front().expect("a document is left to answer with")
    }
}

pub fn xml(body: &str) -> Result<Answer, NetworkError> {
    let body = format!("<Response>{body}</Response>").into_bytes();
    Ok(Answer { status: 200, content_type: "text/xml".to_owned(), body })
}

pub fn setup() -> LineSetup {
    LineSetup {
        answer_url: "https://line.example/call".to_owned(),
        status_url: "https://line.example/status".to_owned(),
        from: "+15550123".to_owned(),
        to: "+15550100".to_owned(),
        call_id: "CA1".to_owned(),
        secret: None,
    }
}

pub fn phone(documents: &[&str]) -> Phone<Scripted> {
    let answers = documents.iter().map(|body| xml(body)).collect();
    Phone::new(setup(), Scripted { answers, ..Scripted::default() })
}

/// A phone that has rung and stands where `document` waits; the rest of `documents` follows.
pub async fn standing(documents: &[&str]) -> Phone<Scripted> {
    let mut phone = phone(documents);
    phone.rings().await.unwrap();
    phone
}

/// What was posted: where, and what beside the parameters that every request has.
pub fn posted(phone: &mut Phone<Scripted>) -> Vec<String> {
    let common = ["AccountSid", "ApiVersion", "CallSid", "CallStatus", "Called", "Caller", "Direction", "From", "To"];
    let shown = |webhook: &Webhook| {
        let (url, query) = webhook.url.split_once('?').unwrap_or((&webhook.url, ""));
        let form = if webhook.method == Method::Get { query } else { &webhook.body };
        let pairs = form_urlencoded::parse(form.as_bytes());
        let own = pairs.filter(|(name, _)| !common.contains(&name.as_ref()) && name != "msg");
        let own: Vec<String> = own.map(|(name, value)| format!("{name}={value}")).collect();
        let seconds = webhook.at_ms as f64 / 1000.0;
        format!("{} {} {seconds}s {}", webhook.method.name(), url.replace("https://line.example", ""), own.join(" "))
    };
    let all = phone.network().posted.iter().skip(1).map(shown).map(|line| line.trim_end().to_owned()).collect();
    phone.network().posted.truncate(1);
    all
}

#[track_caller]
pub fn one_waiting(heard: &Heard) {
    assert!(matches!(heard.then, State::Waiting { .. }), "{heard:?}");
}

pub fn presses(keys: &str) -> Act {
    Act::Presses { keys: keys.to_owned(), at_once: false }
}

pub const MENU: &str = r#"<Gather action="https://line.example/menu" input="dtmf speech" numDigits="1" timeout="5"
    finishOnKey="" speechTimeout="2"><Say>Press one, or say it, please</Say></Gather>
    <Redirect>https://line.example/silent</Redirect>"#;
pub const NUMBER: &str = r#"<Gather action="https://line.example/number" numDigits="4" timeout="3"/>
    <Redirect>https://line.example/silent</Redirect>"#;
pub const DIAL: &str = r#"<Dial action="https://line.example/dialed" timeout="20"><Number>+15550111</Number></Dial>"#;
pub const RECORD: &str = r##"<Record action="https://line.example/recorded" finishOnKey="0#" maxLength="60" timeout="4"/>
    <Redirect>https://line.example/nothing</Redirect>"##;
pub const NEXT: &str = "<Gather><Say>next</Say></Gather>";

/// Does one thing where `document` waits, and shows what was posted because of it.
pub async fn after(document: &str, act: Act) -> Vec<String> {
    let mut phone = standing(&[document, NEXT]).await;
    phone.acts(&act).await.unwrap();
    posted(&mut phone)
}
