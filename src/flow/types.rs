//! What is known where: the types of values, by name, in a flow and in each of its parts.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::draft::{Body, Draft, Part};
use crate::{
    call::{Name, Type},
    engine::{Expression, shape::ITEM_NAME, shape::Saying, step::Use},
};

/// The types of values in one body: the flow's own steps, or those of a part.
#[derive(Debug, Clone, Default)]
pub(super) struct Types {
    /// What steps fill and note there, and what the part takes.
    own: Arc<BTreeMap<Name, Type>>,
    /// What is known besides in one place of it, and hides what has the same name.
    besides: BTreeMap<Name, Type>,
    /// What is there everywhere: the caller, the line, the day, hours and switches.
    given: Arc<BTreeMap<Name, Type>>,
    /// What steps fill there whose type cannot be told, since something is wrong where it is filled.
    unsure: Arc<BTreeSet<Name>>,
}

/// How often types that depend on each other are looked at again. A longer chain of values would leave the last ones
/// without a type, which is a problem at the place that reads them.
const ROUNDS_MAX: usize = 8;

/// The most values that a part gives, the fields of records counted; what gives more gives nothing, which is a problem
/// of its own. Records in records would double at each level otherwise.
pub(super) const GIVES_MAX: usize = 200;

/// What each part gives, by its name, as far as it has been found.
type Given<'a> = BTreeMap<&'a Name, BTreeMap<Name, Type>>;

impl Types {
    /// The types in each body, in the order of [`Draft::bodies`].
    pub fn all(draft: &Draft<'_>) -> Vec<Self> {
        let everywhere = Arc::new(given(draft));
        let mut gives: Given<'_> = draft.parts.iter().map(|part| (&part.name, BTreeMap::new())).collect();
        let mut found: BTreeMap<&Name, Self> = BTreeMap::new();
        for part in inside_out(draft) {
            let types = Self::of(draft, part.takes.clone(), (&part.body, &everywhere), &gives);
            let given = part.gives.keys().filter_map(|name| Some((name.clone(), types.at(name.as_str())?)));
            let given: BTreeMap<Name, Type> = given.collect();
            if given.values().map(Type::size).sum::<usize>() <= GIVES_MAX {
                gives.insert(&part.name, given);
            }
            found.insert(&part.name, types);
        }
        let own = Self::of(draft, BTreeMap::new(), (&draft.body, &everywhere), &gives);
        let parts = draft.parts.iter().map(|part| found.remove(&part.name).unwrap_or_default());
        std::iter::once(own).chain(parts).collect()
    }

