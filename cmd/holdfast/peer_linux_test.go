package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// TestOtherUser holds that another user is refused even where the socket's mode
// would let anybody in.
func TestOtherUser(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("only root can be another user")
	}
	s := newServing(t, servedSpecs)
	if err := errors.Join(os.Chmod(s.dir, 0o755), os.Chmod(s.socket, 0o666)); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"ps"}, {"run", "--session", "a", "-e", "1"}, {"close", "a"},
	} {
		var complaint bytes.Buffer
		cmd := &exec.Cmd{
			Path: "/proc/self/exe", Args: append([]string{"holdfast"}, args...), Dir: "/", Env: s.env,
			Stderr: &complaint, SysProcAttr: &syscall.SysProcAttr{
				Credential: &syscall.Credential{Uid: 65534, Gid: 65534},
			},
		}
		_ = cmd.Run()
		if cmd.ProcessState.ExitCode() != 1 || !strings.Contains(complaint.String(), "user 65534") {
			t.Errorf("%v: %v, %s", args, cmd.ProcessState, &complaint)
		}
	}
	if out, _, _ := s.run("sessions", "--json"); out != "{\"sessions\":[]}\n" {
		t.Errorf("sessions: %s", out)
	}
}
