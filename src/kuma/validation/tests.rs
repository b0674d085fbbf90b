//! Each row of kuma.md §12: a valid object, and what one change makes of it.

use std::rc::Rc;

use crate::json::{SortedMap, Text};
use crate::kuma::{
    BackendRef, Certificate, Conf, Filter, HeaderMatch, HeaderModifier, HeaderValue, InstanceSpec,
    Listener, Match, MeshGateway, MeshGatewayInstance, MeshGatewaySpec, MeshHttpRoute,
    MeshHttpRouteSpec, MeshSecret, ObjectMeta, PathMatch, PathModifier, QueryParamMatch,
    RequestMirror, RequestRedirect, Resource, Rule, RuleConf, Rules, Selector, TargetRef, Tls, To,
    UrlRewrite, tags,
};

use crate::target::Target;

const SYSTEM: &str = "kuma-system";

fn metadata(namespace: &'static str) -> ObjectMeta<'static> {
    ObjectMeta {
        name: "edge".into(),
        namespace: namespace.into(),
        ..ObjectMeta::default()
    }
}

fn label(metadata: &mut ObjectMeta<'static>, key: &'static str, value: &'static str) {
    metadata.labels.insert(key, value.into());
}

fn listener() -> Listener<'static> {
    Listener {
        hostname: "*".into(),
        port: 8443,
        protocol: "HTTPS",
        tags: SortedMap::from([(tags::LISTENER_NAME, "https".into())]),
        cross_mesh: false,
        tls: Some(Tls {
            mode: "TERMINATE",
            certificates: vec![Certificate {
                secret: "gapi-a-b".into(),
            }],
        }),
    }
}

fn gateway() -> MeshGateway<'static> {
    let selector = Selector {
        r#match: SortedMap::from([(tags::SERVICE, "edge_shop_svc".into())]),
    };
    let conf = Conf {
        listeners: vec![listener()],
    };
    MeshGateway::new(
        "default".into(),
        metadata(""),
        MeshGatewaySpec {
            selectors: vec![selector],
            conf,
        },
    )
}

fn instance() -> MeshGatewayInstance<'static> {
    MeshGatewayInstance::new(
        metadata("shop"),
        InstanceSpec {
            replicas: 1,
            service_type: "ClusterIP".into(),
            ..InstanceSpec::default()
        },
    )
}

fn backend() -> BackendRef<'static> {
    BackendRef {
        kind: "MeshServiceSubset",
        name: Some("api_shop_svc_80".into()),
        labels: None,
        section_name: None,
        namespace: None,
        tags: Some(SortedMap::from([(tags::ZONE, "default".into())])),
        port: None,
        weight: 1,
    }
}

fn prefix(value: &'static str) -> Match<'static> {
    Match {
        path: Some(PathMatch {
            r#type: "PathPrefix",
            value: value.into(),
        }),
        ..Match::default()
    }
}

fn rule() -> Rule<'static> {
    Rule {
        matches: vec![prefix("/api")],
        default: RuleConf {
            filters: vec![],
            backend_refs: vec![backend()],
        },
    }
}

