//! Pairs made with openssl (`tests/fixtures/certificates`, valid until 2126).

use super::{Field, KeyAlgorithm, Pair, PairError, base64, check_pair, covers};

/// The bytes of a fixture.
macro_rules! file {
    ($name:literal) => {
        include_bytes!(concat!("../../../tests/fixtures/certificates/", $name)).as_slice()
    };
}

const EC: &[u8] = file!("ec.crt");
const EC_KEY: &[u8] = file!("ec-sec1.key");
const RSA: &[u8] = file!("rsa.crt");

fn pair(certificate: &[u8], key: &[u8]) -> Pair {
    check_pair(certificate, key).unwrap()
}

fn error(certificate: &[u8], key: &[u8]) -> PairError {
    check_pair(certificate, key).unwrap_err()
}

fn joined(parts: &[&[u8]]) -> Vec<u8> {
    parts.concat()
}

fn replaced(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    let text = std::str::from_utf8(bytes).unwrap();
    assert!(text.contains(from));
    text.replace(from, to).into_bytes()
}

#[test]
fn every_form_of_key_is_read_and_copied_unchanged() {
    let ec: [&[u8]; 4] = [
        EC_KEY,
        file!("ec-pkcs8.key"),
        file!("ec-no-public.key"),
        file!("ec-compressed.key"),
    ];
    for key in ec {
        let pair = pair(EC, key);
        assert_eq!(pair.algorithm, KeyAlgorithm::Ecdsa);
        assert_eq!(pair.pem, joined(&[key, EC]));
    }
    for key in [file!("rsa-pkcs1.key"), file!("rsa-pkcs8.key")] {
        let pair = pair(RSA, key);
        assert_eq!(pair.algorithm, KeyAlgorithm::Rsa);
        assert_eq!(pair.pem, joined(&[key, RSA]));
    }
    pair(file!("ec-p384.crt"), file!("ec-p384.key"));
}

#[test]
fn leaf_is_described() {
    let leaf = pair(EC, EC_KEY);
    assert_eq!(leaf.dns_names, ["api.example.com", "*.shop.example.com"]);
    assert!(leaf.not_after.starts_with("2126-"), "{}", leaf.not_after);
    assert!(leaf.not_after.ends_with('Z') && leaf.not_after.len() == 20);
    // The common name counts only without the extension.
    let names = |certificate| pair(certificate, EC_KEY).dns_names;
    assert_eq!(names(file!("ec-cn-only.crt")), ["old.example.com"]);
    assert!(names(file!("ec-ip-only.crt")).is_empty());
    assert_eq!(names(file!("chain.crt")), ["api.example.com"]);
}

#[test]
fn key_without_newline_is_joined_with_one() {
    let bare = EC_KEY.trim_ascii_end();
    assert_eq!(pair(EC, bare).pem, joined(&[bare, b"\n", EC]));
    let bare_certificate = EC.trim_ascii_end();
    let copy = pair(bare_certificate, EC_KEY).pem;
    assert_eq!(copy, joined(&[EC_KEY, bare_certificate]));
}

#[test]
fn curve_parameters_are_left_out_of_the_copy() {
    let (certificate, key) = (file!("ec-parameters.crt"), file!("ec-parameters.key"));
    let copy = pair(certificate, key).pem;
    assert!(copy.starts_with(b"-----BEGIN EC PRIVATE KEY-----\n"));
    assert!(copy.ends_with(certificate));
    assert!(key.ends_with(&copy[..copy.len() - certificate.len()]));
    // After the key and without a final newline it works as well.
    let start = key
        .windows(30)
        .position(|at| at == b"-----BEGIN EC PRIVATE KEY-----");
    let (parameters, only_key) = key.split_at(start.unwrap());
    let turned = joined(&[only_key, parameters.trim_ascii_end()]);
    assert_eq!(
        pair(certificate, &turned).pem,
        joined(&[only_key, certificate])
    );
    // In `tls.crt` they have no place.
    let parameters_first = joined(&[parameters, certificate]);
    assert!(matches!(
        error(&parameters_first, only_key),
        PairError::UnexpectedBlock { field: Field::Certificate, kind } if kind == "EC PARAMETERS"
    ));
}

