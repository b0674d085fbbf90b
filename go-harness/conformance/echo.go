package conformance

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"github.com/kumahq/kuma-gapi/go-harness/policy"
)

// echoes are the suite's echo servers: what they log, and which of them a request gets to.
type echoes struct {
	plane *dataPlane

	mutex sync.Mutex
	// random is seeded, so that runs are alike.
	random *rand.Rand
	lines  map[string][]line
}

type line struct {
	at   time.Time
	text string
}

func newEchoes(plane *dataPlane) *echoes {
	return &echoes{plane: plane, random: rand.New(rand.NewPCG(1, 2)), lines: map[string][]line{}}
}

// exchange is what became of a request.
type exchange struct {
	status int
	// backend is the pod that answers; nil where the proxy does.
	backend *backend
	// path, host and headers are what the pod sees.
	path, host string
	headers    map[string][]string
	// response are the headers of the response.
	response map[string][]string
	location string
}

// perform carries out what the model says: shares become a draw, and echo servers answer.
func (e *echoes) perform(ctx context.Context, outcome *policy.Outcome, sent [][2]string) (*exchange, error) {
	if outcome.Error != "" {
		return nil, fmt.Errorf("%s: %s", outcome.Error, outcome.Why)
	}
	if outcome.Undecided != "" {
		return nil, fmt.Errorf("the model cannot judge the regular expression `%s`", outcome.Undecided)
	}
	made := &exchange{status: outcome.Status, location: outcome.Location, path: outcome.Path, host: outcome.Host, response: map[string][]string{}}
	service := ""
	if drawn := e.draw(outcome.Backends); drawn != nil {
		made.status, service = drawn.Status, drawn.Service
	}
	if service != "" && made.status == 200 {
		made.headers = received(sent, outcome.RequestHeaders)
		found, err := e.reach(ctx, service, made.path)
		if err != nil {
			return nil, err
		}
		made.backend = found
		made.response["content-type"] = []string{"application/json"}
		for header := range strings.SplitSeq(strings.Join(made.headers["x-echo-set-header"], ","), ",") {
			if name, value, ok := strings.Cut(header, ":"); ok {
				name = strings.ToLower(strings.TrimSpace(name))
				made.response[name] = append(made.response[name], strings.TrimSpace(value))
			}
		}
		for _, mirror := range outcome.Mirrors {
			if e.chance(mirror.Percent / 100) {
				if _, err := e.reach(ctx, mirror.Service, made.path); err != nil {
					return nil, err
				}
			}
		}
	}
	for _, name := range outcome.ResponseHeaders.Remove {
		delete(made.response, name)
	}
	for _, header := range outcome.ResponseHeaders.Set {
		made.response[header[0]] = []string{header[1]}
	}
	for _, header := range outcome.ResponseHeaders.Add {
		made.response[header[0]] = append(made.response[header[0]], header[1])
	}
	return made, nil
}

// received are the headers that a backend sees, by their names in lower case.
func received(sent [][2]string, changed []policy.Header) map[string][]string {
	headers := map[string][]string{}
	for _, header := range sent {
		name := strings.ToLower(header[0])
		headers[name] = append(headers[name], header[1])
	}
	for _, header := range changed {
		if len(header.Values) == 0 {
			delete(headers, header.Name)
		} else {
			headers[header.Name] = header.Values
		}
	}
	return headers
}

// draw chooses a backend by the shares.
func (e *echoes) draw(backends []policy.Backend) *policy.Backend {
	e.mutex.Lock()
	at := e.random.Float64()
	e.mutex.Unlock()
	for index := range backends {
		if at -= backends[index].Share; at < 0 || index == len(backends)-1 {
			return &backends[index]
		}
	}
	return nil
}

func (e *echoes) chance(share float64) bool {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	return e.random.Float64() < share
}

// reach lets one pod of a service log a request.
func (e *echoes) reach(ctx context.Context, service, path string) (*backend, error) {
	found, err := e.plane.backends(ctx, service)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("`%s` has no pod any more", service)
	}
	e.mutex.Lock()
	defer e.mutex.Unlock()
	chosen := found[e.random.IntN(len(found))]
	at := chosen.pod.Namespace + "/" + chosen.pod.Name
	e.lines[at] = append(e.lines[at], line{time.Now(), fmt.Sprintf("Echoing back request made to %s to client (127.0.0.1:1)", path)})
	return &chosen, nil
}

// log is what a pod has logged since a time.
func (e *echoes) log(pod string, since time.Time) string {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	var text strings.Builder
	for _, line := range e.lines[pod] {
		if !line.at.Before(since) {
			text.WriteString(line.text + "\n")
		}
	}
	return text.String()
}