fn route_with(rules: Vec<Rule<'static>>) -> MeshHttpRoute<'static> {
    let target_ref = TargetRef {
        kind: "MeshGateway",
        name: Some("edge.shop".into()),
        tags: Some(SortedMap::default()),
        ..TargetRef::default()
    };
    let to = To {
        hostnames: vec!["example.com".into()],
        target_ref: TargetRef {
            kind: "Mesh",
            ..TargetRef::default()
        },
        rules: Rules(Rc::new(rules)),
    };
    MeshHttpRoute::new(
        metadata(SYSTEM),
        MeshHttpRouteSpec {
            target_ref,
            to: vec![to],
        },
    )
}

fn rows(resource: &Resource<'_>) -> Vec<&'static str> {
    resource
        .violations(SYSTEM, Target::default())
        .into_iter()
        .map(|violation| violation.row)
        .collect()
}

#[track_caller]
fn breaks(row: &str, resource: Resource<'_>) {
    assert_eq!(
        rows(&resource),
        [row],
        "{:?}",
        resource.violations(SYSTEM, Target::default())
    );
}

#[track_caller]
fn gateway_breaks(row: &str, change: impl FnOnce(&mut MeshGateway<'static>)) {
    let mut object = gateway();
    change(&mut object);
    breaks(row, Resource::MeshGateway(object));
}

#[track_caller]
fn listener_breaks(row: &str, change: impl FnOnce(&mut Listener<'static>)) {
    gateway_breaks(row, |gateway| {
        change(gateway.spec.conf.listeners.first_mut().unwrap())
    });
}

#[track_caller]
fn instance_breaks(row: &str, change: impl FnOnce(&mut MeshGatewayInstance<'static>)) {
    let mut object = instance();
    change(&mut object);
    breaks(row, Resource::MeshGatewayInstance(Box::new(object)));
}

#[track_caller]
fn route_breaks(row: &str, change: impl FnOnce(&mut MeshHttpRoute<'static>)) {
    let mut object = route_with(vec![rule()]);
    change(&mut object);
    breaks(row, Resource::MeshHttpRoute(object));
}

#[track_caller]
fn rule_breaks(row: &str, change: impl FnOnce(&mut Rule<'static>)) {
    let mut changed = rule();
    change(&mut changed);
    breaks(row, Resource::MeshHttpRoute(route_with(vec![changed])));
}

#[track_caller]
fn filter_breaks(row: &str, filter: Filter<'static>) {
    rule_breaks(row, |rule| rule.default.filters.push(filter));
}

#[track_caller]
fn backend_breaks(row: &str, change: impl FnOnce(&mut BackendRef<'static>)) {
    rule_breaks(row, |rule| {
        change(rule.default.backend_refs.first_mut().unwrap())
    });
}

fn value(name: &'static str) -> HeaderValue<'static> {
    HeaderValue {
        name: name.into(),
        value: "1".into(),
    }
}

fn setting(names: &[&'static str]) -> HeaderModifier<'static> {
    HeaderModifier {
        set: names.iter().map(|name| value(name)).collect(),
        ..HeaderModifier::default()
    }
}

fn redirect() -> RequestRedirect<'static> {
    RequestRedirect {
        scheme: None,
        hostname: None,
        path: None,
        port: None,
        status_code: 302,
    }
}

#[test]
fn valid_objects_have_no_violation() {
    assert!(rows(&Resource::MeshGateway(gateway())).is_empty());
    assert!(rows(&Resource::MeshGatewayInstance(Box::new(instance()))).is_empty());
    assert!(rows(&Resource::MeshHttpRoute(route_with(vec![rule()]))).is_empty());
    assert!(
        rows(&Resource::Secret(MeshSecret::new(
            metadata(SYSTEM),
            "eA==".to_owned()
        )))
        .is_empty()
    );
}

#[test]
fn names_and_labels() {
    for name in [
        "",
        "Edge",
        "edge-",
        ".edge",
        "a..b",
        "edge_1",
        &"a".repeat(254),
    ] {
        gateway_breaks("V1", |gateway| {
            gateway.metadata.name = name.to_owned().into()
        });
    }
    for name in ["1gw", "a.b", &"a".repeat(64)] {
        instance_breaks("V1", |instance| {
            instance.metadata.name = name.to_owned().into()
        });
    }
    gateway_breaks("V2", |gateway| gateway.mesh = Text::default());
    gateway_breaks("V2", |gateway| gateway.mesh = "Default".into());
    route_breaks("V2", |route| label(&mut route.metadata, tags::MESH, "M"));
    route_breaks("V4", |route| {
        label(&mut route.metadata, "kuma.io/origin", "here")
    });
    route_breaks("k8s", |route| label(&mut route.metadata, "a/b/c", ""));
    route_breaks("k8s", |route| label(&mut route.metadata, "a", "-x"));
    route_breaks("k8s", |route| {
        route.metadata.labels.insert("a", "x".repeat(64).into());
    });
    instance_breaks("k8s", |instance| {
        instance
            .spec
            .pod_template
            .metadata
            .labels
            .insert("a b", "".into());
    });
    instance_breaks("k8s", |instance| {
        instance
            .spec
            .service_template
            .metadata
            .annotations
            .insert("/a", "anything goes".into());
    });
    instance_breaks("k8s", |instance| {
        instance.spec.pod_template.spec.service_account_name = Some("A".into())
    });
}

#[test]
fn selectors_of_a_mesh_gateway() {
    gateway_breaks("V5", |gateway| gateway.spec.selectors.clear());
    gateway_breaks("V5", |gateway| {
        let listener = gateway.spec.conf.listeners.first_mut().unwrap();
        (listener.cross_mesh, listener.protocol, listener.tls) = (true, "HTTP", None);
        let selector = gateway.spec.selectors.first().unwrap().clone();
        gateway.spec.selectors.push(selector);
    });
    gateway_breaks("V6", |gateway| {
        gateway.spec.selectors.first_mut().unwrap().r#match =
            SortedMap::from([("team", "a".into())]);
    });
    listener_breaks("V7", |listener| listener.tags.insert("a b", "c".into()));
    listener_breaks("V8", |listener| listener.tags.insert("a", "".into()));
    listener_breaks("V8", |listener| listener.tags.insert("a", "b c".into()));
    listener_breaks("V9", |listener| {
        listener.tags.insert(tags::ZONE, "a".into())
    });
}

#[test]
fn listeners_of_a_mesh_gateway() {
    gateway_breaks("V10", |gateway| gateway.spec.conf.listeners.clear());
    for hostname in ["*.", "a.*.b", "Example.com", "a_b", "*example.com"] {
        listener_breaks("V11", |listener| listener.hostname = hostname.into());
    }
    listener_breaks("V12", |listener| listener.port = 0);
    listener_breaks("V12", |listener| listener.port = 65536);
    listener_breaks("V13", |listener| listener.protocol = "NONE");
    listener_breaks("V15", |listener| listener.tls = None);
    listener_breaks("V16", |listener| {
        listener.tls.as_mut().unwrap().mode = "PASSTHROUGH"
    });
    listener_breaks("V17", |listener| {
        listener.tls.as_mut().unwrap().mode = "NONE"
    });
    listener_breaks("V18", |listener| {
        listener.tls.as_mut().unwrap().certificates.clear()
    });
    listener_breaks("V18", |listener| {
        listener.tls.as_mut().unwrap().certificates = vec![Certificate { secret: "a".into() }; 3];
    });
    listener_breaks("V19", |listener| {
        (listener.cross_mesh, listener.protocol) = (true, "HTTP")
    });
    let mut object = gateway();
    object.spec.conf.listeners.first_mut().unwrap().cross_mesh = true;
    assert_eq!(rows(&Resource::MeshGateway(object)), ["V14", "V19"]);
}

#[test]
fn listeners_of_one_port() {
    gateway_breaks("V20", |gateway| {
        let other = Listener {
            hostname: "a.com".into(),
            protocol: "HTTP",
            tls: None,
            ..listener()
        };
        gateway.spec.conf.listeners.push(other);
    });
    gateway_breaks("V21", |gateway| {
        gateway.spec.conf.listeners.push(Listener {
            hostname: "".into(),
            ..listener()
        });
    });
}

#[test]
fn instances_and_secrets() {
    instance_breaks("V23", |instance| {
        instance.spec.tags.insert(tags::SERVICE, "a".into())
    });
    instance_breaks("V23", |instance| {
        instance.spec.tags.insert("team", "".into())
    });
    instance_breaks("V23", |instance| {
        instance.spec.tags.insert("team", "a/b".into())
    });
    breaks(
        "V25",
        Resource::Secret(MeshSecret::new(metadata(SYSTEM), String::new())),
    );
    breaks(
        "V25",
        Resource::Secret(MeshSecret::new(metadata("shop"), "eA==".to_owned())),
    );
}

#[test]
fn target_refs() {
    route_breaks("V26", |route| route.metadata.namespace = "shop".into());
    route_breaks("V27", |route| {
        route.spec.to.first_mut().unwrap().target_ref.name = Some("a".into())
    });
    route_breaks("V29", |route| route.spec.target_ref.name = None);
    route_breaks("V29", |route| route.spec.target_ref.name = Some("A".into()));
    route_breaks("V29", |route| {
        route.spec.target_ref.namespace = Some("a".into())
    });
    route_breaks("V8", |route| {
        route.spec.target_ref.tags = Some(SortedMap::from([("a", "".into())]))
    });
    route_breaks("V32", |route| {
        let to = route.spec.to.first_mut().unwrap();
        to.target_ref = TargetRef {
            kind: "MeshService",
            name: Some("a".into()),
            ..TargetRef::default()
        };
    });
}

#[test]
fn mesh_routes_without_a_gateway() {
    let mesh_route = || {
        let mut route = route_with(vec![rule()]);
        route.spec.target_ref = TargetRef {
            kind: "Mesh",
            ..TargetRef::default()
        };
        let to = route.spec.to.first_mut().unwrap();
        to.hostnames.clear();
        to.target_ref = TargetRef {
            kind: "MeshService",
            name: Some("api_shop_svc_80".into()),
            ..TargetRef::default()
        };
        route
    };
    let after = |change: fn(&mut MeshHttpRoute<'static>)| {
        let mut route = mesh_route();
        change(&mut route);
        rows(&Resource::MeshHttpRoute(route))
    };
    assert!(after(|_| ()).is_empty());
    let subset = |value| TargetRef {
        kind: "MeshSubset",
        tags: Some(SortedMap::from([(tags::NAMESPACE, Text::from(value))])),
        ..TargetRef::default()
    };
    let mut route = mesh_route();
    route.spec.target_ref = subset("");
    assert_eq!(rows(&Resource::MeshHttpRoute(route.clone())), ["V28"]);
    route.spec.target_ref = TargetRef {
        name: Some("a".into()),
        ..subset("a")
    };
    assert_eq!(rows(&Resource::MeshHttpRoute(route)), ["V28"]);
    assert_eq!(
        after(|route| route.spec.to.first_mut().unwrap().target_ref.name = None),
        ["V30"]
    );
    assert_eq!(
        after(|route| route
            .spec
            .to
            .first_mut()
            .unwrap()
            .hostnames
            .push("a".into())),
        ["V33"]
    );
    let dataplane = after(|route| {
        route.spec.target_ref.kind = "Dataplane";
        route.spec.target_ref.tags = Some(SortedMap::from([("a", "b".into())]));
    });
    assert_eq!(dataplane, ["V31"]);
    // Without a gateway a rule may have no backends.
    let mut route = mesh_route();
    route.spec.to.first_mut().unwrap().rules = Rules(Rc::new(vec![Rule {
        default: RuleConf::default(),
        ..rule()
    }]));
    assert!(rows(&Resource::MeshHttpRoute(route)).is_empty());
}

#[test]
fn matches() {
    rule_breaks("V35", |rule| rule.matches.clear());
    for path in ["", "api", "/api/"] {
        rule_breaks("V36", |rule| rule.matches = vec![prefix(path)]);
    }
    let regex = |value: &'static str| PathMatch {
        r#type: "RegularExpression",
        value: value.into(),
    };
    rule_breaks("V36", |rule| {
        rule.matches.first_mut().unwrap().path = Some(regex(""))
    });
    rule_breaks("V37", |rule| {
        rule.matches.first_mut().unwrap().path = Some(PathMatch {
            r#type: "Glob",
            value: "/".into(),
        });
    });
    rule_breaks("V37", |rule| {
        rule.matches.first_mut().unwrap().method = Some("get".into())
    });
    let header = |r#type, name: &'static str| HeaderMatch {
        r#type,
        name: name.into(),
        value: "v".into(),
    };
    for (row, entry) in [
        ("V37", header("Suffix", "a")),
        ("V38", header("Exact", "X-A")),
        ("V39", header("Present", "a")),
    ] {
        rule_breaks(row, |rule| {
            rule.matches.first_mut().unwrap().headers.push(entry)
        });
    }
    let param = |r#type, name: &'static str| QueryParamMatch {
        r#type,
        name: name.into(),
        value: "v".into(),
    };
    for (row, entries) in [
        ("V37", vec![param("Present", "a")]),
        ("V40", vec![param("Exact", "")]),
        (
            "V40",
            vec![param("Exact", "a"), param("RegularExpression", "a")],
        ),
    ] {
        rule_breaks(row, |rule| {
            rule.matches.first_mut().unwrap().query_params = entries
        });
    }
}

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
