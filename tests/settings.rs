//! Settings: what is read from where, and every mistake at once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::{collections::BTreeMap, path::Path};

use clew::settings::{NamedSecret, Origin, PublicUrl, Secrets, Settings, named_secret, secrets, table};
use secrecy::{ExposeSecret, SecretString};

const PLATFORMS: &[(&str, &str)] = &[("twilio", "TWILIO_AUTH_TOKEN")];

fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

fn read(file: &str, environment: &[(&str, &str)], flags: &[(&str, &str)]) -> Result<Settings, Vec<String>> {
    Settings::read(Some(("etc/clew.toml", file)), &map(environment), &map(flags), PLATFORMS)
        .map_err(|mistakes| mistakes.iter().map(ToString::to_string).collect())
}

/// Fails unless these are all the mistakes, in any order, each beginning as given.
#[track_caller]
fn mistakes(file: &str, environment: &[(&str, &str)], flags: &[(&str, &str)], expected: &[&str]) {
    let found =
        read(file, environment, flags).map(|_settings| Vec::<String>::new()).unwrap_or_else(|mistakes| mistakes);
    let matched = expected.iter().all(|start| found.iter().any(|mistake| mistake.starts_with(start)));
    assert!(matched && found.len() == expected.len(), "expected {expected:#?}\nfound {found:#?}");
}

