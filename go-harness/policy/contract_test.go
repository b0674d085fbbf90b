package policy_test

import (
	"bytes"
	"encoding/json"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/kumahq/kuma-gapi/go-harness/policy"
)

// Each type of the contract has exactly the fields of its schema, and those that are required are always written.
func TestTypesAreTheSchemas(t *testing.T) {
	text, err := os.ReadFile("../../pkg/contract.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var schema struct {
		Defs map[string]struct {
			Properties map[string]json.RawMessage
			Required   []string
		} `json:"$defs"`
	}
	if err := json.Unmarshal(text, &schema); err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]any{
		"Snapshot": policy.Snapshot{}, "Options": policy.Choices{}, "Evaluation": policy.Evaluation{},
		"Refusal": policy.Refusal{}, "Status": policy.Status{}, "Diagnostic": policy.Diagnostic{},
		"Provenance": policy.Provenance{}, "ObjectRef": policy.ObjectRef{}, "Step": policy.Step{}, "Change": policy.Change{},
		"Validation": policy.Validation{}, "Validated": policy.Validated{}, "ValidationCause": policy.ValidationCause{},
		"Targets": policy.Targets{}, "Comparison": policy.Comparison{}, "ComparedObject": policy.ComparedObject{}, "ComparedRule": policy.ComparedRule{},
		"UpgradeAction": policy.UpgradeAction{}, "Interruption": policy.Interruption{}, "OutputRef": policy.OutputRef{},
		"SimulatedRequest": policy.Request{}, "Simulation": policy.Simulation{}, "Outcome": policy.Outcome{}, "Place": policy.Place{},
	} {
		definition, ok := schema.Defs[name]
		if !ok {
			t.Errorf("the schema has no %s", name)
			continue
		}
		fields, always := fieldsOf(reflect.TypeOf(value))
		var properties []string
		for property := range definition.Properties {
			properties = append(properties, property)
		}
		slices.Sort(properties)
		slices.Sort(fields)
		if !slices.Equal(fields, properties) {
			t.Errorf("%s has %q, but the schema %q", name, fields, properties)
		}
		for _, required := range definition.Required {
			if !slices.Contains(always, required) {
				t.Errorf("%s leaves out the required `%s` when it is empty", name, required)
			}
		}
	}
}

func fieldsOf(of reflect.Type) (fields, always []string) {
	for index := range of.NumField() {
		field := of.Field(index)
		if field.Anonymous {
			inner, innerAlways := fieldsOf(field.Type)
			fields, always = append(fields, inner...), append(always, innerAlways...)
			continue
		}
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		fields = append(fields, name)
		if !strings.Contains(options, "omit") {
			always = append(always, name)
		}
	}
	return fields, always
}

// Nothing of an answer is lost on its way through the types.
func TestAnswersFitTheTypes(t *testing.T) {
	for _, golden := range goldens(t) {
		var answer struct {
			OK    *policy.Evaluation `json:"ok,omitempty"`
			Error *policy.Refusal    `json:"error,omitempty"`
		}
		decoder := json.NewDecoder(strings.NewReader(golden.Answer))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&answer); err != nil {
			t.Errorf("%s: %v", golden.Name, err)
			continue
		}
		again, err := json.Marshal(answer)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(canonical(t, again), canonical(t, []byte(golden.Answer))) {
			t.Errorf("%s: the answer is not the same after the types", golden.Name)
		}
	}
}

func canonical(t *testing.T, text []byte) []byte {
	t.Helper()
	var value any
	if err := json.Unmarshal(text, &value); err != nil {
		t.Fatal(err)
	}
	sorted, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return sorted
}
