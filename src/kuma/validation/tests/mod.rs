//! Each row of kuma.md §12: a valid object, and what one change makes of it.

mod filter;
mod mesh_gateway;
mod mesh_http_route;
mod metadata;

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
