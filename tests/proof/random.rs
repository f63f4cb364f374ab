//! Random flows that the checks accept: trees, long forms, mazes, and everything at once.
//!
//! A flow is a row of *pieces* of one to four steps. Only the first step of a piece is led to from elsewhere, steps
//! that do not wait lead forward, and each piece is led to by one before it: so every step is reached, no circle is
//! without a wait, and what a branch reads is always known. To add a kind of piece: its line in [`Piece`], its share in
//! [`Generator::piece`], its steps in [`Generator::write`].

use std::{collections::BTreeSet, fmt::Write as _};

use fastrand::Rng;

/// How many styles there are.
pub const STYLES: u8 = 6;

/// What flows of a style are made of.
struct Style {
    /// The share of each kind of piece, in percent: menus, questions, questions with a branch, questions that look
    /// something up, confirmations, what is only said, lookups, branches on switches and hours; the rest is settled.
    shares: [u8; 8],
    /// How many of a hundred ways lead back.
    back: u8,
    /// Whether those lead to the main menu only.
    to_main: bool,
    /// How many of a hundred flows have a thing that not every flow has: a second language, a part, and so on.
    extras: u8,
}

const KINDS: [Style; STYLES as usize] = [
    // A tree whose leaves lead back to the main menu.
    Style { shares: [40, 12, 4, 4, 8, 20, 4, 4], back: 25, to_main: true, extras: 20 },
    // A long form.
    Style { shares: [5, 50, 10, 8, 12, 8, 3, 2], back: 10, to_main: true, extras: 20 },
    // A maze: menus that lead everywhere.
    Style { shares: [70, 10, 2, 2, 6, 6, 2, 1], back: 45, to_main: false, extras: 20 },
    // Much that is only said, looked up and branched on.
    Style { shares: [22, 10, 8, 8, 6, 18, 14, 10], back: 20, to_main: true, extras: 20 },
    // Bare: menus, questions and what is said, and nothing that not every flow has.
    Style { shares: [45, 20, 0, 0, 10, 20, 0, 0], back: 30, to_main: false, extras: 0 },
    // Everything.
    Style { shares: [24, 13, 8, 8, 12, 12, 8, 8], back: 30, to_main: false, extras: 70 },
];

/// A flow of that many steps, 3 at least, those of parts counted once for each use, in one of [`STYLES`] styles.
pub fn flow(random: &mut Rng, steps: usize, style: u8) -> String {
    let mut generator = Generator::new(random, usize::from(style % STYLES));
    generator.lean = LEAN < steps;
    generator.plan(steps.max(3));
    generator.write_all();
    generator.finished()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Piece {
    Menu,
    Ask,
    /// A question, and a branch on its answer.
    AskBranch,
    /// A question, what it finds, and a branch on that.
    Find,
    Confirm,
    /// A yes or no that is kept, and a branch on it.
    Kept,
    Say,
    /// A lookup that needs nothing, and a branch on what it finds.
    Lookup,
    /// A lookup alone.
    Plainly,
    Switch,
    Hours,
    Settle,
    /// A matter that is settled, and "anything else?".
    More,
    Language,
    /// A part of two steps, and the step that uses it.
    Part,
}

impl Piece {
    const fn steps(self) -> usize {
        match self {
            Self::Menu | Self::Ask | Self::Confirm | Self::Say | Self::Plainly => 1,
            Self::Switch | Self::Hours | Self::Settle | Self::Language => 1,
            Self::AskBranch | Self::Kept | Self::Lookup | Self::More => 2,
            Self::Find | Self::Part => 3,
        }
    }

    const fn waits(self) -> bool {
        !matches!(self, Self::Say | Self::Lookup | Self::Plainly | Self::Switch | Self::Hours | Self::Language)
    }
}

/// What a flow has beside its steps.
#[derive(Default)]
struct Extras {
    languages: bool,
    part: bool,
    switch: bool,
    hours: bool,
    exits: bool,
    again: bool,
    keys: bool,
    patience: bool,
}

struct Generator<'a> {
    random: &'a mut Rng,
    style: &'static Style,
    extras: Extras,
    pieces: Vec<Piece>,
    /// The pieces that wait, in order.
    waiting: Vec<usize>,
    /// The next piece that nothing leads to yet.
    orphan: usize,
    steps: String,
    prompts: String,
    /// Variables that questions of four digits fill, to be shared now and then.
    digits: usize,
    /// Whether a step of this kind was written, so that nothing is declared that nobody uses.
    uses: [bool; 4],
    /// Whether steps share their prompts and have little beside what they need: a file has room for only so much.
    lean: bool,
    /// What the shared prompts say, by kind, and those that were written.
    texts: Vec<String>,
    shared: BTreeSet<String>,
}

