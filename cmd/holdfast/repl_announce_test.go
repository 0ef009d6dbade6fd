package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestReplAnnounces holds that the end of a process is told above the line that
// is being typed.
func TestReplAnnounces(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	makePipe(t, filepath.Join(dir, "go"))
	r := openREPL(t, dir, "")
	r.enter("(await commands.start('dev')).running ")
	r.await("true\n>")
	r.text("'typing while")
	r.await("> 'typing while")
	release(t, filepath.Join(dir, "go"))
	r.await("holdfast: dev exited with 3: port in use\n> 'typing while")
	r.enter(" it ends' ")
	r.await("'typing while it ends'\n>")
}

// TestReplAnnouncesAboveAll holds that what is told goes above the first row of what
// is being typed, however many rows that has, and wherever the cursor is.
func TestReplAnnouncesAboveAll(t *testing.T) {
	t.Parallel()
	long := "'" + strings.Repeat("0123456789", 20)
	wrapped := long[:78] + "\n" + long[78:158] + "\n" + long[158:]
	for name, c := range map[string]struct {
		typed func(r *terminal)
		want  string
	}{
		"lines": {
			func(r *terminal) { r.enter("[1,"); r.enter("2,"); r.text("3") }, "[1,\n│ 2,\n│ 3",
		},
		"middle": {
			func(r *terminal) { r.enter("[1,"); r.text("2"); r.keys("Left", "Left") }, "[1,\n│ 2",
		},
		"rows": {func(r *terminal) { r.text(long) }, wrapped},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			makePipe(t, filepath.Join(dir, "go"))
			r := openREPL(t, dir, "")
			r.enter("(await commands.start('dev')).running ")
			r.await("true\n>")
			c.typed(r)
			r.await("true\n> " + c.want)
			release(t, filepath.Join(dir, "go"))
			r.await("true\nholdfast: dev exited with 3: port in use\n> " + c.want)
		})
	}
}

// TestReplAnnouncesRestarts holds that each restart of a process is told, and that
// it is not restarted any more, above the line that is being typed.
func TestReplAnnouncesRestarts(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	makePipe(t, filepath.Join(dir, "go"))
	r := openREPL(t, dir, "")
	r.enter("(await commands.start('crash')).running ")
	r.await("true\n>")
	awaitRestarts(r, dir)
}

// awaitRestarts has the process of "crash" fail until it is not restarted any
// more, while somebody types.
func awaitRestarts(r *terminal, dir string) {
	r.Helper()
	pipe := filepath.Join(dir, "go")
	const exited, typed = "holdfast: crash exited with 3: port in use; ", "\n> 'typing while"
	var told strings.Builder
	r.text("'typing while")
	r.await("> 'typing while")
	for _, what := range []string{"restarted (1 of 2)", "restarted (2 of 2)", "not restarted again (2 of 2)"} {
		told.WriteString("\n" + exited + what)
		release(r.T, pipe)
		r.await(told.String() + typed)
	}
	r.enter(" it ends' ")
	r.await(told.String() + typed + " it ends'\n'typing while it ends'\n>")
}

// TestReplAnnouncesBetween holds that nothing is told into a menu or a search, or
// between the keys of one: it waits until that is over.
func TestReplAnnouncesBetween(t *testing.T) {
	t.Parallel()
	const told = "holdfast: crash exited with 3: port in use; restarted (2 of 2)\n"
	for name, c := range map[string]struct {
		begin, end func(r *terminal)
		want       string
	}{
		"menu": {
			func(r *terminal) { r.text("commands."); r.keys("Tab"); r.awaitAnywhere("valueOf  wait") },
			func(r *terminal) { r.text("(") },
			told + "> commands.(",
		},
		"search": {
			func(r *terminal) { r.keys("C-r"); r.awaitAnywhere("inc-search") },
			func(r *terminal) { r.keys("C-g", "C-u"); r.text("12") },
			told + "> 12",
		},
		"keys": {
			func(r *terminal) { r.text("12 34"); r.await("> 12 34"); r.keys("Escape") },
			func(r *terminal) { r.text("b"); r.text("5") },
			told + "> 12 534",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			makePipe(t, filepath.Join(dir, "go"))
			r := openREPL(t, dir, "")
			r.enter("(await commands.start('crash')).running ")
			r.await("true\n>")
			c.begin(r)
			for n := range 3 { // the process that has begun last outlives the test
				eventually(t, "a process has begun", func() bool {
					begun, _ := os.ReadFile(filepath.Join(dir, "begun"))
					return len(begun) == n+1
				})
				if n < 2 {
					release(t, filepath.Join(dir, "go"))
				}
			}
			c.end(r)
			r.awaitAnywhere(c.want)
		})
	}
}

// makePipe makes a named pipe.
func makePipe(t *testing.T, path string) {
	t.Helper()
	if out, err := exec.Command("mkfifo", path).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

// release lets go whoever reads a pipe.
func release(t *testing.T, pipe string) {
	t.Helper()
	if err := os.WriteFile(pipe, nil, 0); err != nil {
		t.Fatal(err)
	}
}
