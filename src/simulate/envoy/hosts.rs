//! Which of several domains a host belongs to.

use std::borrow::Cow;

use crate::order;

/// The place of the domain that serves `host`: the same name, else the longest `*.` suffix, else `*`.
/// The port of the host does not count, and neither does case.
pub fn find<'d>(domains: impl Iterator<Item = &'d str>, host: &str) -> Option<usize> {
    HostIndex::new(domains).find(host)
}

/// Domains by which hosts are found, however many there are. Of equal ones the first counts.
#[derive(Debug, Default)]
pub struct HostIndex<'d> {
    /// Names with their places, sorted.
    names: Vec<(Cow<'d, str>, usize)>,
    /// The same of wildcards, each from its first dot.
    suffixes: Vec<(Cow<'d, str>, usize)>,
    /// The place of `*`.
    any: Option<usize>,
}

impl<'d> HostIndex<'d> {
    /// An index of domains in their order.
    pub fn new(domains: impl Iterator<Item = &'d str>) -> Self {
        let mut index = HostIndex::default();
        for (place, domain) in domains.enumerate() {
            if domain == "*" {
                index.any = index.any.or(Some(place));
            } else if let Some(suffix) = domain.strip_prefix('*') {
                index.suffixes.push((lower_case(suffix), place));
            } else {
                index.names.push((lower_case(domain), place));
            }
        }
        order::sort_by(&mut index.names, |a, b| a.0.cmp(&b.0));
        order::sort_by(&mut index.suffixes, |a, b| a.0.cmp(&b.0));
        index
    }

    /// The place of the domain that serves `host`.
    #[must_use]
    pub fn find(&self, host: &str) -> Option<usize> {
        let host = lower_case(without_port(host));
        let of_name = || first(&self.names, &host);
        let of_suffix = || {
            let mut dots = host.match_indices('.').filter(|(at, _)| *at > 0);
            dots.find_map(|(at, _)| first(&self.suffixes, host.get(at..)?))
        };
        of_name().or_else(of_suffix).or(self.any)
    }
}

fn lower_case(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}

fn first(sorted: &[(Cow<'_, str>, usize)], name: &str) -> Option<usize> {
    let at = sorted.partition_point(|(other, _)| other.as_ref() < name);
    let (found, place) = sorted.get(at)?;
    (found == name).then_some(*place)
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

#[cfg(test)]
mod tests {
    use super::HostIndex;

    #[test]
    fn the_most_specific_domain_serves_a_host() {
        let domains = ["*", "*.a.com", "x.a.com", "*.b.A.com", "X.a.com"];
        let index = HostIndex::new(domains.into_iter());
        for (host, place) in [
            ("x.a.com:80", Some(2)),
            ("X.A.COM", Some(2)),
            ("y.a.com", Some(1)),
            ("z.y.b.a.com", Some(3)),
            ("b.a.com", Some(1)),
            ("a.com", Some(0)),
            (".a.com", Some(0)),
        ] {
            assert_eq!(index.find(host), place, "{host}");
        }
        assert_eq!(HostIndex::new(["*.a.com"].into_iter()).find("a.com"), None);
    }
}
