//! What some versions of Kuma have and others have not.

use super::Explanation;

pub(super) const TOO_OLD: Explanation = Explanation {
    paragraph: "What the reference asks for came with a later Kuma than the one that the output is for (the \
        option `target`). A backend of such a kind gets its share answered as one that cannot be \
        resolved; a parent gets no output. The message names the first version that can.",
    example: r"# --target kuma-2.8
kind: HTTPRoute
spec:
  rules:
  - backendRefs:
    - {group: kuma.io, kind: MeshService, name: shop, port: 80} # since Kuma 2.9
",
};

pub(super) const GATEWAY_REMOVED: Explanation = Explanation {
    paragraph: "Kuma 3.0 keeps Gateway API for routes between services only: GatewayClass and Gateway get no \
        status, and MeshGateway, MeshGatewayInstance and the copied Secrets no longer exist. An \
        instance's Deployment and Service stay as they are and get no more configuration, and the \
        upgrade deletes the CRDs of Kuma's gateway kinds with what is stored under them. While the old \
        version runs: (1) run a gateway of your own, such as another implementation of Gateway API, as \
        a Deployment and a Service in front of the mesh, with the ports that it listens on in the \
        annotation `traffic.kuma.io/exclude-inbound-ports` of its pods and `kuma.io/ignore: \"true\"` on \
        its Service (Kuma's upgrade notes call it a delegated gateway, and annotate its pods with \
        `kuma.io/gateway: enabled`); (2) attach the routes to it, and give it the certificates; (3) move \
        the traffic over, by DNS or the load balancer; (4) delete the Gateways, their GatewayClass and \
        MeshGatewayConfig. After the upgrade delete the copied Secrets `gapi-…` in Kuma's namespace by \
        hand. `kuma-gapi upgrade --from kuma-2.14 --to kuma-3.0` names all of these objects.",
    example: r"# --target kuma-3.0
kind: Gateway
metadata: {name: edge}
spec:
  gatewayClassName: kuma # nobody serves it any more
",
};

pub(super) const MESH_NOT_READ: Explanation = Explanation {
    paragraph: "Up to 2.6 Kuma reads the mesh of an object from the annotation `kuma.io/mesh` only, in 2.7 and \
        2.8 that of a Gateway; from 2.9 on the label comes first, and Kuma 3.0 reads nothing but \
        the label. An object that chooses its mesh elsewhere is in another mesh than was meant. \
        Until the upgrade is over, write both.",
    example: r"# --target kuma-3.0
kind: HTTPRoute
metadata:
  name: shop
  annotations: {kuma.io/mesh: prod} # write it as a label
",
};

pub(super) const KUMA_OBJECT_GIVEN: Explanation = Explanation {
    paragraph: "MeshGateway, MeshGatewayInstance, MeshGatewayRoute and MeshHTTPRoute are what Kuma makes of Gateway \
        API resources, not what it makes them from. Among the `resources` such an object is taken for one that \
        exists: its name is not used again, and the addresses of an instance become those of its Gateway. To see \
        what becomes of all that a cluster holds, hand the Kuma objects over as `observed` (`--observed`). One that \
        was written by hand is nobody's but yours: rewrite it yourself for a version that has another form of it.",
    example: r"resources:
- apiVersion: kuma.io/v1alpha1
  kind: MeshHTTPRoute # made of an HTTPRoute: it belongs under `observed`
  metadata: {name: shop-kuma-demo-f740287a, namespace: kuma-system}
",
};

pub(super) const MIXED_TARGETS: Explanation = Explanation {
    paragraph: "Each version of Kuma has a form of its own for what it makes: up to 2.6 MeshGatewayRoutes for Gateways, \
        from 2.7 to 2.14 MeshHTTPRoutes whose backends are MeshServiceSubsets, from 3.0 on destinations by labels. \
        Objects that carry the owner label and are not of one form were left by an upgrade that has not finished, \
        or come from several clusters. What is asked for is made all the same; what nothing asks for is removed.",
    example: r"observed:
- kind: MeshGatewayRoute # up to Kuma 2.6
  metadata: {name: shop.kuma-demo, labels: {gateways.kuma.io/gateway.networking.k8s.io-owner: kuma-demo_shop-854fde55}}
- kind: MeshHTTPRoute # from Kuma 3.0 on
  metadata: {name: shop-kuma-demo-web.kuma-demo, labels: {gateways.kuma.io/gateway.networking.k8s.io-owner: kuma-demo_shop-854fde55}}
  spec: {to: [{targetRef: {kind: MeshService, labels: {kuma.io/display-name: web}}}]}
",
};
