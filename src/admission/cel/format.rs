//! The formats of names and addresses that CEL knows by name.

use std::net::IpAddr;

/// A format of `format.NAME().validate(text)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// `l`: `dns1123Label`; `L`: its prefix.
    Label(bool),
    /// `s`: `dns1123Subdomain`; `S`: its prefix.
    Subdomain(bool),
    /// `i`: `dns1035Label`; `I`: its prefix.
    Identifier(bool),
    /// `q`: `qualifiedName`
    QualifiedName,
    /// `v`: `labelValue`
    LabelValue,
}

impl Format {
    /// The format of a letter in the compact form.
    pub(super) fn of_letter(letter: u8) -> Option<Format> {
        Some(match letter {
            b'l' | b'L' => Format::Label(letter == b'L'),
            b's' | b'S' => Format::Subdomain(letter == b'S'),
            b'i' | b'I' => Format::Identifier(letter == b'I'),
            b'q' => Format::QualifiedName,
            b'v' => Format::LabelValue,
            _ => return None,
        })
    }

    /// Whether a text has the format.
    pub(super) fn holds(self, text: &str) -> bool {
        let masked = |prefix| match prefix {
            true => masked(text),
            false => text.to_owned(),
        };
        match self {
            Format::Label(prefix) => is_label(&masked(prefix)),
            Format::Subdomain(prefix) => is_subdomain(&masked(prefix)),
            Format::Identifier(prefix) => {
                let text = masked(prefix);
                is_label(&text) && text.starts_with(|c: char| c.is_ascii_lowercase())
            }
            Format::QualifiedName => match text.split_once('/') {
                Some((prefix, name)) => is_subdomain(prefix) && is_name(name),
                None => is_name(text),
            },
            Format::LabelValue => text.is_empty() || is_name(text),
        }
    }
}

/// What a name that is to be continued is checked as: its last two characters may be any, if the
/// last is a dash. (So it is in Kubernetes.)
fn masked(text: &str) -> String {
    match text.strip_suffix('-') {
        Some(rest) if !rest.is_empty() => {
            let mut masked = rest.to_owned();
            masked.pop();
            masked.push('a');
            masked
        }
        _ => text.to_owned(),
    }
}

fn is_label(text: &str) -> bool {
    text.len() <= 63 && is_between(text, |c| c.is_ascii_lowercase() || c.is_ascii_digit(), b"-")
}

fn is_subdomain(text: &str) -> bool {
    text.len() <= 253
        && text.split('.').all(|label| {
            is_between(
                label,
                |c| c.is_ascii_lowercase() || c.is_ascii_digit(),
                b"-",
            )
        })
}

fn is_name(text: &str) -> bool {
    text.len() <= 63 && is_between(text, |c| c.is_ascii_alphanumeric(), b"-_.")
}

/// Not empty, and characters of the second kind only between ones of the first.
fn is_between(text: &str, outer: fn(&u8) -> bool, inner: &[u8]) -> bool {
    let bytes = text.as_bytes();
    bytes.first().is_some_and(outer)
        && bytes.last().is_some_and(outer)
        && bytes.iter().all(|byte| outer(byte) || inner.contains(byte))
}

/// An address as Kubernetes takes it: no zone, and no IPv4 address in the form of an IPv6 address.
pub(super) fn address(text: &str) -> Option<IpAddr> {
    let address: IpAddr = text.parse().ok()?;
    match address {
        IpAddr::V6(inner) if inner.to_ipv4_mapped().is_some() => None,
        _ => Some(address),
    }
}

/// Whether a text is an address and the length of a prefix.
pub(super) fn is_range(text: &str) -> bool {
    let Some((text, length)) = text.rsplit_once('/') else {
        return false;
    };
    let most = match address(text) {
        Some(IpAddr::V4(_)) => 32,
        Some(IpAddr::V6(_)) => 128,
        None => return false,
    };
    length.bytes().all(|digit| digit.is_ascii_digit())
        && (length == "0" || !length.starts_with('0'))
        && length.parse::<u8>().is_ok_and(|length| length <= most)
}
