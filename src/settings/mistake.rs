//! A mistake in the settings, and where the value came from.

use std::fmt;

/// One mistake: where, what, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// Where the value came from.
    pub origin: Origin,
    /// What is wrong, with the setting and its value in backticks; never a secret.
    pub what: String,
    /// What to do about it.
    pub hint: String,
}

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// Nothing was set.
    Default,
    /// A line of the settings file.
    File {
        /// The file's name, as it was given.
        name: String,
        /// The line, from 1.
        line: usize,
    },
    /// An environment variable.
    Variable(String),
    /// A flag, such as `public-url`.
    Flag(String),
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}; {}", self.origin, self.what, self.hint)
    }
}

impl std::error::Error for Mistake {}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("settings"),
            Self::File { name, line } => write!(f, "{name}:{line}"),
            Self::Variable(name) => write!(f, "environment variable `{name}`"),
            Self::Flag(flag) => write!(f, "`--{flag}`"),
        }
    }
}