#[test]
fn pem_is_read_as_tolerantly_as_by_go() {
    let crlf = replaced(EC, "\n", "\r\n");
    let around = joined(&[b"Bag Attributes\n    x: y\n", EC, b"trailing text"]);
    let headers = replaced(
        EC_KEY,
        "KEY-----\nM",
        "KEY-----\nComment: made for tests\n\nM",
    );
    let blanks = replaced(EC, "-----\n", "----- \t\n");
    for certificate in [crlf, around, blanks] {
        assert_eq!(
            pair(&certificate, &headers).pem,
            joined(&[&headers, &certificate])
        );
    }
}

#[test]
fn swapped_and_mixed_fields_are_told() {
    assert_eq!(error(EC_KEY, EC), PairError::Swapped(Field::Certificate));
    assert_eq!(error(EC, EC), PairError::Swapped(Field::Key));
    let both = joined(&[EC_KEY, EC]);
    assert_eq!(error(&both, EC_KEY), PairError::Both(Field::Certificate));
    assert_eq!(error(EC, &both), PairError::Both(Field::Key));
    assert_eq!(
        error(EC_KEY, EC).to_string(),
        "`tls.crt` and `tls.key` are swapped: `tls.crt` holds a private key"
    );
}

#[test]
fn empty_and_foreign_content_is_refused() {
    assert_eq!(error(b"", EC_KEY), PairError::Empty(Field::Certificate));
    assert_eq!(error(EC, b" \r\n"), PairError::Empty(Field::Key));
    assert_eq!(error(b"no pem", EC_KEY), PairError::NoCertificate);
    assert_eq!(error(EC, b"no pem"), PairError::NoKey);
    let request = replaced(EC, "CERTIFICATE", "CERTIFICATE REQUEST");
    assert_eq!(
        error(&request, EC_KEY).to_string(),
        "`tls.crt` holds a PEM block of type `CERTIFICATE REQUEST`, which cannot be served"
    );
    let odd = replaced(EC, "CERTIFICATE", "odd `type`");
    assert!(error(&odd, EC_KEY).to_string().contains("type `?`"));
}

#[test]
fn damaged_blocks_are_refused() {
    let garbage = file!("garbage.crt");
    assert_eq!(error(garbage, EC_KEY), PairError::MalformedCertificate(1));
    let chain = joined(&[EC, garbage]);
    assert_eq!(error(&chain, EC_KEY), PairError::MalformedCertificate(2));
    let damaged = |field, block| PairError::DamagedBlock { field, block };
    let not_base64 = replaced(
        EC,
        "-----BEGIN CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\n?",
    );
    assert_eq!(error(&not_base64, EC_KEY), damaged(Field::Certificate, 1));
    let cut = joined(&[EC, &EC[..200]]);
    assert_eq!(error(&cut, EC_KEY), damaged(Field::Certificate, 2));
    let other_end = replaced(EC_KEY, "END EC PRIVATE", "END PRIVATE");
    assert_eq!(error(EC, &other_end), damaged(Field::Key, 1));
    let glued = joined(&[EC.trim_ascii_end(), EC]);
    assert_eq!(error(&glued, EC_KEY), damaged(Field::Certificate, 1));
    // The type of the block is binding.
    let mislabelled = replaced(EC_KEY, "EC PRIVATE", "PRIVATE");
    assert_eq!(error(EC, &mislabelled), PairError::MalformedKey);
}

#[test]
fn keys_that_cannot_be_served_are_refused() {
    let two = joined(&[EC_KEY, file!("ec-other.key")]);
    assert_eq!(error(EC, &two), PairError::SeveralKeys(2));
    let encrypted = [file!("encrypted-pkcs8.key"), file!("encrypted-legacy.key")];
    for key in encrypted {
        assert_eq!(error(EC, key), PairError::EncryptedKey);
    }
    let keys = [
        (file!("ed25519.key"), "Ed25519"),
        (file!("ed448.key"), "Ed448"),
    ];
    for (key, algorithm) in keys {
        let field = Field::Key;
        let expected = PairError::UnsupportedAlgorithm { field, algorithm };
        assert_eq!(error(file!("ed25519.crt"), key), expected);
    }
    assert_eq!(
        error(file!("ed25519.crt"), EC_KEY).to_string(),
        "the key in `tls.crt` is Ed25519, only RSA and ECDSA are supported"
    );
    let (certificate, key) = (file!("ec-secp256k1.crt"), file!("ec-secp256k1.key"));
    assert_eq!(
        error(certificate, key),
        PairError::UnsupportedCurve(Field::Key)
    );
}

