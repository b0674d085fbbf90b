//! The rules of a gateway's virtual host as Envoy's routes, in their order.

mod entry;

use crate::kuma::tags::UNRESOLVED_BACKEND;

use super::super::envoy::{
    Action, Changes, Cluster, HeaderTest, Mirror, PathRewrite, PathSpec, QueryTest, Redirect,
    Route, State,
};
use super::compile::{self, Rejected};
use super::config::{
    Config, Filter, HeaderValue, Match, PathModifier, Redirect as RedirectFilter, TargetRef,
    ValueMatch,
};
use super::go_sort;
use super::merge::{Merged, RuleRef};

use entry::{Entry, Path, expanded, is_before};

/// Why a virtual host cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Fault {
    /// The control plane fails: the whole gateway has nothing.
    #[error("{0}, so the control plane makes no configuration for this gateway")]
    ControlPlane(&'static str),
    /// Envoy refuses the routes of this port.
    #[error(transparent)]
    Envoy(#[from] Rejected),
}

/// What is needed to make routes.
#[derive(Debug)]
pub(super) struct Maker<'c> {
    pub(super) config: &'c Config<'c>,
    pub(super) mesh: &'c str,
    pub(super) port: i64,
}

impl<'c> Maker<'c> {
    /// The routes of one virtual host, of rules in the order of their hostnames, without those that have
    /// a fault.
    pub(super) fn routes(&self, rules: &[&Merged<'c>]) -> Vec<Route<'c, RuleRef>> {
        let entries = expanded(rules);
        let less = |a: usize, b: usize| match (entries.get(a), entries.get(b)) {
            (Some(a), Some(b)) => is_before(a, b),
            _ => false,
        };
        go_sort::sorted(entries.len(), &less)
            .into_iter()
            .filter_map(|place| entries.get(place))
            .filter_map(|entry| self.route(entry).ok())
            .collect()
    }

    /// Why a rule cannot be served; what no rule can have wrong is not looked at.
    pub(super) fn fault(&self, rule: &Merged<'c>) -> Option<Fault> {
        if !is_suspicious(rule) {
            return None;
        }
        let entries = expanded(&[rule]);
        entries.iter().find_map(|entry| self.route(entry).err())
    }

    fn route(&self, entry: &Entry<'_, 'c>) -> Result<Route<'c, RuleRef>, Fault> {
        let mut headers = Vec::new();
        for header in &entry.matched.headers {
            // A value that is empty is not enforced (F136).
            let any = matches!(header.kind.as_str(), "Present" | "Absent");
            if any || !header.value.is_empty() {
                headers.push(HeaderTest {
                    name: &header.name,
                    test: compile::test(&header.kind, &header.value)?,
                });
            }
        }
        let mut query = Vec::new();
        for (name, value, is_pattern) in &entry.query {
            // The same for parameters (F169).
            if !value.is_empty() && !name.is_empty() {
                let kind = if *is_pattern {
                    "RegularExpression"
                } else {
                    "Exact"
                };
                query.push(QueryTest {
                    name,
                    test: compile::test(kind, value)?,
                });
            }
        }
        let path = match &entry.path {
            Path::Exact(path) => PathSpec::Exact(path),
            Path::Prefix(prefix) => PathSpec::Prefix(prefix.as_ref().to_owned()),
            Path::Pattern(text) => PathSpec::Pattern(compile::pattern(text)?),
        };
        let mut route = Route {
            path,
            method: entry
                .matched
                .method
                .as_deref()
                .filter(|method| !method.is_empty()),
            headers,
            query,
            action: self.action(entry)?,
            request: Changes::default(),
            response: Changes::default(),
            origin: entry.origin,
        };
        headers_of(entry.rule, &mut route)?;
        Ok(route)
    }

    fn action(&self, entry: &Entry<'_, 'c>) -> Result<Action<'c>, Fault> {
        let filters = entry.rule.filters();
        let backends = entry.rule.backends();
        // Of several filters of one kind only the last one counts (F70).
        let redirect = filters
            .iter()
            .rev()
            .find_map(|filter| filter.redirect.as_ref());
        let rewrite = filters
            .iter()
            .rev()
            .find_map(|filter| filter.rewrite.as_ref());
        let mirror = filters
            .iter()
            .rev()
            .find_map(|filter| filter.mirror.as_ref())
            .filter(|mirror| mirror.percent() > 0.0);
        // Backends win over a redirect.
        if backends.is_empty() {
            let Some(redirect) = redirect else {
                return Err(Rejected::NoAction.into());
            };
            if mirror.is_some() {
                return Err(Fault::ControlPlane("a rule redirects and mirrors"));
            }
            if rewrite.is_some() {
                return Err(Fault::ControlPlane("a rule redirects and rewrites"));
            }
            return Ok(Action::Redirect(self.redirect(entry, redirect)));
        }
        // The route for the prefix itself loses the host when it gets a path of its own.
        let path = rewrite.and_then(|rewrite| rewrite.path.as_ref());
        let loses_host = entry.twin && path.is_some_and(|path| prefix_of(path).is_some());
        let host = rewrite
            .filter(|_| !loses_host)
            .and_then(|rewrite| rewrite.hostname.as_deref())
            .filter(|host| !host.is_empty());
        Ok(Action::Forward {
            clusters: self.clusters(backends)?,
            host,
            path: path.map_or(PathRewrite::None, |path| rewritten(path, entry.twin)),
            mirrors: mirror
                .map(|mirror| Mirror {
                    service: mirror.backend.name.as_str().into(),
                    percent: mirror.percent(),
                    up: self.state(&mirror.backend) == State::Up,
                })
                .into_iter()
                .collect(),
        })
    }

