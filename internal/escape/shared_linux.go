package escape

// What a test shares with a process of another user.

import (
	"fmt"
	"os"
	"os/exec"
	"testing"
)

// OpenDir returns a temporary folder that every user may use.
func OpenDir(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "holdfast")
	if err == nil {
		err = os.Chmod(dir, 0o777)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// CopyTests copies this program to a path where every user may execute it.
func CopyTests(t testing.TB, path string) {
	t.Helper()
	// Not by this process: a fork of it would hold the file open for writing,
	// and then it cannot be executed.
	out, err := exec.Command("cp", fmt.Sprintf("/proc/%d/exe", os.Getpid()), path).CombinedOutput()
	if err == nil {
		err = os.Chmod(path, 0o755)
	}
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}
