//! The certificates of a listener (kuma.md §4.2, §5.2; F5, F6, F17, F49, F126, F160).

use std::rc::Rc;

use crate::diagnostic::{Code, Problem, did_you_mean};
use crate::gateway_api::{Gateway, Listener, ListenerTls, ObjectReference, Secret};
use crate::json::{Pointer, Text};
use crate::store::Kind;

use super::Context;
use super::certificate::{PairError, base64, check_pair};
use super::grant::{self, Reference};
use super::graph::CertificateVerdict;
use super::object::{kind_name, object_ref};

type Certificates<'a> = Result<Vec<CertificateVerdict<'a>>, Problem<'a>>;

/// The certificates of a listener that terminates TLS, each once, or the first reason against them.
pub(super) fn resolve<'a>(
    context: &Context<'_, '_, 'a>,
    gateway: &Gateway<'a>,
    listener: &Listener<'a>,
    at: &Pointer,
    notes: &mut Vec<Problem<'a>>,
) -> Certificates<'a> {
    let none = ListenerTls::default();
    let refs = &listener.tls.as_ref().unwrap_or(&none).certificate_refs;
    let tls = at.key("tls");
    if refs.is_empty() {
        let place = if listener.tls.is_some() {
            tls
        } else {
            at.clone()
        };
        let message = format!(
            "listener `{}` terminates TLS but has no certificate",
            listener.name
        );
        return Err(Problem::new(Code::CertificateMissing, place, message));
    }
    let mut certificates: Vec<CertificateVerdict<'a>> = Vec::new();
    for (index, reference) in refs.iter().enumerate() {
        let path = tls.key("certificateRefs").index(index);
        let certificate = certificate(context, gateway, reference, index, &path, notes)?;
        let known = certificates.iter().any(|other| {
            other.namespace == certificate.namespace && other.name == certificate.name
        });
        if !known {
            certificates.push(certificate);
        }
    }
    Ok(certificates)
}

fn certificate<'a>(
    context: &Context<'_, '_, 'a>,
    gateway: &Gateway<'a>,
    reference: &ObjectReference<'a>,
    index: usize,
    path: &Pointer,
    notes: &mut Vec<Problem<'a>>,
) -> Result<CertificateVerdict<'a>, Problem<'a>> {
    let group = reference.group.as_deref().unwrap_or_default();
    let kind = reference.kind.as_deref().unwrap_or("Secret");
    if !group.is_empty() || kind != "Secret" {
        let of = kind_name(group, kind);
        let message = format!("a certificate must be a Secret, but this is a `{of}`");
        return Err(Problem::new(
            Code::CertificateRefKind,
            path.clone(),
            message,
        ));
    }
    let own = &gateway.metadata.namespace;
    let namespace = reference.namespace.as_ref().unwrap_or(own);
    let access = Reference {
        from_kind: "Gateway",
        from_namespace: own,
        group,
        kind,
        namespace,
        name: &reference.name,
    };
    let named = format!("`{namespace}/{}`", reference.name);
    if !grant::permits(context, &access) {
        // Before anything else, so that nobody learns which Secrets exist elsewhere.
        if !context.may_be_elsewhere() {
            let message =
                format!("the reference to Secret {named} is not permitted by any ReferenceGrant");
            let problem = Problem::new(Code::CertificateRefNotPermitted, path.clone(), message);
            return Err(problem.help(grant::help(&access)));
        }
        let message =
            format!("no ReferenceGrant for Secret {named} is in the input; it is taken to exist");
        notes.push(Problem::new(Code::AssumedGrant, path.clone(), message));
    }
    let Some(secret) = context.store.secrets.get(namespace, &reference.name) else {
        if let Some(problem) = unreadable(context, namespace, &named, path) {
            return Err(problem);
        }
        if context.may_be_elsewhere() {
            let message = format!("Secret {named} is not in the input and is taken to be usable");
            notes.push(Problem::new(
                Code::AssumedCertificate,
                path.clone(),
                message,
            ));
            return Ok(verdict(namespace, reference, index, Vec::new(), None));
        }
        let message = format!(
            "Secret {named} {}",
            context
                .store
                .absence(Kind::Secret, namespace, &reference.name)
        );
        let help = did_you_mean(&reference.name, context.store.secrets.names_in(namespace));
        let correction = context
            .store
            .correction(Kind::Secret, namespace, &reference.name);
        let problem = Problem::new(Code::CertificateNotFound, path.key("name"), message);
        return Err(problem.maybe_help(correction.or(help)));
    };
    let about = |problem: Problem<'a>| {
        let object = object_ref(&secret.api_version, "Secret", &secret.metadata);
        problem.related(object, Pointer::root(), "the Secret")
    };
    if secret.r#type.as_deref() != Some("kubernetes.io/tls") {
        let of = secret.r#type.as_deref().unwrap_or("Opaque");
        let message = format!("Secret {named} has the type `{of}`, not `kubernetes.io/tls`");
        return Err(about(Problem::new(
            Code::CertificateType,
            path.clone(),
            message,
        )));
    }
    let unusable = |why: String, help: Option<&str>| {
        let message = format!("Secret {named} cannot be used: {why}");
        let problem = Problem::new(Code::CertificateInvalid, path.clone(), message);
        about(problem.maybe_help(help.map(str::to_owned)))
    };
    let certificate = field(secret, "tls.crt").map_err(|why| unusable(why, None))?;
    let key = field(secret, "tls.key").map_err(|why| unusable(why, None))?;
    let pair = check_pair(&certificate, &key)
        .map_err(|error| unusable(error.to_string(), help(&error)))?;
    if pair.is_repaired {
        let fault = if key.ends_with(b"\n") {
            "has an `EC PARAMETERS` block"
        } else {
            "does not end with a newline"
        };
        let message = format!(
            "the key of Secret {named} {fault}, for which Kuma itself would refuse the Secret; its copy is written without the fault"
        );
        notes.push(about(Problem::new(
            Code::CertificateRepaired,
            path.clone(),
            message,
        )));
    }
    Ok(verdict(
        namespace,
        reference,
        index,
        pair.dns_names,
        Some(pair.pem),
    ))
}

