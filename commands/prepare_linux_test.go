package commands_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/holdfast-run/holdfast/commands"
)

// preparing prepares Runners, and panics unless each then has the guardian it needs.
var preparing = register("preparing", func(args []string) {
	has := func(n int) {
		if !poll(10*time.Second, func() bool { return len(guardians()) == n }) {
			panic(fmt.Sprintf("guardians %v, want %d", guardians(), n))
		}
	}
	commands.New(commands.Config{}).Prepare() // nothing is declared
	at := embedded{dir: args[0]}
	r := newRunnerWith(at, commands.Config{}, "  x: ['true']\n")
	r.Prepare()
	r.Prepare()
	has(1)
	before := guardians()
	if _, err := r.Run(context.Background(), "x", nil, commands.Options{}); err != nil {
		panic(err)
	}
	if !poll(10*time.Second, func() bool { return slices.Equal(guardians(), before) }) {
		panic("the command has another guardian")
	}
	early := newRunnerWith(at, commands.Config{}, "  x: ['true']\n")
	early.Prepare() // and closed before, or while, that is done
	for _, runner := range []*commands.Runner{r, early} {
		if _, err := runner.Close(context.Background()); err != nil {
			panic(err)
		}
	}
	r.Prepare()
	has(0)
	fmt.Println("prepared")
	_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
})

// A Runner that was prepared has its guardian before the first command, and
// nothing more when it is closed.
func TestPrepare(t *testing.T) {
	t.Parallel()
	preparing.used.Store(true)
	killed(t, preparing, t.TempDir())
}
