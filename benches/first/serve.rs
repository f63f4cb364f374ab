//! The servers that a turn is compared with. All answer the same document, each does a little more than the one before.

use std::{
    error::Error,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use axum::{
    Router,
    body::to_bytes,
    extract::{Request, State},
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
    routing::any,
};
use clew::{
    call::{BundleId, Call, CallKey, Moment, Name, Number, Party},
    dialect::{self, Dialect},
    server::listen,
    store::{Commit, Saved, Seal, Sled, Store},
};
use secrecy::SecretString;
use tokio::net::TcpListener;

use crate::SECRET;

/// What all of them answer: a menu, as long as one of the sample line.
const DOCUMENT: &str = concat!(
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response><Gather action=\"/twilio/turn/",
    "0123456789abcdefghijklmnopqrstuvwxyz0123456789ABCDEF\" method=\"POST\" input=\"dtmf speech\" timeout=\"5\" ",
    "numDigits=\"1\"><Say>For a parcel press 1. For billing press 2. For the depot press 3. For a person press 0.",
    "</Say></Gather><Redirect>/twilio/turn/0123456789abcdefghijklmnopqrstuvwxyz0123456789ABCDEG</Redirect></Response>"
);

/// The largest body that is read, in bytes; the same as the service's.
const BODY_MAX: usize = 64 << 10;

/// How much a server does.
#[derive(Clone)]
struct Work {
    base: Arc<str>,
    signed: Option<(&'static dyn Dialect, Arc<[SecretString]>)>,
    kept: Option<Arc<Kept>>,
}

/// Where a record is written with every answer, and what.
struct Kept {
    store: Sled,
    record: Saved,
    calls: AtomicU64,
    _folder: tempfile::TempDir,
}

/// Bytes of a record that is written.
const RECORD_BYTES: usize = 300;

impl Kept {
    /// A store in a folder of its own, beside where the benchmark is run: not in memory, as temporary folders may be.
    fn new() -> Result<Self, Box<dyn Error>> {
        let folder = tempfile::tempdir_in(".")?;
        let store = Sled::open(&folder.path().join("store"), &Seal::new([7; 32]))?;
        let line = Number::parse("+15550100").ok_or("no number")?;
        let (pin, at) = ((BundleId([7; 32]), Name::from("en-US")), Moment::from_millis(1_800_000_000_000));
        let call = Call::new(CallKey([0; 16]), Name::from("twilio"), line, Party::Withheld, pin, at);
        let mut record = Saved::first(call);
        let padding = RECORD_BYTES.saturating_sub(postcard::to_stdvec(&record)?.len()).saturating_sub(2);
        record.call.from = Party::Other("x".repeat(padding).into());
        Ok(Self { store, record, calls: AtomicU64::new(0), _folder: folder })
    }

    /// Writes a record of a new call, durably.
    async fn write(&self) -> bool {
        let number = u128::from(self.calls.fetch_add(1, Ordering::Relaxed));
        let mut saved = self.record.clone();
        // Keys of real calls are hashes; a multiplication by an odd constant spreads these as well.
        saved.call.key = CallKey(number.wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835).to_be_bytes());
        self.store.commit(&Commit { saved, spilled: None, caller: None, effects: Vec::new() }).await.is_ok()
    }
}

/// Serves `constant`, `signed` or `durable` on a free port, and prints the address.
pub async fn serve(kind: &str) -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let base = format!("http://{}", listener.local_addr()?);
    let mut work = Work { base: base.as_str().into(), signed: None, kept: None };
    if kind != "constant" {
        let twilio = dialect::named("twilio").ok_or("there is no dialect `twilio`")?;
        work.signed = Some((twilio, [SecretString::from(SECRET)].into()));
    }
    if kind == "durable" {
        work.kept = Some(Arc::new(Kept::new()?));
    }
    println!("{base}");
    let router = Router::new().route("/twilio/{*rest}", any(answer)).with_state(work);
    listen::serve(listener, router, async { drop(tokio::signal::ctrl_c().await) }).await;
    Ok(())
}

async fn answer(State(work): State<Work>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, BODY_MAX).await else { return StatusCode::PAYLOAD_TOO_LARGE.into_response() };
    if let Some((dialect, secrets)) = &work.signed {
        let url = format!("{}{}", work.base, parts.uri);
        let header = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
        let request = dialect::Request { post: true, url: &url, header: &header, body: &body };
        if dialect.verify(&request, secrets).is_err() {
            return StatusCode::FORBIDDEN.into_response();
        }
    }
    if let Some(kept) = &work.kept
        && !kept.write().await
    {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    ([(CONTENT_TYPE, "text/xml; charset=utf-8")], DOCUMENT).into_response()
}