#[test]
fn key_of_another_certificate_is_refused() {
    let pairs = [
        (EC, file!("ec-other.key")),
        (EC, file!("ec-p384.key")),
        (EC, file!("ec-p384-no-public.key")),
        (EC, file!("rsa-pkcs1.key")),
        (RSA, file!("rsa-other.key")),
        (RSA, EC_KEY),
    ];
    for (certificate, key) in pairs {
        assert_eq!(error(certificate, key), PairError::Mismatch);
    }
    // Only the first certificate counts.
    let other_first = joined(&[RSA, EC]);
    assert_eq!(error(&other_first, EC_KEY), PairError::Mismatch);
}

#[test]
fn no_cut_or_changed_file_panics() {
    for length in 0..EC.len() {
        let _ = check_pair(&EC[..length], EC_KEY);
    }
    // Every byte inside the DER of certificate and key changed in turn.
    for (file, kind) in [(EC, "CERTIFICATE"), (EC_KEY, "EC PRIVATE KEY")] {
        let text = std::str::from_utf8(file).unwrap();
        let body: String = text.lines().filter(|line| !line.starts_with('-')).collect();
        let der = base64::decode(body.as_bytes()).unwrap();
        for (index, change) in (0..der.len()).flat_map(|index| [(index, 1), (index, 0x80)]) {
            let mut changed = der.clone();
            changed[index] ^= change;
            let body = base64::encode(&changed);
            let pem = format!("-----BEGIN {kind}-----\n{body}\n-----END {kind}-----\n");
            let _ = match kind {
                "CERTIFICATE" => check_pair(pem.as_bytes(), EC_KEY),
                _ => check_pair(EC, pem.as_bytes()),
            };
        }
    }
}

#[test]
fn hostnames_are_covered_by_one_label_wildcards() {
    let names = ["api.example.com", "*.shop.example.com"].map(String::from);
    let cases = [
        ("api.example.com", true),
        ("API.Example.com", true),
        ("a.shop.example.com", true),
        ("*.shop.example.com", true),
        ("shop.example.com", false),
        ("a.b.shop.example.com", false),
        (".shop.example.com", false),
        ("*.example.com", false),
        ("*.a.shop.example.com", false),
        ("example.com", false),
        ("com", false),
        ("", false),
    ];
    for (hostname, expected) in cases {
        assert_eq!(covers(&names, hostname), expected, "{hostname}");
    }
}

#[test]
fn base64_is_that_of_go() {
    for text in ["", "f", "fo", "foo", "foob", "fooba", "foobar"] {
        let encoded = base64::encode(text.as_bytes());
        assert_eq!(base64::decode(encoded.as_bytes()).unwrap(), text.as_bytes());
    }
    assert_eq!(base64::encode(b"\xff\xfe\xfd\xfc"), "//79/A==");
    // Line ends anywhere, and bits left over in the last character.
    let fine = ["Zm9v\r\nYg\n=\n=\n", "Zm9vYh=="];
    for text in fine {
        assert_eq!(base64::decode(text.as_bytes()).unwrap(), b"foob", "{text}");
    }
    let wrong = [
        ("Zg", 2),
        ("Zg=", 3),
        ("Zg===", 4),
        ("Z===", 1),
        ("=", 0),
        ("Zg=v", 3),
        ("Zg==Zg==", 4),
        ("Zm9v Yg==", 4),
        ("Zm9-", 3),
    ];
    for (text, at) in wrong {
        assert_eq!(
            base64::decode(text.as_bytes()).unwrap_err().at,
            at,
            "{text}"
        );
    }
}
