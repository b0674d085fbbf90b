//! Where in the input a difference comes from, and what our evaluation says there.

use std::collections::{BTreeMap, BTreeSet};

use kuma_gapi::contract::Target;
use serde_json::Value;

use super::normal::OWNER_LABEL;
use super::object::ObjectKey;
use super::origins::Kumas;
use super::provenance::Provenance;
use super::references::{owner_label, references};
use super::status::parent_ref_name;
use crate::snapshot::{list_at, text_at};

/// Places in one or more objects of the input.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Place {
    /// The objects.
    pub objects: Vec<ObjectKey>,
    /// The places in each of them, JSON pointers.
    pub paths: Vec<String>,
}

/// The codes that our evaluation has for a place.
#[derive(Clone, Debug, Default)]
pub struct Codes {
    /// At the place itself, above it or below it.
    pub here: BTreeSet<String>,
    /// At the place or below it; where there are none, at the nearest place above.
    pub near: BTreeSet<String>,
    /// Anywhere on its objects.
    pub object: BTreeSet<String>,
    /// On objects that these refer to, or that refer to these, directly or through others.
    pub linked: BTreeSet<String>,
}

/// The input of a scenario and our diagnostics on it.
#[derive(Debug)]
pub struct Input {
    objects: BTreeMap<ObjectKey, Value>,
    references: BTreeMap<ObjectKey, BTreeSet<ObjectKey>>,
    diagnostics: Vec<Diagnostic>,
    /// Whether Kuma leaves out backends that no grant permits.
    leaves_out_refused: bool,
}

#[derive(Debug)]
struct Diagnostic {
    code: String,
    object: ObjectKey,
    path: String,
    related: Vec<ObjectKey>,
}

impl Input {
    /// The input `documents`, and the diagnostics of `evaluation`.
    #[must_use]
    pub fn new(documents: &[Value], evaluation: &Value, target: Target) -> Self {
        let nothing = Value::Null;
        let mut input = Input {
            objects: documents
                .iter()
                .map(|object| (ObjectKey::of_object(object), object.clone()))
                .collect(),
            references: BTreeMap::new(),
            leaves_out_refused: target.choices().mesh_grants,
            diagnostics: list_at(evaluation, "/diagnostics")
                .iter()
                .map(|entry| Diagnostic {
                    code: text_at(entry, "/code").to_owned(),
                    object: ObjectKey::of_reference(entry.get("object").unwrap_or(&nothing)),
                    path: text_at(entry, "/path").to_owned(),
                    related: list_at(entry, "/related")
                        .iter()
                        .filter_map(|related| related.get("object").map(ObjectKey::of_reference))
                        .collect(),
                })
                .collect(),
        };
        input.references = input
            .objects
            .iter()
            .map(|(key, object)| (key.clone(), references(key, object)))
            .collect();
        input
    }

    /// The input object of a key.
    #[must_use]
    pub fn object(&self, key: &ObjectKey) -> Option<&Value> {
        self.objects.get(key)
    }

    /// Which rules and backends of the input Kuma made those of its answer of.
    #[must_use]
    pub fn kumas(&self, output: &ObjectKey, sources: &[ObjectKey]) -> Kumas {
        let route = sources.iter().find(|key| key.kind == "HTTPRoute");
        let rules = route
            .and_then(|key| self.objects.get(key))
            .map_or(&[][..], |object| list_at(object, "/spec/rules"));
        let makes = |rule: &Value| {
            let redirects = |filter: &Value| text_at(filter, "/type") == "RequestRedirect";
            !list_at(rule, "/backendRefs").is_empty()
                || list_at(rule, "/filters").iter().any(redirects)
        };
        let leaves_out = output.kind == "MeshGatewayRoute";
        // Only from 3.0 on grants count in the mesh, and there they are all that Kuma leaves out.
        let refused = self.diagnostics.iter().filter(|diagnostic| {
            diagnostic.code == "backend-not-permitted"
                && Some(&diagnostic.object) == route
                && self.leaves_out_refused
        });
        Kumas {
            rules: (0..rules.len())
                .filter(|index| !leaves_out || rules.get(*index).is_some_and(makes))
                .collect(),
            refused: refused.map(|diagnostic| diagnostic.path.clone()).collect(),
        }
    }

