package main

import (
	"context"
	"encoding/json"
	"fmt"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/listtype"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	apivalidation "k8s.io/apimachinery/pkg/api/validation"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	utiljson "k8s.io/apimachinery/pkg/util/json"
	"k8s.io/apimachinery/pkg/util/validation/field"
	celconfig "k8s.io/apiserver/pkg/apis/cel"

	"github.com/kumahq/kuma-gapi/go-harness/testserver"
)

const kind = "HTTPRoute"

// library is what an API server admits an HTTPRoute with.
type library struct {
	structural *schema.Structural
	schema     validation.SchemaValidator
	rules      *cel.Validator
}

func newLibrary() (*library, error) {
	crds, err := testserver.GatewayAPICRDs(testserver.Standard)
	if err != nil {
		return nil, err
	}
	for _, crd := range crds {
		if of, _, _ := unstructured.NestedString(crd.Object, "spec", "names", "kind"); of == kind {
			return fromCRD(crd)
		}
	}
	return nil, fmt.Errorf("there is no CRD of kind `%s`", kind)
}

func fromCRD(crd testserver.CRD) (*library, error) {
	var typed apiextensionsv1.CustomResourceDefinition
	if err := runtime.DefaultUnstructuredConverter.FromUnstructured(crd.Object, &typed); err != nil {
		return nil, err
	}
	for _, version := range typed.Spec.Versions {
		if version.Name != "v1" {
			continue
		}
		var props apiextensions.JSONSchemaProps
		err := apiextensionsv1.Convert_v1_JSONSchemaProps_To_apiextensions_JSONSchemaProps(version.Schema.OpenAPIV3Schema, &props, nil)
		if err != nil {
			return nil, err
		}
		structural, err := schema.NewStructural(&props)
		if err != nil {
			return nil, err
		}
		validator, _, err := validation.NewSchemaValidator(&props)
		if err != nil {
			return nil, err
		}
		rules := cel.NewValidator(structural, true, celconfig.PerCallLimit)
		return &library{structural: structural, schema: validator, rules: rules}, nil
	}
	return nil, fmt.Errorf("the CRD of %s has no version v1", kind)
}

// admitAll admits new objects, each from JSON to JSON.
func (l *library) admitAll(ctx context.Context, objects []json.RawMessage) error {
	for _, text := range objects {
		if errs, err := l.admit(ctx, text); err != nil {
			return err
		} else if len(errs) > 0 {
			// A refusal is quicker than an admission, and would prove nothing.
			return fmt.Errorf("the API server's library refuses an object: %w", errs.ToAggregate())
		}
	}
	return nil
}

func (l *library) admit(ctx context.Context, text []byte) (field.ErrorList, error) {
	content := map[string]any{}
	if err := utiljson.Unmarshal(text, &content); err != nil {
		return nil, err
	}
	pruning.PruneWithOptions(content, l.structural, true, schema.UnknownFieldPathOptions{TrackUnknownFieldPaths: true})
	defaulting.PruneNonNullableNullsWithoutDefaults(content, l.structural)
	defaulting.Default(content, l.structural)
	object := &unstructured.Unstructured{Object: content}
	errs := apivalidation.ValidateObjectMetaAccessor(object, true, apivalidation.NameIsDNSSubdomain, field.NewPath("metadata"))
	errs = append(errs, validation.ValidateCustomResource(nil, content, l.schema)...)
	errs = append(errs, listtype.ValidateListSetsAndMaps(nil, l.structural, content)...)
	found, _ := l.rules.Validate(ctx, nil, l.structural, content, nil, celconfig.RuntimeCELCostBudget)
	errs = append(errs, found...)
	_, err := json.Marshal(content)
	return errs, err
}
