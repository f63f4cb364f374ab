//! Settings and secrets whose names designers choose: `{config.NAME}` and `{secret.NAME}` of services.
//!
//! Settings stand in the file under `[config]` or in `CLEW_CONFIG_<NAME>`; secrets in `CLEW_SECRET_<NAME>` or in a file
//! that `CLEW_SECRET_<NAME>_FILE` names, never in the settings file.

use std::{collections::BTreeMap, path::PathBuf};

use secrecy::SecretString;
use toml::{Spanned, de::DeValue};

use super::{Mistake, Origin};

/// How variables of settings begin.
const CONFIG: &str = "CLEW_CONFIG_";
/// How variables of secrets begin.
const SECRET: &str = "CLEW_SECRET_";
/// How variables end that name a secret's file.
const FILE: &str = "_FILE";

/// Where a service's secret is.
#[derive(Debug, Clone)]
pub enum NamedSecret {
    /// Here.
    Given(SecretString),
    /// In a file, whose text [`named_secret()`] reads.
    File(PathBuf),
}

/// Reads the secret of a service; space around it is dropped, so a file may end with a new line.
///
/// # Errors
/// When there is nothing, or a control character in it, which no header can hold.
pub fn named_secret(text: &str) -> Result<SecretString, super::SecretError> {
    let text = text.trim();
    if text.is_empty() {
        Err(super::SecretError::Empty)
    } else if text.contains(char::is_control) {
        Err(super::SecretError::Space)
    } else {
        Ok(SecretString::from(text))
    }
}

/// The variable of `{config.NAME}`.
#[must_use]
pub fn config_variable(name: &str) -> String {
    format!("{CONFIG}{}", name.to_uppercase())
}

/// The variable of `{secret.NAME}`.
#[must_use]
pub fn secret_variable(name: &str) -> String {
    format!("{SECRET}{}", name.to_uppercase())
}

/// Whether a variable is read here.
pub(super) fn is_named(variable: &str) -> bool {
    variable.starts_with(CONFIG) || variable.starts_with(SECRET)
}

/// What was found, and the mistakes.
#[derive(Debug, Default)]
pub(super) struct Named {
    pub(super) configs: BTreeMap<String, String>,
    pub(super) secrets: BTreeMap<String, NamedSecret>,
    pub(super) mistakes: Vec<Mistake>,
}

impl Named {
    /// Takes the file's `[config]`; `origin` tells the place of a byte.
    pub(super) fn file(&mut self, value: &Spanned<DeValue<'_>>, key_at: Origin, origin: &dyn Fn(usize) -> Origin) {
        let Some(table) = value.get_ref().as_table() else {
            let what = format!("`config` is written as {}", value.get_ref().type_str());
            return self.mistake(key_at, what, "write `[config]`, and below it lines like `tracking = \"https://…\"`");
        };
        for (name, value) in table {
            let place = origin(name.span().start);
            let name = name.get_ref();
            match value.get_ref().as_str() {
                Some(text) if is_name(name) => self.config(name.to_string(), text, place),
                Some(_) => self.mistake(place, format!("`{name}` is no name"), NAMES),
                None => {
                    let what = format!("`config.{name}` is written as {}", value.get_ref().type_str());
                    self.mistake(place, what, "write it in quotes");
                }
            }
        }
    }

    /// Takes the variables, which beat the file.
    pub(super) fn environment(&mut self, environment: &BTreeMap<String, String>) {
        for (variable, value) in environment {
            let place = Origin::Variable(variable.clone());
            let (Some(name), is_secret) = (match variable.strip_prefix(SECRET) {
                Some(name) => (Some(name), true),
                None => (variable.strip_prefix(CONFIG), false),
            }) else {
                continue;
            };
            let (name, is_file) = match name.strip_suffix(FILE).filter(|_name| is_secret) {
                Some(name) => (name.to_lowercase(), true),
                None => (name.to_lowercase(), false),
            };
            if !is_name(&name) {
                self.mistake(place, format!("`{variable}` does not end in a name"), NAMES);
            } else if !is_secret {
                self.config(name, value, place);
            } else {
                self.secret(name, value, is_file, place);
            }
        }
    }

    fn config(&mut self, name: String, text: &str, place: Origin) {
        if text.trim().is_empty() {
            self.mistake(place, format!("`config.{name}` is empty"), "give it a value, or do not set it");
        } else {
            self.configs.insert(name, text.trim().to_owned());
        }
    }

    fn secret(&mut self, name: String, text: &str, is_file: bool, place: Origin) {
        if self.secrets.contains_key(&name) {
            let variable = secret_variable(&name);
            let what = format!("both `{variable}` and `{variable}{FILE}` are set");
            return self.mistake(place, what, "keep one of them, so that it is plain which secret holds");
        }
        if is_file {
            if text.trim().is_empty() {
                return self.mistake(place, format!("the file of `secret.{name}` is empty"), "name a file");
            }
            self.secrets.insert(name, NamedSecret::File(PathBuf::from(text)));
            return;
        }
        match named_secret(text) {
            Ok(secret) => drop(self.secrets.insert(name, NamedSecret::Given(secret))),
            Err(why) => {
                self.mistake(place, format!("`secret.{name}` is {why}"), "write it on one line, or do not set it");
            }
        }
    }

    fn mistake(&mut self, origin: Origin, what: String, hint: &str) {
        self.mistakes.push(Mistake { origin, what, hint: hint.to_owned() });
    }
}

const NAMES: &str = "take small letters, digits and `_`, beginning with a letter";

/// Whether a flow can name it, and a variable too.
fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_')
}
