package main

// The REPL in a session of a server.

import (
	"bytes"
	"io"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// attachREPL opens a REPL in a session of a server and waits for its prompt.
func attachREPL(t *testing.T, s *serving, session string) *terminal {
	t.Helper()
	return openREPL(t, s.dir, "HOLDFAST_SOCKET="+s.socket, "--session", session)
}

func TestAttachedEvaluates(t *testing.T) {
	t.Parallel()
	s := newServing(t, replSpecs)
	r := attachREPL(t, s, "a")
	r.await(`Holdfast: session a of a server; ".help" says more` + "\n>")
	for _, c := range []struct{ entry, want string }{
		{"const a = 1 ", "undefined"},
		{"const a = [2, 'x'] ", "undefined"},
		{"a ", "[ 2, 'x' ]"},
		{`await commands.run("hello", { name: "世界" }) `, "'hello 世界'"},
		{"throw 1 ", "error: uncaught 1\n --> repl:5:1:1\n   1 | throw 1\n     | ^"},
		{"setTimeout(() => console.log('late'), 10); 'now' ", "'now'\nlate"},
		{"vars.set('n', {a: 1}) ", "undefined"},
		{".vars", `n  {"a":1}`},
		{".ps", "holdfast: no persistent commands; commands.start(name) starts one"},
		{".commands", "hello  name  Say hello\nslow\ndev          (persistent)\ncrash        (persistent)\nstay         (persistent)"},
		{".reset", "holdfast: what entries declared is gone; vars and processes are kept"},
		{"typeof a ", "'undefined'"},
	} {
		r.enter(c.entry)
		r.await(c.want + "\n>")
	}
	r.text("1 + 41")
	r.await("> 1 + 41\n42") // a preview
	r.keys("C-c")
	r.await("> 1 + 41\n>")
	r.text("await commands.run('he")
	r.keys("Tab")
	r.await("commands.run('hello")
	if escaped := r.screen("-e"); !strings.Contains(escaped, "\x1b[33m1") {
		t.Errorf("no colours in values: %q", escaped)
	}
}

// TestAttachedInterrupt holds that Ctrl-C cancels the entry at the server, in
// flight or in line, and keeps the session.
func TestAttachedInterrupt(t *testing.T) {
	t.Parallel()
	s := newServing(t, replSpecs)
	r := attachREPL(t, s, "a")
	r.enter("const kept = 5; await commands.run('slow') ")
	s.awaitFile(t, "slow.pid")
	r.awaitAnywhere(`waiting for "slow"; Ctrl-C ends it`)
	r.keys("C-c")
	r.await("holdfast: interrupted\n>")
	if s.alive(t, "slow.pid") {
		t.Error("the one-shot is alive after its entry")
	}
	r.enter("(async () => { console.log('deep ' + 1); while (true) {} })() ")
	r.await("\ndeep 1")
	r.keys("C-c")
	r.await("holdfast: the VM is lost, and what entries declared with it; vars and processes\nare kept\n>")

	other := s.command("run", "--session", "a", "-e", "console.log('in'); for (;;);")
	first := firstLine(t, other)
	if first != "in\n" {
		t.Fatalf("the other run says %q", first)
	}
	r.enter("1 + 1 ")
	r.awaitAnywhere("waiting for its turn; Ctrl-C ends it")
	r.keys("C-c")
	r.await("holdfast: interrupted\n>")
	_ = other.Process.Signal(syscall.SIGINT)
	_ = other.Wait()
	r.enter("typeof kept ")
	r.await("'undefined'\n>")
}

// firstLine starts a command and returns the first line it prints.
func firstLine(t *testing.T, cmd *exec.Cmd) string {
	t.Helper()
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var line strings.Builder
	for b := make([]byte, 1); !strings.HasSuffix(line.String(), "\n"); {
		n, err := stdout.Read(b)
		if err != nil {
			t.Fatalf("after %q: %v", &line, err)
		}
		line.Write(b[:n])
	}
	return line.String()
}

// TestAttachedAnnounces holds that the end of a process is told while somebody
// types, of one that somebody else started too.
func TestAttachedAnnounces(t *testing.T) {
	t.Parallel()
	s := newServing(t, replSpecs)
	makePipe(t, filepath.Join(s.dir, "go"))
	if _, text, status := s.run("run", "--session", "a", "-e", "await commands.start('dev')"); status != 0 {
		t.Fatal(text)
	}
	r := attachREPL(t, s, "a")
	r.text("'typing while")
	r.await("> 'typing while")
	release(t, filepath.Join(s.dir, "go"))
	r.await("holdfast: dev exited with 3: port in use\n> 'typing while")
	r.enter(" it ends' ")
	r.await("'typing while it ends'\n>")
}

// TestAttachedAnnouncesRestarts is TestReplAnnouncesRestarts of a process that
// somebody else started.
func TestAttachedAnnouncesRestarts(t *testing.T) {
	t.Parallel()
	s := newServing(t, replSpecs)
	makePipe(t, filepath.Join(s.dir, "go"))
	s.mustRun(t, "a", "await commands.start('crash')")
	awaitRestarts(attachREPL(t, s, "a"), s.dir)
}

// TestAttachedLeaves holds that leaving a REPL leaves its session.
func TestAttachedLeaves(t *testing.T) {
	t.Parallel()
	for name, leave := range map[string]func(*terminal){
		".exit":  func(r *terminal) { r.enter(".exit") },
		"Ctrl-D": func(r *terminal) { r.keys("C-d") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newServing(t, replSpecs)
			r := attachREPL(t, s, "a")
			r.enter("let n = 1; (await commands.start('stay')).state ")
			r.await("'ready'\n>")
			leave(r)
			r.await("exit 0")
			r = attachREPL(t, s, "a")
			r.enter("[n, commands.status('stay').running] ")
			r.await("[ 1, true ]\n>")
		})
	}
}

