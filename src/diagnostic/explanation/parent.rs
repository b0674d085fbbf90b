//! Routes and their parents.

use super::Explanation;

pub(super) const WITHOUT_PARENTS: Explanation = Explanation {
    paragraph: "A route does nothing by itself; `parentRefs` says where its rules apply. Without one there \
        is no output and no status, and no error at a client either. For traffic from outside name \
        a Gateway, for traffic between services a Service.",
    example: r"kind: HTTPRoute
metadata: {name: shop}
spec:
  # parentRefs: [{name: edge}]
  rules:
  - backendRefs: [{name: shop, port: 80}]
",
};

pub(super) const NOT_FOUND: Explanation = Explanation {
    paragraph: "Nothing is made for this parent; other parents of the route are not affected. Without \
        `namespace` the route's own is meant, while Gateways often live in another. No \
        ReferenceGrant is needed: the listener's `allowedRoutes` decides.",
    example: r"kind: HTTPRoute
metadata: {name: shop, namespace: demo}
spec:
  parentRefs:
  - name: edge
    namespace: infra # forgotten?
",
};

pub(super) const KIND: Explanation = Explanation {
    paragraph: "Kuma attaches routes to Gateways (up to 2.14), core Services and (from 3.0 on) MeshServices. A parent of another kind gets no \
        output and no status from Kuma; another controller may serve it. Watch the group: it \
        defaults to `gateway.networking.k8s.io`, so a Service should be written with `group: \"\"`.",
    example: r"kind: HTTPRoute
spec:
  parentRefs:
  - group: gateway.networking.k8s.io
    kind: ListenerSet # not read
    name: extra
",
};

pub(super) const NOT_OURS: Explanation = Explanation {
    paragraph: "The Gateway's class names another controller, so that one serves the route and writes its \
        status. Kuma makes nothing for this parent and leaves the other's status entries alone. If \
        Kuma should serve it, change the Gateway's class.",
    example: r"kind: GatewayClass
metadata: {name: other}
spec:
  controllerName: example.com/gateway
---
kind: Gateway
metadata: {name: edge}
spec: {gatewayClassName: other}
",
};

pub(super) const NO_MATCHING_LISTENER: Explanation = Explanation {
    paragraph: "A parentRef with `sectionName` and `port` means the listener that has both. The Gateway has \
        none like that, so the route is Accepted=False/NoMatchingParent and carries no traffic \
        here. `sectionName` is the listener's name, `port` its port, not the backend's.",
    example: r"kind: Gateway
spec:
  listeners: [{name: web, port: 80, protocol: HTTP}]
---
kind: HTTPRoute
spec:
  parentRefs: [{name: edge, sectionName: http}] # web
",
};

pub(super) const NOT_ALLOWED: Explanation = Explanation {
    paragraph: "Each listener says which namespaces may attach routes, by default only the Gateway's own. \
        None of the listeners concerned allows this one (or it takes no HTTPRoutes), so the route \
        is Accepted=False/NotAllowedByListeners. The Gateway's owner can set `from: All`, or \
        `Selector` with labels of namespaces.",
    example: r"kind: Gateway
metadata: {name: edge, namespace: infra}
spec:
  listeners:
  - name: web
    port: 80
    protocol: HTTP
    allowedRoutes:
      namespaces: {from: All} # default: Same
",
};

pub(super) const NO_MATCHING_HOSTNAME: Explanation = Explanation {
    paragraph: "A route serves only hosts that its listener covers too, and here they share none: \
        Accepted=False/NoMatchingListenerHostname, and requests get 404. `*.example.com` stands for \
        any number of labels in front, but not for `example.com` itself. A route without hostnames \
        takes those of the listener.",
    example: r"kind: Gateway
spec:
  listeners:
  - {name: web, port: 80, hostname: '*.example.com'}
---
kind: HTTPRoute
spec:
  hostnames: [example.com] # not covered
",
};

pub(super) const MESH_MISMATCH: Explanation = Explanation {
    paragraph: "Kuma applies routes inside one mesh. Generated in a mesh where the Gateway does not exist, \
        this one would never take effect, so it is refused at that parent. The mesh comes from the \
        label `kuma.io/mesh` on the object, then on its namespace, then it is `default`.",
    example: r"kind: Gateway
metadata: {name: edge, labels: {kuma.io/mesh: prod}}
---
kind: HTTPRoute
metadata: {name: shop} # mesh default
spec:
  parentRefs: [{name: edge}]
",
};

pub(super) const SERVICE_MESH_MISMATCH: Explanation = Explanation {
    paragraph: "The rules go into the route's mesh, but the Service's labels, or those of its namespace, \
        point to another. There they have no effect, and requests go to the Service as if there \
        were no route. This is judged by labels alone, hence only a warning.",
    example: r"kind: Namespace
metadata: {name: demo, labels: {kuma.io/mesh: prod}}
---
kind: HTTPRoute
metadata: {name: shop, namespace: client} # default
spec:
  parentRefs:
  - {group: '', kind: Service, name: shop, namespace: demo}
",
};

pub(super) const TIED_TO_LISTENERS: Explanation = Explanation {
    paragraph: "The parentRef covers several listeners, and not all of them allow the route. One output for \
        the whole Gateway would also bind it to listeners that forbid it, so one is made per \
        listener that allows it. Traffic is as you wrote it.",
    example: r"kind: Gateway
metadata: {name: edge, namespace: infra}
spec:
  listeners:
  - name: open
    port: 80
    allowedRoutes: {namespaces: {from: All}}
  - name: own # Same
    port: 8080
",
};

