package proctest

import (
	"bytes"
	"os"
	"os/exec"
	"syscall"
	"testing"
)

// Nobody is a user and group that owns nothing.
const Nobody = 65534

// Unprivileged runs the tests of this binary, other than the calling one, as
// Nobody. Adjust, unless it is nil, prepares the command that does. Run by a
// user other than root, there is nothing to add.
func Unprivileged(t *testing.T, adjust func(*exec.Cmd)) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Log("these tests run unprivileged as they are")
		return
	}
	// Not t.TempDir, which lies in a folder that only root may enter.
	dir, err := os.MkdirTemp("", "unprivileged")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chown(dir, Nobody, Nobody); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, "-test.count=1", "-test.skip=^"+t.Name()+"$", "-test.timeout=5m")
	cmd.Dir = "/"
	cmd.Env = With(os.Environ(), "TMPDIR="+dir, "HOME="+dir)
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Credential: &syscall.Credential{Uid: Nobody, Gid: Nobody},
	}
	if adjust != nil {
		adjust(cmd)
	}
	out, err := cmd.CombinedOutput()
	if err != nil || !bytes.HasSuffix(bytes.TrimSpace(out), []byte("PASS")) {
		t.Errorf("as user %d: %v\n%s", Nobody, err, out)
	}
}
