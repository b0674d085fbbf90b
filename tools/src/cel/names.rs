//! Field names that are no CEL identifiers are written in another way.

/// What CEL reserves; a field of that name is written `__name__`.
const RESERVED: &[&str] = &[
    "true",
    "false",
    "null",
    "in",
    "as",
    "break",
    "const",
    "continue",
    "else",
    "for",
    "function",
    "if",
    "import",
    "let",
    "loop",
    "package",
    "namespace",
    "return",
    "var",
    "void",
    "while",
];

/// The field that an identifier stands for.
pub(super) fn unescape(identifier: &str) -> String {
    if let Some(reserved) = identifier
        .strip_prefix("__")
        .and_then(|rest| rest.strip_suffix("__"))
        .filter(|name| RESERVED.contains(name))
    {
        return reserved.to_owned();
    }
    let mut field = String::new();
    let mut rest = identifier;
    while let Some(character) = rest.chars().next() {
        let escape = [
            ("__underscores__", "__"),
            ("__dot__", "."),
            ("__dash__", "-"),
            ("__slash__", "/"),
        ]
        .into_iter()
        .find_map(|(escape, text)| Some((rest.strip_prefix(escape)?, text)));
        match escape {
            Some((after, text)) => {
                field.push_str(text);
                rest = after;
            }
            None => {
                field.push(character);
                rest = rest.get(character.len_utf8()..).unwrap_or("");
            }
        }
    }
    field
}
