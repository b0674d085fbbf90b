package main

import (
	"fmt"
	"slices"
	"strings"
)

// A place in an object: the way to it, and the schema that stands there (nil where there is none).
type place struct {
	path   []any
	schema object
	value  value
}

// As a JSON pointer, without its escapes.
func (p place) String() string {
	var out strings.Builder
	for _, segment := range p.path {
		fmt.Fprintf(&out, "/%v", segment)
	}
	return out.String()
}

func (p place) last() string {
	for _, segment := range slices.Backward(p.path) {
		if key, ok := segment.(string); ok {
			return key
		}
	}
	return ""
}

// places are all places below one.
func places(at place, found []place) []place {
	step := func(segment any, v value) {
		child := place{append(slices.Clone(at.path), segment), below(at.schema, segment), v}
		found = append(found, child)
		found = places(child, found)
	}
	switch v := at.value.(type) {
	case list:
		for i, entry := range v {
			step(i, entry)
		}
	case object:
		for _, m := range v {
			step(m.key, m.value)
		}
	}
	return found
}

// edit puts what change makes of the value at a path in its place; nothing at all if it says so.
func edit(v value, path []any, change func(value) (value, bool)) value {
	if len(path) == 0 {
		if changed, stays := change(v); stays {
			return changed
		}
		return nil
	}
	switch v := v.(type) {
	case list:
		i, _ := path[0].(int)
		if i >= len(v) {
			return v
		}
		if len(path) > 1 {
			v[i] = edit(v[i], path[1:], change)
		} else if changed, stays := change(v[i]); stays {
			v[i] = changed
		} else {
			return slices.Delete(v, i, i+1)
		}
		return v
	case object:
		i := slices.IndexFunc(v, func(m member) bool { return m.key == path[0] })
		if i < 0 {
			return v
		}
		if len(path) > 1 {
			v[i].value = edit(v[i].value, path[1:], change)
		} else if changed, stays := change(v[i].value); stays {
			v[i].value = changed
		} else {
			return slices.Delete(v, i, i+1)
		}
		return v
	}
	return v
}

func put(v value, at place, wanted value) value {
	return edit(v, at.path, func(value) (value, bool) { return clone(wanted), true })
}

func remove(v value, at place) value {
	return edit(v, at.path, func(value) (value, bool) { return nil, false })
}