    fn redirect(&self, entry: &Entry<'_, 'c>, redirect: &'c RedirectFilter<'c>) -> Redirect<'c> {
        Redirect {
            status: u16::try_from(redirect.status.unwrap_or(302)).unwrap_or(302),
            scheme: redirect
                .scheme
                .as_deref()
                .filter(|scheme| !scheme.is_empty()),
            host: redirect.hostname.as_deref().filter(|host| !host.is_empty()),
            // Without a port it is the listener's (F140).
            port: redirect.port.filter(|port| *port > 0).unwrap_or(self.port),
            path: redirect
                .path
                .as_ref()
                .map_or(PathRewrite::None, |path| rewritten(path, entry.twin)),
            // The query is always dropped (F139).
            strip_query: true,
            strip_port: true,
        }
    }

    fn state(&self, backend: &TargetRef<'_>) -> State {
        if backend.name == UNRESOLVED_BACKEND {
            State::Missing
        } else if self.config.service(self.mesh, &backend.name).is_some() {
            State::Up
        } else {
            State::Empty
        }
    }

    /// The clusters of a rule: of one that is named twice only the last weight counts (F137), a single
    /// one has all the weight (F138).
    fn clusters(&self, backends: &'c [TargetRef<'c>]) -> Result<Vec<Cluster<'c>>, Fault> {
        let mut clusters: Vec<(&TargetRef<'_>, Cluster<'c>)> = Vec::new();
        for backend in backends {
            let mut weight = compile::weight(backend);
            if weight == 0 && backends.len() == 1 {
                weight = 1;
            }
            let same = clusters
                .iter_mut()
                .find(|(other, _)| other.name == backend.name && other.tags == backend.tags);
            match same {
                Some((_, cluster)) => cluster.weight = weight,
                None => clusters.push((
                    backend,
                    Cluster {
                        service: backend.name.as_str().into(),
                        weight,
                        state: self.state(backend),
                    },
                )),
            }
        }
        let clusters: Vec<Cluster<'c>> = clusters.into_iter().map(|(_, cluster)| cluster).collect();
        if clusters.iter().all(|cluster| cluster.weight == 0) {
            return Err(Rejected::NoWeight.into());
        }
        Ok(clusters)
    }
}

