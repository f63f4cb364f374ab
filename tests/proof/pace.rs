//! How long callers hear something, and how long they may take, as the engine's orders say.

use std::collections::HashMap;

use clew::{
    call::{Call, EventKind, Gather, Listen, Name, Order, Place, SPEECH_MAX_S, Said},
    flow::{Bundle, Lengths},
};

/// The most keys that a caller types where the flow names no most.
const KEYS_MAX: u8 = 30;

/// How long everything takes to say that was said before; only the first time is it measured.
pub struct Takes<'a> {
    lengths: Lengths<'a>,
    /// Of prompts without values, by language.
    known: HashMap<Name, HashMap<Name, u64>>,
}

impl<'a> Takes<'a> {
    pub fn of(bundle: &'a Bundle) -> Self {
        Self { lengths: Lengths::of(bundle), known: HashMap::new() }
    }

    /// Milliseconds that are heard before a wait.
    pub fn heard_ms(&mut self, gather: &Gather) -> u64 {
        let language = &gather.language;
        let mut heard = 0;
        for said in gather.before.iter().chain(&gather.prompts) {
            if !said.values.is_empty() || said.language.is_some() {
                heard += self.lengths.said_ms(language, said);
                continue;
            }
            let known = self.known.get(language).and_then(|known| known.get(&said.prompt)).copied();
            heard += known.unwrap_or_else(|| {
                let takes = self.lengths.said_ms(language, &Said::plain(said.prompt.clone()));
                self.known.entry(language.clone()).or_default().insert(said.prompt.clone(), takes);
                takes
            });
        }
        heard
    }
}

/// The wait that a turn ends with.
pub fn wait(orders: &[Order]) -> Option<&Gather> {
    orders.iter().find_map(|order| if let Order::Gather(gather) = order { Some(gather) } else { None })
}

/// How long an act can take at most, in milliseconds from the end of what is heard.
pub fn act_ms(call: &Call, listen: &Listen, kind: &EventKind, slowly: bool) -> u64 {
    let wait_ms = u64::from(listen.wait_s) * 1000;
    // Clew's own questions are answered as slowly as can be in any case.
    let own = !matches!(call.place, Place::Step { .. });
    if *kind == EventKind::Silence || !(slowly || own) {
        return wait_ms;
    }
    let keys_ms = wait_ms * u64::from(listen.keys_max.unwrap_or(KEYS_MAX).max(1));
    let speech_ms = wait_ms + (u64::from(SPEECH_MAX_S) + u64::from(listen.gap_s)) * 1000;
    if listen.speech { keys_ms.max(speech_ms) } else { keys_ms }
}
