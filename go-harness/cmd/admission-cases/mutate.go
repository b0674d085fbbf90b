package main

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"
)

// A mutation changes an object at one place. It gives nil where it has nothing to do.
type mutation struct {
	name  string
	apply func(r *rand.Rand, root value, at place) value
}

var mutations = []mutation{
	{"del", func(_ *rand.Rand, root value, at place) value { return remove(root, at) }},
	{"null", func(_ *rand.Rand, root value, at place) value { return put(root, at, nil) }},
	{"type", func(r *rand.Rand, root value, at place) value { return put(root, at, anything(r)) }},
	{"empty", func(_ *rand.Rand, root value, at place) value {
		switch at.value.(type) {
		case string:
			return put(root, at, "")
		case list:
			return put(root, at, list{})
		case object:
			return put(root, at, object{})
		}
		return put(root, at, json.Number("0"))
	}},
	{"word", func(r *rand.Rand, root value, at place) value {
		if _, ok := at.value.(string); !ok {
			return nil
		}
		return put(root, at, word(r, at.last(), at.schema))
	}},
	{"sample", func(r *rand.Rand, root value, at place) value {
		return put(root, at, sample(r, at.last(), at.schema, 4))
	}},
	{"add", add}, {"add", add}, {"add", add},
	{"number", func(r *rand.Rand, root value, at place) value {
		if _, ok := at.value.(json.Number); !ok {
			return nil
		}
		return put(root, at, json.Number(pick(r, numbers)))
	}},
	{"slip", slip},
	{"unknown", func(r *rand.Rand, root value, at place) value {
		o, ok := at.value.(object)
		if !ok {
			return nil
		}
		key := pick(r, []string{"unknown", "Name", "names", "", "a.b", "a/b", "é", "a\"b", "a\\b", "$ref", "__proto__", "metadata", "apiVersion", "kind", "spec", "x y", "\n"})
		return put(root, at, append(clone(o).(object), member{key, anything(r)}))
	}},
	{"twice", func(r *rand.Rand, root value, at place) value {
		o, ok := at.value.(object)
		if !ok || len(o) == 0 {
			return nil
		}
		again := clone(pick(r, o).value)
		key := pick(r, o).key
		if r.IntN(2) == 0 {
			again = anything(r)
		}
		changed := clone(o).(object)
		for range 1 + r.IntN(2) {
			changed = append(changed, member{key, again})
		}
		return put(root, at, changed)
	}},
	{"repeat", func(r *rand.Rand, root value, at place) value {
		entries, ok := at.value.(list)
		if !ok || len(entries) == 0 {
			return nil
		}
		changed := clone(entries).(list)
		for range pick(r, []int{1, 1, 1, 2, 2, 3, 7, 15, 16, 17, 63, 64, 65, 129}) {
			changed = append(changed, clone(pick(r, entries)))
		}
		return put(root, at, changed)
	}},
	{"long", func(r *rand.Rand, root value, at place) value {
		s, ok := at.value.(string)
		if !ok {
			return nil
		}
		length := pick(r, []int{12, 16, 17, 63, 64, 65, 253, 254, 255, 256, 257, 1024, 1025, 4096, 4097})
		unit := s + pick(r, []string{"", "a", ".a", "é", "/"})
		if unit == "" {
			unit = "a"
		}
		return put(root, at, strings.ToValidUTF8(strings.Repeat(unit, length/len(unit)+1)[:length], "x"))
	}},
	{"swap", func(r *rand.Rand, root value, at place) value {
		all := places(place{value: root}, nil)
		if len(all) == 0 {
			return nil
		}
		other := pick(r, all)
		if within(at.path, other.path) || within(other.path, at.path) {
			return nil
		}
		return put(put(root, at, other.value), other, at.value)
	}},
	{"copy", func(r *rand.Rand, root value, at place) value {
		all := places(place{value: root}, nil)
		if len(all) == 0 {
			return nil
		}
		return put(root, at, pick(r, all).value)
	}},
	{"rename", func(r *rand.Rand, root value, at place) value {
		o, ok := at.value.(object)
		if !ok || len(o) == 0 {
			return nil
		}
		changed := clone(o).(object)
		i := r.IntN(len(changed))
		if properties := at.schema.object("properties"); len(properties) > 0 && r.IntN(2) == 0 {
			changed[i].key = pick(r, properties).key
		} else {
			changed[i].key = slipped(r, changed[i].key)
		}
		return put(root, at, changed)
	}},
	{"nest", func(r *rand.Rand, root value, at place) value {
		// A value again, inside of itself.
		inside := places(place{nil, at.schema, at.value}, nil)
		if len(inside) == 0 {
			return nil
		}
		return put(root, at, put(clone(at.value), pick(r, inside), at.value))
	}},
	{"all", func(r *rand.Rand, root value, at place) value {
		// The same mutation in each entry.
		entries, ok := at.value.(list)
		if !ok || len(entries) == 0 {
			return nil
		}
		inside := places(place{nil, at.schema.object("items"), entries[0]}, nil)
		if len(inside) == 0 {
			return nil
		}
		where := pick(r, inside)
		made := sample(r, where.last(), where.schema, 3)
		changed := clone(entries).(list)
		for i := range changed {
			changed[i] = put(changed[i], where, made)
		}
		return put(root, at, changed)
	}},
	{"insert", func(r *rand.Rand, root value, at place) value {
		// One character more, somewhere in a text.
		s, ok := at.value.(string)
		if !ok {
			return nil
		}
		runes := []rune(s)
		i := r.IntN(len(runes) + 1)
		return put(root, at, string(runes[:i])+pick(r, strings_)+string(runes[i:]))
	}},
	{"deep", func(r *rand.Rand, root value, at place) value {
		v := at.value
		for range pick(r, []int{2, 5, 20}) {
			v = object{{at.last(), clone(v)}}
		}
		return put(root, at, v)
	}},
	{"wrap", func(r *rand.Rand, root value, at place) value {
		if r.IntN(2) == 0 {
			return put(root, at, list{at.value})
		}
		return put(root, at, object{{at.last(), at.value}})
	}},
}

