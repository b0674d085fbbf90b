//! Fields of a Gateway that Kuma does not read.

use crate::diagnostic::{Code, Problem};
use crate::gateway_api::Gateway;
use crate::json::Pointer;
use crate::translate::instance;

/// What a Gateway says that Kuma does not read.
pub(super) fn fields<'a>(gateway: &Gateway<'a>) -> Vec<Problem<'a>> {
    let spec = &gateway.spec;
    let client_certificate = spec
        .tls
        .as_ref()
        .and_then(|tls| tls.backend.as_ref())
        .and_then(|tls| tls.client_certificate_ref.as_ref());
    let takes_listener_sets = spec
        .allowed_listeners
        .as_ref()
        .and_then(|allowed| allowed.namespaces.as_ref())
        .and_then(|namespaces| namespaces.from.as_deref())
        .is_some_and(|from| from != "None");
    let is_default = spec
        .default_scope
        .as_deref()
        .is_some_and(|scope| scope != "None");
    let fields = [
        (
            client_certificate.is_some(),
            &["tls", "backend", "clientCertificateRef"][..],
            "gateways of Kuma show the mesh's own certificate to backends",
        ),
        (
            takes_listener_sets,
            &["allowedListeners"],
            "Kuma reads no ListenerSets",
        ),
        (
            is_default,
            &["defaultScope"],
            "Kuma has no default Gateways",
        ),
    ];
    let reserved = instance::reserved_keys(gateway).map(|(map, key)| {
        let place = Pointer::root().keys(&["spec", "infrastructure", map, key]);
        let message = format!("`{key}` is ignored: Kuma sets it on what it makes for a gateway");
        Problem::new(Code::GatewayFieldIgnored, place, message)
    });
    fields
        .into_iter()
        .filter(|(present, _, _)| *present)
        .map(|(_, keys, why)| {
            let message = format!("`spec.{}` is ignored: {why}", keys.join("."));
            Problem::new(
                Code::GatewayFieldIgnored,
                Pointer::root().key("spec").keys(keys),
                message,
            )
        })
        .chain(reserved)
        .collect()
}
