//! Where the names of a step are looked up: in the flow, or in one use of a part.
//!
//! A part is read once and runs wherever it is used. Each use has its own scope: a prefix for its steps and values, and
//! where its exits lead.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::shape::{Exit, Target};
use crate::call::Name;

/// A flow itself, or one use of a part in it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// What stands before the names of steps and values here; empty in the flow itself.
    pub prefix: String,
    /// The use of the part, if it is one.
    pub part: Option<PartUse>,
}

/// One use of a part.
#[derive(Debug, PartialEq, Eq)]
pub struct PartUse {
    /// The step that uses it.
    pub step: Name,
    /// Where that step's names are looked up.
    pub outer: Arc<Scope>,
    /// Where its exits lead, in the outer scope.
    pub exits: BTreeMap<Name, Exit>,
    /// The values that it gives.
    pub gives: BTreeSet<Name>,
    /// The name of the record that the outer scope finds what it gives under.
    pub into: Name,
    /// Whom 0 reaches where the part does not say otherwise.
    pub operator: Name,
}

impl Scope {
    /// A name of this scope as the call keeps it.
    #[must_use]
    pub fn full(&self, name: &str) -> Name {
        if self.prefix.is_empty() { name.into() } else { format!("{}{name}", self.prefix).into() }
    }

    /// Where an exit of the part leads, and from which step, if `target` is one.
    #[must_use]
    pub fn exit(&self, target: &Target) -> Option<(&PartUse, &Exit)> {
        let part = self.part.as_ref()?;
        Some((part, part.exits.get(target)?))
    }
}
