package commands_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"syscall"
	"testing"
	"time"

	"github.com/holdfast-run/holdfast/commands"
	"github.com/holdfast-run/holdfast/internal/escape"
)

// risen is a setuid program that becomes root altogether, so that who started
// it may not kill it. It ends when nobody reads the pipe any more.
var risen = register("risen", func(args []string) {
	if err := syscall.Setuid(0); err != nil {
		panic(err)
	}
	pipe, err := os.OpenFile(args[0], os.O_WRONLY, 0)
	for err == nil {
		_, err = pipe.Write([]byte{0})
		time.Sleep(time.Millisecond)
	}
})

// powerless cannot end its command, and says what Close says to that.
var powerless = register("powerless", func(args []string) {
	dir := args[0]
	fifo := filepath.Join(dir, "fifo")
	r := newRunner(embedded{dir: dir}, "  x: { run: ["+filepath.Join(dir, "setuid")+
		", -program, risen, '"+fifo+"'] }\n")
	returned := make(chan struct{})
	go func() {
		_, _ = r.Exec(context.Background(), "x", nil, commands.Options{})
		close(returned)
	}()
	pipe, err := os.Open(fifo)
	if err != nil {
		panic(err)
	}
	if _, err := pipe.Read(make([]byte, 1)); err != nil {
		panic(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	_, err = r.Close(ctx)
	fmt.Println(err)
	_ = pipe.Close() // it ends by itself
	_, err = r.Close(context.Background())
	fmt.Println(err)
	<-returned
})

func TestCloseNamesWhatItMayNotKill(t *testing.T) {
	t.Parallel()
	risen.used.Store(true) // where the test is skipped too
	powerless.used.Store(true)
	if os.Getuid() != 0 {
		t.Skip("takes root to make a setuid program")
	}
	dir := escape.OpenDir(t)
	tests := copyOfTests(t, dir)
	setuid := filepath.Join(dir, "setuid")
	if out, err := exec.Command("cp", tests, setuid).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if err := os.Chmod(setuid, 0o755|os.ModeSetuid); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(filepath.Join(dir, "fifo"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(filepath.Join(dir, "fifo"), 65534, 65534); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(tests, "-program", powerless.name, dir)
	cmd.Env = append(os.Environ(), environ()...)
	cmd.Dir = dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	out, err := cmd.CombinedOutput()
	want := regexp.MustCompile(`^still running after \d+ms: "x" \(process \d+\): ` +
		"context deadline exceeded\n<nil>\n$")
	if err != nil || !want.Match(out) {
		t.Errorf("got %s, %v, want %v", out, err, want)
	}
}
