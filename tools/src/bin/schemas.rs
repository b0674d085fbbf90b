//! Makes `src/admission/tables.json` out of the CRDs: what the walker reads, and nothing else.
//!
//! `cargo run -p kuma-gapi-tools --bin schemas -- CRDS [TABLES]`, where `CRDS` is a directory with
//! the files named in [`SOURCES`]. The same CRDs always give the same bytes.

use std::collections::{BTreeMap, HashMap};
use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

/// A file of CRDs, the channel that it is for (none: all), and the kinds that are taken from it.
struct Source {
    file: &'static str,
    channel: Option<&'static str>,
    kinds: &'static [&'static str],
}

const GATEWAY_API: &[&str] = &["Gateway", "GatewayClass", "HTTPRoute", "ReferenceGrant"];

const SOURCES: &[Source] = &[
    Source {
        file: "gateway-api-1.7.0-standard.json",
        channel: Some("standard"),
        kinds: GATEWAY_API,
    },
    Source {
        file: "gateway-api-1.7.0-experimental.json",
        channel: Some("experimental"),
        kinds: GATEWAY_API,
    },
    Source {
        file: "kuma-2.14.3.json",
        channel: None,
        kinds: &[
            "ExternalService",
            "Mesh",
            "MeshExternalService",
            "MeshGatewayConfig",
            "MeshGatewayInstance",
            "MeshMultiZoneService",
            "MeshService",
        ],
    },
];

/// What the walker can look up by one bit each.
const MAX_PROPERTIES: usize = 64;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let crds = arguments.next().ok_or("usage: schemas CRDS [TABLES]")?;
    let output = arguments.next().unwrap_or_else(|| {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../src/admission/tables.json")
    });
    let mut tables = Tables::default();
    for source in SOURCES {
        let text = std::fs::read_to_string(crds.join(source.file))?;
        tables
            .add(source, &serde_json::from_str(&text)?)
            .map_err(|error| format!("{}: {error}", source.file))?;
    }
    std::fs::write(output, tables.text()?)?;
    Ok(())
}

/// The nodes of all schemas, equal subtrees once, children before their parents.
#[derive(Default)]
struct Tables {
    nodes: Vec<String>,
    indices: HashMap<String, usize>,
    roots: Vec<String>,
}

impl Tables {
    fn add(&mut self, source: &Source, crds: &Value) -> Result<(), Box<dyn Error>> {
        let crds = crds.as_array().ok_or("not a list of CRDs")?;
        for kind in source.kinds {
            let crd = crds
                .iter()
                .find(|crd| crd.pointer("/names/kind").and_then(Value::as_str) == Some(kind))
                .ok_or_else(|| format!("no CRD of {kind}"))?;
            let group = crd
                .get("group")
                .and_then(Value::as_str)
                .ok_or("a CRD without a group")?;
            let node = self.kind(crd).map_err(|error| format!("{kind}: {error}"))?;
            let mut root = Map::new();
            if let Some(channel) = source.channel {
                root.insert("channel".to_owned(), channel.into());
            }
            root.insert("group".to_owned(), group.into());
            root.insert("kind".to_owned(), (*kind).into());
            root.insert("node".to_owned(), node.into());
            self.roots.push(serde_json::to_string(&root)?);
        }
        Ok(())
    }

    /// The root node of a kind: that of each served version, which must be one.
    fn kind(&mut self, crd: &Value) -> Result<usize, Box<dyn Error>> {
        let versions = crd
            .get("versions")
            .and_then(Value::as_array)
            .ok_or("no versions")?;
        let mut root = None;
        for version in versions
            .iter()
            .filter(|v| v.get("served") == Some(&Value::Bool(true)))
        {
            let mut schema = version
                .get("schema")
                .cloned()
                .ok_or("a version without a schema")?;
            prepare(&mut schema);
            let node = self.node(&schema)?;
            if root.is_some_and(|root| root != node) {
                return Err("its served versions have different schemas".into());
            }
            root = Some(node);
        }
        root.ok_or_else(|| "no served version".into())
    }

