package conformance

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/intstr"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller/controllerutil"
	"sigs.k8s.io/controller-runtime/pkg/handler"
	"sigs.k8s.io/controller-runtime/pkg/reconcile"
)

const (
	serviceTag = "kuma.io/service"
	meshLabel  = "kuma.io/mesh"
	// builtinGateway marks the Services and pods of Kuma's own gateways.
	builtinGateway = "kuma.io/gateway"
	// UnusableAddress is one that the load balancer does not give.
	UnusableAddress = "203.0.113.254"
	// UsableAddress is one that it gives to who asks for it.
	UsableAddress = "198.19.0.1"
)

// instances makes what Kuma makes of a MeshGatewayInstance, a Service and a Deployment, and gives the Service an
// address, as a load balancer does.
type instances struct {
	client client.Client

	mutex     sync.Mutex
	addresses map[string]string
}

// gatewayListeners are the parts of a MeshGateway that are read here.
type gatewaySpec struct {
	Selectors []struct {
		Match map[string]string `json:"match"`
	} `json:"selectors"`
	Conf struct {
		Listeners []gatewayListener `json:"listeners"`
	} `json:"conf"`
}

type gatewayListener struct {
	Hostname string `json:"hostname"`
	Port     int    `json:"port"`
	TLS      struct {
		Certificates []struct {
			Secret string `json:"secret"`
		} `json:"certificates"`
	} `json:"tls"`
}

// instanceSpec are the parts of a MeshGatewayInstance that are read here.
type instanceSpec struct {
	Tags            map[string]string  `json:"tags"`
	Replicas        int32              `json:"replicas"`
	ServiceType     corev1.ServiceType `json:"serviceType"`
	ServiceTemplate struct {
		Metadata struct {
			Labels      map[string]string `json:"labels"`
			Annotations map[string]string `json:"annotations"`
		} `json:"metadata"`
		Spec struct {
			LoadBalancerIP string `json:"loadBalancerIP"`
		} `json:"spec"`
	} `json:"serviceTemplate"`
	PodTemplate struct {
		Metadata struct {
			Labels      map[string]string `json:"labels"`
			Annotations map[string]string `json:"annotations"`
		} `json:"metadata"`
	} `json:"podTemplate"`
}

func addInstances(mgr ctrl.Manager) error {
	i := &instances{client: mgr.GetClient(), addresses: map[string]string{}}
	// Any MeshGateway may be the one that selects an instance.
	all := handler.EnqueueRequestsFromMapFunc(func(ctx context.Context, _ client.Object) []reconcile.Request {
		found, _ := kumaList(ctx, mgr.GetClient(), "MeshGatewayInstance")
		var requests []reconcile.Request
		for _, instance := range found {
			requests = append(requests, reconcile.Request{NamespacedName: client.ObjectKeyFromObject(&instance)})
		}
		return requests
	})
	return ctrl.NewControllerManagedBy(mgr).Named("instances").
		For(kumaObject("MeshGatewayInstance")).
		Watches(kumaObject("MeshGateway"), all).
		Complete(i)
}

// Reconcile makes the Service, the Deployment and the status of an instance.
func (i *instances) Reconcile(ctx context.Context, request reconcile.Request) (reconcile.Result, error) {
	instance := kumaObject("MeshGatewayInstance")
	if err := i.client.Get(ctx, request.NamespacedName, instance); err != nil {
		return reconcile.Result{}, client.IgnoreNotFound(err)
	}
	var spec instanceSpec
	if err := into(instance, &spec, "spec"); err != nil {
		return reconcile.Result{}, err
	}
	gateway, err := gatewayOf(ctx, i.client, instance)
	if err != nil || gateway == nil {
		return reconcile.Result{}, err
	}
	service, err := i.service(ctx, instance, &spec, gateway)
	if err != nil {
		return reconcile.Result{}, err
	}
	return reconcile.Result{}, errors.Join(i.deployment(ctx, instance, &spec), i.status(ctx, instance, service))
}

// tagsOf are those of an instance's proxies.
func tagsOf(instance *unstructured.Unstructured) map[string]string {
	tags, _, _ := unstructured.NestedStringMap(instance.Object, "spec", "tags")
	tags = maps.Clone(tags)
	if tags == nil {
		tags = map[string]string{}
	}
	tags[serviceTag] = fmt.Sprintf("%s_%s_svc", instance.GetName(), instance.GetNamespace())
	return tags
}

// meshGateway is a MeshGateway that selects the proxies of an instance.
type meshGateway struct {
	name string
	spec gatewaySpec
}

// gatewayOf is the MeshGateway that serves an instance; nil where none does.
func gatewayOf(ctx context.Context, reader client.Reader, instance *unstructured.Unstructured) (*meshGateway, error) {
	gateways, err := kumaList(ctx, reader, "MeshGateway")
	if err != nil {
		return nil, err
	}
	tags := tagsOf(instance)
	for _, object := range gateways {
		in, _, _ := unstructured.NestedString(object.Object, "mesh")
		if in == "" {
			in = mesh
		}
		if own := instance.GetLabels()[meshLabel]; own != "" && own != in {
			continue
		}
		gateway := &meshGateway{name: object.GetName()}
		if err := into(&object, &gateway.spec, "spec"); err != nil {
			return nil, err
		}
		for _, selector := range gateway.spec.Selectors {
			if isSubset(selector.Match, tags) {
				return gateway, nil
			}
		}
	}
	return nil, nil
}

