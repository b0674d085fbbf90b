//! The statuses as they are written back.

use serde::Serialize;

use crate::gateway_api::{Condition, RouteParentStatus};
use crate::json::Text;

/// The status of any kind.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum StatusBody<'a> {
    /// Of a GatewayClass.
    GatewayClass(GatewayClassStatusBody<'a>),
    /// Of a Gateway.
    Gateway(GatewayStatusBody<'a>),
    /// Of an HTTPRoute.
    Route(RouteStatusBody<'a>),
}

/// The status of a GatewayClass.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GatewayClassStatusBody<'a> {
    /// The conditions.
    pub conditions: Vec<Condition<'a>>,
    /// What is supported, sorted by name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub supported_features: Vec<SupportedFeature>,
}

/// A feature of Gateway API.
#[derive(Debug, Serialize)]
pub struct SupportedFeature {
    /// Its name.
    pub name: &'static str,
}

/// The status of a Gateway.
#[derive(Debug, Serialize)]
pub struct GatewayStatusBody<'a> {
    /// The addresses that are bound.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<AddressBody<'a>>,
    /// The conditions.
    pub conditions: Vec<Condition<'a>>,
    /// The listeners, sorted by name.
    pub listeners: Vec<ListenerStatusBody<'a>>,
}

/// An address that is bound.
#[derive(Debug, Serialize)]
pub struct AddressBody<'a> {
    /// `IPAddress` or `Hostname`.
    pub r#type: Text<'a>,
    /// The address.
    pub value: Text<'a>,
}

/// The status of a listener.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ListenerStatusBody<'a> {
    /// The listener's name.
    pub name: Text<'a>,
    /// The kinds of routes that it takes.
    pub supported_kinds: Vec<SupportedKind>,
    /// How many routes are attached.
    pub attached_routes: usize,
    /// The conditions.
    pub conditions: Vec<Condition<'a>>,
}

/// A kind of route.
#[derive(Debug, Serialize)]
pub struct SupportedKind {
    /// The group.
    pub group: &'static str,
    /// The kind.
    pub kind: &'static str,
}

/// The status of an HTTPRoute.
#[derive(Debug, Serialize)]
pub struct RouteStatusBody<'a> {
    /// One entry for each parent and controller.
    pub parents: Vec<RouteParentStatus<'a>>,
}