/// Headers of all modifiers of a rule, in their order.
fn headers_of<'c>(rule: &Merged<'c>, route: &mut Route<'c, RuleRef>) -> Result<(), Rejected> {
    for filter in rule.filters() {
        if let Some(modifier) = &filter.request_headers {
            for header in &modifier.set {
                // To set the host is to rewrite it.
                if matches!(header.name.as_str(), "host" | "Host" | ":authority") {
                    if let Action::Forward { host, .. } = &mut route.action
                        && !header.value.is_empty()
                    {
                        *host = Some(&header.value);
                    }
                } else if !header.value.is_empty() {
                    compile::change(&mut route.request.set, header)?;
                }
            }
            for header in &modifier.add {
                if !header.value.is_empty() {
                    compile::change(&mut route.request.add, header)?;
                }
            }
            for name in &modifier.remove {
                compile::remove(&mut route.request, name)?;
            }
        }
        if let Some(modifier) = &filter.response_headers {
            for header in modifier
                .set
                .iter()
                .filter(|header| !header.value.is_empty())
            {
                compile::change(&mut route.response.set, header)?;
            }
            for header in modifier
                .add
                .iter()
                .filter(|header| !header.value.is_empty())
            {
                compile::change(&mut route.response.add, header)?;
            }
            for name in &modifier.remove {
                compile::remove(&mut route.response, name)?;
            }
        }
    }
    Ok(())
}

fn prefix_of<'p>(path: &'p PathModifier<'_>) -> Option<&'p str> {
    match path.kind.as_str() {
        "ReplacePrefixMatch" => path.prefix.as_deref(),
        _ => None,
    }
}

/// A change of a path: a prefix is replaced with exactly one slash at the seam, and the route for the
/// prefix itself gets the replacement without one.
fn rewritten<'c>(path: &'c PathModifier<'_>, twin: bool) -> PathRewrite<'c> {
    if let Some(prefix) = prefix_of(path) {
        let trimmed = prefix.trim_end_matches('/');
        return match (twin, trimmed) {
            (true, "") => PathRewrite::Full("/".into()),
            (true, trimmed) => PathRewrite::Full(trimmed.into()),
            (false, trimmed) => PathRewrite::Prefix(format!("{trimmed}/").into()),
        };
    }
    match (path.kind.as_str(), path.full.as_deref()) {
        ("ReplaceFullPath", Some(full)) => PathRewrite::Full(full.into()),
        _ => PathRewrite::None,
    }
}

/// Whether a rule has anything that can be at fault: patterns, headers that are changed, weights of 0,
/// no backends.
fn is_suspicious(rule: &Merged<'_>) -> bool {
    let is_pattern = |value: &ValueMatch<'_>| value.kind == "RegularExpression";
    let has_pattern = |matched: &Match<'_>| {
        let mut values = matched.path.iter().chain(&matched.headers);
        values.any(is_pattern) || matched.query_params.iter().any(is_pattern)
    };
    let is_live =
        |header: &HeaderValue<'_>| header.value.contains('%') || is_authority(&header.name);
    let changes = |filter: &Filter<'_>| {
        let mut modifiers = filter
            .request_headers
            .iter()
            .chain(&filter.response_headers);
        modifiers.any(|modifier| {
            modifier.set.iter().chain(&modifier.add).any(is_live)
                || modifier.remove.iter().any(|name| is_authority(name))
        })
    };
    let backends = rule.backends();
    backends.is_empty()
        || backends.iter().any(|backend| backend.weight == Some(0))
        || rule.matches.iter().any(has_pattern)
        || rule.filters().iter().any(changes)
}

fn is_authority(name: &str) -> bool {
    name.eq_ignore_ascii_case("host") || name.starts_with(':')
}