func init() {
	// Not in the table itself, which it reads.
	mutations = append(mutations, mutation{"vary", func(r *rand.Rand, root value, at place) value {
		// A second entry that differs in one member.
		entries, ok := at.value.(list)
		if !ok || len(entries) == 0 {
			return nil
		}
		var entry value = clone(pick(r, entries))
		if inside := places(place{nil, at.schema.object("items"), entry}, nil); len(inside) > 0 {
			if changed := pick(r, mutations).apply(r, entry, pick(r, inside)); changed != nil {
				entry = changed
			}
		}
		return put(root, at, append(clone(entries).(list), entry))
	}})
}

func within(path, other []any) bool {
	if len(path) > len(other) {
		return false
	}
	for i, segment := range path {
		if segment != other[i] {
			return false
		}
	}
	return true
}

// add gives an object a member that its schema has and it has not, or a list one more entry.
func add(r *rand.Rand, root value, at place) value {
	switch v := at.value.(type) {
	case object:
		var absent []member
		for _, property := range at.schema.object("properties") {
			if v.get(property.key) == nil {
				absent = append(absent, property)
			}
		}
		if len(absent) == 0 {
			return nil
		}
		property := pick(r, absent)
		made := sample(r, property.key, property.value.(object), 4)
		return put(root, at, append(clone(v).(object), member{property.key, made}))
	case list:
		return put(root, at, append(clone(v).(list), sample(r, at.last(), at.schema.object("items"), 4)))
	}
	return nil
}

