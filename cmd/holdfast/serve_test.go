package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/holdfast-run/holdfast/cmd/holdfast/internal/api"
)

const servedSpecs = `
commands:
  slow: echo $$ > slow; exec sleep 1000
  noisy: "echo trying >&2; echo 'fatal: no such thing' >&2; exit 3"
  server: { run: "echo $$ > server; echo up; exec sleep 1000", persistent: true, ready: { log: up } }
`

// TestRunAtServerLooksLocal holds that a script prints, returns and fails the same
// in a session of a server as in a run of its own.
func TestRunAtServerLooksLocal(t *testing.T) {
	t.Parallel()
	s := newServing(t, servedSpecs)
	for name, args := range map[string][]string{
		"value":     {"-e", `console.log("a", {b: 1}); console.error("c"); return "text"`},
		"object":    {"-e", `return {a: [1, null]}`},
		"undefined": {"-e", ``},
		"args":      {"-e", `return args`, "x", "--y"},
		"throw":     {"-e", "console.warn(1);\n  throw new RangeError('x')"},
		"syntax":    {"-e", `let let`},
		"command":   {"-e", `await commands.run("noisy")`},
		"unhandled": {"-e", `Promise.reject(1)`},
		"timeout":   {"--timeout", "50ms", "-e", `for (;;);`},
		"memory":    {"--memory", "64MiB", "-e", `for (const a = [];;) a.push(new Array(1000).fill(1))`},
		"missing":   {"nowhere.js"},
		"nothing":   {},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, complaint, status := s.run(append([]string{"run"}, args...)...)
			at := append([]string{"run", "--session", name}, args...)
			gotOut, gotComplaint, gotStatus := s.run(at...)
			if gotOut != out || whyOnly(gotComplaint) != whyOnly(complaint) || gotStatus != status {
				t.Errorf("at the server:\n%s%s%d\nlocally:\n%s%s%d",
					gotOut, gotComplaint, gotStatus, out, complaint, status)
			}
			local, remote := s.document(t, append([]string{"run", "--json"}, args...)),
				s.document(t, append([]string{"run", "--json", "--session", name + "-json"}, args...))
			if whyOnly(local) != whyOnly(remote) {
				t.Errorf("document at the server:\n%s\nlocally:\n%s", remote, local)
			}
		})
	}
}

// whyOnly cuts off what says where a script was when it ran out of memory, after
// the limit: that differs from run to run.
func whyOnly(text string) string {
	before, _, _ := strings.Cut(text, " MiB\n")
	before, _, _ = strings.Cut(before, ` MiB"`) // of a document
	return before
}

// document returns what a run prints, without times.
func (s *serving) document(t *testing.T, args []string) string {
	t.Helper()
	text, complaint, _ := s.run(args...)
	var d api.Document
	if err := json.Unmarshal([]byte(text), &d); err != nil || complaint != "" {
		t.Fatalf("%v in %q; stderr %q", err, text, complaint)
	}
	d.DurationMs = 0
	for i := range d.Console {
		d.Console[i].TsMs = 0
	}
	plain, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	return string(plain)
}

// TestKilledClient holds that a client which is killed leaves no one-shot, and
// its session as it is.
func TestKilledClient(t *testing.T) {
	t.Parallel()
	s := newServing(t, servedSpecs)
	client := s.command("run", "--session", "a", "-e", `
		vars.set("n", 7);
		await commands.start("server");
		await commands.run("slow")`)
	if err := client.Start(); err != nil {
		t.Fatal(err)
	}
	s.awaitFile(t, "slow")
	_ = client.Process.Kill()
	_ = client.Wait()
	eventually(t, "the one-shot is dead", func() bool { return !s.alive(t, "slow") })
	out, complaint, _ := s.run("run", "--session", "a", "-e", `return [vars.get("n"), commands.status("server").running]`)
	if out != "[7,true]\n" || !s.alive(t, "server") {
		t.Errorf("the session: %q, %q", out, complaint)
	}
}

