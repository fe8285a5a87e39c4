package main

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"github.com/openai/openai-go/v3/packages/param"
	rt "github.com/openai/openai-go/v3/realtime"
	"github.com/openai/openai-go/v3/responses"
	"github.com/openai/openai-go/v3/shared"

	"realtime-conformance/serve"
)

// build writes the struct literal that a user of the module would write for these members, and has the module send or
// encode it. Its decoders take no part.
func build(known wireType, payload []byte) serve.Answer {
	return serve.Build(payload, known.written)
}

// event makes and sends a client event, as one of the variants `as` where there are any.
func event(given any, as []reflect.Type) ([]byte, error) {
	given, inputs, err := referring(given)
	if err != nil {
		return nil, err
	}
	var made rt.RealtimeClientEventUnionParam
	if err := fill(reflect.ValueOf(&made).Elem(), given, "event"); err != nil {
		return nil, err
	}
	if err := held(reflect.ValueOf(made), as); err != nil {
		return nil, err
	}
	return send(func(ctx context.Context, connection *rt.RealtimeConnection) error {
		if inputs != nil {
			return connection.SendResponseCreate(ctx, *made.OfResponseCreate, inputs)
		}
		return connection.Send(ctx, made)
	})
}

// referring takes the input out of a response.create that refers to items: the module has a method of its own for these.
func referring(given any) (any, []rt.ResponseInput, error) {
	event, _ := given.(map[string]any)
	response, _ := event["response"].(map[string]any)
	items, _ := response["input"].([]any)
	inputs, refers := []rt.ResponseInput{}, false
	for place, item := range items {
		members, _ := item.(map[string]any)
		if id, ok := members["id"].(string); ok && members["type"] == "item_reference" && len(members) == 2 {
			inputs, refers = append(inputs, rt.ResponseInputReference(id)), true
			continue
		}
		var made rt.ConversationItemUnionParam
		if err := fill(reflect.ValueOf(&made).Elem(), item, fmt.Sprintf("input[%d]", place)); err != nil {
			return nil, nil, err
		}
		inputs = append(inputs, rt.ResponseInputItem(made))
	}
	if !refers {
		return given, nil, nil
	}
	delete(response, "input")
	return event, inputs, nil
}

// response makes the parameters of a response as a part of the event that sends them.
func response(given any) ([]byte, error) {
	text, err := event(map[string]any{"type": "response.create", "response": given}, nil)
	if err != nil {
		return nil, err
	}
	var sent struct{ Response json.RawMessage }
	if err := json.Unmarshal(text, &sent); err != nil || sent.Response != nil {
		return sent.Response, err
	}
	return json.Marshal(rt.RealtimeResponseCreateParams{}) // the event leaves out one with nothing in it
}

// made makes a value and encodes it.
func made[T any](as ...reflect.Type) func(any) ([]byte, error) {
	return func(given any) ([]byte, error) {
		var value T
		if err := fill(reflect.ValueOf(&value).Elem(), given, reflect.TypeFor[T]().String()); err != nil {
			return nil, err
		}
		if err := held(reflect.ValueOf(value), as); err != nil {
			return nil, err
		}
		return json.Marshal(value)
	}
}

// held refuses a union that holds none of the variants `as`, where there are any.
func held(union reflect.Value, as []reflect.Type) error {
	if len(as) == 0 {
		return nil
	}
	for i := range union.NumField() {
		for _, variant := range as {
			if field := union.Field(i); field.Type() == reflect.PointerTo(variant) && !field.IsNil() {
				return nil
			}
		}
	}
	return serve.Misfit{Place: union.Type().String(), Why: "these are the members of another variant"}
}

// fill sets value to the decoded JSON in given; place names it in messages.
func fill(value reflect.Value, given any, place string) error {
	switch target := value.Addr().Interface().(type) {
	case *param.Opt[string]:
		return fillOption(target, given, place)
	case *param.Opt[bool]:
		return fillOption(target, given, place)
	case *param.Opt[int64]:
		return fillOption(target, given, place)
	case *param.Opt[float64]:
		return fillOption(target, given, place)
	case *param.Opt[responses.ToolChoiceOptions]:
		return fillOption(target, given, place)
	case *map[string]string:
		if given == nil {
			*target = param.NullMap[map[string]string]()
			return nil
		}
	}
	if given == nil {
		return fillNull(value, place)
	}
	switch value.Kind() {
	case reflect.Interface:
		value.Set(reflect.ValueOf(free(given)))
		return nil
	case reflect.Struct:
		if _, is := value.Type().FieldByName("paramUnion"); is {
			return fillUnion(value, given, place)
		}
		return fillStruct(value, given, place)
	}
	if only, is := fixed(value); is {
		if given == only {
			value.SetString(only) // the zero value is written so too, but may leave out the struct around it
			return nil
		}
		if _, text := given.(string); text {
			return wrongTag{serve.Misfit{Place: place, Why: fmt.Sprintf("it is always %q", only)}}
		}
	}
	return serve.FillPlain(value, given, place, fill)
}

