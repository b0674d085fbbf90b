//! Random snapshots: few names, so that references meet; every kind of listener, match, filter and
//! backend, good and bad; now and then a value of the wrong type.

mod combine;
mod gateways;
mod mutate;
mod routes;
mod surroundings;

use std::collections::BTreeSet;

use kuma_gapi_tools::compare::object::ObjectKey;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::Value;

/// The documents of a snapshot.
pub fn documents() -> impl Strategy<Value = Vec<Value>> {
    let objects = (
        vec(gateways::class(), 0..3),
        vec(gateways::config(), 0..2),
        vec(gateways::gateway(), 1..4),
        vec(routes::route(), 1..6),
        surroundings::objects(),
    );
    let mistakes =
        prop_oneof![4 => vec(mutate::mistake(), 0..1), 1 => vec(mutate::mistake(), 1..4)];
    let duplicates = prop::bool::weighted(0.05);
    // Mostly there is a class, and Services that exist, so that much comes out.
    let base = prop::bool::weighted(0.85);
    (objects, mistakes, duplicates, base).prop_map(
        |((classes, configs, gateways, routes, others), mistakes, duplicates, base)| {
            let base = if base {
                surroundings::base()
            } else {
                Vec::new()
            };
            let mut documents = [base, classes, configs, gateways, routes, others].concat();
            if !duplicates {
                let mut seen = BTreeSet::new();
                documents.retain(|object| seen.insert(ObjectKey::of_object(object)));
            }
            for mistake in mistakes {
                mistake.apply(&mut documents);
            }
            documents
        },
    )
}
