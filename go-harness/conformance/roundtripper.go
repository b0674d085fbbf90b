package conformance

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http"
	"net/textproto"
	"net/url"
	"strconv"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/gateway-api/conformance/utils/roundtripper"

	"github.com/kumahq/kuma-gapi/go-harness/policy"
)

// roundTripper answers the suite's requests with what the model says.
type roundTripper struct {
	plane  *dataPlane
	echoes *echoes
}

var _ roundtripper.RoundTripper = &roundTripper{}

// CaptureRoundTrip is what the suite's own does over the network: an error where there is no HTTP answer.
func (r *roundTripper) CaptureRoundTrip(request roundtripper.Request) (*roundtripper.CapturedRequest, *roundtripper.CapturedResponse, error) {
	ctx := request.T.Context()
	wire, err := wireRequest(&request)
	if err != nil {
		return nil, nil, err
	}
	outcome, gateway, err := r.plane.atGateway(ctx, request.URL.Hostname(), wire)
	if err != nil {
		return nil, nil, err
	}
	var certificates []*x509.Certificate
	if wire.TLS && outcome.Error == "" {
		if certificates, err = r.handshake(ctx, gateway, &request, wire.Port); err != nil {
			return nil, nil, err
		}
	}
	done, err := r.echoes.perform(ctx, outcome, wire.Headers)
	if err != nil {
		return nil, nil, err
	}
	captured := &roundtripper.CapturedRequest{Method: wire.Method}
	if done.backend != nil {
		captured.Path, captured.Host, captured.Protocol = done.path, done.host, "HTTP/1.1"
		captured.Headers = canonical(done.headers)
		captured.Namespace, captured.Pod, captured.HTTPPort = done.backend.pod.Namespace, done.backend.pod.Name, done.backend.port
	}
	response := &roundtripper.CapturedResponse{
		StatusCode: done.status, Protocol: "HTTP/1.1", Headers: canonical(done.response), PeerCertificates: certificates,
	}
	if roundtripper.IsRedirect(done.status) {
		if !request.UnfollowRedirect {
			return nil, nil, errors.New("there is no network on which a redirect could be followed")
		}
		location, err := url.Parse(done.location)
		if err != nil {
			return nil, nil, err
		}
		location = request.URL.ResolveReference(location)
		response.Headers["Location"] = []string{done.location}
		response.RedirectRequest = &roundtripper.RedirectRequest{
			Scheme: location.Scheme, Host: location.Hostname(), Port: location.Port(), Path: location.Path,
		}
	}
	return captured, response, nil
}

// wireRequest is the request as Go's client puts it on the wire.
func wireRequest(request *roundtripper.Request) (policy.WireRequest, error) {
	wire := policy.WireRequest{
		Method: request.Method, Host: request.Host, Target: request.URL.RequestURI(),
		TLS: request.URL.Scheme == "https", SNI: request.ServerName, Port: 80,
		Headers: [][2]string{{"User-Agent", "Go-http-client/1.1"}, {"Accept-Encoding", "gzip"}},
	}
	if wire.Method == "" {
		wire.Method = http.MethodGet
	}
	if wire.TLS {
		wire.Port = 443
	}
	if port := request.URL.Port(); port != "" {
		number, err := strconv.Atoi(port)
		if err != nil {
			return wire, err
		}
		wire.Port = number
	}
	if wire.Host == "" {
		wire.Host = request.URL.Host
	}
	for name, values := range request.Headers {
		wire.Headers = append(wire.Headers, [2]string{name, values[0]})
	}
	return wire, nil
}

// handshake checks the certificate that the gateway shows for a server name, as a client does.
func (r *roundTripper) handshake(ctx context.Context, gateway *meshGateway, request *roundtripper.Request, port int) ([]*x509.Certificate, error) {
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(request.ServerCertificate) {
		return nil, errors.New("the request has no certificate to trust")
	}
	shown, err := r.shown(ctx, gateway, request.ServerName, port)
	if err != nil {
		return nil, err
	}
	intermediates := x509.NewCertPool()
	for _, certificate := range shown[1:] {
		intermediates.AddCert(certificate)
	}
	_, err = shown[0].Verify(x509.VerifyOptions{DNSName: request.ServerName, Roots: roots, Intermediates: intermediates})
	return shown, err
}

// shown are the certificates of the listener with a server name.
func (r *roundTripper) shown(ctx context.Context, gateway *meshGateway, name string, port int) ([]*x509.Certificate, error) {
	var best *gatewayListener
	for index := range gateway.spec.Conf.Listeners {
		listener := &gateway.spec.Conf.Listeners[index]
		if listener.Port == port && covers(listener.Hostname, name) && (best == nil || len(best.Hostname) < len(listener.Hostname)) {
			best = listener
		}
	}
	if best == nil || len(best.TLS.Certificates) == 0 {
		return nil, fmt.Errorf("no listener of port %d has a certificate for `%s`", port, name)
	}
	secret := &corev1.Secret{}
	key := client.ObjectKey{Namespace: systemNamespace, Name: best.TLS.Certificates[0].Secret}
	if err := r.plane.reader.Get(ctx, key, secret); err != nil {
		return nil, err
	}
	return parse(secret.Data["value"])
}

func covers(hostname, name string) bool {
	if hostname == "" || hostname == "*" {
		return true
	}
	if end, ok := strings.CutPrefix(hostname, "*"); ok {
		return strings.HasSuffix(name, end)
	}
	return hostname == name
}

// parse reads the certificates of a Secret of Kuma, which has the key before them.
func parse(text []byte) ([]*x509.Certificate, error) {
	var certificates []*x509.Certificate
	for {
		block, rest := pem.Decode(text)
		if block == nil {
			break
		}
		if text = rest; block.Type != "CERTIFICATE" {
			continue
		}
		certificate, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, err
		}
		certificates = append(certificates, certificate)
	}
	if len(certificates) == 0 {
		return nil, errors.New("there is no certificate in the Secret")
	}
	return certificates, nil
}

func canonical(headers map[string][]string) map[string][]string {
	made := map[string][]string{}
	for name, values := range headers {
		made[textproto.CanonicalMIMEHeaderKey(name)] = values
	}
	return made
}
