//! The check of one Kubernetes TLS Secret: can its pair be served?
//!
//! Kuma's `NewServerSecret` looks at the types of the PEM blocks and at the private key
//! only (kuma.md §5.2). What it lets through makes the proxy refuse the listener, so
//! here certificates are read and the key is compared with the first of them (F49,
//! F160); and what it refuses without need is put right: a key without a final newline
//! (F126), an `EC PARAMETERS` block (F160).

mod algorithm;
pub mod base64;
mod der;
mod error;
mod key;
mod names;
mod pem;
#[cfg(test)]
mod tests;
mod x509;

use algorithm::Public;
use pem::Block;
use x509::Certificate;

pub use error::{Field, PairError};
pub use names::covers;

/// The kind of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyAlgorithm {
    /// RSA.
    Rsa,
    /// ECDSA on P-224, P-256, P-384 or P-521.
    Ecdsa,
}

/// A pair that can be served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// What the key is. Envoy takes one certificate of each kind for a listener.
    pub algorithm: KeyAlgorithm,
    /// The DNS names of the first certificate's subject alternative name in lower case;
    /// its common name only when it has no such extension at all.
    pub dns_names: Vec<String>,
    /// When the first certificate ends, as RFC 3339 in UTC.
    pub not_after: String,
    /// The value of Kuma's own Secret: `tls.key` and then `tls.crt` as they were, with a
    /// newline between them when the key has none (F126) and without `EC PARAMETERS`
    /// blocks (F160).
    pub pem: Vec<u8>,
    /// Whether `pem` is not simply the two fields one after the other, so that Kuma's own conversion
    /// would have refused the Secret.
    pub is_repaired: bool,
}

/// Checks the pair of a `kubernetes.io/tls` Secret (C22, F49, F126, F160).
///
/// Takes the decoded bytes of `tls.crt` and of `tls.key`. Whether the certificate is
/// still valid is left to the caller, who knows the time: see [`Pair::not_after`].
///
/// # Errors
///
/// [`PairError`] with the first reason found; all of them are `InvalidCertificateRef`.
pub fn check_pair(certificate: &[u8], key: &[u8]) -> Result<Pair, PairError> {
    for (field, bytes) in [(Field::Certificate, certificate), (Field::Key, key)] {
        if bytes.trim_ascii().is_empty() {
            return Err(PairError::Empty(field));
        }
    }
    let certificates = blocks(certificate, Field::Certificate)?;
    let keys = blocks(key, Field::Key)?;
    check_places(&certificates, &keys)?;

    let key_block = match keys.iter().filter(|block| is_key(block)).count() {
        0 => return Err(PairError::NoKey),
        1 => keys.iter().find(|block| is_key(block)),
        count => return Err(PairError::SeveralKeys(count)),
    };
    let private = key::read(key_block.ok_or(PairError::NoKey)?)?;

    let mut leaf = None;
    for (index, block) in certificates.iter().enumerate() {
        let malformed = PairError::MalformedCertificate(index + 1);
        let read = Certificate::read(&block.content).ok_or(malformed)?;
        leaf.get_or_insert(read);
    }
    let leaf = leaf.ok_or(PairError::NoCertificate)?;
    let public = leaf.public()?;
    if !private.matches(&public) {
        return Err(PairError::Mismatch);
    }
    let pem = joined(key, &keys, certificate);
    let is_repaired = pem != [key, certificate].concat();
    Ok(Pair {
        algorithm: match public {
            Public::Rsa { .. } => KeyAlgorithm::Rsa,
            Public::Ecdsa { .. } => KeyAlgorithm::Ecdsa,
        },
        dns_names: leaf.dns_names,
        not_after: leaf.not_after,
        pem,
        is_repaired,
    })
}

/// The PEM blocks of a field.
fn blocks(bytes: &[u8], field: Field) -> Result<Vec<Block<'_>>, PairError> {
    pem::blocks(bytes).map_err(|block| PairError::DamagedBlock { field, block })
}

/// Refuses blocks that are in the wrong field or belong in none.
fn check_places(certificates: &[Block<'_>], keys: &[Block<'_>]) -> Result<(), PairError> {
    let fields = [
        (
            Field::Certificate,
            certificates.iter().any(is_key),
            certificates.iter().any(is_certificate),
        ),
        (
            Field::Key,
            keys.iter().any(is_certificate),
            keys.iter().any(is_key),
        ),
    ];
    for (field, others, own) in fields {
        if others {
            return Err(if own {
                PairError::Both(field)
            } else {
                PairError::Swapped(field)
            });
        }
    }
    let strange = |block: &&Block<'_>| !is_certificate(block);
    if let Some(block) = certificates.iter().find(strange) {
        return Err(unexpected(block, Field::Certificate));
    }
    let strange = |block: &&Block<'_>| !is_key(block) && !is_parameters(block);
    if let Some(block) = keys.iter().find(strange) {
        return Err(unexpected(block, Field::Key));
    }
    Ok(())
}

fn is_key(block: &Block<'_>) -> bool {
    block.kind.ends_with(b"PRIVATE KEY")
}

fn is_certificate(block: &Block<'_>) -> bool {
    block.kind == b"CERTIFICATE"
}

/// What `openssl ecparam -genkey` writes before the key. The key names its curve too.
fn is_parameters(block: &Block<'_>) -> bool {
    block.kind == b"EC PARAMETERS"
}

fn unexpected(block: &Block<'_>, field: Field) -> PairError {
    // The type is the user's text; show it only when it looks like a type.
    let looks_right = |byte: &u8| byte.is_ascii_uppercase() || matches!(byte, b' ' | b'0'..=b'9');
    let shown = block.kind.len() <= 40 && block.kind.iter().all(looks_right);
    let kind = if shown {
        String::from_utf8_lossy(block.kind).into_owned()
    } else {
        "?".to_owned()
    };
    PairError::UnexpectedBlock { field, kind }
}

/// The value of Kuma's Secret.
fn joined(key: &[u8], blocks: &[Block<'_>], certificate: &[u8]) -> Vec<u8> {
    let mut joined = Vec::with_capacity(key.len() + 1 + certificate.len());
    let mut from = 0;
    for block in blocks.iter().filter(|block| is_parameters(block)) {
        joined.extend_from_slice(key.get(from..block.place.start).unwrap_or_default());
        from = block.place.end;
    }
    joined.extend_from_slice(key.get(from..).unwrap_or_default());
    if !joined.ends_with(b"\n") {
        joined.push(b'\n');
    }
    joined.extend_from_slice(certificate);
    joined
}
