package commands_test

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/holdfast-run/holdfast/commands"
	"github.com/holdfast-run/holdfast/specs"
)

// failure runs a command that must fail and returns the error.
func failure(t *testing.T, r *commands.Runner, name string, o commands.Options) *commands.Error {
	t.Helper()
	out, err := r.Run(t.Context(), name, nil, o)
	e, ok := errors.AsType[*commands.Error](err)
	if !ok {
		t.Fatalf("Run(%q) = %q, %v, want an *Error", name, out, err)
	}
	return e
}

func TestRunShapes(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, output, stdout string
		want                 any
	}{
		{"text is trimmed", "text", " \n a  b\n\n", "a  b"},
		{"text empty", "text", "", ""},
		{"text blank", "text", "\n\t\n", ""},
		{"text not UTF-8", "text", "a\xffb", "a\uFFFDb"},
		{"lines keep blanks and indentation", "lines", "  a\n\nb \r\n", []string{"  a", "", "b "}},
		{"lines without a final newline", "lines", "a\nb", []string{"a", "b"}},
		{"lines empty", "lines", "", []string{}},
		{"lines one empty", "lines", "\n", []string{""}},
		{"lines keep an inner CR", "lines", "a\rb\r\n", []string{"a\rb"}},
		{"lines not UTF-8", "lines", "\xff\n", []string{"\uFFFD"}},
		{"json", "json", " {\"a\": [1]}\n", json.RawMessage(`{"a": [1]}`)},
		{"json with a byte order mark", "json", "\uFEFF{}\n", json.RawMessage("{}")},
		{"json null", "json", "null", json.RawMessage("null")},
		{"bytes", "bytes", " a\xff\n", []byte(" a\xff\n")},
		{"bytes empty", "bytes", "", []byte{}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			run := say.argv("${out}", "", "0")
			r := newRunner(t, "  say: { run: "+run+", output: "+test.output+" }\n")
			values := map[string]any{"out": test.stdout}
			got, err := r.Run(t.Context(), "say", values, commands.Options{})
			if err != nil || !reflect.DeepEqual(got, test.want) {
				t.Errorf("Run = %#v, %v, want %#v", got, err, test.want)
			}
		})
	}
}

func TestRunErrors(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, spec string
		code       commands.Code
		want       string
	}{
		{"exit status", "{ run: " +
			say.argv("out", "Cloning\nfatal: no such repository\nhint: try\n", "128") + " }",
			commands.CodeExit, `command "x": exit status 128: fatal: no such repository`},
		{"silent exit", "{ run: " + say.argv("", "", "3") + " }",
			commands.CodeExit, `command "x": exit status 3`},
		{"says why on stdout", "{ run: " + say.argv("on branch main\nnothing to commit\n", "", "1") + " }",
			commands.CodeExit, `command "x": exit status 1: nothing to commit`},
		{"zero is not ok", "{ run: " + say.argv("", "", "0") + ", okCodes: [1] }",
			commands.CodeExit, `command "x": exit status 0`},
		{"signal", "{ run: 'kill -SEGV $$' }",
			commands.CodeExit, `command "x": killed by SIGSEGV`},
		{"empty JSON", "{ run: " + say.argv("\n", "", "0") + ", output: json }",
			commands.CodeOutput, `command "x": output is empty, not a JSON document`},
		{"invalid JSON", "{ run: " + say.argv("oops\nmore", "", "0") + ", output: json }",
			commands.CodeOutput, `command "x": output is not a JSON document: ` +
				`invalid character 'o' looking for beginning of value: it begins with "oops"`},
		{"two documents", "{ run: " + say.argv("1 2", "", "0") + ", output: json }",
			commands.CodeOutput, `command "x": output is not a JSON document: ` +
				`invalid character '2' after top-level value: it begins with "1 2"`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			e := failure(t, newRunner(t, "  x: "+test.spec+"\n"), "x", commands.Options{})
			if e.Code != test.code || e.Error() != test.want {
				t.Errorf("got %s: %v\nwant %s: %s", e.Code, e, test.code, test.want)
			}
			if e.Result == nil || e.Command != "x" || e.Result.Command != "x" {
				t.Errorf("error without the facts: %+v", e)
			}
		})
	}
}

