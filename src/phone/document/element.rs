//! Bytes to elements: the rules of XML and of the first byte, before anything is known about verbs.

use quick_xml::XmlVersion;
use quick_xml::events::{BytesDecl, BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;

use crate::phone::{Fault, FaultKind};

/// Deepest nesting that is read; calls need three. It keeps a hostile document from exhausting the stack.
const DEPTH_MAX: usize = 16;

/// One element with its attributes, its text (all of it, in order) and its children.
pub(super) struct Element {
    pub(super) name: String,
    /// The line that it begins on, from 1.
    pub(super) line: usize,
    pub(super) attributes: Vec<(String, String)>,
    pub(super) text: String,
    pub(super) children: Vec<Element>,
}

impl Element {
    /// The value of an attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Reads a document of one root element.
pub(super) fn read(text: &str) -> Result<Element, Fault> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_comments = true;
    let mut builder = Builder { open: Vec::new(), root: None };
    loop {
        let begins = reader.buffer_position();
        let line = line_at(text, begins);
        let event = reader.read_event().map_err(|error| broken(line_at(text, reader.error_position()), &error))?;
        match event {
            Event::Start(start) => builder.open(&start, line)?,
            Event::Empty(start) => {
                builder.open(&start, line)?;
                builder.close(line)?;
            }
            Event::End(_) => builder.close(line)?,
            Event::Text(text) => builder.text(&text.xml10_content(), line)?,
            Event::CData(text) => builder.text(&text.xml10_content(), line)?,
            Event::GeneralRef(reference) => builder.text(&character(&reference, line)?.to_string(), line)?,
            Event::Comment(_) => {}
            Event::Decl(declaration) => declared(&declaration, begins, line)?,
            Event::PI(_) | Event::DocType(_) => {
                return Err(Fault::at(
                    FaultKind::Markup,
                    line,
                    "a document type or processing instruction has no place here",
                ));
            }
            Event::Eof => return builder.finish(line),
        }
    }
}

struct Builder {
    open: Vec<Element>,
    root: Option<Element>,
}

impl Builder {
    fn open(&mut self, start: &BytesStart<'_>, line: usize) -> Result<(), Fault> {
        if self.root.is_some() {
            return Err(not_well_formed(line, "there is a second root"));
        }
        if DEPTH_MAX <= self.open.len() {
            return Err(Fault::at(FaultKind::Nesting, line, format!("elements lie more than {DEPTH_MAX} deep")));
        }
        let name = start.name().0.to_owned();
        let attributes = attributes(start, line)?;
        self.open.push(Element { name, line, attributes, text: String::new(), children: Vec::new() });
        Ok(())
    }

    fn close(&mut self, line: usize) -> Result<(), Fault> {
        let element = self.open.pop().ok_or_else(|| not_well_formed(line, "an end without a beginning"))?;
        match self.open.last_mut() {
            Some(parent) => parent.children.push(element),
            None => self.root = Some(element),
        }
        Ok(())
    }

    fn text(&mut self, text: &str, line: usize) -> Result<(), Fault> {
        legal_characters(text, line)?;
        match self.open.last_mut() {
            Some(element) => element.text.push_str(text),
            None if text.trim().is_empty() => {}
            None => return Err(not_well_formed(line, "there is text outside the root")),
        }
        Ok(())
    }

    fn finish(self, line: usize) -> Result<Element, Fault> {
        match (self.open.last(), self.root) {
            (Some(open), _) => Err(not_well_formed(open.line, format!("`{}` is not closed", open.name))),
            (None, Some(root)) => Ok(root),
            (None, None) => Err(not_well_formed(line, "there is no element")),
        }
    }
}

fn attributes(start: &BytesStart<'_>, line: usize) -> Result<Vec<(String, String)>, Fault> {
    let mut all = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| not_well_formed(line, error))?;
        if attribute.value.contains('<') {
            return Err(not_well_formed(line, "an attribute's value holds `<`"));
        }
        let value =
            attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|error| not_well_formed(line, error))?;
        legal_characters(&value, line)?;
        all.push((attribute.key.0.to_owned(), value.into_owned()));
    }
    Ok(all)
}

/// A reference such as `&amp;` or `&#233;`. Others would need a document type.
fn character(reference: &BytesRef<'_>, line: usize) -> Result<char, Fault> {
    let numeric = reference.resolve_char_ref().map_err(|error| not_well_formed(line, error))?;
    let named = || match reference.xml10_content().as_ref() {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "apos" => Some('\''),
        "quot" => Some('"'),
        _ => None,
    };
    numeric.or_else(named).ok_or_else(|| not_well_formed(line, "an unknown entity"))
}

fn declared(declaration: &BytesDecl<'_>, begins: u64, line: usize) -> Result<(), Fault> {
    if begins != 0 {
        return Err(not_well_formed(line, "the XML declaration is not at the beginning"));
    }
    let version = declaration.version().map_err(|error| not_well_formed(line, error))?;
    if version != "1.0" {
        return Err(not_well_formed(line, "the XML version is not 1.0"));
    }
    match declaration.encoding().transpose().map_err(|error| not_well_formed(line, error))? {
        Some(encoding) if !encoding.eq_ignore_ascii_case("utf-8") => {
            Err(Fault::at(FaultKind::NotUtf8, line, "the document declares another encoding than UTF-8"))
        }
        Some(_) | None => Ok(()),
    }
}

/// XML 1.0, production 2: most control characters may not appear, not even as references.
fn legal_characters(text: &str, line: usize) -> Result<(), Fault> {
    let illegal = |c: char| (c < ' ' && !matches!(c, '\t' | '\n' | '\r')) || matches!(c, '\u{fffe}' | '\u{ffff}');
    if text.contains(illegal) { Err(not_well_formed(line, "a control character")) } else { Ok(()) }
}

fn not_well_formed(line: usize, why: impl std::fmt::Display) -> Fault {
    Fault::at(FaultKind::NotWellFormed, line, format!("the document is not well formed: {why}"))
}

/// The library's own words, without its own "ill-formed" before them.
fn broken(line: usize, error: &quick_xml::Error) -> Fault {
    if let quick_xml::Error::IllFormed(why) = error { not_well_formed(line, why) } else { not_well_formed(line, error) }
}

fn line_at(text: &str, offset: u64) -> usize {
    let before = usize::try_from(offset).ok().and_then(|offset| text.as_bytes().get(..offset));
    1 + before.unwrap_or(text.as_bytes()).iter().filter(|byte| **byte == b'\n').count()
}
