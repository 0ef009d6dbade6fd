package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

const replSpecs = `
commands:
  hello: { run: [echo, "hello ${name}"], description: Say hello, params: { name: { type: string } } }
  slow: echo $$ > slow.pid; exec sleep 1000
  dev: { run: "exec 3<go; echo port in use >&2; exit 3", persistent: true }
  crash:
    run: "echo >> begun; exec 3<go; echo port in use >&2; exit 3"
    persistent: true
    restart: { on: failure, max: 2, backoffMs: 150 }
  stay: { run: [sleep, "1000"], persistent: true }
`

// openREPL starts a REPL in a folder of its own and waits for its prompt. more is
// put before the command: variables of its environment. args come after it.
func openREPL(t *testing.T, dir, more string, args ...string) *terminal {
	t.Helper()
	holdfast, err := exec.LookPath("holdfast") // testscript made it
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "holdfast.yaml"), []byte(replSpecs), 0o600); err != nil {
		t.Fatal(err)
	}
	env := "INPUTRC=/dev/null HOME=" + dir + " XDG_STATE_HOME=" + dir + "/state " + more
	term := openTerminal(t, dir,
		"sh -c 'echo $$ > repl.pid; exec env "+env+" "+holdfast+" repl "+strings.Join(args, " ")+"'")
	term.awaitScreen("a prompt", func(s string) bool { return s == ">" || strings.HasSuffix(s, "\n>") })
	return term
}

func TestReplEvaluates(t *testing.T) {
	t.Parallel()
	r := openREPL(t, t.TempDir(), "")
	for _, c := range []struct{ entry, want string }{
		{"const a = 1 ", "undefined"},
		{"const a = [2, 'x'] ", "undefined"},
		{"a ", "[ 2, 'x' ]"},
		{`await commands.run("hello", { name: "世界" }) `, "'hello 世界'"},
		{"throw 1 ", "error: uncaught 1\n --> repl:5:1:1\n   1 | throw 1\n     | ^"},
		{"({ get a() { throw 1 } }) ", "{ a: [Getter] }"},
		{"'x'.repeat(1e7).length ", "10000000"},
		{"setTimeout(() => console.log('late'), 10); 'now' ", "'now'\nlate"},
		{".load missing.js", "holdfast: .load missing.js: no such file or directory"},
		{".hepl", "holdfast: unknown command .hepl (did you mean .help?)"},
	} {
		r.enter(c.entry)
		r.await(c.want + "\n>")
	}
}

// TestReplSuspends holds that Ctrl-Z gives the terminal to the shell and that the
// line is there again when the REPL goes on.
func TestReplSuspends(t *testing.T) {
	t.Parallel()
	holdfast, err := exec.LookPath("holdfast")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	r := openTerminal(t, dir, "env -i PATH=$PATH TERM=$TERM PS1='sh: ' XDG_STATE_HOME="+dir+" sh -i")
	r.await("sh:")
	r.enter(holdfast + " repl")
	r.await("\n>")
	r.paste("[\n40 +")
	r.await("> [\n│ 40 +")
	r.keys("C-z")
	r.await("\nsh:")
	r.enter("echo here")
	r.await("echo here\nhere\nsh:")
	r.enter("fg")
	r.await("repl\n> [\n│ 40 +")
	r.paste(" 2\n][0]")
	r.keys("Enter")
	r.await("\n> [\n│ 40 + 2\n│ ][0]\n42\n>")
	r.keys("C-d")
	r.await("\nsh:")
}

func TestReplSeveralLines(t *testing.T) {
	t.Parallel()
	r := openREPL(t, t.TempDir(), "")
	r.enter("function f() {")
	r.enter("return `a")
	r.enter("b`")
	r.enter("}")
	r.await("│ }\nundefined\n>")
	r.enter("f() ")
	r.await("'a\\nb'\n>")
	r.keys("Up", "Up")
	r.await("│ }")

	r.keys("C-c")
	r.await("│ }\n>")
	r.paste("let p = [\n  1,\n\n  2\n]")
	r.await("│ ]")
	r.keys("Enter")
	r.await("undefined\n>")
	r.enter("p ")
	r.await("[ 1, 2 ]\n>")
}

