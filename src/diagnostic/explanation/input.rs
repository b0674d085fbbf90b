//! The snapshot and its objects.

use super::Explanation;

pub(super) const NOT_AN_OBJECT: Explanation = Explanation {
    paragraph: "The entry was skipped: without `apiVersion`, `kind` and `metadata.name` nothing says what \
        it is. Whatever refers to it finds nothing. Usual causes are an empty document, a Helm \
        value file or a patch among the manifests.",
    example: r"- replicas: 2 # a value file, no object
- apiVersion: v1
  kind: Service
  metadata:
    name: shop
",
};

pub(super) const NOT_READABLE: Explanation = Explanation {
    paragraph: "The object is nested deeper than the limit, so it was not read and takes no part. Real \
        Gateway API and Kuma objects stay far below that limit. Look for a template that includes \
        itself.",
    example: r"apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: shop
spec: {a: {b: {c: {d: {e: {}}}}}} # and so on
",
};

pub(super) const DUPLICATE_OBJECT: Explanation = Explanation {
    paragraph: "A cluster holds one object of a kind, namespace and name. Two in one input contradict each \
        other, and picking one would be a guess, so neither counts and references to them find \
        nothing. Often a base and its overlay were both passed.",
    example: r"kind: Service
metadata: {name: shop, namespace: demo}
---
kind: Service
metadata: {name: shop, namespace: demo}
",
};

pub(super) const WRONG_TYPE: Explanation = Explanation {
    paragraph: "An API server refuses an object with a value of the wrong type, so the whole object is left \
        out here too. Other objects are not affected. Quotes are the usual culprit: `\"80\"` is \
        text, `80` a number.",
    example: r"apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
spec:
  gatewayClassName: kuma
  listeners:
  - {name: web, port: '80', protocol: HTTP}
",
};

pub(super) const MISSING_FIELD: Explanation = Explanation {
    paragraph: "The schema of this kind requires the field, so an API server would refuse the object, and \
        it is left out here. Fields with a default, such as `weight` or `path`, may be absent; this \
        one has none. Add it.",
    example: r"apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
spec:
  gatewayClassName: kuma
  listeners:
  - {name: web, protocol: HTTP} # no port
",
};

pub(super) const UNKNOWN_FIELD: Explanation = Explanation {
    paragraph: "An API server removes fields that the installed CRDs do not know and keeps the rest; so \
        does this module. The object works, but without what the field was to do. Mostly it is a \
        typo or a field in the wrong place; some exist only in the experimental channel.",
    example: r"kind: HTTPRoute
spec:
  parentRefs: [{name: edge}]
  hostname: shop.example.com # hostnames
  rules:
  - backendRefs: [{name: shop, port: 80}]
",
};

pub(super) const DUPLICATE_FIELD: Explanation = Explanation {
    paragraph: "Of a key that is written twice in one mapping only the last value survives; the first is \
        lost without a trace. When that happens to `rules` or `backendRefs`, half of a route is \
        gone. Merge the two into one.",
    example: r"kind: HTTPRoute
metadata: {name: shop}
spec:
  parentRefs: [{name: edge}]
  parentRefs: [{name: internal}] # this counts
",
};

pub(super) const KIND_NOT_READ: Explanation = Explanation {
    paragraph: "Kuma 2.14 translates GatewayClass, Gateway and HTTPRoute, and reads what they refer to. It \
        does not read GRPCRoute, TCPRoute, TLSRoute, UDPRoute, ListenerSet or BackendTLSPolicy: \
        they get no status from Kuma and change no traffic. If no other controller serves them, use \
        HTTPRoute or Kuma's policies.",
    example: r"apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
metadata: {name: greeter}
spec:
  parentRefs: [{name: edge}]
",
};

pub(super) const CRDS_MISSING: Explanation = Explanation {
    paragraph: "When it starts, Kuma's control plane looks for GatewayClass, Gateway, HTTPRoute and \
        ReferenceGrant. If one of them is missing, its Gateway API support stays off as a whole: \
        nothing is generated and no status is written. Install the CRDs; Kuma 2.14 looks only once, \
        so restart the control plane afterwards.",
    example: r"resources: []
options:
  served:
  - GatewayClass
  - Gateway
  - HTTPRoute # no ReferenceGrant
",
};

pub(super) const GLOBAL_CONTROL_PLANE: Explanation = Explanation {
    paragraph: "In a multi-zone deployment, gateways run in zones, and only a zone's control plane \
        translates Gateway API. On the global one these objects stay without effect and status. \
        Apply them to the cluster of the zone that is to serve the traffic.",
    example: r"resources: []
options:
  mode: global
  zone: east
  # use: mode: zone
",
};

pub(super) const KIND_NOT_SUPPORTED: Explanation = Explanation {
    paragraph: "Kuma 2.14 reads four kinds of Gateway API: GatewayClass, Gateway, HTTPRoute and \
        ReferenceGrant. Objects of its other kinds get no status and have no effect on Kuma's gateways, \
        and nothing in the cluster says so. Use an HTTPRoute where it can do the same, or Kuma's own \
        policies.",
    example: r"apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
metadata:
  name: greeter
spec:
  parentRefs:
  - name: edge",
};
