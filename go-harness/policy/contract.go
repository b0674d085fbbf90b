package policy

import "encoding/json"

// The contract, as pkg/contract.schema.json has it; a test holds the two against each other.

// Snapshot is everything that an evaluation depends on.
type Snapshot struct {
	// Resources are Kubernetes objects and Lists, in any order: whatever is marshaled into an object, as maps,
	// unstructured objects or json.RawMessage.
	Resources []any `json:"resources"`
	// Observed are the objects that exist now. nil: it is not known; empty: there are none, and the answer has
	// a plan that makes everything.
	Observed *[]any  `json:"observed,omitempty"`
	Options  Choices `json:"options,omitzero"`
}

// Choices are the options of an evaluation; each has a default.
type Choices struct {
	Target          string   `json:"target,omitempty"`
	Zone            string   `json:"zone,omitempty"`
	SystemNamespace string   `json:"systemNamespace,omitempty"`
	Mode            string   `json:"mode,omitempty"`
	Federated       bool     `json:"federated,omitempty"`
	Served          []string `json:"served,omitzero"`
	// SecretNamespaces are those whose Secrets the host may read; nil: all.
	SecretNamespaces []string `json:"secretNamespaces,omitzero"`
	GatewayAPI       string   `json:"gatewayApi,omitempty"`
	CRDs             string   `json:"crds,omitempty"`
	Admission        string   `json:"admission,omitempty"`
	Missing          string   `json:"missing,omitempty"`
	// Requests is "skip"; this module has no model of the data plane and refuses "check".
	Requests string `json:"requests,omitempty"`
	// Provenance is "include" (default) or "skip", which leaves [Evaluation.Provenance] empty and is faster.
	Provenance string `json:"provenance,omitempty"`
}

// Evaluation is what becomes of a snapshot.
type Evaluation struct {
	// Resources should exist, sorted by kind, namespace and name.
	Resources []Resource `json:"resources"`
	// Statuses are to be written back.
	Statuses []Status `json:"statuses"`
	// Diagnostics are what authors should know.
	Diagnostics []Diagnostic `json:"diagnostics"`
	// Provenance says which input made which output.
	Provenance []Provenance `json:"provenance"`
	// Plan has the steps from what exists to what should, in order; nil where it is not known what exists.
	Plan []Step `json:"plan,omitzero"`
}

// Resource is a Kuma object that should exist.
type Resource struct {
	APIVersion string     `json:"apiVersion"`
	Kind       string     `json:"kind"`
	Mesh       string     `json:"mesh,omitempty"`
	Metadata   ObjectMeta `json:"metadata"`
	// Spec is Kuma's own; the type of the kind in Kuma reads it.
	Spec json.RawMessage `json:"spec,omitzero"`
	// Type and Data are those of a Secret; Data is in base64.
	Type string            `json:"type,omitempty"`
	Data map[string]string `json:"data,omitempty"`
}

// ObjectMeta is the metadata of a generated object.
type ObjectMeta struct {
	Name            string            `json:"name"`
	Namespace       string            `json:"namespace,omitempty"`
	Labels          map[string]string `json:"labels,omitempty"`
	Annotations     map[string]string `json:"annotations,omitempty"`
	OwnerReferences []OwnerReference  `json:"ownerReferences,omitempty"`
}

// OwnerReference is an owner of a generated object.
type OwnerReference struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	Name       string `json:"name"`
	// UID is empty where the owner in the snapshot has none.
	UID                string `json:"uid,omitempty"`
	Controller         bool   `json:"controller"`
	BlockOwnerDeletion bool   `json:"blockOwnerDeletion"`
}

// Status is the whole status of one object, merged onto what other controllers wrote. There is no clock in the
// module: the host fills in `lastTransitionTime` of conditions that have none.
type Status struct {
	ObjectRef
	Status json.RawMessage `json:"status"`
	// Finalizers are those that the object should have; nil where that is not for Kuma to say.
	Finalizers []string `json:"finalizers,omitzero"`
}

// ObjectRef names one object of the snapshot.
type ObjectRef struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	// Namespace is empty for objects of the whole cluster.
	Namespace string `json:"namespace,omitempty"`
	Name      string `json:"name"`
}

// Severities of diagnostics.
const (
	SeverityError   = "error"
	SeverityWarning = "warning"
	SeverityInfo    = "info"
)

// Diagnostic is one thing that the author should know.
type Diagnostic struct {
	// Code is stable; the catalogue explains it.
	Code string `json:"code"`
	// Rule is, of rule-broken, which rule of the CRD: a stable name made from what it says.
	Rule     string `json:"rule,omitempty"`
	Severity string `json:"severity"`
	Message  string `json:"message"`
	// Help says what to do about it.
	Help string `json:"help"`
	// Docs is the address of the code's explanation.
	Docs string `json:"docs"`
	// Object is nil where none could be made out; Path is then into the snapshot.
	Object *ObjectRef `json:"object,omitempty"`
	// Path is a JSON pointer into the object.
	Path string `json:"path"`
	// Related are other places that have to do with it.
	Related []Related `json:"related"`
}

// Related is another place that has to do with a diagnostic.
type Related struct {
	Object  ObjectRef `json:"object"`
	Path    string    `json:"path"`
	Message string    `json:"message"`
}

// Provenance is one place of the output, and the place of the input that made it.
type Provenance struct {
	Output OutputRef `json:"output"`
	// Path is a JSON pointer into the generated object; empty for the whole of it.
	Path string    `json:"path"`
	From ObjectRef `json:"from"`
	// FromPath is a JSON pointer into the input object.
	FromPath string `json:"fromPath"`
}

