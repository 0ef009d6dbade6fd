package host

import (
	"strings"

	"github.com/holdfast-run/holdfast/jsapi"
)

// Declarations returns a TypeScript declaration file of everything a script sees:
// Holdfast's own globals, followed by the embedder's declarations of its
// bindings. Written next to the scripts, with { "lib": ["es2023"], "types": [] }
// in tsconfig.json or jsconfig.json, it gives editors completion and type checks.
func Declarations(own ...string) string {
	parts := append([]string{jsapi.Declarations()}, own...)
	for i, part := range parts {
		parts[i] = strings.TrimSpace(part)
	}
	return strings.Join(parts, "\n\n") + "\n"
}
