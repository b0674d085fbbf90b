//! One request through an evaluation: what Gateway API asks, what Kuma's data plane does.
//!
//! [`simulate`] reads the graph of verdicts and the generated objects and decides nothing about them.

mod ask;
mod considered;
pub mod data_plane;
mod deployed;
mod deviation;
pub mod envoy;
mod gateway_api;
mod identity;
mod outcome;
mod plane;
mod request;
mod services;
#[cfg(test)]
mod tests;

pub use ask::{Ask, Unasked};
pub use considered::Considered;
pub use deployed::simulate_deployed_json;
pub(crate) use deviation::deviations;
pub use outcome::{Backend, Header, Mirror, Outcome, Place, ResponseHeaders};
pub use request::Request;

use serde::Serialize;

use crate::contract::{ObjectRef, Refusal, Snapshot};
use crate::json::{FromNode, Node, to_json};

/// What happens to one request.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Simulation {
    /// Where it comes in.
    pub entrance: Entrance,
    /// What Gateway API demands.
    pub gateway_api: Outcome,
    /// What Kuma's data plane does.
    pub data_plane: Outcome,
    /// The fields in which the two differ.
    pub differences: Vec<&'static str>,
    /// The rules that were looked at, in the order of routes and rules, and why each takes it or not.
    pub considered: Vec<Considered>,
}

/// Where a request comes in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Entrance {
    /// The Gateway or Service.
    pub object: ObjectRef<'static>,
    /// The port.
    pub port: i64,
    /// Of a Gateway: the listener that takes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub listener: Option<Listener>,
    /// Of a Service: the client's namespace.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
}

/// A listener.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Listener {
    /// Its name.
    pub name: String,
    /// Its hostname; `*` for all.
    pub hostname: String,
    /// Its place in `spec.listeners`.
    pub index: usize,
}

/// What became of one question.
#[derive(Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Simulated {
    /// The simulation.
    Ok(Box<Simulation>),
    /// Why there is none.
    Error(Unsimulated),
}

/// Why a request cannot be simulated, as the contract has it.
#[derive(Debug, Serialize)]
pub struct Unsimulated {
    /// The stable code.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

impl From<Unasked> for Unsimulated {
    fn from(error: Unasked) -> Self {
        Unsimulated {
            code: "invalid-request",
            message: error.to_string(),
            help: error.help(),
        }
    }
}

/// The answer of the doors.
#[derive(Debug, Serialize)]
#[serde(rename_all = "lowercase")]
enum Answer {
    Ok(Vec<Simulated>),
    Error(Refusal),
}

/// Simulates requests in JSON, a list of them or one, against a snapshot in JSON; gives the tagged
/// answer in JSON: a list of answers, each tagged itself.
#[must_use]
pub fn simulate_json(snapshot: &str, requests: &str) -> String {
    let requests = match serde_json::from_str(requests) {
        Ok(Node::Array(requests)) => Ok(requests),
        Ok(request) => Ok(vec![request]),
        Err(error) => Err(Refusal::RequestsNotJson(error.to_string())),
    };
    let answer = requests.and_then(|requests| {
        let snapshot = Snapshot::from_json(snapshot)?;
        Ok(simulate(snapshot, requests))
    });
    let answer = answer.map_or_else(Answer::Error, Answer::Ok);
    to_json(&answer, 0).unwrap_or_else(|error| {
        let refusal = Answer::Error(Refusal::NotWritten(error.to_string()));
        to_json(&refusal, 0).unwrap_or_default()
    })
}

/// Simulates requests against a snapshot, each by itself; what is wrong with one is in its answer.
#[must_use]
pub fn simulate(snapshot: Snapshot<'_>, requests: Vec<Node<'_>>) -> Vec<Simulated> {
    let asks: Vec<Result<Ask<'_>, Unasked>> = requests
        .into_iter()
        .map(|node| Ask::from_node(node).map_err(|error| Unasked::Unreadable(error.to_string())))
        .collect();
    plane::run(snapshot, |plane| {
        asks.iter()
            .map(|ask| {
                let simulated = match (&plane, ask) {
                    (Ok(plane), Ok(ask)) => plane.simulate(ask),
                    (Err(error), _) | (_, Err(error)) => Err(error.clone()),
                };
                match simulated {
                    Ok(simulation) => Simulated::Ok(Box::new(simulation)),
                    Err(error) => Simulated::Error(error.into()),
                }
            })
            .collect()
    })
}
