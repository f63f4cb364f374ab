//! Services: the only hosts that lookups may ask.

use std::{collections::BTreeMap, fmt};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{
    Deserialize, Deserializer,
    de::{self, Visitor},
};

use super::{Text, percent_encoded};
use crate::call::Value;

/// Headers that are ours to write: they say where a question ends, and for whom it is.
const OURS: &[&str] = &[
    "host",
    "content-length",
    "content-type",
    "transfer-encoding",
    "connection",
    "te",
    "trailer",
    "upgrade",
    "expect",
];

/// A host that lookups may ask.
///
/// ```yaml
/// services:
///   tracking: { url: "{config.tracking}", headers: { Authorization: "Bearer {secret.tracking}" }, within: 2s }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Written")]
pub struct Service {
    url: Text,
    headers: BTreeMap<String, Text>,
    within: Within,
    inside: bool,
}

/// A service as it is written.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Service")]
struct Written {
    /// The address that every lookup's path is put behind: `https://api.example.com/v2`, or `{config.NAME}`, which is
    /// set in `clew.toml` under `[config]` or by `CLEW_CONFIG_<NAME>`. No query. `http` only with `inside`.
    #[schemars(with = "String")]
    url: Text,
    /// Headers of every question. `{secret.NAME}` is set by `CLEW_SECRET_<NAME>`, or by a file that
    /// `CLEW_SECRET_<NAME>_FILE` names.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, String>")]
    headers: BTreeMap<String, Text>,
    /// How long an answer may take, 100ms to 10s; 2s without it.
    #[serde(default)]
    within: Within,
    /// Whether it is in our own network: then private and loopback addresses may be connected to, and `http` may be
    /// spoken. What callers say travels there, so everywhere else it is encrypted.
    #[serde(default)]
    inside: bool,
}

/// The settings and secrets that services are given, by name.
pub trait Known {
    /// `{config.NAME}`.
    fn config(&self, name: &str) -> Option<&str>;
    /// `{secret.NAME}`.
    fn secret(&self, name: &str) -> Option<&str>;
}

impl Service {
    /// How long an answer may take.
    #[must_use]
    pub const fn within(&self) -> Within {
        self.within
    }

    /// Whether it is in our own network.
    #[must_use]
    pub const fn inside(&self) -> bool {
        self.inside
    }

    /// The settings and secrets that it needs, as `config.NAME` and `secret.NAME`.
    #[must_use]
    pub fn reads(&self) -> Vec<&str> {
        let texts = std::iter::once(&self.url).chain(self.headers.values());
        texts.flat_map(|text| text.reads().map(|(path, _place)| path)).collect()
    }

    /// The texts with inserts, each with the dotted keys that lead to it in the file.
    #[must_use]
    pub fn texts(&self) -> Vec<(String, &Text)> {
        let headers = self.headers.iter().map(|(name, text)| (format!("headers.{name}"), text));
        std::iter::once(("url".to_owned(), &self.url)).chain(headers).collect()
    }

    /// Its address, without a slash at its end. Settings are taken as they are, secrets as one segment. Nothing if one
    /// of them is not set.
    #[must_use]
    pub fn address(&self, known: &dyn Known) -> Option<String> {
        let value = |path: &str| match path.split_once('.') {
            Some(("config", name)) => known.config(name).map(|text| Value::Text(text.to_owned())),
            Some(("secret", name)) => known.secret(name).map(|text| Value::Text(percent_encoded(text))),
            Some(_) | None => None,
        };
        let filled = self.url.fill(&value, &|text| Some(text.to_owned()))?;
        Some(filled.trim_end_matches('/').to_owned())
    }

    /// Its headers. Nothing if a setting or a secret is not set.
    #[must_use]
    pub fn headers(&self, known: &dyn Known) -> Option<Vec<(&str, String)>> {
        let value = |path: &str| match path.split_once('.') {
            Some(("config", name)) => known.config(name).map(|text| Value::Text(text.to_owned())),
            Some(("secret", name)) => known.secret(name).map(|text| Value::Text(text.to_owned())),
            Some(_) | None => None,
        };
        let fill = |text: &Text| text.fill(&value, &|text| Some(text.to_owned()));
        self.headers.iter().map(|(name, text)| Some((name.as_str(), fill(text)?))).collect()
    }
}

/// The schema of what is written.
impl JsonSchema for Service {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        Written::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Written::json_schema(generator)
    }
}

impl TryFrom<Written> for Service {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        let Written { url, headers, within, inside } = written;
        let service = Self { url, headers, within, inside };
        for path in service.reads() {
            let fits = matches!(path.split_once('.'), Some(("config" | "secret", name)) if !name.contains('.'));
            if !fits {
                return Err(format!(
                    "`{{{path}}}` is a value of the call, and a service is the same for every call: \
                     write `{{config.…}}` or `{{secret.…}}`"
                ));
            }
        }
        for name in service.headers.keys() {
            let token = |letter: char| letter.is_ascii_alphanumeric() || "!#$%&'*+-.^_|~".contains(letter);
            if name.is_empty() || !name.chars().all(token) {
                return Err(format!("`{name}` is no name of a header"));
            }
            if OURS.contains(&name.to_ascii_lowercase().as_str()) {
                return Err(format!("the header `{name}` is written by clew itself"));
            }
        }
        service.fixed_address()?;
        Ok(service)
    }
}

impl Service {
    /// What can be said of an address before the settings are known.
    fn fixed_address(&self) -> Result<(), String> {
        let beginning = self.url.beginning();
        if self.url.plain().any(|text| text.contains(['?', '#', '@', ' ', '\\'])) {
            return Err(
                "`url` has a `?`, `#`, `@`, `\\` or space in it: it is an address without query and password".into()
            );
        }
        if beginning.is_empty() || beginning.starts_with("https://") {
            return Ok(());
        }
        match (beginning.starts_with("http://"), self.inside) {
            (true, true) => Ok(()),
            (true, false) => Err("`url` is `http`, and what callers say would travel for all to read: \
                                  write `https`, or `inside: true` for a service in your own network"
                .into()),
            (false, _) => Err("`url` does not begin with `https://`".into()),
        }
    }
}

/// How long an answer may take, in milliseconds: `250ms`, `2s`. 100 to 10,000.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Within(pub u64);

/// 2 seconds: longer than a backend should take, and short enough to be filled with "one moment".
impl Default for Within {
    fn default() -> Self {
        Self(2_000)
    }
}

impl<'de> Deserialize<'de> for Within {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Length;
        impl Visitor<'_> for Length {
            type Value = Within;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a length of time such as 2s or 500ms, from 100ms to 10s")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Within, E> {
                let (digits, factor) = match (text.strip_suffix("ms"), text.strip_suffix('s')) {
                    (Some(digits), _) => (digits, 1),
                    (None, Some(digits)) => (digits, 1_000),
                    (None, None) => ("", 0),
                };
                match digits.trim().parse::<u64>().ok().and_then(|number| number.checked_mul(factor)) {
                    Some(millis @ 100..=10_000) => Ok(Within(millis)),
                    Some(_) | None => Err(E::invalid_value(de::Unexpected::Str(text), &self)),
                }
            }
        }
        deserializer.deserialize_any(Length)
    }
}

impl JsonSchema for Within {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Within".into()
    }

    fn json_schema(_generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[0-9]+(s|ms)$" })
    }
}
