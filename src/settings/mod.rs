//! The settings of `clew serve`: the text of a file, environment and flags in; settings, or all mistakes at once, out.
//!
//! Invariant: pure. Nothing is looked up here: the caller brings the file's text and the environment as a map, and
//! reads the secret files and the key file itself. Defaults < file < environment < flags.
//!
//! To add a setting: its line in [`table()`], its field in [`Settings`], and its line in [`Settings::read`]. Flag,
//! variable and help follow from the table.
#![deny(clippy::disallowed_methods, clippy::disallowed_types, clippy::disallowed_macros)]

mod mistake;
mod named;
mod public_url;
mod secret;
mod source;
mod table;

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use tracing_subscriber::filter::Targets;

use source::Values;

pub use mistake::{Mistake, Origin};
pub use named::{NamedSecret, config_variable, named_secret, secret_variable};
pub use public_url::PublicUrl;
pub use secret::{SecretError, Secrets, secrets};
pub use table::{Kind, Setting, table};

/// How `clew serve` runs.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where webhooks come in. Port 0 takes any free one.
    pub listen: SocketAddr,
    /// Where health, metrics and everything else is answered; always a loopback address.
    pub inner: SocketAddr,
    /// The address that platforms call; `None` means the address that is listened on.
    pub public_url: Option<PublicUrl>,
    /// The folder of flow files; `None` means the sample line.
    pub flows: Option<PathBuf>,
    /// The folder of prompt files; `None` means those beside the flows, or the sample line's.
    pub prompts: Option<PathBuf>,
    /// The folder that the store keeps its files in.
    pub data: PathBuf,
    /// The file of the 32 random bytes that names, addresses and what is kept are keyed with; never inside `data`.
    pub key_file: PathBuf,
    /// How long things are kept.
    pub keep: KeepDays,
    /// The secrets of each platform that has any, by the platform's name. Without one, its signatures are not checked.
    pub secrets: BTreeMap<String, Secrets>,
    /// What services' addresses and headers insert as `{config.NAME}`.
    pub configs: BTreeMap<String, String>,
    /// What they insert as `{secret.NAME}`.
    pub service_secrets: BTreeMap<String, NamedSecret>,
    /// Whether a small stand-in backend answers lookups.
    pub demo: bool,
    /// How long an answer may take before the caller gets the last resort instead, in milliseconds.
    pub answer_within: u32,
    /// What is logged.
    pub log: Targets,
    /// Whether the log is written as JSON, one object a line.
    pub log_json: bool,
}

/// How long things are kept, in days since something last happened with them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeepDays {
    /// Calls that have ended.
    pub calls: u32,
    /// What is remembered of callers.
    pub callers: u32,
    /// Messages that somebody saw to.
    pub messages: u32,
    /// Callbacks that were made.
    pub promises: u32,
}

impl KeepDays {
    fn read(values: &mut Values) -> Option<Self> {
        let (calls, callers) = (values.days("keep_calls"), values.days("keep_callers"));
        let (messages, promises) = (values.days("keep_messages"), values.days("keep_promises"));
        Some(Self { calls: calls?, callers: callers?, messages: messages?, promises: promises? })
    }
}

impl Settings {
    /// Reads settings. `file` is a name and a text; `environment` holds variables, `flags` holds values by
    /// [`Setting::key`]; `platforms` holds each platform's name and the variable of its secret.
    ///
    /// # Errors
    /// Returns every mistake at once, in the order of the table.
    pub fn read(
        file: Option<(&str, &str)>,
        environment: &BTreeMap<String, String>,
        flags: &BTreeMap<String, String>,
        platforms: &[(&str, &str)],
    ) -> Result<Self, Vec<Mistake>> {
        let table = table(platforms);
        let mut values = Values::gather(&table, file, environment, flags);
        let listen = values.address("listen");
        let inner = values.address("inner");
        let public_url = values.public_url("public_url");
        let flows = values.path("flows");
        let prompts = values.path("prompts");
        let data = values.path("data");
        let key_file = values.path("key_file").or_else(|| data.as_deref().and_then(key_beside));
        let keep = KeepDays::read(&mut values);
        let secrets = values.secrets(platforms);
        let (configs, service_secrets) = values.named();
        let demo = values.boolean("demo");
        let log = values.targets("log");
        let answer_within = values.millis("answer_within");
        let log_json = values.boolean("log_json");

        addresses(&mut values, listen, inner);
        openness(&mut values, listen);
        keys(&mut values, data.as_deref(), key_file.as_deref());
        only_here(&mut values, demo, listen);

        let mistakes = values.into_mistakes();
        let (Some(listen), Some(inner), Some(data), Some(key_file)) = (listen, inner, data, key_file) else {
            return Err(mistakes);
        };
        let (Some(keep), Some(demo), Some(log), Some(log_json), Some(answer_within)) =
            (keep, demo, log, log_json, answer_within)
        else {
            return Err(mistakes);
        };
        if !mistakes.is_empty() {
            return Err(mistakes);
        }
        Ok(Self {
            listen,
            inner,
            public_url,
            flows,
            prompts,
            data,
            key_file,
            keep,
            secrets,
            configs,
            service_secrets,
            demo,
            answer_within,
            log,
            log_json,
        })
    }

