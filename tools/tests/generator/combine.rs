//! Small strategies for JSON.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

/// A strategy for one value.
pub type Json = BoxedStrategy<Value>;
/// A member of an object: its name, and its value where it has one.
pub type Member = (&'static str, BoxedStrategy<Option<Value>>);

/// An object of these members.
pub fn object(members: Vec<Member>) -> Json {
    let (names, values): (Vec<_>, Vec<_>) = members.into_iter().unzip();
    values
        .prop_map(move |values| {
            names
                .iter()
                .zip(values)
                .filter_map(|(name, value)| Some(((*name).to_owned(), value?)))
                .collect::<Value>()
        })
        .boxed()
}

/// A member that is always there.
pub fn always(name: &'static str, value: impl Strategy<Value = Value> + 'static) -> Member {
    (name, value.prop_map(Some).boxed())
}

/// A member that is there half of the time.
pub fn maybe(name: &'static str, value: impl Strategy<Value = Value> + 'static) -> Member {
    (name, prop::option::of(value).boxed())
}

/// A member that is there nine times in ten.
pub fn often(name: &'static str, value: impl Strategy<Value = Value> + 'static) -> Member {
    (name, prop::option::weighted(0.9, value).boxed())
}

/// A member that is there one time in ten.
pub fn seldom(name: &'static str, value: impl Strategy<Value = Value> + 'static) -> Member {
    (name, prop::option::weighted(0.1, value).boxed())
}

/// One of these texts.
pub fn text(texts: &'static [&'static str]) -> Json {
    select(texts).prop_map(Value::from).boxed()
}

/// One of these values.
pub fn one_of(values: Vec<Value>) -> Json {
    select(values).boxed()
}

/// A list of so many.
pub fn list(of: Json, length: std::ops::Range<usize>) -> Json {
    vec(of, length).prop_map(Value::from).boxed()
}

/// An object of a kind with a name, a namespace (none for the whole cluster), labels and annotations.
pub fn kubernetes(
    api_version: &'static str,
    kind: &'static str,
    names: &'static [&'static str],
    namespaces: &'static [&'static str],
    members: Vec<Member>,
) -> Json {
    let mut metadata = vec![
        always("name", text(names)),
        seldom(
            "labels",
            one_of(vec![
                json!({"kuma.io/mesh": "other"}),
                json!({"kuma.io/mesh": ""}),
                json!({"team": "a"}),
            ]),
        ),
        seldom(
            "annotations",
            one_of(vec![json!({"kuma.io/mesh": "other"})]),
        ),
        seldom("generation", one_of(vec![json!(1), json!(7)])),
        maybe(
            "creationTimestamp",
            text(&["2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"]),
        ),
    ];
    if !namespaces.is_empty() {
        metadata.push(always("namespace", text(namespaces)));
    }
    let mut all = vec![
        always("apiVersion", Just(json!(api_version))),
        always("kind", Just(json!(kind))),
        always("metadata", object(metadata)),
    ];
    all.extend(members);
    object(all)
}

/// The namespaces that objects are in.
pub const NAMESPACES: &[&str] = &["shop", "shop", "shop", "infra"];
/// The hostnames of listeners and routes.
pub const HOSTNAMES: &[&str] = &[
    "example.com",
    "*.example.com",
    "api.example.com",
    "*.api.example.com",
    "other.org",
    "a.b.api.example.com",
];
/// The ports of listeners and Services.
pub const PORTS: &[i64] = &[80, 8080, 443, 8443];

/// One of the ports.
pub fn port() -> Json {
    select(PORTS).prop_map(Value::from).boxed()
}
