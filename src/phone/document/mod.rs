//! A strict reader of TwiML, the documents of the Twilio family, into its own tree.
//!
//! Invariant: what is read here is carried out whole. An element, attribute or value that the phone would ignore, or
//! that some platform of the family takes differently, is a [`Fault`] with what and where. Stricter than the platform,
//! on purpose: a caller hears every mistake that a lenient reader forgives.
//!
//! To add a verb: its attributes in `attribute.rs`, its variant of [`Verb`] and its reading in `verb.rs`, what it does
//! in the phone.

mod attribute;
mod dial;
mod element;
mod verb;

pub(super) use attribute::is_key;
pub use dial::{Callee, Dial};
pub use verb::{Enqueue, Gather, Record, SpeechTimeout, Target, Verb};

use super::{Answer, Fault, FaultKind};

/// Largest document, in bytes. Source: Twilio error 11750, the same for SignalWire and Bandwidth.
pub const DOCUMENT_MAX: usize = 64 * 1024;

/// A document: what the platform is to do, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The verbs.
    pub verbs: Vec<Verb>,
}

impl Document {
    /// Reads an answer to a webhook that asks what to do.
    ///
    /// # Errors
    /// The first fault, of the answer itself or of the document in it.
    pub fn read(answer: &Answer) -> Result<Self, Fault> {
        if answer.status != 200 {
            return Err(Fault::new(FaultKind::Status, format!("the answer's status is {}, not 200", answer.status)));
        }
        content_type(&answer.content_type)?;
        if DOCUMENT_MAX < answer.body.len() {
            return Err(Fault::new(FaultKind::TooLarge, format!("the document has {} bytes", answer.body.len())));
        }
        if answer.body.first() != Some(&b'<') {
            return Err(Fault::at(FaultKind::FirstByte, 1, "the document does not begin with `<`"));
        }
        let text = std::str::from_utf8(&answer.body)
            .map_err(|_| Fault::new(FaultKind::NotUtf8, "the document is not UTF-8"))?;
        Ok(Self { verbs: verb::response(&element::read(text)?)? })
    }
}

fn content_type(header: &str) -> Result<(), Fault> {
    let mut parts = header.split(';').map(str::trim);
    let kind = parts.next().unwrap_or("").to_ascii_lowercase();
    if kind != "text/xml" && kind != "application/xml" {
        let says = "the content type is neither `text/xml` nor `application/xml`";
        return Err(Fault::new(FaultKind::ContentType, says));
    }
    let utf8 = |part: &str| part.to_ascii_lowercase().replace('"', "") == "charset=utf-8";
    if parts.all(utf8) {
        Ok(())
    } else {
        Err(Fault::new(FaultKind::ContentType, "the content type names another character set than UTF-8"))
    }
}