// TestInterruptedClient holds that Ctrl-C cancels a run at a server as it does one
// here, document and status included.
func TestInterruptedClient(t *testing.T) {
	t.Parallel()
	s := newServing(t, servedSpecs)
	client := s.command("run", "--json", "--session", "a", "-e", `await commands.run("slow")`)
	var out, complaint bytes.Buffer
	client.Stdout, client.Stderr = &out, &complaint
	if err := client.Start(); err != nil {
		t.Fatal(err)
	}
	s.awaitFile(t, "slow")
	_ = client.Process.Signal(syscall.SIGINT)
	_ = client.Wait()
	if status := client.ProcessState.ExitCode(); status != 130 ||
		complaint.String() != "holdfast: interrupted: ending \"slow\"\n" ||
		!strings.Contains(out.String(), `"kind":"cancelled"`) ||
		!strings.Contains(out.String(), `interrupted`) {
		t.Errorf("status %d\n%s%s", status, &out, &complaint)
	}
	if s.alive(t, "slow") {
		t.Error("the one-shot is alive after its run")
	}
}

// TestServerDrains holds that SIGTERM lets runs in flight go on for the grace and
// refuses new ones, that a second signal ends the grace only, and that nothing is
// left.
func TestServerDrains(t *testing.T) {
	t.Parallel()
	s := newServing(t, servedSpecs, "--grace", "10m", "--log-format", "json")
	client := s.command("run", "--session", "a", "-e", `await commands.start("server"); await commands.run("slow")`)
	var complaint bytes.Buffer
	client.Stderr = &complaint
	if err := client.Start(); err != nil {
		t.Fatal(err)
	}
	s.awaitFile(t, "slow")
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	c := s.client()
	eventually(t, "it drains", func() bool {
		var status api.Status
		return c.Get(t.Context(), api.PathStatus, &status) == nil && status.Draining
	})
	if _, text, status := s.run("run", "--session", "b", "-e", "1"); status != 1 ||
		text != "error: the server is ending and takes no new runs\n" {
		t.Errorf("a new run: %d %q", status, text)
	}
	if out, _, _ := s.run("ps"); !strings.Contains(out, "server") {
		t.Errorf("ps: %q", out)
	}
	if !s.alive(t, "slow") {
		t.Error("the run has got no grace")
	}
	if err := s.end(syscall.SIGTERM); err != nil {
		t.Errorf("the server: %v", err)
	}
	_ = client.Wait()
	if status := client.ProcessState.ExitCode(); status != 1 ||
		!strings.Contains(complaint.String(), "the server is ending") {
		t.Errorf("the client: %d %q", status, &complaint)
	}
	if s.alive(t, "slow") || s.alive(t, "server") {
		t.Error("a process is left")
	}
	log := s.log.String()
	for _, want := range []string{
		`"msg":"grace cut short"`, `"msg":"runs cancelled","runs":1`,
		`"msg":"process ended with its session","session":"a","command":"server"`, `"msg":"ended"`,
	} {
		if !strings.Contains(log, want) {
			t.Errorf("no %s in\n%s", want, log)
		}
	}
	if _, err := os.Lstat(s.socket); err == nil {
		t.Error("the socket is left")
	}
}

