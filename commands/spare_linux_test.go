package commands_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/holdfast-run/holdfast/commands"
)

// sparing runs a command in each of three Runners that share a Spare, says which
// guardians it has then, and ends as it is told.
var sparing = register("sparing", func(args []string) {
	spare := new(commands.Spare)
	run := func() {
		r := newRunnerWith(embedded{dir: args[0]}, commands.Config{Spare: spare}, "  x: ['true']\n")
		_, _ = r.Exec(context.Background(), "x", nil, commands.Options{})
	}
	run()
	if n := len(guardians()); n != 1 {
		panic(fmt.Sprint("one session has started guardians: ", n))
	}
	run()
	poll(10*time.Second, func() bool { return len(guardians()) == 3 })
	before := guardians()
	run()
	poll(10*time.Second, func() bool { return len(guardians()) == 4 })
	for _, pid := range before {
		// The system's list of children may miss one while threads end.
		if !poll(10*time.Second, func() bool { return slices.Contains(guardians(), pid) }) {
			panic("the spare was not taken but ended")
		}
	}
	if args[1] == "close" {
		spare.Close()
		spare.Close()
	}
	for _, pid := range guardians() {
		fmt.Println(pid)
	}
	_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
})

// A Spare has one guardian ready once there were two sessions, which its Close
// ends, and the end of its host.
func TestSpare(t *testing.T) {
	t.Parallel()
	sparing.used.Store(true)
	for how, want := range map[string]int{"close": 3, "kill": 4} {
		pids := strings.Fields(killed(t, sparing, t.TempDir(), how))
		if len(pids) != want {
			t.Errorf("%s: guardians %v, want %d", how, pids, want)
		}
		for _, pid := range pids {
			requireDead(t, pid)
		}
	}
}

// BenchmarkFirst runs the first command of a session. A session before has begun
// to have the next guardian started, which the pause lets come true.
func BenchmarkFirst(b *testing.B) {
	first := func(b *testing.B, spare *commands.Spare) {
		cfg := commands.Config{Specs: parse(b, "  x: [/bin/true]\n"), Environ: environ(), Spare: spare}
		for b.Loop() {
			b.StopTimer()
			r := commands.New(cfg)
			time.Sleep(20 * time.Millisecond)
			b.StartTimer()
			mustRun(b, r)
			b.StopTimer()
			_, _ = r.Close(context.Background())
			b.StartTimer()
		}
	}
	b.Run("cold", func(b *testing.B) { first(b, nil) })
	b.Run("spare", func(b *testing.B) {
		spare := new(commands.Spare)
		defer spare.Close()
		first(b, spare)
	})
}
