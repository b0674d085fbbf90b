//! Gateway.

use super::Explanation;

pub(super) const CLASS_NOT_FOUND: Explanation = Explanation {
    paragraph: "The class decides which controller serves a Gateway; without it no one does. The Gateway \
        gets no proxies, and its routes carry no traffic. Kuma's Helm chart makes the class `kuma` \
        in a zone whose cluster has the CRDs; offline rendering can leave it out.",
    example: r"kind: Gateway
metadata: {name: edge}
spec:
  gatewayClassName: kumma # typo
  listeners:
  - {name: web, port: 80, protocol: HTTP}
",
};

pub(super) const CLASS_INVALID: Explanation = Explanation {
    paragraph: "The class is Kuma's, but its parameters cannot be used. So the Gateway is not accepted, \
        with reason InvalidParameters, whatever its listeners say. The finding on the class names \
        the cause; once it is repaired, all its Gateways recover.",
    example: r"kind: GatewayClass
spec:
  controllerName: gateways.kuma.io/controller
  parametersRef: # no such object
    group: kuma.io
    kind: MeshGatewayConfig
    name: gone
",
};

pub(super) const NO_VALID_LISTENER: Explanation = Explanation {
    paragraph: "A MeshGateway needs at least one listener, and none of these can be served, so nothing is \
        generated and an older MeshGateway does not stay behind. The Gateway is \
        Accepted=False/ListenersNotValid. Each listener has a finding of its own; one that works is \
        enough to bring the Gateway up.",
    example: r"kind: Gateway
metadata: {name: edge}
spec:
  gatewayClassName: kuma
  listeners:
  - {name: raw, port: 9000, protocol: TCP}
",
};

pub(super) const SOME_LISTENERS_INVALID: Explanation = Explanation {
    paragraph: "One bad listener does not cost the others. The good ones are served and the Gateway stays \
        accepted, with reason ListenersNotValid as a hint; connections to the bad ones find nothing \
        there. The conditions in `status.listeners` say which and why.",
    example: r"kind: Gateway
spec:
  gatewayClassName: kuma
  listeners:
  - {name: web, port: 80, protocol: HTTP} # served
  - {name: raw, port: 9000, protocol: TCP} # not
",
};

pub(super) const ADDRESS_PENDING: Explanation = Explanation {
    paragraph: "A Gateway's addresses are those of the Service that Kuma makes for it. Until the load \
        balancer assigns one, it is Programmed=False/AddressNotAssigned. Without a load balancer \
        that never happens; instances of type `NodePort` or `ClusterIP` report no address, and are \
        ready without one.",
    example: r"apiVersion: kuma.io/v1alpha1
kind: MeshGatewayConfig
metadata: {name: local}
spec:
  replicas: 1
  serviceType: NodePort
",
};

pub(super) const ADDRESS_UNSUPPORTED: Explanation = Explanation {
    paragraph: "All that Kuma can pass on is an IP address, as `loadBalancerIP` of the gateway's Service. \
        Host names and other types have no place there, and a Service that is not of type \
        `LoadBalancer` has no address to choose. The Gateway is Accepted=False/UnsupportedAddress, \
        instead of having an address that you did not ask for.",
    example: r"kind: Gateway
metadata: {name: edge}
spec:
  gatewayClassName: kuma
  addresses:
  - {type: Hostname, value: shop.example.com}
",
};

pub(super) const ADDRESS_NOT_USABLE: Explanation = Explanation {
    paragraph: "The address was requested, but the gateway's Service did not get it. The Gateway stays \
        accepted and is Programmed=False/AddressNotUsable, since clients would look in the wrong \
        place. Check that your load balancer owns the address and no other Service holds it. A \
        gateway has one load balancer, which is asked for the first address with a value; others \
        are not usable unless it has them anyhow, as one with an IPv4 and an IPv6 address does.",
    example: r"kind: Gateway
metadata: {name: edge}
spec:
  gatewayClassName: kuma
  addresses:
  - {type: IPAddress, value: 192.0.2.10}
",
};

pub(super) const INFRASTRUCTURE_PARAMETERS: Explanation = Explanation {
    paragraph: "Kuma knows parameters per GatewayClass, not per Gateway. Ignoring the reference could mean \
        the wrong settings, so the Gateway is Accepted=False/InvalidParameters. Give it a class of \
        its own with its own MeshGatewayConfig.",
    example: r"kind: Gateway
spec:
  infrastructure:
    parametersRef: # belongs in the class
      group: kuma.io
      kind: MeshGatewayConfig
      name: edge
",
};

