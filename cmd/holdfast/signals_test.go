package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/holdfast-run/holdfast/cmd/holdfast/internal/api"
	"github.com/holdfast-run/holdfast/host"
)

// TestSecondSignal holds that the first signal of a run cancels it, that more of
// them are answered but change nothing, and that before and after the run one
// ends the process at once.
func TestSecondSignal(t *testing.T) {
	t.Parallel()
	sys, _, stderr := newTestSystem(t)
	h, err := host.New(host.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close(context.Background())
	session, err := h.Session("main")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	defer cancel(nil)
	var exits []int
	sys.exit = func(status int) { exits = append(exits, status) }
	i := watchSignals(sys, newConsole(sys))
	i.receive(syscall.SIGTERM)
	i.begin(session.Activities, cancel)
	i.receive(syscall.SIGPIPE)
	if err := ctx.Err(); err != nil {
		t.Fatalf("SIGPIPE cancelled the run: %v", err)
	}
	for range 3 {
		i.receive(syscall.SIGINT)
	}
	i.end()
	i.receive(syscall.SIGHUP)
	if want := []int{143, 129}; !slices.Equal(exits, want) {
		t.Errorf("before and after the run, exit with %v, want %v", exits, want)
	}
	var sig *signalled
	if cause := context.Cause(ctx); !errors.As(cause, &sig) || sig.status() != 130 {
		t.Errorf("the run was cancelled with %v", cause)
	}
	want := "holdfast: interrupted\n" +
		strings.Repeat("holdfast: still cleaning up: waiting for the script to end\n", 2)
	if got := stderr.String(); got != want {
		t.Errorf("stderr:\n%swant:\n%s", got, want)
	}
}

// TestSignalEndsRun sends a signal once the script has printed something.
func TestSignalEndsRun(t *testing.T) {
	t.Parallel()
	sys, _, stderr := newTestSystem(t)
	received := sys.signalled(t)
	sys.stdout = writerFunc(func([]byte) { received <- syscall.SIGTERM })
	status := execute(sys, []string{"run", "-e", "console.log(1); for (;;);"})
	if status != 143 || stderr.String() != "holdfast: terminated\n" {
		t.Errorf("status %d, stderr %q", status, stderr)
	}
}

// TestSignalInDocument holds that an interrupted run prints its document.
func TestSignalInDocument(t *testing.T) {
	t.Parallel()
	sys, stdout, stderr := newTestSystem(t)
	sys.environ = []string{"PATH=/usr/bin:/bin"}
	received := sys.signalled(t)
	fifo := filepath.Join(sys.dir, "started")
	if err := exec.Command("mkfifo", fifo).Run(); err != nil {
		t.Fatal(err)
	}
	spec := "commands:\n  slow: echo > started; exec sleep 1000\n"
	if err := os.WriteFile(filepath.Join(sys.dir, "holdfast.yaml"), []byte(spec), 0o600); err != nil {
		t.Fatal(err)
	}
	// Owner: this test. Ends when the command has opened the fifo.
	go func() {
		if _, err := os.ReadFile(fifo); err == nil {
			received <- os.Interrupt
		}
	}()
	status := execute(sys, []string{"run", "--json", "-e", `await commands.run("slow")`})
	if want := "holdfast: interrupted: ending \"slow\"\n"; status != 130 || stderr.String() != want {
		t.Errorf("status %d, stderr %q, want 130, %q", status, stderr, want)
	}
	var got api.Document
	if err := json.Unmarshal(stdout.Bytes(), &got); err != nil {
		t.Fatalf("%v in %s", err, stdout)
	}
	if got.Error == nil || got.Error.Kind != host.KindCancelled {
		t.Errorf("document %s, want an error of kind cancelled", stdout)
	}
}

// waiter runs a program as a shell does, and says how that ended.
var waiter = register("waiter", func(args []string) {
	signal.Notify(make(chan os.Signal, 1), os.Interrupt)
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	fmt.Println(cmd.Run())
})

// TestCtrlCEndsLoops holds that a shell can tell that Ctrl-C ended a run: it ends
// the loop that the run is part of only if the run has died of the signal.
func TestCtrlCEndsLoops(t *testing.T) {
	t.Parallel()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	holdfast, err := exec.LookPath("holdfast")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	term := openTerminal(t, dir, strings.Join([]string{"env XDG_STATE_HOME=" + dir, program,
		programFlag, waiter, holdfast, `run -e 'console.log("ready"); for (;;);'`}, " "))
	term.await("ready")
	term.keys("C-c")
	term.await("ready\nholdfast: interrupted\nsignal: interrupt\nexit 0")
}

// A writerFunc is called with what is written.
type writerFunc func(text []byte)

// Write implements io.Writer.
func (f writerFunc) Write(text []byte) (int, error) {
	f(text)
	return len(text), nil
}
