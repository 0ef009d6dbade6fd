package jsapi

import _ "embed" // for globals.d.ts

//go:embed globals.d.ts
var declarations string

// Declarations returns globals.d.ts: TypeScript declarations of everything a
// script sees but bindings.
func Declarations() string { return declarations }