// free returns what a user would put into a field of type any: numbers as Go's own, which the module's encoder knows.
func free(given any) any {
	switch given := given.(type) {
	case map[string]any:
		for name, inner := range given {
			given[name] = free(inner)
		}
	case []any:
		for i, inner := range given {
			given[i] = free(inner)
		}
	case json.Number:
		if whole, err := given.Int64(); err == nil {
			return whole
		}
		number, _ := given.Float64() // out of range, it is the infinity that the encoder refuses
		return number
	}
	return given
}

func fillOption[T comparable](target *param.Opt[T], given any, place string) error {
	if given == nil {
		*target = param.Null[T]()
		return nil
	}
	var value T
	if err := fill(reflect.ValueOf(&value).Elem(), given, place); err != nil {
		return err
	}
	*target = param.NewOpt(value)
	return nil
}

// fillNull sets what param.NullStruct, NullSlice or NullMap make, which need to know the type when they are compiled.
func fillNull(value reflect.Value, place string) error {
	switch target := value.Addr().Interface().(type) {
	case *[]string:
		*target = param.NullSlice[[]string]()
	case *rt.RealtimeToolsConfigParam:
		*target = param.NullSlice[rt.RealtimeToolsConfigParam]()
	case *[]rt.ConversationItemUnionParam:
		*target = param.NullSlice[[]rt.ConversationItemUnionParam]()
	case *shared.Metadata:
		*target = param.NullMap[shared.Metadata]()
	case *any:
		*target = json.RawMessage("null") // what is in a field of type any is written as it is
	case *map[string]responses.ResponsePromptVariableUnionParam:
		*target = param.NullMap[map[string]responses.ResponsePromptVariableUnionParam]()
	case param.ParamStruct:
		reflect.ValueOf(param.SetJSON).Call([]reflect.Value{reflect.ValueOf([]byte("null")), value.Addr()})
	default:
		return serve.Misfit{Place: place, Why: fmt.Sprintf("no %s is null", value.Type())}
	}
	return nil
}

// fillUnion sets the first variant that the value fits.
func fillUnion(value reflect.Value, given any, place string) error {
	why := error(serve.Misfit{Place: place, Why: "no variant of the union is for this value"})
	for i := range value.NumField() {
		field := value.Type().Field(i)
		if field.Anonymous {
			continue
		}
		variant := reflect.New(field.Type).Elem()
		inside := place + "." + field.Name
		err := fill(variant, given, inside)
		if err == nil {
			value.Field(i).Set(variant)
			return nil
		}
		if tag, is := err.(wrongTag); !is || tag.Place != inside {
			why = err
		}
	}
	return why
}

// A wrongTag is a misfit that says, of a variant of a union, that another one is meant.
type wrongTag struct{ serve.Misfit }

func (w wrongTag) Unwrap() error { return w.Misfit }

func fillStruct(value reflect.Value, given any, place string) error {
	named, ok := given.(map[string]any)
	if !ok {
		return serve.Misfit{Place: place, Why: "the library has a struct here"}
	}
	places := map[string]int{}
	for i := range value.NumField() {
		name, _, _ := strings.Cut(value.Type().Field(i).Tag.Get("json"), ",")
		if name == "" {
			continue
		}
		places[name] = i
		if only, is := fixed(value.Field(i)); is && named[name] != nil && named[name] != only {
			return wrongTag{serve.Misfit{Place: place, Why: fmt.Sprintf("%s is always %q", name, only)}}
		}
	}
	for _, name := range serve.InOrder(named) {
		i, ok := places[name]
		if !ok {
			return serve.Misfit{Place: place, Why: fmt.Sprintf("the library has no field for %q", name)}
		}
		if err := fill(value.Field(i), named[name], place+"."+name); err != nil {
			return err
		}
	}
	return nil
}
