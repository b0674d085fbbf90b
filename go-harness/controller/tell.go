package controller

import (
	"cmp"
	"context"
	"fmt"
	"hash/fnv"
	"os"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	corev1 "k8s.io/api/core/v1"
	eventsv1 "k8s.io/api/events/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/log"

	"github.com/kumahq/kuma-gapi/go-harness/policy"
)

// told is one thing that is said of an object, as an Event.
type told struct {
	object               *unstructured.Unstructured
	reason, action, note string
}

// diagnosed are the errors and warnings about objects, to be told.
func diagnosed(state *state, diagnostics []policy.Diagnostic) []told {
	var all []told
	for _, diagnostic := range diagnostics {
		if diagnostic.Object == nil || diagnostic.Severity == policy.SeverityInfo {
			continue
		}
		if object := state.objects[keyOfRef(*diagnostic.Object)]; object != nil {
			all = append(all, told{object, diagnostic.Code, "Evaluate", diagnostic.Message + "; " + diagnostic.Help})
		}
	}
	return all
}

// teller sends Events beside the evaluations, each once for as long as what it says stands. A recorder of client-go
// would drop what it cannot send at once, and what it takes for a repetition: the second fault of its kind in an object.
type teller struct {
	client client.Client
	// again is how soon what could not be sent is tried again.
	again time.Duration

	mutex sync.Mutex
	// stands has what is to be said, and whether it was sent.
	stands map[string]*sending
	wake   chan struct{}
}

type sending struct {
	told
	sent bool
}

func newTeller(client client.Client) *teller {
	return &teller{client: client, again: 5 * time.Second, stands: map[string]*sending{}, wake: make(chan struct{}, 1)}
}

// tell sets what stands by now.
func (t *teller) tell(all []told) {
	stands := make(map[string]*sending, len(all))
	t.mutex.Lock()
	for _, told := range all {
		id := string(told.object.GetUID()) + told.reason + told.note
		if stands[id] = t.stands[id]; stands[id] == nil {
			stands[id] = &sending{told: told}
		}
	}
	t.stands = stands
	t.mutex.Unlock()
	select {
	case t.wake <- struct{}{}:
	default:
	}
}

// Start sends until its context ends; a manager runs it while it leads.
func (t *teller) Start(ctx context.Context) error {
	for ctx.Err() == nil {
		var again <-chan time.Time
		if !t.send(ctx) {
			again = time.After(t.again)
		}
		select {
		case <-ctx.Done():
		case <-t.wake:
		case <-again:
		}
	}
	return nil
}

// send sends what was not yet, and is false if some of it could not be.
func (t *teller) send(ctx context.Context) bool {
	t.mutex.Lock()
	var todo []*sending
	for _, sending := range t.stands {
		if !sending.sent {
			todo = append(todo, sending)
		}
	}
	t.mutex.Unlock()
	slices.SortFunc(todo, func(a, b *sending) int {
		return cmp.Or(strings.Compare(string(a.object.GetUID()), string(b.object.GetUID())), strings.Compare(a.reason+a.note, b.reason+b.note))
	})
	var last error
	failed := 0
	for _, sending := range todo {
		if ctx.Err() != nil {
			return false
		}
		err := t.client.Create(ctx, eventOf(sending.told, time.Now()))
		if err != nil && !apierrors.IsAlreadyExists(err) {
			last = err
			failed++
			continue
		}
		t.mutex.Lock()
		sending.sent = true
		t.mutex.Unlock()
	}
	if failed > 0 && ctx.Err() == nil {
		log.FromContext(ctx).WithName(Name).Info("Events could not be sent, and are tried again", "count", failed, "last", last.Error())
	}
	return failed == 0
}

const (
	// noteBytes is the most that an API server takes of an Event's text.
	noteBytes = 1024
	// nameBytes leaves room for what makes the name of an Event its own.
	nameBytes = 200
)

// eventOf makes the Event.
func eventOf(told told, now time.Time) *unstructured.Unstructured {
	object := told.object
	namespace := cmp.Or(object.GetNamespace(), metav1.NamespaceDefault)
	host, _ := os.Hostname()
	hash := fnv.New32a()
	_, _ = hash.Write([]byte(told.reason + told.note))
	event := eventsv1.Event{
		TypeMeta: metav1.TypeMeta{APIVersion: eventsv1.SchemeGroupVersion.String(), Kind: "Event"},
		ObjectMeta: metav1.ObjectMeta{
			Namespace: namespace,
			Name:      fmt.Sprintf("%s.%x%08x", strings.TrimRight(cut(object.GetName(), nameBytes, ""), ".-"), now.UnixNano(), hash.Sum32()),
		},
		EventTime:           metav1.NewMicroTime(now),
		ReportingController: Name,
		ReportingInstance:   cut(Name+"-"+host, 128, ""),
		Action:              told.action,
		Reason:              told.reason,
		Regarding: corev1.ObjectReference{
			APIVersion: object.GetAPIVersion(), Kind: object.GetKind(), Namespace: object.GetNamespace(), Name: object.GetName(),
			UID: object.GetUID(), ResourceVersion: object.GetResourceVersion(),
		},
		Note: cut(told.note, noteBytes, "…"),
		Type: corev1.EventTypeWarning,
	}
	// The client takes it whatever types its scheme knows. Its fields are all of kinds that can be converted.
	fields, _ := runtime.DefaultUnstructuredConverter.ToUnstructured(&event)
	return &unstructured.Unstructured{Object: fields}
}

// cut leaves at most so many bytes of a text, whole runes, and an end that shows that there was more.
func cut(text string, most int, end string) string {
	if len(text) <= most {
		return text
	}
	at := most - len(end)
	for at > 0 && !utf8.RuneStart(text[at]) {
		at--
	}
	return text[:at] + end
}
