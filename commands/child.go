package commands

import "github.com/holdfast-run/holdfast/commands/internal/guardian"

// Child must be what main begins with, and TestMain where tests run commands:
//
//	if commands.Child() {
//		return
//	}
//
// A Runner's guardian, the parent of its commands, is this same program started
// again. Child becomes that guardian if this is what the process was started
// for, and ends with it. In every other process it returns false at once.
func Child() bool { return guardian.Child() }

// Contained returns nil if a Runner can promise what this system allows: on
// Linux, that nothing is left behind, even if this process is killed. The error
// says that main does not begin with Child; then a Runner refuses to run
// commands unless its Config says Uncontained.
//
// On other systems there is no guardian, and nil promises less: a process that
// leaves its group escapes, and so does everything if this process is killed.
func Contained() error { return guardian.Ready() }
