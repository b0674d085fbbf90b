//! The rules of routes as tables in Gateway API's order.

use std::cmp::{Ordering, Reverse};

use crate::gateway_api::{
    FilterType, HttpRouteFilter, HttpRouteRule, MatchType, PathMatchType, RouteMatch,
};
use crate::kuma::tags;
use crate::order;
use crate::resolve::{BackendTarget, RouteNode, RuleNode, RuleVerdict, Traffic};

use super::super::data_plane::RuleRef;
use super::super::envoy::{
    Action, Changes, Cluster, HeaderTest, Mirror, PathRewrite, PathSpec, Pattern, QueryTest,
    Redirect, Route, State, Test,
};
use super::Routes;
use super::filters::{modify, rewritten};

/// One match of a rule.
#[derive(Clone, Debug)]
pub(super) struct Entry<'g> {
    route: &'g RouteNode<'g, 'g>,
    rule: &'g HttpRouteRule<'g>,
    node: &'g RuleNode<'g>,
    matched: Option<&'g RouteMatch<'g>>,
    origin: RuleRef,
}

/// What is needed to make routes.
pub(super) struct Maker {
    pub(super) port: i64,
    pub(super) traffic: Traffic,
}

/// The matches of all rules of a route that are served.
pub(super) fn entries<'g>(
    route: &'g RouteNode<'g, 'g>,
    number: usize,
    traffic: Traffic,
) -> Vec<Entry<'g>> {
    let mut entries = Vec::new();
    for node in route.rules(traffic) {
        let Some(rule) = route.route.spec.rules.get(node.index) else {
            continue;
        };
        if node.verdict == RuleVerdict::Dropped {
            continue;
        }
        let entry = |matched, place| Entry {
            route,
            rule,
            node,
            matched,
            origin: RuleRef {
                route: number,
                to: 0,
                rule: node.index,
                r#match: place,
            },
        };
        if rule.matches.is_empty() {
            entries.push(entry(None, 0));
        }
        for (place, matched) in rule.matches.iter().enumerate() {
            let verdict = node.matches.get(place);
            if verdict.is_none_or(|verdict| verdict.problem.is_none()) {
                entries.push(entry(Some(matched), place));
            }
        }
    }
    entries
}

impl<'g> Entry<'g> {
    fn kind(&self) -> &PathMatchType<'g> {
        self.matched
            .and_then(|matched| matched.path.as_ref())
            .and_then(|path| path.r#type.as_ref())
            .unwrap_or(&PathMatchType::PathPrefix)
    }

    fn path(&self) -> &'g str {
        self.matched
            .and_then(|matched| matched.path.as_ref())
            .and_then(|path| path.value.as_deref())
            .unwrap_or("/")
    }
}