// TestKilledServer holds that the clients of a server which is killed say so, that
// nothing is left, and that the next server takes its place.
func TestKilledServer(t *testing.T) {
	t.Parallel()
	s := newServing(t, servedSpecs)
	client := s.command("run", "--session", "a", "-e", `await commands.start("server"); await commands.run("slow")`)
	var complaint bytes.Buffer
	client.Stderr = &complaint
	if err := client.Start(); err != nil {
		t.Fatal(err)
	}
	s.awaitFile(t, "slow")
	var watcherSays bytes.Buffer
	watcher := s.command("ps", "--watch", "--json")
	watcher.Stderr = &watcherSays
	firstLine(t, watcher)
	_ = s.end(syscall.SIGKILL)
	_ = client.Wait()
	_ = watcher.Wait()
	if status := watcher.ProcessState.ExitCode(); status != 125 ||
		!strings.HasPrefix(watcherSays.String(), "error: the server went away: ") {
		t.Errorf("ps --watch: %d %q", status, &watcherSays)
	}
	if status := client.ProcessState.ExitCode(); status != 125 ||
		!strings.Contains(complaint.String(), "error: the server went away: ") {
		t.Errorf("the client: %d %q", status, &complaint)
	}
	eventually(t, "all is dead", func() bool { return !s.alive(t, "slow") && !s.alive(t, "server") })
	if _, text, status := s.run("ps"); status != 2 || !strings.Contains(text, "holdfast serve --detach") {
		t.Errorf("ps without a server: %d %q", status, text)
	}
	next, err := startServing("holdfast", s.dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := next.end(syscall.SIGTERM); err != nil {
		t.Errorf("the next server: %v\n%s", err, next.log.String())
	}
}

func TestDetach(t *testing.T) {
	t.Parallel()
	dir, err := os.MkdirTemp("", "holdfast")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	s := &serving{dir: dir, socket: filepath.Join(dir, "run", "holdfast", "serve.sock")}
	s.env = append(os.Environ(), "XDG_RUNTIME_DIR="+filepath.Join(dir, "run"), "XDG_STATE_HOME="+dir)
	out, complaint, status := s.run("serve", "--detach")
	pid, _, _ := strings.Cut(strings.TrimPrefix(out, "serving on "+s.socket+", process "), "\n")
	if status != 0 || !strings.Contains(out, "\nlogging to "+dir) ||
		complaint != "holdfast: no holdfast.yaml in this folder or above: scripts may run nothing\n" {
		t.Fatalf("status %d\n%s%s", status, out, complaint)
	}
	_, complaint, status = s.run("serve", "--detach")
	if want := "error: another server, process " + pid + ", holds " + s.socket + "\n" +
		"hint: --socket names another\n"; status != 1 || complaint != want {
		t.Errorf("a second one: %d %q, want %q", status, complaint, want)
	}
	if err := os.WriteFile(filepath.Join(dir, "bad.yaml"), []byte("commands: { a: 1, b: {} }"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, complaint, status = s.run("serve", "--detach", "--specs", "bad.yaml")
	if status != 2 || strings.Count(complaint, "bad.yaml:") < 2 {
		t.Errorf("with a wrong spec file: %d %q", status, complaint)
	}
	if logs, _ := filepath.Glob(filepath.Join(dir, "holdfast", "serve*")); len(logs) != 1 {
		t.Errorf("logs %q, want that of the server alone", logs)
	}
	if out, _, _ := s.run("run", "--session", "a", "-e", "return 1"); out != "1\n" {
		t.Errorf("a run: %q", out)
	}
	if err := exec.Command("kill", pid).Run(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "it has ended", func() bool {
		log, _ := os.ReadFile(filepath.Join(dir, "holdfast", "serve.log"))
		return bytes.Contains(log, []byte("msg=ended")) && exec.Command("kill", "-0", pid).Run() != nil
	})
}

// TestInterruptedLogs holds that Ctrl-C ends what follows a log, and that nothing
// is said about it.
func TestInterruptedLogs(t *testing.T) {
	t.Parallel()
	s := newServing(t, servedSpecs)
	if _, text, status := s.run("run", "--session", "a", "-e", `await commands.start("server")`); status != 0 {
		t.Fatal(text)
	}
	cmd := s.command("logs", "-f", "server")
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil || !strings.HasSuffix(line, " out up\n") {
		t.Errorf("line %q, %v", line, err)
	}
	_ = cmd.Process.Signal(syscall.SIGINT)
	_ = cmd.Wait()
	if status := cmd.ProcessState.ExitCode(); status != 130 || complaint.Len() > 0 {
		t.Errorf("status %d, stderr %q", status, &complaint)
	}
}

// TestMetricsAddress holds that metrics are served at a local address, and nothing
// else is.
func TestMetricsAddress(t *testing.T) {
	t.Parallel()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := free.Addr().String()
	_ = free.Close()
	s := newServing(t, servedSpecs, "--metrics", address)
	s.run("run", "--session", "a", "-e", "1")
	for path, want := range map[string]string{
		"/metrics":   "\nholdfast_runs_total{outcome=\"ok\"} 1\n",
		"/v1/status": "404 page not found",
	} {
		res, err := http.Get("http://" + address + path)
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(res.Body)
		_ = res.Body.Close()
		if !strings.Contains(string(text), want) {
			t.Errorf("%s: %s", path, text)
		}
	}
	http.DefaultClient.CloseIdleConnections()
}
