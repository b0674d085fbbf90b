// Command admission-cases asks a real API server what it would say of many objects, and writes the answers
// as cases for `make admission`: one a line, {name, channel, object, answer}, and of an update what was there
// before as `old`.
//
//	admission-cases -seed N -count N [-only N] >FILE    mutations of valid objects; every fifth is an update
//	admission-cases -examples >FILE                     Gateway API's own standard examples, and all its invalid ones
//
// With -gateway-api the CRDs and the examples are those of another release; what is mutated stays the same.
//
// A case depends on the seed and its number alone, so that one can be had again.
package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"math/rand/v2"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"

	"github.com/kumahq/kuma-gapi/go-harness/testserver"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("admission-cases: ")
	seed := flag.Uint64("seed", 1, "of the random generator")
	count := flag.Int("count", 2000, "how many mutations")
	only := flag.Int("only", -1, "the one case to make, by its number")
	examples := flag.Bool("examples", false, "Gateway API's own examples instead of mutations")
	release := flag.String("gateway-api", testserver.GatewayAPIVersion, "the release of Gateway API whose CRDs are installed")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	out := bufio.NewWriter(os.Stdout)
	err := run(ctx, out, *release, *seed, *count, *only, *examples)
	if err := errors.Join(err, out.Flush()); err != nil {
		log.Fatal(err)
	}
}

// A question is a case before it is answered.
type question struct {
	name   string
	kind   *kind
	object object
	// old is, of an update, the object that is there, and version its resourceVersion.
	old     object
	version string
}

func run(ctx context.Context, out *bufio.Writer, release string, seed uint64, count, only int, examples bool) error {
	// Every fourth mutation is of the experimental channel.
	part := map[string]int{testserver.Experimental: count / 4, testserver.Standard: count - count/4}
	for _, channel := range []string{testserver.Standard, testserver.Experimental} {
		updates := part[channel] / 5
		if examples {
			updates = 0
		}
		err := with(ctx, release, channel, func(s *session) error {
			var questions []question
			var err error
			if examples {
				questions, err = exampleQuestions(release, channel, s.kinds)
			} else {
				questions, err = mutationQuestions(channel, s.kinds, seed, part[channel]-updates, only)
			}
			if err != nil {
				return err
			}
			if updates > 0 {
				changes, err := s.updateQuestions(ctx, channel, seed, updates, only)
				if err != nil {
					return err
				}
				questions = append(questions, changes...)
			}
			return answer(ctx, out, s.client, release, channel, questions)
		})
		if err != nil {
			return fmt.Errorf("%s: %w", channel, err)
		}
	}
	return nil
}

// A session is a server with CRDs.
type session struct {
	server *testserver.Server
	client *client
	crds   []testserver.CRD
	kinds  map[string]*kind
}

// with runs something on a server with the CRDs of one release and channel, and Kuma's.
func with(ctx context.Context, release, channel string, do func(*session) error) (err error) {
	crds, err := testserver.GatewayAPICRDsOf(release, channel)
	if err != nil {
		return err
	}
	kuma, err := testserver.KumaCRDsWithRules()
	if errors.Is(err, testserver.ErrNoKumaFacts) {
		log.Printf("without Kuma's kinds: %v", err)
	} else if err != nil {
		return err
	}
	crds = append(crds, kuma...)
	// The namespaces need not exist.
	server, err := testserver.Start(ctx, testserver.Options{DisableAdmissionPlugins: []string{"NamespaceLifecycle"}})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.Stop()) }()
	if err := server.Install(ctx, crds...); err != nil {
		return err
	}
	kinds, err := kinds(crds)
	if err != nil {
		return err
	}
	client, err := newClient(server)
	if err != nil {
		return err
	}
	return do(&session{server, client, crds, kinds})
}

func exampleQuestions(release, channel string, kinds map[string]*kind) ([]question, error) {
	dir, err := testserver.ModuleDir("sigs.k8s.io/gateway-api", release)
	if err != nil {
		return nil, err
	}
	var questions []question
	parts := []string{"hack/invalid-examples"}
	if channel == testserver.Standard {
		parts = append(parts, "examples")
	}
	for _, part := range parts {
		found, err := seeds(filepath.Join(dir, filepath.FromSlash(part), channel))
		if err != nil {
			return nil, err
		}
		for _, s := range found {
			if k := kinds[s.object.text("apiVersion")+" "+s.object.text("kind")]; k != nil {
				name := fmt.Sprintf("%s/%s/%s: %s", part, channel, s.from, s.object.object("metadata").text("name"))
				questions = append(questions, question{name, k, s.object, nil, ""})
			}
		}
	}
	return questions, nil
}

func mutationQuestions(channel string, kinds map[string]*kind, seed uint64, count, only int) ([]question, error) {
	byKind, order, err := corpusByKind(kinds)
	if err != nil {
		return nil, err
	}
	var questions []question
	for i := range count {
		if only >= 0 && i != only {
			continue
		}
		r := rand.New(rand.NewPCG(seed, uint64(i)))
		k := pick(r, order)
		o, told := mutated(r, pick(r, byKind[k]), k)
		name := fmt.Sprintf("%s seed %d case %d: %s %s", channel, seed, i, k.name, told)
		questions = append(questions, question{name, k, o, nil, ""})
	}
	return questions, nil
}

// corpusByKind is what is mutated, and its kinds in the order in which they come.
func corpusByKind(kinds map[string]*kind) (map[*kind][]object, []*kind, error) {
	all, err := corpus()
	if err != nil {
		return nil, nil, err
	}
	byKind := map[*kind][]object{}
	var order []*kind
	for _, s := range all {
		if k := kinds[s.object.text("apiVersion")+" "+s.object.text("kind")]; k != nil && depth(s.object) < maxDepth {
			if byKind[k] == nil {
				order = append(order, k)
			}
			byKind[k] = append(byKind[k], s.object)
		}
	}
	return byKind, order, nil
}

func (c *client) answer(q question) (object, error) {
	if q.old != nil {
		return c.update(q.kind, q.object, q.version)
	}
	return c.create(q.kind, q.object)
}

// answer asks all questions, a few at a time, and writes the answers in order.
func answer(ctx context.Context, out *bufio.Writer, c *client, release, channel string, questions []question) error {
	const atOnce = 4
	lines := make([][]byte, len(questions))
	errs := make([]error, atOnce)
	var group sync.WaitGroup
	for worker := range atOnce {
		group.Go(func() {
			for i := worker; i < len(questions) && errs[worker] == nil && ctx.Err() == nil; i += atOnce {
				q := questions[i]
				answer, err := c.answer(q)
				if err != nil {
					errs[worker] = fmt.Errorf("%s: %w", q.name, err)
					return
				}
				line := object{{"name", q.name}, {"channel", channel}}
				if release != testserver.GatewayAPIVersion {
					line = append(line, member{"gatewayApi", strings.TrimPrefix(release, "v")})
				}
				if q.old != nil {
					line = append(line, member{"old", q.old})
				}
				lines[i] = text(append(line, member{"object", q.object}, member{"answer", answer}))
			}
		})
	}
	group.Wait()
	if err := errors.Join(append(errs, ctx.Err())...); err != nil {
		return err
	}
	for _, line := range lines {
		if _, err := out.Write(append(line, '\n')); err != nil {
			return err
		}
	}
	return nil
}
