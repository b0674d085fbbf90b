package controller

import "k8s.io/apimachinery/pkg/runtime/schema"

const (
	gatewayGroup = "gateway.networking.k8s.io"
	kumaGroup    = "kuma.io"
)

// kind is one that the controller watches.
type kind struct {
	schema.GroupKind
	// versions that the module reads, the best first.
	versions []string
	// output is whether the controller writes it.
	output bool
}

// kinds are all that change an answer. Nothing may be evaluated while one that is served cannot be read, as what is
// missing would be removed; but for Secrets, without which there is a condition.
var kinds = []kind{
	{GroupKind: schema.GroupKind{Group: gatewayGroup, Kind: "GatewayClass"}, versions: []string{"v1", "v1beta1"}},
	{GroupKind: schema.GroupKind{Group: gatewayGroup, Kind: "Gateway"}, versions: []string{"v1", "v1beta1"}},
	{GroupKind: schema.GroupKind{Group: gatewayGroup, Kind: "HTTPRoute"}, versions: []string{"v1", "v1beta1"}},
	{GroupKind: schema.GroupKind{Group: gatewayGroup, Kind: "ReferenceGrant"}, versions: []string{"v1", "v1beta1"}},
	{GroupKind: schema.GroupKind{Kind: "Namespace"}, versions: []string{"v1"}},
	{GroupKind: schema.GroupKind{Kind: "Service"}, versions: []string{"v1"}},
	{GroupKind: schema.GroupKind{Kind: "Secret"}, versions: []string{"v1"}},
	{GroupKind: schema.GroupKind{Group: kumaGroup, Kind: "Mesh"}, versions: []string{"v1alpha1"}},
	{GroupKind: schema.GroupKind{Group: kumaGroup, Kind: "MeshGatewayConfig"}, versions: []string{"v1alpha1"}},
	{GroupKind: schema.GroupKind{Group: kumaGroup, Kind: "ExternalService"}, versions: []string{"v1alpha1"}},
	{GroupKind: schema.GroupKind{Group: kumaGroup, Kind: "MeshService"}, versions: []string{"v1alpha1"}},
	{GroupKind: schema.GroupKind{Group: kumaGroup, Kind: "MeshExternalService"}, versions: []string{"v1alpha1"}},
	{GroupKind: schema.GroupKind{Group: kumaGroup, Kind: "MeshMultiZoneService"}, versions: []string{"v1alpha1"}},
	{GroupKind: schema.GroupKind{Group: kumaGroup, Kind: "MeshGateway"}, versions: []string{"v1alpha1"}, output: true},
	// What control planes up to 2.6 take routes from, and what is left of it under a later one.
	{GroupKind: schema.GroupKind{Group: kumaGroup, Kind: "MeshGatewayRoute"}, versions: []string{"v1alpha1"}, output: true},
	{GroupKind: schema.GroupKind{Group: kumaGroup, Kind: "MeshGatewayInstance"}, versions: []string{"v1alpha1"}, output: true},
	{GroupKind: schema.GroupKind{Group: kumaGroup, Kind: "MeshHTTPRoute"}, versions: []string{"v1alpha1"}, output: true},
}
