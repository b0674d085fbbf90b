//! Identities of the objects that findings are about.

use crate::contract::ObjectRef;
use crate::gateway_api::{Gateway, GatewayClass, HttpRoute, Metadata};
use crate::json::Text;

/// The identity of an object by its parts.
pub(crate) fn object_ref<'a>(
    api_version: &Text<'a>,
    kind: &'static str,
    metadata: &Metadata<'a>,
) -> ObjectRef<'a> {
    ObjectRef {
        api_version: api_version.clone(),
        kind: Text::from(kind),
        namespace: metadata.namespace.clone(),
        name: metadata.name.clone(),
    }
}

/// The identity of a Gateway.
pub(crate) fn gateway_ref<'a>(gateway: &Gateway<'a>) -> ObjectRef<'a> {
    object_ref(&gateway.api_version, "Gateway", &gateway.metadata)
}

/// The identity of an HTTPRoute.
pub(crate) fn route_ref<'a>(route: &HttpRoute<'a>) -> ObjectRef<'a> {
    object_ref(&route.api_version, "HTTPRoute", &route.metadata)
}

/// The identity of a GatewayClass.
pub(crate) fn class_ref<'a>(class: &GatewayClass<'a>) -> ObjectRef<'a> {
    object_ref(&class.api_version, "GatewayClass", &class.metadata)
}

/// A kind with its group, as messages name it.
pub(crate) fn kind_name(group: &str, kind: &str) -> String {
    if group.is_empty() {
        kind.to_owned()
    } else {
        format!("{kind}.{group}")
    }
}
