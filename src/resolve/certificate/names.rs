//! Which hosts a certificate is for.

/// Whether a certificate with these DNS names covers a listener's hostname (F49).
///
/// Takes [`Pair::dns_names`](super::Pair::dns_names) and a hostname in any case.
/// `*.example.com` in the certificate covers one label. A hostname that is a wildcard
/// itself is covered only by the same wildcard: the names it stands for are not known.
pub fn covers(dns_names: &[String], hostname: &str) -> bool {
    let hostname = hostname.to_ascii_lowercase();
    dns_names.iter().any(|name| {
        if *name == hostname {
            return true;
        }
        match (name.strip_prefix("*."), hostname.split_once('.')) {
            (Some(parent), Some((label, rest))) => {
                !label.is_empty() && label != "*" && parent == rest
            }
            _ => false,
        }
    })
}
