use std::{collections::BTreeMap, fmt};

use schemars::JsonSchema;
use serde::{
    Deserialize, Deserializer,
    de::{self, Visitor},
};

use super::{Entering, Kind, Use, Verb, kind};
use crate::{
    call::Name,
    engine::{
        Expression, Here,
        shape::{Exit, Names, Sayings, Settings, Target},
    },
};

pub const KIND: Kind = kind::<Branch>("branch", &["branch", "yes", "no", "cases", "else"], false);

/// Leads on by what is known; the caller hears nothing of it.
///
/// ```yaml
/// open:   { branch: staffed, yes: main, no: closed }
/// by_kind: { branch: kind, cases: { new: welcome, old: main }, else: main }
/// which:  { branch: [ { when: storm, to: storm }, { when: not staffed, to: closed }, { to: main } ] }
/// ```
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(try_from = "Written")]
#[schemars(with = "Written")]
struct Branch(Ways);

#[derive(Debug)]
enum Ways {
    Truth { when: Expression, yes: Exit, no: Exit },
    Cases { of: Expression, cases: BTreeMap<Name, Exit>, otherwise: Option<Exit> },
    List { ways: Vec<(Expression, Exit)>, last: Exit },
}

/// A branch as written.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Written {
    /// An expression, or a list of `{ when, to }` that ends in `{ to }`.
    branch: What,
    /// Where it leads when the expression holds.
    yes: Option<Exit>,
    /// Where it leads when it does not hold.
    no: Option<Exit>,
    /// Where each value leads.
    cases: Option<BTreeMap<Name, Exit>>,
    /// Where every other value leads.
    #[serde(rename = "else")]
    otherwise: Option<Exit>,
}

#[derive(JsonSchema)]
#[schemars(untagged)]
enum What {
    One(Expression),
    Many(Vec<Way>),
}

impl<'de> Deserialize<'de> for What {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrMany;
        impl<'de> Visitor<'de> for OneOrMany {
            type Value = What;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an expression, or a list of `{ when: …, to: … }`")
            }

            fn visit_str<E: de::Error>(self, source: &str) -> Result<What, E> {
                Expression::parse(source).map(What::One).map_err(E::custom)
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, mut list: A) -> Result<What, A::Error> {
                let mut ways = Vec::new();
                while let Some(way) = list.next_element::<Way>()? {
                    ways.push(way);
                }
                Ok(What::Many(ways))
            }
        }
        deserializer.deserialize_any(OneOrMany)
    }
}

/// A way as written: its exit's keys stand beside its own.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Way {
    /// An expression; the last way has none.
    when: Option<Expression>,
    /// Where it leads.
    to: Target,
    /// What is said on the way.
    #[serde(default)]
    say: Sayings,
    /// What is noted on the way.
    #[serde(default)]
    set: Settings,
    /// What is forgotten on the way.
    #[serde(default)]
    forget: Names,
    /// What the call is about from here on.
    matter: Option<Name>,
}

impl TryFrom<Written> for Branch {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        let Written { branch, yes, no, cases, otherwise } = written;
        let ways = match (branch, yes, no, cases, otherwise) {
            (What::One(when), Some(yes), Some(no), None, None) => Ways::Truth { when, yes, no },
            (What::One(_), yes, no, None, None) if yes.is_some() || no.is_some() => {
                let missing = if yes.is_none() { "yes" } else { "no" };
                return Err(format!("where it leads otherwise is missing: `{missing}: …`"));
            }
            (What::One(of), None, None, Some(cases), otherwise) if !cases.is_empty() => {
                Ways::Cases { of, cases, otherwise }
            }
            (What::Many(ways), None, None, None, None) => list(ways)?,
            (What::Many(_), _, _, _, _) => return Err("a list of ways stands alone: each has its own `to`".to_owned()),
            (What::One(_), _, _, _, _) => {
                return Err("where it leads is missing: `yes` and `no`, or `cases` and `else`".to_owned());
            }
        };
        Ok(Self(ways))
    }
}

fn list(ways: Vec<Way>) -> Result<Ways, String> {
    let mut read = Vec::new();
    let count = ways.len();
    for (at, Way { when, to, say, set, forget, matter }) in ways.into_iter().enumerate() {
        let exit = Exit { to, say, set, forget: forget.0, matter };
        match (when, at + 1 == count) {
            (Some(when), false) => read.push((when, exit)),
            (None, true) => return Ok(Ways::List { ways: read, last: exit }),
            (None, false) => {
                return Err("only the last way has no `when`: nothing behind it is ever reached".to_owned());
            }
            (Some(_), true) => return Err("the last way has no `when`: it is where everybody else goes".to_owned()),
        }
    }
    Err("where it leads is missing: a list of `{ when: …, to: … }` that ends in `{ to: … }`".to_owned())
}

impl Verb for Branch {
    fn name(&self) -> &'static str {
        KIND.name
    }

    fn uses(&self) -> Vec<Use<'_>> {
        match &self.0 {
            Ways::Truth { when, yes, no } => {
                vec![Use::Decides(when), Use::Exit("yes".to_owned(), yes), Use::Exit("no".to_owned(), no)]
            }
            Ways::Cases { of, cases, otherwise } => {
                let mut uses = vec![Use::Cases(of, cases.keys().collect(), otherwise.is_some())];
                uses.extend(cases.iter().map(|(case, exit)| Use::Exit(case.to_string(), exit)));
                uses.extend(otherwise.as_ref().map(|exit| Use::Exit("else".to_owned(), exit)));
                uses
            }
            Ways::List { ways, last } => {
                let numbered = ways.iter().zip(1_u16..);
                let ways =
                    numbered.flat_map(|((when, exit), at)| [Use::Decides(when), Use::Exit(at.to_string(), exit)]);
                ways.chain([Use::Exit("else".to_owned(), last)]).collect()
            }
        }
    }

    fn enter<'a>(&'a self, _step: &Name, here: &Here<'_>) -> Entering<'a> {
        let exit = match &self.0 {
            Ways::Truth { when, yes, no } => Some(if here.holds(when) { yes } else { no }),
            Ways::Cases { of, cases, otherwise } => {
                let value = here.comes_to(of).map(|value| value.plain());
                value.and_then(|value| cases.get(value.as_str())).or(otherwise.as_ref())
            }
            Ways::List { ways, last } => {
                Some(ways.iter().find(|(when, _)| here.holds(when)).map_or(last, |(_, exit)| exit))
            }
        };
        exit.map_or(Entering::Nowhere, Entering::Pass)
    }
}
