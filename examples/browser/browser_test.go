package main

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/holdfast-run/holdfast/host"
)

func TestMain(m *testing.M) {
	if host.Child() {
		return
	}
	os.Exit(m.Run())
}

// open returns a host with pages, which the end of the test ends.
func open(t testing.TB, o opener) *host.Host {
	t.Helper()
	return openIn(t, o, host.Worker)
}

func openIn(t testing.TB, o opener, isolation host.Isolation) *host.Host {
	t.Helper()
	h, end, err := start(o, isolation)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := end(); err != nil {
			t.Error(err)
		}
	})
	return h
}

func session(t testing.TB, h *host.Host, name string) *host.Session {
	t.Helper()
	s, err := h.Session(name)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// eval runs a script that must succeed and returns its value as JSON text.
func eval(t testing.TB, s *host.Session, source string, args ...any) string {
	t.Helper()
	r, err := s.Run(t.Context(), host.Script{Name: "test.js", Source: source, Args: args})
	if err != nil {
		t.Fatal(err)
	}
	return string(r.Value)
}

// site serves a page that keeps what ?user= says in a cookie.
func site(t testing.TB) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if user := r.FormValue("user"); user != "" {
			http.SetCookie(w, &http.Cookie{Name: "user", Value: user})
		}
		fmt.Fprint(w, `<!doctype html><title>site</title><p>hello</p><input name="a">
			<script>console.log("loaded", { n: 1 })</script>`)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// TestScripts runs the scripts of this folder with both drivers.
func TestScripts(t *testing.T) {
	for name, o := range map[string]opener{"chromedp": openChrome, "rod": openRod} {
		t.Run(name, func(t *testing.T) {
			var out strings.Builder
			if err := automate(t.Context(), o, &out, []string{"order.js", "report.js"}); err != nil {
				t.Fatal(err)
			}
			want, err := os.ReadFile("want.txt")
			if err != nil {
				t.Fatal(err)
			}
			if got := out.String(); got != string(want) {
				t.Errorf("got:\n%s\nwant:\n%s", got, want)
			}
		})
	}
}

func TestPageStaysAfterACancelledScript(t *testing.T) {
	for name, o := range map[string]opener{"chromedp": openChrome, "rod": openRod} {
		t.Run(name, func(t *testing.T) {
			s := session(t, open(t, o), "a")
			url := site(t)
			eval(t, s, `await page.goto(args[0])`, url)
			for _, source := range []string{
				`await page.evaluate("new Promise(() => {})")`,
				`await page.evaluate("for (;;) ;")`,
				`for (;;) ;`,
				`await page.waitFor("#never", { timeoutMs: 60000 })`,
				// A page may still have something to say of what came before.
				`const said = await page.on("console"); for (;;) await said.next()`,
			} {
				_, err := s.Run(t.Context(), host.Script{Source: source, Timeout: 300 * time.Millisecond})
				if e, ok := err.(*host.ScriptError); !ok || e.Kind != host.KindTimeout {
					t.Errorf("%s: got %v, want a timeout", source, err)
				}
				got := eval(t, s, `return [await page.title(), await page.evaluate("1 + 1"), await page.text("p")]`)
				if got != `["site",2,"hello"]` {
					t.Errorf("after %s: got %s", source, got)
				}
			}
		})
	}
}

func TestSurface(t *testing.T) {
	s := session(t, open(t, openChrome), "a")
	got := eval(t, s, `
		const said = [];
		await page.on("console", ({ type, text }) => said.push(type + ": " + text));
		await page.goto(args[0]);
		await page.fill("[name=a]", "old");
		await page.fill("[name=a]", "new");
		await page.press("[name=a]", "!");
		const failed = (p) => p.then(() => "done", (e) => e.message);
		return [
			await page.evaluate("document.querySelector('input').value"),
			await page.evaluate("undefined"),
			await failed(page.evaluate("throw new Error('mine')")).then((m) => m.includes("mine")),
			await failed(page.waitFor("#never", { timeoutMs: 50 })),
			await failed(page.waitFor("[name=a]", { timeoutMs: 1e300 })),
			(await failed(page.goto("file:///etc/passwd"))).includes("only http"),
			await failed(page.goto(1)), await failed(page.press("[name=a]", "Any")),
			await failed(page.on("load")),
			said,
		]`, site(t))
	want := `["new!",null,true,"\"#never\" is not there after 50ms: context deadline exceeded",` +
		`"done",true,"argument 1 must be a string","there is no key \"Any\"","the only event is \"console\"",` +
		`["log: loaded Object"]]`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// TestRelaunchedBrowser kills the browser under a session.
func TestRelaunchedBrowser(t *testing.T) {
	s := session(t, open(t, openChrome), "a")
	url := site(t)
	eval(t, s, `await page.goto(args[0])`, url)
	before := browserProcesses(t, os.Getpid())
	for _, p := range before {
		_ = syscall.Kill(p.pid, syscall.SIGKILL)
	}
	goneSoon(t, before)
	// A call may still meet the browser that is about to be known as gone.
	got := eval(t, s, `const at = await page.url().catch(() => page.url());
		await page.goto(args[0]);
		return [at, await page.title()]`, url)
	if want := `["about:blank","site"]`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// A browser that crashes as it starts is started again.
func TestBrowserCrashesAsItStarts(t *testing.T) {
	real, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	crashed := filepath.Join(dir, "crashed")
	program := fmt.Sprintf("#!/bin/sh\n[ -e %[1]s ] || { touch %[1]s; kill -SEGV $$; }\nexec %[2]s \"$@\"\n",
		crashed, real)
	if err := os.WriteFile(filepath.Join(dir, "chromium"), []byte(program), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+string(filepath.ListSeparator)+os.Getenv("PATH"))
	s := session(t, open(t, openChrome), "a")
	eval(t, s, `await page.goto(args[0])`, site(t))
	if _, err := os.Stat(crashed); err != nil {
		t.Error(err)
	}
}

// TestSessions opens 20 sessions with a page each, in parallel, which share no
// cookies.
func TestSessions(t *testing.T) {
	h := open(t, openChrome)
	url := site(t)
	eval(t, session(t, h, "first"), `await page.title()`) // starts the browser
	began := time.Now()
	var running sync.WaitGroup
	for i := range 20 {
		name := fmt.Sprintf("user%d", i)
		s := session(t, h, name)
		running.Go(func() {
			r, err := s.Run(t.Context(), host.Script{Source: `
				await page.goto(args[0] + "?user=" + args[1]);
				await page.goto(args[0]);
				return (await page.cookies()).map((c) => c.value).join()`, Args: []any{url, name}})
			if err != nil {
				t.Errorf("%s: %v", name, err)
			} else if got := string(r.Value); got != `"`+name+`"` {
				t.Errorf("%s sees the cookies %s", name, got)
			}
		})
	}
	running.Wait()
	t.Logf("20 sessions: %v", time.Since(began).Round(time.Millisecond))
}

// TestCloseEndsTheBrowser closes one session of two, and then the other.
func TestCloseEndsTheBrowser(t *testing.T) {
	h := open(t, openChrome)
	a, b := session(t, h, "a"), session(t, h, "b")
	url := site(t)
	eval(t, a, `await page.goto(args[0])`, url)
	eval(t, b, `await page.goto(args[0])`, url)
	if _, err := a.Close(t.Context()); err != nil {
		t.Error(err)
	}
	if got := eval(t, b, `return await page.title()`); got != `"site"` {
		t.Errorf("the other session: got %s", got)
	}
	processes := browserProcesses(t, os.Getpid())
	_, err := b.Run(t.Context(), host.Script{
		Source: `await page.evaluate("for (;;) ;")`, Timeout: 200 * time.Millisecond,
	})
	if err == nil {
		t.Error("no timeout")
	}
	if _, err := b.Close(t.Context()); err != nil {
		t.Error(err)
	}
	goneSoon(t, processes)
}

// TestProgramLeavesNoBrowser ends the program in all the ways there are.
func TestProgramLeavesNoBrowser(t *testing.T) {
	program := filepath.Join(t.TempDir(), "browser")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	const script = `await page.goto("data:text/html,<title>open</title>"); console.log(await page.title());`
	for name, c := range map[string]struct {
		script string
		end    syscall.Signal // 0: it ends by itself
	}{
		"script error": {script + `await new Promise((r) => setTimeout(r, 500)); throw new Error("mine")`, 0},
		"success":      {script + `await new Promise((r) => setTimeout(r, 500))`, 0},
		"interrupt":    {script + `await page.evaluate("for (;;) ;")`, syscall.SIGINT},
		"killed":       {script + `await page.evaluate("for (;;) ;")`, syscall.SIGKILL},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "script.js")
			if err := os.WriteFile(file, []byte(c.script), 0o600); err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			temp, err := os.MkdirTemp("", "") // a short name, for the names of sockets are bounded
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = os.RemoveAll(temp) })
			cmd := exec.CommandContext(ctx, program, file)
			cmd.Env = append(os.Environ(), "TMPDIR="+temp)
			stderr, err := cmd.StderrPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			lines := bufio.NewReader(stderr)
			if line, err := lines.ReadString('\n'); line != "open\n" {
				t.Fatalf("got %q, %v", line, err)
			}
			processes := browserProcesses(t, cmd.Process.Pid)
			if c.end != 0 {
				_ = cmd.Process.Signal(c.end)
			}
			_, _ = lines.ReadString(0) // until the program has ended
			_ = cmd.Wait()
			goneSoon(t, processes)
		})
	}
}
