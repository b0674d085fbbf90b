//! What is not in the snapshot.

use super::Explanation;

pub(super) const BACKEND: Explanation = Explanation {
    paragraph: "With `missing: unknown`, what is not in the input may still exist in the cluster. The rule \
        was translated as if the backend existed and had that port. If it does not, its share of \
        requests gets 500 on a gateway. Add the object to be sure.",
    example: r"options: {missing: unknown}
resources:
- kind: HTTPRoute
  metadata: {name: shop}
  spec:
    rules:
    - backendRefs: [{name: shop, port: 80}] # not here
",
};

pub(super) const PARENT: Explanation = Explanation {
    paragraph: "Whether a route attaches depends on its parent: listeners, hostnames, allowed namespaces. \
        With `missing: unknown` the route was translated, but none of that was checked. A wrong \
        listener name shows up only in the cluster, so add the parent.",
    example: r"options: {missing: unknown}
resources:
- kind: HTTPRoute
  metadata: {name: shop}
  spec:
    parentRefs: [{name: edge, namespace: infra}]
",
};

pub(super) const CERTIFICATE: Explanation = Explanation {
    paragraph: "With `missing: unknown` a Secret that is not in the input is taken to hold a usable \
        certificate. If it turns out to be absent, of another type or broken, the listener is not \
        served. No copy of the key can be made from here either.",
    example: r"options: {missing: unknown}
resources:
- kind: Gateway
  spec:
    listeners:
    - name: https
      tls: {certificateRefs: [{name: shop-cert}]}
",
};

pub(super) const PARAMETERS: Explanation = Explanation {
    paragraph: "The MeshGatewayConfig decides replicas, Service type, tags and whether the gateway is \
        cross-mesh. It is not in the input, so the result shows the defaults: one replica, a \
        `LoadBalancer` Service, not cross-mesh. The cluster may get others.",
    example: r"options: {missing: unknown}
resources:
- kind: GatewayClass
  spec:
    parametersRef:
      group: kuma.io
      kind: MeshGatewayConfig
      name: edge
",
};

pub(super) const NAMESPACE: Explanation = Explanation {
    paragraph: "Labels of a Namespace choose the mesh of what is in it and decide on listeners with a \
        selector. This Namespace is not in the input, so only the label \
        `kubernetes.io/metadata.name`, which every one has, was counted. In the cluster, routes may \
        attach otherwise.",
    example: r"kind: Namespace
metadata:
  name: demo
  labels:
    kuma.io/mesh: prod
    team: shop
",
};

pub(super) const GRANT: Explanation = Explanation {
    paragraph: "The reference leads to another namespace and needs a ReferenceGrant there. With `missing: \
        unknown` it is taken to exist. Without it the cluster does not follow the reference: a \
        backend's requests get 500, a listener is not served.",
    example: r"options: {missing: unknown}
resources:
- kind: HTTPRoute
  metadata: {name: shop, namespace: demo}
  spec:
    rules:
    - backendRefs:
      - {name: api, namespace: backends, port: 80}
",
};

pub(super) const CLASS: Explanation = Explanation {
    paragraph: "The class says which controller serves a Gateway, and it is not in the input. With \
        `missing: unknown` the Gateway is taken to be Kuma's, with default parameters. If it names \
        another controller, Kuma makes none of this.",
    example: r"options: {missing: unknown}
resources:
- kind: Gateway
  metadata: {name: edge}
  spec:
    gatewayClassName: kuma # not here
",
};

pub(super) const MESH: Explanation = Explanation {
    paragraph: "The generated resources name a mesh that is not in the input. With `missing: unknown` it is \
        taken to exist. If it does not, Kuma refuses them when they are applied. A typo in the \
        label `kuma.io/mesh` looks the same.",
    example: r"options: {missing: unknown}
resources:
- kind: Gateway
  metadata:
    name: edge
    labels: {kuma.io/mesh: prod} # not here
",
};
