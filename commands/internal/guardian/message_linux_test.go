package guardian

import (
	"reflect"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

func TestCommandEncoding(t *testing.T) {
	t.Parallel()
	tests := []Command{
		{},
		{Path: "/bin/true", Dir: "/", Argv: []string{"true"}, Env: []string{"A=b"}},
		{Path: "p", Argv: []string{"", "a\xff\n", strings.Repeat("x", 100_000)}, Env: []string{""}},
		{Dir: "d", Env: []string{"A=1", "B=2"}},
	}
	for _, want := range tests {
		got, err := decodeCommand(want.encode())
		same := got.Path == want.Path && got.Dir == want.Dir &&
			strings.Join(got.Argv, "\x00") == strings.Join(want.Argv, "\x00") &&
			strings.Join(got.Env, "\x00") == strings.Join(want.Env, "\x00") &&
			len(got.Argv) == len(want.Argv) && len(got.Env) == len(want.Env)
		if err != nil || !same {
			t.Errorf("got %+v, %v, want %+v", got, err, want)
		}
	}
}

func FuzzDecodeCommand(f *testing.F) {
	f.Add((&Command{Path: "/bin/true", Dir: "/", Argv: []string{"true"}, Env: []string{"A=b"}}).encode())
	f.Add([]byte{})
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0x7f, 1})
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := decodeCommand(b)
		if err != nil {
			return
		}
		again, err := decodeCommand(c.encode())
		if err != nil || !reflect.DeepEqual(again, c) {
			t.Errorf("%+v became %+v, %v", c, again, err)
		}
	})
}

func TestRequestEncoding(t *testing.T) {
	t.Parallel()
	want := request{kind: askSignal, flags: isBrief, pipe: 1 << 30, id: 1 << 60, number: -5, body: []byte("body")}
	if got, err := decodeRequest(want.encode()); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
	if _, err := decodeRequest(make([]byte, requestBytes-1)); err == nil {
		t.Error("a request cut short is taken")
	}
}

func TestAnswerEncoding(t *testing.T) {
	t.Parallel()
	want := answer{pid: 1 << 20, errno: unix.ENOENT, status: 0x8b}
	if got, err := decodeAnswer(want.encode()); err != nil || got != want {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
	if _, err := decodeAnswer(nil); err == nil {
		t.Error("no answer is taken for one")
	}
}

// A report with more than fits keeps the count.
func TestReportEncoding(t *testing.T) {
	t.Parallel()
	many := Report{Unlisted: 3 * maxProcesses}
	for i := range 2 * maxProcesses {
		many.Killed = append(many.Killed, Process{PID: i, Program: "fifteen letters", Status: 9})
		many.Survivors = append(many.Survivors, Process{PID: i + 1, Leader: true})
	}
	few := Report{Survivors: []Process{{PID: 7, Program: "sudo"}}}
	for _, r := range []Report{{}, few, many} {
		b := r.encode()
		if len(b) > reportBytes {
			t.Errorf("%d bytes, want at most %d", len(b), reportBytes)
		}
		got, err := decodeReport(b)
		r.Killed = r.Killed[:min(len(r.Killed), maxProcesses)]
		r.Survivors = r.Survivors[:min(len(r.Survivors), maxProcesses)]
		if err != nil || !reflect.DeepEqual(got, r) {
			t.Errorf("got %d and %d processes, %v, want %d and %d", len(got.Killed),
				len(got.Survivors), err, len(r.Killed), len(r.Survivors))
		}
	}
}