#[test]
fn nothing_set_serves_the_sample_line_on_loopback() {
    let settings = Settings::read(None, &BTreeMap::new(), &BTreeMap::new(), PLATFORMS).unwrap();
    assert_eq!(settings.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(settings.inner.to_string(), "127.0.0.1:8081");
    assert_eq!(settings.flows, None);
    assert_eq!(settings.prompts, None);
    assert_eq!(settings.data, Path::new("data"));
    assert_eq!(settings.key_file, Path::new("data.key"));
    assert!(settings.secrets.is_empty() && !settings.log_json);
    assert_eq!(settings.public_url(settings.listen).as_str(), "http://127.0.0.1:8080");
}

#[test]
fn flags_beat_the_environment_which_beats_the_file_which_beats_defaults() {
    let file = "listen = '127.0.0.1:1'\ninner = '127.0.0.1:2'\nlog = 'warn'\ndata = 'calls/'";
    let environment = [("CLEW_LISTEN", "127.0.0.1:3"), ("CLEW_INNER", "localhost:4")];
    let settings = read(file, &environment, &[("listen", "[::1]:5")]).unwrap();
    assert_eq!(settings.listen.to_string(), "[::1]:5");
    assert_eq!(settings.inner.to_string(), "127.0.0.1:4");
    assert_eq!(settings.log.to_string(), "warn");
    assert_eq!(settings.data, Path::new("etc/calls"), "a path in the file is meant from the file's folder");
    assert_eq!(settings.key_file, Path::new("etc/calls.key"));
}

#[test]
fn a_path_from_a_flag_or_a_variable_is_meant_from_where_one_stands() {
    let settings = read("flows = '/srv/flows'", &[("CLEW_PROMPTS", "prompts")], &[("data", "d")]).unwrap();
    assert_eq!(settings.flows.unwrap(), Path::new("/srv/flows"));
    assert_eq!(settings.prompts.unwrap(), Path::new("prompts"));
    assert_eq!(settings.data, Path::new("d"));
}

#[test]
fn all_mistakes_come_at_once_each_with_its_place() {
    mistakes(
        "listne = '127.0.0.1:80'\nlog_json = 'yes'\n\n[inner]\nport = 1\n",
        &[("CLEW_LOG", "chatty=loud"), ("CLEW_DATE", "x"), ("CLEW_CONFIG", "read elsewhere"), ("PATH", "/bin")],
        &[("public_url", "calls.example.com"), ("listen", "8080")],
        &[
            "etc/clew.toml:1: there is no setting `listne`; did you mean `listen`?",
            "etc/clew.toml:2: `log_json` is written as string; write `true` or `false`",
            "etc/clew.toml:4: `inner` is written as table; write `inner = \"…\"`, in quotes",
            "environment variable `CLEW_LOG`: `log` is `chatty=loud`",
            "environment variable `CLEW_DATE`: there is no setting `CLEW_DATE`; did you mean `CLEW_DATA`?",
            "`--public-url`: `public_url` does not begin with `https://`",
            "`--listen`: `listen` is `8080`, which is no address and port; write them like",
        ],
    );
}

#[test]
fn without_a_secret_only_this_machine_may_ring() {
    let loopback = "set `TWILIO_AUTH_TOKEN`, or take a loopback address";
    for (listen, fine) in [("127.0.0.1:80", true), ("127.9.9.9:80", true), ("[::1]:80", true), ("0.0.0.0:80", false)]
        .into_iter()
        .chain([("192.168.1.2:80", false), ("[::]:80", false), ("[::ffff:127.0.0.1]:80", false)])
    {
        let found = read("", &[], &[("listen", listen)]);
        assert_eq!(found.is_ok(), fine, "{listen}");
        assert!(fine || found.unwrap_err().first().unwrap().contains(loopback), "{listen}");
    }
    mistakes(
        "public_url = 'https://calls.example.com'",
        &[],
        &[],
        &["etc/clew.toml:1: `public_url` is set, but no secret"],
    );
}

#[test]
fn with_a_secret_any_address_may_be_listened_on_if_it_is_known_what_is_signed() {
    let secret = [("TWILIO_AUTH_TOKEN", "0123")];
    read("", &secret, &[("listen", "192.168.1.2:80")]).unwrap();
    read("public_url = 'https://calls.example.com'", &secret, &[("listen", "0.0.0.0:80")]).unwrap();
    mistakes(
        "",
        &secret,
        &[("listen", "0.0.0.0:80")],
        &["`--listen`: `listen` is `0.0.0.0:80`, which is no address that a"],
    );
    let by_file = read("twilio_auth_token_file = 'token'", &[], &[("listen", "192.168.1.2:80")]).unwrap();
    assert!(matches!(by_file.secrets.get("twilio").unwrap(), Secrets::File(path) if path == Path::new("etc/token")));
}

#[test]
fn the_inner_listener_stays_on_this_machine_and_apart() {
    let secret = [("TWILIO_AUTH_TOKEN", "0123")];
    mistakes(
        "inner = '0.0.0.0:8081'",
        &secret,
        &[],
        &["etc/clew.toml:1: `inner` is `0.0.0.0:8081`, which others can reach"],
    );
    mistakes("", &[], &[("inner", "127.0.0.1:8080")], &["`--inner`: `inner` and `listen` are both `127.0.0.1:8080`"]);
    read("", &[], &[("inner", "127.0.0.1:0"), ("listen", "127.0.0.1:0")]).unwrap();
}

#[test]
fn secrets_may_be_several_and_are_never_shown() {
    let settings = read("", &[("TWILIO_AUTH_TOKEN", "sesame-one, sesame-two")], &[]).unwrap();
    let Secrets::Given(given) = settings.secrets.get("twilio").unwrap() else { panic!("the secret was given") };
    assert_eq!(given.iter().map(SecretString::expose_secret).collect::<Vec<_>>(), ["sesame-one", "sesame-two"]);
    assert!(!format!("{settings:?}").contains("sesame"));
    assert_eq!(secrets("sesame\n").unwrap().len(), 1, "a file may end with a new line");
}

#[test]
fn wrong_secrets_are_mistakes_that_do_not_repeat_them() {
    for text in ["sesame,", ",sesame", "sesame,,sesame", "ses ame", " ", "", "sesame\nsesame"] {
        let found = read("", &[("TWILIO_AUTH_TOKEN", text)], &[]).unwrap_err();
        assert_eq!(found.len(), 1, "{text:?}: {found:?}");
        assert!(
            found.iter().all(|mistake| mistake.contains("TWILIO_AUTH_TOKEN") && !mistake.contains("ame")),
            "{found:?}"
        );
    }
    mistakes(
        "twilio_auth_token = 'sesame'",
        &[],
        &[("twilio_auth_token", "sesame")],
        &[
            "etc/clew.toml:1: `twilio_auth_token` is a secret, and files like this one get copied; set the variable",
            "`--twilio-auth-token`: there is no setting `twilio_auth_token`; did you mean `twilio_auth_token_file`?",
        ],
    );
    mistakes(
        "twilio_auth_token_file = 'a'",
        &[("TWILIO_AUTH_TOKEN", "sesame")],
        &[],
        &["environment variable `TWILIO_AUTH_TOKEN`: both"],
    );
}

#[test]
fn the_key_stays_out_of_the_data_folder() {
    mistakes(
        "",
        &[],
        &[("data", "d"), ("key_file", "d/key")],
        &["`--key-file`: `key_file` is `d/key`, inside the data folder"],
    );
    mistakes("", &[], &[("data", "..")], &["`--data`: `data` is `..`, a folder without a name of its own"]);
    read("", &[], &[("data", ".."), ("key_file", "/etc/key")]).unwrap();
    assert_eq!(read("", &[], &[("data", "d/")]).unwrap().key_file, Path::new("d.key"));
}

#[test]
fn how_long_things_are_kept_is_a_number_of_days() {
    let days = |file: &str, flags: &[(&str, &str)]| {
        let keep = read(file, &[], flags).unwrap().keep;
        [keep.calls, keep.callers, keep.messages, keep.promises]
    };
    assert_eq!(days("", &[]), [30, 180, 30, 30]);
    assert_eq!(days("keep_calls = 7\nkeep_callers = 3650", &[("keep_messages", "1")]), [7, 3650, 1, 30]);
    mistakes(
        "keep_calls = '30'",
        &[],
        &[],
        &["etc/clew.toml:1: `keep_calls` is written as string; write a number of days"],
    );
    for wrong in ["0", "3651", "-1", "1.5", "30 days", "ever"] {
        let what =
            format!("`--keep-promises`: `keep_promises` is `{wrong}`, which is no number of days; write a number");
        mistakes("", &[], &[("keep_promises", wrong)], &[&what]);
    }
}

#[test]
fn how_long_an_answer_may_take_is_a_number_of_milliseconds() {
    let millis = |file: &str, flags: &[(&str, &str)]| read(file, &[], flags).unwrap().answer_within;
    assert_eq!([millis("", &[]), millis("answer_within = 4000", &[])], [800, 4000]);
    assert_eq!(millis("answer_within = 4000", &[("answer_within", "100")]), 100);
    mistakes(
        "answer_within = '800'",
        &[],
        &[],
        &["etc/clew.toml:1: `answer_within` is written as string; write a number of milliseconds"],
    );
    for wrong in ["0", "99", "4001", "-1", "1.5", "1s"] {
        let what = format!("`--answer-within`: `answer_within` is `{wrong}`, which is no number of milliseconds");
        mistakes("", &[], &[("answer_within", wrong)], &[&what]);
    }
}

#[test]
fn public_addresses_are_absolute_and_bare() {
    for (text, expected) in [
        ("https://calls.example.com", Ok("https://calls.example.com")),
        ("https://calls.example.com/", Ok("https://calls.example.com")),
        ("http://10.0.0.1:8080/ivr//", Ok("http://10.0.0.1:8080/ivr")),
        ("https://name:word@calls.example.com:8443/ivr", Ok("https://name:word@calls.example.com:8443/ivr")),
        ("https://[2001:db8::1]:443", Ok("https://[2001:db8::1]:443")),
        ("https://calls.example.com?a=b", Err("query")),
        ("https://calls.example.com/#top", Err("fragment")),
        ("ftp://calls.example.com", Err("does not begin")),
        ("calls.example.com", Err("does not begin")),
        ("/ivr", Err("does not begin")),
        ("https://", Err("no address")),
        ("https://calls.example.com:0", Err("port")),
        ("https://calls.example.com:99999", Err("")),
        ("https://calls example.com", Err("no address")),
        ("https://calls.example.com/\n", Err("no address")),
    ] {
        match (PublicUrl::parse(text), expected) {
            (Ok(url), Ok(expected)) => assert_eq!(url.as_str(), expected, "{text}"),
            (Err(why), Err(expected)) => assert!(why.contains(expected), "{text}: {why}"),
            (found, _) => panic!("{text}: {found:?}"),
        }
    }
}

#[test]
fn a_public_address_shows_itself_without_name_and_password() {
    let url = PublicUrl::parse("https://name:sesame@calls.example.com/ivr").unwrap();
    assert_eq!(url.to_string(), "https://***@calls.example.com/ivr");
    assert!(!format!("{url:?}").contains("sesame"));
    mistakes(
        "",
        &[("CLEW_PUBLIC_URL", "https://name:sesame@h/?x")],
        &[],
        &[
            "environment variable `CLEW_PUBLIC_URL`: `public_url` has a query (`?`); write it like",
            "environment variable `CLEW_PUBLIC_URL`: `public_url` is set, but no secret is",
        ],
    );
}

#[test]
fn broken_toml_is_a_mistake_with_its_line() {
    mistakes("log = 'info'\ndata = \n", &[], &[], &["etc/clew.toml:2: this is not TOML"]);
    mistakes("log = 'info'\nlog = 'warn'\n", &[], &[], &["etc/clew.toml:2: this is not TOML: duplicate key"]);
}

#[test]
fn services_are_given_settings_and_secrets_by_names_of_their_own() {
    let file = "[config]\ntracking = 'https://a.example'\ncity = ' https://b.example '\n";
    let environment = [
        ("CLEW_CONFIG_TRACKING", "https://c.example"),
        ("CLEW_CONFIG_DEPOT_2", "5"),
        ("CLEW_SECRET_TRACKING", "sesame one, two\n"),
        ("CLEW_SECRET_CITY_FILE", "/run/city"),
    ];
    let settings = read(file, &environment, &[]).unwrap();
    let configs: Vec<(&str, &str)> =
        settings.configs.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    assert_eq!(configs, [("city", "https://b.example"), ("depot_2", "5"), ("tracking", "https://c.example")]);
    let Some(NamedSecret::Given(given)) = settings.service_secrets.get("tracking") else { panic!("it was given") };
    assert_eq!(given.expose_secret(), "sesame one, two", "a comma is part of it");
    let Some(NamedSecret::File(path)) = settings.service_secrets.get("city") else { panic!("its file was named") };
    assert_eq!(path, Path::new("/run/city"));
    assert_eq!(settings.service_secrets.len(), 2);
    assert!(!format!("{settings:?}").contains("sesame"));
}

#[test]
fn wrong_settings_and_secrets_of_services_come_with_all_other_mistakes() {
    mistakes(
        "listne = 'x'\n[config]\ntracking = 5\nCity = 'x'\nempty = ''\n[secret]\ntracking = 'sesame'\n",
        &[
            ("CLEW_CONFIG_", "x"),
            ("CLEW_CONFIG_A-B", "x"),
            ("CLEW_CONFIG_NOTHING", " "),
            ("CLEW_SECRET_BOTH", "sesame"),
            ("CLEW_SECRET_BOTH_FILE", "f"),
            ("CLEW_SECRET_CONTROL", "ses\name"),
            ("CLEW_SECRET_NOTHING", ""),
            ("CLEW_SECRET_NONE_FILE", ""),
            ("CLEW_SECRET__FILE", "f"),
        ],
        &[],
        &[
            "etc/clew.toml:1: there is no setting `listne`",
            "etc/clew.toml:3: `config.tracking` is written as integer; write it in quotes",
            "etc/clew.toml:4: `City` is no name; take small letters",
            "etc/clew.toml:5: `config.empty` is empty",
            "etc/clew.toml:6: `secret` is for secrets, and files like this one get copied; set a variable `CLEW_SECRET_",
            "environment variable `CLEW_CONFIG_`: `CLEW_CONFIG_` does not end in a name",
            "environment variable `CLEW_CONFIG_A-B`: `CLEW_CONFIG_A-B` does not end in a name",
            "environment variable `CLEW_CONFIG_NOTHING`: `config.nothing` is empty",
            "environment variable `CLEW_SECRET_BOTH_FILE`: both `CLEW_SECRET_BOTH` and `CLEW_SECRET_BOTH_FILE` are set",
            "environment variable `CLEW_SECRET_CONTROL`: `secret.control` is",
            "environment variable `CLEW_SECRET_NOTHING`: `secret.nothing` is an empty secret",
            "environment variable `CLEW_SECRET_NONE_FILE`: the file of `secret.none` is empty",
            "environment variable `CLEW_SECRET__FILE`: `CLEW_SECRET__FILE` does not end in a name",
        ],
    );
    mistakes(
        "config = 'x'",
        &[],
        &[],
        &["etc/clew.toml:1: `config` is written as string; write `[config]`, and below"],
    );
    let shown = read("[secret]\na = 'sesame'", &[("CLEW_SECRET_A", "ses\name")], &[]).unwrap_err().concat();
    assert!(!shown.contains("same") && !shown.contains("name`"), "{shown}");
    assert!(named_secret(" sesame\n").is_ok() && named_secret(" ").is_err());
}

#[test]
fn the_stand_in_backend_is_for_this_machine_alone() {
    assert!(!read("", &[], &[]).unwrap().demo);
    for (file, environment, flags) in [
        ("demo = true", &[][..], &[][..]),
        ("", &[("CLEW_DEMO", "true")][..], &[][..]),
        ("", &[][..], &[("demo", "true")][..]),
    ] {
        assert!(read(file, environment, flags).unwrap().demo);
    }
    let secret = [("TWILIO_AUTH_TOKEN", "0123")];
    mistakes("", &secret, &[("demo", "true")], &["`--demo`: `demo` is set, and so is a secret of a platform"]);
    mistakes(
        "",
        &secret,
        &[("demo", "true"), ("listen", "192.168.1.2:80")],
        &[
            "`--demo`: `demo` is set, and so is",
            "`--demo`: `demo` is set, and `listen` is `192.168.1.2:80`, which others",
        ],
    );
    read("", &secret, &[("demo", "false"), ("listen", "192.168.1.2:80")]).unwrap();
}

#[test]
fn names_follow_from_the_table() {
    for setting in table(PLATFORMS) {
        let from_environment = read("", &[(&setting.variable(), " ")], &[]).unwrap_err();
        assert!(from_environment.iter().any(|mistake| mistake.contains(&setting.variable())), "{}", setting.key);
        assert!(!setting.help.is_empty() && !setting.help.ends_with('.'), "{}", setting.key);
        let Some(flag) = setting.flag() else { continue };
        let from_flag = Settings::read(None, &BTreeMap::new(), &map(&[(&setting.key, "")]), PLATFORMS).unwrap_err();
        assert!(from_flag.iter().any(|mistake| mistake.origin == Origin::Flag(flag.clone())), "{}", setting.key);
    }
}
