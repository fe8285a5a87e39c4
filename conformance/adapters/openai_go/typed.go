package main

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/openai/openai-go/v3/packages/respjson"

	"realtime-conformance/serve"
)

// A view writes as JSON what a user of the module reads in the exported fields of values that were received. Beside the
// fields of a struct, its field JSON tells of each whether it was absent, null, not of its type, or valid: what is
// absent or not of its type is not shown.
type view struct {
	// raw are the places, as JSON Pointers, of values that no type of the module describes.
	raw []string
}

func (v *view) value(value reflect.Value, at string) []byte {
	switch value.Kind() {
	case reflect.Struct:
		variant := chosen(value)
		if !variant.IsValid() {
			v.raw = append(v.raw, at)
			return []byte(value.Interface().(interface{ RawJSON() string }).RawJSON())
		}
		if variant.Kind() != reflect.Struct {
			return v.value(variant, at)
		}
		return v.fields(variant, at)
	case reflect.Slice:
		out := []byte{'['}
		for i := range value.Len() {
			out = append(serve.Separated(out), v.value(value.Index(i), fmt.Sprintf("%s/%d", at, i))...)
		}
		return append(out, ']')
	case reflect.Map:
		out := []byte{'{'}
		for _, key := range inOrder(value) {
			out = append(serve.Separated(out), plain(key)...)
			inner := v.value(value.MapIndex(reflect.ValueOf(key).Convert(value.Type().Key())), at+"/"+escaped(key))
			out = append(append(out, ':'), inner...)
		}
		return append(out, '}')
	case reflect.Interface:
		if value.IsNil() {
			return []byte("null")
		}
		if of := value.Elem().Kind(); of == reflect.Map || of == reflect.Slice {
			v.raw = append(v.raw, at)
		}
		return plain(value.Interface())
	default:
		return plain(value.Interface())
	}
}

func (v *view) fields(value reflect.Value, at string) []byte {
	out := []byte{'{'}
	for i := range value.NumField() {
		field := value.Type().Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name == "" || name == "-" {
			continue
		}
		told := presence(value, field.Name)
		switch {
		case told.Raw() == respjson.Null:
			out = append(append(serve.Separated(out), plain(name)...), ":null"...)
		case told.Valid():
			inner := v.value(value.Field(i), at+"/"+escaped(name))
			out = append(append(append(serve.Separated(out), plain(name)...), ':'), inner...)
		}
	}
	return append(out, '}')
}

// presence returns what the struct tells about one of its fields.
func presence(value reflect.Value, field string) respjson.Field {
	told := value.FieldByName("JSON")
	if !told.IsValid() { // embedded, as ToolChoiceOptions
		return respjson.Field{}
	}
	return told.FieldByName(field).Interface().(respjson.Field)
}

// chosen returns the variant that a user of a union goes on with, and any other value as it is; nothing where no variant
// is for what was received. A union says which with AsAny. Where it cannot, all variants are filled in, and the user goes
// by the constants that they declare.
func chosen(value reflect.Value) reflect.Value {
	if value.Kind() != reflect.Struct {
		return value
	}
	if choose := value.MethodByName("AsAny"); choose.IsValid() {
		variant := choose.Call(nil)[0]
		if variant.IsNil() {
			return reflect.Value{}
		}
		return variant.Elem()
	}
	named, union := false, false
	for i := range value.NumField() {
		field := value.Type().Field(i)
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name == "-" || !presence(value, field.Name).Valid() {
			named = named || name != "" && name != "-"
			continue
		}
		if options != "inline" {
			named = true
			continue
		}
		union = true
		if inner := value.Field(i); inner.Kind() != reflect.Struct || meant(inner) {
			return inner
		}
	}
	if union && !named {
		return reflect.Value{}
	}
	return value
}

// meant tells whether what was received has the constants that the struct declares.
func meant(value reflect.Value) bool {
	for i := range value.NumField() {
		if value.Type().Field(i).Name == "JSON" {
			continue
		}
		constant, is := fixed(value.Field(i))
		if is && value.Field(i).String() != constant {
			return false
		}
	}
	return true
}

// fixed returns the only value of a field that is declared as a constant.
func fixed(field reflect.Value) (string, bool) {
	if field.Kind() != reflect.String {
		return "", false
	}
	only := field.MethodByName("Default")
	if !only.IsValid() {
		return "", false
	}
	return only.Call(nil)[0].String(), true
}

// inOrder returns the keys of a map, sorted so that every run gives the same answers.
func inOrder(named reflect.Value) []string {
	keys := []string{}
	for _, key := range named.MapKeys() {
		keys = append(keys, key.String())
	}
	slices.Sort(keys)
	return keys
}

func escaped(name string) string { return strings.NewReplacer("~", "~0", "/", "~1").Replace(name) }

// plain writes a value that was read; a number beyond a double is read as an infinity, which JSON cannot write.
func plain(value any) []byte {
	written, err := json.Marshal(value)
	if err != nil {
		return []byte("null")
	}
	return written
}
