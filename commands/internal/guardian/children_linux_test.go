package guardian

import (
	"os"
	"os/exec"
	"slices"
	"testing"
)

// sleeper starts a child with an awkward name.
func sleeper(t *testing.T) int {
	t.Helper()
	link := t.TempDir() + "/a) R (b"
	if err := os.Symlink("/bin/sleep", link); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(link, "3600")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	return cmd.Process.Pid
}

func TestChildrenOf(t *testing.T) {
	t.Parallel()
	pid := sleeper(t)
	ways := map[string]func(int) []int{"childrenOf": childrenOf, "searchChildren": searchChildren}
	for name, find := range ways {
		if pids := find(os.Getpid()); !slices.Contains(pids, pid) {
			t.Errorf("%s: %v, want %d among them", name, pids, pid)
		}
		if pids := find(pid); len(pids) != 0 {
			t.Errorf("%s of one without: %v", name, pids)
		}
	}
	if pids := childrenOf(1 << 30); pids != nil {
		t.Errorf("children of nobody: %v", pids)
	}
}

func TestStat(t *testing.T) {
	t.Parallel()
	got := stat(sleeper(t))
	if want := (status{name: "a) R (b", parent: os.Getpid()}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got := stat(1 << 30); !got.dead || !got.dying {
		t.Errorf("nobody: %+v", got)
	}
}
