//! Filters (kuma.md §8.3).

use crate::gateway_api::{
    FilterType, HeaderModifier, HttpRouteFilter, HttpRouteRule, MirrorFilter, RedirectFilter,
};
use crate::json::Text;
use crate::kuma::{self, Filter, Percentage, RequestMirror, RequestRedirect, UrlRewrite};
use crate::resolve::{FilterVerdict, RuleNode, Traffic};

use super::backend::{Backends, Weighted};
use super::{header_modifier, path};

/// The filters of a rule that is served.
pub(super) fn translate<'a>(
    rule: &HttpRouteRule<'a>,
    node: &RuleNode<'a>,
    traffic: Traffic,
    backends: &Backends<'a>,
) -> Vec<Filter<'a>> {
    let applied: Vec<(&FilterVerdict<'a>, &HttpRouteFilter<'a>)> = node
        .filters
        .iter()
        .filter(|verdict| !verdict.left_out)
        .filter_map(|verdict| Some((verdict, source(rule, verdict)?)))
        .collect();
    let mut request = Modifiers::new(&applied, &FilterType::RequestHeaderModifier);
    let mut response = Modifiers::new(&applied, &FilterType::ResponseHeaderModifier);
    let host = request.take_host(traffic);
    let redirects = node.redirects();
    let mut filters = Vec::with_capacity(applied.len());
    for (verdict, filter) in &applied {
        match filter.r#type {
            Some(FilterType::RequestHeaderModifier) => {
                let modifiers = request.take();
                filters.extend(
                    modifiers
                        .into_iter()
                        .map(|modifier| Filter::RequestHeaderModifier { modifier }),
                );
            }
            Some(FilterType::ResponseHeaderModifier) => {
                let modifiers = response.take();
                filters.extend(
                    modifiers
                        .into_iter()
                        .map(|modifier| Filter::ResponseHeaderModifier { modifier }),
                );
            }
            Some(FilterType::RequestRedirect) => {
                if let Some(redirect) = &filter.request_redirect {
                    filters.push(Filter::RequestRedirect {
                        redirect: request_redirect(redirect, traffic),
                    });
                }
            }
            Some(FilterType::URLRewrite) => {
                if let Some(rewrite) = &filter.url_rewrite {
                    let path = rewrite
                        .path
                        .as_ref()
                        .and_then(|path| path::modifier(path, traffic));
                    let hostname = rewrite.hostname.clone();
                    add_rewrite(&mut filters, UrlRewrite { hostname, path });
                }
            }
            Some(FilterType::RequestMirror) => {
                filters.extend(mirror(verdict, filter, traffic, backends))
            }
            _ => {}
        }
    }
    if let Some(host) = host.filter(|_| !redirects) {
        rewrite_host(&mut filters, host);
    }
    filters
}

/// The filter that a verdict is about.
fn source<'r, 'a>(
    rule: &'r HttpRouteRule<'a>,
    verdict: &FilterVerdict<'a>,
) -> Option<&'r HttpRouteFilter<'a>> {
    match verdict.backend {
        None => rule.filters.get(verdict.index),
        Some(backend) => rule.backend_refs.get(backend)?.filters.get(verdict.index),
    }
}

/// The modifiers of one type of a rule. They are written where the first of them stands.
struct Modifiers<'a>(Vec<HeaderModifier<'a>>);

impl<'a> Modifiers<'a> {
    fn new(applied: &[(&FilterVerdict<'a>, &HttpRouteFilter<'a>)], of: &FilterType<'_>) -> Self {
        let of_type = applied
            .iter()
            .filter(|(_, filter)| filter.r#type.as_ref() == Some(of));
        Modifiers(
            of_type
                .filter_map(|(_, filter)| match of {
                    FilterType::RequestHeaderModifier => filter.request_header_modifier.clone(),
                    _ => filter.response_header_modifier.clone(),
                })
                .collect(),
        )
    }

    /// Takes out what sets `host`, which sidecars need as a rewrite (F164); the last one counts.
    fn take_host(&mut self, traffic: Traffic) -> Option<Text<'a>> {
        if traffic == Traffic::Gateway {
            return None;
        }
        let mut host = None;
        for modifier in &mut self.0 {
            let of_modifier = modifier
                .set
                .iter()
                .find(|header| header.name.eq_ignore_ascii_case("host"));
            host = of_modifier.map(|header| header.value.clone()).or(host);
            modifier
                .set
                .retain(|header| !header.name.eq_ignore_ascii_case("host"));
        }
        host
    }

