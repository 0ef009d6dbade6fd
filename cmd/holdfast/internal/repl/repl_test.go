package repl

import (
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/holdfast-run/holdfast/commands"
	"github.com/holdfast-run/holdfast/host"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestRun(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, input, want string }{
		{"nothing", "", ""},
		{"values", "1\n\n  \n2", "<1>\n<2>"},
		{"undefined is not worth a line", "quiet", ""},
		{"several lines", "f(1,\n2)\n`a\nb`\n", "<f(1,\n2)>\n<`a\nb`>"},
		{"unfinished at the end", "f(", "<f(>"},
		{"windows line ends", "1\r\n2\r\n", "<1>\n<2>"},
		{"exit", "1\n.exit\n2", "<1>"},
		{"dots that are no commands", ".5\n...x", "<.5>\n<...x>"},
		{"a new VM", "1\nrenew\n2", "<1>\n<renew>\n! holdfast: the VM is new: what earlier entries " +
			"declared is gone; vars and processes are kept\n<2>"},
		{"reset", "1\nrenew\n.reset\n2", "<1>\n<renew>\n" +
			"! holdfast: what entries declared is gone; vars and processes are kept\n<2>"},
		{"vars", ".vars", "a  \"x\"\nb  [1]"},
		{"commands", ".commands", "build    Build it\ndev      (persistent)"},
		{"no processes", ".ps", "! holdfast: no persistent commands; commands.start(name) starts one"},
		{"logs", ".logs dev", "! holdfast: 2 earlier lines are not kept\n  out\n! errESC"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := newSession(t, c.input).output(t)
			if got != c.want || err != nil {
				t.Errorf("got %q, %v\nwant %q", got, err, c.want)
			}
		})
	}
}

// TestRunFails holds that a pipe ends at its first error, and a person goes on.
func TestRunFails(t *testing.T) {
	t.Parallel()
	const lost = "! holdfast: the VM is lost, and what entries declared with it; vars and processes are kept"
	for _, c := range []struct{ input, want string }{
		{"fail", "! error: Error: failed"},
		{"lose", "! error: TimeoutError: late\n" + lost},
		{".hepl", "! holdfast: unknown command .hepl (did you mean .help?)"},
		{".what", "! holdfast: unknown command .what; .help shows what there is"},
		{".vars x", "! holdfast: .vars takes no argument"},
		{".logs", "! holdfast: .logs needs one argument: .logs NAME"},
		{".logs nope", "! holdfast: nothing of that name"},
		{".load nope.js", "! holdfast: .load nope.js: no such file or directory"},
	} {
		s := newSession(t, c.input+"\nnext")
		got, err := s.output(t)
		if _, ok := errors.AsType[*FailedError](err); !ok || got != c.want {
			t.Errorf("%s: got %q, %v, want %q", c.input, got, err, c.want)
		}
		s = newSession(t, c.input+"\nnext")
		s.cfg.Prompt = func(string) {}
		if got, err := s.output(t); err != nil || got != c.want+"\n<next>" {
			t.Errorf("%s, attended: got %q, %v", c.input, got, err)
		}
	}
}

func TestPrompts(t *testing.T) {
	t.Parallel()
	s := newSession(t, "1\n[\n]\nquiet\n")
	var prompts []string
	s.cfg.Prompt = func(text string) { prompts = append(prompts, text) }
	if got, err := s.output(t); err != nil || got != "<1>\n<[\n]>\nundefined" {
		t.Errorf("got %q, %v", got, err)
	}
	if got := strings.Join(prompts, ""); got != "> > | > > " {
		t.Errorf("prompts %q", got)
	}
}

