//! Where a command finds what is kept: the settings `data` and `key_file`, as `clew serve` has them.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use clap::{Arg, ArgMatches, Args, Command, FromArgMatches};

use super::{FAILED, Failed, USAGE};
use crate::{
    dialect::{self, Keyring},
    server::open_store,
    settings::{Kind, Places, Setting, table},
    store::Sled,
};

/// The settings file that is read if it is there and no other is named.
const CONFIG: &str = "clew.toml";

/// Every platform's name and the variable of its secret.
pub(super) fn platforms() -> Vec<(&'static str, &'static str)> {
    dialect::ALL.iter().map(|dialect| (dialect.name(), dialect.secret_variable())).collect()
}

/// A command with the flags of these settings, and with one that names the settings file.
pub(super) fn flags_of(command: Command, settings: impl IntoIterator<Item = Setting>) -> Command {
    let config = Arg::new("config").long("config").value_name("FILE");
    let config = config.help(format!("settings file; `{CONFIG}` without it, if there is one"));
    settings.into_iter().fold(command.arg(config), |command, setting| {
        let Some(flag) = setting.flag() else { return command };
        let default = setting.default.map_or_else(String::new, |default| format!(" [default: {default}]"));
        let help = format!("{}{default} [env: {}]", setting.help, setting.variable());
        let value = setting.value();
        let boolean = setting.kind == Kind::Boolean;
        let arg = Arg::new(setting.key.into_owned()).long(flag).value_name(value).help(help);
        // `--demo` alone means `--demo true`.
        command.arg(if boolean { arg.num_args(0..=1).default_missing_value("true") } else { arg })
    })
}

/// What the flags of these settings were given.
pub(super) fn given(matches: &ArgMatches, settings: impl IntoIterator<Item = Setting>) -> BTreeMap<String, String> {
    let value = |key: &str| matches.get_one::<String>(key).cloned();
    let settings = settings.into_iter().filter(|setting| setting.flag().is_some());
    settings.filter_map(|setting| value(&setting.key).map(|value| (setting.key.into_owned(), value))).collect()
}

/// The settings file's name and text, if there is one.
///
/// # Errors
/// When it cannot be read; one that is not named need not be there.
pub(super) fn settings_file(config: Option<&Path>) -> Result<Option<(String, String)>, Failed> {
    let path = config.unwrap_or(Path::new(CONFIG));
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some((path.display().to_string(), text))),
        Err(error) if config.is_none() && error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failed(USAGE, format!("could not read the settings file `{}`: {error}", path.display()))),
    }
}

/// The data folder and the key file, by flags, environment and settings file.
#[derive(Debug)]
pub(super) struct Folder {
    config: Option<PathBuf>,
    flags: BTreeMap<String, String>,
}

fn ours() -> impl Iterator<Item = Setting> {
    table(&[]).into_iter().filter(|setting| ["data", "key_file"].contains(&&*setting.key))
}

impl Args for Folder {
    fn augment_args(command: Command) -> Command {
        flags_of(command, ours())
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Folder {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let config = matches.get_one::<String>("config").map(PathBuf::from);
        Ok(Self { config, flags: given(matches, ours()) })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Folder {
    /// The data folder, which is there, and the key file.
    ///
    /// # Errors
    /// When settings are wrong, or there is no such folder.
    pub(super) fn places(&self) -> Result<Places, Failed> {
        let file = settings_file(self.config.as_deref())?;
        let file = file.as_ref().map(|(name, text)| (name.as_str(), text.as_str()));
        let environment: BTreeMap<String, String> = std::env::vars().collect();
        let places = Places::read(file, &environment, &self.flags, &platforms()).map_err(|mistakes| {
            let lines: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
            Failed(USAGE, lines.join("\n"))
        })?;
        match places.data.is_dir() {
            true => Ok(places),
            false => Err(Failed(FAILED, format!("there is no folder `{}`", places.data.display()))),
        }
    }
}

/// The store of a data folder, to be looked at: it is there already, and none is made where there is none.
///
/// # Errors
/// When there is none, and as [`open_store`].
pub(super) fn looked_at(places: &Places) -> Result<Sled, Failed> {
    match places.data.join("store").is_dir() {
        true => opened(places).map(|(_, store)| store),
        false => {
            let data = places.data.display();
            let says =
                format!("there is no store in `{data}`: no call was ever kept there; --data names another folder");
            Err(Failed(FAILED, says))
        }
    }
}

/// The key of a data folder and its store.
///
/// # Errors
/// As [`open_store`].
pub(super) fn opened(places: &Places) -> Result<(Keyring, Sled), Failed> {
    let opened = open_store(&places.data, &places.key_file);
    opened
        .map(|(store, keyring)| (keyring, store))
        .map_err(|error| Failed(FAILED, format!("could not use the store: {error}")))
}
