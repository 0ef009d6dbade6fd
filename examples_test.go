package host_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/holdfast-run/holdfast/specs"
)

// binary builds cmd/holdfast once for the tests of a run.
func binary(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "holdfast")
	out, err := exec.Command("go", "build", "-o", path, "./cmd/holdfast").CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return path
}

// output runs a program that must succeed and returns its stdout.
func output(t *testing.T, dir, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s%s", name, args, err, out, stderr.String())
	}
	return string(out)
}

func wantFile(t *testing.T, file, got string) {
	t.Helper()
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("got:\n%s\nwant (%s):\n%s", got, file, want)
	}
}

func copyFolder(t *testing.T, from, to string) {
	t.Helper()
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
}

func TestExampleHello(t *testing.T) {
	t.Parallel()
	got := output(t, "examples/hello", binary(t), "run", "hello.js")
	wantFile(t, "examples/hello/want.txt", got)
}

// TestExampleReleaseNotes runs the example on a repository whose history is
// known, and on this one.
func TestExampleReleaseNotes(t *testing.T) {
	t.Parallel()
	holdfast := binary(t)
	repo := t.TempDir()
	copyFolder(t, "examples/release-notes", repo)
	git(t, repo, 1, "init", "-q")
	for i, subject := range []string{
		"all: first", "host: run scripts", "host: close sessions $(id)", "no area here",
		"specs: say 'why'\ttwice",
	} {
		git(t, repo, i+1, "commit", "-q", "--allow-empty", "-m", subject)
		if i == 0 {
			git(t, repo, i+1, "tag", "v0.1.0")
		}
	}
	wantFile(t, "examples/release-notes/want.txt", output(t, repo, holdfast, "run", "notes.js"))

	if _, err := os.Stat(".git"); err != nil {
		t.Log("this is no checkout: not run on its own history")
		return
	}
	got := output(t, "examples/release-notes", holdfast, "run", "notes.js")
	if !strings.Contains(got, "## specs") {
		t.Errorf("on its own repository:\n%s", got)
	}
}

// TestExampleDevserver runs the example with its server built elsewhere, for the
// folder of an example is left as it is.
func TestExampleDevserver(t *testing.T) {
	t.Parallel()
	dir, err := os.MkdirTemp("examples", "devserver-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	copyFolder(t, "examples/devserver", dir)
	got := output(t, dir, binary(t), "run", "devserver.js")
	wantFile(t, "examples/devserver/want.txt", got)
}

func TestExampleEmbed(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "embed")
	output(t, ".", "go", "build", "-o", path, "./examples/embed")
	wantFile(t, "examples/embed/want.txt", output(t, "examples/embed", path))
}

// TestExampleBrowser runs the program; its own module has its tests.
func TestExampleBrowser(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("chromium"); err != nil {
		t.Skip("needs chromium: ", err)
	}
	program := filepath.Join(t.TempDir(), "browser")
	output(t, "examples/browser", "go", "build", "-o", program, ".")
	got := output(t, "examples/browser", program, "order.js", "report.js")
	wantFile(t, "examples/browser/want.txt", got)
}

// TestEveryExampleIsTested fails for a folder that no test above knows.
func TestEveryExampleIsTested(t *testing.T) {
	t.Parallel()
	tested := []string{"browser", "devserver", "embed", "hello", "release-notes"}
	entries, err := os.ReadDir("examples")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		if !strings.Contains(e.Name(), "-test-") { // a copy of another test
			names = append(names, e.Name())
		}
	}
	if got, want := strings.Join(names, " "), strings.Join(tested, " "); got != want {
		t.Errorf("examples: %s; tested: %s", got, want)
	}
}

// blocks returns the fenced code blocks of README.md in a language.
func blocks(t *testing.T, language string) []string {
	t.Helper()
	return blocksOf(t, "README.md", language)
}

// blocksOf returns the fenced code blocks of a file in a language.
func blocksOf(t *testing.T, file, language string) []string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	parts := strings.Split(string(text), "```")
	for i := 1; i < len(parts); i += 2 {
		if first, code, _ := strings.Cut(parts[i], "\n"); first == language {
			found = append(found, code)
		}
	}
	return found
}

// TestReadme runs or compiles every code block.
func TestReadme(t *testing.T) {
	t.Parallel()
	counts := map[string]int{}
	for _, language := range []string{"sh", "yaml", "js", "go"} {
		counts[language] = len(blocks(t, language))
	}
	if got, _ := json.Marshal(counts); string(got) != `{"go":1,"js":1,"sh":1,"yaml":1}` {
		t.Fatalf("README.md has blocks this test does not know: %s", got)
	}
	t.Run("sh", func(t *testing.T) {
		t.Parallel()
		changes, tests, _ := strings.Cut(blocks(t, "sh")[0], "\n")
		if got := strings.TrimSpace(tests); got != "go test ./..." {
			t.Errorf("the command that passes the tests is %q; .ci/run calls another", got)
		}
		if got := output(t, ".", "sh", "-c", changes); !strings.Contains(got, "# Changes in") {
			t.Errorf("%s printed:\n%s", changes, got)
		}
	})
	t.Run("script", func(t *testing.T) {
		t.Parallel()
		repo := t.TempDir()
		yaml := blocks(t, "yaml")[0]
		if _, err := specs.Parse(filepath.Join(repo, "holdfast.yaml"), []byte(yaml)); err != nil {
			t.Fatal(err)
		}
		for name, text := range map[string]string{"holdfast.yaml": yaml, "script.js": blocks(t, "js")[0]} {
			if err := os.WriteFile(filepath.Join(repo, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		git(t, repo, 1, "init", "-q")
		git(t, repo, 1, "commit", "-q", "--allow-empty", "-m", "first commit")
		got := output(t, repo, binary(t), "run", "script.js")
		if want := "1 commits\nERR_COMMAND_PARAM\nFIRST COMMIT\n"; got != want {
			t.Errorf("got:\n%s\nwant:\n%s", got, want)
		}
	})
	t.Run("go", func(t *testing.T) {
		t.Parallel()
		dir, err := os.MkdirTemp(".", "_readme-") // go ./... goes past it
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = os.RemoveAll(dir) })
		if err := os.WriteFile(filepath.Join(dir, "main.go"), []byte(blocks(t, "go")[0]), 0o600); err != nil {
			t.Fatal(err)
		}
		yaml := []byte("commands: {}\n")
		if err := os.WriteFile(filepath.Join(dir, "holdfast.yaml"), yaml, 0o600); err != nil {
			t.Fatal(err)
		}
		program := filepath.Join(t.TempDir(), "readme")
		output(t, ".", "go", "build", "-o", program, "./"+dir)
		if got, want := output(t, dir, program), "\"a title\"\n"; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}