// TestReplTallPaste holds that a paste is shown as it is, though it is higher than
// the screen or has lines that are wider.
func TestReplTallPaste(t *testing.T) {
	t.Parallel()
	r := openREPL(t, t.TempDir(), "")
	var all strings.Builder
	for n := range 200 {
		fmt.Fprintf(&all, "  line%d = %d;\n", n, n)
	}
	r.paste("function big() {\n" + all.String() + "}\nbig.name")
	r.await("    line198 = 198;\n    line199 = 199;\n  }\n  big.name")
	r.keys("Enter")
	r.await("\n  }\n  big.name\n'big'\n>")
	r.keys("Up")
	r.await("\n  }\n  big.name")
	r.text(".length")
	r.await("\n  }\n  big.name.length")
	r.keys("C-c")
	r.await("\n  }\n  big.name.length\n>")
	wide := "'" + strings.Repeat("0123456789", 8) + "'"
	r.paste("[\n" + wide + "].length")
	r.await("> [\n  " + wide[:78] + "\n" + wide[78:] + "].length")
}

// TestReplPreviewsInALine holds that a preview takes one row, also of characters that
// take two columns.
func TestReplPreviewsInALine(t *testing.T) {
	t.Parallel()
	r := openREPL(t, t.TempDir(), "")
	r.enter(`var wide = "日".repeat(100) `)
	r.await("undefined\n>")
	r.text("wide")
	r.await("> wide\n'" + strings.Repeat("日", 38) + "…")
}

// TestReplKeepsInSight holds that an entry of several lines scrolls nothing away
// where there is room below, and its value never.
func TestReplKeepsInSight(t *testing.T) {
	t.Parallel()
	r := openREPL(t, t.TempDir(), "")
	r.enter(`console.log('\n'.repeat(10) + 'last') `)
	r.await("last\nundefined\n>")
	r.paste("var a = [\n" + strings.Repeat("0,\n", 3) + "]; a.length")
	r.await("│ ]; a.length")
	r.keys("Enter")
	r.await("a.length\n3\n>")
	if shown := r.visible(); !strings.HasPrefix(shown, "Holdfast: ") {
		t.Errorf("the first line is gone:\n%s", shown)
	}
	r.paste("var b = [\n" + strings.Repeat("0,\n", 30) + "]; b.length + 7000")
	r.await("  ]; b.length + 7000")
	r.keys("Enter")
	r.await("b.length + 7000\n7030\n>")
	if shown := r.visible(); !strings.HasSuffix(shown, "0,\n  ]; b.length + 7000\n7030\n>") {
		t.Errorf("the value is out of sight:\n%s", shown)
	}
}

// TestReplLetters holds that every letter stands for itself, typed, pasted or put
// between others, however wide it is and whatever it is made of.
func TestReplLetters(t *testing.T) {
	t.Parallel()
	const letters = "é ä ß ø ÿ \u00a0 € Ж 世 🎉 👩‍👧 e\u0301"
	r := openREPL(t, t.TempDir(), "")
	r.enter("'" + letters + "' ")
	r.await("'" + letters + "'\n>")
	r.paste("'<" + letters + ">'")
	r.keys("Enter")
	r.await("'<" + letters + ">'\n>")
	r.text("'日語")
	r.keys("Left")
	r.text("本é")
	r.keys("C-e")
	r.enter("' ")
	r.await("> '日本é語'\n'日本é語'\n>")
}

// TestReplKeys holds that the keys of a keyboard do what is on them, or nothing.
func TestReplKeys(t *testing.T) {
	t.Parallel()
	r := openREPL(t, t.TempDir(), "")
	r.text("12x")
	r.keys("Left", "DC", "Home")
	r.text("0")
	r.keys("IC", "PPage", "NPage")
	for n := 1; n <= 12; n++ {
		r.keys("F" + strconv.Itoa(n))
	}
	r.keys("End")
	r.enter(" + 1 ")
	r.await("> 012 + 1\n11\n>")
}

func TestReplInterrupt(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	r := openREPL(t, dir, "")
	r.enter("const kept = 5; console.log('spinning'); while (true) {} ")
	r.await("\nspinning")
	r.keys("C-c")
	r.await("holdfast: interrupted\n>")
	r.enter("await new Promise(() => setInterval(() => console.log('tick'), 10)) ")
	r.awaitAnywhere("tick\ntick")
	r.keys("C-c")
	r.await("holdfast: interrupted\n>")
	r.enter("commands.run('slow'); console.log('started ' + 1) ")
	r.awaitAnywhere("\nstarted 1")
	r.keys("C-c")
	r.await("ended commands.run(\"slow\")\n>")
	r.enter("kept ")
	r.await("\n5\n>")
	r.enter("(async () => { console.log('deep ' + 1); while (true) {} })() ")
	r.await("\ndeep 1")
	r.keys("C-c")
	r.await("holdfast: the VM is lost, and what entries declared with it; vars and processes\nare kept\n>")
	r.enter("typeof kept ")
	r.await("'undefined'\n>")
	r.text("half a line")
	r.await("> half a line")
	r.keys("C-c")
	r.await("> half a line\n>")
	r.keys("C-c")
	r.await(`type ".exit"` + "\n>")
	r.keys("C-c")
	r.await("exit 0")
}

