package controller

import (
	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

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
	// name is that of the one object that is read, if it is not all of them; nothing depends on it alone.
	name string
}

// selected chooses the objects that are read.
func (k kind) selected() client.MatchingFieldsSelector {
	if k.name == "" {
		return client.MatchingFieldsSelector{Selector: fields.Everything()}
	}
	return client.MatchingFieldsSelector{Selector: fields.OneTermEqualSelector("metadata.name", k.name)}
}

// kinds are all that change an answer. Nothing may be evaluated while one that is served cannot be read, as what is
// missing would be removed; but for Secrets, without which there is a condition, and for what has a name here.
var kinds = []kind{
	{GroupKind: schema.GroupKind{Group: gatewayGroup, Kind: "GatewayClass"}, versions: []string{"v1", "v1beta1"}},
	{GroupKind: schema.GroupKind{Group: gatewayGroup, Kind: "Gateway"}, versions: []string{"v1", "v1beta1"}},
	{GroupKind: schema.GroupKind{Group: gatewayGroup, Kind: "HTTPRoute"}, versions: []string{"v1", "v1beta1"}},
	{GroupKind: schema.GroupKind{Group: gatewayGroup, Kind: "ReferenceGrant"}, versions: []string{"v1", "v1beta1"}},
	// It tells which release of Gateway API is installed, and with it what the status of a class may say.
	{GroupKind: schema.GroupKind{Group: "apiextensions.k8s.io", Kind: "CustomResourceDefinition"}, versions: []string{"v1"}, name: "gatewayclasses." + gatewayGroup},
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
