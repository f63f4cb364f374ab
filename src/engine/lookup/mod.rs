//! Lookups: questions to backends, as designers write them and as they run.
//!
//! Invariant: pure. A value that is inserted can change neither the host nor the path of a question: it is encoded as
//! one segment, and where that is impossible there is no question. Only services see settings and secrets.
//!
//! To add a key: its field in the shape of [`Lookup`] or [`Service`], with a comment that is its manual, and what it
//! does here.

mod body;
mod gives;
mod service;
mod text;

use std::collections::{BTreeMap, BTreeSet};

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;

use super::Expression;
use crate::call::{Name, Type, Value};

pub use body::{Body, Json};
pub use gives::Gives;
pub use service::{Known, Service, Within};
pub use text::{Text, percent_encoded};

/// A question to a backend.
///
/// ```yaml
/// lookups:
///   parcel: { get: "tracking/parcels/{parcel_number}", gives: { state: text, eta: date } }
///   slots: { post: clinic/slots, json: { patient: "{patient.id}", days: 14 }, gives: [ { day: date, time: time } ] }
/// ```
///
/// The first word of the address is the service. What is in braces is a value of the call, or of the step's `with`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Written")]
pub struct Lookup {
    service: Name,
    /// The path behind the service's own, with its query.
    path: Text,
    method: Method,
    takes: BTreeMap<Name, Type>,
    gives: Type,
    missing_if: Option<Expression>,
    early: bool,
    optional: bool,
    within: Option<Within>,
}

/// How a question is put.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Method {
    Get,
    PostJson(Option<Json>),
    PostForm(BTreeMap<String, Text>),
}

/// A lookup as it is written.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Lookup")]
struct Written {
    /// What is asked, by GET: the service, a path and perhaps a query, such as `tracking/parcels/{parcel_number}`.
    #[schemars(with = "Option<String>")]
    get: Option<Text>,
    /// The same, by POST. It must only ask, and change nothing: it may be asked twice.
    #[schemars(with = "Option<String>")]
    post: Option<Text>,
    /// What a `post` sends, as JSON.
    json: Option<Json>,
    /// What a `post` sends, as a form.
    #[schemars(with = "Option<BTreeMap<String, String>>")]
    form: Option<BTreeMap<String, Text>>,
    /// What the step gives by `with`: names and the names of their types.
    #[serde(default)]
    takes: BTreeMap<String, String>,
    /// What comes back: the name of a type, words of which it is one (`open | closed`), a map of types, or a list with
    /// the one type of its items. Fields that are not named here are dropped; a field that is null is left out.
    gives: Gives,
    /// When it holds for what came back, there is no such thing: the step's `missing`.
    #[schemars(with = "Option<String>")]
    missing_if: Option<Expression>,
    /// Whether it is asked as soon as the call arrives, so that the answer is there before the question.
    #[serde(default)]
    early: bool,
    /// Whether the call can do without it: its failure is no signal of a caller in trouble.
    #[serde(default)]
    optional: bool,
    /// How long it may take, 100ms to 10s; the service's own limit without it.
    within: Option<Within>,
}

impl Lookup {
    /// The service that is asked.
    #[must_use]
    pub const fn service(&self) -> &Name {
        &self.service
    }

    /// What the step gives by `with`, and the types.
    #[must_use]
    pub const fn takes(&self) -> &BTreeMap<Name, Type> {
        &self.takes
    }

    /// The type of what comes back.
    #[must_use]
    pub const fn gives(&self) -> &Type {
        &self.gives
    }

    /// When what came back is no such thing.
    #[must_use]
    pub const fn missing_if(&self) -> Option<&Expression> {
        self.missing_if.as_ref()
    }

    /// Whether it is asked as soon as the call arrives.
    #[must_use]
    pub const fn early(&self) -> bool {
        self.early
    }

    /// Whether its failure is no signal.
    #[must_use]
    pub const fn optional(&self) -> bool {
        self.optional
    }

    /// Whether it is put by GET, which may be tried again.
    #[must_use]
    pub const fn is_get(&self) -> bool {
        matches!(self.method, Method::Get)
    }

    /// Milliseconds that it may take, 100 to 10,000.
    #[must_use]
    pub fn within_ms(&self, service: &Service) -> u64 {
        self.within.unwrap_or(service.within()).0
    }

    /// The texts with inserts, each with the dotted keys that lead to it in the file.
    #[must_use]
    pub fn texts(&self) -> Vec<(String, &Text)> {
        let key = if self.is_get() { "get" } else { "post" };
        let mut found = vec![(key.to_owned(), &self.path)];
        match &self.method {
            Method::Get | Method::PostJson(None) => {}
            Method::PostJson(Some(json)) => json.texts("json", &mut found),
            Method::PostForm(fields) => found.extend(fields.iter().map(|(name, text)| (format!("form.{name}"), text))),
        }
        found
    }

    /// The dotted paths that must be known to ask: variables of the call, and what the step gives by `with`. `name` is
    /// the lookup's own, below which `missing_if` reads what came back.
    #[must_use]
    pub fn reads(&self, name: &Name) -> BTreeSet<Name> {
        let mut paths: BTreeSet<Name> = BTreeSet::new();
        for (_key, text) in self.texts() {
            paths.extend(text.reads().map(|(path, _place)| Name::from(path)));
        }
        let read = self.missing_if.iter().flat_map(Expression::reads);
        paths.extend(read.filter(|(path, _place)| below(name, path).is_none()).map(|(path, _place)| Name::from(path)));
        paths
    }

