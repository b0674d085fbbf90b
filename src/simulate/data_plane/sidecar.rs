//! The outbound side of a sidecar: what a client's proxy does with requests to a Service (GAMMA).

use std::cmp::Ordering;

use crate::json::SortedMap;
use crate::kuma::tags;
use crate::order;

use super::super::envoy::{
    self, Action, Changes, Cluster, Edge, HeaderTest, Incoming, Mirror, PathRewrite, PathSpec,
    QueryTest, Redirect, Route, Sent, State,
};
use super::super::request::Request;
use super::compile::{self, Rejected};
use super::config::{
    self, Config, Filter, HeaderModifier, Match, PathModifier, TargetRef, ValueMatch,
};
use super::merge::{Merged, MergedRules, RuleRef};
use super::{Answer, Broken, Routes};

/// A client's proxy that was started with the resources as they are.
#[derive(Debug)]
pub struct SidecarPlane<'c> {
    config: &'c Config<'c>,
    mesh: &'c str,
    client: SortedMap<'c>,
    /// Why there is no configuration at all.
    broken: Option<String>,
}

/// Why an outbound cannot be made.
enum Fault {
    /// The control plane fails: the client has no outbound at all.
    ControlPlane(String),
    /// Envoy refuses this outbound.
    Envoy(Rejected),
}

impl From<Rejected> for Fault {
    fn from(rejected: Rejected) -> Self {
        Fault::Envoy(rejected)
    }
}

/// One Envoy route before its actions: a match, or one of the two that a prefix becomes.
struct Entry<'g, 'c> {
    rule: &'g Merged<'c>,
    matched: &'c Match<'c>,
    origin: RuleRef,
}

impl<'c> SidecarPlane<'c> {
    /// The proxy of a client in `namespace` of `mesh`.
    #[must_use]
    pub fn new(config: &'c Config<'c>, mesh: &'c str, namespace: &'c str) -> Self {
        let client = SortedMap::from([(tags::NAMESPACE, namespace.into())]);
        let mut plane = SidecarPlane {
            config,
            mesh,
            client,
            broken: None,
        };
        // One outbound that cannot be made costs all.
        for service in config
            .services
            .iter()
            .filter(|service| service.mesh == *mesh && service.http)
        {
            if let Err(Fault::ControlPlane(why)) = plane.routes(&service.name) {
                plane.broken = Some(why);
            }
        }
        plane
    }

    /// What `request` to the port of a Service gets, by its value of `kuma.io/service`.
    #[must_use]
    pub fn answer(&self, service: &str, request: &Request) -> Answer {
        if let Some(why) = &self.broken {
            return Answer::broken(Broken::Refused, why.as_str());
        }
        let Some(target) = self.config.service(self.mesh, service) else {
            return Answer::broken(Broken::Closed, "the Service has no proxy with such a port");
        };
        if !target.http {
            let mut answer = Answer {
                raw: true,
                why: "the protocol of this port is not HTTP, so rules have no effect".to_owned(),
                ..Answer::default()
            };
            answer.performed.host = request.host.clone().unwrap_or_default();
            answer.performed.path.clone_from(&request.target);
            answer.performed.headers.clone_from(&request.headers);
            answer.performed.sent.push(Sent {
                service: service.to_owned(),
                weight: 1,
                state: State::Up,
            });
            return answer;
        }
        let routes = match self.routes(&target.name) {
            Ok(routes) if routes.routes().is_empty() => {
                return Answer::broken(
                    Broken::Refused,
                    "no backend of any rule has an HTTP proxy, so there is no outbound for this port",
                );
            }
            Ok(routes) => routes,
            Err(Fault::ControlPlane(why)) => return Answer::broken(Broken::Refused, why),
            Err(Fault::Envoy(rejected)) => {
                return Answer::broken(Broken::Refused, rejected.to_string());
            }
        };
        let incoming = match envoy::check(request, Edge::Sidecar) {
            Ok(incoming) => incoming,
            Err(early) => return Answer::status(early.status, early.location, early.why),
        };
        let place = routes.find(&incoming);
        let undecided = routes.unknown(&incoming, place).map(str::to_owned);
        let Some(route) = place.and_then(|place| routes.routes().get(place)) else {
            return Answer::status(404, None, "no rule takes the request");
        };
        Answer {
            performed: envoy::perform(route, &incoming),
            rule: Some(route.origin),
            why: if route.origin == RuleRef::DEFAULT {
                "no rule takes the request, so it goes to the Service itself".to_owned()
            } else {
                String::new()
            },
            undecided,
            ..Answer::default()
        }
    }

