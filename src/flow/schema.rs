//! The JSON Schema of a flow file, for editors. Made of the same shapes that read flows, so it cannot disagree with
//! them; their comments are what an editor shows.

use schemars::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value as Json, json};

use super::{pack::PACKS, read::shapes};
use crate::engine::{
    hours::HoursShape,
    lookup::{Lookup, Service},
    rung::RUNGS,
    shape::{Asking, ListenShape, Names, Sayings, Settings},
    step::{Kind, VERBS},
};

/// The schema of a flow file: JSON Schema, draft 2020-12.
#[must_use]
pub fn schema() -> Json {
    let mut generator = SchemaSettings::draft2020_12().into_generator();
    let flow = top(&mut generator);
    let definitions = generator.take_definitions(true);
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A clew flow",
        "description": "A phone line as clew answers it. `clew check` finds what a schema cannot.",
        "$defs": definitions,
    });
    if let (Json::Object(schema), Json::Object(flow)) = (&mut schema, flow) {
        schema.extend(flow);
    }
    schema
}

fn of<T: JsonSchema>(generator: &mut SchemaGenerator) -> Json {
    generator.subschema_for::<T>().into()
}

/// A map from names to this.
fn named(of: Json, says: &str) -> Json {
    json!({ "description": says, "type": "object", "additionalProperties": of })
}

fn text(says: &str) -> Json {
    json!({ "description": says, "type": "string" })
}

/// A shape with a description of its own.
fn said(mut of: Json, says: &str) -> Json {
    if let Json::Object(shape) = &mut of {
        shape.insert("description".to_owned(), says.into());
    }
    of
}

/// A shape at the top, by its key.
type Top = Map<String, Json>;

fn top(generator: &mut SchemaGenerator) -> Json {
    let step = steps(generator);
    let mut properties = Top::new();
    own(&mut properties, &step, generator);
    shared(&mut properties, step, generator);
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["flow", "languages", "start", "steps", "people"],
        "properties": properties,
    })
}

/// What only the flow's own file has.
fn own(properties: &mut Top, step: &Json, generator: &mut SchemaGenerator) {
    let mut add = |key: &str, schema: Json| properties.insert(key.to_owned(), schema);
    add("flow", text("The flow's name."));
    add("title", text("What the line is called."));
    add(
        "languages",
        json!({ "description": "BCP 47 tags; the first is the fallback.",
        "type": "array", "minItems": 1, "items": { "type": "string" } }),
    );
    add(
        "lines",
        json!({ "description": "The numbers that the flow answers, or numbers with what each sets.",
        "anyOf": [{ "type": "array", "items": { "type": "string" } }, { "type": "object" }] }),
    );
    add("settings", named(of::<shapes::SettingShape>(generator), "Values that a line may set."));
    add("start", text("The first step."));
    add("steps", named(step.clone(), "The steps, by name."));
    add(
        "use",
        json!({ "description": "Shared files, in a folder below the flow's.",
        "type": "array", "items": { "type": "string" } }),
    );
    add("voices", named(json!({ "type": "string" }), "The platform's voice for each language."));
    add(
        "refuse",
        json!({ "description": "Calls that are turned away before they are answered.",
        "type": "array", "items": of::<shapes::RefusalShape>(generator) }),
    );
    add("anywhere", of::<shapes::AnywhereShape>(generator));
    add("listen", of::<ListenShape>(generator));
    add("patience", of::<shapes::PatienceShape>(generator));
    add("promise_to_callers", of::<shapes::PromisedShape>(generator));
    let standards: Vec<&str> = PACKS.iter().map(|pack| pack.name).collect();
    add(
        "standards",
        json!({ "description": "Standards and laws that a flow must keep to be served; `clew check` says how.",
        "type": "array", "uniqueItems": true, "items": { "enum": standards } }),
    );
}

/// What the files that it uses may have, too.
fn shared(properties: &mut Top, step: Json, generator: &mut SchemaGenerator) {
    let mut add = |key: &str, schema: Json| properties.insert(key.to_owned(), schema);
    add("people", named(person(generator), "People, each a ladder of ways to reach one; `operator` is one of them."));
    let ring = RUNGS.iter().find(|kind| kind.name == "ring").map(|kind| (kind.schema)(generator));
    add("places", named(ring.map_or(json!({}), Json::from), "Transfers that are no person."));
    add("desks", named(of::<shapes::DeskShape>(generator), "Who owes callbacks and reads messages."));
    add("waiting", named(of::<shapes::WaitingShape>(generator), "What queues sound like."));
    add("parts", named(part(step), "Steps that are used like one step."));
    add("hours", named(of::<HoursShape>(generator), "Opening hours; a name is true or false in expressions."));
    add("switches", named(of::<shapes::SwitchShape>(generator), "Off until staff turn them on."));
    add("services", named(of::<Service>(generator), "The only hosts that may be asked."));
    add("lookups", named(of::<Lookup>(generator), "Named questions to services."));
    add("facts", named(of::<shapes::FactShape>(generator), "What notes and logs may hold of a value."));
    add("matters", named(of::<shapes::MatterShape>(generator), "What callers come for."));
    add(
        "prompts",
        named(
            named(json!({ "anyOf": [{ "type": "string" }, { "type": "object" }] }), "By language."),
            "Texts by id and language.",
        ),
    );
    let phrases = json!({ "type": "array", "items": { "type": "string" } });
    add("words", named(named(phrases, "By language."), "Word lists by id and language."));
}

