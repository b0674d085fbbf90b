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