    fn node(&mut self, schema: &Value) -> Result<usize, Box<dyn Error>> {
        let schema = schema.as_object().ok_or("a schema that is not an object")?;
        // A BTreeMap, and so the same order whatever serde_json's Map is made of.
        let mut node: BTreeMap<&str, Value> = BTreeMap::new();
        if let Some(of_type) = schema.get("type") {
            node.insert("type", of_type.clone());
        }
        let mut names = Vec::new();
        if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
            let sorted: BTreeMap<&String, &Value> = properties.iter().collect();
            if sorted.len() > MAX_PROPERTIES {
                return Err(format!("more than {MAX_PROPERTIES} properties in one object").into());
            }
            let mut indices = Map::new();
            for (name, property) in sorted {
                let index = self
                    .node(property)
                    .map_err(|error| format!("{name}: {error}"))?;
                indices.insert(name.clone(), index.into());
                names.push(name.as_str());
            }
            node.insert("properties", indices.into());
        }
        if let Some(items) = schema.get("items") {
            node.insert("items", self.node(items)?.into());
        }
        match schema.get("additionalProperties") {
            None | Some(Value::Bool(false)) => {}
            Some(Value::Bool(true)) => {
                node.insert("preserve", true.into());
            }
            Some(of_values) => {
                node.insert("additionalProperties", self.node(of_values)?.into());
            }
        }
        if let Some(required) = schema.get("required").and_then(Value::as_array) {
            let mut required: Vec<&str> = required.iter().filter_map(Value::as_str).collect();
            required.sort_unstable();
            if let Some(name) = required.iter().find(|name| !names.contains(name)) {
                return Err(format!("{name} is required, but is no property").into());
            }
            if !required.is_empty() {
                node.insert("required", required.into());
            }
        }
        if let Some(default) = schema.get("default") {
            node.insert("default", default.clone());
        }
        for (keyword, flag) in [
            ("nullable", "nullable"),
            ("x-kubernetes-preserve-unknown-fields", "preserve"),
            ("x-kubernetes-int-or-string", "intOrString"),
        ] {
            if schema.get(keyword) == Some(&Value::Bool(true)) {
                node.insert(flag, true.into());
            }
        }
        let text = serde_json::to_string(&node)?;
        if let Some(&index) = self.indices.get(&text) {
            return Ok(index);
        }
        let index = self.nodes.len();
        self.nodes.push(text.clone());
        self.indices.insert(text, index);
        Ok(index)
    }

    /// One root and one node a line, so that a change of the CRDs reads well in a diff.
    fn text(&self) -> Result<String, std::fmt::Error> {
        let mut text = String::new();
        write!(text, "{{\"roots\":[\n{}\n],", self.roots.join(",\n"))?;
        writeln!(text, "\"nodes\":[\n{}\n]}}", self.nodes.join(",\n"))?;
        Ok(text)
    }
}

/// Where our meaning of an object differs from its CRD.
fn prepare(root: &mut Value) {
    // What is in `metadata` is not the CRD's: the API server reads it by itself.
    if let Some(metadata) = root
        .pointer_mut("/properties/metadata")
        .and_then(Value::as_object_mut)
    {
        metadata.insert(
            "x-kubernetes-preserve-unknown-fields".to_owned(),
            true.into(),
        );
    }
    // An API server gives an object that no controller has seen the conditions Unknown/Pending.
    // Here `status` is what was there before, read to keep its transition times and what others
    // wrote, and an object that comes from a file has none: what was never written must stay
    // absent, or those conditions would come out as a status of 1970. The defaults further down
    // only complete entries that somebody did write (`parents[].parentRef.group`), so they stay.
    let Some(status) = root
        .pointer_mut("/properties/status")
        .and_then(Value::as_object_mut)
    else {
        return;
    };
    status.remove("default");
    if let Some(properties) = status.get_mut("properties").and_then(Value::as_object_mut) {
        for property in properties.values_mut().filter_map(Value::as_object_mut) {
            property.remove("default");
        }
    }
}