    /// The path of the question behind the service's address, and its query, encoded. Nothing if a value is unknown or
    /// empty, or if a segment would be `.` or `..`.
    #[must_use]
    pub fn path(&self, with: &BTreeMap<Name, Value>) -> Option<String> {
        let encoded = |text: &str| (!text.is_empty()).then(|| percent_encoded(text));
        let filled = self.path.fill(&|path| with.get(path).cloned(), &encoded)?;
        let (_service, path) = filled.split_at_checked(self.service.as_str().len())?;
        (!climbs(path)).then(|| path.to_owned())
    }

    /// What is sent; the outer `None` if a value is unknown.
    #[must_use]
    pub fn body(&self, with: &BTreeMap<Name, Value>) -> Option<Option<Body>> {
        let values = |path: &str| with.get(path).cloned();
        match &self.method {
            Method::Get | Method::PostJson(None) => Some(None),
            Method::PostJson(Some(json)) => Some(Some(Body::Json(json.fill(&values)?.to_string()))),
            Method::PostForm(fields) => Some(Some(Body::Form(body::form(fields, &values)?))),
        }
    }

    /// Whether `missing_if` holds for what came back to the lookup of that name.
    #[must_use]
    pub fn is_missing(&self, name: &Name, found: &Value, with: &BTreeMap<Name, Value>) -> bool {
        let value = |path: &str| match below(name, path) {
            Some(path) => found.at(path).cloned(),
            None => with.get(path).cloned(),
        };
        self.missing_if.as_ref().is_some_and(|expression| expression.holds(&value))
    }
}

/// The rest of a path that leads into the value of that name.
fn below<'a>(name: &Name, path: &'a str) -> Option<&'a str> {
    let rest = path.strip_prefix(name.as_str())?;
    if rest.is_empty() { Some("") } else { rest.strip_prefix('.') }
}

/// Whether a segment of an encoded path means another folder; `%2e` is a dot to those who read addresses.
fn climbs(path: &str) -> bool {
    let path = path.split('?').next().unwrap_or("").to_ascii_lowercase().replace("%2e", ".");
    path.split('/').any(|segment| segment == "." || segment == "..")
}

/// The schema of what is written.
impl JsonSchema for Lookup {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        Written::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Written::json_schema(generator)
    }
}

impl TryFrom<Written> for Lookup {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        let Written { get, post, json, form, takes, gives, missing_if, early, optional, within } = written;
        let (path, method) = match (get, post, json, form) {
            (Some(path), None, None, None) => (path, Method::Get),
            (None, Some(path), json, None) => (path, Method::PostJson(json)),
            (None, Some(path), None, Some(form)) => (path, Method::PostForm(form)),
            (None, Some(_), Some(_), Some(_)) => return Err("has both `json` and `form`: keep one".to_owned()),
            (Some(_), None, _, _) => {
                return Err("a `get` sends nothing: use `post`, or put it in the address".to_owned());
            }
            (Some(_), Some(_), _, _) => return Err("has both `get` and `post`: keep one".to_owned()),
            (None, None, _, _) => return Err("has neither `get` nor `post`: write what is asked".to_owned()),
        };
        let service = service_of(&path)?;
        let named = |(name, of): (String, String)| Ok::<_, String>((Name::from(name), gives::named(&of)?));
        let takes = takes.into_iter().map(named).collect::<Result<_, _>>()?;
        let lookup = Self { service, path, method, takes, gives: gives.0, missing_if, early, optional, within };
        lookup.keeps_to_itself()?;
        Ok(lookup)
    }
}

impl Lookup {
    /// Settings and secrets are for services: here a caller's value could end up beside them, or be taken for one.
    fn keeps_to_itself(&self) -> Result<(), String> {
        for (key, text) in self.texts() {
            let settings = |path: &str| path.starts_with("config.") || path.starts_with("secret.");
            if let Some((path, _place)) = text.reads().find(|(path, _place)| settings(path)) {
                return Err(format!("`{{{path}}}` in `{key}`: settings and secrets belong into the service"));
            }
        }
        Ok(())
    }
}

/// The first word of an address, which must not depend on the call.
fn service_of(path: &Text) -> Result<Name, String> {
    let beginning = path.beginning();
    let end = beginning.find(['/', '?']);
    let service = beginning.get(..end.unwrap_or(beginning.len())).unwrap_or("");
    let whole = end.is_some() || path.reads().next().is_none();
    if !whole || !text::is_name(&service.replace('-', "_")) {
        let source = path.source();
        return Err(format!("`{source}` does not begin with a service: write it like `tracking/parcels/{{number}}`"));
    }
    let odd = |letter: char| letter.is_whitespace() || letter.is_control() || "#\\\"<>^`".contains(letter);
    if path.plain().any(|text| text.contains(odd) || climbs(text)) {
        let source = path.source();
        return Err(format!("`{source}` has something in it that no path has: a space, `#`, `\\`, or `..`"));
    }
    Ok(service.into())
}
