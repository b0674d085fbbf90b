//! What was generated, as the data plane reads it: the same as [`Config::read`] makes of its JSON.

use crate::json::{Node, Text};
use crate::kuma::{self, Percentage, Resource, tags};

use super::config::{
    Certificate, Config, Filter, Gateway, HeaderModifier, HeaderValue, Listener, Match, Mirror,
    PathModifier, Redirect, Rewrite, Route, RouteSpec, Rule, RuleConf, SecretRef, TargetRef, Tls,
    To, ValueMatch,
};

impl<'a> Config<'a> {
    /// What decides about requests in generated objects.
    #[must_use]
    pub fn of(resources: &'a [Resource<'a>]) -> Self {
        let mut config = Config::default();
        for resource in resources {
            match resource {
                Resource::MeshGateway(object) => config.gateways.push(gateway(object)),
                Resource::MeshHttpRoute(object) => config.routes.push(route(object)),
                Resource::Secret(object) => config.secrets.push(SecretRef {
                    mesh: mesh_label(&object.metadata),
                    name: object.metadata.name.borrowed(),
                    usable: true,
                }),
                Resource::Kept(object) => config.read_parts(
                    object.kind,
                    object
                        .mesh
                        .as_ref()
                        .map_or_else(|| mesh_label(&object.metadata), Text::borrowed),
                    object.metadata.name.borrowed(),
                    object.metadata.namespace.borrowed(),
                    object.spec.clone(),
                ),
                Resource::MeshGatewayInstance(_) | Resource::MeshGatewayRoute(_) => {}
            }
        }
        config
    }
}

fn mesh_label<'a>(metadata: &'a kuma::ObjectMeta<'a>) -> Text<'a> {
    metadata
        .labels
        .get(tags::MESH)
        .filter(|mesh| !mesh.is_empty())
        .map_or_else(|| Text::from(kuma::DEFAULT_MESH), Text::borrowed)
}

fn gateway<'a>(object: &'a kuma::MeshGateway<'a>) -> Gateway<'a> {
    let listeners = object.spec.conf.listeners.iter();
    Gateway {
        mesh: object.mesh.borrowed(),
        name: object.metadata.name.borrowed(),
        listeners: listeners
            .map(|listener| Listener {
                hostname: listener.hostname.borrowed(),
                port: listener.port,
                protocol: Text::from(listener.protocol),
                tags: listener.tags.clone(),
                cross_mesh: listener.cross_mesh,
                tls: Tls {
                    certificates: listener
                        .tls
                        .iter()
                        .flat_map(|tls| &tls.certificates)
                        .map(|certificate| Certificate {
                            secret: certificate.secret.borrowed(),
                        })
                        .collect(),
                },
            })
            .collect(),
    }
}

fn route<'a>(object: &'a kuma::MeshHttpRoute<'a>) -> Route<'a> {
    let target_ref = |target: &'a kuma::TargetRef<'a>| TargetRef {
        kind: Text::from(target.kind),
        name: borrowed(target.name.as_ref()),
        tags: target.tags.clone().unwrap_or_default(),
        weight: None,
    };
    Route {
        mesh: mesh_label(&object.metadata),
        name: object.metadata.name.borrowed(),
        namespace: object.metadata.namespace.borrowed(),
        spec: RouteSpec {
            target_ref: target_ref(&object.spec.target_ref),
            to: object
                .spec
                .to
                .iter()
                .map(|to| To {
                    hostnames: to.hostnames.iter().map(Text::borrowed).collect(),
                    target_ref: target_ref(&to.target_ref),
                    rules: to.rules.0.iter().map(rule).collect(),
                })
                .collect(),
        },
    }
}

fn borrowed<'a>(text: Option<&'a Text<'a>>) -> Text<'a> {
    text.map(Text::borrowed).unwrap_or_default()
}

