package commands_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/holdfast-run/holdfast/commands"
	"github.com/holdfast-run/holdfast/internal/escape"
)

// shutOut runs a command in a folder that it may not enter, and says what comes of
// it.
var shutOut = register("shut-out", func(args []string) {
	r := newRunner(embedded{dir: args[0]}, "  x: { run: [/bin/true], cwd: "+args[0]+"/locked }\n")
	_, err := r.Run(context.Background(), "x", nil, commands.Options{})
	fmt.Print(err)
	_, _ = r.Close(context.Background())
})

func TestFolderThatMayNotBeEntered(t *testing.T) {
	t.Parallel()
	dir := escape.OpenDir(t)
	if err := os.Mkdir(filepath.Join(dir, "locked"), 0o600); err != nil {
		t.Fatal(err)
	}
	shutOut.used.Store(true)
	cmd := exec.Command("/proc/self/exe", "-program", shutOut.name, dir)
	cmd.Env = append(os.Environ(), environ()...)
	if os.Getuid() == 0 { // who may enter any
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	}
	out, err := cmd.CombinedOutput()
	want := `command "x": working folder "` + dir + `/locked": permission denied`
	if err != nil || string(out) != want {
		t.Errorf("got %s, %v, want %s", out, err, want)
	}
}