/// Flows with more steps are lean.
const LEAN: usize = 1_000;

const LOOKUP: usize = 0;
const FIND: usize = 1;
const STORM: usize = 2;
const STAFFED: usize = 3;

impl<'a> Generator<'a> {
    fn new(random: &'a mut Rng, style: usize) -> Self {
        let style = &KINDS[style];
        let mut has = || random.u8(..100) < style.extras;
        let extras = Extras {
            languages: has(),
            part: has(),
            switch: has(),
            hours: has(),
            exits: has(),
            again: has(),
            keys: has(),
            patience: has(),
        };
        Self {
            random,
            style,
            extras,
            pieces: Vec::new(),
            waiting: Vec::new(),
            orphan: 1,
            steps: String::new(),
            prompts: String::new(),
            digits: 0,
            uses: [false; 4],
            lean: false,
            texts: Vec::new(),
            shared: BTreeSet::new(),
        }
    }

    /// So many in a hundred; a third of that in a lean flow, for what steps can do without.
    fn extra(&mut self, percent: u8) -> bool {
        let percent = if self.lean { percent / 3 } else { percent };
        self.chance(percent)
    }

    fn chance(&mut self, percent: u8) -> bool {
        self.random.u8(..100) < percent
    }

    /// Chooses the pieces: a main menu first, a settled matter last.
    fn plan(&mut self, steps: usize) {
        let mut left = steps - 1;
        if self.extras.languages && 3 < left && self.chance(50) {
            self.pieces.push(Piece::Language);
            left -= 1;
        }
        self.pieces.push(Piece::Menu);
        left -= 1;
        while 0 < left {
            let piece = self.piece();
            let piece = if piece.steps() <= left { piece } else { Piece::Menu };
            left -= piece.steps();
            self.pieces.push(piece);
        }
        self.pieces.push(Piece::Settle);
        self.waiting = (0..self.pieces.len()).filter(|at| self.pieces[*at].waits()).collect();
    }

    fn piece(&mut self) -> Piece {
        if self.extras.part && self.chance(12) {
            return Piece::Part;
        }
        let mut drawn = self.random.u8(..100);
        let mut kind = 0;
        while kind < self.style.shares.len() && self.style.shares[kind] <= drawn {
            drawn -= self.style.shares[kind];
            kind += 1;
        }
        match kind {
            0 => Piece::Menu,
            1 => Piece::Ask,
            2 => Piece::AskBranch,
            3 => Piece::Find,
            4 => [Piece::Confirm, Piece::Confirm, Piece::Kept][self.random.usize(..3)],
            5 => Piece::Say,
            6 => [Piece::Lookup, Piece::Plainly][self.random.usize(..2)],
            7 if self.extras.switch => Piece::Switch,
            7 if self.extras.hours => Piece::Hours,
            7 => Piece::Say,
            _ => [Piece::More, Piece::Settle][self.random.usize(..2)],
        }
    }

    /// Where a way leads that goes forward from piece `at`.
    fn forward(&mut self, at: usize) -> String {
        let last = self.pieces.len() - 1;
        if at == last {
            return "operator".to_owned();
        }
        self.orphan = self.orphan.max(at + 1);
        // The next piece is led to from here at the latest.
        if self.orphan == at + 1 || (self.orphan <= last && self.chance(85)) {
            let orphan = self.orphan.min(last);
            self.orphan += 1;
            return format!("s{orphan}");
        }
        if self.chance(4) {
            return "operator".to_owned();
        }
        let far = if self.chance(60) { last.min(at + 12) } else { last };
        format!("s{}", self.random.usize(at + 1..=far))
    }

    /// Where a way leads that may go back, since it begins at a wait.
    fn any(&mut self, at: usize) -> String {
        // Ways forward come first where the next piece is not led to yet.
        if self.orphan <= at + 1 || !self.chance(self.style.back) {
            return self.forward(at);
        }
        self.back(at)
    }

