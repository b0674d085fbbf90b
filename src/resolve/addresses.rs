//! The addresses of a Gateway: those that it asks for, and those that it has (F77, F87).

use std::net::IpAddr;

use crate::diagnostic::{Code, Problem};
use crate::gateway_api::{Gateway, GatewayAddress};
use crate::json::Pointer;

use super::graph::Addresses;

fn place() -> Pointer {
    Pointer::root().keys(&["spec", "addresses"])
}

/// F77: IP addresses alone can be asked for, and of a load balancer alone.
pub(super) fn unsupported<'a>(gateway: &Gateway<'a>, expected: bool) -> Option<Problem<'a>> {
    let addresses = &gateway.spec.addresses;
    for (index, address) in addresses.iter().enumerate() {
        let of = address.r#type.as_deref().unwrap_or("IPAddress");
        if of != "IPAddress" {
            let message = format!("addresses of type `{of}` are not supported");
            let at = place().index(index);
            return Some(Problem::new(Code::AddressUnsupported, at, message));
        }
    }
    let index = addresses.iter().position(|asked| asked.value.is_some())?;
    (!expected).then(|| {
        let message = "the Service of this gateway is not of type LoadBalancer, so it has no address to choose";
        Problem::new(Code::AddressUnsupported, place().index(index), message)
            .help("remove `spec.addresses`, or use the serviceType LoadBalancer in the MeshGatewayConfig")
    })
}

/// What becomes of the addresses that a Gateway asks for: the load balancer is asked for the first that has a
/// value.
pub(super) fn resolve<'a>(
    gateway: &Gateway<'a>,
    bound: Vec<GatewayAddress<'a>>,
    expected: bool,
) -> Addresses<'a> {
    let asked = &gateway.spec.addresses;
    let passed_on = asked.iter().position(|address| address.value.is_some());
    let wanted = passed_on.and_then(|index| asked.get(index)?.value.clone());
    let missing = match expected {
        true => missing(asked, passed_on.unwrap_or(0), &bound),
        false => None,
    };
    Addresses {
        bound,
        wanted,
        missing,
    }
}

/// Whether two texts are the same address: an IPv6 address can be written in many ways.
fn is_same(a: &str, b: &str) -> bool {
    match (a.parse::<IpAddr>(), b.parse::<IpAddr>()) {
        (Ok(a), Ok(b)) => a == b,
        _ => a == b,
    }
}

/// F87: why the Gateway is not reachable as it asks to be.
fn missing<'a>(
    asked: &[GatewayAddress<'a>],
    passed_on: usize,
    bound: &[GatewayAddress<'a>],
) -> Option<Problem<'a>> {
    let is_bound = |address: &GatewayAddress<'a>| match address.value.as_deref() {
        Some(value) => bound
            .iter()
            .any(|own| own.value.as_deref().is_some_and(|own| is_same(own, value))),
        None => bound.len() >= asked.len(),
    };
    // A load balancer can have several addresses, but is asked for one: no waiting brings another.
    let mut others = asked
        .iter()
        .enumerate()
        .filter(|(index, _)| *index != passed_on);
    if let Some((index, address)) = others.find(|(_, address)| !is_bound(address)) {
        let message = match address.value.as_deref() {
            Some(value) => format!(
                "the address `{value}` cannot be asked for: a gateway has one load balancer, which can be asked for one address"
            ),
            None => format!(
                "{} addresses are asked for: a gateway has one load balancer, which can be asked for one address",
                asked.len()
            ),
        };
        let problem = Problem::new(Code::AddressNotUsable, place().index(index), message);
        return Some(problem.help("remove it, or make another Gateway for it"));
    }
    if bound.is_empty() {
        let message = "the load balancer of the gateway has no address yet";
        return Some(Problem::new(Code::AddressPending, Pointer::root(), message));
    }
    let wanted = asked.get(passed_on)?;
    let value = wanted.value.as_deref()?;
    (!is_bound(wanted)).then(|| {
        let message = format!("the load balancer of the gateway has not got the address `{value}`");
        Problem::new(Code::AddressNotUsable, place().index(passed_on), message)
    })
}
