//! A turn as lines that a designer reads: what the caller hears, what we order, and why.

use super::{Call, Counted, Handoff, Number, Order, Reason, Rejection, Said};

/// The lines of a turn: `say hello`, `menu main`, `ring +15550111 because …`. Values stay out.
///
/// This is what conversation files compare, so its form is part of the flow language.
#[must_use]
pub fn transcript(call: &Call, orders: &[Order<Said>]) -> Vec<String> {
    let mut lines = Vec::new();
    for order in orders {
        match order {
            Order::Say(said) => lines.extend(said.iter().map(say)),
            Order::Gather(gather) => {
                lines.extend(gather.before.iter().map(say));
                let own: Vec<&str> = gather.prompts.iter().map(|said| said.prompt.as_str()).collect();
                lines.push(format!("{} {}", gather.verb, own.join(" ")));
            }
            Order::Dial(dial) => {
                let to: Vec<&str> = dial.to.iter().map(Number::e164).collect();
                lines.push(format!("ring {}{}", to.join(" "), because(call)));
            }
            Order::Record(_) => lines.push("record".to_owned()),
            Order::Pause { seconds } => lines.push(format!("pause {seconds}s")),
            Order::Reject(Rejection::Busy) => lines.push("reject busy".to_owned()),
            Order::Reject(Rejection::Rejected) => lines.push("reject".to_owned()),
            Order::HangUp => lines.push("hang up".to_owned()),
        }
    }
    lines
}

fn say(said: &Said) -> String {
    if said.prompt.as_str() == super::builtin::PAUSE {
        return "pause".to_owned();
    }
    match &said.language {
        Some(language) => format!("say {} in {language}", said.prompt),
        None => format!("say {}", said.prompt),
    }
}

/// Why the caller is being connected, on the turn that orders it.
fn because(call: &Call) -> String {
    match &call.handoff {
        Some(handoff) if handoff.turn == call.turn => format!(" because {}", why(call, handoff)),
        Some(_) | None => String::new(),
    }
}

fn why(call: &Call, handoff: &Handoff) -> String {
    let ledger = || {
        let parts: Vec<String> = call.matter.signals.iter().map(shown).collect();
        format!("{} is {}", parts.join(", "), call.matter.sum())
    };
    match handoff.reason {
        Reason::Asked => "asked for a person".to_owned(),
        Reason::Flow => "the flow leads here".to_owned(),
        Reason::Accepted => format!("offered, accepted: {}", ledger()),
        Reason::Frustration => ledger(),
        Reason::Ceiling => format!("{} questions in this call", call.questions),
        Reason::NotSettled => "not settled".to_owned(),
        Reason::BackendFailed => "a backend failed".to_owned(),
        Reason::Fault(fault) => format!("fault: {fault:?}"),
    }
}

fn shown(counted: &Counted) -> String {
    format!("{} {}", counted.signal.name(), counted.weight)
}