    fn back(&mut self, at: usize) -> String {
        let main = self.waiting[0];
        if self.style.to_main || self.chance(40) {
            return format!("s{main}");
        }
        let before = self.waiting.partition_point(|waiting| *waiting <= at).max(1);
        let near = if self.chance(50) { before.min(6) } else { before };
        let back = self.waiting[before - 1 - self.random.usize(..near)];
        format!("s{back}")
    }

    /// Where a question leads that may be passed over: forward, or to the main menu.
    fn onward(&mut self, at: usize) -> String {
        if self.orphan <= at + 1 || !self.chance(self.style.back) {
            return self.forward(at);
        }
        format!("s{}", self.waiting[0])
    }

    fn write_all(&mut self) {
        for at in 0..self.pieces.len() {
            self.write(at, self.pieces[at]);
        }
    }

    fn step(&mut self, name: &str, body: &str) {
        writeln!(self.steps, "  {name}: {{ {body} }}").unwrap();
    }

    /// The id of a prompt of a length that differs from step to step; in a lean flow it is shared by some steps.
    fn prompt(&mut self, name: &str, text: &str) -> String {
        if self.lean {
            let kind = self.texts.iter().position(|known| known == text).unwrap_or_else(|| {
                self.texts.push(text.to_owned());
                self.texts.len() - 1
            });
            let id = format!("p{kind}_{}", self.random.u8(..20));
            if self.shared.insert(id.clone()) {
                self.write_prompt(&id, text);
            }
            return id;
        }
        self.write_prompt(name, text);
        name.to_owned()
    }

    fn write_prompt(&mut self, name: &str, text: &str) {
        const WORDS: [&str; 6] = ["Please listen.", "We are here.", "This is short.", "Thank you.", "Good.", "Well."];
        let mut said = format!("{name}.");
        for _ in 0..self.random.usize(..9) {
            write!(said, " {}", WORDS[self.random.usize(..WORDS.len())]).unwrap();
        }
        if !text.is_empty() {
            write!(said, " {text}").unwrap();
        }
        let spanish = if self.extras.languages { format!(", es-US: \"{said}\"") } else { String::new() };
        writeln!(self.prompts, "  {name}: {{ en-US: \"{said}\"{spanish} }}").unwrap();
    }

    /// What a step that waits may carry beside its verb.
    fn asking(&mut self, name: &str, at: usize) -> String {
        let mut carried = String::new();
        if self.extras.again && self.extra(30) {
            let again = self.prompt(&format!("{name}_again"), "");
            write!(carried, ", again: {again}").unwrap();
        }
        if self.extras.exits && self.extra(20) {
            let to = self.any(at);
            write!(carried, ", silence: {to}").unwrap();
        }
        if self.extras.exits && self.extra(20) {
            let (tries, to) = (self.random.u8(1..=3), self.any(at));
            write!(carried, ", tries: {tries}, stuck: {to}").unwrap();
        }
        carried
    }

    /// A way out, which says something now and then.
    fn exit(&mut self, name: &str, to: &str) -> String {
        if !self.extra(12) {
            return to.to_owned();
        }
        let way = self.prompt(&format!("{name}_way"), "");
        format!("{{ to: {to}, say: {way} }}")
    }

    fn write(&mut self, at: usize, piece: Piece) {
        let name = format!("s{at}");
        match piece {
            Piece::Menu => self.menu(&name, at),
            Piece::Ask | Piece::AskBranch | Piece::Find => self.ask(&name, at, piece),
            Piece::Confirm | Piece::Kept => self.confirm(&name, at, piece == Piece::Kept),
            Piece::Say => {
                let said = self.prompt(&name, "");
                let next = self.forward(at);
                self.step(&name, &format!("say: {said}, next: {next}"));
            }
            Piece::Lookup | Piece::Plainly => self.look_up(&name, at, piece == Piece::Lookup),
            Piece::Switch | Piece::Hours => {
                let storm = piece == Piece::Switch;
                self.uses[if storm { STORM } else { STAFFED }] = true;
                let (yes, no) = (self.forward(at), self.forward(at));
                let on = if storm { "storm" } else { "staffed" };
                self.step(&name, &format!("branch: {on}, yes: {yes}, no: {no}"));
            }
            Piece::Settle | Piece::More => self.settle(&name, at, piece == Piece::More),
            Piece::Language => {
                let next = self.forward(at);
                self.step(&name, &format!("language: which, next: {next}"));
            }
            Piece::Part => {
                let (done, other) = (self.any(at), self.any(at));
                self.step(&name, &format!("do: detour, into: {name}_gave, exits: {{ done: {done}, other: {other} }}"));
            }
        }
    }

