//! The routes of one outbound: a Service's port as a client's proxy has it.

use std::cell::OnceCell;
use std::cmp::Ordering;

use crate::order;

use super::super::super::envoy::{
    Action, Changes, Cluster, HeaderTest, PathRewrite, PathSpec, QueryTest, Route, State,
};
use super::super::Routes;
use super::super::compile::{self, Rejected};
use super::super::config::{Config, Match, TargetRef, ValueMatch};
use super::super::merge::{Merged, MergedRules, RuleRef};
use super::Fault;
use super::filters::{self, Seam};

/// The rules for a Service, and the table that they make.
#[derive(Debug, Default)]
pub(super) struct Outbound<'c> {
    pub(super) rules: MergedRules<'c>,
    routes: OnceCell<Result<Routes<'c>, Fault>>,
}

impl<'c> Outbound<'c> {
    /// The table, made when it is first needed.
    pub(super) fn routes(&self, maker: &Maker<'_, 'c>) -> Result<&Routes<'c>, &Fault> {
        let made = self.routes.get_or_init(|| maker.routes(&self.rules.rules));
        made.as_ref()
    }
}

/// What is needed to make the routes of a Service.
pub(super) struct Maker<'p, 'c> {
    pub(super) config: &'c Config<'c>,
    pub(super) mesh: &'p str,
    pub(super) service: &'c str,
}

/// One Envoy route before its actions: a match, or one of the two that a prefix becomes.
struct Entry<'g, 'c> {
    rule: &'g Merged<'c>,
    matched: &'c Match<'c>,
    origin: RuleRef,
}

impl<'c> Maker<'_, 'c> {
    /// Why the control plane cannot make the outbound.
    pub(super) fn control_plane_fault(&self, outbound: &Outbound<'c>) -> Option<String> {
        outbound.rules.rules.iter().find_map(|rule| {
            let why = filters::control_plane_fault(rule.filters(), |name| self.is_http(name))?;
            // A rule that is skipped harms nobody.
            (!self.clusters(rule.backends()).is_empty()).then_some(why)
        })
    }

    /// The table of a Service without rules.
    pub(super) fn unruled(&self) -> Routes<'c> {
        Routes::new(vec![self.default_route()])
    }

    fn routes(&self, rules: &[Merged<'c>]) -> Result<Routes<'c>, Fault> {
        let mut entries: Vec<Entry<'_, 'c>> = Vec::new();
        for rule in rules {
            for (place, matched) in rule.matches.iter().enumerate() {
                entries.push(Entry {
                    rule,
                    matched,
                    origin: RuleRef {
                        r#match: place,
                        ..rule.origin
                    },
                });
            }
        }
        order::sort_by(&mut entries, |a, b| compare(a.matched, b.matched));
        let caught = entries.iter().any(|entry| is_catch_all(entry.matched));
        let mut routes = Vec::new();
        for entry in &entries {
            self.add(entry, &mut routes)?;
        }
        if !caught {
            routes.push(self.default_route());
        }
        Ok(Routes::new(routes))
    }

    /// What Kuma adds: whatever no rule takes goes to the Service itself (F145).
    fn default_route(&self) -> Route<'c, RuleRef> {
        Route {
            path: PathSpec::Prefix("/".to_owned()),
            method: None,
            headers: Vec::new(),
            query: Vec::new(),
            action: Action::Forward {
                clusters: vec![cluster(self.service, 1)],
                host: None,
                path: PathRewrite::None,
                mirrors: Vec::new(),
            },
            request: Changes::default(),
            response: Changes::default(),
            origin: RuleRef::DEFAULT,
        }
    }

    /// Adds the Envoy routes of one match, unless no backend of the rule is left (F41).
    fn add(
        &self,
        entry: &Entry<'_, 'c>,
        routes: &mut Vec<Route<'c, RuleRef>>,
    ) -> Result<(), Fault> {
        let clusters = self.clusters(entry.rule.backends());
        if clusters.is_empty() {
            return Ok(());
        }
        let matched = entry.matched;
        let path = matched.path.as_ref();
        let value = path.map_or("/", |path| &path.value);
        let specs = match path.map_or("PathPrefix", |path| path.kind.as_str()) {
            "Exact" => vec![(PathSpec::Exact(value), Seam::None)],
            "RegularExpression" => vec![(PathSpec::Pattern(compile::pattern(value)?), Seam::None)],
            _ if value == "/" => vec![(PathSpec::Prefix("/".to_owned()), Seam::Below)],
            _ => {
                let bare = value.strip_suffix('/').unwrap_or(value);
                vec![
                    (PathSpec::Exact(bare), Seam::Itself),
                    (PathSpec::Prefix(format!("{bare}/")), Seam::Below),
                ]
            }
        };
        for (path, seam) in specs {
            let mut route = Route {
                path,
                method: matched.method.as_deref(),
                headers: first_of_each(&matched.headers)
                    .map(|header| {
                        Ok(HeaderTest {
                            name: &header.name,
                            test: compile::test(&header.kind, &header.value)?,
                        })
                    })
                    .collect::<Result<_, Rejected>>()?,
                query: first_of_each(&matched.query_params)
                    .map(|parameter| {
                        Ok(QueryTest {
                            name: &parameter.name,
                            test: compile::test(&parameter.kind, &parameter.value)?,
                        })
                    })
                    .collect::<Result<_, Rejected>>()?,
                action: Action::Forward {
                    clusters: clusters.clone(),
                    host: None,
                    path: PathRewrite::None,
                    mirrors: Vec::new(),
                },
                request: Changes::default(),
                response: Changes::default(),
                origin: entry.origin,
            };
            for filter in entry.rule.filters() {
                filters::apply(filter, seam, &mut route)?;
            }
            routes.push(route);
        }
        Ok(())
    }

    /// The backends that have HTTP proxies; weights of one that is named twice add up.
    fn clusters(&self, backends: &'c [TargetRef<'c>]) -> Vec<Cluster<'c>> {
        if backends.is_empty() {
            return vec![cluster(self.service, 1)];
        }
        let mut clusters: Vec<Cluster<'c>> = Vec::new();
        for backend in backends
            .iter()
            .filter(|backend| self.is_http(&backend.name))
        {
            let weight = compile::weight(backend);
            if weight == 0 {
                continue;
            }
            match clusters
                .iter_mut()
                .find(|other| *other.service == *backend.name)
            {
                Some(other) => other.weight += weight,
                None => clusters.push(cluster(&backend.name, weight)),
            }
        }
        clusters
    }

    fn is_http(&self, service: &str) -> bool {
        self.config
            .service(self.mesh, service)
            .is_some_and(|service| service.http)
    }
}

