//! Twilio: TwiML, and webhooks as forms.
//!
//! Invariant: every limit that bounds a wait stands in the document, so that Twilio's defaults, which may change, never
//! decide how long a caller waits. Facts marked (m) are from memory and have not been seen in a source.

mod address;
mod read;
mod signature;
mod write;

use secrecy::SecretString;

use super::{Dialect, Door, ReadError, Reading, Refused, Request, Urls};
use crate::call::{Number, Order, Spoken};

/// The dialect of Twilio.
#[derive(Debug)]
pub struct Twilio;

impl Dialect for Twilio {
    fn name(&self) -> &'static str {
        "twilio"
    }

    fn secret_variable(&self) -> &'static str {
        "TWILIO_AUTH_TOKEN"
    }

    fn verify(&self, request: &Request<'_>, secrets: &[SecretString]) -> Result<(), Refused> {
        signature::verify(request, secrets)
    }

    fn read(&self, request: &Request<'_>, door: Door) -> Result<Reading, ReadError> {
        read::read(request, door)
    }

    fn line(&self, request: &Request<'_>) -> Option<Number> {
        read::line(request)
    }

    fn write(&self, orders: &[Order<Spoken, String>], urls: Option<&Urls<'_>>) -> Vec<u8> {
        write::write(orders, urls)
    }

    fn content_type(&self) -> &'static str {
        "text/xml; charset=utf-8"
    }
}
