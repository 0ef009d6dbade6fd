package commands_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/holdfast-run/holdfast/commands"
)

// flood writes without end, as a line of letters, to stdout or stderr.
var flood = register("flood", func(args []string) {
	out := os.Stdout
	if len(args) > 0 && args[0] == "stderr" {
		out = os.Stderr
	}
	signal.Ignore(syscall.SIGPIPE)
	block := []byte(strings.Repeat("é", 32<<10))
	for {
		_, _ = out.Write(block)
	}
})

func TestOverTheCap(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, stream, output string
		limit, kept          int
	}{
		{"stdout", "stdout", "text", 100_000, 100_000},
		{"not inside a character", "stdout", "lines", 100_001, 100_000},
		{"bytes are exact", "stdout", "bytes", 100_001, 100_001},
		{"stderr", "stderr", "bytes", 3_000_001, 3_000_000},
		{"one byte", "stdout", "bytes", 1, 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := newRunner(t, fmt.Sprintf("  x: { run: %s, output: %s, maxOutputBytes: %d }\n",
				flood.argv(test.stream), test.output, test.limit))
			res, err := r.Exec(t.Context(), "x", nil, commands.Options{})
			e, ok := errors.AsType[*commands.Error](err)
			want := fmt.Sprintf(`command "x": %s is over %d bytes, the spec's maxOutputBytes`,
				test.stream, test.limit)
			if !ok || e.Code != commands.CodeOutput || e.Error() != want || e.Result != res {
				t.Fatalf("got %v, want %s", err, want)
			}
			kept := len(res.Stdout + res.Stderr)
			if kept != test.kept || !res.Truncated || res.Signal != "SIGKILL" {
				t.Errorf("kept %d, truncated %v, %q, want %d", kept, res.Truncated, res.Signal, test.kept)
			}
		})
	}
}

func TestCapIsNotReachedByExactlyAsMuch(t *testing.T) {
	t.Parallel()
	r := newRunner(t, "  x: { run: "+say.argv("12345", "123", "0")+", maxOutputBytes: 5 }\n")
	res, err := r.Exec(t.Context(), "x", nil, commands.Options{})
	if err != nil || res.Stdout != "12345" || res.Stderr != "123" || res.Truncated {
		t.Errorf("got %+v, %v", res, err)
	}
}

// relay copies stdin to stdout.
var relay = register("relay", func([]string) { _, _ = io.Copy(os.Stdout, os.Stdin) })

func TestStdin(t *testing.T) {
	t.Parallel()
	r := newRunner(t, "  relay: { run: "+relay.argv()+", stdin: text, output: bytes }\n"+
		"  none: { run: "+relay.argv()+", output: bytes }\n"+
		"  say: { run: "+say.argv("", "", "0")+", stdin: text, output: bytes }\n")
	big := strings.Repeat("0123456789abcdef", 1<<16) // 1 MiB
	tests := []struct{ name, command, stdin, want string }{
		{"small", "relay", "hello", "hello"},
		{"large", "relay", big, big},
		{"empty", "relay", "", ""},
		{"not declared", "none", "", ""},
		{"never read", "say", big, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := r.Run(t.Context(), test.command, nil, commands.Options{Stdin: test.stdin})
			if err != nil || string(got.([]byte)) != test.want {
				t.Errorf("got %d bytes, %v, want %d", len(got.([]byte)), err, len(test.want))
			}
		})
	}
}

func TestTimeoutWithUnreadStdin(t *testing.T) {
	t.Parallel()
	r := newRunner(t, "  x: { run: "+hang.argv()+", stdin: text }\n")
	_, err := r.Run(t.Context(), "x", nil,
		commands.Options{Stdin: strings.Repeat("x", 1<<20), Timeout: 200 * time.Millisecond})
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

// burst writes much and exits at once.
var burst = register("burst", func(args []string) {
	n, _ := strconv.Atoi(args[0])
	block := strings.Repeat("a", 64<<10)
	for ; n > 0; n -= len(block) {
		_, _ = os.Stdout.WriteString(block[:min(n, len(block))])
	}
	_, _ = os.Stderr.WriteString("end")
})

func TestNothingWrittenIsLost(t *testing.T) {
	t.Parallel()
	for _, size := range []int{1, 65_535, 65_536, 65_537, 1_114_112, 7_000_000} {
		r := newRunner(t, "  x: { run: "+burst.argv(strconv.Itoa(size))+" }\n")
		for range 5 {
			res, err := r.Exec(t.Context(), "x", nil, commands.Options{})
			if err != nil || len(res.Stdout) != size || res.Stderr != "end" ||
				strings.Trim(res.Stdout, "a") != "" {
				t.Fatalf("%d bytes: got %d and %q, %v", size, len(res.Stdout), res.Stderr, err)
			}
		}
	}
}

// surroundings says where it is and what it is given.
var surroundings = register("surroundings", func([]string) {
	dir, _ := os.Getwd()
	fmt.Println(dir)
	fmt.Println(strings.Join(os.Environ(), "\n"))
})

func TestEnvironmentAndFolder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	r := newRunner(t, "  x: { run: "+surroundings.argv()+", cwd: "+dir+", output: lines }\n")
	got, err := r.Run(t.Context(), "x", nil, commands.Options{})
	want := append([]string{dir}, environ()...)
	want = append(want, "HOLDFAST_SESSION=[0-9a-f]{32}") // the session's marker
	matches, _ := regexp.MatchString("^"+strings.Join(want, "[|]")+"$", strings.Join(got.([]string), "|"))
	if err != nil || !matches {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
}
