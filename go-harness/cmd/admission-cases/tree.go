package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
)

// A value is JSON as it is written: objects keep their order and keys that stand twice, numbers their digits.
// It is nil, a bool, a string, a [json.Number], a list or an object.
type value any

type list []value

type object []member

type member struct {
	key   string
	value value
}

func parse(text []byte) (value, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	v, err := read(decoder)
	if err == nil {
		if _, more := decoder.Token(); more != io.EOF {
			return nil, fmt.Errorf("text behind the value")
		}
	}
	return v, err
}

func read(decoder *json.Decoder) (value, error) {
	token, err := decoder.Token()
	if err != nil {
		return nil, err
	}
	switch token {
	case json.Delim('['):
		entries := list{}
		for decoder.More() {
			entry, err := read(decoder)
			if err != nil {
				return nil, err
			}
			entries = append(entries, entry)
		}
		_, err := decoder.Token()
		return entries, err
	case json.Delim('{'):
		members := object{}
		for decoder.More() {
			key, err := decoder.Token()
			if err != nil {
				return nil, err
			}
			v, err := read(decoder)
			if err != nil {
				return nil, err
			}
			members = append(members, member{key.(string), v})
		}
		_, err := decoder.Token()
		return members, err
	}
	return token, nil
}

func text(v value) []byte {
	return write(nil, v)
}

func write(out []byte, v value) []byte {
	switch v := v.(type) {
	case list:
		out = append(out, '[')
		for i, entry := range v {
			if i > 0 {
				out = append(out, ',')
			}
			out = write(out, entry)
		}
		return append(out, ']')
	case object:
		out = append(out, '{')
		for i, m := range v {
			if i > 0 {
				out = append(out, ',')
			}
			out = append(write(out, m.key), ':')
			out = write(out, m.value)
		}
		return append(out, '}')
	case json.Number:
		// Also what encoding/json would not write.
		return append(out, v...)
	}
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		// Null, a bool or a string always encodes.
		panic(err)
	}
	return append(out, bytes.TrimSuffix(buffer.Bytes(), []byte("\n"))...)
}

func clone(v value) value {
	switch v := v.(type) {
	case list:
		entries := make(list, len(v))
		for i, entry := range v {
			entries[i] = clone(entry)
		}
		return entries
	case object:
		members := make(object, len(v))
		for i, m := range v {
			members[i] = member{m.key, clone(m.value)}
		}
		return members
	}
	return v
}

func (o object) get(key string) value {
	for _, m := range o {
		if m.key == key {
			return m.value
		}
	}
	return nil
}

// last is the value that counts of a key that is written twice.
func (o object) last(key string) value {
	for _, m := range slices.Backward(o) {
		if m.key == key {
			return m.value
		}
	}
	return nil
}

func (o object) text(key string) string {
	s, _ := o.get(key).(string)
	return s
}

func (o object) object(key string) object {
	inner, _ := o.get(key).(object)
	return inner
}

func (o object) set(key string, v value) object {
	for i, m := range o {
		if m.key == key {
			o[i].value = v
			return o
		}
	}
	return append(o, member{key, v})
}

func (o object) without(keys ...string) object {
	return slices.DeleteFunc(o, func(m member) bool { return slices.Contains(keys, m.key) })
}
