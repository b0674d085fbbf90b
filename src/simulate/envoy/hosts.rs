//! Which of several domains a host belongs to.

/// The place of the domain that serves `host`: the same name, else the longest `*.` suffix, else `*`.
/// The port of the host does not count, and neither does case.
pub fn find<'d>(domains: impl Iterator<Item = &'d str> + Clone, host: &str) -> Option<usize> {
    let host = without_port(host).to_ascii_lowercase();
    let mut best: Option<(usize, usize)> = None;
    for (place, domain) in domains.enumerate() {
        let weight = if domain == "*" {
            0
        } else if let Some(suffix) = domain.strip_prefix('*') {
            match host.strip_suffix(&suffix.to_ascii_lowercase()) {
                Some(before) if !before.is_empty() => suffix.len(),
                _ => continue,
            }
        } else if domain.eq_ignore_ascii_case(&host) {
            usize::MAX
        } else {
            continue;
        };
        if best.is_none_or(|(_, other)| weight > other) {
            best = Some((place, weight));
        }
    }
    best.map(|(place, _)| place)
}

/// A host without its port.
pub fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if !port.contains(']') && port.bytes().all(|b| b.is_ascii_digit()) => {
            name
        }
        _ => host,
    }
}
