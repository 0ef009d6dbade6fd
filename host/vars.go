package host

import (
	"encoding/json"
	"fmt"
	"slices"
	"sync"
)

// Bounds of a session's vars, in bytes of names and JSON texts.
const (
	maxVarBytes  = 1 << 20
	maxVarsBytes = 16 << 20
	maxVars      = 10000
)

// Vars are a session's durable variables: at most 10,000 names to JSON values of at
// most 1 MiB each and 16 MiB together. It is safe for concurrent use.
type Vars struct {
	mu     sync.Mutex // guards the fields below
	values map[string]json.RawMessage
	bytes  int
}

// Get returns a variable's JSON text, which the caller must not change.
func (v *Vars) Get(name string) (value json.RawMessage, ok bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	value, ok = v.values[name]
	return value, ok
}

// Set stores a JSON text. Its error says which bound it would pass; the variable
// then keeps its value.
func (v *Vars) Set(name string, value json.RawMessage) error {
	size := len(name) + len(value)
	if size > maxVarBytes {
		return fmt.Errorf("variable %.80q: %d bytes are more than the %d a variable may have",
			name, size, maxVarBytes)
	}
	if !json.Valid(value) {
		return fmt.Errorf("variable %.80q: not a JSON text", name)
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	old, exists := v.values[name]
	total := v.bytes + size
	if exists {
		total -= len(name) + len(old)
	}
	switch {
	case total > maxVarsBytes:
		return fmt.Errorf("variable %.80q: the session's variables would have %d bytes, more than %d",
			name, total, maxVarsBytes)
	case !exists && len(v.values) >= maxVars:
		return fmt.Errorf("variable %.80q: the session has %d variables already", name, maxVars)
	}
	if v.values == nil {
		v.values = make(map[string]json.RawMessage)
	}
	v.values[name] = slices.Clone(value)
	v.bytes = total
	return nil
}

// Delete removes a variable and reports whether there was one.
func (v *Vars) Delete(name string) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	old, ok := v.values[name]
	if ok {
		v.bytes -= len(name) + len(old)
		delete(v.values, name)
	}
	return ok
}

// Keys returns the names, sorted.
func (v *Vars) Keys() []string {
	v.mu.Lock()
	defer v.mu.Unlock()
	keys := make([]string, 0, len(v.values))
	for name := range v.values {
		keys = append(keys, name)
	}
	slices.Sort(keys)
	return keys
}