    fn menu(&mut self, name: &str, at: usize) {
        let (mut choices, mut text) = (Vec::new(), String::new());
        let most = if self.lean { 3 } else { 6 };
        for key in 1..=self.random.u8(2..=most) {
            let to = self.any(at);
            let say = if self.extra(8) {
                format!(", say: {}", self.prompt(&format!("{name}_{key}"), ""))
            } else {
                String::new()
            };
            choices.push(format!("{{ key: {key}, to: {to}{say} }}"));
            write!(text, "For {}, press {key}. ", ["one", "two", "three", "four", "five", "six"][usize::from(key) - 1])
                .unwrap();
        }
        if self.extras.languages && self.chance(15) {
            let to = self.any(at);
            choices.push(format!("{{ key: 8, language: es-US, to: {to} }}"));
        }
        let asks = self.prompt(name, text.trim_end());
        let asking = self.asking(name, at);
        self.step(name, &format!("menu: {asks}, choices: [{}]{asking}", choices.join(", ")));
    }

    fn ask(&mut self, name: &str, at: usize, piece: Piece) {
        let asks = self.prompt(name, "Please type it.");
        let (mut kind, mut into) = ("{ digits: 4 }", format!("v{}", self.digits));
        if piece == Piece::AskBranch {
            (kind, into) = ("number", format!("n{at}"));
        } else if 0 < self.digits && self.chance(20) {
            into = format!("v{}", self.random.usize(..self.digits));
        } else {
            self.digits += 1;
        }
        let read_back = if self.extra(35) {
            format!(", read_back: {}", self.prompt(&format!("{name}_back"), "For yes, press 1. For no, press 2."))
        } else {
            String::new()
        };
        let next = if piece == Piece::Ask { self.onward(at) } else { format!("{name}b") };
        let next = self.exit(name, &next);
        let asking = self.asking(name, at);
        self.step(name, &format!("ask: {asks}, as: {kind}, into: {into}{read_back}, next: {next}{asking}"));
        if piece == Piece::AskBranch {
            let (yes, no) = (self.forward(at), self.forward(at));
            self.step(&format!("{name}b"), &format!("branch: {into} > 5, yes: {yes}, no: {no}"));
        } else if piece == Piece::Find {
            self.uses[FIND] = true;
            let gone = self.prompt(&format!("{name}_gone"), "");
            let forget = if self.chance(50) { format!(", forget: {into}") } else { String::new() };
            let missing = format!("{{ to: {name}, say: {gone}{forget} }}");
            let failed = if self.chance(50) { format!(", failed: {}", self.forward(at)) } else { String::new() };
            let body =
                format!("lookup: found, with: {{ code: {into} }}, into: {name}_found, missing: {missing}{failed}");
            self.step(&format!("{name}b"), &format!("{body}, next: {name}c"));
            let (new, old) = (self.forward(at), self.forward(at));
            let cases = format!("cases: {{ new: {new} }}, else: {old}");
            self.step(&format!("{name}c"), &format!("branch: {name}_found.state, {cases}"));
        }
    }

    fn confirm(&mut self, name: &str, at: usize, kept: bool) {
        let asks = self.prompt(name, "For yes, press 1. For no, press 2.");
        let offer = if self.chance(30) { ", offer: true" } else { "" };
        if kept {
            let asking = self.asking(name, at);
            self.step(name, &format!("confirm: {asks}, into: t{at}, next: {name}b{offer}{asking}"));
            let (yes, no) = (self.forward(at), self.forward(at));
            self.step(&format!("{name}b"), &format!("branch: t{at}, yes: {yes}, no: {no}"));
        } else {
            let (yes, no) = (self.any(at), self.any(at));
            let yes = self.exit(name, &yes);
            let asking = self.asking(name, at);
            self.step(name, &format!("confirm: {asks}, yes: {yes}, no: {no}{offer}{asking}"));
        }
    }

