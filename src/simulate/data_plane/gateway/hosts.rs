//! The virtual hosts of a listener and the rules of each.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::order;

use super::super::Routes;
use super::super::config::{self, Config, Listener};
use super::super::entries::{Fault, Maker};
use super::super::hostname;
use super::super::merge::{Merged, MergedRules};

/// The virtual hosts of a listener. Their tables are made when they are first needed: the rules of a
/// wildcard stand in the tables of all hosts below it.
#[derive(Debug)]
pub(super) struct Hosts<'c> {
    /// The rules of each list of hostnames.
    groups: Vec<MergedRules<'c>>,
    /// The hostnames with the lists that they stand in, in the order in which Kuma visits them.
    names: Vec<(&'c str, Vec<usize>)>,
    hosts: Vec<Host<'c>>,
}

#[derive(Debug)]
pub(super) struct Host<'c> {
    pub(super) domain: &'c str,
    /// The hostnames whose rules it has, by their places.
    names: Vec<usize>,
    routes: OnceCell<Routes<'c>>,
}

impl<'c> Hosts<'c> {
    /// The virtual hosts of `listener`, without those that an earlier one of `observed` takes.
    pub(super) fn new(
        config: &'c Config<'c>,
        listener: &'c Listener<'c>,
        hostname: &'c str,
        routes: &[usize],
        observed: &[&str],
    ) -> Self {
        let (groups, mut names) = groups(config, listener, routes);
        order::sort_by(&mut names, |a, b| hostname::by_exactness(a.0, b.0));
        let places: BTreeMap<&str, usize> = names
            .iter()
            .enumerate()
            .map(|(place, (name, _))| (*name, place))
            .collect();
        let mut seen = BTreeSet::new();
        let mut hosts = Vec::new();
        for (name, _) in &names {
            if !hostname::intersect(hostname, name) {
                continue;
            }
            let domain = if hostname::contains(name, hostname) {
                hostname
            } else {
                name
            };
            let is_taken = observed
                .iter()
                .any(|other| hostname::contains(other, domain));
            if !is_taken && seen.insert(domain) {
                hosts.push(Host {
                    domain,
                    names: containing(domain, &places),
                    routes: OnceCell::new(),
                });
            }
        }
        Hosts {
            groups,
            names,
            hosts,
        }
    }

    /// Whether any rule applies to the listener.
    pub(super) fn has_rules(&self) -> bool {
        !self.groups.is_empty()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Host<'c>> {
        self.hosts.iter()
    }

    pub(super) fn get(&self, place: usize) -> Option<&Host<'c>> {
        self.hosts.get(place)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.hosts.is_empty()
    }

    /// Why the rules of all hosts together cannot be served.
    pub(super) fn faults<'h>(&'h self, maker: &'h Maker<'c>) -> impl Iterator<Item = Fault> + 'h {
        let names: BTreeSet<usize> = self
            .hosts
            .iter()
            .flat_map(|host| host.names.iter().copied())
            .collect();
        let groups: BTreeSet<usize> = names
            .into_iter()
            .filter_map(|name| self.names.get(name))
            .flat_map(|(_, groups)| groups.iter().copied())
            .collect();
        groups
            .into_iter()
            .filter_map(|group| self.groups.get(group))
            .flat_map(|rules| &rules.rules)
            .filter_map(|rule| maker.fault(rule))
    }

    /// The routes of a virtual host.
    pub(super) fn routes<'h>(&'h self, host: &'h Host<'c>, maker: &Maker<'c>) -> &'h Routes<'c> {
        host.routes.get_or_init(|| {
            let rules: Vec<&Merged<'c>> = host
                .names
                .iter()
                .filter_map(|name| self.names.get(*name))
                .flat_map(|(_, groups)| groups)
                .filter_map(|group| self.groups.get(*group))
                .flat_map(|rules| &rules.rules)
                .collect();
            Routes::new(maker.routes(&rules))
        })
    }
}

/// The places of the names that contain a domain, the more exact ones first. There are few candidates:
/// a name has the domain's first label or `*`, and ends as the domain does (F130).
fn containing(domain: &str, places: &BTreeMap<&str, usize>) -> Vec<usize> {
    let (first, rest) = domain.split_once('.').unwrap_or((domain, ""));
    let mut found = BTreeSet::new();
    let mut ends = vec![""];
    if !rest.is_empty() {
        ends.push(rest);
    }
    ends.extend(
        rest.match_indices('.')
            .filter_map(|(at, _)| rest.get(at + 1..)),
    );
    for end in ends {
        for label in [first, "*"] {
            let name = if end.is_empty() {
                label.to_owned()
            } else {
                format!("{label}.{end}")
            };
            found.extend(places.get(name.as_str()).copied());
        }
    }
    found.into_iter().collect()
}

/// Rules by their lists of hostnames, and each hostname with the lists that it stands in.
type Groups<'c> = (Vec<MergedRules<'c>>, Vec<(&'c str, Vec<usize>)>);

/// The rules that apply to a listener.
fn groups<'c>(config: &'c Config<'c>, listener: &Listener<'_>, routes: &[usize]) -> Groups<'c> {
    let mut lists: BTreeMap<Vec<&'c str>, usize> = BTreeMap::new();
    let mut groups: Vec<MergedRules<'c>> = Vec::new();
    for place in routes {
        let Some(route) = config.routes.get(*place) else {
            continue;
        };
        if !config::is_subset(&route.spec.target_ref.tags, &listener.tags) {
            continue;
        }
        for (number, to) in route.spec.to.iter().enumerate() {
            let mut hostnames: Vec<&str> = to.hostnames.iter().map(|name| name.as_str()).collect();
            if hostnames.is_empty() {
                hostnames.push("*");
            }
            let group = *lists.entry(hostnames).or_insert_with(|| {
                groups.push(MergedRules::default());
                groups.len() - 1
            });
            if let Some(group) = groups.get_mut(group) {
                group.append(&config.routes, *place, number);
            }
        }
    }
    let mut names: BTreeMap<&'c str, Vec<usize>> = BTreeMap::new();
    let mut by_group: Vec<(Vec<&'c str>, usize)> = lists.into_iter().collect();
    order::sort_by(&mut by_group, |a, b| a.1.cmp(&b.1));
    for (list, group) in by_group {
        for name in list {
            names.entry(name).or_default().push(group);
        }
    }
    (groups, names.into_iter().collect())
}
