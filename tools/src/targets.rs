//! The page of targets, `docs/targets.md`.

use std::fmt::Write as _;

use kuma_gapi::contract::Target;
use kuma_gapi::target::{Choices, Destination, GatewayRoute, MeshSource};

use crate::{Failure, paths};

/// Where the page lies.
pub const PAGE: &str = "docs/targets.md";

/// A row of the table: what it is about, and what a target does.
type Row = (&'static str, fn(&Choices) -> String);

const ROWS: [Row; 14] = [
    ("stands for", |choices| {
        if choices.since == choices.until {
            format!("Kuma {}", choices.since)
        } else {
            format!("Kuma {} to {}", choices.since, choices.until)
        }
    }),
    ("a route for Gateways", |choices| {
        match choices.gateway_route {
            GatewayRoute::MeshGatewayRoute => "one MeshGatewayRoute",
            GatewayRoute::MeshHttpRoute => "a MeshHTTPRoute for each parent",
            GatewayRoute::None => "nothing: Gateways are not served",
        }
        .to_owned()
    }),
    ("a Gateway", |choices| {
        on_gateways(choices, "MeshGateway and MeshGatewayInstance".to_owned())
    }),
    ("`port` of a parentRef to a Gateway", |choices| {
        let text = if choices.listener_port_tag {
            "a tag"
        } else {
            "the names of the listeners that have it"
        };
        on_gateways(choices, text.to_owned())
    }),
    ("a gateway's proxies have the tag", |choices| {
        let text = if choices.gateway_tag {
            "`<gateway>_<namespace>_gateway`, set on the instance"
        } else {
            "`<gateway>_<namespace>_svc`"
        };
        on_gateways(choices, text.to_owned())
    }),
    ("a redirect beside other filters, for Gateways", |choices| {
        let alone = choices.gateway_route == GatewayRoute::MeshGatewayRoute;
        on_gateways(choices, if alone { "refused" } else { "yes" }.to_owned())
    }),
    ("certificates in other namespaces than Kuma's", |choices| {
        let text = if choices.secrets_opt_in {
            "read with `supportGatewaySecretsInAllNamespaces`"
        } else {
            "read"
        };
        on_gateways(choices, text.to_owned())
    }),
    ("the mesh of a Gateway is read from", |choices| {
        on_gateways(choices, sources(choices.gateway_mesh))
    }),
    ("the mesh of a route is read from", |choices| {
        sources(choices.route_mesh)
    }),
    ("a Service as backend, for Gateways", |choices| {
        on_gateways(choices, destination(choices.gateway_backend, choices))
    }),
    ("a Service as backend, in the mesh", |choices| {
        destination(choices.mesh_backend, choices)
    }),
    ("Kuma's own kinds as backends", |choices| {
        choices.backend_kinds.join(", ")
    }),
    ("parents in the mesh", |choices| {
        if choices.mesh_service_parent {
            "Service, MeshService".to_owned()
        } else {
            "Service".to_owned()
        }
    }),
    ("in the mesh, what cannot be resolved", |choices| {
        let grants = if choices.mesh_grants {
            "; ReferenceGrants are needed"
        } else {
            ""
        };
        let answer = if choices.mesh_fails_closed {
            "answers 500"
        } else {
            "is skipped by sidecars"
        };
        format!("{answer}{grants}")
    }),
];

fn on_gateways(choices: &Choices, text: String) -> String {
    if choices.serves_gateways() {
        text
    } else {
        "–".to_owned()
    }
}

fn sources(sources: &[MeshSource]) -> String {
    let names: Vec<&str> = sources
        .iter()
        .map(|source| match source {
            MeshSource::Label => "label",
            MeshSource::Annotation => "annotation",
        })
        .collect();
    names.join(", then ")
}

fn destination(destination: Destination, choices: &Choices) -> String {
    match destination {
        _ if choices.gateway_route == GatewayRoute::MeshGatewayRoute => "its tag `kuma.io/service`",
        Destination::ServiceTag => "MeshService by its tag",
        Destination::ServiceSubset => "MeshServiceSubset by its tag, in this zone",
        Destination::Labels => "MeshService by labels and `sectionName`",
    }
    .to_owned()
}

/// The page, made from the choices of each target.
///
/// # Errors
/// It cannot be written into a text, which does not happen.
pub fn page() -> Result<String, Failure> {
    let mut page = String::from(
        "# Targets\n\n\
         Which Kuma the output is for: the option `target`, `--target` on the command line. Where versions of one\n\
         target's range differ, the newest of them counts. What a target cannot carry is refused with a code that\n\
         names the first version that can (`target-too-old`, `gateway-removed`, `mesh-not-read`); faults of a version\n\
         are not copied. Made by `make targets` from `src/target/`; do not edit.\n\n",
    );
    let default = Target::default();
    let heading = Target::ALL.iter().map(|target| {
        let note = if *target == default { " (default)" } else { "" };
        format!("`{}`{note}", target.name())
    });
    writeln!(page, "| | {} |", heading.collect::<Vec<_>>().join(" | "))?;
    writeln!(page, "|{}", " --- |".repeat(Target::ALL.len() + 1))?;
    for (title, of) in ROWS {
        let cells = Target::ALL.iter().map(|target| of(target.choices()));
        writeln!(
            page,
            "| {title} | {} |",
            cells.collect::<Vec<_>>().join(" | ")
        )?;
    }
    Ok(page)
}

/// Writes the page.
///
/// # Errors
/// The page cannot be made or written.
pub fn write() -> Result<(), Failure> {
    paths::write(&paths::repository(PAGE), &page()?)
}

/// Whether the page in the repository is the one that would be written.
///
/// # Errors
/// It is not, or it cannot be read.
pub fn check() -> Result<(), Failure> {
    if paths::read(&paths::repository(PAGE))? == page()? {
        return Ok(());
    }
    Err(format!("{PAGE} is out of date: run `make targets`").into())
}
