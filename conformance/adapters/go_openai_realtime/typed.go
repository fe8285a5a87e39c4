package main

import (
	"bytes"
	"encoding/json"
	"reflect"
	"sort"
	"strconv"

	rt "github.com/WqyJh/go-openai-realtime/v2"

	"realtime-conformance/serve"
)

// fields writes as JSON what a user of the library reads in the exported fields of value: with a union, the
// variant that is set. Nothing tells a user whether a zero was sent or a member was absent or null, so a zero is
// shown where the payload has the member, and left out where it has not.
func fields(value any, payload []byte) []byte {
	decoder := json.NewDecoder(bytes.NewReader(payload))
	decoder.UseNumber()
	var given any
	if err := decoder.Decode(&given); err != nil { // the library has read it as JSON
		panic(err)
	}
	return appendValue(nil, reflect.ValueOf(value), given, nil)
}

// appendValue writes a value that the library read where the payload has given, which is nil where it has nothing.
func appendValue(out []byte, value reflect.Value, given any, tags map[string]string) []byte {
	if !value.IsValid() {
		return append(out, "null"...)
	}
	if limit, ok := value.Interface().(rt.IntOrInf); ok && limit.IsInf() {
		return append(out, `"inf"`...)
	}
	switch value.Kind() {
	case reflect.Pointer:
		if value.IsNil() {
			return append(out, "null"...)
		}
		return appendValue(out, value.Elem(), given, tags)
	case reflect.Struct:
		if variants, ok := unions[value.Type()]; ok {
			return appendVariant(out, value, given, variants)
		}
		return appendStruct(out, value, given, tags)
	case reflect.Slice:
		return appendSlice(out, value, given)
	case reflect.Map:
		return appendMap(out, value, given)
	default: // scalars, and what a field of type any holds
		return appendPlain(out, value.Interface())
	}
}

func appendVariant(out []byte, union reflect.Value, given any, variants []variant) []byte {
	for _, variant := range variants {
		if field := union.FieldByName(variant.field); !field.IsZero() {
			return appendValue(out, field, given, variant.tags)
		}
	}
	return append(out, "null"...)
}

func appendStruct(out []byte, value reflect.Value, given any, tags map[string]string) []byte {
	if tags == nil {
		tags = alone[value.Type()]
	}
	out = append(out, '{')
	for _, name := range serve.InOrder(tags) {
		out = appendKey(out, name)
		out = strconv.AppendQuote(out, tags[name])
	}
	sent, _ := given.(map[string]any)
	for _, member := range members(value.Type()) {
		field := value.FieldByIndex(member.index)
		if sent[member.name] == nil && field.IsZero() {
			continue
		}
		out = appendValue(appendKey(out, member.name), field, sent[member.name], nil)
	}
	return append(out, '}')
}

func appendSlice(out []byte, value reflect.Value, given any) []byte {
	if value.IsNil() {
		return append(out, "null"...)
	}
	sent, _ := given.([]any)
	out = append(out, '[')
	for i := 0; i < value.Len(); i++ {
		var item any
		if i < len(sent) {
			item = sent[i]
		}
		out = appendValue(serve.Separated(out), value.Index(i), item, nil)
	}
	return append(out, ']')
}

func appendMap(out []byte, value reflect.Value, given any) []byte {
	if value.IsNil() {
		return append(out, "null"...)
	}
	keys := value.MapKeys()
	sort.Slice(keys, func(i, j int) bool { return keys[i].String() < keys[j].String() })
	sent, _ := given.(map[string]any)
	out = append(out, '{')
	for _, key := range keys {
		out = appendValue(appendKey(out, key.String()), value.MapIndex(key), sent[key.String()], nil)
	}
	return append(out, '}')
}

func appendKey(out []byte, name string) []byte {
	return append(appendPlain(serve.Separated(out), name), ':')
}

func appendPlain(out []byte, value any) []byte {
	written, err := json.Marshal(value)
	if err != nil { // it was decoded from JSON
		panic(err)
	}
	return append(out, written...)
}
