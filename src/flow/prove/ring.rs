//! How calls of a path begin on the engine: the first one, and those of a caller who hangs up and rings again.

use super::{
    Remembered,
    confirm::{Gone, Leads, Walker, Way},
    pace::act_ms,
    way::{Start, Who},
};
use crate::{
    call::{
        Call, CallKey, Caller, Effect, Ending, Event, EventKind, Kept, Matter, Moment, Name, Number, OpenMatter, Party,
        Place, Turn, Value,
    },
    engine::step::single_key,
};

/// A number that nobody has: reserved for examples.
const CALLER: &str = "+15550123";

/// How long ago somebody left a matter open that begins anew now: longer than the hour for which it goes on.
const LEFT_MS: i64 = 2 * 60 * 60 * 1000;

/// How long after they hung up callers ring again: within the hour for which a matter goes on.
const GAP_MS: u64 = 30 * 60_000;

impl Remembered {
    /// As it is kept.
    fn caller(&self, flow: &Name, now: Moment) -> Option<Caller> {
        let at = Moment::from_millis(now.millis() - LEFT_MS);
        let open = self.open.clone().map(|kind| OpenMatter {
            flow: flow.clone(),
            about: Some(kind),
            matter: Matter::default(),
            facts: self.facts.iter().map(|(name, value)| (name.clone(), kept(value))).collect(),
            at,
        });
        let known = self.language.is_some() || open.is_some();
        known.then(|| Caller { language: self.language.clone(), matter: open, ..Caller::default() })
    }
}

fn kept(value: &Value) -> Kept {
    Kept { value: value.clone(), until: Moment::from_millis(i64::MAX) }
}

impl Gone {
    /// What is kept of the caller by now.
    fn caller(&self, flow: &Name) -> Caller {
        let mut caller = self.who.caller(flow, self.at).unwrap_or_default();
        for turn in std::iter::once(&self.first).chain(self.turns.iter().map(|(_, turn)| turn)) {
            for effect in &turn.effects {
                if let Effect::Remember(change) = effect {
                    caller.apply(change);
                }
            }
        }
        caller
    }

    /// Milliseconds of all calls together.
    pub fn took_ms(&self) -> u64 {
        let (mut took_ms, mut before) = (0, self.at);
        for (event, turn) in &self.turns {
            if !matches!(event.kind, EventKind::Rings { .. }) {
                took_ms += event.at.millis_since(before);
            }
            before = turn.call.last;
        }
        took_ms
    }
}