/// F26: why a Secret that is not in the snapshot may exist all the same, where the host may not read it.
fn unreadable<'a>(
    context: &Context<'_, '_, 'a>,
    namespace: &str,
    named: &str,
    path: &Pointer,
) -> Option<Problem<'a>> {
    let readable = context.options.secret_namespaces.as_ref()?;
    if readable.iter().any(|other| *other == namespace) {
        return None;
    }
    let message = format!(
        "Secret {named} cannot be read: the control plane may not read the Secrets of namespace `{namespace}`"
    );
    let problem = Problem::new(Code::CertificateNotReadable, path.clone(), message);
    let elsewhere: Vec<&str> = readable.iter().map(Text::as_str).collect();
    let help = (!elsewhere.is_empty()).then(|| {
        let elsewhere = elsewhere.join("`, `");
        format!(
            "let it read the Secrets of that namespace, or keep the Secret in one that it reads: `{elsewhere}`"
        )
    });
    Some(problem.maybe_help(help))
}

/// What to do about a pair that cannot be used, where that depends on the pair.
fn help(error: &PairError) -> Option<&'static str> {
    match error {
        PairError::UnsupportedAlgorithm { .. } | PairError::UnsupportedCurve(_) => {
            Some("use an RSA key, or an ECDSA key of a common curve")
        }
        PairError::EncryptedKey => Some("store the key without a passphrase"),
        PairError::Swapped(_) => Some("swap `tls.crt` and `tls.key`"),
        _ => None,
    }
}

fn verdict<'a>(
    namespace: &Text<'a>,
    reference: &ObjectReference<'a>,
    index: usize,
    dns_names: Vec<String>,
    pem: Option<Vec<u8>>,
) -> CertificateVerdict<'a> {
    CertificateVerdict {
        namespace: namespace.clone(),
        name: reference.name.clone(),
        index,
        dns_names: Rc::new(dns_names),
        pem: pem.map(Rc::new),
    }
}

/// The bytes of a field; `stringData` wins, as in an API server.
fn field(secret: &Secret<'_>, key: &str) -> Result<Vec<u8>, String> {
    if let Some(text) = secret.string_data.as_ref().and_then(|data| data.get(key)) {
        return Ok(text.as_bytes().to_vec());
    }
    match secret.data.as_ref().and_then(|data| data.get(key)) {
        None => Err(format!("it has no `{key}`")),
        Some(text) => base64::decode(text.as_bytes()).map_err(|_| format!("`{key}` is not base64")),
    }
}
