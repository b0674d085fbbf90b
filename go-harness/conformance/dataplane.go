package conformance

import (
	"context"
	"errors"
	"fmt"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/labels"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/kumahq/kuma-gapi/go-harness/policy"
)

// kumaSecret is the type of Kuma's own Secrets.
const kumaSecret = "system.kuma.io/secret"

// ErrRefused says that nothing listens at an address.
var ErrRefused = errors.New("connection refused")

// dataPlane answers what Kuma's proxies do, by the module's model of them. It reads Kuma's objects, Services and pods as
// they are stored at that moment, and no Gateway API resource.
type dataPlane struct {
	module *policy.Module
	reader client.Reader
}

// atGateway is what happens to a request at an address.
func (d *dataPlane) atGateway(ctx context.Context, address string, request policy.WireRequest) (*policy.Outcome, *meshGateway, error) {
	gateway, err := d.gatewayAt(ctx, address, request.Port)
	if err != nil {
		return nil, nil, err
	}
	request.Gateway = gateway.name
	outcome, err := d.simulate(ctx, request)
	return outcome, gateway, err
}

// gatewayAt is the MeshGateway whose proxies the Service with this address leads to.
func (d *dataPlane) gatewayAt(ctx context.Context, address string, port int) (*meshGateway, error) {
	services := &corev1.ServiceList{}
	if err := d.reader.List(ctx, services); err != nil {
		return nil, err
	}
	for _, service := range services.Items {
		has := false
		for _, ingress := range service.Status.LoadBalancer.Ingress {
			has = has || ingress.IP == address
		}
		if !has || service.Annotations[builtinGateway] == "" {
			continue
		}
		open := false
		for _, own := range service.Spec.Ports {
			open = open || int(own.Port) == port
		}
		if !open {
			return nil, fmt.Errorf("%w: Service `%s/%s` has no port %d", ErrRefused, service.Namespace, service.Name, port)
		}
		instance := kumaObject("MeshGatewayInstance")
		if err := d.reader.Get(ctx, client.ObjectKeyFromObject(&service), instance); err != nil {
			return nil, err
		}
		gateway, err := gatewayOf(ctx, d.reader, instance)
		if err == nil && gateway == nil {
			err = fmt.Errorf("%w: no MeshGateway selects the instance `%s/%s`", ErrRefused, service.Namespace, service.Name)
		}
		return gateway, err
	}
	return nil, fmt.Errorf("%w: no gateway has the address %s", ErrRefused, address)
}

func (d *dataPlane) simulate(ctx context.Context, request policy.WireRequest) (*policy.Outcome, error) {
	deployed, err := d.deployed(ctx)
	if err != nil {
		return nil, err
	}
	answers, err := d.module.SimulateDeployed(ctx, *deployed, []policy.WireRequest{request})
	if err != nil {
		return nil, err
	}
	if len(answers) != 1 {
		return nil, fmt.Errorf("the model gives %d answers to one request", len(answers))
	}
	if answers[0].Error != nil {
		return nil, answers[0].Error
	}
	return answers[0].OK, nil
}

// deployed is everything that decides what the proxies do.
func (d *dataPlane) deployed(ctx context.Context) (*policy.Deployed, error) {
	deployed := &policy.Deployed{Resources: []any{}, Services: []policy.DeployedService{}}
	for _, kind := range []string{"MeshGateway", "MeshHTTPRoute"} {
		objects, err := kumaList(ctx, d.reader, kind)
		if err != nil {
			return nil, err
		}
		for _, object := range objects {
			deployed.Resources = append(deployed.Resources, object.Object)
		}
	}
	secrets := &corev1.SecretList{}
	if err := d.reader.List(ctx, secrets, client.InNamespace(systemNamespace)); err != nil {
		return nil, err
	}
	for _, secret := range secrets.Items {
		if secret.Type == kumaSecret {
			// That it exists is enough; its bytes stay here.
			deployed.Resources = append(deployed.Resources, map[string]any{
				"kind": "Secret", "metadata": map[string]any{"name": secret.Name, "labels": secret.Labels},
			})
		}
	}
	services := &corev1.ServiceList{}
	if err := d.reader.List(ctx, services); err != nil {
		return nil, err
	}
	for _, service := range services.Items {
		pods, err := d.pods(ctx, &service)
		if err != nil {
			return nil, err
		}
		if len(pods) == 0 {
			continue
		}
		for _, port := range service.Spec.Ports {
			if port.Protocol == corev1.ProtocolTCP {
				deployed.Services = append(deployed.Services, policy.DeployedService{
					Mesh: mesh, Name: tagOf(&service, port.Port), HTTP: speaksHTTP(&service, port),
				})
			}
		}
	}
	return deployed, nil
}

