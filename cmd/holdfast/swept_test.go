package main

import (
	"testing"

	"github.com/holdfast-run/holdfast/commands"
	"github.com/holdfast-run/holdfast/host"
)

func TestTellSwept(t *testing.T) {
	t.Parallel()
	sys, stdout, stderr := newTestSystem(t)
	tellSwept(host.Swept{}, newConsole(sys).note)
	tellSwept(host.Swept{
		Killed:    []commands.Killed{{Program: "sleep", PID: 12, Signal: "SIGKILL"}, {PID: 13, Signal: "SIGKILL"}},
		Survivors: []int{14},
		Skipped:   []string{"pid 15 started at 16: \x1bnot ours"},
	}, newConsole(sys).note)
	const want = `holdfast: ended "sleep", process 12, left by an earlier run
holdfast: ended process 13, left by an earlier run
holdfast: process 14, left by an earlier run, cannot be ended
holdfast: of an earlier run: pid 15 started at 16: \x1bnot ours
`
	if got := stderr.String(); got != want || stdout.Len() > 0 {
		t.Errorf("stdout %q, stderr:\n%swant:\n%s", stdout, got, want)
	}
}
