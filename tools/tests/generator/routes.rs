//! HTTPRoutes.

use proptest::prelude::*;
use serde_json::json;

use super::combine::{
    HOSTNAMES, Json, NAMESPACES, always, kubernetes, list, maybe, object, often, one_of, port,
    seldom, text,
};
use super::gateways::GATEWAYS;
use super::surroundings::SERVICES;

/// An HTTPRoute.
pub fn route() -> Json {
    let spec = object(vec![
        often("parentRefs", list(parent(), 1..4)),
        maybe("hostnames", list(text(HOSTNAMES), 1..4)),
        often("rules", list(rule(), 1..5)),
    ]);
    kubernetes(
        "gateway.networking.k8s.io/v1",
        "HTTPRoute",
        &["route", "other", "canary", "x.y"],
        NAMESPACES,
        vec![always("spec", spec)],
    )
}

fn parent() -> Json {
    let gateway = object(vec![
        always("name", text(GATEWAYS)),
        seldom("namespace", text(NAMESPACES)),
        seldom("sectionName", text(&["l0", "l1", "nothing"])),
        seldom("port", port()),
    ]);
    let service = object(vec![
        always("group", Just(json!(""))),
        always("kind", Just(json!("Service"))),
        always("name", text(SERVICES)),
        seldom("namespace", text(NAMESPACES)),
        maybe("port", port()),
        seldom("sectionName", text(&["http", "nothing"])),
    ]);
    let other = object(vec![
        always("group", text(&["kuma.io", "core", "example.com"])),
        always("kind", text(&["MeshService", "Service", "Thing"])),
        always("name", text(SERVICES)),
    ]);
    prop_oneof![6 => gateway, 3 => service, 1 => other].boxed()
}

fn rule() -> Json {
    object(vec![
        maybe("matches", list(match_entry(), 0..3)),
        maybe("filters", list(filter(), 0..3)),
        often("backendRefs", list(backend(true), 1..4)),
        seldom(
            "timeouts",
            one_of(vec![
                json!({"request": "10s"}),
                json!({"request": "0s", "backendRequest": "5s"}),
            ]),
        ),
        seldom("name", text(&["first", "second"])),
        seldom(
            "retry",
            one_of(vec![json!({"attempts": 3, "codes": [500]})]),
        ),
        seldom(
            "sessionPersistence",
            one_of(vec![json!({"sessionName": "a", "type": "Cookie"})]),
        ),
    ])
}

fn match_entry() -> Json {
    let path = object(vec![
        maybe(
            "type",
            text(&[
                "Exact",
                "PathPrefix",
                "PathPrefix",
                "RegularExpression",
                "Glob",
            ]),
        ),
        maybe(
            "value",
            text(&[
                "/", "/api", "/api/", "/a(", "/v[0-9]+", "", "no-slash", "/%41",
            ]),
        ),
    ]);
    let named = |names| {
        object(vec![
            maybe(
                "type",
                text(&["Exact", "RegularExpression", "Exact", "Prefix"]),
            ),
            always("name", text(names)),
            always("value", text(&["v1", "", "a.*", "(?=x)", "["])),
        ])
    };
    object(vec![
        maybe("path", path),
        maybe("method", text(&["GET", "POST", "PROPFIND"])),
        maybe(
            "headers",
            list(
                named(&["X-A", "x-a", "version", "a_b", ":path", "Host"]),
                0..3,
            ),
        ),
        maybe("queryParams", list(named(&["q", "page", "Q"]), 0..3)),
    ])
}

fn filter() -> Json {
    let of = |name: &'static str, member: &'static str, payload: Json| {
        object(vec![
            always("type", Just(json!(name))),
            (member, prop::option::weighted(0.95, payload).boxed()),
        ])
    };
    let payload_of_other = one_of(vec![
        json!({"group": "example.com", "kind": "Auth", "name": "a"}),
    ]);
    prop_oneof![
        2 => of("RequestHeaderModifier", "requestHeaderModifier", modifier()),
        2 => of("ResponseHeaderModifier", "responseHeaderModifier", modifier()),
        2 => of("RequestRedirect", "requestRedirect", redirect()),
        2 => of("URLRewrite", "urlRewrite", rewrite()),
        2 => of("RequestMirror", "requestMirror", mirror()),
        1 => of("ExtensionRef", "extensionRef", payload_of_other),
        1 => of("CORS", "cors", one_of(vec![json!({"allowOrigins": ["*"]})])),
        1 => of("FromTheFuture", "fromTheFuture", one_of(vec![json!({})])),
    ]
    .boxed()
}

fn modifier() -> Json {
    let names: &'static [&'static str] = &["X-A", "x-a", "X-B", "host", "Content-Type"];
    let header = || {
        object(vec![
            always("name", text(names)),
            always("value", text(&["1", "a%b", "", "100%"])),
        ])
    };
    object(vec![
        maybe("set", list(header(), 0..3)),
        maybe("add", list(header(), 0..3)),
        maybe("remove", list(text(names), 0..3)),
    ])
}

fn path_modifier() -> Json {
    object(vec![
        always(
            "type",
            text(&[
                "ReplaceFullPath",
                "ReplacePrefixMatch",
                "ReplacePrefixMatch",
                "Other",
            ]),
        ),
        maybe("replaceFullPath", text(&["/new", "", "\\1", "/a\\b"])),
        maybe(
            "replacePrefixMatch",
            text(&["/", "/new", "/new/", "", "\\1"]),
        ),
    ])
}

fn hostname() -> Json {
    text(&["new.example.com", "10.0.0.1", "UPPER.example.com"])
}

fn redirect() -> Json {
    object(vec![
        maybe("scheme", text(&["http", "https", "ftp"])),
        maybe("hostname", hostname()),
        maybe("path", path_modifier()),
        maybe("port", port()),
        maybe(
            "statusCode",
            one_of(vec![json!(301), json!(302), json!(307), json!(418)]),
        ),
    ])
}

fn rewrite() -> Json {
    object(vec![
        maybe("hostname", hostname()),
        maybe("path", path_modifier()),
    ])
}

fn mirror() -> Json {
    object(vec![
        always("backendRef", backend(false)),
        seldom(
            "percent",
            one_of(vec![json!(0), json!(42), json!(100), json!(101)]),
        ),
        seldom(
            "fraction",
            one_of(vec![
                json!({"numerator": 1, "denominator": 3}),
                json!({"numerator": 1}),
                json!({"numerator": 5, "denominator": 0}),
            ]),
        ),
    ])
}

fn backend(weighted: bool) -> Json {
    let mut members = vec![
        always("name", text(SERVICES)),
        often(
            "port",
            one_of(vec![json!(80), json!(80), json!(8080), json!(443)]),
        ),
        seldom("namespace", text(NAMESPACES)),
    ];
    if weighted {
        members.push(maybe(
            "weight",
            one_of(vec![json!(0), json!(1), json!(5), json!(1_000_000)]),
        ));
        members.push(seldom("filters", list(filter(), 0..2)));
    }
    let service = object(members);
    let other = object(vec![
        always(
            "group",
            text(&["kuma.io", "example.com", "multicluster.x-k8s.io"]),
        ),
        always(
            "kind",
            text(&[
                "ExternalService",
                "MeshService",
                "MeshExternalService",
                "MeshMultiZoneService",
                "X",
            ]),
        ),
        always("name", text(&["external", "ms", "missing"])),
        maybe("port", port()),
        seldom("namespace", text(NAMESPACES)),
    ]);
    prop_oneof![5 => service, 1 => other].boxed()
}