    /// The table of a Service port, and a request as its routes see it.
    #[must_use]
    pub fn table<'r>(
        &self,
        service: &str,
        request: &'r Request,
    ) -> Option<(Routes<'c>, Incoming<'r>)> {
        let target = self
            .config
            .service(self.mesh, service)
            .filter(|target| target.http)?;
        let routes = self.routes(&target.name).ok()?;
        let incoming = envoy::check(request, Edge::Sidecar).ok()?;
        Some((routes, incoming))
    }

    /// The routes that apply to this client, the stronger one first: a consumer's before a producer's,
    /// then the smaller name.
    fn applicable(&self) -> Vec<usize> {
        let mut routes: Vec<(bool, usize, &str, usize)> = Vec::new();
        for (place, route) in self.config.routes.iter().enumerate() {
            let target = &route.spec.target_ref;
            let subset = target.kind == "MeshSubset";
            let applies = route.mesh == self.mesh
                && (target.kind == "Mesh"
                    || subset && config::is_subset(&target.tags, &self.client));
            if applies {
                routes.push((subset, target.tags.len(), &route.name, place));
            }
        }
        order::sort_by(&mut routes, |a, b| {
            (b.0, b.1).cmp(&(a.0, a.1)).then(a.2.cmp(b.2))
        });
        routes.into_iter().map(|(_, _, _, place)| place).collect()
    }

    fn routes(&self, service: &'c str) -> Result<Routes<'c>, Fault> {
        let mut rules = MergedRules::default();
        for place in self.applicable() {
            let to = self
                .config
                .routes
                .get(place)
                .map(|route| route.spec.to.iter());
            for (number, to) in to.into_iter().flatten().enumerate() {
                if to.target_ref.kind == "MeshService" && to.target_ref.name == *service {
                    rules.append(&self.config.routes, place, number);
                }
            }
        }
        let mut entries: Vec<Entry<'_, 'c>> = Vec::new();
        for rule in &rules.0 {
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
            self.add(service, entry, &mut routes)?;
        }
        if !caught {
            routes.push(self.default_route(service));
        }
        Ok(Routes::new(routes))
    }

    /// What Kuma adds: whatever no rule takes goes to the Service itself (F145).
    fn default_route(&self, service: &'c str) -> Route<'c, RuleRef> {
        Route {
            path: PathSpec::Prefix("/".to_owned()),
            method: None,
            headers: Vec::new(),
            query: Vec::new(),
            action: Action::Forward {
                clusters: vec![cluster(service, 1)],
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
        service: &'c str,
        entry: &Entry<'_, 'c>,
        routes: &mut Vec<Route<'c, RuleRef>>,
    ) -> Result<(), Fault> {
        let clusters = self.clusters(service, entry.rule.backends());
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
                self.filter(filter, seam, &mut route)?;
            }
            routes.push(route);
        }
        Ok(())
    }

    /// The backends that have HTTP proxies; weights of one that is named twice add up.
    fn clusters(&self, service: &'c str, backends: &'c [TargetRef<'c>]) -> Vec<Cluster<'c>> {
        if backends.is_empty() {
            return vec![cluster(service, 1)];
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

    /// Carries out one filter of a rule, in the order of the list.
    fn filter(
        &self,
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
                return Err(after_redirect("rewrites"));
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
                return Err(after_redirect("mirrors"));
            };
            if !self.is_http(&mirror.backend.name) {
                return Err(Fault::ControlPlane(format!(
                    "a rule mirrors to `{}`, which has no HTTP proxy, so the control plane makes no \
                     outbound at all for this client",
                    mirror.backend.name
                )));
            }
            mirrors.push(Mirror {
                service: mirror.backend.name.as_str().into(),
                percent: mirror.percent(),
                up: mirror.percent() > 0.0,
            });
        }
        Ok(())
    }
}

/// Which of the two routes of a prefix it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Seam {
    /// No prefix.
    None,
    /// The one for the prefix itself.
    Itself,
    /// The one for what is below it.
    Below,
}

fn after_redirect(what: &str) -> Fault {
    Fault::ControlPlane(format!(
        "a rule redirects and then {what}, so the control plane makes no outbound at all for this client"
    ))
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
    let missing = || {
        Fault::ControlPlane("a path modifier has no value, so the control plane fails".to_owned())
    };
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
