package server

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
)

// A schema is what openapi.yaml uses of JSON Schema: check refuses a document
// that uses more, so that nothing in it goes unchecked.
type schema map[string]any

// A checker checks values against schemas of one document.
type checker struct{ schemas map[string]any }

// check returns what is wrong with a value. A property that the schema of an
// object does not name is wrong too.
func (c checker) check(at string, s schema, value any) error {
	for key := range s {
		if !slices.Contains([]string{"$ref", "type", "enum", "items", "properties", "required",
			"additionalProperties", "description", "minimum"}, key) {
			return fmt.Errorf("%s: the test knows no %q", at, key)
		}
	}
	if ref, ok := s["$ref"].(string); ok {
		target, ok := c.schemas[strings.TrimPrefix(ref, "#/components/schemas/")].(map[string]any)
		if !ok {
			return fmt.Errorf("%s: no schema %s", at, ref)
		}
		return c.check(at, target, value)
	}
	if err := checkType(at, s["type"], value); err != nil {
		return err
	}
	if list, ok := s["enum"].([]any); ok && !slices.Contains(list, value) {
		return fmt.Errorf("%s: %v is none of %v", at, value, list)
	}
	switch value := value.(type) {
	case map[string]any:
		return c.checkObject(at, s, value)
	case []any:
		items, _ := s["items"].(map[string]any)
		for i, item := range value {
			if err := c.check(fmt.Sprintf("%s[%d]", at, i), items, item); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c checker) checkObject(at string, s schema, value map[string]any) error {
	if s["type"] == nil {
		return nil // any value
	}
	required, _ := s["required"].([]any)
	for _, name := range required {
		if _, ok := value[name.(string)]; !ok {
			return fmt.Errorf("%s: no %q", at, name)
		}
	}
	properties, _ := s["properties"].(map[string]any)
	for name, v := range value {
		property, ok := properties[name].(map[string]any)
		if !ok {
			if property, ok = s["additionalProperties"].(map[string]any); !ok {
				return fmt.Errorf("%s: %q is not described", at, name)
			}
		}
		if err := c.check(at+"."+name, property, v); err != nil {
			return err
		}
	}
	return nil
}

// checkType checks a value against one type or a list; nil is any.
func checkType(at string, want, value any) error {
	names, ok := want.([]any)
	if !ok {
		names = []any{want}
	}
	for _, name := range names {
		if name == nil || name == typeOf(value) || name == "number" && typeOf(value) == "integer" {
			return nil
		}
	}
	return fmt.Errorf("%s: %s, want %v", at, typeOf(value), want)
}

func typeOf(value any) string {
	switch value := value.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case string:
		return "string"
	case float64:
		if value == math.Trunc(value) {
			return "integer"
		}
		return "number"
	case []any:
		return "array"
	case map[string]any:
		return "object"
	}
	return fmt.Sprintf("%T", value)
}

func parseJSON(text []byte) (value any, err error) {
	err = json.Unmarshal(text, &value)
	return value, err
}
