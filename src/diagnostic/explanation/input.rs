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

pub(super) const SCHEMA_ENUM: Explanation = Explanation {
    paragraph: "The schema of this kind lists the values that the field may have, and this is none of them, so an \
        API server refuses the object and it is left out here. Mind upper and lower case; some values \
        exist only in the experimental channel.",
    example: r"apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
spec:
  rules:
  - matches:
    - path: {type: Prefix, value: /} # PathPrefix
",
};

pub(super) const SCHEMA_PATTERN: Explanation = Explanation {
    paragraph: "The schema of this kind has a pattern (RE2 syntax) or a format for the field that the text does not \
        match, so an API server refuses the object and it is left out here. The message repeats the \
        pattern.",
    example: r"apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
spec:
  hostnames: [Shop.example.com] # lower case only
",
};

pub(super) const SCHEMA_LENGTH: Explanation = Explanation {
    paragraph: "The schema of this kind bounds the length of the text, so an API server refuses the object and it is \
        left out here. Characters are counted, although the message speaks of bytes.",
    example: r"apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
spec:
  gatewayClassName: ''
",
};

pub(super) const SCHEMA_RANGE: Explanation = Explanation {
    paragraph: "The schema of this kind bounds the number, or its format does (`int32`), so an API server refuses the \
        object and it is left out here.",
    example: r"apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
spec:
  gatewayClassName: kuma
  listeners:
  - {name: web, port: 80800, protocol: HTTP}
",
};

pub(super) const SCHEMA_ITEMS: Explanation = Explanation {
    paragraph: "The schema of this kind bounds how many entries the list or the map may have, so an API server refuses \
        the object and it is left out here. A route with too many rules can be split in two with the same \
        parents and hostnames.",
    example: r"apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
spec:
  gatewayClassName: kuma
  listeners: [] # at least one
",
};

pub(super) const SCHEMA_DUPLICATE: Explanation = Explanation {
    paragraph: "The entries of the list are told apart by some of their fields, or as a whole, and two are the same, so \
        an API server refuses the object and it is left out here.",
    example: r"apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
spec:
  gatewayClassName: kuma
  listeners:
  - {name: web, port: 80, protocol: HTTP}
  - {name: web, port: 81, protocol: HTTP}
",
};

pub(super) const SCHEMA_ALTERNATIVES: Explanation = Explanation {
    paragraph: "The schema of this kind has several forms for the value, and it fits none of them, or more than one \
        where only one may fit, so an API server refuses the object and it is left out here.",
    example: r"apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
spec:
  gatewayClassName: kuma
  addresses:
  - {type: IPAddress, value: localhost} # no address
",
};

pub(super) const METADATA_INVALID: Explanation = Explanation {
    paragraph: "Kubernetes allows only some characters and lengths in names, labels, annotations and so on, whatever \
        the kind, and each field of `metadata` has its type. An API server refuses any other object, and it is left out \
        here.",
    example: r"apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: my_route
",
};

pub(super) const RULE_BROKEN: Explanation = Explanation {
    paragraph: "Beside their schemas, CRDs have rules about how fields go together (`x-kubernetes-validations`, written \
        in CEL). The object breaks one, so an API server refuses it and it is left out here. The message is \
        the CRD's own.",
    example: r"apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
spec:
  rules:
  - matches:
    - path: {type: PathPrefix, value: shop} # no leading slash
",
};

pub(super) const SERVER_WARNING: Explanation = Explanation {
    paragraph: "An API server answers some objects that it takes with a warning, which `kubectl` prints: the version of \
        the API is deprecated, or an owner is listed twice. The message is the API server's own.",
    example: r"apiVersion: gateway.networking.k8s.io/v1alpha2 # v1 is what to use
kind: TLSRoute
",
};

pub(super) const RULE_STILL_BROKEN: Explanation = Explanation {
    paragraph: "An object that was stored before its CRD had a rule may break it. As long as nobody changes the part that \
        breaks it, an API server only warns (Kubernetes calls this ratcheting), so the object takes part here \
        too. `observed` holds the object as it was before. Whoever changes that part next is refused.",
    example: r"# The same stands in `observed`.
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
spec:
  rules:
  - matches:
    - path: {type: PathPrefix, value: shop} # no leading slash
",
};

pub(super) const RULES_NOT_CHECKED: Explanation = Explanation {
    paragraph: "An API server does not run the rules of a CRD on an object whose schema errors could mislead them: a \
        wrong type, a missing field, a value that is not supported, too long a text or list. More errors \
        may show up when those are corrected.",
    example: r"apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
spec:
  gatewayClassName: kuma
  listeners:
  - {name: web, protocol: HTTP} # no port: whether names are unique is not asked
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
    paragraph: "Kuma translates GatewayClass, Gateway and HTTPRoute (3.0 only HTTPRoute), and reads what they refer to. It \
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
        nothing is generated and no status is written. Install the CRDs; Kuma looks only once, \
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
    paragraph: "Kuma reads four kinds of Gateway API (3.0 only the last two): GatewayClass, Gateway, HTTPRoute and \
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

pub(super) const KIND_NOT_SERVED: Explanation = Explanation {
    paragraph: "The object is of Gateway API or Kuma, but the CRDs that were chosen do not have its kind in its `apiVersion`. An API server with just these CRDs answers `no matches for kind`; `kuma-gapi validate` says that it cannot judge the object.",
    example: "apiVersion: gateway.networking.k8s.io/v1alpha2
kind: HTTPRoute # served as v1 and v1beta1",
};
