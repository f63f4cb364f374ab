//! Secrets: what platforms sign with.

use std::{fmt, path::PathBuf};

use secrecy::SecretString;

/// Where a platform's secrets are.
#[derive(Debug, Clone)]
pub enum Secrets {
    /// Here. Never empty; several are for rotation.
    Given(Vec<SecretString>),
    /// In a file, whose text [`secrets()`] reads.
    File(PathBuf),
}

/// Why a text holds no secrets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretError {
    /// Nothing at all, or nothing between two commas.
    Empty,
    /// White space or a control character inside a secret.
    Space,
}

impl fmt::Display for SecretError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "an empty secret",
            Self::Space => "a secret with a space or a control character in it",
        })
    }
}

impl std::error::Error for SecretError {}

/// Reads secrets that are separated by commas; space around each is dropped, so a file may end with a new line.
///
/// # Errors
/// When one of them is empty or holds white space, which no platform gives out.
pub fn secrets(text: &str) -> Result<Vec<SecretString>, SecretError> {
    text.split(',').map(|part| secret(part.trim())).collect()
}

fn secret(text: &str) -> Result<SecretString, SecretError> {
    if text.is_empty() {
        Err(SecretError::Empty)
    } else if text.contains(|letter: char| letter.is_whitespace() || letter.is_control()) {
        Err(SecretError::Space)
    } else {
        Ok(SecretString::from(text))
    }
}
