//! Where values come from: one value a setting, with its origin, and the mistakes found on the way.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};
use tracing_subscriber::filter::Targets;

use super::{
    Kind, Mistake, Origin, PublicUrl, Secrets, Setting,
    named::{self, Named, NamedSecret},
    secrets,
};

/// Variables that begin like ours and are read elsewhere: the settings file's own path.
const OTHER_VARIABLES: &[&str] = &["CLEW_CONFIG"];

/// How many days something may be kept: at least one, at most ten years.
const DAYS: std::ops::RangeInclusive<u32> = 1..=3650;

/// How long an answer may take, in milliseconds: some platforms give up after 5 s, and before that the last resort must
/// be on its way.
const MILLIS: std::ops::RangeInclusive<u32> = 100..=4000;

/// The values that hold, and the mistakes so far.
pub struct Values {
    values: BTreeMap<String, (String, Origin)>,
    mistakes: Vec<Mistake>,
    /// The variables that a platform's secret may be set by.
    variables: Vec<String>,
    named: Named,
}

impl Values {
    /// Takes each setting from the strongest source that has it.
    pub fn gather(
        table: &[Setting],
        file: Option<(&str, &str)>,
        environment: &BTreeMap<String, String>,
        flags: &BTreeMap<String, String>,
    ) -> Self {
        let variables = table.iter().filter(|setting| setting.kind == Kind::Secret).map(Setting::variable).collect();
        let mut gathered = Self { values: BTreeMap::new(), mistakes: Vec::new(), variables, named: Named::default() };
        for setting in table {
            if let Some(default) = setting.default {
                gathered.put(setting, default.to_owned(), Origin::Default);
            }
        }
        if let Some((name, text)) = file {
            gathered.file(table, name, text);
        }
        gathered.environment(table, environment);
        gathered.flags(table, flags);
        gathered.mistakes.append(&mut gathered.named.mistakes);
        gathered
    }

    fn put(&mut self, setting: &Setting, value: String, origin: Origin) {
        if value.trim().is_empty() {
            let what = format!("`{}` is empty", setting.key);
            self.mistakes.push(Mistake { origin, what, hint: "give it a value, or do not set it".into() });
        } else {
            self.values.insert(setting.key.to_string(), (value, origin));
        }
    }

    fn environment(&mut self, table: &[Setting], environment: &BTreeMap<String, String>) {
        for setting in table {
            let variable = setting.variable();
            if let Some(value) = environment.get(&variable) {
                self.put(setting, value.clone(), Origin::Variable(variable));
            }
        }
        let known: Vec<String> = table.iter().map(Setting::variable).collect();
        self.named.environment(environment);
        let elsewhere = |name: &str| OTHER_VARIABLES.contains(&name) || named::is_named(name);
        let ours = environment.keys().filter(|name| name.starts_with("CLEW_") && !elsewhere(name));
        for name in ours.filter(|name| !known.contains(*name)) {
            let mistake = unknown(Origin::Variable(name.clone()), name, &known);
            self.mistakes.push(mistake);
        }
    }

    fn flags(&mut self, table: &[Setting], flags: &BTreeMap<String, String>) {
        for (key, value) in flags {
            let origin = Origin::Flag(key.replace('_', "-"));
            match table.iter().find(|setting| setting.key == key.as_str() && setting.kind != Kind::Secret) {
                Some(setting) => self.put(setting, value.clone(), origin),
                None => self.mistakes.push(unknown(origin, key, &keys(table))),
            }
        }
    }

    fn file(&mut self, table: &[Setting], name: &str, text: &str) {
        let place = |at: usize| {
            let line = text.bytes().take(at).filter(|byte| *byte == b'\n').count().saturating_add(1);
            Origin::File { name: name.to_owned(), line }
        };
        let (document, errors) = DeTable::parse_recoverable(text);
        let mut broken = Vec::new();
        for error in &errors {
            let at = error.span().map_or(0, |span| span.start);
            let what = format!("this is not TOML: {}", error.message());
            broken.push(place(at));
            self.mistakes.push(Mistake { origin: place(at), what, hint: "write `key = \"value\"`".into() });
        }
        for (key, value) in document.get_ref() {
            let origin = place(key.span().start);
            if broken.contains(&origin) {
                continue;
            }
            match table.iter().find(|setting| setting.key == key.get_ref().as_ref()) {
                Some(setting) if setting.kind == Kind::Secret => {
                    let what = format!("`{}` is a secret, and files like this one get copied", setting.key);
                    let hint =
                        format!("set the variable `{}`, or name a file by `{}_file`", setting.variable(), setting.key);
                    self.mistakes.push(Mistake { origin, what, hint });
                }
                Some(setting) => self.written(setting, value, origin, Path::new(name)),
                None if key.get_ref() == "config" => self.named.file(value, origin, &place),
                None if key.get_ref() == "secret" => {
                    let what = "`secret` is for secrets, and files like this one get copied".to_owned();
                    let hint =
                        "set a variable `CLEW_SECRET_<NAME>`, or name a file by `CLEW_SECRET_<NAME>_FILE`".into();
                    self.mistakes.push(Mistake { origin, what, hint });
                }
                None => self.mistakes.push(unknown(origin, key.get_ref(), &keys(table))),
            }
        }
    }

