//! Filters and backends.

use super::*;

#[test]
fn header_modifiers() {
    let many: &'static [&'static str] = &[
        "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q",
    ];
    for (row, modifier) in [
        ("V42", HeaderModifier::default()),
        ("V42", setting(many)),
        ("V38", setting(&["X-A"])),
        ("V43", setting(&["a", "a"])),
        (
            "V43",
            HeaderModifier {
                add: vec![value("a")],
                ..setting(&["a"])
            },
        ),
        (
            "V43",
            HeaderModifier {
                remove: vec!["a".into()],
                ..setting(&["a"])
            },
        ),
    ] {
        filter_breaks(
            row,
            Filter::ResponseHeaderModifier {
                modifier: modifier.clone(),
            },
        );
        filter_breaks(row, Filter::RequestHeaderModifier { modifier });
    }
}

#[test]
fn redirects_and_rewrites() {
    let replace = || Some(PathModifier::ReplacePrefixMatch { prefix: "/".into() });
    let exact = PathMatch {
        r#type: "Exact",
        value: "/api".into(),
    };
    rule_breaks("V44", |rule| {
        rule.matches.push(Match {
            path: Some(exact),
            ..Match::default()
        });
        rule.default.filters = vec![Filter::UrlRewrite {
            rewrite: UrlRewrite {
                hostname: None,
                path: replace(),
            },
        }];
    });
    rule_breaks("V44", |rule| {
        rule.matches.push(Match::default());
        rule.default.filters = vec![Filter::RequestRedirect {
            redirect: RequestRedirect {
                path: replace(),
                ..redirect()
            },
        }];
    });
    for hostname in ["10.0.0.1", "A.com", ""] {
        let rewrite = UrlRewrite {
            hostname: Some(hostname.into()),
            path: None,
        };
        filter_breaks("V45", Filter::UrlRewrite { rewrite });
        let redirect = RequestRedirect {
            hostname: Some(hostname.into()),
            ..redirect()
        };
        filter_breaks("V45", Filter::RequestRedirect { redirect });
    }
    for redirect in [
        RequestRedirect {
            status_code: 0,
            ..redirect()
        },
        RequestRedirect {
            port: Some(0),
            ..redirect()
        },
        RequestRedirect {
            scheme: Some("ftp".into()),
            ..redirect()
        },
    ] {
        filter_breaks("V46", Filter::RequestRedirect { redirect });
    }
}

#[test]
fn mirrors() {
    let mirror = |backend_ref| Filter::RequestMirror {
        mirror: RequestMirror {
            percentage: None,
            backend_ref,
        },
    };
    let unresolved = |kind| BackendRef {
        kind,
        name: Some(tags::UNRESOLVED_BACKEND.into()),
        tags: None,
        ..backend()
    };
    filter_breaks("V48", mirror(unresolved("MeshService")));
    filter_breaks(
        "V48",
        mirror(BackendRef {
            kind: "MeshExternalService",
            tags: None,
            ..backend()
        }),
    );
}

#[test]
fn backends() {
    rule_breaks("V49", |rule| rule.default.backend_refs.clear());
    backend_breaks("V50", |backend| {
        (backend.kind, backend.tags) = ("Service", None)
    });
    backend_breaks("V50", |backend| backend.name = Some("Api".into()));
    backend_breaks("V29", |backend| backend.namespace = Some("shop".into()));
    backend_breaks("V8", |backend| {
        backend.tags = Some(SortedMap::from([(tags::ZONE, "".into())]))
    });
    backend_breaks("V30", |backend| backend.kind = "MeshService");
    backend_breaks("V51", |backend| {
        (backend.kind, backend.tags) = ("MeshMultiZoneService", None)
    });
    backend_breaks("V52", |backend| backend.weight = -1);
    let redirects = Rule {
        default: RuleConf {
            filters: vec![Filter::RequestRedirect {
                redirect: redirect(),
            }],
            backend_refs: vec![],
        },
        ..rule()
    };
    let unresolved = BackendRef {
        kind: "MeshService",
        name: Some(tags::UNRESOLVED_BACKEND.into()),
        tags: None,
        ..backend()
    };
    let unresolvable = Rule {
        default: RuleConf {
            filters: vec![],
            backend_refs: vec![unresolved],
        },
        ..rule()
    };
    assert!(
        rows(&Resource::MeshHttpRoute(route_with(vec![
            redirects,
            unresolvable
        ])))
        .is_empty()
    );
}
