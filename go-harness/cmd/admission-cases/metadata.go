package main

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
)

var metadataTexts = []string{"", "a", "A", "a-", "-a", "a.b", "a_b", "a..b", "a b", "é", "a/b", "/a", "a/", "a/b/c", "A/b", "a./b", "example.com/a",
	"kubernetes.io/a", "kuma.io/mesh", "*", "true", strings.Repeat("a", 63), strings.Repeat("a", 64), strings.Repeat("a", 253),
	strings.Repeat("a", 254), strings.Repeat("a", 254) + "/b", "\"", "\n", strings.Repeat("a-", 29), strings.Repeat("a", 57) + "-b", strings.Repeat("é", 40), "a--", "-", "--", ".", "..",
	"foregroundDeletion", "orphan", "kubernetes", "example.com", "a.example.com/b.c", "\u200b", "日本"}

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
			o = o.set(pick(r, []string{"controller", "blockOwnerDeletion"}), pick(r, []value{true, true, false, nil, "x"}))
		}
		switch r.IntN(8) {
		case 0:
			o = o.set("controller", true)
		case 1:
			o = o.set("kind", "Event")
		case 2:
			o = append(o, member{pick(r, []string{"Kind", "unknown", "namespace", "uid"}), anything(r)})
		}
		return o
	}
	owners := func() value {
		owners := list{owner()}
		for range r.IntN(4) {
			owners = append(owners, pick(r, []value{owner(), owner(), clone(owners[0]), nil, anything(r)}))
		}
		return owners
	}
	finalizers := func() value {
		return pick(r, []value{list{}, list{text()}, list{"example.com/a", "example.com/a"}, list{text(), text()}, list{"foregroundDeletion", "orphan"}, list{nil}})
	}
	time := func() value {
		return pick(r, []value{nil, "2020-01-01T00:00:00Z", "x", json.Number("1"), "", "2020-13-01T00:00:00Z", "2020-02-30T00:00:00Z", "2020-01-01T24:00:00Z",
			"2020-01-01T1:00:00Z", "2020-01-01T00:60:00Z", "2020-01-01T00:00:60Z", "2020-01-01T00:00:00.123456789123Z", "2020-01-01T00:00:00,5Z", "2020-01-01T00:00:00+25:00",
			"2020-01-01T00:00:00+01:61", "2020-01-01T00:00:00+0100", "2020-01-01T00:00:00", "2020-01-01 00:00:00Z", "20200101", "2020-01-01T00:00:00Zx", "2020-1-1T00:00:00Z",
			"2020-01-01t00:00:00z", "é020", "2020-01-01T00:00:00é", "2020-01-01T00:00:00.Z", "\"", object{}, list{}, true})
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
		{"creationTimestamp", time},
		{"deletionTimestamp", time},
		{"deletionGracePeriodSeconds", func() value { return pick(r, []value{json.Number("1"), "1"}) }},
		{"selfLink", text}, {"unknown", func() value { return anything(r) }}, {"Name", text}, {"clusterName", text},
		{"managedFields", func() value {
			return pick(r, []value{list{}, list{object{}}, list{object{{"manager", "a"}, {"operation", "Update"}}}, "x", nil,
				list{nil}, list{object{{"time", time()}, {"fieldsV1", anything(r)}}}, list{object{{pick(r, []string{"manager", "operation", "apiVersion", "fieldsType", "subresource", "unknown"}), anything(r)}}}})
		}},
		{pick(r, []string{"name", "namespace", "labels", "annotations", "finalizers", "ownerReferences", "generateName"}), func() value { return anything(r) }},
		{"namespace", func() value {
			return pick(r, []value{"", "default", "other", "a-b", "a.b", "A", "-", strings.Repeat("a", 63), strings.Repeat("a", 64), nil})
		}},
	}
	choice := pick(r, choices)
	if r.IntN(10) == 0 {
		choice.make = func() value { return anything(r) }
	}
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
