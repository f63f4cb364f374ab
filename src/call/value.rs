//! What a caller answered, typed.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A value of a variable, typed by the question that asked for it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Value {
    /// Digits as pressed or said, leading zeros kept.
    Digits(String),
}

/// Masked: what callers type are account numbers and the like.
impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Digits(digits) => write!(f, "{} digits", digits.len()),
        }
    }
}