    /// Takes a value that stands in the file.
    fn written(&mut self, setting: &Setting, value: &Spanned<DeValue<'_>>, origin: Origin, file: &Path) {
        let value = value.get_ref();
        let text = match setting.kind {
            Kind::Boolean => value.as_bool().map(|value| value.to_string()),
            Kind::Days | Kind::Millis => value.as_integer().map(ToString::to_string),
            Kind::Path | Kind::SecretFile => value.as_str().map(|text| beside(file, text)),
            Kind::Address | Kind::Url | Kind::Text | Kind::Secret => value.as_str().map(str::to_owned),
        };
        match text {
            Some(text) => self.put(setting, text, origin),
            None => {
                let what = format!("`{}` is written as {}", setting.key, value.type_str());
                let hint = match setting.kind {
                    Kind::Boolean => "write `true` or `false`, without quotes".to_owned(),
                    Kind::Days => "write a number of days, such as `30`, without quotes".to_owned(),
                    Kind::Millis => "write a number of milliseconds, such as `800`, without quotes".to_owned(),
                    Kind::Address | Kind::Url | Kind::Path | Kind::Text | Kind::Secret | Kind::SecretFile => {
                        format!("write `{} = \"…\"`, in quotes", setting.key)
                    }
                };
                self.mistakes.push(Mistake { origin, what, hint });
            }
        }
    }

    /// Notes that the value of `key` is wrong.
    pub fn wrong(&mut self, key: &str, what: impl Into<String>, hint: impl Into<String>) {
        let origin = self.values.get(key).map_or(Origin::Default, |(_value, origin)| origin.clone());
        self.mistakes.push(Mistake { origin, what: what.into(), hint: hint.into() });
    }

    fn text(&self, key: &str) -> Option<String> {
        self.values.get(key).map(|(value, _origin)| value.clone())
    }

    /// An address and a port; `localhost` may stand for 127.0.0.1.
    pub fn address(&mut self, key: &str) -> Option<SocketAddr> {
        let text = self.text(key)?;
        let numeric = text.strip_prefix("localhost:").map_or_else(|| text.clone(), |port| format!("127.0.0.1:{port}"));
        let address = numeric.parse().ok();
        if address.is_none() {
            let what = format!("`{key}` is `{text}`, which is no address and port");
            self.wrong(key, what, "write them like `127.0.0.1:8080` or `[::1]:8080`");
        }
        address
    }

    /// The address that platforms call.
    pub fn public_url(&mut self, key: &str) -> Option<PublicUrl> {
        let text = self.text(key)?;
        PublicUrl::parse(&text)
            .inspect_err(|why| {
                self.wrong(
                    key,
                    format!("`{key}` {why}"),
                    "write it like `https://calls.example.com` or with a path behind it",
                );
            })
            .ok()
    }

    /// A path, without a slash at its end.
    pub fn path(&self, key: &str) -> Option<PathBuf> {
        self.text(key).map(|text| Path::new(&text).components().collect())
    }

    /// Levels by target.
    pub fn targets(&mut self, key: &str) -> Option<Targets> {
        let text = self.text(key)?;
        let targets = text.parse().ok();
        if targets.is_none() {
            let what = format!("`{key}` is `{text}`, which is no level and no list of targets");
            self.wrong(key, what, "write `error`, `warn`, `info`, `debug` or `trace`, or `warn,clew=debug`");
        }
        targets
    }

