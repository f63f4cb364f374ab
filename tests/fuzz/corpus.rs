//! What texts are made from: everything that is shipped, everything that is broken on purpose, and some lists.

use std::{fs, path::Path};

/// The texts of all files with one of these extensions, in one of these folders, in order.
fn files(folders: &[&str], extensions: &[&str]) -> Vec<String> {
    let mut paths = Vec::new();
    for folder in folders {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        // A folder may be gone, but not all of them: every target says how much it needs.
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if extensions.iter().any(|extension| path.extension().is_some_and(|found| found == *extension)) {
                paths.push(path);
            }
        }
    }
    paths.sort();
    paths.iter().map(|path| fs::read_to_string(path).unwrap()).collect()
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

/// Flows: shipped ones, fixtures of verbs and rungs, and those that break a rule.
pub fn flows() -> Vec<String> {
    let mut all = files(&["flows", "tests/flows", "tests/verbs", "tests/rungs", "tests/problems"], &["yaml"]);
    all.push(
        "a: &a [x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b]\nd: [*c, *c, *c]\n"
            .to_owned(),
    );
    all
}

/// Prompt files.
pub fn prompts() -> Vec<String> {
    let mut all = files(&["prompts", "tests/problems/shared", "src/prompt/builtin"], &["yaml"]);
    all.extend(owned(&[
        "hello: \"Hello.\"\nstops: { by: n, one: \"One stop.\", other: \"{n|number} stops.\" }\n",
        "hello: { text: \"Hello.\", audio: hello.wav }\n\"1\": One\n? [a, b]\n: c\n",
    ]));
    all
}

/// Texts with inserts: every line of every prompt file, and lists of odd ones.
pub fn templates() -> Vec<String> {
    let mut all: Vec<String> = prompts().iter().flat_map(|text| text.lines()).map(str::to_owned).collect();
    all.extend(owned(&[
        "Your parcel {parcel_number|digits} arrives {parcel.eta|day}.",
        "{{braces}} and {name|spell}, {amount|money}, {at|time}",
        "{",
        "}",
        "{}",
        "{|}",
        "{a|}",
        "{{{a|digits}}}",
    ]));
    all
}

/// Expressions, right and wrong.
pub fn expressions() -> Vec<String> {
    owned(&[
        "staffed",
        "staffed and not storm",
        "parcel.state == 'unknown'",
        "parcel.state == \"on the way\" or parcel.eta < today",
        "not (a or b) and (c != d)",
        "caller.calls_today >= 2",
        "size(stops) > 3 and 'x' in stops",
        "1 + 2 * 3 - 4 / 5 <= amount",
        "-amount < -12.50",
        "true and false",
        "a.b.c.d.e == f",
        "(((((a)))))",
        "not not not a",
        "a == b == c",
        "99999999999999999999999999999999 * 99999999999999999999999999999999 > 1 / 0",
        "'it''s' == 'x'",
        "",
        "and",
        "a b",
        "a ==",
        "(a",
        "'open",
        "ä == 'ö'",
    ])
}

/// Conversation files.
pub fn conversations() -> Vec<String> {
    let mut all = files(&["flows", "tests/flows", "tests/verbs", "tests/rungs"], &["calls"]);
    all.extend(owned(&[
        "# Scene.\nline +15550100  from withheld  at 2026-11-24 10:00\nlookup parcel answers { state: \"sent\", eta: 2026-11-26 }\n\
         switch storm on\n> rings\n<   \"…Tuesday…\"\n> later 12m\n> lookup parcel takes 5s\n> rings again\n<   ...\n",
        "line +15550100 from +15550123 at 2026-11-24 10:00\nlookup parcel answers [ { a: { b: [ 1, 2 ] } } ]\nlookup x answers 409\n> rings\n> answers 45s\n",
    ]));
    all
}

/// Settings files.
pub fn settings() -> Vec<String> {
    owned(&[
        "listen = \"127.0.0.1:8080\"\ninner = \"127.0.0.1:8081\"\n",
        "public_url = \"https://calls.example.com/clew\"\nflows = \"flows\"\ndata = \"data\"\nkey_file = \"data.key\"\n",
        "log = \"info,clew::server=debug\"\nlog_json = true\ntwilio_auth_token_file = \"token\"\n",
        "listen = 8080\nlog = [\"info\"]\n[table]\nkey = { a = 1 }\n",
        "listn = \"127.0.0.1:8080\"\ndata = \"\"\n",
    ])
}
