//! The tables as a whole.

use crate::admission::schema::Tables;
use crate::contract::Channel;

use super::V1;

#[test]
fn the_tables_are_whole() {
    let tables = Tables::read(Tables::text()).expect("tables.txt is not as the walker reads it");
    let (roots, schemas) = tables.sizes();
    assert!(
        roots >= 15 && schemas > 100,
        "{roots} roots, {schemas} nodes"
    );
    for channel in [Channel::Standard, Channel::Experimental] {
        for kind in ["GatewayClass", "Gateway", "HTTPRoute", "ReferenceGrant"] {
            assert!(tables.root(V1, kind, channel, None).is_some(), "{kind}");
        }
        for kind in [
            "ExternalService",
            "Mesh",
            "MeshExternalService",
            "MeshGatewayConfig",
            "MeshGatewayInstance",
            "MeshMultiZoneService",
            "MeshService",
        ] {
            assert!(
                tables
                    .root("kuma.io/v1alpha1", kind, channel, None)
                    .is_some(),
                "{kind}"
            );
        }
    }
    assert!(
        tables
            .root("example.com/v1", "Gateway", Channel::Standard, None)
            .is_none()
    );
    assert!(Tables::text().len() < 45_000);
    assert!(tables.patterns().iter().all(|pattern| pattern.is_known()));
    assert!(tables.rules().iter().all(|rule| rule.program().is_some()));
    for schema in (0..).map_while(|id| tables.schema(id)) {
        assert!(schema.properties.is_sorted_by_key(|property| property.name));
        // The walker drops a null in a map; an API server would default it.
        if let Some(values) = schema.additional.and_then(|id| tables.schema(id)) {
            assert!(values.default.is_none());
        }
    }
}

#[test]
fn no_field_is_a_number() {
    // Then a number with a fraction that a rule reads is always one where an integer is expected.
    let sections: Vec<&str> = Tables::text().split("\n\n").collect();
    assert!(sections[4].lines().count() > 200);
    assert!(!sections[4].lines().any(|line| line.starts_with('n')));
}
