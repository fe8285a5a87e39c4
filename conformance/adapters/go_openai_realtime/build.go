package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"

	rt "github.com/WqyJh/go-openai-realtime/v2"

	"realtime-conformance/serve"
)

// build writes the struct literal that a user of the library would write for these members, and has the
// library encode it. The library has no constructors: its users fill in structs. Its decoders take no part.
func build(known wireType, payload []byte) serve.Answer {
	decoder := json.NewDecoder(bytes.NewReader(payload))
	decoder.UseNumber()
	var given any
	if err := decoder.Decode(&given); err != nil {
		return serve.Failed("rejected", "no members to build from: %s", err)
	}
	value := reflect.New(known.built).Elem()
	if err := fill(value, given, known.built.String()); err != nil {
		return serve.Failed("rejected", "%s", err)
	}
	if known.holds != nil && !known.holds(value.Interface()) {
		return serve.Failed("rejected", "these are the members of another variant")
	}
	written, err := json.Marshal(value.Interface())
	if err != nil {
		return serve.Failed("not-written", "%s", err)
	}
	return serve.OK(written)
}

// A misfit is a value that cannot be written with the library's types: a compiler would refuse it.
type misfit struct{ place, why string }

func (m misfit) Error() string { return m.place + ": " + m.why }

// fill sets value to the decoded JSON in given; place names it in messages.
func fill(value reflect.Value, given any, place string) error {
	if value.Type() == of[rt.ClientEvent]() {
		return fillEvent(value, given, place)
	}
	if _, ok := value.Interface().(rt.IntOrInf); ok && given == "inf" {
		value.Set(reflect.ValueOf(rt.Inf))
		return nil
	}
	if given == nil {
		return nil // nil, or the zero value: there is no other way to say null
	}
	switch value.Kind() {
	case reflect.Pointer:
		value.Set(reflect.New(value.Type().Elem()))
		return fill(value.Elem(), given, place)
	case reflect.Interface:
		value.Set(reflect.ValueOf(given))
		return nil
	case reflect.Struct:
		if variants, ok := unions[value.Type()]; ok {
			return fillVariant(value, variants, given, place)
		}
		return fillStruct(value, given, alone[value.Type()], place)
	case reflect.Slice:
		return fillSlice(value, given, place)
	case reflect.Map:
		return fillMap(value, given, place)
	default:
		return fillScalar(value, given, place)
	}
}

func fillEvent(value reflect.Value, given any, place string) error {
	kind := tag(given, "type")
	chosen, ok := clientEvents[kind]
	if !ok {
		return misfit{place, "no client event has the type " + strconv.Quote(kind)}
	}
	event := reflect.New(chosen).Elem()
	if err := fill(event, given, chosen.String()); err != nil {
		return err
	}
	value.Set(event)
	return nil
}

func fillVariant(value reflect.Value, variants []variant, given any, place string) error {
	for _, variant := range variants {
		if !fits(variant, given) {
			continue
		}
		field := value.FieldByName(variant.field)
		place += "." + variant.field
		if variant.kind == object {
			field.Set(reflect.New(field.Type().Elem()))
			return fillStruct(field.Elem(), given, variant.tags, place)
		}
		return fill(field, given, place)
	}
	return misfit{place, "no variant of the union is for this value"}
}

func fits(variant variant, given any) bool {
	var is bool
	switch variant.kind {
	case object:
		_, is = given.(map[string]any)
	case array:
		_, is = given.([]any)
	case text:
		_, is = given.(string)
	}
	for name, value := range variant.tags {
		is = is && tag(given, name) == value
	}
	return is
}

func tag(given any, name string) string {
	members, _ := given.(map[string]any)
	value, _ := members[name].(string)
	return value
}

// fillStruct sets the fields; `tags` are members that the type itself implies.
func fillStruct(value reflect.Value, given any, tags map[string]string, place string) error {
	named, ok := given.(map[string]any)
	if !ok {
		return misfit{place, "the library has a struct here"}
	}
	if event, ok := value.Interface().(rt.ClientEvent); ok {
		tags = map[string]string{"type": string(event.ClientEventType())}
	}
	known := members(value.Type())
	for _, name := range inOrder(named) {
		inner := named[name]
		if fixed, ok := tags[name]; ok {
			if fixed != inner {
				return misfit{place, fmt.Sprintf("the type stands for %s %q", name, fixed)}
			}
			continue
		}
		found := false
		for _, member := range known {
			if member.name == name {
				found = true
				if err := fill(value.FieldByIndex(member.index), inner, place+"."+name); err != nil {
					return err
				}
			}
		}
		if !found {
			return misfit{place, "the library has no field for " + strconv.Quote(name)}
		}
	}
	return nil
}

func fillSlice(value reflect.Value, given any, place string) error {
	items, ok := given.([]any)
	if !ok {
		return misfit{place, "the library has a slice here"}
	}
	value.Set(reflect.MakeSlice(value.Type(), len(items), len(items)))
	for i, item := range items {
		if err := fill(value.Index(i), item, fmt.Sprintf("%s[%d]", place, i)); err != nil {
			return err
		}
	}
	return nil
}

func fillMap(value reflect.Value, given any, place string) error {
	named, ok := given.(map[string]any)
	if !ok {
		return misfit{place, "the library has a map here"}
	}
	value.Set(reflect.MakeMap(value.Type()))
	for _, name := range inOrder(named) {
		item := reflect.New(value.Type().Elem()).Elem()
		if err := fill(item, named[name], place+"."+name); err != nil {
			return err
		}
		value.SetMapIndex(reflect.ValueOf(name), item)
	}
	return nil
}

func fillScalar(value reflect.Value, given any, place string) error {
	switch given := given.(type) {
	case string:
		if value.Kind() == reflect.String {
			value.SetString(given)
			return nil
		}
	case bool:
		if value.Kind() == reflect.Bool {
			value.SetBool(given)
			return nil
		}
	case json.Number:
		if number, err := given.Float64(); err == nil && value.CanFloat() {
			value.SetFloat(number)
			return nil
		}
		if whole, ok := integer(given); ok && value.CanInt() && !value.OverflowInt(whole) {
			value.SetInt(whole)
			return nil
		}
	}
	return misfit{place, fmt.Sprintf("no %s can be %v", value.Type(), given)}
}

// integer returns a number as Go source would write it where an int is wanted: 2 for 2.0.
func integer(number json.Number) (int64, bool) {
	if whole, err := number.Int64(); err == nil {
		return whole, true
	}
	float, err := number.Float64()
	return int64(float), err == nil && float == float64(int64(float)) && float > -1<<53 && float < 1<<53
}
