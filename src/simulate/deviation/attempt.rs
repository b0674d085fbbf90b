//! Derived requests, tried one after the other.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::Code;

use super::super::data_plane::{Answer, RuleRef};
use super::super::envoy::{Route, Unlike};
use super::super::outcome::Outcome;
use super::super::plane::Plane;
use super::super::request::Request;
use super::entrance::Entrance;
use super::{Deviation, key, report, sketch, untried};

/// The most requests that are tried.
pub(super) const LIMIT: usize = 20_000;

/// What was found so far.
pub(super) struct Attempts<'t, 'p> {
    plane: &'t Plane<'p>,
    /// By route, rule and code.
    found: BTreeMap<(usize, usize, Code), Deviation>,
    /// Routes that are not served at all.
    unserved: BTreeSet<usize>,
    tried: usize,
}

impl<'t, 'p> Attempts<'t, 'p> {
    pub(super) fn new(plane: &'t Plane<'p>) -> Self {
        Attempts {
            plane,
            found: BTreeMap::new(),
            unserved: BTreeSet::new(),
            tried: 0,
        }
    }

    /// Tries the request that a route takes.
    pub(super) fn first(&mut self, entrance: &Entrance<'_, '_>, route: &Route<'_, RuleRef>) {
        if let Some(sketch) = sketch::derived(route, &[]).first() {
            let request = sketch.request(&entrance.probe());
            self.one(entrance, &request, Some(key(route)));
            self.unserved.clear();
        }
    }

    /// Tries what is derived from the routes of a group in which the tables differ.
    pub(super) fn group(
        &mut self,
        entrance: &Entrance<'_, '_>,
        group: &Unlike<'_, '_, '_, RuleRef, RuleRef>,
    ) {
        let home = group.ours.first().map(|route| key(route));
        let home = home.or_else(|| entrance.first_rule());
        let all: Vec<&Route<'_, RuleRef>> =
            group.ours.iter().chain(&group.theirs).copied().collect();
        self.routes(entrance, &all, home);
    }

    fn routes(
        &mut self,
        entrance: &Entrance<'_, '_>,
        routes: &[&Route<'_, RuleRef>],
        home: Option<(usize, usize)>,
    ) {
        let probe = entrance.probe();
        for route in routes {
            let (number, _) = key(route);
            // Nothing is served: one request shows it.
            if self.unserved.contains(&number) {
                continue;
            }
            for sketch in sketch::derived(route, routes) {
                if self.tried >= LIMIT {
                    return;
                }
                self.tried += 1;
                self.one(entrance, &sketch.request(&probe), home);
            }
        }
    }

    fn one(
        &mut self,
        entrance: &Entrance<'_, '_>,
        request: &Request,
        home: Option<(usize, usize)>,
    ) {
        let (asked, done) = entrance.answers(request);
        if asked.undecided.is_some() || done.undecided.is_some() {
            return;
        }
        let rules = Rules {
            asked: asked.rule.map(|rule| (rule.route, rule.rule)),
            done: self.of_input(&done),
            by_default: done.raw || done.rule == Some(RuleRef::DEFAULT),
        };
        let asked = Outcome::new(asked, &request.headers, None);
        let done = Outcome::new(done, &request.headers, None);
        let differences = asked.differences(&done);
        let Some((route, rule)) = rules.asked.or(rules.done).or(home) else {
            return;
        };
        if differences.is_empty() {
            return;
        }
        let code = report::code(&asked, &done, &rules, &differences);
        // What does not come of the rule itself is said once for the route.
        let once = matches!(code, Code::DataPlaneUnserved | Code::DataPlaneUnmatched);
        let known = self.found.range((route, 0, code)..);
        let mut known = known.take_while(|((other, _, _), _)| *other == route);
        let is_known = known.any(|((_, other, of), _)| *of == code && (once || *other == rule));
        if !is_known {
            let problem = report::problem(
                code,
                rule,
                (entrance, self.plane, request),
                (&asked, &done, &differences),
            );
            if code == Code::DataPlaneUnserved {
                self.unserved.insert(route);
            }
            self.found
                .insert((route, rule, code), (Some(route), problem));
        }
    }

    /// The rule of the input that an answer of the data plane comes from.
    fn of_input(&self, done: &Answer) -> Option<(usize, usize)> {
        self.plane.input_of(done.rule?)
    }

    /// What was found, in the order of routes and rules.
    pub(super) fn finish(self) -> Vec<Deviation> {
        let rest = (self.tried >= LIMIT).then(untried);
        self.found.into_values().chain(rest).collect()
    }
}

/// The rules that take a request.
pub(super) struct Rules {
    pub(super) asked: Option<(usize, usize)>,
    pub(super) done: Option<(usize, usize)>,
    /// It goes to the Service itself, as no rule takes it.
    pub(super) by_default: bool,
}