func TestLoadAndSave(t *testing.T) {
	t.Parallel()
	s := newSession(t, "one\n.load in.js\n.save out.js\n.save out.js\n")
	s.cfg.Prompt = func(string) {}
	if err := os.WriteFile(s.cfg.Path("in.js"), []byte("two\nlines"), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := s.output(t)
	want := "<one>\n<two\nlines>\n! holdfast: 2 entries saved to out.js\n! holdfast: .save out.js: file exists"
	if got != want || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
	if text, err := os.ReadFile(s.cfg.Path("out.js")); string(text) != "// ---- entry\none\n// ---- entry\ntwo\nlines\n" || err != nil {
		t.Errorf("saved %q, %v", text, err)
	}
	if names := strings.Join(s.backend.evaluated, ","); names != "repl:1 one,in.js two\nlines" {
		t.Errorf("evaluated %q", names)
	}
}

// TestLoadsWhatWasSaved holds that .load evaluates what .save wrote as the entries
// that it was, each where it stands in the file, and stops at one that fails.
func TestLoadsWhatWasSaved(t *testing.T) {
	t.Parallel()
	s := newSession(t, "const x = 1\n`a\n// ---- entry\nb`\nlet x = 2\n.save out.js\n.load out.js\n.save again.js\n")
	if got, err := s.output(t); err != nil {
		t.Fatalf("%v after %q", err, got)
	}
	want := []string{
		"out.js \nconst x = 1", "out.js \n\n\n`a\n// ---- entry\nb`", "out.js \n\n\n\n\n\n\nlet x = 2\n",
	}
	if got := s.backend.evaluated[3:]; !slices.Equal(got, want) {
		t.Errorf("evaluated %q, want %q", got, want)
	}
	const saved = "// ----- entry\nconst x = 1\n// ----- entry\n`a\n// ---- entry\nb`\n// ----- entry\nlet x = 2\n"
	if text, err := os.ReadFile(s.cfg.Path("again.js")); string(text) != saved+saved || err != nil {
		t.Errorf("saved %q, %v", text, err)
	}
	s = newSession(t, ".load in.js")
	text := []byte("// ---- entry\n1\n// ---- entry\nfail\n// ---- entry\n2\n")
	if err := os.WriteFile(s.cfg.Path("in.js"), text, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.output(t); err == nil || len(s.backend.evaluated) != 2 {
		t.Errorf("%v after %q", err, s.backend.evaluated)
	}
}

// TestLoadsWhatAnEditorSaved holds that a byte order mark and line ends of Windows
// hide neither entries nor a first line for the system.
func TestLoadsWhatAnEditorSaved(t *testing.T) {
	t.Parallel()
	s := newSession(t, ".load script.js\n.load saved.js\n")
	for name, text := range map[string]string{
		"script.js": "\ufeff#!/usr/bin/env holdfast\r\n1\r\n",
		"saved.js":  "\ufeff// ---- entry\r\nconst x = 1\r\n// ---- entry\r\nlet x = 2\r\n",
	} {
		if err := os.WriteFile(s.cfg.Path(name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := s.output(t); err != nil {
		t.Fatalf("%v after %q", err, got)
	}
	want := []string{
		"script.js #!/usr/bin/env holdfast\n1\n", "saved.js \nconst x = 1", "saved.js \n\n\nlet x = 2\n",
	}
	if got := s.backend.evaluated; !slices.Equal(got, want) {
		t.Errorf("evaluated %q, want %q", got, want)
	}
}

// TestInterrupt holds that Ctrl-C ends the entry and not the REPL.
func TestInterrupt(t *testing.T) {
	t.Parallel()
	for _, what := range []string{"hang", ".reset"} {
		interrupts := make(chan struct{})
		s := newSession(t, what+"\nnext")
		s.backend.busy = true
		s.cfg.Prompt = func(string) {}
		s.cfg.Interrupts = interrupts
		go func() {
			<-s.backend.started
			interrupts <- struct{}{}
		}()
		if got, err := s.output(t); err != nil || got != "! holdfast: interrupted\n<next>" {
			t.Errorf("%s: got %q, %v", what, got, err)
		}
	}
}

// TestInterruptEditor holds that Ctrl-C drops what .editor has read where no line is
// edited, and that the next line is an entry of its own.
func TestInterruptEditor(t *testing.T) {
	t.Parallel()
	input, typed := io.Pipe()
	interrupts, prompts := make(chan struct{}), make(chan string, 10)
	s := newSession(t, "")
	s.cfg.Input, s.cfg.Interrupts = input, interrupts
	s.cfg.Prompt = func(text string) { prompts <- text }
	go func() {
		<-prompts
		io.WriteString(typed, ".editor\n")
		<-s.noted
		io.WriteString(typed, "dropped\n")
		io.WriteString(typed, "") // waits until the next line is
		interrupts <- struct{}{}
		<-prompts
		io.WriteString(typed, "1\n")
		<-prompts
		typed.Close()
	}()
	got, err := s.output(t)
	want := "! holdfast: Ctrl-D ends the entry, Ctrl-C drops it\n! \nholdfast: Ctrl-D leaves\n<1>"
	if err != nil || got != want || len(prompts) > 0 {
		t.Errorf("got %q, %v, and %d prompts more", got, err, len(prompts))
	}
}

// TestGone holds that the end of the session is the end of the REPL, and is left
// for the caller to tell.
func TestGone(t *testing.T) {
	t.Parallel()
	s := newSession(t, "1\ngone\n2")
	s.cfg.Prompt = func(string) {}
	if got, err := s.output(t); !errors.Is(err, host.ErrClosed) || got != "<1>" {
		t.Errorf("got %q, %v", got, err)
	}
}

// TestAttend holds that somebody who types learns at once that the session is
// gone.
func TestAttend(t *testing.T) {
	t.Parallel()
	input, typed := io.Pipe()
	s := newSession(t, "")
	s.cfg.Input = input
	s.cfg.Attend = func(context.Context) error { return host.ErrClosed }
	done := make(chan error)
	go func() { done <- Run(t.Context(), s.cfg) }()
	if got, want := <-s.noted, "holdfast: closed"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	typed.Close()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// TestAttendOnce holds that the end of the session, when an entry has found it, is
// left for the caller to tell.
func TestAttendOnce(t *testing.T) {
	t.Parallel()
	for range 100 {
		s := newSession(t, "gone")
		s.cfg.Prompt = func(string) {}
		s.backend.gone = make(chan struct{})
		s.cfg.Attend = func(context.Context) error { <-s.backend.gone; return host.ErrClosed }
		if got, err := s.output(t); !errors.Is(err, host.ErrClosed) || got != "" {
			t.Fatalf("got %q, %v", got, err)
		}
	}
}

// TestAnnouncement holds that the restarts of a process and its end are told while
// somebody types, but not each of those that follow one another at once.
func TestAnnouncement(t *testing.T) {
	t.Parallel()
	input, typed := io.Pipe()
	s := newSession(t, "")
	s.cfg.Input = input
	done := make(chan error)
	go func() { done <- Run(t.Context(), s.cfg) }()
	_, _ = io.WriteString(typed, "start dev\n"+strings.Repeat("crash dev\n", 4)+"exit dev\n")
	for _, want := range []string{
		"holdfast: dev was ended by SIGSEGV: bad; restarted (1 of 5)",
		"holdfast: dev was ended by SIGSEGV: bad; restarted (2 of 5)",
		"holdfast: dev was ended by SIGSEGV: bad; restarted (4 of 5)",
		"holdfast: dev exited with 3: why",
	} {
		if got := <-s.noted; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	typed.Close()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// TestScreenHolds holds that nothing is printed into a line that is being typed.
func TestScreenHolds(t *testing.T) {
	t.Parallel()
	var printed []string
	asked := 0
	print := func(line string) { printed = append(printed, line) }
	screen := NewScreen(print, print)
	screen.hold(func() { asked++ })
	screen.Entry(host.ConsoleEntry{Level: "log", Message: "one"})
	screen.note("two")
	if len(printed) > 0 || asked != 2 {
		t.Errorf("printed %q, asked %d times", printed, asked)
	}
	if got := screen.takeHeld(); got != "one\ntwo" {
		t.Errorf("held %q", got)
	}
	screen.note("three")
	screen.release()
	screen.out("four")
	if got := strings.Join(printed, " "); got != "three four" {
		t.Errorf("got %q", got)
	}
}

func TestAnnouncements(t *testing.T) {
	t.Parallel()
	crash := commands.Restart{Consecutive: 2, Max: 2, ExitCode: 1, Why: "bad"}
	killed := commands.Restart{Consecutive: 7, Max: -1, ExitCode: -1, Signal: "SIGKILL"}
	for _, c := range []struct {
		say  func(commands.Status) string
		s    commands.Status
		want string
	}{
		{restarted, commands.Status{Restart: crash}, "dev exited with 1: bad; restarted (2 of 2)"},
		{restarted, commands.Status{Restart: killed}, "dev was ended by SIGKILL; restarted (7 in a row)"},
		{ended, commands.Status{State: "exited"}, "dev exited with 0"},
		{ended, commands.Status{State: "exited", ExitCode: 3, Stderr: "a\nb\n", Restart: crash},
			"dev exited with 3: b"},
		{ended, commands.Status{State: "failed", ExitCode: 3, Restart: crash},
			"dev exited with 3; not restarted again (2 of 2)"},
		{ended, commands.Status{State: "lost", Reason: "gone"}, "dev is lost: gone"},
	} {
		c.s.Name = "dev"
		if got := c.say(c.s); got != c.want {
			t.Errorf("%+v: got %q, want %q", c.s, got, c.want)
		}
	}
}

func TestHighlight(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		"a":            "a",
		"let a = 1":    "\x1b[35mlet\x1b[0m a = \x1b[33m1\x1b[0m",
		"`a\nb`":       "\x1b[32m`a\x1b[0m\n\x1b[32mb`\x1b[0m",
		"'x' // c":     "\x1b[32m'x'\x1b[0m \x1b[90m// c\x1b[0m",
		"x = /r/ ;":    "x = \x1b[31m/r/\x1b[0m ;",
		"  undefined ": "  \x1b[33mundefined\x1b[0m ",
	} {
		if got := highlight(source); got != want {
			t.Errorf("%q: got %q, want %q", source, got, want)
		}
	}
}

func TestNearest(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		".hepl": ".help", ".exi": ".exit", ".quit": ".exit", ".comm": ".commands", ".p": ".ps",
		".something": "",
	} {
		if got := nearest(typed); got != want {
			t.Errorf("%s: got %q, want %q", typed, got, want)
		}
	}
}

// TestHelpPromisesNoKeys holds that .help tells of the editor's keys only where lines
// are edited.
func TestHelpPromisesNoKeys(t *testing.T) {
	t.Parallel()
	s := newSession(t, ".help")
	s.cfg.Prompt = func(string) {} // a terminal that cannot edit
	got, err := s.output(t)
	if err != nil || !strings.HasSuffix(got, "Ctrl-C ends it early.") {
		t.Errorf("got %q, %v", got, err)
	}
}