fn person(generator: &mut SchemaGenerator) -> Json {
    let rung = rungs(generator);
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["try"],
        "properties": {
            "title": text("What the person is called."),
            "language": text("The language that whoever is reached speaks; the flow's first without it."),
            "try": { "description": "The ladder: one way after another, the last one needs nobody.",
                     "type": "array", "minItems": 1, "items": rung },
        },
    })
}

fn part(step: Json) -> Json {
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["start", "steps", "exits"],
        "properties": {
            "title": text("What the part is for."),
            "takes": named(json!({ "type": "string" }), "Values that it takes, and their types."),
            "gives": { "description": "Values that it gives.", "type": "array", "items": { "type": "string" } },
            "exits": { "description": "Its exits, by name.", "type": "array", "items": { "type": "string" } },
            "start": text("Its first step."),
            "steps": named(step, "Its steps."),
        },
    })
}

/// A step: an editor offers every verb, and once one is there, what belongs to it.
fn steps(generator: &mut SchemaGenerator) -> Json {
    let verbs = || VERBS.iter().filter(|kind| !kind.name.is_empty());
    let mut offered = Map::new();
    let mut all = Vec::new();
    for kind in VERBS {
        let schema = step(kind, generator);
        let says = schema.get("description").cloned().unwrap_or_default();
        let own = schema.get("properties").and_then(Json::as_object).into_iter().flatten();
        for (key, of) in own.filter(|(key, _)| !offered.contains_key(*key)).collect::<Vec<_>>() {
            offered.insert(key.clone(), of.clone());
        }
        let when = match kind.name {
            "" => {
                let any: Vec<Json> = verbs().map(|kind| json!({ "required": [kind.name] })).collect();
                json!({ "not": { "anyOf": any } })
            }
            name => {
                offered.insert(name.to_owned(), json!({ "description": says }));
                json!({ "required": [name] })
            }
        };
        all.push(json!({ "if": when, "then": schema }));
    }
    // What a key may hold depends on the verb that it belongs to; here it is only offered.
    for of in offered.values_mut() {
        *of = of.get("description").map_or_else(|| json!({}), |says| json!({ "description": says }));
    }
    let schema = json!({ "type": "object", "properties": offered, "allOf": all });
    generator.definitions_mut().insert("Step".to_owned(), schema);
    json!({ "$ref": "#/$defs/Step" })
}

fn step(kind: &Kind, generator: &mut SchemaGenerator) -> Json {
    let mut schema: Json = (kind.schema)(generator).into();
    let mut common = vec![
        ("title", text("What the step is for.")),
        ("say", of::<Sayings>(generator)),
        ("set", said(of::<Settings>(generator), "What is noted: names and the expressions whose values they take.")),
        ("forget", said(of::<Names>(generator), "What is forgotten, so that its questions are asked again.")),
        ("matter", text("What the call is about from here on.")),
        ("operator", text("Whom 0 reaches here.")),
    ];
    if kind.asks {
        common.extend(properties_of::<Asking>(generator));
    }
    if let Json::Object(shape) = &mut schema {
        if kind.statuses {
            let exit = of::<crate::engine::shape::Exit>(generator);
            shape.insert("patternProperties".to_owned(), json!({ "^[1-5][0-9][0-9]$": exit }));
        }
        shape.insert("additionalProperties".to_owned(), false.into());
        let properties = shape.entry("properties").or_insert_with(|| json!({}));
        if let Json::Object(properties) = properties {
            for (key, of) in common {
                properties.entry(key).or_insert(of);
            }
        }
    }
    schema
}

/// The properties of a shape that stand beside others.
fn properties_of<T: JsonSchema>(generator: &mut SchemaGenerator) -> Vec<(&'static str, Json)> {
    let schema: Schema = T::json_schema(generator);
    let own = |key: &'static str| schema.get("properties").and_then(|all| all.get(key)).cloned();
    super::read::ASKING.iter().filter_map(|key| Some((*key, own(key)?))).collect()
}

/// A rung: one of the kinds, each with `when`.
fn rungs(generator: &mut SchemaGenerator) -> Json {
    let rung = |kind: &crate::engine::rung::Kind, generator: &mut SchemaGenerator| {
        let mut schema: Json = (kind.schema)(generator).into();
        if let Some(Json::Object(properties)) = schema.get_mut("properties") {
            properties.insert("when".to_owned(), text("An expression: the rung is skipped when it does not hold."));
        }
        schema
    };
    let any: Vec<Json> = RUNGS.iter().map(|kind| rung(kind, generator)).collect();
    generator.definitions_mut().insert("Rung".to_owned(), json!({ "anyOf": any }));
    json!({ "$ref": "#/$defs/Rung" })
}