/// Gateway API's precedence: exact paths, longer prefixes, method, headers, query parameters, the older
/// route, its name, the order of the rules. Regular expressions are an implementation's own: last, as
/// in Kuma.
fn precedence(a: &Entry<'_>, b: &Entry<'_>) -> Ordering {
    let key = |entry: &Entry<'_>| {
        let path = entry.path();
        let kind = match entry.kind() {
            PathMatchType::Exact => 0,
            PathMatchType::PathPrefix => 1,
            _ => 2,
        };
        let length = path.strip_suffix('/').unwrap_or(path).len();
        let matched = entry.matched;
        (
            kind,
            Reverse(length),
            Reverse(matched.is_some_and(|matched| matched.method.is_some())),
            Reverse(matched.map_or(0, |matched| matched.headers.len())),
            Reverse(matched.map_or(0, |matched| matched.query_params.len())),
        )
    };
    key(a)
        .cmp(&key(b))
        .then_with(|| {
            a.route
                .route
                .metadata
                .age()
                .cmp(&b.route.route.metadata.age())
        })
        .then_with(|| (a.origin.rule, a.origin.r#match).cmp(&(b.origin.rule, b.origin.r#match)))
}

impl Maker {
    /// The table of some matches.
    pub(super) fn table<'g>(&self, mut entries: Vec<Entry<'g>>) -> Routes<'g> {
        order::sort_by(&mut entries, precedence);
        let mut routes = Vec::with_capacity(entries.len() * 2);
        for entry in &entries {
            for (path, twin) in paths(entry) {
                routes.extend(self.route(entry, path, twin));
            }
        }
        Routes::new(routes)
    }

    /// A route; none for a regular expression that RE2 refuses, which takes nothing.
    fn route<'g>(
        &self,
        entry: &Entry<'g>,
        path: PathSpec<'g>,
        twin: bool,
    ) -> Option<Route<'g, RuleRef>> {
        let mut headers: Vec<HeaderTest<'g>> = Vec::new();
        let mut query: Vec<QueryTest<'g>> = Vec::new();
        if let Some(matched) = entry.matched {
            // Of equal names only the first counts.
            for header in &matched.headers {
                let test = test(header.r#type.as_ref(), &header.value)?;
                if !headers
                    .iter()
                    .any(|other| other.name.eq_ignore_ascii_case(&header.name))
                {
                    headers.push(HeaderTest {
                        name: &header.name,
                        test,
                    });
                }
            }
            for parameter in &matched.query_params {
                let test = test(parameter.r#type.as_ref(), &parameter.value)?;
                if !query.iter().any(|other| *other.name == *parameter.name) {
                    query.push(QueryTest {
                        name: &parameter.name,
                        test,
                    });
                }
            }
        }
        let mut route = Route {
            path,
            method: entry.matched.and_then(|matched| matched.method.as_deref()),
            headers,
            query,
            action: Action::Forward {
                clusters: self.clusters(entry.node),
                host: None,
                path: PathRewrite::None,
                mirrors: Vec::new(),
            },
            request: Changes::default(),
            response: Changes::default(),
            origin: entry.origin,
        };
        if entry.node.verdict == RuleVerdict::Answers500 {
            return Some(route);
        }
        for verdict in entry
            .node
            .filters
            .iter()
            .filter(|verdict| !verdict.left_out)
        {
            let filters = match verdict.backend {
                None => Some(&entry.rule.filters),
                Some(backend) => entry.rule.backend_refs.get(backend).map(|of| &of.filters),
            };
            let filter = filters.and_then(|filters| filters.get(verdict.index));
            let mirror = verdict
                .mirror
                .as_ref()
                .and_then(|mirror| mirror.target.as_ref().ok());
            if let Some(filter) = filter {
                self.filter(filter, mirror, twin, &mut route);
            }
        }
        Some(route)
    }

    /// The backends with their shares; what cannot be resolved answers 500, and so does a rule whose
    /// weights are all 0 or that has no backends.
    fn clusters<'g>(&self, node: &'g RuleNode<'g>) -> Vec<Cluster<'g>> {
        let mut clusters: Vec<Cluster<'g>> = Vec::new();
        let served = node.verdict == RuleVerdict::Served;
        for backend in node.backends.iter().filter(|_| served) {
            let (service, state) = match &backend.target {
                Ok(target) => (name(target), State::Up),
                Err(_) => (tags::UNRESOLVED_BACKEND.to_owned().into(), State::Missing),
            };
            let weight = u64::try_from(backend.weight).unwrap_or(0);
            match clusters.iter_mut().find(|other| other.service == service) {
                Some(other) => other.weight += weight,
                None => clusters.push(Cluster {
                    service,
                    weight,
                    state,
                }),
            }
        }
        if clusters.iter().all(|cluster| cluster.weight == 0) {
            return vec![Cluster {
                service: tags::UNRESOLVED_BACKEND.into(),
                weight: 1,
                state: State::Missing,
            }];
        }
        clusters
    }

    fn filter<'g>(
        &self,
        filter: &'g HttpRouteFilter<'g>,
        mirror: Option<&'g BackendTarget<'g>>,
        twin: bool,
        route: &mut Route<'g, RuleRef>,
    ) {
        match &filter.r#type {
            Some(FilterType::RequestHeaderModifier) => {
                if let Some(modifier) = &filter.request_header_modifier {
                    let host = modify(modifier, &mut route.request);
                    if let (Some(new), Action::Forward { host, .. }) = (host, &mut route.action) {
                        *host = Some(new);
                    }
                }
            }
            Some(FilterType::ResponseHeaderModifier) => {
                if let Some(modifier) = &filter.response_header_modifier {
                    modify(modifier, &mut route.response);
                }
            }
            Some(FilterType::RequestRedirect) => {
                let Some(redirect) = &filter.request_redirect else {
                    return;
                };
                let scheme = redirect.scheme.as_deref();
                let port = match (redirect.port, scheme) {
                    (Some(port), _) => port,
                    (None, Some("https")) => 443,
                    (None, Some(_)) => 80,
                    (None, None) if self.traffic == Traffic::Mesh => 0,
                    (None, None) => self.port,
                };
                route.action = Action::Redirect(Redirect {
                    status: redirect
                        .status_code
                        .and_then(|status| u16::try_from(status).ok())
                        .unwrap_or(302),
                    scheme,
                    host: redirect.hostname.as_deref(),
                    port,
                    path: redirect
                        .path
                        .as_ref()
                        .map_or(PathRewrite::None, |path| rewritten(path, twin)),
                    strip_query: false,
                    strip_port: self.traffic == Traffic::Gateway,
                });
            }
            Some(FilterType::URLRewrite) => {
                if let (Some(rewrite), Action::Forward { host, path, .. }) =
                    (&filter.url_rewrite, &mut route.action)
                {
                    if let Some(new) = rewrite.hostname.as_deref() {
                        *host = Some(new);
                    }
                    if let Some(new) = &rewrite.path {
                        *path = rewritten(new, twin);
                    }
                }
            }
            Some(FilterType::RequestMirror) => {
                let percent = filter.request_mirror.as_ref().map_or(100.0, |mirror| {
                    match (mirror.percent, &mirror.fraction) {
                        (Some(percent), _) => percent as f64,
                        (None, Some(of)) => {
                            100.0 * of.numerator as f64
                                / of.denominator.unwrap_or(100).max(1) as f64
                        }
                        (None, None) => 100.0,
                    }
                });
                if let (Some(target), Action::Forward { mirrors, .. }) = (mirror, &mut route.action)
                {
                    mirrors.push(Mirror {
                        service: name(target),
                        percent,
                        up: percent > 0.0,
                    });
                }
            }
            _ => {}
        }
    }
}