func slip(r *rand.Rand, root value, at place) value {
	switch v := at.value.(type) {
	case string:
		return put(root, at, slipped(r, v))
	case json.Number:
		number := pick(r, []json.Number{v + ".0", "-" + v, v + "0", v + "e0"})
		if f, err := number.Float64(); err == nil && f == 0 {
			return put(root, at, json.Number("0"))
		}
		if r.IntN(4) == 0 || !json.Valid([]byte(number)) {
			return put(root, at, v.String())
		}
		return put(root, at, number)
	case bool:
		return put(root, at, pick(r, []value{"true", "false", json.Number("1"), json.Number("0"), !v}))
	}
	return nil
}

// slipped is a text with a slip of the pen.
func slipped(r *rand.Rand, s string) string {
	runes := []rune(s)
	if len(runes) == 0 {
		return " "
	}
	i := r.IntN(len(runes))
	switch r.IntN(8) {
	case 0:
		return strings.ToLower(s)
	case 1:
		return strings.ToUpper(s)
	case 2:
		return s + pick(r, []string{" ", "s", ".", "/", "-", "\n", "é"})
	case 3:
		return pick(r, []string{" ", "*.", ".", "/", "-", "X"}) + s
	case 4:
		return string(append(append([]rune{}, runes[:i]...), runes[i+1:]...))
	case 5:
		runes[i] = pick(r, []rune("aA0-._/* é%#?\""))
	case 6:
		if unicode.IsLower(runes[i]) {
			runes[i] = unicode.ToUpper(runes[i])
		} else {
			runes[i] = unicode.ToLower(runes[i])
		}
	case 7:
		return s + s
	}
	return string(runes)
}

// The module reads no object that is deeper than a hundred levels.
const maxDepth = 90

// A server reads three megabytes.
const maxSize = 1 << 20

// isAskedOtherwise tells whether a server would take another member for the version or the kind: it does not mind how
// these two are spelled.
func isAskedOtherwise(o object) bool {
	return slices.ContainsFunc(o, func(m member) bool {
		return m.key != "apiVersion" && strings.EqualFold(m.key, "apiVersion") || m.key != "kind" && strings.EqualFold(m.key, "kind")
	})
}

func depth(v value) int {
	most := 0
	switch v := v.(type) {
	case list:
		for _, entry := range v {
			most = max(most, depth(entry))
		}
	case object:
		for _, m := range v {
			most = max(most, depth(m.value))
		}
	}
	return most + 1
}

// mutated is an object with some mutations, and what they were.
func mutated(r *rand.Rand, o object, k *kind) (object, string) {
	var told []string
	var root value = clone(o)
	for range pick(r, []int{1, 1, 1, 1, 2, 2, 3, 4, 8}) {
		m, name := pick(r, mutations), ""
		at := aim(r, root.(object), k)
		if r.IntN(12) == 0 {
			root, name = metadata(r, root.(object))
		} else if changed := m.apply(r, clone(root), at); changed != nil {
			if o, ok := changed.(object); ok && !isAskedOtherwise(o) && depth(changed) < maxDepth && len(text(changed)) < maxSize {
				root, name = changed, m.name+" "+at.String()
			}
		}
		if name != "" {
			told = append(told, name)
		}
	}
	// What is asked is said by these two; a change of them is another question.
	changed := append(object{}, o[slices.IndexFunc(o, is("apiVersion"))], o[slices.IndexFunc(o, is("kind"))])
	return append(changed, root.(object).without("apiVersion", "kind")...), strings.Join(told, "; ")
}

// aim picks a place: mostly in `spec`.
func aim(r *rand.Rand, root object, k *kind) place {
	all := places(place{nil, k.schema, root}, nil)
	var within []place
	for _, at := range all {
		key := at.path[0]
		if len(at.path) > 1 && key != "metadata" || key == "spec" || len(at.path) == 1 && key != "apiVersion" && key != "kind" && key != "metadata" {
			within = append(within, at)
		}
	}
	if len(within) == 0 {
		return place{nil, k.schema, root}
	}
	if r.IntN(60) == 0 {
		return place{nil, k.schema, root}
	}
	return pick(r, within)
}

func is(key string) func(member) bool {
	return func(m member) bool { return m.key == key }
}