    fn look_up(&mut self, name: &str, at: usize, branch: bool) {
        self.uses[LOOKUP] = true;
        let next = if branch { format!("{name}b") } else { self.forward(at) };
        let next = self.exit(name, &next);
        let missing = if self.chance(70) { format!(", missing: {}", self.forward(at)) } else { String::new() };
        let failed = if self.chance(60) { format!(", failed: {}", self.forward(at)) } else { String::new() };
        self.step(name, &format!("lookup: stock, into: {name}_stock, next: {next}{missing}{failed}"));
        if branch {
            let (yes, no) = (self.forward(at), self.forward(at));
            let on = ["open", "count > 2"][self.random.usize(..2)];
            self.step(&format!("{name}b"), &format!("branch: {name}_stock.{on}, yes: {yes}, no: {no}"));
        }
    }

    fn settle(&mut self, name: &str, at: usize, more: bool) {
        let asks = self.prompt(name, "Did that help? For yes, press 1. For no, press 2.");
        // What a settled matter does not lead on to is led to by the one before it.
        let next_is_led_to = at + 1 < self.orphan || at + 1 == self.pieces.len();
        if more {
            self.step(name, &format!("settle: {asks}, next: {name}b"));
            let more = self.prompt(&format!("{name}b"), "For more, press 1. If that is all, press 2.");
            let to = self.forward(at);
            let choices = format!("[{{ key: 1, to: {to} }}, {{ key: 2, to: goodbye }}]");
            self.step(&format!("{name}b"), &format!("menu: {more}, choices: {choices}"));
        } else if next_is_led_to && (at + 1 == self.pieces.len() || self.chance(70)) {
            self.step(name, &format!("settle: {asks}"));
        } else {
            let to = self.forward(at);
            self.step(name, &format!("settle: {asks}, next: {to}"));
        }
    }

    fn finished(&mut self) -> String {
        let languages = if self.extras.languages { "en-US, es-US" } else { "en-US" };
        let mut text = format!("flow: random\ntitle: Random\nlanguages: [{languages}]\nlines: [\"+15550100\"]\n");
        text += "people: { operator: { try: [{ ring: \"+15550111\", for: 20s }, { promise: care }] } }\n";
        text += "desks: { care: { title: Care, within: 1h } }\n";
        if self.extras.patience {
            let first = self.random.u16(2..=6) * 5;
            let [second, more] = [0, 0].map(|_| first + self.random.u16(..8) * 5);
            let (questions, minute) = (self.random.u16(10..=20), self.random.u16(5..=12) * 5);
            let weights = format!("{{ lost: [{first}, {second}, {more}], minute: {minute} }}");
            writeln!(text, "patience: {{ questions: {questions}, weights: {weights} }}").unwrap();
        }
        if self.extras.keys {
            text += "anywhere: { again: \"*\", back: \"#\" }\n";
        }
        if self.uses[STORM] {
            text += "switches: { storm: { title: Storm, lasts: 24h } }\n";
        }
        if self.uses[STAFFED] {
            text += "hours: { staffed: { open: \"Mo-Fr 08:00-18:00\", zone: America/New_York } }\n";
        }
        let found =
            "  found: { get: \"backend/found/{code}\", takes: { code: digits }, gives: { state: new | old | odd } }\n";
        let stock = "  stock: { get: backend/stock, gives: { open: truth, count: number } }\n";
        let lookups: String =
            [(FIND, found), (LOOKUP, stock)].iter().filter(|(at, _)| self.uses[*at]).map(|(_, l)| *l).collect();
        if !lookups.is_empty() {
            write!(
                text,
                "services: {{ backend: {{ url: \"https://backend.example\", within: 2s }} }}\nlookups:\n{lookups}"
            )
            .unwrap();
        }
        text += &self.part();
        write!(text, "start: s0\nsteps:\n{}prompts:\n{}", self.steps, self.prompts).unwrap();
        text
    }

    /// The part, where a piece uses it.
    fn part(&mut self) -> String {
        if self.pieces.contains(&Piece::Language) {
            self.write_prompt("which", "For this language, press 1 or 2.");
        }
        if !self.pieces.contains(&Piece::Part) {
            return String::new();
        }
        self.write_prompt("inner", "Please type it.");
        self.write_prompt("inner_more", "For one, press 1. For two, press 2. For three, press 3.");
        let choices = "[{ key: 1, to: done }, { key: 2, to: other }, { key: 3, to: inner }]";
        "parts:\n  detour:\n    gives: [inside]\n    exits: [done, other]\n    start: inner\n    steps:\n".to_owned()
            + "      inner: { ask: inner, as: { digits: 4 }, into: inside, next: inner_more }\n"
            + &format!("      inner_more: {{ menu: inner_more, choices: {choices} }}\n")
    }
}
