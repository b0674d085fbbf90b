//! GatewayClass.

use crate::json::{Text, record};

use super::meta::{Condition, Metadata};

/// Keeps a class that a Gateway uses from being deleted.
pub const GATEWAY_EXISTS_FINALIZER: &str = "gateway-exists-finalizer.gateway.networking.k8s.io";

record! {
    /// A GatewayClass.
    #[derive(Debug)]
    pub struct GatewayClass<'a> {
        /// `group/version`.
        api_version: Text<'a> = "apiVersion",
        /// The metadata.
        metadata: Metadata<'a> = "metadata",
        /// What is asked for.
        spec: GatewayClassSpec<'a> = "spec",
        /// What was answered last.
        status: GatewayClassStatus<'a> = "status",
    }
}

record! {
    /// The spec of a GatewayClass.
    #[derive(Debug)]
    pub struct GatewayClassSpec<'a> {
        /// Who serves the Gateways of this class.
        controller_name: Text<'a> = "controllerName",
        /// Parameters of the implementation.
        parameters_ref: Option<ParametersReference<'a>> = "parametersRef",
    }
}

record! {
    /// A reference to an implementation's own parameters.
    #[derive(Debug)]
    pub struct ParametersReference<'a> {
        /// The group.
        group: Text<'a> = "group",
        /// The kind.
        kind: Text<'a> = "kind",
        /// The name.
        name: Text<'a> = "name",
        /// The namespace, for kinds that have one.
        namespace: Option<Text<'a>> = "namespace",
    }
}

record! {
    /// The status of a GatewayClass.
    #[derive(Debug)]
    pub struct GatewayClassStatus<'a> {
        /// The conditions.
        conditions: Vec<Condition<'a>> = "conditions",
    }
}
