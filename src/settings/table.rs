//! The one table of settings, from which flags, variables and help follow.

use std::borrow::Cow;

/// One setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// Its key in `clew.toml`, such as `public_url`.
    pub key: Cow<'static, str>,
    /// What its value is.
    pub kind: Kind,
    /// Its value where nothing is set, if there is one that does not depend on others.
    pub default: Option<&'static str>,
    /// What it is for, in one line.
    pub help: Cow<'static, str>,
}

/// What a setting's value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An address and a port.
    Address,
    /// An absolute http or https address.
    Url,
    /// A path; in the file it is relative to the file.
    Path,
    /// Text.
    Text,
    /// `true` or `false`.
    Boolean,
    /// A whole number of days.
    Days,
    /// A whole number of milliseconds.
    Millis,
    /// A secret, set by its variable alone.
    Secret,
    /// The path of a file that holds a secret.
    SecretFile,
}

impl Setting {
    /// Its flag, such as `public-url`; `None` for a secret, which others could read in the list of processes.
    #[must_use]
    pub fn flag(&self) -> Option<String> {
        (self.kind != Kind::Secret).then(|| self.key.replace('_', "-"))
    }

    /// Its environment variable, such as `CLEW_PUBLIC_URL`. Secrets have the names that their platforms gave them.
    #[must_use]
    pub fn variable(&self) -> String {
        let upper = self.key.to_uppercase();
        match self.kind {
            Kind::Secret | Kind::SecretFile => upper,
            Kind::Address | Kind::Url | Kind::Path | Kind::Text | Kind::Boolean | Kind::Days | Kind::Millis => {
                format!("CLEW_{upper}")
            }
        }
    }

    /// A word for its value, as help shows it.
    #[must_use]
    pub const fn value(&self) -> &'static str {
        match self.kind {
            Kind::Address => "ADDRESS:PORT",
            Kind::Url => "URL",
            Kind::Path => "PATH",
            Kind::Text => "TEXT",
            Kind::Boolean => "BOOL",
            Kind::Days => "DAYS",
            Kind::Millis => "MILLISECONDS",
            Kind::Secret => "SECRET",
            Kind::SecretFile => "FILE",
        }
    }
}

/// Every setting, in the order of help; `platforms` holds each platform's name and the variable of its secret.
#[must_use]
pub fn table(platforms: &[(&str, &str)]) -> Vec<Setting> {
    let own = |key, kind, default, help: &'static str| Setting {
        key: Cow::Borrowed(key),
        kind,
        default,
        help: Cow::Borrowed(help),
    };
    let mut table = vec![
        own("listen", Kind::Address, Some("127.0.0.1:8080"), "where the platform's webhooks come in"),
        own(
            "inner",
            Kind::Address,
            Some("127.0.0.1:8081"),
            "where health and metrics are answered, on this machine alone",
        ),
        own("public_url", Kind::Url, None, "the address that the platform calls and signs, if not that of `listen`"),
        own(
            "flows",
            Kind::Path,
            None,
            "folder of flow files; without it the folder `flows` if there is one, else the sample line",
        ),
        own("prompts", Kind::Path, None, "folder of prompt files, one a language"),
        own("data", Kind::Path, Some("data"), "folder that calls are kept in"),
        own(
            "key_file",
            Kind::Path,
            None,
            "file of the key, outside the data folder; without it the data folder's name and `.key`",
        ),
        own("log", Kind::Text, Some("info"), "what is logged: a level, or levels by target, such as `warn,clew=debug`"),
        own(
            "demo",
            Kind::Boolean,
            Some("false"),
            "whether a small stand-in backend answers the lookups of the sample lines; it knows no others",
        ),
        own("keep_calls", Kind::Days, Some("30"), "days that a call that has ended is kept, with its journal"),
        own("keep_callers", Kind::Days, Some("180"), "days that a caller is remembered after their last call"),
        own("keep_messages", Kind::Days, Some("30"), "days that a message is kept after somebody saw to it"),
        own("keep_promises", Kind::Days, Some("30"), "days that a callback is kept after somebody saw to it"),
        own("answer_within", Kind::Millis, Some("800"), "milliseconds until a caller who gets no answer is connected"),
        own("log_json", Kind::Boolean, Some("false"), "whether the log is written as JSON, one object a line"),
    ];
    for (platform, variable) in platforms {
        let key = variable.to_lowercase();
        let file_help = format!("file that holds the secret of {platform}");
        table.push(Setting {
            key: Cow::Owned(format!("{key}_file")),
            kind: Kind::SecretFile,
            default: None,
            help: Cow::Owned(file_help),
        });
        let help = format!("the secret of {platform}; several, for rotation, are separated by commas");
        table.push(Setting { key: Cow::Owned(key), kind: Kind::Secret, default: None, help: Cow::Owned(help) });
    }
    table
}
