package main

import (
	"fmt"

	"github.com/holdfast-run/holdfast/host"
)

// tellSwept says what an earlier run had left that was killed, guardian and all.
func tellSwept(swept host.Swept, note func(text string)) {
	for _, killed := range swept.Killed {
		note(ended(killed) + ", left by an earlier run")
	}
	for _, pid := range swept.Survivors {
		note(fmt.Sprintf("process %d, left by an earlier run, cannot be ended", pid))
	}
	for _, skipped := range swept.Skipped {
		note("of an earlier run: " + printable(skipped))
	}
}
