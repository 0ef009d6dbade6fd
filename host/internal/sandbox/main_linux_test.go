package sandbox

// The frame of these tests: the test binary is the worker, and does by name
// what a line on its socket asks for.

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	if len(os.Args) > 2 && os.Args[1] == "-without-child" {
		embedders[os.Args[2]]()
		return
	}
	if socket, ok := Child(); ok {
		serve(socket)
		return
	}
	if len(os.Args) > 2 && os.Args[1] == "-embedder" {
		embedders[os.Args[2]]()
		return
	}
	goleak.VerifyTestMain(m)
}

// serve does what the host asks for, a line at a time, until it has gone.
func serve(socket *os.File) {
	lines := bufio.NewReader(socket)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return
		}
		deed, argument, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		answer := deeds[deed](argument)
		fmt.Fprintln(socket, strings.ReplaceAll(answer, "\n", " "))
	}
}

// deeds is what a worker can be asked to do.
var deeds = map[string]func(argument string) string{}

// deed registers one. Call it next to the test that needs it.
func deed(name string, do func(argument string) string) string {
	deeds[name] = do
	return name
}

// embedders are programs around a worker, each a process of its own.
var embedders = map[string]func(){}

// embedder registers one. Call it next to the test that needs it.
func embedder(name string, main func()) string {
	embedders[name] = main
	return name
}

// An asker talks with a worker.
type asker struct {
	*Process
	lines *bufio.Reader
}

// newWorker starts a worker that is closed with the test.
func newWorker(t testing.TB) asker {
	t.Helper()
	p, err := Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return asker{p, bufio.NewReader(p.Socket())}
}

// newConfined starts a worker and has it confine itself.
func newConfined(t testing.TB) asker {
	t.Helper()
	w := newWorker(t)
	w.ask(t, "confine")
	return w
}

// tell asks for something that is not answered.
func (w asker) tell(t testing.TB, line string) {
	t.Helper()
	if _, err := io.WriteString(w.Socket(), line+"\n"); err != nil {
		t.Fatalf("%s: %v", line, err)
	}
}

// ask returns the answer to a line.
func (w asker) ask(t testing.TB, line string) string {
	t.Helper()
	w.tell(t, line)
	_ = w.Socket().SetReadDeadline(time.Now().Add(30 * time.Second))
	answer, err := w.lines.ReadString('\n')
	if err != nil {
		w.Kill()
		t.Fatalf("%s: %v; %+v", line, err, w.Death())
	}
	return strings.TrimSuffix(answer, "\n")
}

// awaitEnd fails the test if the worker does not end soon.
func (w asker) awaitEnd(t testing.TB) Death {
	t.Helper()
	select {
	case <-w.Ended():
		return w.Death()
	case <-time.After(30 * time.Second):
		t.Fatal("the worker does not end")
		return Death{}
	}
}