// OutputRef names a generated object.
type OutputRef struct {
	Kind      string `json:"kind"`
	Namespace string `json:"namespace,omitempty"`
	Name      string `json:"name"`
}

// Actions of a plan.
const (
	Create    = "create"
	Update    = "update"
	Replace   = "replace"
	Delete    = "delete"
	Unchanged = "unchanged"
)

// Step is what is done to one object, and why.
type Step struct {
	Action string    `json:"action"`
	Object ObjectRef `json:"object"`
	// From is the input object that asks for what is made or changed.
	From   *ObjectRef `json:"from,omitempty"`
	Reason string     `json:"reason"`
	// Changes are the fields that an update changes, without the bytes of Secrets.
	Changes []Change `json:"changes,omitempty"`
}

// Targets are the two targets of a comparison, which count instead of [Choices.Target]; From is not newer than To.
type Targets struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// Verdicts of a comparison.
const (
	Clean = "clean"
	// Blocked: something is lost, refused or in another mesh afterwards.
	Blocked = "blocked"
	// Undecided: it hangs on something that is not in the snapshot and may exist.
	Undecided = "undecided"
)

// Comparison is what an upgrade makes of a snapshot.
type Comparison struct {
	Targets
	Verdict string `json:"verdict"`
	// Objects are those of which something is made or said.
	Objects []ComparedObject `json:"objects"`
	// Actions are what somebody has to do before or after the upgrade.
	Actions []UpgradeAction `json:"actions"`
	// Plan is what is done to the objects that exist (those of Observed, or what the old target makes), in order.
	Plan []Step `json:"plan"`
	// Interruptions are what stops serving on the way.
	Interruptions []Interruption `json:"interruptions"`
	// Uninterrupted says why nothing stops.
	Uninterrupted string `json:"uninterrupted,omitempty"`
	// Diagnostics are about the snapshot as a whole, for the target that comes.
	Diagnostics []Diagnostic `json:"diagnostics"`
}

// ComparedObject is what becomes of one input object.
type ComparedObject struct {
	Object ObjectRef `json:"object"`
	// Verdict is unchanged, changed, lost, or none: nothing is made of it, before or after.
	Verdict string      `json:"verdict"`
	Before  []OutputRef `json:"before"`
	After   []OutputRef `json:"after"`
	// Reasons say why something else is made.
	Reasons []string `json:"reasons,omitempty"`
	// Instead says, of a lost object, what to do.
	Instead string `json:"instead,omitempty"`
	// Rules are those of a route.
	Rules []ComparedRule `json:"rules,omitempty"`
	// Diagnostics are what the new target finds and the old one did not.
	Diagnostics []Diagnostic `json:"diagnostics,omitempty"`
}

// ComparedRule is what becomes of one rule, for one way of traffic.
type ComparedRule struct {
	// Path is a JSON pointer into the route.
	Path string `json:"path"`
	// Traffic is gateway or mesh; empty where nothing is made of the rule.
	Traffic string            `json:"traffic,omitempty"`
	Verdict string            `json:"verdict"`
	Before  []json.RawMessage `json:"before"`
	After   []json.RawMessage `json:"after"`
	Reasons []string          `json:"reasons,omitempty"`
	Instead string            `json:"instead,omitempty"`
}

// UpgradeAction is something that somebody has to do.
type UpgradeAction struct {
	// When is before or after.
	When    string      `json:"when"`
	What    string      `json:"what"`
	Objects []ObjectRef `json:"objects"`
}

// Interruption is something that stops serving on the way.
type Interruption struct {
	Message string `json:"message"`
	// Help says how to avoid it.
	Help    string      `json:"help"`
	Objects []ObjectRef `json:"objects"`
}

// Change is one field that changes.
type Change struct {
	// Path is a JSON pointer into the object.
	Path string `json:"path"`
	// Before and After are absent where there is nothing.
	Before json.RawMessage `json:"before,omitzero"`
	After  json.RawMessage `json:"after,omitzero"`
}

// Validation is what an API server would say of each object.
type Validation struct {
	// Objects has one entry for each object, in the order of the snapshot.
	Objects []Validated `json:"objects"`
	// Diagnostics are the same as findings with help, and what is no object at all.
	Diagnostics []Diagnostic `json:"diagnostics"`
}

// Verdicts of a validation.
const (
	Accepted = "accepted"
	Refused  = "refused"
	Unknown  = "unknown"
)

// Validated is what an API server would say of one object.
type Validated struct {
	Object ObjectRef `json:"object"`
	// At is the object's place in the snapshot, a JSON pointer.
	At      string `json:"at"`
	Verdict string `json:"verdict"`
	// Reason is, of a refused object, `Invalid`, or `BadRequest` where it could not be read at all.
	Reason string `json:"reason,omitempty"`
	// Message is, of a refused object, the API server's; of an unknown one why it is.
	Message string            `json:"message,omitempty"`
	Causes  []ValidationCause `json:"causes,omitempty"`
	// Warnings are in the API server's words.
	Warnings []string `json:"warnings,omitempty"`
	// Stored is, of an accepted object, the form in which it is stored.
	Stored json.RawMessage `json:"stored,omitzero"`
}

// ValidationCause is one thing that is wrong with an object.
type ValidationCause struct {
	// Code is stable; the catalogue explains it.
	Code string `json:"code"`
	// Rule is which rule of the CRD is broken: a stable name made from what it says.
	Rule string `json:"rule,omitempty"`
	// Path is a JSON pointer into the object.
	Path string `json:"path"`
	// Reason, Field and Message are those of a cause in the API server's answer.
	Reason  string `json:"reason"`
	Field   string `json:"field"`
	Message string `json:"message"`
}