    /// The address that platforms call, without a slash at its end, when the public listener is bound to `bound`.
    #[must_use]
    pub fn public_url(&self, bound: SocketAddr) -> PublicUrl {
        self.public_url.clone().unwrap_or_else(|| PublicUrl::of(bound))
    }
}

/// Where things lie: all that a command needs that looks at what is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    /// The folder that the store keeps its files in.
    pub data: PathBuf,
    /// The file of the key; never inside `data`.
    pub key_file: PathBuf,
}

impl Places {
    /// Reads them as [`Settings::read`] does. Everything else may be set or not: whoever looks at what is kept need not
    /// know a platform's secret.
    ///
    /// # Errors
    /// Returns every mistake at once, in the order of the table.
    pub fn read(
        file: Option<(&str, &str)>,
        environment: &BTreeMap<String, String>,
        flags: &BTreeMap<String, String>,
        platforms: &[(&str, &str)],
    ) -> Result<Self, Vec<Mistake>> {
        let table = table(platforms);
        let ours = table.iter().filter(|setting| ["data", "key_file"].contains(&&*setting.key)).map(Setting::variable);
        let ours = ours.filter_map(|variable| environment.get_key_value(&variable));
        let ours = ours.map(|(variable, value)| (variable.clone(), value.clone())).collect();
        let mut values = Values::gather(&table, file, &ours, flags);
        let data = values.path("data");
        let key_file = values.path("key_file").or_else(|| data.as_deref().and_then(key_beside));
        keys(&mut values, data.as_deref(), key_file.as_deref());
        match (data, key_file, values.into_mistakes()) {
            (Some(data), Some(key_file), mistakes) if mistakes.is_empty() => Ok(Self { data, key_file }),
            (_, _, mistakes) => Err(mistakes),
        }
    }
}

/// The two listeners are two, and the inner one is not to be reached from elsewhere.
fn addresses(values: &mut Values, listen: Option<SocketAddr>, inner: Option<SocketAddr>) {
    if let Some(inner) = inner
        && !inner.ip().is_loopback()
    {
        values.wrong(
            "inner",
            format!("`inner` is `{inner}`, which others can reach"),
            "take a loopback address, such as `127.0.0.1:8081`",
        );
    }
    if let (Some(listen), Some(inner)) = (listen, inner)
        && listen == inner
        && listen.port() != 0
    {
        values.wrong("inner", format!("`inner` and `listen` are both `{inner}`"), "give them different ports");
    }
}

/// Without a secret, nobody but this machine may ring; with one, it must be known what the platform signs.
fn openness(values: &mut Values, listen: Option<SocketAddr>) {
    let public_url = values.is_set("public_url");
    let Some(listen) = listen else { return };
    let set = format!("set {}", values.secret_variables());
    if values.no_secret() {
        if !listen.ip().is_loopback() {
            let what = format!(
                "`listen` is `{listen}`, but no secret is set, so that anybody could pretend to be the platform"
            );
            values.wrong("listen", what, format!("{set}, or take a loopback address, such as `127.0.0.1:8080`"));
        }
        if public_url {
            let what = "`public_url` is set, but no secret is, so that anybody could pretend to be the platform";
            values.wrong("public_url", what, format!("{set}, or leave `public_url` out"));
        }
    } else if listen.ip().is_unspecified() && !public_url {
        let what = format!("`listen` is `{listen}`, which is no address that a platform could call and sign");
        values.wrong("listen", what, "set `public_url` to the address that the platform calls");
    }
}

/// The stand-in backend makes its answers up: no real caller may hear them.
fn only_here(values: &mut Values, demo: Option<bool>, listen: Option<SocketAddr>) {
    if demo != Some(true) {
        return;
    }
    if !values.no_secret() {
        let what = "`demo` is set, and so is a secret of a platform: its callers would be told what is made up";
        values.wrong("demo", what, "leave one of them out");
    }
    if let Some(listen) = listen
        && !listen.ip().is_loopback()
    {
        let what = format!("`demo` is set, and `listen` is `{listen}`, which others can ring");
        values.wrong("demo", what, "take a loopback address, such as `127.0.0.1:8080`, or leave `demo` out");
    }
}

/// Whoever copies the data folder must not get the key with it.
fn keys(values: &mut Values, data: Option<&Path>, key_file: Option<&Path>) {
    match (data, key_file) {
        (Some(data), Some(key_file)) if key_file.starts_with(data) => {
            let what = format!("`key_file` is `{}`, inside the data folder", key_file.display());
            values.wrong("key_file", what, "put the key elsewhere, so that a copy of the data does not hold it");
        }
        (Some(data), None) => {
            let what = format!("`data` is `{}`, a folder without a name of its own", data.display());
            values.wrong("data", what, "name a folder, such as `data`, or set `key_file`");
        }
        (Some(_), Some(_)) | (None, _) => {}
    }
}

/// The key file of a data folder, where no other is named: beside it, with its name and `.key`. None for a folder
/// without a name of its own.
#[must_use]
pub fn key_beside(data: &Path) -> Option<PathBuf> {
    let mut name = data.file_name()?.to_os_string();
    name.push(".key");
    Some(data.with_file_name(name))
}
