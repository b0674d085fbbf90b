package main

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
)

var metadataTexts = []string{"", "a", "A", "a-", "-a", "a.b", "a_b", "a..b", "a b", "é", "a/b", "/a", "a/", "a/b/c", "A/b", "a./b", "example.com/a",
	"kubernetes.io/a", "kuma.io/mesh", "*", "true", strings.Repeat("a", 63), strings.Repeat("a", 64), strings.Repeat("a", 253),
	strings.Repeat("a", 254), strings.Repeat("a", 254) + "/b", "\"", "\n"}

// metadata changes something in `metadata`, which no schema of a CRD describes.
func metadata(r *rand.Rand, root object) (object, string) {
	m, ok := root.get("metadata").(object)
	if !ok {
		return root, ""
	}
	text := func() value { return pick(r, metadataTexts) }
	labels := func() value {
		o := object{}
		for range 1 + r.IntN(3) {
			o = append(o, member{pick(r, metadataTexts), text()})
		}
		if r.IntN(8) == 0 {
			o = append(o, member{"a", anything(r)})
		}
		return o
	}
	owner := func() value {
		o := object{{"apiVersion", "v1"}, {"kind", "Service"}, {"name", "a"}, {"uid", "u"}}
		switch r.IntN(4) {
		case 0:
			o = o.set(pick(r, []string{"apiVersion", "kind", "name", "uid"}), text())
		case 1:
			o = o.without(pick(r, []string{"apiVersion", "kind", "name", "uid"}))
		case 2:
			o = o.set(pick(r, []string{"controller", "blockOwnerDeletion"}), pick(r, []value{true, false, nil, "x"}))
		}
		return o
	}
	owners := func() value {
		owners := list{owner()}
		if r.IntN(3) == 0 {
			owners = append(owners, owner())
		}
		return owners
	}
	finalizers := func() value {
		return pick(r, []value{list{}, list{text()}, list{"example.com/a", "example.com/a"}, list{text(), text()}, list{"foregroundDeletion", "orphan"}, list{nil}})
	}
	choices := []struct {
		key  string
		make func() value
	}{
		{"name", text}, {"generateName", text}, {"labels", labels}, {"labels", labels}, {"annotations", labels},
		{"annotations", func() value { return object{{"a", strings.Repeat("a", 256*1024)}} }},
		{"ownerReferences", owners}, {"ownerReferences", owners}, {"finalizers", finalizers},
		{"uid", text}, {"resourceVersion", func() value { return pick(r, []value{"", "1", "x"}) }},
		{"generation", func() value { return pick(r, []value{json.Number("3"), json.Number("-1"), "1", json.Number("1.5")}) }},
		{"creationTimestamp", func() value { return pick(r, []value{nil, "2020-01-01T00:00:00Z", "x", json.Number("1"), ""}) }},
		{"deletionTimestamp", func() value { return pick(r, []value{nil, "2020-01-01T00:00:00Z", "x"}) }},
		{"deletionGracePeriodSeconds", func() value { return pick(r, []value{json.Number("1"), "1"}) }},
		{"selfLink", text}, {"unknown", func() value { return anything(r) }}, {"Name", text}, {"clusterName", text},
		{"managedFields", func() value {
			return pick(r, []value{list{}, list{object{}}, list{object{{"manager", "a"}, {"operation", "Update"}}}, "x", nil})
		}},
		{pick(r, []string{"name", "namespace", "labels", "annotations", "finalizers", "ownerReferences", "generateName"}), func() value { return anything(r) }},
		{"namespace", func() value { return pick(r, []value{"", "default", "other", "a-b", nil}) }},
	}
	choice := pick(r, choices)
	changed := clone(m).(object)
	switch r.IntN(12) {
	case 0:
		return root.set("metadata", changed.without(choice.key)), "metadata without " + choice.key
	case 1:
		return root.set("metadata", append(changed, member{choice.key, choice.make()})), "metadata again " + choice.key
	}
	changed = changed.set(choice.key, choice.make())
	if choice.key == "generateName" && r.IntN(2) == 0 {
		changed = changed.without("name")
	}
	return root.set("metadata", changed), "metadata " + choice.key
}
