package commands_test

import (
	"os"
	"testing"
	"time"

	"github.com/holdfast-run/holdfast/commands"
)

// household is a process with a child in a session of its own, both of which use
// some memory; the child burns CPU time.
const household = `'setsid sh -c "while :; do :; done" & echo up; wait'`

func TestMeasure(t *testing.T) {
	t.Parallel()
	r := newRunner(t, persistent("dev", household, "ready: { log: up }"))
	s := start(t, r, "dev")
	var got commands.Usage
	eventually(t, "a child that uses CPU time", func() bool {
		all, err := commands.Measure([]int{s.PID, os.Getpid()})
		if err != nil {
			t.Fatal(err)
		}
		got = all[s.PID]
		if self := all[os.Getpid()]; self.Processes < 1 || self.MemoryBytes < 1<<20 {
			t.Fatalf("this process: %+v", self)
		}
		return got.Processes == 2 && got.CPU >= 20*time.Millisecond
	})
	if got.MemoryBytes < 100<<10 {
		t.Errorf("usage %+v, want some memory", got)
	}
	stop(t, r, "dev", commands.StopOptions{})
	if all, err := commands.Measure([]int{s.PID}); err != nil || len(all) != 0 {
		t.Errorf("of what has gone: %+v, %v", all, err)
	}
}
