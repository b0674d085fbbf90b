//! Names of generated objects.

use super::Explanation;

pub(super) const TAKEN: Explanation = Explanation {
    paragraph: "Generated objects have fixed names, and one of that name exists that was not made from this \
        source. Overwriting it could take away someone's route or key. So another name was used, \
        and traffic is not affected.",
    example: r"apiVersion: kuma.io/v1alpha1
kind: MeshGateway
mesh: default
metadata:
  name: edge.demo # what Gateway demo/edge wants
",
};

pub(super) const CUT: Explanation = Explanation {
    paragraph: "Kubernetes limits the length of names and the characters in them, and a generated name \
        joins several. It was cut and got a hash over the full names, so it stays the same in every \
        run and no two sources share one. Labels lead back to the source. Traffic is not affected.",
    example: r"kind: HTTPRoute
metadata:
  namespace: a-team-with-a-long-name
  name: a-route-with-a-name-of-up-to-253-characters
spec:
  parentRefs: [{name: edge}]
",
};

pub(super) const OWNER_LABEL_ELSEWHERE: Explanation = Explanation {
    paragraph: "Generated objects carry a label that names the route that they belong to, and live in the \
        system namespace. Somebody has copied one, label and all, into another namespace. Kuma itself \
        would take the copy for its own and never make the real one; here it is left alone and the \
        real one is made.",
    example: r"kind: MeshHTTPRoute
metadata:
  name: shop-kuma-demo-f740287a
  namespace: kuma-demo
  labels:
    gateways.kuma.io/gateway.networking.k8s.io-owner: kuma-demo_shop-854fde55",
};
