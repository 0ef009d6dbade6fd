package host

import "github.com/holdfast-run/holdfast/commands"

// Child must be what main begins with, and TestMain where tests run scripts:
//
//	if host.Child() {
//		return
//	}
//
// The guardian of a session, which is the parent of its commands and ends them
// even when this process is killed, is this same program started again. Child
// becomes that guardian if this is what the process was started for. In every
// other process it returns false at once.
func Child() bool { return commands.Child() }
