//! Hostnames and their wildcards (gateway-api.md §4).

/// Whether some host is covered by both. `*.a.com` covers any number of labels below `a.com`, but
/// neither `a.com` itself nor `xa.com` (F48).
#[must_use]
pub fn intersect(a: &str, b: &str) -> bool {
    let (a, b) = (a.to_ascii_lowercase(), b.to_ascii_lowercase());
    a == b || covers(&a, &b) || covers(&b, &a)
}

/// Whether `wildcard` is a wildcard and covers every host of `other`.
pub(super) fn covers(wildcard: &str, other: &str) -> bool {
    wildcard.strip_prefix('*').is_some_and(|suffix| {
        suffix.starts_with('.') && other.len() > suffix.len() && other.ends_with(suffix)
    })
}

/// Whether it is a DNS-1123 subdomain, perhaps with a wildcard before it.
#[must_use]
pub fn is_hostname(hostname: &str) -> bool {
    is_subdomain(hostname.strip_prefix("*.").unwrap_or(hostname))
}

/// Whether it is a DNS-1123 subdomain.
#[must_use]
pub fn is_subdomain(name: &str) -> bool {
    let is_label = |label: &str| {
        let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        !label.is_empty()
            && label.bytes().all(inner)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    name.len() <= 253 && name.split('.').all(is_label)
}

/// Whether it is a name that DNS can hold: labels of at most 63 characters, and not an IP address.
#[must_use]
pub fn is_dns_name(hostname: &str) -> bool {
    let name = hostname.strip_prefix("*.").unwrap_or(hostname);
    !is_ip_address(name)
        && name
            .split('.')
            .all(|label| !label.is_empty() && label.len() <= 63)
}

/// Whether it is an IP address.
#[must_use]
pub fn is_ip_address(text: &str) -> bool {
    text.parse::<std::net::IpAddr>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::{intersect, is_dns_name};

    #[test]
    fn wildcards_cover_whole_labels() {
        for (a, b, expected) in [
            ("a.com", "a.com", true),
            ("A.com", "a.com", true),
            ("*.a.com", "b.a.com", true),
            ("*.a.com", "c.b.a.com", true),
            ("*.a.com", "a.com", false),
            ("*.a.com", "xa.com", false),
            ("*.a.com", "*.b.a.com", true),
            ("*.a.com", "*.b.com", false),
            ("a.com", "b.com", false),
        ] {
            assert_eq!(intersect(a, b), expected, "{a} {b}");
            assert_eq!(intersect(b, a), expected, "{b} {a}");
        }
    }

    #[test]
    fn names_that_dns_cannot_hold() {
        assert!(is_dns_name("*.example.com"));
        assert!(!is_dns_name("10.0.0.1"));
        assert!(!is_dns_name(&format!("{}.com", "x".repeat(70))));
    }
}
