//! The load: many calls at once over kept connections, each turn signed, each document read for where to go on.

use std::{
    error::Error,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use axum::body::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::{Request, StatusCode, client::conn::http1};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use crate::{SECRET, sign::sign};

/// What a caller presses, turn by turn, on the sample line: the parcel's number, yes, it helped, goodbye. A line that
/// never ends a call gets as many turns.
const KEYS: [&str; 5] = ["1", "1234567", "1", "1", "2"];

/// What one connection measured.
#[derive(Default)]
struct Measured {
    took_us: Vec<u64>,
    refused: u64,
    calls: u64,
}

/// Rings `url` for `seconds` over `connections`, and prints requests a second and how long they took.
pub async fn load(url: &str, seconds: u64, connections: usize) -> Result<(), Box<dyn Error>> {
    let (base, next_call) = (Arc::<str>::from(url.trim_end_matches('/')), Arc::new(AtomicU64::new(0)));
    let until = Instant::now() + Duration::from_secs(seconds);
    let callers = (0..connections).map(|_| tokio::spawn(rings(Arc::clone(&base), until, Arc::clone(&next_call))));
    let mut all = Measured::default();
    for caller in callers.collect::<Vec<_>>() {
        let measured = caller.await?.map_err(|error| error.to_string())?;
        all.took_us.extend(measured.took_us);
        all.refused += measured.refused;
        all.calls += measured.calls;
    }
    all.took_us.sort_unstable();
    let at = |share: usize| all.took_us.get(all.took_us.len() * share / 1000).copied().unwrap_or_default();
    let requests = u64::try_from(all.took_us.len())?;
    let (a_second, p50, p99) = (requests / seconds.max(1), at(500), at(990));
    println!(
        "{{\"requests_per_s\":{a_second},\"p50_us\":{p50},\"p99_us\":{p99},\"refused\":{},\"calls\":{}}}",
        all.refused, all.calls
    );
    Ok(())
}

type Trouble = Box<dyn Error + Send + Sync>;

/// One connection: call after call until the time is up.
async fn rings(base: Arc<str>, until: Instant, next_call: Arc<AtomicU64>) -> Result<Measured, Trouble> {
    let authority = base.trim_start_matches("http://").split('/').next().unwrap_or_default().to_owned();
    let stream = TcpStream::connect(&authority).await?;
    stream.set_nodelay(true)?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let connection = tokio::spawn(connection);
    let mut measured = Measured::default();
    while Instant::now() < until {
        let call = format!("CA{:032x}", next_call.fetch_add(1, Ordering::Relaxed));
        measured.calls += 1;
        let mut url = format!("{base}/twilio/call");
        for keys in std::iter::once(None).chain(KEYS.map(Some)) {
            let began = Instant::now();
            sender.ready().await?;
            let answer = sender.send_request(webhook(&authority, &url, &call, keys)?).await?;
            let fine = answer.status() == StatusCode::OK;
            let document = answer.into_body().collect().await?.to_bytes();
            measured.took_us.push(u64::try_from(began.elapsed().as_micros())?);
            measured.refused += u64::from(!fine);
            match gathers_at(&document) {
                Some(action) if action.starts_with("http") => url = action,
                Some(action) => url = format!("{base}{action}"),
                None => break,
            }
        }
    }
    drop(sender);
    connection.await??;
    Ok(measured)
}

/// A signed webhook with the parameters that Twilio sends with every request (the geographic ones left out).
fn webhook(authority: &str, url: &str, call: &str, keys: Option<&str>) -> Result<Request<Full<Bytes>>, Trouble> {
    let mut form = vec![
        ("AccountSid", "AC00000000000000000000000000000000"),
        ("ApiVersion", "2010-04-01"),
        ("CallSid", call),
        ("CallStatus", if keys.is_some() { "in-progress" } else { "ringing" }),
        ("Called", "+15550100"),
        ("Caller", "+15550123"),
        ("Direction", "inbound"),
        ("From", "+15550123"),
        ("To", "+15550100"),
    ];
    form.extend(keys.iter().flat_map(|keys| [("Digits", *keys), ("msg", "Gather End")]));
    let body: String = form_urlencoded::Serializer::new(String::new()).extend_pairs(&form).finish();
    let path = url.split_once("://").and_then(|(_, rest)| rest.find('/').and_then(|at| rest.get(at..))).unwrap_or("/");
    let request = Request::post(path)
        .header("host", authority)
        .header("content-type", "application/x-www-form-urlencoded; charset=UTF-8")
        .header("x-twilio-signature", sign(SECRET, url, &form))
        .body(Full::new(Bytes::from(body)))?;
    Ok(request)
}

/// The address that the document's first gather hands the keys to.
fn gathers_at(document: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(document).ok()?;
    let (_, gather) = text.split_once("<Gather ")?;
    let (_, action) = gather.split_once("action=\"")?;
    let (action, _) = action.split_once('"')?;
    Some(action.replace("&amp;", "&"))
}
