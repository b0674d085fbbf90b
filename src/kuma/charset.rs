//! Which characters names, labels and tags may have.

/// The longest name of a Kubernetes object.
const MAX_SUBDOMAIN: usize = 253;
/// The longest label of DNS and of Kubernetes.
const MAX_LABEL: usize = 63;

fn lower_alphanumeric(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit()
}

/// Ends well and has only letters, digits and what `inner` allows between them.
fn framed(text: &str, end: impl Fn(char) -> bool, inner: impl Fn(char) -> bool) -> bool {
    text.starts_with(&end) && text.ends_with(&end) && text.chars().all(|c| end(c) || inner(c))
}

/// A label of a DNS name in RFC 1123, of any length.
pub(crate) fn is_domain_label(text: &str) -> bool {
    framed(text, lower_alphanumeric, |c| c == '-')
}

/// A subdomain of RFC 1123: most names of Kubernetes objects.
pub(crate) fn is_dns1123_subdomain(text: &str) -> bool {
    text.len() <= MAX_SUBDOMAIN && text.split('.').all(is_domain_label)
}

/// A label of RFC 1035: the name of a Service.
pub(crate) fn is_dns1035_label(text: &str) -> bool {
    text.len() <= MAX_LABEL
        && is_domain_label(text)
        && text.starts_with(|c: char| c.is_ascii_lowercase())
}

/// The value of a Kubernetes label.
pub(crate) fn is_label_value(text: &str) -> bool {
    text.is_empty() || is_label_name(text)
}

/// The part of a label's or annotation's key behind the slash.
fn is_label_name(text: &str) -> bool {
    text.len() <= MAX_LABEL
        && framed(
            text,
            |c| c.is_ascii_alphanumeric(),
            |c| matches!(c, '-' | '_' | '.'),
        )
}

/// The key of a Kubernetes label or annotation.
pub(crate) fn is_qualified_name(text: &str) -> bool {
    match text.split_once('/') {
        Some((prefix, name)) => is_dns1123_subdomain(prefix) && is_label_name(name),
        None => is_label_name(text),
    }
}

/// The characters of Kuma's tag names and values: `^[a-zA-Z0-9.\-_:/]*$`, without `/` where `slash` is false.
pub(crate) fn is_tag_text(text: &str, slash: bool) -> bool {
    text.chars().all(|c| {
        c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':') || (slash && c == '/')
    })
}

/// The characters of names in Kuma's references: `^[0-9a-z.\-_]*$`.
pub(crate) fn is_reference_name(text: &str) -> bool {
    text.chars()
        .all(|c| lower_alphanumeric(c) || matches!(c, '.' | '-' | '_'))
}

/// A header name of MeshHTTPRoute: `^[a-z0-9!#$%&'*+\-.^_\x60|~]+$`, 1 to 256 characters.
pub(crate) fn is_header_name(text: &str) -> bool {
    (1..=256).contains(&text.len())
        && text
            .chars()
            .all(|c| lower_alphanumeric(c) || "!#$%&'*+-.^_`|~".contains(c))
}

/// The hostname of a MeshGateway's listener: empty, `*`, `*.<domain>` or `<domain>`.
pub(crate) fn is_listener_hostname(text: &str) -> bool {
    matches!(text, "" | "*") || is_dns1123_subdomain(text.strip_prefix("*.").unwrap_or(text))
}
