//! A YAML file as a tree in which everything knows its place.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, SeqAccess, Visitor},
};
use serde_json::Value as Json;
use serde_saphyr::Spanned;

use super::place::Span;

/// A node and its place. Block lists and maps have an empty place, where they start.
#[derive(Debug, Clone)]
pub(super) struct Tree {
    pub node: Node,
    pub span: Span,
}

/// What a node holds.
#[derive(Debug, Clone)]
pub(super) enum Node {
    Nothing,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    List(Vec<Tree>),
    Map(Vec<(Key, Tree)>),
}

/// The key of a map, and its place.
#[derive(Debug, Clone)]
pub(super) struct Key {
    pub text: String,
    pub span: Span,
}

impl Tree {
    pub fn map(&self) -> Option<&[(Key, Self)]> {
        match &self.node {
            Node::Map(entries) => Some(entries),
            Node::Nothing | Node::Bool(_) | Node::Int(_) | Node::Float(_) | Node::Text(_) | Node::List(_) => None,
        }
    }

    pub fn list(&self) -> Option<&[Self]> {
        match &self.node {
            Node::List(items) => Some(items),
            Node::Nothing | Node::Bool(_) | Node::Int(_) | Node::Float(_) | Node::Text(_) | Node::Map(_) => None,
        }
    }

    pub fn get(&self, key: &str) -> Option<(&Key, &Self)> {
        self.map()?.iter().find(|(found, _)| found.text == key).map(|(key, value)| (key, value))
    }

    /// What is there, as a designer would call it.
    pub fn kind(&self) -> &'static str {
        match self.node {
            Node::Nothing => "nothing",
            Node::Bool(_) => "true or false",
            Node::Int(_) | Node::Float(_) => "a number",
            Node::Text(_) => "a text",
            Node::List(_) => "a list",
            Node::Map(_) => "a map",
        }
    }

    pub fn json(&self) -> Json {
        match &self.node {
            Node::Nothing => Json::Null,
            Node::Bool(yes) => (*yes).into(),
            Node::Int(number) => (*number).into(),
            Node::Float(number) => (*number).into(),
            Node::Text(text) => text.as_str().into(),
            Node::List(items) => items.iter().map(Self::json).collect(),
            // The first of two equal keys counts; the second is a problem of its own.
            Node::Map(entries) => {
                Json::Object(entries.iter().rev().map(|(key, value)| (key.text.clone(), value.json())).collect())
            }
        }
    }

    /// The places of every text or number `wanted` that stands under a key for which `under` is true.
    pub fn places(&self, wanted: &str, under: &dyn Fn(&str) -> bool) -> Vec<Span> {
        let mut places = Vec::new();
        self.gather(wanted, under, "", &mut places);
        places
    }

    fn gather(&self, wanted: &str, under: &dyn Fn(&str) -> bool, key: &str, places: &mut Vec<Span>) {
        let here = match &self.node {
            Node::Text(text) => text == wanted,
            Node::Int(number) => number.to_string() == wanted,
            Node::Nothing | Node::Bool(_) | Node::Float(_) | Node::List(_) | Node::Map(_) => false,
        };
        if here && under(key) {
            places.push(self.span);
        }
        for item in self.list().into_iter().flatten() {
            item.gather(wanted, under, key, places);
        }
        for (key, value) in self.map().into_iter().flatten() {
            value.gather(wanted, under, &key.text, places);
        }
    }
}

fn span<T>(spanned: &Spanned<T>) -> Span {
    let place = spanned.referenced.span();
    let start = place.byte_offset().and_then(|start| usize::try_from(start).ok()).unwrap_or(0);
    let length = place.byte_len().and_then(|length| usize::try_from(length).ok()).unwrap_or(0);
    Span { start, end: start.saturating_add(length) }
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = Spanned::<Node>::deserialize(deserializer)?;
        Ok(Self { span: span(&spanned), node: spanned.value })
    }
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = Spanned::<String>::deserialize(deserializer)?;
        Ok(Self { span: span(&spanned), text: spanned.value })
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyNode)
    }
}

struct AnyNode;

impl<'de> Visitor<'de> for AnyNode {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything that YAML can hold")
    }

    fn visit_bool<E: Error>(self, yes: bool) -> Result<Node, E> {
        Ok(Node::Bool(yes))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Node, E> {
        Ok(Node::Int(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Node, E> {
        i64::try_from(number).map(Node::Int).map_err(|_too_large| E::custom("a number that is too large"))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Node, E> {
        Ok(Node::Float(number))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Node, E> {
        Ok(Node::Text(text.to_owned()))
    }

    fn visit_unit<E: Error>(self) -> Result<Node, E> {
        Ok(Node::Nothing)
    }

    fn visit_none<E: Error>(self) -> Result<Node, E> {
        Ok(Node::Nothing)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        Node::deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Node, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element()? {
            items.push(item);
        }
        Ok(Node::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Node::Map(entries))
    }
}
