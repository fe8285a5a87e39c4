package serve

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
)

// A Misfit is a value that cannot be written with the library's types: a compiler would refuse it.
type Misfit struct{ Place, Why string }

func (m Misfit) Error() string { return m.Place + ": " + m.Why }

// A Fill sets a value to decoded JSON, as the literal would that a user of the library writes; place names it in messages.
type Fill func(value reflect.Value, given any, place string) error

// Build decodes the members that a value is to be made of, and answers with the text that write makes of them. A Misfit
// is a refusal; any other error is one of the library's encoder.
func Build(payload []byte, write func(given any) ([]byte, error)) Answer {
	decoder := json.NewDecoder(bytes.NewReader(payload))
	decoder.UseNumber()
	var given any
	if err := decoder.Decode(&given); err != nil {
		return Failed("rejected", "no members to build from: %s", err)
	}
	written, err := write(given)
	var misfit Misfit
	switch {
	case err == nil:
		return OK(written)
	case errors.As(err, &misfit):
		return Failed("rejected", "%s", err)
	default:
		return Failed("not-written", "%s", err)
	}
}

// FillPlain sets what means the same in every library: a pointer, a slice, a map or a scalar, and not to null. What is
// inside is for fill.
func FillPlain(value reflect.Value, given any, place string, fill Fill) error {
	switch value.Kind() {
	case reflect.Pointer:
		value.Set(reflect.New(value.Type().Elem()))
		return fill(value.Elem(), given, place)
	case reflect.Slice:
		return fillSlice(value, given, place, fill)
	case reflect.Map:
		return fillMap(value, given, place, fill)
	default:
		return fillScalar(value, given, place)
	}
}

func fillSlice(value reflect.Value, given any, place string, fill Fill) error {
	items, ok := given.([]any)
	if !ok {
		return Misfit{place, "the library has a slice here"}
	}
	value.Set(reflect.MakeSlice(value.Type(), len(items), len(items)))
	for i, item := range items {
		if err := fill(value.Index(i), item, fmt.Sprintf("%s[%d]", place, i)); err != nil {
			return err
		}
	}
	return nil
}

func fillMap(value reflect.Value, given any, place string, fill Fill) error {
	named, ok := given.(map[string]any)
	if !ok {
		return Misfit{place, "the library has a map here"}
	}
	value.Set(reflect.MakeMap(value.Type()))
	for _, name := range InOrder(named) {
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
	return Misfit{place, fmt.Sprintf("no %s can be %v", value.Type(), given)}
}

// integer returns a number as Go source would write it where an int is wanted: 2 for 2.0.
func integer(number json.Number) (int64, bool) {
	if whole, err := number.Int64(); err == nil {
		return whole, true
	}
	float, err := number.Float64()
	return int64(float), err == nil && float == float64(int64(float)) && float > -1<<53 && float < 1<<53
}

// InOrder returns the keys, sorted so that every run gives the same answers: a map has another order each time.
func InOrder[V any](named map[string]V) []string { return slices.Sorted(maps.Keys(named)) }

// Separated writes a comma after the previous member or item of a JSON text, if there is one.
func Separated(out []byte) []byte {
	if last := out[len(out)-1]; last == '{' || last == '[' {
		return out
	}
	return append(out, ',')
}
