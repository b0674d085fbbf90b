//! The filters of a rule as a sidecar carries them out.

use super::super::super::envoy::{Action, Changes, Mirror, PathRewrite, Redirect, Route};
use super::super::compile::{self, Rejected};
use super::super::config::{Filter, HeaderModifier, PathModifier};
use super::super::merge::RuleRef;
use super::Fault;

/// Which of the two routes of a prefix it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Seam {
    /// No prefix.
    None,
    /// The one for the prefix itself.
    Itself,
    /// The one for what is below it.
    Below,
}

/// Why the control plane fails at a rule with these filters.
pub(super) fn control_plane_fault(
    filters: &[Filter<'_>],
    is_http: impl Fn(&str) -> bool,
) -> Option<String> {
    let mut redirected = false;
    for filter in filters {
        let paths = [
            filter.redirect.as_ref().and_then(|of| of.path.as_ref()),
            filter.rewrite.as_ref().and_then(|of| of.path.as_ref()),
        ];
        if paths.into_iter().flatten().any(is_missing) {
            return Some(MISSING.to_owned());
        }
        redirected |= filter.redirect.is_some();
        if redirected && filter.rewrite.is_some() {
            return Some(after_redirect("rewrites"));
        }
        if let Some(mirror) = &filter.mirror {
            if redirected {
                return Some(after_redirect("mirrors"));
            }
            let name = &mirror.backend.name;
            if !is_http(name) {
                return Some(format!(
                    "a rule mirrors to `{name}`, which has no HTTP proxy, so the control plane makes \
                     no outbound at all for this client"
                ));
            }
        }
    }
    None
}

const MISSING: &str = "a path modifier has no value, so the control plane fails";

fn is_missing(path: &PathModifier<'_>) -> bool {
    match path.kind.as_str() {
        "ReplaceFullPath" => path.full.is_none(),
        "ReplacePrefixMatch" => path.prefix.is_none(),
        _ => false,
    }
}

fn after_redirect(what: &str) -> String {
    format!(
        "a rule redirects and then {what}, so the control plane makes no outbound at all for this client"
    )
}

/// Carries out one filter of a rule, in the order of the list.
pub(super) fn apply<'c>(
    filter: &'c Filter<'c>,
    seam: Seam,
    route: &mut Route<'c, RuleRef>,
) -> Result<(), Fault> {
    if let Some(modifier) = &filter.request_headers {
        modify(modifier, &mut route.request)?;
    }
    if let Some(modifier) = &filter.response_headers {
        modify(modifier, &mut route.response)?;
    }
    if let Some(redirect) = &filter.redirect {
        route.action = Action::Redirect(Redirect {
            status: u16::try_from(redirect.status.unwrap_or(302)).unwrap_or(302),
            scheme: redirect.scheme.as_deref(),
            host: redirect.hostname.as_deref().filter(|host| !host.is_empty()),
            port: redirect.port.unwrap_or(0),
            path: match &redirect.path {
                Some(path) => rewritten(path, seam)?,
                None => PathRewrite::None,
            },
            strip_query: false,
            strip_port: false,
        });
    }
    if let Some(rewrite) = &filter.rewrite {
        let Action::Forward { host, path, .. } = &mut route.action else {
            return Err(Fault::ControlPlane(after_redirect("rewrites")));
        };
        if let Some(name) = &rewrite.hostname {
            *host = Some(name.as_str()).filter(|name| !name.is_empty());
        }
        if let Some(modifier) = &rewrite.path {
            *path = rewritten(modifier, seam)?;
        }
    }
    if let Some(mirror) = &filter.mirror {
        let Action::Forward { mirrors, .. } = &mut route.action else {
            return Err(Fault::ControlPlane(after_redirect("mirrors")));
        };
        mirrors.push(Mirror {
            service: mirror.backend.name.as_str().into(),
            percent: mirror.percent(),
            up: mirror.percent() > 0.0,
        });
    }
    Ok(())
}

fn modify<'c>(modifier: &'c HeaderModifier<'c>, changes: &mut Changes<'c>) -> Result<(), Rejected> {
    for header in &modifier.set {
        compile::change(&mut changes.set, header)?;
    }
    for header in &modifier.add {
        compile::change(&mut changes.add, header)?;
    }
    for name in &modifier.remove {
        compile::remove(changes, name)?;
    }
    Ok(())
}

/// A change of a path; a prefix is replaced verbatim, with the slash after it (F141).
fn rewritten<'c>(path: &'c PathModifier<'c>, seam: Seam) -> Result<PathRewrite<'c>, Fault> {
    let missing = || Fault::ControlPlane(MISSING.to_owned());
    Ok(match (path.kind.as_str(), seam) {
        ("ReplaceFullPath", _) => {
            PathRewrite::Full(path.full.as_deref().ok_or_else(missing)?.into())
        }
        ("ReplacePrefixMatch", Seam::Itself) => {
            PathRewrite::Full(path.prefix.as_deref().ok_or_else(missing)?.into())
        }
        ("ReplacePrefixMatch", Seam::Below) => {
            PathRewrite::Prefix(path.prefix.as_deref().ok_or_else(missing)?.into())
        }
        _ => PathRewrite::None,
    })
}
