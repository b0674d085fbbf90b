//! GatewayClass.

use serde::Deserialize;

use crate::json::Text;

use super::meta::{Condition, Metadata};

/// A GatewayClass.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct GatewayClass<'a> {
    /// `group/version`.
    #[serde(borrow)]
    pub api_version: Text<'a>,
    /// The metadata.
    #[serde(borrow)]
    pub metadata: Metadata<'a>,
    /// What is asked for.
    #[serde(borrow)]
    pub spec: GatewayClassSpec<'a>,
    /// What was answered last.
    #[serde(borrow)]
    pub status: GatewayClassStatus<'a>,
}

/// The spec of a GatewayClass.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct GatewayClassSpec<'a> {
    /// Who serves the Gateways of this class.
    #[serde(borrow)]
    pub controller_name: Text<'a>,
    /// Parameters of the implementation.
    #[serde(borrow)]
    pub parameters_ref: Option<ParametersReference<'a>>,
}

/// A reference to an implementation's own parameters.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ParametersReference<'a> {
    /// The group.
    #[serde(borrow)]
    pub group: Text<'a>,
    /// The kind.
    #[serde(borrow)]
    pub kind: Text<'a>,
    /// The name.
    #[serde(borrow)]
    pub name: Text<'a>,
    /// The namespace, for kinds that have one.
    #[serde(borrow)]
    pub namespace: Option<Text<'a>>,
}

/// The status of a GatewayClass.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct GatewayClassStatus<'a> {
    /// The conditions.
    #[serde(borrow)]
    pub conditions: Vec<Condition<'a>>,
}