fn rule<'a>(rule: &'a kuma::Rule<'a>) -> Rule<'a> {
    Rule {
        matches: rule.matches.iter().map(matched).collect(),
        conf: RuleConf {
            filters: Some(rule.default.filters.iter().map(filter).collect()),
            backend_refs: Some(rule.default.backend_refs.iter().map(backend).collect()),
        },
    }
}

fn matched<'a>(matched: &'a kuma::Match<'a>) -> Match<'a> {
    let value = |kind, name: &'a Text<'a>, value: &'a Text<'a>| ValueMatch {
        kind: Text::from(kind),
        name: name.borrowed(),
        value: value.borrowed(),
    };
    Match {
        path: matched.path.as_ref().map(|path| ValueMatch {
            kind: Text::from(path.r#type),
            name: Text::default(),
            value: path.value.borrowed(),
        }),
        method: matched.method.as_ref().map(Text::borrowed),
        headers: matched
            .headers
            .iter()
            .map(|header| value(header.r#type, &header.name, &header.value))
            .collect(),
        query_params: matched
            .query_params
            .iter()
            .map(|parameter| value(parameter.r#type, &parameter.name, &parameter.value))
            .collect(),
    }
}

fn backend<'a>(backend: &'a kuma::BackendRef<'a>) -> TargetRef<'a> {
    TargetRef {
        kind: Text::from(backend.kind),
        name: borrowed(backend.name.as_ref()),
        tags: backend.tags.clone().unwrap_or_default(),
        weight: Some(backend.weight),
    }
}

fn filter<'a>(filter: &'a kuma::Filter<'a>) -> Filter<'a> {
    match filter {
        kuma::Filter::RequestHeaderModifier { modifier } => Filter {
            request_headers: Some(headers(modifier)),
            ..Filter::default()
        },
        kuma::Filter::ResponseHeaderModifier { modifier } => Filter {
            response_headers: Some(headers(modifier)),
            ..Filter::default()
        },
        kuma::Filter::RequestRedirect { redirect } => Filter {
            redirect: Some(Redirect {
                scheme: redirect.scheme.as_ref().map(Text::borrowed),
                hostname: redirect.hostname.as_ref().map(Text::borrowed),
                path: redirect.path.as_ref().map(path),
                port: redirect.port,
                status: Some(redirect.status_code),
            }),
            ..Filter::default()
        },
        kuma::Filter::UrlRewrite { rewrite } => Filter {
            rewrite: Some(Rewrite {
                hostname: rewrite.hostname.as_ref().map(Text::borrowed),
                path: rewrite.path.as_ref().map(path),
            }),
            ..Filter::default()
        },
        kuma::Filter::RequestMirror { mirror } => Filter {
            mirror: Some(Mirror {
                percentage: mirror
                    .percentage
                    .as_ref()
                    .map(|percentage| match percentage {
                        Percentage::Whole(whole) => Node::Integer(*whole),
                        Percentage::Decimal(text) => Node::String(Text::from(text.as_str())),
                    }),
                backend: backend(&mirror.backend_ref),
            }),
            ..Filter::default()
        },
    }
}

fn headers<'a>(modifier: &'a kuma::HeaderModifier<'a>) -> HeaderModifier<'a> {
    let values = |headers: &'a [kuma::HeaderValue<'a>]| {
        let values = headers.iter().map(|header| HeaderValue {
            name: header.name.borrowed(),
            value: header.value.borrowed(),
        });
        values.collect()
    };
    HeaderModifier {
        set: values(&modifier.set),
        add: values(&modifier.add),
        remove: modifier.remove.iter().map(Text::borrowed).collect(),
    }
}

fn path<'a>(path: &'a kuma::PathModifier<'a>) -> PathModifier<'a> {
    let (kind, full, prefix) = match path {
        kuma::PathModifier::ReplaceFullPath { path } => {
            ("ReplaceFullPath", Some(path.borrowed()), None)
        }
        kuma::PathModifier::ReplacePrefixMatch { prefix } => {
            ("ReplacePrefixMatch", None, Some(prefix.borrowed()))
        }
    };
    PathModifier {
        kind: Text::from(kind),
        full,
        prefix,
    }
}
