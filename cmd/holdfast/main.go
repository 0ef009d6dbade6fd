// Command holdfast runs JavaScript automation scripts that can execute declared
// commands only. It answers: what did the user type, what do they read?
package main

import (
	"os"

	_ "github.com/holdfast-run/holdfast/cmd/holdfast/internal/headstart" // begins "run"
	_ "github.com/holdfast-run/holdfast/commands/early"                  // begins a guardian
	"github.com/holdfast-run/holdfast/host"
)

func main() {
	if host.Child() {
		return
	}
	sys := newSystem()
	sys.exit(execute(sys, os.Args[1:]))
}
