//! Makes `src/admission/tables.txt` out of the CRDs: what the walker reads, and nothing else.
//!
//! `cargo run -p kuma-gapi-tools --bin schemas -- CRDS [TABLES]`, where `CRDS` is a directory with
//! the files named in [`SOURCES`]. The same CRDs always give the same bytes.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use kuma_gapi_tools::Failure;
use kuma_gapi_tools::cel::Rule;
use serde_json::{Map, Value, json};

/// A file of CRDs, and the channel that it is for (none: all).
struct Source {
    file: &'static str,
    channel: Option<&'static str>,
}

const SOURCES: &[Source] = &[
    Source {
        file: "gateway-api-1.7.0-standard.json",
        channel: Some("standard"),
    },
    Source {
        file: "gateway-api-1.7.0-experimental.json",
        channel: Some("experimental"),
    },
    Source {
        file: "kuma-2.14.3.json",
        channel: None,
    },
];

/// What the walker can look up by one bit each.
const MAX_PROPERTIES: usize = 64;

/// The keywords that go into a node as they are, and their names there.
const AS_THEY_ARE: &[(&str, &str)] = &[
    ("default", "d"),
    ("enum", "e"),
    ("format", "f"),
    ("minLength", "l"),
    ("maxLength", "L"),
    ("minimum", "v"),
    ("maximum", "V"),
    ("minItems", "c"),
    ("maxItems", "C"),
    ("minProperties", "q"),
    ("maxProperties", "Q"),
];

/// The keywords of which only `true` says something.
const FLAGS: &[(&str, &str)] = &[
    ("nullable", "n"),
    ("x-kubernetes-preserve-unknown-fields", "k"),
];

/// The keywords that hold schemas which say something about the same value.
const COMBINED: &[(&str, &str)] = &[("anyOf", "any"), ("oneOf", "one"), ("allOf", "all")];

/// The keywords that are read elsewhere, or that an API server does not check. Any other is an error:
/// nothing of a CRD gets lost in silence.
const READ: &[&str] = &[
    "type",
    "properties",
    "items",
    "additionalProperties",
    "required",
    "pattern",
    "not",
    "x-kubernetes-int-or-string",
    "x-kubernetes-list-type",
    "x-kubernetes-list-map-keys",
    "x-kubernetes-map-type",
    "x-kubernetes-validations",
    "description",
    "example",
    "title",
];

fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let crds = arguments.next().ok_or("usage: schemas CRDS [TABLES]")?;
    let output = arguments.next().unwrap_or_else(|| {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../src/admission/tables.txt")
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

/// Texts, equal ones once.
#[derive(Default)]
struct Shared {
    texts: Vec<String>,
    indices: HashMap<String, usize>,
}

impl Shared {
    fn add(&mut self, text: String) -> usize {
        if let Some(&index) = self.indices.get(&text) {
            return index;
        }
        let index = self.texts.len();
        self.texts.push(text.clone());
        self.indices.insert(text, index);
        index
    }
}

/// The nodes of all schemas, equal subtrees once, children before their parents.
#[derive(Default)]
struct Tables {
    patterns: Shared,
    rules: Shared,
    nodes: Shared,
    statuses: Shared,
    roots: Vec<String>,
}

impl Tables {
    fn add(&mut self, source: &Source, crds: &Value) -> Result<(), Failure> {
        let crds = crds.as_array().ok_or("not a list of CRDs")?;
        let mut by_kind: BTreeMap<&str, &Value> = BTreeMap::new();
        for crd in crds {
            let kind = crd
                .pointer("/names/kind")
                .and_then(Value::as_str)
                .ok_or("a CRD without a kind")?;
            by_kind.insert(kind, crd);
        }
        for (kind, crd) in by_kind {
            let group = crd
                .get("group")
                .and_then(Value::as_str)
                .ok_or("a CRD without a group")?;
            let versions = crd
                .get("versions")
                .and_then(Value::as_array)
                .ok_or("no versions")?;
            // One root for all versions with the same schema; the first is the newest.
            let mut roots: Vec<(usize, Value, Vec<&str>)> = Vec::new();
            for version in versions
                .iter()
                .filter(|v| v.get("served") == Some(&Value::Bool(true)))
            {
                let name = version
                    .get("name")
                    .and_then(Value::as_str)
                    .ok_or("a version without a name")?;
                let mut schema = version
                    .get("schema")
                    .cloned()
                    .ok_or("a version without a schema")?;
                let status = prepare(&mut schema);
                let node = self
                    .node(&schema)
                    .map_err(|error| format!("{kind}: {error}"))?;
                match roots
                    .iter_mut()
                    .find(|root| root.0 == node && root.1 == status)
                {
                    Some((_, _, versions)) => versions.push(name),
                    None => roots.push((node, status, vec![name])),
                }
            }
            if roots.is_empty() {
                return Err(format!("{kind}: no served version").into());
            }
            for (node, status, versions) in roots {
                let mut root = Map::new();
                if let Some(channel) = source.channel {
                    root.insert("channel".to_owned(), channel.into());
                }
                if crd.get("scope").and_then(Value::as_str) == Some("Cluster") {
                    root.insert("cluster".to_owned(), true.into());
                }
                root.insert("group".to_owned(), group.into());
                root.insert("kind".to_owned(), kind.into());
                root.insert("node".to_owned(), node.into());
                if !status.is_null() {
                    let text = serde_json::to_string(&status)?;
                    root.insert("status".to_owned(), self.statuses.add(text).into());
                }
                root.insert("versions".to_owned(), versions.into());
                self.roots.push(serde_json::to_string(&root)?);
            }
        }
        Ok(())
    }

    fn node(&mut self, whole: &Value) -> Result<usize, Failure> {
        let schema = whole.as_object().ok_or("a schema that is not an object")?;
        // A BTreeMap, and so the same order whatever serde_json's Map is made of.
        let mut node: BTreeMap<&str, Value> = BTreeMap::new();
        for keyword in schema.keys() {
            let keyword = keyword.as_str();
            let known = AS_THEY_ARE.iter().chain(FLAGS).chain(COMBINED);
            if !READ.contains(&keyword) && !known.into_iter().any(|(known, _)| *known == keyword) {
                return Err(format!("the keyword {keyword} is not known").into());
            }
        }
        if schema.get("x-kubernetes-int-or-string") == Some(&Value::Bool(true)) {
            node.insert("t", "x".into());
        } else if let Some(of_type) = schema.get("type").and_then(Value::as_str) {
            node.insert("t", of_type.get(..1).unwrap_or_default().into());
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
            node.insert("p", indices.into());
        }
        if let Some(items) = schema.get("items") {
            node.insert("i", self.node(items)?.into());
        }
        match schema.get("additionalProperties") {
            None | Some(Value::Bool(false)) => {}
            Some(Value::Bool(true)) => {
                node.insert("k", 1.into());
            }
            Some(of_values) => {
                node.insert("a", self.node(of_values)?.into());
            }
        }
        if let Some(required) = schema.get("required").and_then(Value::as_array) {
            let mut positions = Vec::new();
            for name in required.iter().filter_map(Value::as_str) {
                let position = names.iter().position(|known| *known == name);
                positions.push(
                    position.ok_or_else(|| format!("{name} is required, but is no property"))?,
                );
            }
            positions.sort_unstable();
            if !positions.is_empty() {
                node.insert("r", positions.into());
            }
        }
        for (keyword, name) in AS_THEY_ARE {
            if let Some(value) = schema.get(*keyword) {
                node.insert(name, value.clone());
            }
        }
        for (keyword, name) in FLAGS {
            if schema.get(*keyword) == Some(&Value::Bool(true)) {
                node.insert(name, 1.into());
            }
        }
        for (keyword, name) in COMBINED {
            if let Some(schemas) = schema.get(*keyword).and_then(Value::as_array) {
                let nodes: Result<Vec<usize>, _> =
                    schemas.iter().map(|schema| self.node(schema)).collect();
                node.insert(name, nodes?.into());
            }
        }
        if let Some(not) = schema.get("not") {
            node.insert("not", self.node(not)?.into());
        }
        if let Some(pattern) = schema.get("pattern").and_then(Value::as_str) {
            kuma_gapi::admission::regex::Regex::new(pattern)
                .map_err(|error| format!("{pattern}: {error}"))?;
            if pattern.contains('\n') {
                return Err(format!("the pattern {pattern} has line breaks").into());
            }
            node.insert("m", self.patterns.add(pattern.to_owned()).into());
        }
        match schema.get("x-kubernetes-list-type").and_then(Value::as_str) {
            Some("set") => {
                node.insert("u", json!([]));
            }
            Some("map") => {
                let keys = schema.get("x-kubernetes-list-map-keys");
                node.insert("u", keys.cloned().ok_or("a list map without keys")?);
            }
            _ => {}
        }
        if schema.get("x-kubernetes-map-type") == Some(&json!("atomic")) {
            node.insert("z", 1.into());
        }
        if let Some(rules) = schema
            .get("x-kubernetes-validations")
            .and_then(Value::as_array)
        {
            let mut indices = Vec::new();
            for rule in rules {
                indices.push(self.rules.add(self::rule(rule, whole)?));
            }
            node.insert("x", indices.into());
        }
        Ok(self.nodes.add(serde_json::to_string(&node)?))
    }

    /// What `src/admission/schema.rs` reads: sections with a line for each entry, so that a change of the
    /// CRDs reads well in a diff, and numbers in two characters, as every byte is in the wasm.
    fn text(&self) -> Result<String, Failure> {
        let nodes: Vec<BTreeMap<String, Value>> = self
            .nodes
            .texts
            .iter()
            .map(|text| serde_json::from_str(text))
            .collect::<Result<_, _>>()?;
        let mut names = Shared::default();
        let mut lines = Vec::new();
        for node in &nodes {
            lines.push(node_line(node, &mut names)?);
        }
        let sections = [
            names.texts.join(" "),
            self.statuses.texts.join("\n"),
            self.patterns.texts.join("\n"),
            self.rules.texts.join("\n"),
            lines.join("\n"),
            self.root_lines()?.join("\n"),
        ];
        if sections.iter().any(|section| section.contains("\n\n")) {
            return Err("an entry is empty".into());
        }
        Ok(sections.join("\n\n") + "\n")
    }

    /// `s` (standard), `e` (experimental) or `-` (any channel) and the kind, its versions, its node,
    /// its status and whether it is one of the whole cluster. A line before them names the group.
    fn root_lines(&self) -> Result<Vec<String>, Failure> {
        let mut lines: Vec<String> = Vec::new();
        let mut group = String::new();
        for root in &self.roots {
            let root: BTreeMap<String, Value> = serde_json::from_str(root)?;
            let word = |key: &str| root.get(key).and_then(Value::as_str).unwrap_or("-");
            if word("group") != group {
                group = word("group").to_owned();
                lines.push(format!("={group}"));
            }
            let versions: Vec<&str> = root
                .get("versions")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .collect();
            let mut line = format!(
                "{} {} {}",
                word("kind"),
                versions.join(","),
                number(root.get("node"))?
            );
            if let Some(status) = root.get("status") {
                write!(line, " s{}", number(Some(status))?)?;
            }
            if root.contains_key("cluster") {
                line.push_str(" c");
            }
            let channel = word("channel").get(..1).unwrap_or_default();
            // What is the same in both channels stands there once.
            let twin = lines.iter_mut().find(|other| **other == format!("s{line}"));
            match twin {
                Some(twin) if channel == "e" => *twin = format!("-{line}"),
                _ => lines.push(format!("{channel}{line}")),
            }
        }
        Ok(lines)
    }
}

/// The digits of the numbers.
const DIGITS: &[u8; 64] = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ+-";

/// A number below 4096 in two characters.
fn number(value: Option<&Value>) -> Result<String, Failure> {
    let value = value.and_then(Value::as_u64).ok_or("no number")?;
    let digit = |value: u64| {
        let digit = usize::try_from(value).ok().and_then(|at| DIGITS.get(at));
        digit
            .map(|digit| char::from(*digit))
            .ok_or("a table is full")
    };
    Ok([digit(value / 64)?, digit(value % 64)?].iter().collect())
}

fn numbers(value: &Value) -> Result<String, Failure> {
    let entries = value.as_array().ok_or("no list")?;
    entries.iter().map(|entry| number(Some(entry))).collect()
}

/// The type of a node (`-` for none), then a key and its value after each tab.
fn node_line(node: &BTreeMap<String, Value>, names: &mut Shared) -> Result<String, Failure> {
    let mut line = node
        .get("t")
        .and_then(Value::as_str)
        .unwrap_or("-")
        .to_owned();
    for (key, value) in node.iter().filter(|(key, _)| *key != "t") {
        let (key, text) = match key.as_str() {
            "p" => {
                let mut text = String::new();
                for (name, id) in value.as_object().ok_or("no properties")? {
                    text += &number(Some(&names.add(name.clone()).into()))?;
                    text += &number(Some(id))?;
                }
                ("p", text)
            }
            "any" => ("y", numbers(value)?),
            "one" => ("o", numbers(value)?),
            "all" => ("A", numbers(value)?),
            "not" => ("N", number(Some(value))?),
            "r" | "x" => (key.as_str(), numbers(value)?),
            "i" | "a" | "m" => (key.as_str(), number(Some(value))?),
            "f" => ("f", value.as_str().unwrap_or_default().to_owned()),
            "u" => {
                let keys = value.as_array().into_iter().flatten();
                let keys: Vec<&str> = keys.filter_map(Value::as_str).collect();
                ("u", keys.join(" "))
            }
            "k" | "n" | "z" => (key.as_str(), String::new()),
            "d" | "e" => (key.as_str(), serde_json::to_string(value)?),
            _ => {
                let bound = value.as_u64().filter(|bound| u32::try_from(*bound).is_ok());
                let bound =
                    bound.ok_or_else(|| format!("the bound {value} is not a small integer"))?;
                (key.as_str(), bound.to_string())
            }
        };
        write!(line, "\t{key}{text}")?;
    }
    Ok(line)
}

/// A rule of `x-kubernetes-validations` as it stands in the tables; `schema` is the one it is in.
fn rule(rule: &Value, schema: &Value) -> Result<String, Failure> {
    let mut entry: BTreeMap<&str, Value> = BTreeMap::new();
    let mut text = "";
    let mut message_expression = None;
    let mut optional_old_self = false;
    for (key, value) in rule.as_object().ok_or("a rule that is not an object")? {
        let word = value.as_str().unwrap_or_default().trim();
        match key.as_str() {
            "rule" => text = word,
            "message" if word.is_empty() => {}
            "message" => {
                entry.insert("m", word.into());
            }
            "messageExpression" => message_expression = Some(word),
            "reason" => {
                entry.insert("r", word.into());
            }
            "fieldPath" => {
                entry.insert("p", word.trim_start_matches('.').into());
            }
            "optionalOldSelf" => optional_old_self = value == &Value::Bool(true),
            other => return Err(format!("a rule has {other}, which is not known").into()),
        }
    }
    let compile = |text| {
        Rule {
            text,
            schema: Some(schema),
            optional_old_self,
        }
        .compile()
    };
    let compiled = compile(text)?;
    if compiled.uses_old_self && !optional_old_self {
        entry.insert("o", 1.into());
    }
    if let Some(expression) = message_expression {
        entry.insert("e", compile(expression)?.tree.into());
    }
    if !entry.contains_key("m") {
        entry.insert("f", text.into());
    }
    // The tree, then a key and its value after each tab.
    let mut line = compiled.tree;
    for (key, value) in entry {
        write!(line, "\t{key}{}", value.as_str().unwrap_or_default())?;
    }
    if line.contains('\n') || line.matches('\t').count() > 6 {
        return Err(format!("the rule {text} has line breaks or tabs").into());
    }
    Ok(line)
}

/// Where our meaning of an object differs from its CRD; gives what an API server writes as the
/// status of a new object.
fn prepare(root: &mut Value) -> Value {
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
        return Value::Null;
    };
    let default = status.remove("default").unwrap_or_default();
    if let Some(properties) = status.get_mut("properties").and_then(Value::as_object_mut) {
        for property in properties.values_mut().filter_map(Value::as_object_mut) {
            property.remove("default");
        }
    }
    default
}
