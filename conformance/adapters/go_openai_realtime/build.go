package main

import (
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
	return serve.Build(payload, func(given any) ([]byte, error) {
		value := reflect.New(known.built).Elem()
		place := known.built.String()
		if err := fill(value, given, place); err != nil {
			return nil, err
		}
		if known.holds != nil && !known.holds(value.Interface()) {
			return nil, serve.Misfit{Place: place, Why: "these are the members of another variant"}
		}
		return json.Marshal(value.Interface())
	})
}

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
	case reflect.Interface:
		value.Set(reflect.ValueOf(given))
		return nil
	case reflect.Struct:
		if variants, ok := unions[value.Type()]; ok {
			return fillVariant(value, variants, given, place)
		}
		return fillStruct(value, given, alone[value.Type()], place)
	default:
		return serve.FillPlain(value, given, place, fill)
	}
}

func fillEvent(value reflect.Value, given any, place string) error {
	kind := tag(given, "type")
	chosen, ok := clientEvents[kind]
	if !ok {
		return serve.Misfit{Place: place, Why: "no client event has the type " + strconv.Quote(kind)}
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
	return serve.Misfit{Place: place, Why: "no variant of the union is for this value"}
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
		return serve.Misfit{Place: place, Why: "the library has a struct here"}
	}
	if event, ok := value.Interface().(rt.ClientEvent); ok {
		tags = map[string]string{"type": string(event.ClientEventType())}
	}
	known := members(value.Type())
	for _, name := range serve.InOrder(named) {
		inner := named[name]
		if fixed, ok := tags[name]; ok {
			if fixed != inner {
				return serve.Misfit{Place: place, Why: fmt.Sprintf("the type stands for %s %q", name, fixed)}
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
			return serve.Misfit{Place: place, Why: "the library has no field for " + strconv.Quote(name)}
		}
	}
	return nil
}
