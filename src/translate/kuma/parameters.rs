//! The parameters of a GatewayClass: a MeshGatewayConfig.

use crate::contract::ObjectRef;
use crate::diagnostic::{Code, Problem, did_you_mean};
use crate::gateway_api::{GatewayClass, Map, ParametersReference};
use crate::json::{Pointer, Text};
use crate::kuma::charset::is_tag_text;
use crate::kuma::{self, MeshGatewayConfig, tags};
use crate::resolve::{ClassTraits, kind_name};
use crate::store::{Kind, Store};

/// What the parameters of a class say about its Gateways (kuma.md §1); `may_be_elsewhere`: what is not in the
/// snapshot may exist.
pub(super) fn traits<'a>(
    store: &Store<'a>,
    class: &GatewayClass<'a>,
    may_be_elsewhere: bool,
) -> Result<ClassTraits<'a>, Problem<'a>> {
    let Some(reference) = &class.spec.parameters_ref else {
        return Ok(ClassTraits::default());
    };
    let at = Pointer::root().keys(&["spec", "parametersRef"]);
    check_reference(reference, &at)?;
    let Some(config) = store.configs.get("", &reference.name) else {
        let named = format!("MeshGatewayConfig `{}`", reference.name);
        if may_be_elsewhere {
            let message = format!("{named} is not in the input; Kuma's defaults stand in for it");
            let note = Problem::new(Code::AssumedParameters, at.key("name"), message);
            return Ok(ClassTraits {
                http_only: false,
                notes: vec![note],
            });
        }
        let help = did_you_mean(&reference.name, store.configs.names_in(""));
        let absence = store.absence(Kind::MeshGatewayConfig, "", &reference.name);
        let message = format!("{named} {absence}");
        let correction = store.correction(Kind::MeshGatewayConfig, "", &reference.name);
        let problem = Problem::new(Code::ClassParametersNotFound, at.key("name"), message);
        return Err(problem.maybe_help(correction.or(help)));
    };
    check_config(config, &at)?;
    Ok(ClassTraits {
        http_only: config.spec.cross_mesh == Some(true),
        notes: Vec::new(),
    })
}

/// The parameters of a class, if it has any.
pub(in crate::translate) fn config_of<'s, 'a>(
    store: &'s Store<'a>,
    class: Option<&GatewayClass<'a>>,
) -> Option<&'s MeshGatewayConfig<'a>> {
    let reference = class?.spec.parameters_ref.as_ref()?;
    store.configs.get("", &reference.name)
}

/// The identity of the parameters of a class.
pub(in crate::translate) fn config_ref<'a>(config: &MeshGatewayConfig<'a>) -> ObjectRef<'a> {
    ObjectRef {
        api_version: config.api_version.clone(),
        kind: Text::from("MeshGatewayConfig"),
        namespace: Text::default(),
        name: config.metadata.name.clone(),
    }
}

fn check_reference<'a>(
    reference: &ParametersReference<'a>,
    at: &Pointer,
) -> Result<(), Problem<'a>> {
    if reference.group != kuma::GROUP || reference.kind != "MeshGatewayConfig" {
        let message = format!(
            "the parameters are a `{}`, not a MeshGatewayConfig.kuma.io",
            kind_name(&reference.group, &reference.kind)
        );
        return Err(Problem::new(Code::ClassParametersKind, at.clone(), message));
    }
    match reference
        .namespace
        .as_deref()
        .filter(|namespace| !namespace.is_empty())
    {
        Some(namespace) => {
            let message = format!(
                "the parameters name the namespace `{namespace}`, but a MeshGatewayConfig has none"
            );
            Err(Problem::new(
                Code::ClassParametersNamespace,
                at.key("namespace"),
                message,
            ))
        }
        None => Ok(()),
    }
}

/// F154: values that Kuma's webhook or CRD refuses on a MeshGatewayInstance (V23).
fn check_config<'a>(config: &MeshGatewayConfig<'a>, at: &Pointer) -> Result<(), Problem<'a>> {
    let spec = Pointer::root().key("spec");
    let refuse = |why: String, place: Pointer| {
        let message = format!("MeshGatewayConfig `{}` has {why}", config.metadata.name);
        let problem = Problem::new(Code::ClassParametersInvalid, at.clone(), message);
        Err(problem.related(config_ref(config), place, "the value"))
    };
    if let Some(replicas) = config.spec.replicas.filter(|replicas| *replicas < 1) {
        return refuse(format!("{replicas} replicas"), spec.key("replicas"));
    }
    let known = |of: &&Text<'a>| matches!(of.as_str(), "LoadBalancer" | "ClusterIP" | "NodePort");
    if let Some(of) = config.spec.service_type.as_ref().filter(|of| !known(of)) {
        return refuse(format!("the serviceType `{of}`"), spec.key("serviceType"));
    }
    for (key, value) in config.spec.tags.iter().flat_map(Map::iter) {
        let why = if *key == tags::SERVICE {
            "which Kuma sets itself"
        } else if value.is_empty() {
            "which is empty"
        } else if !is_tag_text(value, false) {
            "which Kuma refuses"
        } else {
            continue;
        };
        return refuse(
            format!("the tag `{key}: {value}`, {why}"),
            spec.keys(&["tags", key]),
        );
    }
    Ok(())
}