func tagOf(service *corev1.Service, port int32) string {
	return fmt.Sprintf("%s_%s_svc_%d", service.Name, service.Namespace, port)
}

// pods are those with a sidecar that a Service selects: a Service without a selector has no proxy behind it.
func (d *dataPlane) pods(ctx context.Context, service *corev1.Service) ([]corev1.Pod, error) {
	if len(service.Spec.Selector) == 0 || service.Annotations[builtinGateway] != "" {
		return nil, nil
	}
	namespace := &corev1.Namespace{}
	if err := d.reader.Get(ctx, client.ObjectKey{Name: service.Namespace}, namespace); err != nil {
		return nil, client.IgnoreNotFound(err)
	}
	if namespace.Labels[sidecarInjection] != "enabled" {
		return nil, nil
	}
	list := &corev1.PodList{}
	selector := client.MatchingLabelsSelector{Selector: labels.SelectorFromSet(service.Spec.Selector)}
	if err := d.reader.List(ctx, list, client.InNamespace(service.Namespace), selector); err != nil {
		return nil, err
	}
	var ready []corev1.Pod
	for _, pod := range list.Items {
		if pod.DeletionTimestamp == nil && pod.Labels[sidecarInjection] != "disabled" && isReady(&pod) {
			ready = append(ready, pod)
		}
	}
	return ready, nil
}

const sidecarInjection = "kuma.io/sidecar-injection"

func isReady(pod *corev1.Pod) bool {
	for _, condition := range pod.Status.Conditions {
		if condition.Type == corev1.PodReady {
			return condition.Status == corev1.ConditionTrue
		}
	}
	return false
}

// speaksHTTP is whether Kuma takes a port's protocol for one of HTTP's.
func speaksHTTP(service *corev1.Service, port corev1.ServicePort) bool {
	protocol := service.Annotations[fmt.Sprintf("%d.service.kuma.io/protocol", port.Port)]
	if port.AppProtocol != nil {
		switch own := strings.ToLower(*port.AppProtocol); own {
		case "http", "http2", "grpc", "kafka", "tcp", "tls", "mysql":
			protocol = own
		}
	}
	switch strings.ToLower(protocol) {
	case "http", "http2", "grpc":
		return true
	}
	return false
}

// backend is one pod that a `kuma.io/service` leads to.
type backend struct {
	pod *corev1.Pod
	// port is the pod's own.
	port string
}

// backends are the pods of a value of `kuma.io/service`.
func (d *dataPlane) backends(ctx context.Context, tag string) ([]backend, error) {
	services := &corev1.ServiceList{}
	if err := d.reader.List(ctx, services); err != nil {
		return nil, err
	}
	for _, service := range services.Items {
		for _, port := range service.Spec.Ports {
			if tagOf(&service, port.Port) != tag {
				continue
			}
			pods, err := d.pods(ctx, &service)
			if err != nil {
				return nil, err
			}
			target := port.TargetPort.String()
			if target == "0" {
				target = fmt.Sprint(port.Port)
			}
			var found []backend
			for index := range pods {
				found = append(found, backend{pod: &pods[index], port: target})
			}
			return found, nil
		}
	}
	return nil, fmt.Errorf("no Service has the tag `%s`", tag)
}