    /// The types of a body, by what the parts give that it uses. It is empty for a part that leads to itself.
    fn of(
        draft: &Draft<'_>,
        takes: BTreeMap<Name, Type>,
        (body, everywhere): (&Body<'_>, &Arc<BTreeMap<Name, Type>>),
        gives: &Given<'_>,
    ) -> Self {
        let mut types = Self { own: Arc::new(takes), given: Arc::clone(everywhere), ..Self::default() };
        for _ in 0..ROUNDS_MAX {
            let before = types.own.len();
            for step in &body.steps {
                types.learn(draft, step, gives);
            }
            if types.own.len() == before {
                break;
            }
        }
        // A step that asks a lookup which does not exist may have been meant to ask any of those that do.
        let asks = |used: Use<'_>| matches!(used, Use::Lookup(name, _) if !draft.lookups.contains_key(name));
        let astray = body.steps.iter().flat_map(super::draft::Step::uses).any(asks);
        let meant = draft.lookups.keys().filter(|_| astray);
        let filled = body.steps.iter().flat_map(|step| step.filled()).chain(meant);
        let unsure = filled.filter(|name| !types.own.contains_key(*name)).cloned().collect();
        Self { unsure: Arc::new(unsure), ..types }
    }

    /// With what is known besides in one place. It shares the rest.
    pub fn with(&self, besides: BTreeMap<Name, Type>) -> Self {
        Self { besides, ..self.clone() }
    }

    /// Whether something of that name is filled or taken there.
    pub fn fills(&self, name: &str) -> bool {
        self.own.contains_key(name)
    }

    /// Whether a path leads to something that is filled, but of which the type cannot be told.
    pub fn is_unsure(&self, path: &str) -> bool {
        let root = path.split('.').next().unwrap_or(path);
        self.unsure.contains(root)
    }

    /// The same where a text is said for each item of a list; the items of what is no list are not known either.
    pub fn is_unsure_item(&self, list: Option<&Name>, path: &str) -> bool {
        let root = path.split('.').next().unwrap_or(path);
        let listed = |list: &Name| matches!(self.at(list.as_str()), Some(Type::List(_)));
        self.is_unsure(path) || (root == ITEM_NAME && list.is_some_and(|list| !listed(list)))
    }

    /// Takes it that something fills this, of which the type cannot be told.
    pub fn doubt(&mut self, name: &str) {
        Arc::make_mut(&mut self.unsure).insert(name.into());
    }

    /// The type of what stands at a dotted path.
    pub fn at(&self, path: &str) -> Option<Type> {
        let (root, rest) = path.split_once('.').unwrap_or((path, ""));
        let found = self.besides.get(root).or_else(|| self.own.get(root)).or_else(|| self.given.get(root))?;
        found.at(rest).cloned()
    }

    /// Every path that leads to something, for "did you mean".
    pub fn paths(&self) -> Vec<String> {
        let mut paths = Vec::new();
        for (name, of) in self.besides.iter().chain(self.own.as_ref()).chain(self.given.as_ref()) {
            below(name.as_str(), of, &mut paths);
        }
        paths
    }

    /// The type at a path where a text is said for each item of a list: `item` is one of those.
    pub fn at_item(&self, list: Option<&Name>, path: &str) -> Option<Type> {
        let (root, rest) = path.split_once('.').unwrap_or((path, ""));
        match list.filter(|_| root == ITEM_NAME).and_then(|list| self.at(list.as_str())) {
            Some(Type::List(of)) => of.at(rest).cloned(),
            Some(_) | None => self.at(path),
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "only some uses fill a value")]
    fn learn(&mut self, draft: &Draft<'_>, step: &super::draft::Step<'_>, gives: &Given<'_>) {
        for used in step.uses() {
            let learnt = match used {
                Use::Writes(name, of) => Some((name.clone(), of)),
                Use::Finds(name, lookup) => {
                    draft.lookups.get(lookup).map(|lookup| (name.clone(), lookup.value.gives().clone()))
                }
                Use::Picks(name, list) => match self.at(list.as_str()) {
                    Some(Type::List(of)) => Some((name.clone(), *of)),
                    Some(_) | None => None,
                },
                Use::Part { part, into, .. } => {
                    gives.get(part).map(|given| (into.clone(), Type::Record(given.clone())))
                }
                _ => None,
            };
            Arc::make_mut(&mut self.own).extend(learnt);
        }
        let exits = step.exits();
        let sets = std::iter::once(&step.set).chain(exits.iter().map(|(_, exit)| &exit.set));
        for (name, expression) in sets.flatten() {
            self.note(name, expression);
        }
    }

    fn note(&mut self, name: &Name, expression: &Expression) {
        if !self.own.contains_key(name)
            && let Ok(of) = expression.check(&|path| self.at(path))
        {
            Arc::make_mut(&mut self.own).insert(name.clone(), of);
        }
    }
}

/// The parts, each behind those that it uses. Nothing recurses: parts can use parts as often as a file is long.
fn inside_out<'d>(draft: &'d Draft<'_>) -> Vec<&'d Part<'d>> {
    let named: BTreeMap<&Name, &Part<'_>> = draft.parts.iter().map(|part| (&part.name, part)).collect();
    let used_by = |part: &Part<'_>| {
        let uses = part.body.steps.iter().flat_map(super::draft::Step::uses);
        let used = uses.filter_map(|used| if let Use::Part { part, .. } = used { Some(part) } else { None });
        used.filter_map(|name| named.get(name).copied()).collect::<Vec<_>>()
    };
    let (mut order, mut seen) = (Vec::new(), BTreeSet::new());
    for part in &draft.parts {
        let mut ahead = if seen.insert(&part.name) { vec![(part, used_by(part))] } else { Vec::new() };
        while let Some((part, used)) = ahead.last_mut() {
            match used.pop() {
                Some(inner) if seen.insert(&inner.name) => ahead.push((inner, used_by(inner))),
                Some(_) => {}
                None => {
                    order.push(*part);
                    ahead.pop();
                }
            }
        }
    }
    order
}

/// What is there everywhere.
fn given(draft: &Draft<'_>) -> BTreeMap<Name, Type> {
    let languages = Type::Choice(draft.languages.iter().map(|(language, _)| language.clone()).collect());
    let caller = [
        ("number", Type::Phone),
        ("withheld", Type::Truth),
        ("attested", Type::Truth),
        ("verified", Type::Truth),
        ("segment", Type::Text),
        ("language", languages),
    ];
    let caller = caller.map(|(name, of)| (Name::from(name), of)).into();
    let line = draft.settings.iter().map(|(name, setting)| (name.clone(), setting.value.of.clone())).collect();
    let mut given: BTreeMap<Name, Type> = BTreeMap::new();
    given.insert("caller".into(), Type::Record(caller));
    given.insert("line".into(), Type::Record(line));
    given.insert("today".into(), Type::Date);
    given.insert("now".into(), Type::Moment);
    given.extend(draft.hours.keys().chain(draft.switches.keys()).map(|name| (name.clone(), Type::Truth)));
    given
}

fn below(path: &str, of: &Type, paths: &mut Vec<String>) {
    if let Type::Record(fields) = of {
        for (name, of) in fields {
            below(&format!("{path}.{name}"), of, paths);
        }
    } else {
        paths.push(path.to_owned());
    }
}

/// The lists whose items a body's prompts are said for: prompt and list.
pub(super) fn said_for_items<'a>(body: &'a Body<'_>) -> Vec<(&'a Name, &'a Name)> {
    let mut found = Vec::new();
    for step in &body.steps {
        let exits = step.exits();
        let uses = step.uses();
        let says = uses.iter().filter_map(|used| if let Use::Says(says) = used { Some(*says) } else { None });
        let sayings = std::iter::once(&step.say).chain(exits.iter().map(|(_, exit)| &exit.say)).chain(says);
        for saying in sayings.flat_map(|sayings| &sayings.0) {
            if let Saying::Each { list, say, .. } = saying {
                found.push((say, list));
            }
        }
        let lists = uses.iter().filter_map(|used| if let Use::Picks(_, list) = used { Some(*list) } else { None });
        for list in lists {
            found.extend(
                uses.iter()
                    .filter_map(|used| if let Use::Prompt(prompt) = used { Some((*prompt, list)) } else { None }),
            );
        }
    }
    found
}