impl Walker<'_> {
    /// What is remembered of whoever rings, in words of the flow.
    fn remembered(&self, who: &Who) -> Remembered {
        let language = who.language.and_then(|language| self.bundle.flow.languages.get(language).cloned());
        let open = who.open.as_ref().map(|(kind, _)| kind.clone());
        let facts = open.iter().flat_map(|_| self.compiled.kept.clone()).collect();
        Remembered { language, open, facts }
    }

    /// The first call of a path, and all that follows.
    pub fn begin(&self, way: &Way<'_>, (at, on): (Moment, Vec<Name>), withheld: bool) -> Option<Gone> {
        let start = self.compiled.starts.get(way.root.number)?;
        let who = self.remembered(&start.who);
        let known = who.caller(&self.bundle.flow.name, at);
        let withheld = withheld && known.is_none();
        let shown = Number::parse(CALLER).filter(|_| !withheld);
        let from = shown.map_or(Party::Withheld, Party::Number);
        let (_, first) = self.ring(from, (at, &on), 0, known)?;
        let mut gone =
            Gone { at, on, who, withheld, first: first.clone(), turns: Vec::new(), questions: 0, took_ms: 0 };
        let leads = leads(way, start, 0);
        let began = self.settle(way, first, leads, &mut gone, &mut |walker, turn, gone| walker.on(way, turn, 0, gone));
        began.then_some(gone)
    }

    fn ring(&self, from: Party, (at, on): (Moment, &[Name]), nth: u8, known: Option<Caller>) -> Option<(Event, Turn)> {
        let pin = (self.bundle.id, self.bundle.flow.language());
        let call = Call::new(CallKey([nth; 16]), "twilio".into(), self.line.clone(), from.clone(), pin, at);
        let known = known.map(Box::new);
        let kind = EventKind::Rings { from, to: self.line.clone(), on: on.to_vec(), attested: false, known };
        let event = Event { at, kind };
        Some((event.clone(), self.advance(&call, event)?))
    }

    /// The caller hangs up, rings again, and goes on.
    pub fn rings_again(&self, way: &Way<'_>, turn: &Turn, (start, done): (usize, usize), gone: &mut Gone) -> bool {
        let Some(start) = self.compiled.starts.get(start).filter(|_| !gone.withheld) else { return false };
        let last = done + 1 == way.moves.len();
        let kept = gone.turns.len();
        let kind = EventKind::Ends(Ending::Completed);
        let at = turn.call.last.plus_millis(self.takes_ms(way, turn, (&kind, last)));
        let Some(left) = self.advance(&turn.call, Event { at, kind: kind.clone() }) else { return false };
        gone.turns.push((Event { at, kind }, left));
        let at = at.plus_millis(GAP_MS);
        let nth = 1 + u8::try_from(done).unwrap_or(u8::MAX - 1);
        let known = Some(gone.caller(&self.bundle.flow.name));
        let Some(rings) = self.ring(turn.call.from.clone(), (at, &gone.on), nth, known) else { return false };
        let rung = rings.1.clone();
        gone.turns.push(rings);
        let arrived = self.settle(way, rung, leads(way, start, done + 1), gone, &mut |walker, turn, gone| {
            if last { walker.ends(way, turn, gone) } else { walker.on(way, turn, done + 1, gone) }
        });
        if !arrived {
            gone.turns.truncate(kept);
        }
        arrived
    }

    /// Asked whether this is about what was left open, the caller says so or not, as late as can be.
    pub fn resumes(&self, way: &Way<'_>, turn: &Turn, (open, yes): (bool, bool), gone: &mut Gone) -> Option<Turn> {
        let kind = match (yes, way.unhelped) {
            (true, _) => EventKind::Keys("1".to_owned()),
            (false, true) => EventKind::Silence,
            (false, false) => EventKind::Keys("2".to_owned()),
        };
        let listen = single_key();
        let act_ms = if way.unhelped { u64::from(listen.wait_s) * 1000 } else { act_ms(&listen) };
        let takes = way.slow_until_ms.map_or(0, |until| {
            let longest = self.says_ms(turn) + act_ms;
            // This turn is not judged: before the last one it may take all the time that there is.
            if open { longest } else { longest.min(until.saturating_sub(turn.call.matter.machine_ms)) }
        });
        let event = Event { at: turn.call.last.plus_millis(takes), kind };
        let next = self.advance(&turn.call, event.clone())?;
        gone.turns.push((event, next.clone()));
        Some(next)
    }

    /// The spot at which a call is.
    pub fn spot(&self, call: &Call) -> Option<usize> {
        let Place::Step { name, stage } = &call.place else { return None };
        let language = self.bundle.flow.languages.iter().position(|language| *language == call.language)?;
        self.compiled.numbers.get(&(name.clone(), *stage, language)).copied()
    }
}

/// What the beginning of a call comes to, before the move with this number.
fn leads<'a>(way: &Way<'_>, start: &'a Start, done: usize) -> Leads<'a> {
    let to = if way.moves.len() == done { None } else { start.to.spot() };
    let goes_on = start.who.open.as_ref().is_some_and(|(_, goes_on)| *goes_on);
    Leads { chances: &start.piece.chances, open: done + 1 == way.moves.len(), to, goes_on }
}
