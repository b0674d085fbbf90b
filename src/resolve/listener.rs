//! One listener by itself: protocol, TLS, kinds, selector (kuma.md §4.2).

use crate::diagnostic::{Code, Problem};
use crate::gateway_api::{GROUP, Gateway, Listener, ProtocolType, TlsMode};
use crate::json::Pointer;

use super::Context;
use super::certificate_ref;
use super::graph::{KindsVerdict, ListenerNode};
use super::hostname::{is_dns_name, is_hostname, is_ip_address};
use super::implementation::ClassTraits;
use super::namespace_selector::fault;

pub(super) fn resolve<'s, 'a>(
    context: &Context<'_, 's, 'a>,
    gateway: &'s Gateway<'a>,
    traits: &ClassTraits<'a>,
    index: usize,
    listener: &'s Listener<'a>,
) -> ListenerNode<'s, 'a> {
    let at = Pointer::root().keys(&["spec", "listeners"]).index(index);
    let mut notes = Vec::new();
    let protocol = unsupported_protocol(listener, traits, &at);
    let carries_http = protocol.is_none();
    let kinds = kinds(listener, carries_http, &at);
    let is_https = matches!(listener.protocol, Some(ProtocolType::HTTPS));
    let unserved = protocol
        .or_else(|| invalid(listener, &at))
        .or_else(|| unsupported_tls(listener, &at));
    let certificates = if is_https && unserved.is_none() {
        certificate_ref::resolve(context, gateway, listener, &at, &mut notes)
    } else {
        Ok(Vec::new())
    };
    let mut unsupported = unserved.or_else(|| client_validation(gateway, listener, &at));
    if let (Ok(certificates), None) = (&certificates, &unsupported) {
        let limit = context.implementation.max_certificates();
        if certificates.len() > limit {
            let message = format!(
                "{} certificates are more than the {limit} that can be served",
                certificates.len()
            );
            let place = at.key("tls").key("certificateRefs");
            unsupported = Some(Problem::new(Code::CertificateTooMany, place, message));
        }
        uncovered_hostname(listener, certificates, &at, &mut notes);
    }
    if let Some(hostname) = listener
        .hostname()
        .filter(|hostname| !is_dns_name(hostname))
    {
        let message = if is_ip_address(hostname) {
            format!("`{hostname}` is an IP address, and a hostname must be a DNS name")
        } else {
            format!(
                "`{hostname}` is not a DNS name, as one of its labels has more than 63 characters"
            )
        };
        notes.push(Problem::new(
            Code::ListenerHostname,
            at.key("hostname"),
            message,
        ));
    }
    if listener
        .tls
        .as_ref()
        .and_then(|tls| tls.options.as_ref())
        .is_some_and(|options| !options.is_empty())
    {
        let message = format!(
            "the TLS options of listener `{}` are ignored",
            listener.name
        );
        notes.push(Problem::new(
            Code::TlsOptionsIgnored,
            at.key("tls").key("options"),
            message,
        ));
    }
    ListenerNode {
        listener,
        index,
        unsupported,
        carries_http,
        conflict: None,
        kinds,
        certificates,
        selector: selector(listener, &at),
        overlap: None,
        attached_routes: 0,
        notes,
    }
}

fn unsupported_protocol<'a>(
    listener: &Listener<'a>,
    traits: &ClassTraits<'a>,
    at: &Pointer,
) -> Option<Problem<'a>> {
    let place = at.key("protocol");
    match &listener.protocol {
        Some(ProtocolType::HTTP) => None,
        Some(ProtocolType::HTTPS) if !traits.http_only => None,
        Some(ProtocolType::HTTPS) => {
            let message = "the protocol `HTTPS` is not supported on a cross-mesh gateway";
            Some(Problem::new(Code::ListenerCrossMesh, place, message))
        }
        Some(protocol) => {
            let message = format!("the protocol `{}` is not supported", protocol.as_str());
            let problem = Problem::new(Code::ListenerProtocol, place, message);
            Some(if traits.http_only {
                problem.help("use HTTP")
            } else {
                problem
            })
        }
        None => Some(Problem::new(
            Code::ListenerProtocol,
            at.clone(),
            "the listener has no protocol",
        )),
    }
}

/// What an API server would refuse, and Kuma with the whole MeshGateway (V11, V12).
fn invalid<'a>(listener: &Listener<'a>, at: &Pointer) -> Option<Problem<'a>> {
    if !(1..=65_535).contains(&listener.port) {
        let message = format!("{} is not a port", listener.port);
        let problem = Problem::new(Code::ListenerInvalid, at.key("port"), message);
        return Some(problem.help("use a port from 1 to 65535"));
    }
    let hostname = listener
        .hostname()
        .filter(|hostname| !is_hostname(hostname))?;
    let message = format!("`{hostname}` is not a hostname");
    let problem = Problem::new(Code::ListenerInvalid, at.key("hostname"), message);
    Some(
        problem
            .help("use lower-case letters, digits, dashes and dots, perhaps with `*.` before them"),
    )
}

