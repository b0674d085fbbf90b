//! GatewayClass.

use super::Explanation;

pub(super) const PARAMETERS_KIND: Explanation = Explanation {
    paragraph: "Kuma takes the parameters of a class from one kind only, the cluster-scoped \
        MeshGatewayConfig of group `kuma.io`. With another kind the class is \
        Accepted=False/InvalidParameters, and no Gateway of the class is served. Without \
        `parametersRef` you get the defaults: one replica, a `LoadBalancer` Service.",
    example: r"kind: GatewayClass
spec:
  controllerName: gateways.kuma.io/controller
  parametersRef:
    group: ''
    kind: ConfigMap # MeshGatewayConfig
    name: edge
",
};

pub(super) const PARAMETERS_NAMESPACE: Explanation = Explanation {
    paragraph: "A MeshGatewayConfig is cluster-scoped, so a reference with a namespace cannot mean one. The \
        class is Accepted=False/InvalidParameters and its Gateways are not served. Delete the \
        `namespace` line.",
    example: r"kind: GatewayClass
spec:
  controllerName: gateways.kuma.io/controller
  parametersRef:
    group: kuma.io
    kind: MeshGatewayConfig
    name: edge
    namespace: kuma-system # remove
",
};

pub(super) const PARAMETERS_NOT_FOUND: Explanation = Explanation {
    paragraph: "Without its parameters the class might get the wrong replicas, Service type or mesh \
        settings, so Kuma does not fall back to defaults. The class is \
        Accepted=False/InvalidParameters and its Gateways are not served. It recovers as soon as \
        the MeshGatewayConfig exists.",
    example: r"kind: GatewayClass
spec:
  controllerName: gateways.kuma.io/controller
  parametersRef:
    group: kuma.io
    kind: MeshGatewayConfig
    name: egde # typo
",
};

pub(super) const PARAMETERS_INVALID: Explanation = Explanation {
    paragraph: "Kuma copies the config into a MeshGatewayInstance for each Gateway, and its webhook would \
        refuse the copy. So the class is Accepted=False/InvalidParameters. Tags are the usual \
        cause: they must not be empty, and `kuma.io/service` is set by Kuma itself.",
    example: r"apiVersion: kuma.io/v1alpha1
kind: MeshGatewayConfig
metadata: {name: edge}
spec:
  tags:
    kuma.io/service: edge # not allowed
    team: '' # empty
",
};

pub(super) const CRDS_VERSION: Explanation = Explanation {
    paragraph: "Gateway API's CRDs carry their release in an annotation, and this one is unknown here. The \
        class stays Accepted with SupportedVersion=False, and evaluation goes on as well as it can: \
        fields of newer CRDs may be missed. Compare the annotation on all the CRDs.",
    example: r"kind: CustomResourceDefinition
metadata:
  name: gateways.gateway.networking.k8s.io
  annotations:
    gateway.networking.k8s.io/channel: standard
    gateway.networking.k8s.io/bundle-version: v9.0.0
",
};
