//! The tokens in the addresses that we hand out, and the keys that everything of ours is named and sealed with.
//!
//! Invariant: a token that opens was sealed by us, unchanged. A token says which call, which turn and what for; the
//! platform's signature is checked besides it. It does not name the platform: whoever opens one compares its key
//! with the [`Keyring::call_key`] of the request. Calls that are open at a release hold tokens of the one before, so
//! their form stays readable.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::call::{CallKey, CallerKey, Party};

/// Bytes of a token before its MAC: key, turn, purpose.
const PLAIN: usize = 16 + 4 + 1;
/// Bytes of its MAC.
const MAC: usize = 16;
/// Characters of a sealed token.
const SEALED: usize = (PLAIN + MAC) * 4 / 3 + 1;

/// What an address that we handed out is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// Keys or words were heard at a wait.
    Heard,
    /// Nothing was heard at a wait.
    Silent,
    /// A dial ended.
    Dialed,
    /// A recording ended.
    Recorded,
    /// A recording had nothing in it.
    NotRecorded,
    /// A recording can be fetched. Its token's turn is that of the order, not of the call when it comes.
    RecordingReady,
    /// A caller waits in a queue and is to hear something. Its token's turn is that of the order.
    Queueing,
    /// A wait in a queue is over. Its token's turn is that of the order.
    Queued,
    /// Somebody's phone was answered. Asked on that phone's own leg of the call; its token's turn is that of the dial.
    PickedUp,
    /// A key was pressed on that phone, or none.
    PickedUpKey,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 10] = [
        Self::Heard,
        Self::Silent,
        Self::Dialed,
        Self::Recorded,
        Self::NotRecorded,
        Self::RecordingReady,
        Self::Queueing,
        Self::Queued,
        Self::PickedUp,
        Self::PickedUpKey,
    ];

    const fn byte(self) -> u8 {
        match self {
            Self::Heard => 1,
            Self::Silent => 2,
            Self::Dialed => 3,
            Self::Recorded => 4,
            Self::NotRecorded => 5,
            Self::RecordingReady => 6,
            Self::Queueing => 7,
            Self::Queued => 8,
            Self::PickedUp => 9,
            Self::PickedUpKey => 10,
        }
    }

    fn of(byte: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.byte() == byte)
    }
}

/// What a token says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// The call.
    pub key: CallKey,
    /// The turn whose orders hold the address.
    pub turn: u32,
    /// What the address is for.
    pub purpose: Purpose,
}

/// The keys that calls and callers are named with, tokens are made with and records are sealed with, each derived from
/// 32 random bytes that lie outside the store.
#[derive(Clone)]
pub struct Keyring {
    calls: Hmac<Sha256>,
    callers: Hmac<Sha256>,
    tokens: Hmac<Sha256>,
    store: Hmac<Sha256>,
}

impl Keyring {
    /// The keys derived from these bytes. Machines that serve the same calls need the same bytes.
    #[must_use]
    pub fn new(master: [u8; 32]) -> Self {
        let derived = |label| derived(&master, label);
        Self {
            calls: derived("clew call key 1"),
            callers: derived("clew caller key 1"),
            tokens: derived("clew token 1"),
            store: derived("clew store 1"),
        }
    }

    /// The key of a caller: a keyed hash of the number that they show, in E.164, or of the identity that a platform
    /// gives them. Who shows neither has none, and so no memory.
    #[must_use]
    pub fn caller_key(&self, party: &Party) -> Option<CallerKey> {
        // The letter keeps the two apart: an identity that reads like a number is no number.
        let (kind, identity) = match party {
            Party::Number(number) => (b"n", number.e164()),
            Party::Other(identity) => (b"o", &**identity),
            Party::Withheld => return None,
        };
        let mut mac = self.callers.clone();
        mac.update(kind);
        mac.update(identity.as_bytes());
        Some(CallerKey(first(&mac.finalize().into_bytes())))
    }

    /// What the store seals its records with. Not for logs.
    #[must_use]
    pub fn store_key(&self) -> [u8; 32] {
        self.store.clone().finalize().into_bytes().into()
    }

    /// The key of a call: a keyed hash of the platform's name and the platform's own id of the call.
    #[must_use]
    pub fn call_key(&self, platform: &str, call_id: &str) -> CallKey {
        // The length keeps platform and id apart: without it (`ab`, `c`) and (`a`, `bc`) would be the same call.
        let length = u64::try_from(platform.len()).unwrap_or(u64::MAX).to_be_bytes();
        let mut mac = self.calls.clone();
        mac.update(&length);
        mac.update(platform.as_bytes());
        mac.update(call_id.as_bytes());
        CallKey(first(&mac.finalize().into_bytes()))
    }

