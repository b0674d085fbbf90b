//! How Kuma compares hostnames of listeners and routes.

use std::cmp::Ordering;

fn parts(name: &str) -> (&str, &str) {
    let name = if name.is_empty() { "*" } else { name };
    name.split_once('.').unwrap_or((name, ""))
}

fn labels(domain: &str) -> usize {
    if domain.is_empty() {
        0
    } else {
        domain.split('.').count()
    }
}

/// Whether Kuma takes `other` for a name inside `name`. The labels after the first are only compared
/// with the last ones of the other, so that `app.example.com` contains `app.dev.example.com` (F130).
pub(super) fn contains(name: &str, other: &str) -> bool {
    let ((first, domain), (other_first, other_domain)) = (parts(name), parts(other));
    let ends = domain.is_empty()
        || other_domain
            .strip_suffix(domain)
            .is_some_and(|before| before.is_empty() || before.ends_with('.'));
    ends && (first == "*" || first == other_first)
}

/// Whether one of two names contains the other.
pub(super) fn intersect(name: &str, other: &str) -> bool {
    contains(name, other) || contains(other, name)
}

/// The order in which Kuma visits hostnames: names, wildcards with more labels, `*`.
pub(super) fn by_exactness(a: &str, b: &str) -> Ordering {
    let ((first, domain), (other_first, other_domain)) = (parts(a), parts(b));
    let (wild, other_wild) = (first == "*", other_first == "*");
    wild.cmp(&other_wild)
        .then_with(|| {
            if wild {
                labels(other_domain).cmp(&labels(domain))
            } else {
                Ordering::Equal
            }
        })
        .then_with(|| a.cmp(b))
}
