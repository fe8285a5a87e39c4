package main

import (
	"encoding/json"
	"reflect"
	"sort"
	"strconv"

	rt "github.com/WqyJh/go-openai-realtime/v2"
)

// fields writes as JSON what a user of the library reads in the exported fields of value: with a union, the
// variant that is set. The zero value of a field that is tagged `omitempty` counts as absent, because nothing
// tells the two apart.
func fields(value any) []byte {
	return appendValue(nil, reflect.ValueOf(value), nil)
}

func appendValue(out []byte, value reflect.Value, tags map[string]string) []byte {
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
		return appendValue(out, value.Elem(), tags)
	case reflect.Struct:
		if variants, ok := unions[value.Type()]; ok {
			return appendVariant(out, value, variants)
		}
		return appendStruct(out, value, tags)
	case reflect.Slice:
		if value.IsNil() {
			return append(out, "null"...)
		}
		out = append(out, '[')
		for i := 0; i < value.Len(); i++ {
			out = appendValue(separated(out), value.Index(i), nil)
		}
		return append(out, ']')
	case reflect.Map:
		return appendMap(out, value)
	default: // scalars, and what a field of type any holds
		return appendPlain(out, value.Interface())
	}
}

func appendVariant(out []byte, union reflect.Value, variants []variant) []byte {
	for _, variant := range variants {
		if field := union.FieldByName(variant.field); !field.IsZero() {
			return appendValue(out, field, variant.tags)
		}
	}
	return append(out, "null"...)
}

func appendStruct(out []byte, value reflect.Value, tags map[string]string) []byte {
	if tags == nil {
		tags = alone[value.Type()]
	}
	out = append(out, '{')
	for _, name := range inOrder(tags) {
		out = appendKey(out, name)
		out = strconv.AppendQuote(out, tags[name])
	}
	for _, member := range members(value.Type()) {
		field := value.FieldByIndex(member.index)
		if member.omitted && field.IsZero() {
			continue
		}
		out = appendValue(appendKey(out, member.name), field, nil)
	}
	return append(out, '}')
}

func appendMap(out []byte, value reflect.Value) []byte {
	if value.IsNil() {
		return append(out, "null"...)
	}
	keys := value.MapKeys()
	sort.Slice(keys, func(i, j int) bool { return keys[i].String() < keys[j].String() })
	out = append(out, '{')
	for _, key := range keys {
		out = appendValue(appendKey(out, key.String()), value.MapIndex(key), nil)
	}
	return append(out, '}')
}

func appendKey(out []byte, name string) []byte {
	return append(appendPlain(separated(out), name), ':')
}

// separated writes a comma after the previous member or item, if there is one.
func separated(out []byte) []byte {
	if last := out[len(out)-1]; last == '{' || last == '[' {
		return out
	}
	return append(out, ',')
}

func appendPlain(out []byte, value any) []byte {
	written, err := json.Marshal(value)
	if err != nil { // it was decoded from JSON
		panic(err)
	}
	return append(out, written...)
}
