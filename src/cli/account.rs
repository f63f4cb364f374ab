//! A call's account as text.

use super::columns::lasted;
use crate::engine::account::{Account, Decided, Fewer, HandedOver, LookedUp, Signalled, Thresholds, Told};

/// The lines of an account.
pub(super) fn text(account: &Account) -> Vec<String> {
    let mut lines = head(account);
    for turn in &account.turns {
        lines.push(format!("{:>7}  {}", clock(turn.after_ms), turn.did));
        lines.extend(turn.came.iter().map(|came| format!("{:9}  {came}", "")));
        lines.extend(counted(turn));
        lines.extend(turn.decided.iter().flat_map(decided));
    }
    lines.extend(section("looked up", account.lookups.iter().map(looked_up)));
    lines.extend(section("connected", account.handoffs.iter().flat_map(handed_over)));
    lines.extend(section(
        "promised",
        account.promises.iter().map(|promise| {
            let about = promise.about.as_ref().map_or_else(String::new, |about| format!(" about {about}"));
            format!("a callback by {}{about}, due {}", promise.desk, promise.due)
        }),
    ));
    let messages = account.messages.iter();
    let messages = messages.map(|left| format!("a message of {} for {}", lasted(u64::from(left.seconds)), left.desk));
    lines.extend(section("left", messages));
    lines
}

fn head(account: &Account) -> Vec<String> {
    let Account { id, platform, line, from, flow, began, lasted_s, left, questions, sum, .. } = account;
    let Thresholds { offer_at: [first, second], connect_at, offer_question, connect_question } = account.thresholds;
    let mut lines = vec![
        format!("call {id}"),
        format!("{platform}, {line} rung by {from}, flow {flow}"),
        format!("began {began}, lasted {}, {questions} questions, the sum is {sum}, left: {left}", lasted(*lasted_s)),
        format!("a person is offered at a sum of {first} and of {second}, and connected at {connect_at};"),
        format!("offered at question {offer_question} of a call, and connected at question {connect_question}"),
    ];
    if !account.differs.is_empty() {
        let differs: Vec<String> = account.differs.iter().map(usize::to_string).collect();
        lines.push(format!("what follows differs from what happened then, in entries {}", differs.join(", ")));
    }
    lines.push(String::new());
    lines
}

/// The time since the call began: `1:05`.
fn clock(after_ms: u64) -> String {
    let seconds = after_ms / 1000;
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

fn counted(turn: &Told) -> Option<String> {
    let signals: Vec<String> = turn.counted.iter().map(signal).collect();
    let sum = turn.sum;
    (!signals.is_empty()).then(|| format!("{:9}  counted: {}; the sum is {sum}", "", signals.join(", ")))
}

fn signal(counted: &Signalled) -> String {
    let Signalled { turn, signal, weight, step } = counted;
    let step = step.as_ref().map_or_else(String::new, |step| format!(" at {step}"));
    let carried = if *turn == 0 { ", from an earlier call" } else { "" };
    format!("{signal} {weight}{step}{carried}")
}

fn decided(decided: &Decided) -> Vec<String> {
    let Decided { what, person, why, fewer } = decided;
    let what = match person {
        Some(person) => format!("{what} to {person}"),
        None => format!("a person is {what}"),
    };
    let fewer = fewer.iter().map(|fewer| format!("{:11}  {}", "", without(fewer, &decided.what)));
    std::iter::once(format!("{:9}  {what}, because {why}", "")).chain(fewer).collect()
}

/// What one signal fewer would have changed.
fn without(fewer: &Fewer, what: &str) -> String {
    let then = match fewer.then.as_str() {
        same if same == what => "the same would have come",
        "offered" => "a person would have been offered instead",
        "connected" => "the caller would have been connected",
        _ => "the call would have gone on",
    };
    let Signalled { turn, .. } = fewer.without;
    let turn = if turn == 0 { String::new() } else { format!(" of turn {turn}") };
    format!("without {}{turn} the sum would have been {}, and {then}", signal(&fewer.without), fewer.sum)
}

fn section(name: &str, entries: impl Iterator<Item = String>) -> Vec<String> {
    let entries: Vec<String> = entries.map(|entry| format!("  {entry}")).collect();
    if entries.is_empty() {
        return Vec::new();
    }
    [String::new(), format!("{name}:")].into_iter().chain(entries).collect()
}

fn looked_up(asked: &LookedUp) -> String {
    let outcome = asked.outcome.as_deref().unwrap_or("not answered");
    let took = asked.took_ms.map_or_else(String::new, |took| format!(", after {took} ms"));
    format!("{} in turn {}: {outcome}{took}", asked.lookup, asked.turn)
}

fn handed_over(handoff: &HandedOver) -> Vec<String> {
    let HandedOver { turn, person, why, tried, at: _ } = handoff;
    let tried = tried.iter().map(|tried| {
        let person = if tried.person == *person { String::new() } else { format!(" of {}", tried.person) };
        format!("  rung {}{person}, {}: {}", tried.rung, tried.kind, tried.outcome)
    });
    std::iter::once(format!("to {person} in turn {turn}, because {why}")).chain(tried).collect()
}
