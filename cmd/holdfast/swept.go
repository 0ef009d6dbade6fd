package main

import (
	"fmt"

	"github.com/holdfast-run/holdfast/host"
)

// tellSwept says what an earlier run had left that was killed, guardian and all.
func tellSwept(swept host.Swept, out *console) {
	for _, killed := range swept.Killed {
		out.note(ended(killed) + ", left by an earlier run")
	}
	for _, pid := range swept.Survivors {
		out.note(fmt.Sprintf("process %d, left by an earlier run, cannot be ended", pid))
	}
	for _, skipped := range swept.Skipped {
		out.note("of an earlier run: " + printable(skipped))
	}
}
