//! The functions that the evaluator has, and their letters in the compact form (see
//! `kuma_gapi::admission::cel`).

/// How a function is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// `value.name(…)`
    Member,
    /// `name(value, …)`
    Global,
}

/// Name, style, arguments (the target not counted), what the compact form writes.
pub(super) const FUNCTIONS: &[(&str, Style, usize, &str)] = &[
    ("size", Style::Member, 0, "cz"),
    ("size", Style::Global, 1, "cz"),
    ("contains", Style::Member, 1, "cc"),
    ("startsWith", Style::Member, 1, "cs"),
    ("endsWith", Style::Member, 1, "ce"),
    ("matches", Style::Member, 1, "cm"),
    ("matches", Style::Global, 2, "cm"),
    ("lowerAscii", Style::Member, 0, "cl"),
    ("upperAscii", Style::Member, 0, "cu"),
    ("trim", Style::Member, 0, "ct"),
    ("split", Style::Member, 1, "cp"),
    ("substring", Style::Member, 1, "cb"),
    ("substring", Style::Member, 2, "cB"),
    ("replace", Style::Member, 2, "cr"),
    ("join", Style::Member, 1, "cj"),
    ("indexOf", Style::Member, 1, "ci"),
    ("charAt", Style::Member, 1, "ca"),
    ("int", Style::Global, 1, "cI"),
    ("double", Style::Global, 1, "cD"),
    ("string", Style::Global, 1, "cS"),
    ("bool", Style::Global, 1, "cT"),
    ("duration", Style::Global, 1, "cd"),
    ("timestamp", Style::Global, 1, "cW"),
    ("isIP", Style::Global, 1, "cn"),
    ("isCIDR", Style::Global, 1, "cN"),
    ("hasValue", Style::Member, 0, "ch"),
    ("value", Style::Member, 0, "cv"),
    ("orValue", Style::Member, 1, "y"),
    ("or", Style::Member, 1, "Y"),
    // What an argument alone stands for.
    ("dyn", Style::Global, 1, ""),
];

/// Functions of the name `optional`: name, arguments, what the compact form writes.
pub(super) const OPTIONAL: &[(&str, usize, &str)] = &[
    ("of", 1, "co"),
    ("ofNonZeroValue", 1, "cO"),
    ("none", 0, "N"),
];

/// `format.NAME().validate(text).hasValue()`: name, what the compact form writes.
pub(super) const FORMATS: &[(&str, &str)] = &[
    ("dns1123Label", "xl"),
    ("dns1123LabelPrefix", "xL"),
    ("dns1123Subdomain", "xs"),
    ("dns1123SubdomainPrefix", "xS"),
    ("dns1035Label", "xi"),
    ("dns1035LabelPrefix", "xI"),
    ("qualifiedName", "xq"),
    ("labelValue", "xv"),
];