/// How the data plane's model names a backend.
fn name<'g>(target: &'g BackendTarget<'g>) -> std::borrow::Cow<'g, str> {
    match target {
        BackendTarget::Service {
            namespace,
            name,
            port,
            ..
        } => tags::service_tag(name, namespace, Some(*port)).into(),
        BackendTarget::Custom(custom) => custom.name.as_str().into(),
    }
}

/// The routes of a match: a prefix is a path, and whatever is below it.
fn paths<'g>(entry: &Entry<'g>) -> Vec<(PathSpec<'g>, bool)> {
    let value = entry.path();
    match entry.kind() {
        PathMatchType::Exact => vec![(PathSpec::Exact(value), false)],
        PathMatchType::RegularExpression => Pattern::new(value)
            .map(|pattern| (PathSpec::Pattern(pattern), false))
            .into_iter()
            .collect(),
        _ => match value.strip_suffix('/').unwrap_or(value) {
            "" => vec![
                (PathSpec::Exact("/"), true),
                (PathSpec::Prefix("/".to_owned()), false),
            ],
            bare => vec![
                (PathSpec::Exact(bare), true),
                (PathSpec::Prefix(format!("{bare}/")), false),
            ],
        },
    }
}

fn test<'g>(kind: Option<&MatchType<'_>>, value: &'g str) -> Option<Test<'g>> {
    match kind {
        None | Some(MatchType::Exact) => Some(Test::Exact(value)),
        Some(MatchType::RegularExpression) => Pattern::new(value).ok().map(Test::Pattern),
        Some(MatchType::Unknown(_)) => None,
    }
}