fn unsupported_tls<'a>(listener: &Listener<'a>, at: &Pointer) -> Option<Problem<'a>> {
    let tls = listener.tls.as_ref()?;
    if matches!(listener.protocol, Some(ProtocolType::HTTP)) {
        let message = format!(
            "listener `{}` has the protocol HTTP, so its `tls` cannot be served",
            listener.name
        );
        return Some(Problem::new(Code::TlsOnHttp, at.key("tls"), message));
    }
    match &tls.mode {
        None | Some(TlsMode::Terminate) => None,
        Some(mode) => {
            let message = format!(
                "the TLS mode `{}` is not supported for HTTPS",
                mode.as_str()
            );
            Some(Problem::new(
                Code::TlsPassthrough,
                at.key("tls").key("mode"),
                message,
            ))
        }
    }
}

/// Client certificates that the Gateway asks for on this listener's port (F79).
fn client_validation<'a>(
    gateway: &Gateway<'a>,
    listener: &Listener<'a>,
    at: &Pointer,
) -> Option<Problem<'a>> {
    if !matches!(listener.protocol, Some(ProtocolType::HTTPS)) {
        return None;
    }
    let frontend = gateway.spec.tls.as_ref()?.frontend.as_ref()?;
    let of_port = frontend
        .per_port
        .iter()
        .find(|entry| entry.port == listener.port);
    let configuration = match of_port {
        Some(entry) => entry.tls.as_ref(),
        None => frontend.default.as_ref(),
    };
    configuration?.validation.as_ref()?;
    let message = format!(
        "the Gateway asks for client certificates on port {}, which cannot be validated",
        listener.port
    );
    Some(Problem::new(Code::ClientValidation, at.clone(), message))
}

fn kinds<'a>(listener: &Listener<'a>, carries_http: bool, at: &Pointer) -> KindsVerdict<'a> {
    let allowed = listener
        .allowed_routes
        .as_ref()
        .map(|allowed| allowed.kinds.as_slice())
        .unwrap_or_default();
    let is_http_route = |group: &str, kind: &str| group == GROUP && kind == "HTTPRoute";
    let names: Vec<(String, bool)> = allowed
        .iter()
        .map(|entry| {
            let group = entry.group.as_deref().unwrap_or(GROUP);
            (
                format!("{}.{group}", entry.kind),
                is_http_route(group, &entry.kind),
            )
        })
        .collect();
    let invalid: Vec<&str> = names
        .iter()
        .filter(|(_, valid)| !valid)
        .map(|(name, _)| name.as_str())
        .collect();
    let http_route = carries_http && (names.is_empty() || names.iter().any(|(_, valid)| *valid));
    let problem = (carries_http && !invalid.is_empty()).then(|| {
        let message = format!(
            "routes of kind `{}` cannot attach to this listener",
            invalid.join("`, `")
        );
        Problem::new(
            Code::ListenerKinds,
            at.key("allowedRoutes").key("kinds"),
            message,
        )
    });
    KindsVerdict {
        http_route,
        invalid: problem,
    }
}

fn selector<'a>(listener: &Listener<'a>, at: &Pointer) -> Option<Problem<'a>> {
    let namespaces = listener.allowed_routes.as_ref()?.namespaces.as_ref()?;
    let place = at.keys(&["allowedRoutes", "namespaces"]);
    match namespaces.from.as_deref() {
        None | Some("Same" | "All" | "None") => None,
        Some("Selector") => {
            let (index, why) = fault(namespaces.selector.as_ref()?)?;
            let place = place.keys(&["selector", "matchExpressions"]).index(index);
            Some(Problem::new(Code::ListenerSelector, place, why))
        }
        Some(other) => {
            let message = format!("`from: {other}` is not known, so the listener takes no routes");
            let problem = Problem::new(Code::ListenerSelector, place.key("from"), message);
            Some(problem.help("use `Same`, `All` or `Selector`"))
        }
    }
}

fn uncovered_hostname<'a>(
    listener: &Listener<'a>,
    certificates: &[super::CertificateVerdict<'a>],
    at: &Pointer,
    notes: &mut Vec<Problem<'a>>,
) {
    let Some(hostname) = listener.hostname() else {
        return;
    };
    let known = certificates
        .iter()
        .all(|certificate| certificate.pem.is_some());
    let covered = certificates
        .iter()
        .any(|certificate| super::certificate::covers(&certificate.dns_names, hostname));
    if !certificates.is_empty() && known && !covered {
        let names: Vec<&str> = certificates
            .iter()
            .flat_map(|c| c.dns_names.iter().map(String::as_str))
            .collect();
        let message = match names.as_slice() {
            [] => format!("no certificate is for `{hostname}`, or for any DNS name"),
            names => format!(
                "no certificate is for `{hostname}`; they are for `{}`",
                names.join("`, `")
            ),
        };
        notes.push(Problem::new(
            Code::CertificateHostname,
            at.key("hostname"),
            message,
        ));
    }
}
