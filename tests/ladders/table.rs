//! The table of ladders: every one of one to three rungs, at all hours, in opening hours, outside them.

use std::fmt::Write;

use clew::{
    call::Moment,
    flow::{Bundle, Sources},
};

/// Wednesday, 06:06 in New York, when nobody is there; and 10:06, when somebody is.
pub const CLOSED: Moment = Moment::from_millis(1_795_000_000_000);
pub const OPEN: Moment = Moment::from_millis(1_795_000_000_000 + 4 * 3_600_000);

/// A kind of rung.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Rings a phone; the call is taken by a key.
    Ring,
    /// Rings a phone and a SIP phone together; the call is taken by a key.
    Together,
    /// Rings a machine that presses no key.
    Never,
    Queue,
    Promise,
    Message,
}

pub const KINDS: [Kind; 6] = [Kind::Ring, Kind::Together, Kind::Never, Kind::Queue, Kind::Promise, Kind::Message];

impl Kind {
    pub fn needs_nobody(self) -> bool {
        matches!(self, Self::Promise | Self::Message)
    }

    fn written(self) -> &'static str {
        match self {
            Self::Ring => "ring: \"+15550111\"",
            Self::Together => "ring: [\"+15550112\", \"sip:desk@pbx.example.com\"]",
            Self::Never => "ring: \"+15550113\", accept: never",
            Self::Queue => "queue: care, waiting: hold",
            Self::Promise => "promise: care",
            Self::Message => "message: leave, desk: care",
        }
    }
}

/// When a rung is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    Always,
    Open,
    Closed,
}

impl When {
    pub fn holds(self, open: bool) -> bool {
        match self {
            Self::Always => true,
            Self::Open => open,
            Self::Closed => !open,
        }
    }

    fn written(self) -> &'static str {
        match self {
            Self::Always => "",
            Self::Open => ", when: staffed",
            Self::Closed => ", when: not staffed",
        }
    }
}

/// A ladder as it is written, and what the reader adds to it.
#[derive(Debug, Clone)]
pub struct Ladder(pub Vec<(Kind, When)>);

impl Ladder {
    pub fn written(&self) -> String {
        let rungs = self.0.iter().map(|(kind, when)| format!("{{ {}{} }}", kind.written(), when.written()));
        rungs.collect::<Vec<_>>().join(", ")
    }

    /// Behind a promise that is the last rung stands a message, for whoever gives no number.
    pub fn as_built(&self) -> Self {
        let behind = self.0.last().filter(|(kind, _)| *kind == Kind::Promise).map(|_| (Kind::Message, When::Always));
        Self(self.0.iter().copied().chain(behind).collect())
    }
}

/// Every ladder of one to three rungs; the last needs nobody, and is always tried.
pub fn ladders() -> Vec<Ladder> {
    let whens = [When::Always, When::Open, When::Closed];
    let inner: Vec<(Kind, When)> = KINDS.iter().flat_map(|kind| whens.map(|when| (*kind, when))).collect();
    let mut all: Vec<Vec<(Kind, When)>> = vec![Vec::new()];
    all.extend(inner.iter().map(|rung| vec![*rung]));
    // A SIP phone beside another makes a difference to the dial, not to the ladder: among three rungs it stands always.
    let many: Vec<_> = inner.iter().filter(|(kind, when)| *kind != Kind::Together || *when == When::Always).collect();
    all.extend(many.iter().flat_map(|first| many.iter().map(|second| vec![**first, **second])));
    let last = [(Kind::Promise, When::Always), (Kind::Message, When::Always)];
    all.into_iter().flat_map(|before| last.map(|last| Ladder(before.iter().copied().chain([last]).collect()))).collect()
}

/// A flow with these ladders as people `p0`, `p1`, ..., and a desk that works in opening hours.
pub fn flow(ladders: &[Ladder]) -> String {
    let mut text = String::from(
        "flow: ladders\ntitle: Ladders\nlanguages: [en-US]\nlines: [\"+15550199\"]\n\
         hours: { staffed: { open: \"Mo-Fr 08:00-18:00\", zone: America/New_York } }\n\
         desks: { care: { title: Care, hours: staffed, within: 1h } }\n\
         waiting: { hold: { every: 45s, keys: { 1: callback, 2: message } } }\n\
         people:\n  operator: { try: [{ ring: \"+15550191\" }, { message: leave, desk: care }] }\n\
         \x20 care: { try: [{ ring: \"+15550192\" }, { message: leave, desk: care }] }\n",
    );
    for (at, ladder) in ladders.iter().enumerate() {
        writeln!(text, "  p{at}: {{ try: [{}] }}", ladder.written()).unwrap();
    }
    text.push_str(
        "start: main\nsteps:\n  main: { menu: main, choices: [{ key: 1, to: care }, { key: 2, to: operator }] }\n\
         prompts:\n  leave: { en-US: Please leave a message. }\n\
         \x20 main: { en-US: \"For care, press 1. For the operator, press 2.\" }\n",
    );
    text
}

pub fn sources(ladders: &[Ladder]) -> Sources {
    Sources::new("ladders.yaml", flow(ladders))
}

/// The flow with one ladder alone.
pub fn built(ladder: &Ladder) -> Result<Bundle, String> {
    let built = Bundle::build(sources(std::slice::from_ref(ladder)));
    built
        .map(|(bundle, _)| bundle)
        .map_err(|problems| problems.iter().map(|problem| problem.rule.to_string()).collect::<Vec<_>>().join(" "))
}