func TestRunRefusals(t *testing.T) {
	t.Parallel()
	r := newRunner(t, "  clone: { run: "+say.argv("${url}", "", "0")+" }\n"+
		"  server: { run: "+hang.argv()+", persistent: true }\n")
	tests := []struct {
		name, command string
		stdin         string
		code          commands.Code
		want          string
	}{
		{"undeclared", "clon", "", commands.CodeUndeclared,
			`command "clon" is not declared (did you mean "clone"?)`},
		{"nothing near", "zzzzzzzz", "", commands.CodeUndeclared,
			`command "zzzzzzzz" is not declared`},
		{"persistent", "server", "", commands.CodeKind,
			`command "server" is persistent; it is started, not run`},
		{"stdin", "clone", "x", commands.CodeParam,
			`command "clone" takes no stdin; its spec lacks stdin: text`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			e := failure(t, r, test.command, commands.Options{Stdin: test.stdin})
			if e.Code != test.code || e.Error() != test.want || e.Result != nil {
				t.Errorf("got %s: %v (result %v)\nwant %s: %s", e.Code, e, e.Result, test.code, test.want)
			}
		})
	}
}

func TestRunParamError(t *testing.T) {
	t.Parallel()
	r := newRunner(t, "  clone: { run: "+say.argv("${url}", "", "0")+" }\n")
	e := failure(t, r, "clone", commands.Options{})
	param, ok := errors.AsType[*specs.ParamError](e)
	if e.Code != commands.CodeParam || !ok || param.Param != "url" {
		t.Errorf("got %s %#v, want %s about url", e.Code, e.Err, commands.CodeParam)
	}
	if n := strings.Count(e.Error(), "clone"); n != 1 {
		t.Errorf("%q names the command %d times, want once", e, n)
	}
}

func TestNothingDeclared(t *testing.T) {
	t.Parallel()
	r := commands.New(commands.Config{})
	if e := failure(t, r, "x", commands.Options{}); e.Code != commands.CodeUndeclared {
		t.Errorf("got %v, want %s", e, commands.CodeUndeclared)
	}
	if list := r.List(); len(list) != 0 {
		t.Errorf("List = %v, want none", list)
	}
}

func TestExecReturnsWhatRunRefuses(t *testing.T) {
	t.Parallel()
	r := newRunner(t, "  exit: { run: "+say.argv("out\n", "err\n", "7")+" }\n"+
		"  signal: 'kill -TERM $$'\n")
	got, err := r.Exec(t.Context(), "exit", nil, commands.Options{})
	if err != nil || got.Code != 7 || got.Signal != "" ||
		got.Stdout != "out\n" || got.Stderr != "err\n" {
		t.Errorf("exit: got %+v, %v", got, err)
	}
	if got.Duration <= 0 || got.Duration > time.Minute {
		t.Errorf("exit: duration is %v", got.Duration)
	}
	got, err = r.Exec(t.Context(), "signal", nil, commands.Options{})
	if err != nil || got.Code != -1 || got.Signal != "SIGTERM" {
		t.Errorf("signal: got %+v, %v", got, err)
	}
}

func TestOKCodes(t *testing.T) {
	t.Parallel()
	r := newRunner(t, "  grep: { run: "+say.argv("none", "", "1")+", okCodes: [0, 1] }\n")
	if got, err := r.Run(t.Context(), "grep", nil, commands.Options{}); got != "none" || err != nil {
		t.Errorf("Run = %v, %v", got, err)
	}
}

func TestList(t *testing.T) {
	t.Parallel()
	r := newRunner(t, "  wait: { run: "+hang.argv()+", description: Waits }\n"+
		"  also: echo\n  server: { run: "+hang.argv()+", persistent: true }\n")
	ctx, cancel := context.WithCancel(t.Context())
	returned := make(chan struct{})
	go func() {
		defer close(returned)
		_, _ = r.Run(ctx, "wait", nil, commands.Options{})
	}()
	eventually(t, "wait is running", func() bool { return r.List()[0].Running })
	want := []commands.Info{
		{Name: "wait", Description: "Waits", Running: true},
		{Name: "also"},
		{Name: "server", Persistent: true},
	}
	if got := r.List(); !reflect.DeepEqual(got, want) {
		t.Errorf("List = %+v, want %+v", got, want)
	}
	cancel()
	<-returned
	if r.List()[0].Running {
		t.Error("wait is running after it has returned")
	}
}