func isSubset(wanted, tags map[string]string) bool {
	for name, value := range wanted {
		if value != "*" && tags[name] != value {
			return false
		}
	}
	return true
}

func (i *instances) service(ctx context.Context, instance *unstructured.Unstructured, spec *instanceSpec, gateway *meshGateway) (*corev1.Service, error) {
	service := &corev1.Service{}
	service.Name, service.Namespace = instance.GetName(), instance.GetNamespace()
	_, err := controllerutil.CreateOrUpdate(ctx, i.client, service, func() error {
		service.Labels = merged(service.Labels, spec.ServiceTemplate.Metadata.Labels)
		service.Annotations = merged(service.Annotations, spec.ServiceTemplate.Metadata.Annotations)
		service.Annotations[builtinGateway] = "builtin"
		service.Spec.Type = spec.ServiceType
		service.Spec.LoadBalancerIP = spec.ServiceTemplate.Spec.LoadBalancerIP
		service.Spec.Selector = map[string]string{"app": instance.GetName()}
		service.Spec.Ports = ports(gateway)
		return controllerutil.SetControllerReference(instance, service, i.client.Scheme())
	})
	if err != nil {
		return nil, err
	}
	if ingress := i.ingress(service); service.Spec.Type == corev1.ServiceTypeLoadBalancer && !slices.EqualFunc(service.Status.LoadBalancer.Ingress, ingress,
		func(a, b corev1.LoadBalancerIngress) bool { return a.IP == b.IP }) {
		service.Status.LoadBalancer.Ingress = ingress
		return service, i.client.Status().Update(ctx, service)
	}
	return service, nil
}

func ports(gateway *meshGateway) []corev1.ServicePort {
	var made []corev1.ServicePort
	for _, listener := range gateway.spec.Conf.Listeners {
		port := corev1.ServicePort{
			Name: strconv.Itoa(listener.Port), Protocol: corev1.ProtocolTCP,
			Port: int32(listener.Port), TargetPort: intstr.FromInt(listener.Port),
		}
		if !slices.Contains(made, port) {
			made = append(made, port)
		}
	}
	return made
}

// ingress is the address that the load balancer gives: the one that is asked for, if it has that, and otherwise one of
// its own.
func (i *instances) ingress(service *corev1.Service) []corev1.LoadBalancerIngress {
	if wanted := service.Spec.LoadBalancerIP; wanted != "" {
		if wanted != UsableAddress {
			return nil
		}
		return []corev1.LoadBalancerIngress{{IP: wanted}}
	}
	i.mutex.Lock()
	defer i.mutex.Unlock()
	at := service.Namespace + "/" + service.Name
	if _, ok := i.addresses[at]; !ok {
		number := len(i.addresses) + 1
		i.addresses[at] = fmt.Sprintf("198.18.%d.%d", number/250, number%250+1)
	}
	return []corev1.LoadBalancerIngress{{IP: i.addresses[at]}}
}

func (i *instances) deployment(ctx context.Context, instance *unstructured.Unstructured, spec *instanceSpec) error {
	deployment := &appsv1.Deployment{}
	deployment.Name, deployment.Namespace = instance.GetName(), instance.GetNamespace()
	labels := map[string]string{"app": instance.GetName()}
	_, err := controllerutil.CreateOrUpdate(ctx, i.client, deployment, func() error {
		deployment.Spec.Replicas = &spec.Replicas
		deployment.Spec.Selector = &metav1.LabelSelector{MatchLabels: labels}
		template := &deployment.Spec.Template
		template.Labels = merged(merged(nil, spec.PodTemplate.Metadata.Labels), labels)
		template.Labels["kuma.io/sidecar-injection"] = "disabled"
		template.Annotations = merged(map[string]string{builtinGateway: "builtin"}, spec.PodTemplate.Metadata.Annotations)
		if len(template.Spec.Containers) == 0 {
			template.Spec.Containers = []corev1.Container{{Name: "kuma-gateway", Image: "kuma-dp"}}
		}
		return controllerutil.SetControllerReference(instance, deployment, i.client.Scheme())
	})
	return err
}

// status is the instance's: it has the addresses of the Service.
func (i *instances) status(ctx context.Context, instance *unstructured.Unstructured, service *corev1.Service) error {
	var ingress []any
	for _, entry := range service.Status.LoadBalancer.Ingress {
		ingress = append(ingress, map[string]any{"ip": entry.IP})
	}
	before, _, _ := unstructured.NestedSlice(instance.Object, "status", "loadBalancer", "ingress")
	if addressesOf(before) == addressesOf(ingress) {
		return nil
	}
	instance = instance.DeepCopy()
	loadBalancer := map[string]any{}
	if ingress != nil {
		loadBalancer["ingress"] = ingress
	}
	if err := unstructured.SetNestedField(instance.Object, loadBalancer, "status", "loadBalancer"); err != nil {
		return err
	}
	return i.client.Status().Update(ctx, instance)
}

func addressesOf(ingress []any) string {
	var addresses []string
	for _, entry := range ingress {
		entry, _ := entry.(map[string]any)
		address, _ := entry["ip"].(string)
		addresses = append(addresses, address)
	}
	return strings.Join(addresses, " ")
}

func merged(into, more map[string]string) map[string]string {
	if into == nil {
		into = map[string]string{}
	}
	maps.Copy(into, more)
	return into
}
