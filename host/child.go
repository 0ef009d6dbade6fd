package host

import (
	"fmt"
	"io"
	"os"

	"github.com/holdfast-run/holdfast/commands"
	"github.com/holdfast-run/holdfast/host/internal/sandbox"
	vmworker "github.com/holdfast-run/holdfast/host/internal/worker"
)

// Child must be what main begins with, and TestMain where tests run scripts:
//
//	if host.Child() {
//		return
//	}
//
// The worker that holds a VM, and the guardian of a session, which is the parent
// of its commands and ends them even when this process is killed, are this same
// program started again. Child becomes one of them, and ends with it, if this is
// what the process was started for. In every other process it returns false at
// once.
func Child() bool {
	if socket, ok := sandbox.Child(); ok {
		beWorker(socket)
	}
	return commands.Child()
}

// beWorker serves the host and ends the process.
func beWorker(socket *os.File) {
	err := vmworker.Serve(socket, func() error {
		_, err := sandbox.Confine()
		return err
	})
	// Not through main: what else a program does at its end is for the host to do.
	if err != io.EOF { // which is how a worker is told to end
		fmt.Fprintln(os.Stderr, "worker:", err)
		os.Exit(1)
	}
	os.Exit(0)
}