    fn take(&mut self) -> Vec<kuma::HeaderModifier<'a>> {
        let modifiers = std::mem::take(&mut self.0);
        header_modifier::combine(&modifiers.iter().collect::<Vec<_>>())
    }
}

/// A rule has one rewrite: of several, gateways take only the last (F66).
fn add_rewrite<'a>(filters: &mut Vec<Filter<'a>>, later: UrlRewrite<'a>) {
    let known = filters.iter_mut().find_map(|filter| match filter {
        Filter::UrlRewrite { rewrite } => Some(rewrite),
        _ => None,
    });
    match known {
        Some(rewrite) => {
            rewrite.hostname = later.hostname.or(rewrite.hostname.take());
            rewrite.path = later.path.or(rewrite.path.take());
        }
        None => filters.push(Filter::UrlRewrite { rewrite: later }),
    }
}

/// A header that was set beats the hostname of a rewrite.
fn rewrite_host<'a>(filters: &mut Vec<Filter<'a>>, host: Text<'a>) {
    add_rewrite(
        filters,
        UrlRewrite {
            hostname: Some(host),
            path: None,
        },
    );
}

fn request_redirect<'a>(redirect: &RedirectFilter<'a>, traffic: Traffic) -> RequestRedirect<'a> {
    let of_scheme = match redirect.scheme.as_deref() {
        Some("http") => Some(80),
        Some("https") => Some(443),
        _ => None,
    };
    RequestRedirect {
        scheme: redirect.scheme.clone(),
        hostname: redirect.hostname.clone(),
        path: redirect
            .path
            .as_ref()
            .and_then(|path| path::modifier(path, traffic)),
        port: redirect.port.or(of_scheme),
        status_code: redirect.status_code.unwrap_or(302),
    }
}

fn mirror<'a>(
    verdict: &FilterVerdict<'a>,
    filter: &HttpRouteFilter<'a>,
    traffic: Traffic,
    backends: &Backends<'a>,
) -> Option<Filter<'a>> {
    let target = verdict.mirror.as_ref()?.target.as_ref().ok()?;
    let percentage = match Share::of(filter.request_mirror.as_ref()?) {
        Share::Nothing => return None,
        Share::All => None,
        Share::Percent(percentage) => Some(percentage),
    };
    let mirrored = Weighted {
        target: Some(target),
        weight: 1,
    };
    let backend_ref = backends.reference(mirrored, traffic);
    Some(Filter::RequestMirror {
        mirror: RequestMirror {
            percentage,
            backend_ref,
        },
    })
}

/// How much is mirrored (F69).
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Share {
    /// Nothing.
    Nothing,
    /// Everything.
    All,
    /// A part.
    Percent(Percentage),
}

impl Share {
    /// The share of a mirror; all of it where nothing is said.
    pub(super) fn of(mirror: &MirrorFilter<'_>) -> Share {
        let (numerator, denominator) = match (mirror.percent, mirror.fraction) {
            (Some(percent), _) => (percent, 100),
            (None, Some(fraction)) => (fraction.numerator, fraction.denominator.unwrap_or(100)),
            (None, None) => return Share::All,
        };
        if numerator <= 0 {
            Share::Nothing
        } else if numerator >= denominator {
            Share::All
        } else {
            // Ten-thousandths of a percent are as fine as Envoy's own shares.
            let parts = numerator.saturating_mul(1_000_000) / denominator;
            let (whole, rest) = (parts / 10_000, parts % 10_000);
            if rest == 0 {
                return Share::Percent(Percentage::Whole(whole));
            }
            let text = format!("{whole}.{rest:04}");
            Share::Percent(Percentage::Decimal(text.trim_end_matches('0').to_owned()))
        }
    }
}