pub(super) const FIELD_IGNORED: Explanation = Explanation {
    paragraph: "MeshGateway and MeshGatewayInstance have nothing that the field could become. The Gateway \
        is served as if it were absent. If you count on it, for instance on a client certificate \
        towards backends, use Kuma's own means, such as mTLS in the mesh.",
    example: r"kind: Gateway
spec:
  gatewayClassName: kuma
  tls:
    backend: # not available
      clientCertificateRef: {name: client}
",
};

pub(super) const NAME_DERIVED: Explanation = Explanation {
    paragraph: "Kuma gives the gateway's Service and Deployment the name of its MeshGatewayInstance. \
        Gateway names may be longer than a Service's and may contain dots or begin with a digit, so \
        a shorter name with a hash was made. Look for the pods under that name.",
    example: r"kind: Gateway
metadata:
  name: 1st.edge # a digit and a dot
  namespace: demo
spec:
  gatewayClassName: kuma
",
};

pub(super) const INSTANCE_NOT_OURS: Explanation = Explanation {
    paragraph: "The MeshGatewayInstance has the name that this Gateway needs, but does not belong to it. \
        Taking it over would overwrite someone's replicas, tags and Service type, so it is left as \
        it is, and none is made for the Gateway. If nobody needs it, delete it.",
    example: r"apiVersion: kuma.io/v1alpha1
kind: MeshGatewayInstance
metadata: {name: edge, namespace: demo}
spec: {replicas: 3, serviceType: LoadBalancer}
---
kind: Gateway
metadata: {name: edge, namespace: demo}
",
};

pub(super) const SERVICE_NAME_TAKEN: Explanation = Explanation {
    paragraph: "For each gateway Kuma makes a Service in its namespace, with the name of the Gateway. An \
        application's Service is there already, and both cannot have the name. Rename the Gateway \
        before the two meet, and mind the parentRefs of its routes.",
    example: r"kind: Service
metadata: {name: shop, namespace: demo}
---
kind: Gateway
metadata: {name: shop, namespace: demo}
",
};

pub(super) const MESH_NOT_FOUND: Explanation = Explanation {
    paragraph: "Every Kuma resource belongs to a mesh, and Kuma's webhook refuses resources of a mesh that \
        does not exist. Nothing made from this object can be stored. The mesh comes from the label \
        `kuma.io/mesh` on the object, then on its namespace, then it is `default`: look for a typo \
        there, or create the Mesh.",
    example: r"kind: Gateway
metadata:
  name: edge
  labels:
    kuma.io/mesh: prod # is there a Mesh prod?
",
};

pub(super) const MESH_ANNOTATION: Explanation = Explanation {
    paragraph: "Up to 2.14 Kuma still reads the mesh from the annotation, after the label of the same object, and \
        logs that it is deprecated. Nothing breaks today. Later versions read labels only, and the \
        object would silently move to another mesh, so change it before an upgrade.",
    example: r"kind: HTTPRoute
metadata:
  name: shop
  annotations: # write labels
    kuma.io/mesh: prod
",
};

pub(super) const NODE_PORT_RANGE: Explanation = Explanation {
    paragraph: "With `serviceType: NodePort`, Kuma asks for a node port equal to the listener's port. \
        Kubernetes gives out 30000 to 32767 by default and refuses the Service otherwise, so \
        clients could not reach the gateway. Change the port or the type.",
    example: r"apiVersion: kuma.io/v1alpha1
kind: MeshGatewayConfig
spec:
  serviceType: NodePort
---
kind: Gateway
spec:
  listeners:
  - {name: web, port: 80, protocol: HTTP} # 30080
",
};

pub(super) const NO_LONGER_OURS: Explanation = Explanation {
    paragraph: "The Gateway's class was deleted, or belongs to another controller now. Kuma itself would \
        leave what it had made, which goes on serving beside the new controller. Here nothing is made \
        for the Gateway any more, so a host removes the MeshGateway and its instance.",
    example: r"kind: Gateway
metadata:
  name: edge
spec:
  gatewayClassName: other",
};

pub(super) const MESH_UNKNOWN: Explanation = Explanation {
    paragraph: "Kuma refuses every object of a mesh that does not exist, and writes no status then. The mesh \
        `default` is always there; others are looked up among the Meshes of the input. This input has \
        none, so the objects were made as if the mesh existed. Add the Mesh to have a slip in its name \
        found.",
    example: r"kind: Gateway
metadata:
  name: edge
  labels:
    kuma.io/mesh: paymets",
};