func TestReplCompletes(t *testing.T) {
	t.Parallel()
	r := openREPL(t, t.TempDir(), "")
	r.enter("let tree = { branch: { leaf: 1, leg: 2 } } ")
	r.await("undefined\n>")
	r.text("tree.bra")
	r.keys("Tab")
	r.await("> tree.branch\n{ leaf: 1, leg: 2 }")
	r.text(".le")
	r.keys("Tab")
	r.await("> tree.branch.le\nleaf  leg")
	r.keys("C-c")
	r.await("> tree.branch.le\n>")
	r.text("await commands.run('he")
	r.keys("Tab")
	r.await("commands.run('hello")
	r.text("', { n")
	r.keys("Tab")
	r.await("', { name")
	r.enter(": 'you' }) ")
	r.await("'hello you'\n>")
	r.text("tree.branch.leaf + 41")
	r.await("> tree.branch.leaf + 41\n42")
	if escaped := r.screen("-e"); !strings.Contains(escaped, "\x1b[33m41") {
		t.Errorf("no colour while typing: %q", escaped)
	}
	r.keys("C-c")
	r.await("> tree.branch.leaf + 41\n>")
	r.text(".load hold")
	r.keys("Tab")
	r.await("> .load holdfast.yaml")
}

func TestReplRemembers(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	r := openREPL(t, dir, "")
	r.enter("'find me' + 1 ")
	r.await("'find me1'\n>")
	r.enter("[")
	r.enter("'several'] ")
	r.await("[ 'several' ]\n>")
	r.keys("C-d")
	r.await("exit 0")

	r = openREPL(t, dir, "")
	r.keys("Up")
	r.await("> [\n│ 'several']")
	r.keys("C-c")
	r.await("│ 'several']\n>")
	r.keys("C-r")
	r.awaitAnywhere("inc-search")
	r.text("find")
	r.awaitAnywhere("inc-search): find_") // what is typed before that may be lost
	r.keys("Enter")
	r.await("'find me1'\n>")
}

// TestReplEnds holds that processes end with the REPL, however it ends.
func TestReplEnds(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(r *terminal, dir string){
		"exit 0": func(r *terminal, _ string) { r.enter(".exit") },
		"exit 143": func(r *terminal, dir string) {
			r.text("half")
			text, err := os.ReadFile(filepath.Join(dir, "repl.pid"))
			if err != nil {
				r.Fatal(err)
			}
			pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
			if err != nil {
				r.Fatal(err)
			}
			process, err := os.FindProcess(pid)
			if err == nil {
				err = process.Signal(syscall.SIGTERM)
			}
			if err != nil {
				r.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			r := openREPL(t, dir, "")
			r.enter("(await commands.start('stay')).pid ")
			r.awaitScreen("a number", func(s string) bool {
				return strings.HasSuffix(s, "\n>") && strings.Contains(s, ".pid\n")
			})
			end(r, dir)
			r.await(name)
			if screen := r.screen(); !strings.Contains(screen, `holdfast: ended "stay", process `) {
				t.Errorf("the end is not reported:\n%s", screen)
			}
		})
	}
}

// TestReplPlain holds that a terminal that cannot move its cursor does.
func TestReplPlain(t *testing.T) {
	t.Parallel()
	r := openREPL(t, t.TempDir(), "TERM=dumb")
	r.enter("[1,")
	r.await("\n|")
	r.enter("2]")
	r.await("> [1,\n| 2]\n[ 1, 2 ]\n>")
	r.enter("[3,")
	r.await("> [3,\n|")
	r.keys("C-c")
	r.await("| ^C\nholdfast: Ctrl-D leaves\n>")
	r.enter("4")
	r.await("> 4\n4\n>")
	r.enter("console.log('spinning'); while (true) {}")
	r.await("\nspinning")
	r.keys("C-c")
	r.await("holdfast: interrupted\n>")
	r.keys("C-d")
	r.await("exit 0")
	if escaped := r.screen("-e"); strings.Contains(escaped, "\x1b[3") {
		t.Errorf("colours on a terminal that has none: %q", escaped)
	}
}

func TestReplWithoutColour(t *testing.T) {
	t.Parallel()
	r := openREPL(t, t.TempDir(), "NO_COLOR=1")
	r.enter("let x = 'a' ")
	r.await("undefined\n>")
	r.enter("x ")
	r.await("'a'\n>")
	if escaped := r.screen("-e"); strings.Contains(escaped, "\x1b[3") {
		t.Errorf("colours in spite of NO_COLOR: %q", escaped)
	}
}