    /// The input objects that a generated object comes from, by our provenance and by Kuma's labels and names.
    #[must_use]
    pub fn sources(
        &self,
        output: &ObjectKey,
        kuma: Option<&Value>,
        provenance: &Provenance,
    ) -> Vec<ObjectKey> {
        let mut sources = provenance
            .of(output)
            .map(|of| of.sources.clone())
            .unwrap_or_default();
        let owner = kuma.map(|object| {
            text_at(
                object,
                &format!("/metadata/labels/{}", OWNER_LABEL.replace('/', "~1")),
            )
        });
        for key in self.objects.keys() {
            let made = match (output.kind.as_str(), key.kind.as_str()) {
                ("MeshGateway", "Gateway")
                | ("MeshHTTPRoute" | "MeshGatewayRoute", "HTTPRoute") => {
                    owner == Some(owner_label(key).as_str())
                }
                ("MeshGatewayInstance", "Gateway") => {
                    kuma.is_some()
                        && (&output.namespace, &output.name) == (&key.namespace, &key.name)
                }
                ("Secret", "Secret") => {
                    output.name == format!("gapi-{}-{}", key.namespace, key.name)
                }
                _ => false,
            };
            if made && !sources.contains(key) {
                sources.push(key.clone());
            }
        }
        if output.kind == "Secret" {
            let users: Vec<ObjectKey> = self
                .references
                .iter()
                .filter(|(_, named)| sources.iter().any(|source| named.contains(source)))
                .map(|(user, _)| user.clone())
                .filter(|user| !sources.contains(user))
                .collect();
            sources.extend(users);
        }
        sources
    }

    /// The places of the input that the place `path` of an output or of a status comes from.
    #[must_use]
    pub fn place(&self, objects: Vec<ObjectKey>, kind: &str, path: &str) -> Place {
        let segments: Vec<&str> = path.split('/').skip(1).collect();
        let rules = || "/spec/rules".to_owned();
        let paths = match (kind, segments.as_slice()) {
            ("MeshHTTPRoute" | "MeshGatewayRoute", ["spec", "to", _, "rules", rule, rest @ ..]) => {
                below_rule(rule, rest).into_iter().collect()
            }
            ("MeshGateway", ["spec", "conf", "listeners", name, ..])
            | ("Gateway", ["status", "listeners", name, ..]) => {
                self.listener(&objects, name).into_iter().collect()
            }
            (
                "HTTPRoute",
                [
                    "status",
                    "parents",
                    _,
                    "conditions",
                    "ResolvedRefs" | "PartiallyInvalid",
                    ..,
                ],
            ) => {
                vec![rules()]
            }
            ("HTTPRoute", ["status", "parents", name, "conditions", ..]) => {
                let parent = self.parent(&objects, name);
                parent.map_or_else(Vec::new, |parent| {
                    vec![parent, "/spec/hostnames".to_owned(), rules()]
                })
            }
            _ => Vec::new(),
        };
        Place {
            objects,
            paths: if paths.is_empty() {
                vec![String::new()]
            } else {
                paths
            },
        }
    }

    fn parent(&self, objects: &[ObjectKey], name: &str) -> Option<String> {
        let name = name.replace("~1", "/").replace("~0", "~");
        objects.iter().find_map(|key| {
            let parents = list_at(self.objects.get(key)?, "/spec/parentRefs");
            let index = parents
                .iter()
                .position(|parent| parent_ref_name(parent) == name)?;
            Some(format!("/spec/parentRefs/{index}"))
        })
    }

    fn listener(&self, objects: &[ObjectKey], name: &str) -> Option<String> {
        objects
            .iter()
            .filter(|key| key.kind == "Gateway")
            .find_map(|key| {
                let listeners = list_at(self.objects.get(key)?, "/spec/listeners");
                let index = listeners
                    .iter()
                    .position(|listener| text_at(listener, "/name") == name)?;
                Some(format!("/spec/listeners/{index}"))
            })
    }

