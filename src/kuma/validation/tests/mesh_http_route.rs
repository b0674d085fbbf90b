//! What a MeshHTTPRoute is for, and what it matches.

use super::*;

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
