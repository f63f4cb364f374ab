//! Writes call-flow documents.
//!
//! Invariant: whatever is put in, a document is well-formed XML 1.0 in UTF-8 that starts with `<` at its first byte and
//! has no white space that was not put in. Writing cannot fail: characters that XML forbids are dropped.

use std::borrow::Cow;

use quick_xml::{
    Writer,
    escape::partial_escape,
    events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event},
};

/// Bytes that an element's tags and attributes come to at most, without addresses.
const TAGS_MAX: usize = 256;

/// An element's attributes, by name, unescaped.
pub type Attributes<'a> = &'a [(&'static str, &'a str)];

/// A document that is being written.
pub struct Document {
    writer: Writer<Vec<u8>>,
}

impl Document {
    /// A document with its declaration. Its one root element is to follow.
    pub fn new() -> Self {
        let mut document = Self { writer: Writer::new(Vec::with_capacity(1024)) };
        document.put(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
        document
    }

    /// An element with what `inside` writes in it.
    pub fn element(&mut self, name: &'static str, attributes: Attributes<'_>, inside: impl FnOnce(&mut Self)) {
        self.put(Event::Start(start(name, attributes)));
        inside(self);
        self.put(Event::End(BytesEnd::new(name)));
    }

    /// An element with text in it: exactly that text, as platforms take white space around an address as part of it.
    pub fn text(&mut self, name: &'static str, attributes: Attributes<'_>, text: &str) {
        self.element(name, attributes, |document| {
            document.put(Event::Text(BytesText::from_escaped(partial_escape(allowed(text)))));
        });
    }

    /// An element with nothing in it.
    pub fn empty(&mut self, name: &'static str, attributes: Attributes<'_>) {
        self.put(Event::Empty(start(name, attributes)));
    }

    /// Whether so many bytes of text, as they will be written, can follow before the document has `end` bytes.
    pub fn has_room(&self, text: &str, end: usize) -> bool {
        self.writer.get_ref().len() + partial_escape(text).len() + TAGS_MAX <= end
    }

    /// The document, whole.
    pub fn finish(self) -> Vec<u8> {
        self.writer.into_inner()
    }

    fn put(&mut self, event: Event<'_>) {
        // Writing to memory cannot fail.
        self.writer.write_event(event).unwrap_or_default();
    }
}

fn start<'a>(name: &'static str, attributes: Attributes<'a>) -> BytesStart<'a> {
    let pairs = attributes.iter().map(|(name, value)| (*name, allowed(value)));
    BytesStart::new(name).with_attributes(pairs)
}

/// The text without characters that XML 1.0 forbids even escaped (production 2, `Char`).
fn allowed(text: &str) -> Cow<'_, str> {
    let is = |char: char| matches!(char, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..);
    if text.chars().all(is) { Cow::Borrowed(text) } else { Cow::Owned(text.chars().filter(|char| is(*char)).collect()) }
}