pub(super) const NOT_SERVED: Explanation = Explanation {
    paragraph: "The route is accepted, as it passed every check of its own. But its listeners conflict, \
        lack a certificate or are invalid otherwise, so no proxy serves them. The route is fine; \
        repair the Gateway.",
    example: r"kind: Gateway
spec:
  listeners: # both conflict
  - {name: a, port: 80, protocol: HTTP}
  - {name: b, port: 80, protocol: HTTP}
---
kind: HTTPRoute
spec: {parentRefs: [{name: edge, sectionName: a}]}
",
};

pub(super) const TWICE: Explanation = Explanation {
    paragraph: "The references look different but mean one parent: a missing namespace is the route's own. \
        They are treated as one, so the route is generated and counted once. Traffic is as you \
        wrote it.",
    example: r"kind: HTTPRoute
metadata: {name: shop, namespace: demo}
spec:
  parentRefs:
  - {name: edge}
  - {name: edge, namespace: demo} # the same
",
};

pub(super) const SERVICE_NOT_FOUND: Explanation = Explanation {
    paragraph: "Rules for a Service apply at its ports, and without the Service there are none. The route \
        is Accepted=False/NoMatchingParent and nothing is made for this parent. Without `namespace` \
        the Service is looked for beside the route.",
    example: r"kind: HTTPRoute
metadata: {name: shop, namespace: demo}
spec:
  parentRefs:
  - group: ''
    kind: Service
    name: shpo # typo
",
};

pub(super) const SERVICE_UNROUTABLE: Explanation = Explanation {
    paragraph: "Sidecars apply routes to traffic that is sent to the Service's cluster IP. A headless \
        Service (`clusterIP: None`) or an ExternalName one has no such address, so no request would \
        ever meet the rules, and the route is not accepted there. Put a Service with a cluster IP \
        in front of the same pods.",
    example: r"apiVersion: v1
kind: Service
metadata: {name: shop}
spec:
  clusterIP: None # headless
  ports: [{port: 80}]
",
};

pub(super) const SERVICE_PORT: Explanation = Explanation {
    paragraph: "A parentRef may select one port of the Service, by number (`port`) or name (`sectionName`), \
        and this one selects none: Accepted=False/NoMatchingParent. Only TCP ports count, and the \
        number is `port`, not `targetPort`. Leave both out to apply the rules to all ports.",
    example: r"kind: Service
spec:
  ports: [{port: 80, targetPort: 8080}]
---
kind: HTTPRoute
spec:
  parentRefs:
  - {group: '', kind: Service, name: shop, port: 8080} # 80
",
};

pub(super) const HOSTNAMES_IGNORED: Explanation = Explanation {
    paragraph: "Between services the sidecar picks the rules by the Service address that the client \
        connects to, not by the Host header, as Gateway API asks for. The rules therefore apply to \
        every host. If the host must matter, match the header `host`; it is compared with its port.",
    example: r"kind: HTTPRoute
metadata: {name: shop}
spec:
  parentRefs: [{group: '', kind: Service, name: shop}]
  hostnames: [shop.example.com] # no effect
",
};

pub(super) const PORT_TCP: Explanation = Explanation {
    paragraph: "Without an `appProtocol` Kuma takes a Service's port for TCP, and sidecars then forward \
        bytes and look at no path or header. The rules have no effect at all: every request goes to \
        the Service. Set `appProtocol: http` (or `http2`, `grpc`); values like `kubernetes.io/h2c` \
        and `https` also count as TCP.",
    example: r"kind: Service
metadata: {name: shop}
spec:
  ports:
  - port: 80
    appProtocol: http # add this
",
};

pub(super) const RULE_FALLS_THROUGH: Explanation = Explanation {
    paragraph: "Gateway API wants a 500 when no backend of a rule can be used. Up to Kuma 2.14 sidecars skip \
        such backends and then the whole rule, so its requests reach a later rule or the Service \
        itself, unfiltered. Do not rely on such a rule to block anything.",
    example: r"kind: HTTPRoute
spec:
  parentRefs: [{group: '', kind: Service, name: shop}]
  rules:
  - matches: [{path: {value: /admin}}]
    backendRefs: [{name: gone, port: 80}]
",
};

pub(super) const PORT_SKIPPED: Explanation = Explanation {
    paragraph: "A route that names a Service without a port is attached to all of its ports. Rules for HTTP \
        mean nothing on a UDP port, so such a port is passed over; a TCP port of the same number gets \
        the rules once.",
    example: r"kind: Service
metadata:
  name: dns
spec:
  ports:
  - {port: 53, protocol: UDP}
  - {port: 53, protocol: TCP}",
};

pub(super) const MERGED: Explanation = Explanation {
    paragraph: "Kuma names the object of a route and a Service without the port, so two references to one \
        Service overwrite each other there and only the last one counts. Here they share one object \
        with an entry for each port.",
    example: r"kind: HTTPRoute
spec:
  parentRefs:
  - {group: '', kind: Service, name: backend, sectionName: http}
  - {group: '', kind: Service, name: backend, sectionName: admin}",
};
