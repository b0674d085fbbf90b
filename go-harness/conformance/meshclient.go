package conformance

import (
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/textproto"
	"net/url"
	"slices"
	"strconv"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/kumahq/kuma-gapi/go-harness/policy"
)

// meshClients are the clients in the suite's echo pods: `client URL [--method=M] [-H NAME:VALUE]… [--count=N]`. What
// becomes of their requests is what the sidecar of the pod does with them.
type meshClients struct {
	plane  *dataPlane
	echoes *echoes
}

// run runs one client, which writes what it gets in the lines that the suite reads.
func (m *meshClients) run(ctx context.Context, namespace, _ string, command []string, out io.Writer) error {
	call, err := readCall(command)
	if err != nil {
		return err
	}
	answers, err := m.answers(ctx, namespace, call)
	if err != nil {
		return err
	}
	for number := range call.count {
		done, err := answers()
		if err != nil {
			return err
		}
		write(out, number, call, done)
	}
	return nil
}

// call is what a client is told to do.
type call struct {
	method  string
	url     *url.URL
	headers [][2]string
	host    string
	port    int
	count   int
}

func readCall(command []string) (*call, error) {
	if len(command) < 2 || command[0] != "client" {
		return nil, fmt.Errorf("the command `%s` is not known", strings.Join(command, " "))
	}
	target, err := url.Parse(command[1])
	if err != nil {
		return nil, err
	}
	if target.Scheme != "http" {
		return nil, fmt.Errorf("a client that speaks `%s` is not known", target.Scheme)
	}
	made := &call{method: http.MethodGet, url: target, host: target.Host, port: 80, count: 1}
	if port := target.Port(); port != "" {
		if made.port, err = strconv.Atoi(port); err != nil {
			return nil, err
		}
	}
	for index := 2; index < len(command); index++ {
		option, value, _ := strings.Cut(command[index], "=")
		switch {
		case option == "--method":
			made.method = value
		case option == "--count":
			if made.count, err = strconv.Atoi(value); err != nil {
				return nil, err
			}
		case option == "-H" && index+1 < len(command):
			index++
			name, value, _ := strings.Cut(command[index], ":")
			if strings.EqualFold(name, "host") {
				made.host = value
			} else {
				made.headers = append(made.headers, [2]string{name, value})
			}
		default:
			return nil, fmt.Errorf("the option `%s` of a client is not known", command[index])
		}
	}
	return made, nil
}

// answers gives what becomes of each request of a call.
func (m *meshClients) answers(ctx context.Context, namespace string, call *call) (func() (*exchange, error), error) {
	host := call.url.Hostname()
	service, err := m.service(ctx, namespace, host)
	if err != nil {
		return nil, err
	}
	if service == nil {
		pod, err := m.podAt(ctx, host)
		if err != nil {
			return nil, err
		}
		// The sidecar passes on what it knows no address of; no policy applies.
		return func() (*exchange, error) { return m.straight(call, pod), nil }, nil
	}
	if !slices.ContainsFunc(service.Spec.Ports, func(port corev1.ServicePort) bool { return int(port.Port) == call.port }) {
		return nil, fmt.Errorf("%w: Service `%s/%s` has no port %d", ErrRefused, service.Namespace, service.Name, call.port)
	}
	outcome, err := m.plane.simulate(ctx, policy.WireRequest{
		Mesh: mesh, From: namespace, Service: tagOf(service, int32(call.port)),
		Method: call.method, Host: call.host, Target: call.url.RequestURI(), Headers: call.headers,
	})
	if err != nil {
		return nil, err
	}
	return func() (*exchange, error) { return m.echoes.perform(ctx, outcome, call.headers) }, nil
}

// service is the one that a name or an address means in a namespace; nil for other addresses.
func (m *meshClients) service(ctx context.Context, namespace, host string) (*corev1.Service, error) {
	list := &corev1.ServiceList{}
	if err := m.plane.reader.List(ctx, list); err != nil {
		return nil, err
	}
	name := strings.TrimSuffix(strings.TrimSuffix(host, ".svc.cluster.local"), ".svc")
	if !strings.Contains(name, ".") {
		name += "." + namespace
	}
	for _, service := range list.Items {
		if service.Spec.ClusterIP == host || service.Name+"."+service.Namespace == name {
			return &service, nil
		}
	}
	return nil, nil
}

func (m *meshClients) podAt(ctx context.Context, address string) (*corev1.Pod, error) {
	list := &corev1.PodList{}
	if err := m.plane.reader.List(ctx, list); err != nil {
		return nil, err
	}
	for _, pod := range list.Items {
		if pod.Status.PodIP == address {
			return &pod, nil
		}
	}
	return nil, fmt.Errorf("`%s` is neither a Service nor the address of a pod", address)
}

// straight is what a pod answers that is asked by its address.
func (m *meshClients) straight(call *call, pod *corev1.Pod) *exchange {
	return &exchange{
		status: http.StatusOK, path: call.url.RequestURI(), host: call.host, headers: received(call.headers, nil),
		backend: &backend{pod: pod, port: strconv.Itoa(call.port)},
	}
}

// write writes what a client got.
func write(out io.Writer, number int, call *call, done *exchange) {
	fmt.Fprintf(out, "[%d] StatusCode=%d\n", number, done.status)
	if done.location != "" {
		fmt.Fprintf(out, "[%d] ResponseHeader=Location:%s\n", number, done.location)
	}
	writeHeaders(out, fmt.Sprintf("[%d] ResponseHeader", number), done.response)
	if done.backend != nil {
		fmt.Fprintf(out, "[%d body] Hostname=%s\n", number, done.backend.pod.Name)
		fmt.Fprintf(out, "[%d body] Host=%s\n", number, done.host)
		fmt.Fprintf(out, "[%d body] Method=%s\n", number, call.method)
		fmt.Fprintf(out, "[%d body] URL=%s\n", number, done.path)
		fmt.Fprintf(out, "[%d body] ServicePort=%s\n", number, done.backend.port)
		writeHeaders(out, fmt.Sprintf("[%d body] RequestHeader", number), done.headers)
	}
	fmt.Fprintln(out)
}

func writeHeaders(out io.Writer, field string, headers map[string][]string) {
	for _, name := range slices.Sorted(maps.Keys(headers)) {
		for _, value := range headers[name] {
			fmt.Fprintf(out, "%s=%s:%s\n", field, textproto.CanonicalMIMEHeaderKey(name), value)
		}
	}
}
