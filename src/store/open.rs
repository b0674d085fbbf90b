//! Opening the documents of a snapshot: `List`s are taken apart, and what is no object is told.

use crate::contract::Document;
use crate::diagnostic::Code;
use crate::json::{Node, Pointer, Text};

/// One entry of a snapshot.
pub(crate) enum Opened<'a> {
    /// An object that says what it is.
    Object {
        node: Node<'a>,
        api_version: Text<'a>,
        kind: Text<'a>,
    },
    /// Something else.
    Unreadable { code: Code, message: String },
}

/// Who takes the entries, each with its place in the snapshot.
type Take<'t, 'a> = &'t mut dyn FnMut(Opened<'a>, &Pointer);

/// Opens one document; gives each object in it.
pub(crate) fn open<'a>(document: Document<'a>, at: &Pointer, take: Take<'_, 'a>) {
    match document {
        Document::Tree(node) => entry(node, at, None, take),
        Document::Text(text) => match serde_json::from_str(text) {
            Ok(node) => entry(node, at, None, take),
            Err(error) => {
                let (code, message) = (Code::NotReadable, error.to_string());
                take(Opened::Unreadable { code, message }, at);
            }
        },
    }
}

/// One entry: an object, or a list of them. `inherited` is what a typed list says of its items.
fn entry<'a>(
    node: Node<'a>,
    at: &Pointer,
    inherited: Option<(Text<'a>, Text<'a>)>,
    take: Take<'_, 'a>,
) {
    let mut refuse = |message: String| {
        let code = Code::NotAnObject;
        take(Opened::Unreadable { code, message }, at);
    };
    if !matches!(node, Node::Object(_)) {
        let found = article(node.type_name());
        return refuse(format!("an object is expected, but this is {found}"));
    }
    let text = |key: &str| match node.get(key) {
        Some(Node::String(text)) if !text.is_empty() => Some(text.clone()),
        _ => None,
    };
    let (api_version, kind) = match (text("apiVersion"), text("kind"), inherited) {
        (Some(api_version), Some(kind), _) => (api_version, kind),
        (_, _, Some(inherited)) => inherited,
        (None, _, _) => return refuse("`apiVersion` is missing".to_owned()),
        (_, None, _) => return refuse("`kind` is missing".to_owned()),
    };
    if kind.ends_with("List") && matches!(node.get("items"), Some(Node::Array(_) | Node::Null)) {
        return list(node, &api_version, &kind, at, take);
    }
    let node = with_type(node, &api_version, &kind);
    let object = Opened::Object {
        node,
        api_version,
        kind,
    };
    take(object, at);
}

fn list<'a>(
    node: Node<'a>,
    api_version: &Text<'a>,
    kind: &Text<'a>,
    at: &Pointer,
    take: Take<'_, 'a>,
) {
    let Node::Object(members) = node else { return };
    let items = members.into_iter().find_map(|(key, value)| match value {
        Node::Array(items) if key == "items" => Some(items),
        _ => None,
    });
    let of_items = kind
        .strip_suffix("List")
        .filter(|item| !item.is_empty())
        .map(|item| (api_version.clone(), Text::from(item.to_owned())));
    for (index, item) in items.into_iter().flatten().enumerate() {
        let at = at.key("items").index(index);
        entry(item, &at, of_items.clone(), take);
    }
}

/// An item of a typed list may leave its type to the list.
fn with_type<'a>(node: Node<'a>, api_version: &Text<'a>, kind: &Text<'a>) -> Node<'a> {
    if node.get("apiVersion").is_some() && node.get("kind").is_some() {
        return node;
    }
    let Node::Object(mut members) = node else {
        return node;
    };
    members.retain(|(key, _)| *key != "apiVersion" && *key != "kind");
    members.push((Text::from("apiVersion"), Node::String(api_version.clone())));
    members.push((Text::from("kind"), Node::String(kind.clone())));
    Node::Object(members)
}

fn article(noun: &str) -> String {
    match noun {
        "null" => noun.to_owned(),
        "array" | "integer" | "object" => format!("an {noun}"),
        _ => format!("a {noun}"),
    }
}