    /// What our evaluation says at a place.
    #[must_use]
    pub fn codes(&self, place: &Place) -> Codes {
        let linked = self.linked(&place.objects);
        let mut codes = Codes::default();
        // How far above the place the nearest codes are: the length of their path.
        let mut nearest = 0;
        for diagnostic in &self.diagnostics {
            let code = || diagnostic.code.clone();
            if place.objects.contains(&diagnostic.object) {
                codes.object.insert(code());
                if let Some(nearness) = nearness(&diagnostic.path, &place.paths) {
                    codes.here.insert(code());
                    if nearness > nearest {
                        (nearest, codes.near) = (nearness, BTreeSet::new());
                    }
                    if nearness == nearest {
                        codes.near.insert(code());
                    }
                }
            }
            let related = diagnostic
                .related
                .iter()
                .any(|object| place.objects.contains(object));
            if related || linked.contains(&diagnostic.object) {
                codes.linked.insert(code());
            }
        }
        codes
    }

    /// The objects, what they refer to, and what refers to them.
    fn linked(&self, objects: &[ObjectKey]) -> BTreeSet<ObjectKey> {
        let mut all: BTreeSet<ObjectKey> = objects.iter().cloned().collect();
        let forward = |of: &ObjectKey| self.references.get(of).cloned().unwrap_or_default();
        let backward = |of: &ObjectKey| {
            let users = self
                .references
                .iter()
                .filter(|(_, named)| named.contains(of));
            users.map(|(user, _)| user.clone()).collect()
        };
        for step in [
            &forward as &dyn Fn(&ObjectKey) -> BTreeSet<ObjectKey>,
            &backward,
        ] {
            let mut open: Vec<ObjectKey> = objects.to_vec();
            let mut seen = BTreeSet::new();
            while let Some(next) = open.pop() {
                if seen.insert(next.clone()) {
                    open.extend(step(&next));
                }
            }
            all.extend(seen);
        }
        all
    }
}

/// Whether `inner` is `outer` or lies below it.
fn is_within(inner: &str, outer: &str) -> bool {
    inner
        .strip_prefix(outer)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// How near a path is to places: at or below one of them nearest, above one the nearer the longer it is.
fn nearness(path: &str, places: &[String]) -> Option<usize> {
    let to = |place: &String| {
        if is_within(path, place) {
            Some(usize::MAX)
        } else {
            is_within(place, path).then_some(path.len())
        }
    };
    places.iter().filter_map(to).max()
}

/// `2+1` is the second rule that was made of rule 2.
fn below_rule(rule: &str, rest: &[&str]) -> Option<String> {
    let index = |text: &str| {
        text.split('+')
            .next()
            .and_then(|text| text.parse::<usize>().ok())
    };
    let rule = format!("/spec/rules/{}", index(rule)?);
    match rest {
        ["default", "backendRefs", backend, ..] => Some(index(backend).map_or_else(
            || rule.clone(),
            |backend| format!("{rule}/backendRefs/{backend}"),
        )),
        _ => Some(rule),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn codes_are_found_where_a_difference_comes_from() {
        let documents = [
            json!({"kind": "Gateway", "metadata": {"name": "g", "namespace": "n"}, "spec": {"gatewayClassName": "c"}}),
            json!({"kind": "HTTPRoute", "metadata": {"name": "r", "namespace": "n"}, "spec": {"parentRefs": [{"name": "g"}]}}),
        ];
        let route = json!({"kind": "HTTPRoute", "namespace": "n", "name": "r"});
        let evaluation = json!({"diagnostics": [
            {"code": "a", "object": route, "path": "/spec/rules/1/backendRefs/0"},
            {"code": "b", "object": route, "path": "/spec/rules/2"},
            {"code": "c", "object": {"kind": "GatewayClass", "name": "c"}, "path": ""},
        ]});
        let input = Input::new(&documents, &evaluation, Target::default());
        let key = ObjectKey::new("HTTPRoute", "n", "r");
        let place = input.place(
            vec![key],
            "MeshHTTPRoute",
            "/spec/to/Mesh/rules/1/default/filters/X",
        );
        assert_eq!(place.paths, ["/spec/rules/1"]);
        let codes = input.codes(&place);
        assert_eq!(codes.here.iter().collect::<Vec<_>>(), ["a"]);
        assert_eq!(codes.object.iter().collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(codes.linked.iter().collect::<Vec<_>>(), ["a", "b", "c"]);
    }
}