// TestKilledREPL holds that a REPL which is killed leaves its session, and not its
// entry.
func TestKilledREPL(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]struct {
		signal syscall.Signal
		status int
	}{
		"killed":     {syscall.SIGKILL, -1},
		"terminated": {syscall.SIGTERM, 143},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newServing(t, replSpecs)
			cmd := s.command("repl", "--session", "a")
			stdin, err := cmd.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			_, _ = io.WriteString(stdin, "let n = 7; await commands.start('stay')\nawait commands.run('slow')\n")
			s.awaitFile(t, "slow.pid")
			_ = cmd.Process.Signal(end.signal)
			_ = cmd.Wait()
			if status := cmd.ProcessState.ExitCode(); status != end.status {
				t.Errorf("status %d, want %d", status, end.status)
			}
			if end.signal == syscall.SIGTERM && s.alive(t, "slow.pid") {
				t.Error("it ended before its entry did")
			}
			eventually(t, "the one-shot is dead", func() bool { return !s.alive(t, "slow.pid") })
			out, complaint, _ := s.pipe("[n, commands.status('stay').running]", "repl", "--session", "a")
			if out != "[ 7, true ]\n" {
				t.Errorf("the session: %q, %q", out, complaint)
			}
		})
	}
}

// pipe is run with an input.
func (s *serving) pipe(input string, args ...string) (stdout, stderr string, status int) {
	var out, complaint bytes.Buffer
	cmd := s.command(args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(input), &out, &complaint
	_ = cmd.Run()
	return out.String(), complaint.String(), cmd.ProcessState.ExitCode()
}

// TestAttachedLooksLocal holds that entries print, fail and are lost the same in a
// session of a server as in a REPL of its own.
func TestAttachedLooksLocal(t *testing.T) {
	t.Parallel()
	s := newServing(t, replSpecs+`  noisy: "echo trying >&2; echo 'fatal: no such thing' >&2; exit 3"`+"\n")
	for name, c := range map[string]struct {
		input string
		flags []string
	}{
		"values":   {input: "1\n'a'\nundefined\n({a: [1, {b: {c: {}}}]})\n_.a.length\n"},
		"console":  {input: "console.log(1); console.error(2); setTimeout(() => console.log(3)); 4\n"},
		"throw":    {input: "function f() { throw new RangeError('x') }\nf()\n"},
		"syntax":   {input: "let let\n"},
		"command":  {input: "await commands.run('noisy')\n"},
		"params":   {input: "await commands.run('hello', {nam: 1})\n"},
		"timeout":  {input: "for (;;);\n", flags: []string{"--timeout", "50ms"}},
		"memory":   {input: "for (const a = [];;) a.push(new Array(1000).fill(1))\n", flags: []string{"--memory", "10MiB"}},
		"commands": {input: ".commands\n"},
		"dot":      {input: ".nothing\n"},
		"logs":     {input: ".logs nothing\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, complaint, status := s.pipe(c.input, append([]string{"repl"}, c.flags...)...)
			at := append([]string{"repl", "--session", name}, c.flags...)
			gotOut, gotComplaint, gotStatus := s.pipe(c.input, at...)
			if gotOut != out || whyOnly(gotComplaint) != whyOnly(complaint) || gotStatus != status {
				t.Errorf("at the server:\n%s%s%d\nlocally:\n%s%s%d",
					gotOut, gotComplaint, gotStatus, out, complaint, status)
			}
		})
	}
}

// TestAttachedToKilledServer holds that a REPL whose server is killed says so and
// ends, in the middle of an entry or at the next one.
func TestAttachedToKilledServer(t *testing.T) {
	t.Parallel()
	s := newServing(t, replSpecs)
	busy, idle := attachREPL(t, s, "a"), attachREPL(t, s, "b")
	idle.enter("1 + 1 ")
	idle.await("\n2\n>")
	busy.enter("await commands.run('slow') ")
	s.awaitFile(t, "slow.pid")
	_ = s.end(syscall.SIGKILL)
	busy.await("exit 125")
	busy.awaitAnywhere("\nerror: the server went away: ")
	idle.awaitScreen("a notice, and the prompt", func(screen string) bool {
		return strings.Contains(screen, "2\nholdfast: the server went away: ") && strings.HasSuffix(screen, "\n>")
	})
	idle.enter(".vars")
	idle.await("error: the server went away: no server at " + s.socket + "\nexit 125")
}

// TestAttachedToClosedSession holds that a REPL does not go on in another session
// of the same name.
func TestAttachedToClosedSession(t *testing.T) {
	t.Parallel()
	s := newServing(t, replSpecs)
	r := attachREPL(t, s, "a")
	r.enter("1 + 1 ")
	r.await("\n2\n>")
	if out, complaint, _ := s.run("close", "a"); !strings.HasPrefix(out, "closed a ") {
		t.Fatal(out, complaint)
	}
	r.await("> 1 + 1\n2\nholdfast: session \"a\" has ended\n>")
	r.enter("1 + 2 ")
	r.await("> 1 + 2\nerror: session \"a\" has ended\nhint: \"holdfast repl --session a\" makes a new one\nexit 1")
}
