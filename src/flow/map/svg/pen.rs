//! Writes XML.
//!
//! Invariant: whatever is put in, what comes out is well-formed. Writing cannot fail: signs that XML forbids are
//! dropped.

use quick_xml::{
    Writer,
    escape::escape,
    events::{BytesEnd, BytesStart, BytesText, Event},
};

use crate::flow::map::seen;

/// An element's attributes, unescaped.
pub(super) type Attributes<'a> = &'a [(&'static str, &'a str)];

/// A document that is being written.
pub(super) struct Pen {
    writer: Writer<Vec<u8>>,
}

impl Pen {
    pub fn new() -> Self {
        Self { writer: Writer::new(Vec::with_capacity(1 << 14)) }
    }

    /// An element with what `inside` writes in it.
    pub fn element(&mut self, name: &'static str, attributes: Attributes<'_>, inside: impl FnOnce(&mut Self)) {
        self.put(Event::Start(start(name, attributes)));
        inside(self);
        self.put(Event::End(BytesEnd::new(name)));
    }

    /// An element with a text in it.
    pub fn text(&mut self, name: &'static str, attributes: Attributes<'_>, text: &str) {
        self.element(name, attributes, |pen| pen.put(Event::Text(BytesText::from_escaped(escape(seen(text))))));
    }

    /// An element with nothing in it, on a line of its own.
    pub fn empty(&mut self, name: &'static str, attributes: Attributes<'_>) {
        self.put(Event::Empty(start(name, attributes)));
        self.line();
    }

    /// The style sheet, as it is.
    pub fn style(&mut self, sheet: &'static str) {
        self.element("style", &[], |pen| pen.put(Event::Text(BytesText::from_escaped(sheet))));
        self.line();
    }

    /// Goes on in the next line, for those who compare two pictures.
    pub fn line(&mut self) {
        self.put(Event::Text(BytesText::from_escaped("\n")));
    }

    /// The document.
    pub fn finish(self) -> String {
        String::from_utf8(self.writer.into_inner()).unwrap_or_default()
    }

    fn put(&mut self, event: Event<'_>) {
        // A vector takes everything.
        let _written = self.writer.write_event(event);
    }
}

fn start<'a>(name: &'static str, attributes: Attributes<'_>) -> BytesStart<'a> {
    let mut start = BytesStart::new(name);
    for (key, value) in attributes {
        start.push_attribute((*key, seen(value).as_str()));
    }
    start
}

/// A length in pixels, to a tenth.
pub(super) fn px(length: f64) -> String {
    let text = format!("{length:.1}");
    text.strip_suffix(".0").map_or_else(|| text.clone(), str::to_owned)
}
