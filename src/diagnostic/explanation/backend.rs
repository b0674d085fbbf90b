//! Backends.

use super::Explanation;

pub(super) const NOT_FOUND: Explanation = Explanation {
    paragraph: "The route stays accepted, with ResolvedRefs=False/BackendNotFound. On a gateway the backend \
        keeps its weight and its share of requests gets 500, so that no other gets more than you \
        gave it; sidecars up to Kuma 2.14 skip it. Without `namespace` it is looked for beside the \
        route.",
    example: r"kind: HTTPRoute
metadata: {name: shop, namespace: demo}
spec:
  rules:
  - backendRefs:
    - {name: v1, port: 80, weight: 9}
    - {name: gone, port: 80, weight: 1} # 10% get 500
",
};

pub(super) const PORT_NOT_FOUND: Explanation = Explanation {
    paragraph: "A backendRef names the port that the Service offers, not the one its pods listen on. This \
        Service lacks that port, so ResolvedRefs is False/BackendNotFound and on a gateway the \
        backend's share of requests gets 500. Compare with `spec.ports[].port` of the Service.",
    example: r"kind: Service
spec:
  ports: [{port: 80, targetPort: 8080}]
---
kind: HTTPRoute
spec:
  rules:
  - backendRefs: [{name: shop, port: 8080}] # 80
",
};

pub(super) const PORT_MISSING: Explanation = Explanation {
    paragraph: "A Service may have several ports, so Gateway API requires one in the reference, even if \
        there is just one. Nothing is guessed: on a gateway the backend's share of requests gets \
        500. Add the port.",
    example: r"kind: HTTPRoute
metadata: {name: shop}
spec:
  rules:
  - backendRefs: [{name: shop}] # port: 80
",
};

pub(super) const KIND: Explanation = Explanation {
    paragraph: "ResolvedRefs is False/InvalidKind, and on a gateway the backend's share of requests gets \
        500. Backends are core Services or, of group `kuma.io`, MeshService, MeshExternalService, \
        MeshMultiZoneService and ExternalService. Check the group too: for a Service it is empty. \
        Kuma mirrors to neither MeshExternalServices nor MeshMultiZoneServices.",
    example: r"kind: HTTPRoute
spec:
  rules:
  - backendRefs:
    - group: example.com # not known
      kind: Bucket
      name: images
",
};

pub(super) const NOT_PERMITTED: Explanation = Explanation {
    paragraph: "A namespace permits traffic from routes of others by a ReferenceGrant. None permits this \
        reference: ResolvedRefs is False/RefNotPermitted, and the backend's share of requests gets \
        500. `from` names the route's namespace, the grant lives in the backend's. In the mesh no \
        grant is needed.",
    example: r"apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata: {name: shop, namespace: backends}
spec:
  from:
  - group: gateway.networking.k8s.io
    kind: HTTPRoute
    namespace: demo
  to: [{group: '', kind: Service}]
",
};

pub(super) const PROTOCOL: Explanation = Explanation {
    paragraph: "The Service's `appProtocol` says that the port speaks something else than a route can send \
        it. Requests would fail or be misread, so ResolvedRefs is False/UnsupportedProtocol and on \
        a gateway the backend's share gets 500. If the port does serve HTTP, say so with `http`, \
        `http2` or `grpc`.",
    example: r"kind: Service
metadata: {name: shop}
spec:
  ports:
  - port: 80
    appProtocol: kubernetes.io/h2c # http2
",
};

pub(super) const TCP: Explanation = Explanation {
    paragraph: "Kuma learns the protocol from the port's `appProtocol` or the annotation \
        `<port>.service.kuma.io/protocol`, and takes the rest for TCP. In the mesh, sidecars leave \
        TCP backends out of HTTP rules, and the whole rule if nothing remains. If the port serves \
        HTTP, say so.",
    example: r"kind: Service
metadata: {name: shop}
spec:
  ports:
  - port: 80 # appProtocol: http
    targetPort: 8080
",
};

pub(super) const EXTERNAL_NAME: Explanation = Explanation {
    paragraph: "An ExternalName Service is only an alias in DNS: it has no pods, so Kuma knows no endpoint \
        to send requests to, and they fail. Gateway API advises against such backends too. Describe \
        the host with a MeshExternalService and refer to that.",
    example: r"apiVersion: v1
kind: Service
metadata: {name: payments}
spec:
  type: ExternalName
  externalName: api.example.com
",
};

pub(super) const SERVICE_TAG: Explanation = Explanation {
    paragraph: "The mesh knows an ExternalService by its tag `kuma.io/service`, which may have upper-case \
        letters. A backend's name in a MeshHTTPRoute may not, and Kuma would refuse the whole \
        route. So this backend is unresolved: on a gateway its share gets 500. Change the tag.",
    example: r"apiVersion: kuma.io/v1alpha1
kind: ExternalService
mesh: default
metadata: {name: payments}
spec:
  tags:
    kuma.io/service: Payments # payments
",
};

pub(super) const WEIGHT_ZERO: Explanation = Explanation {
    paragraph: "Weight 0 means no traffic, and here every backend has it. Left alone, the proxy would send \
        everything to a single one, or reject the routes of the whole port. So on gateways the rule \
        answers 500.",
    example: r"kind: HTTPRoute
spec:
  rules:
  - backendRefs:
    - {name: v1, port: 80, weight: 0}
    - {name: v2, port: 80, weight: 0}
",
};

pub(super) const NONE: Explanation = Explanation {
    paragraph: "The rule matches requests but says nothing about where to send them. Gateway API wants 500 \
        in that case, and the route counts as accepted and resolved. A route without any `rules` \
        has one such rule for all paths.",
    example: r"kind: HTTPRoute
spec:
  rules:
  - matches: [{path: {value: /api}}]
    # backendRefs: [{name: shop, port: 80}]
",
};

pub(super) const TWICE: Explanation = Explanation {
    paragraph: "Written several times, a backend would get only its last weight on a gateway, while \
        sidecars add them up. It is written once with the sum, which is what Gateway API means. The \
        shares are as you wrote them.",
    example: r"kind: HTTPRoute
spec:
  rules:
  - backendRefs:
    - {name: v1, port: 80, weight: 1}
    - {name: v1, port: 80, weight: 3} # 4 in all
",
};

pub(super) const FILTERS: Explanation = Explanation {
    paragraph: "In Kuma, filters belong to a rule and apply to all its backends. Filters for one of several \
        cannot be written, and leaving them out would change requests, so the rule answers 500. If \
        all backends need the same filters, move them to the rule.",
    example: r"kind: HTTPRoute
spec:
  rules:
  - backendRefs:
    - {name: v1, port: 80}
    - name: v2
      port: 80
      filters: # only v2
      - type: RequestHeaderModifier
        requestHeaderModifier: {set: [{name: x-v, value: '2'}]}
",
};

pub(super) const FILTERS_MOVED: Explanation = Explanation {
    paragraph: "Kuma has filters on rules only. The rule has one backend, so filters on it and on the rule \
        come to the same, and they were moved. Nothing changes for traffic. With a second backend \
        it would no longer work.",
    example: r"kind: HTTPRoute
spec:
  rules:
  - backendRefs:
    - name: shop
      port: 80
      filters:
      - type: RequestHeaderModifier
        requestHeaderModifier: {remove: [x-debug]}
",
};