    /// `true` or `false`.
    pub fn boolean(&mut self, key: &str) -> Option<bool> {
        let text = self.text(key)?;
        let value = text.parse().ok();
        if value.is_none() {
            self.wrong(key, format!("`{key}` is `{text}`"), "write `true` or `false`");
        }
        value
    }

    /// A number of days within [`DAYS`].
    pub fn days(&mut self, key: &str) -> Option<u32> {
        let text = self.text(key)?;
        let days = text.trim().parse().ok().filter(|days| DAYS.contains(days));
        if days.is_none() {
            let what = format!("`{key}` is `{text}`, which is no number of days");
            self.wrong(key, what, format!("write a number from {} to {}", DAYS.start(), DAYS.end()));
        }
        days
    }

    /// A number of milliseconds within [`MILLIS`].
    pub fn millis(&mut self, key: &str) -> Option<u32> {
        let text = self.text(key)?;
        let millis = text.trim().parse().ok().filter(|millis| MILLIS.contains(millis));
        if millis.is_none() {
            let what = format!("`{key}` is `{text}`, which is no number of milliseconds");
            self.wrong(key, what, format!("write a number from {} to {}", MILLIS.start(), MILLIS.end()));
        }
        millis
    }

    /// The secrets of each platform that has any.
    pub fn secrets(&mut self, platforms: &[(&str, &str)]) -> BTreeMap<String, Secrets> {
        let mut found = BTreeMap::new();
        for (platform, variable) in platforms {
            let key = variable.to_lowercase();
            let file = self.path(&format!("{key}_file"));
            match (self.text(&key), file) {
                (Some(_text), Some(_path)) => {
                    let what = format!("both `{variable}` and `{key}_file` are set");
                    self.wrong(&key, what, "keep one of them, so that it is plain which secret holds");
                }
                (Some(text), None) => match secrets(&text) {
                    Ok(given) => drop(found.insert((*platform).to_owned(), Secrets::Given(given))),
                    Err(why) => {
                        self.wrong(&key, format!("`{variable}` holds {why}"), "separate secrets by single commas");
                    }
                },
                (None, Some(path)) => drop(found.insert((*platform).to_owned(), Secrets::File(path))),
                (None, None) => {}
            }
        }
        found
    }

    /// Whether something was set, right or wrong.
    pub fn is_set(&self, key: &str) -> bool {
        self.values.contains_key(key)
    }

    /// Whether no secret was even attempted.
    pub fn no_secret(&self) -> bool {
        self.variables.iter().all(|variable| {
            let key = variable.to_lowercase();
            !self.is_set(&key) && !self.is_set(&format!("{key}_file"))
        })
    }

    /// The variables that a secret may be set by, for a hint.
    pub fn secret_variables(&self) -> String {
        self.variables.iter().map(|variable| format!("`{variable}`")).collect::<Vec<_>>().join(" or ")
    }

    /// The settings and secrets of services, by name.
    pub fn named(&mut self) -> (BTreeMap<String, String>, BTreeMap<String, NamedSecret>) {
        (std::mem::take(&mut self.named.configs), std::mem::take(&mut self.named.secrets))
    }

    /// All mistakes, each once.
    pub fn into_mistakes(self) -> Vec<Mistake> {
        self.mistakes
    }
}

fn keys(table: &[Setting]) -> Vec<String> {
    table.iter().filter(|setting| setting.kind != Kind::Secret).map(|setting| setting.key.to_string()).collect()
}

/// A path that stands in a file is meant from that file's folder.
fn beside(file: &Path, text: &str) -> String {
    if text.trim().is_empty() {
        return String::new();
    }
    file.parent().map_or_else(|| text.to_owned(), |folder| folder.join(text).to_string_lossy().into_owned())
}

fn unknown(origin: Origin, name: &str, known: &[String]) -> Mistake {
    let nearest = known
        .iter()
        .map(|candidate| (strsim::damerau_levenshtein(&name.to_lowercase(), &candidate.to_lowercase()), candidate))
        .map(|(distance, candidate)| if candidate.starts_with(name) { (1, candidate) } else { (distance, candidate) })
        .min_by_key(|(distance, _candidate)| *distance);
    let hint = match nearest {
        Some((distance, candidate)) if distance <= 3 && distance < candidate.len() / 2 => {
            format!("did you mean `{candidate}`?")
        }
        Some(_) | None => format!("the settings are {}", known.join(", ")),
    };
    Mistake { origin, what: format!("there is no setting `{name}`"), hint }
}