fn cluster(service: &str, weight: u64) -> Cluster<'_> {
    Cluster {
        service: service.into(),
        weight,
        state: State::Up,
    }
}

/// Of values with one name only the first counts (F135).
fn first_of_each<'c>(values: &'c [ValueMatch<'c>]) -> impl Iterator<Item = &'c ValueMatch<'c>> {
    values.iter().enumerate().filter_map(|(place, value)| {
        let mut before = values.iter().take(place);
        (!before.any(|other| other.name == value.name)).then_some(value)
    })
}

fn is_catch_all(matched: &Match<'_>) -> bool {
    let path = matched.path.as_ref();
    path.is_some_and(|path| path.kind == "PathPrefix" && path.value == "/")
        && matched.method.is_none()
        && matched.headers.is_empty()
        && matched.query_params.is_empty()
}

/// The order of two matches: exact paths, prefixes, patterns, the longer one first but for exact ones;
/// then method, headers, query parameters.
fn compare(a: &Match<'_>, b: &Match<'_>) -> Ordering {
    let key = |matched: &Match<'_>| match &matched.path {
        None => (3, std::cmp::Reverse(0)),
        Some(path) => match path.kind.as_str() {
            "Exact" => (0, std::cmp::Reverse(0)),
            "PathPrefix" => (1, std::cmp::Reverse(path.value.len())),
            _ => (2, std::cmp::Reverse(path.value.len())),
        },
    };
    key(a)
        .cmp(&key(b))
        .then_with(|| b.method.is_some().cmp(&a.method.is_some()))
        .then_with(|| b.headers.len().cmp(&a.headers.len()))
        .then_with(|| b.query_params.len().cmp(&a.query_params.len()))
}