    /// The token as it stands in an address: 50 characters of base64url. Not for logs.
    #[must_use]
    pub fn seal(&self, token: &Token) -> String {
        let mut bytes = Vec::with_capacity(PLAIN + MAC);
        bytes.extend(token.key.0);
        bytes.extend(token.turn.to_be_bytes());
        bytes.push(token.purpose.byte());
        let mut mac = self.tokens.clone();
        mac.update(&bytes);
        bytes.extend(first::<MAC>(&mac.finalize().into_bytes()));
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Opens what [`Keyring::seal`] made, in constant time; anything else is `None`.
    #[must_use]
    pub fn open(&self, sealed: &str) -> Option<Token> {
        if sealed.len() != SEALED {
            return None;
        }
        // The decoder refuses set trailing bits, so that a token has one form only.
        let bytes = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let (plain, mac) = bytes.split_at_checked(PLAIN)?;
        if mac.len() != MAC {
            return None;
        }
        let mut expected = self.tokens.clone();
        expected.update(plain);
        expected.verify_truncated_left(mac).ok()?;
        let (key, rest) = plain.split_first_chunk::<16>()?;
        let (turn, rest) = rest.split_first_chunk::<4>()?;
        let purpose = rest.first().copied().and_then(Purpose::of)?;
        Some(Token { key: CallKey(*key), turn: u32::from_be_bytes(*turn), purpose })
    }
}

/// Shows nothing of the keys.
impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keyring(…)")
    }
}

/// The addresses that one turn hands out.
#[derive(Clone, Copy)]
pub struct Urls<'a> {
    /// The public address of this server: scheme, host, port and path, without a slash at the end.
    pub base: &'a str,
    /// The platform's name, as [`super::Dialect::name`] has it.
    pub platform: &'a str,
    /// What seals the tokens.
    pub keyring: &'a Keyring,
    /// The call.
    pub key: CallKey,
    /// The turn whose orders hold the addresses.
    pub turn: u32,
}

impl Urls<'_> {
    /// The absolute address for that purpose. Not for logs.
    #[must_use]
    pub fn to(&self, purpose: Purpose) -> String {
        let token = self.keyring.seal(&Token { key: self.key, turn: self.turn, purpose });
        format!("{}/{}/turn/{token}", self.base, self.platform)
    }
}

/// Shows no address, since an address holds a token.
impl fmt::Debug for Urls<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Urls({}, turn {})", self.platform, self.turn)
    }
}

/// A key of its own for each use, so that a call key never reveals anything about a token.
fn derived(master: &[u8; 32], label: &str) -> Hmac<Sha256> {
    let mut mac = keyed(master);
    mac.update(label.as_bytes());
    keyed(&mac.finalize().into_bytes().into())
}

fn keyed(key: &[u8; 32]) -> Hmac<Sha256> {
    // HMAC pads a key of up to one block, 64 bytes, with zeros (RFC 2104), so this is HMAC under `key`.
    let mut block = [0; 64];
    block.iter_mut().zip(key).for_each(|(to, from)| *to = *from);
    Hmac::new(&block.into())
}

/// The first bytes of a hash; a shorter one would be filled with zeros.
fn first<const N: usize>(hash: &[u8]) -> [u8; N] {
    let mut short = [0; N];
    short.iter_mut().zip(hash).for_each(|(to, from)| *to = *from);
    short
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_caller_has_one_key_whatever_form_their_number_comes_in() {
        let keyring = Keyring::new([7; 32]);
        let key = |text| keyring.caller_key(&Party::read(text));
        let number = key("+15550100111");
        assert!(number.is_some());
        for same in [" 15550100111", "tel:+1-555-010-0111", "sip:+15550100111@example.com", "001 555 010 0111"] {
            assert_eq!(key(same), number, "{same}");
        }
        let others = ["+15550100112", "15550100111", "sip:ada@example.com", "sip:ada@example.org", "client:ada"];
        for (at, other) in others.iter().enumerate() {
            assert!(key(other).is_some() && key(other) != number, "{other}");
            assert!(others.iter().skip(at + 1).all(|another| key(another) != key(other)), "{other}");
        }
        // An identity that reads like a number is no number.
        assert_ne!(keyring.caller_key(&Party::Other("+15550100111".into())), number);
    }

    #[test]
    fn who_withholds_their_number_has_no_key() {
        let keyring = Keyring::new([7; 32]);
        for text in ["", "anonymous", "+266696687", "+17378742833", "sip:anonymous@anonymous.invalid", "Restricted"] {
            assert_eq!(keyring.caller_key(&Party::read(text)), None, "{text}");
        }
    }

    #[test]
    fn no_key_says_anything_about_another() {
        let (one, other) = (Keyring::new([7; 32]), Keyring::new([8; 32]));
        let party = Party::read("+15550100111");
        assert_ne!(one.caller_key(&party), other.caller_key(&party), "another key file");
        assert_eq!(one.caller_key(&party), Keyring::new([7; 32]).caller_key(&party), "another process");
        assert_ne!(one.store_key(), other.store_key());
        assert_ne!(one.store_key(), [7; 32]);
        let named = one.call_key("", "n+15550100111").0;
        assert_ne!(one.caller_key(&party).map(|key| key.0), Some(named));
    }
}
