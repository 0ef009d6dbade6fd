package commands_test

import (
	"bytes"
	"fmt"
	"os"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/holdfast-run/holdfast/commands"
)

// spate writes as many numbered lines as its argument says, as fast as it can,
// and says on stderr that it is done.
var spate = register("spate", func(args []string) {
	count, _ := strconv.Atoi(args[0])
	var b bytes.Buffer
	for i := range count {
		fmt.Fprintf(&b, "line %d\n", i)
		if b.Len() > 64<<10 {
			_, _ = os.Stdout.Write(b.Bytes())
			b.Reset()
		}
	}
	_, _ = os.Stdout.Write(b.Bytes())
	fmt.Fprintln(os.Stderr, "done")
	forever()
})

func TestLogs(t *testing.T) {
	t.Parallel()
	r := newRunner(t, persistent("dev", `'echo one; sleep 0.1; echo two >&2; sleep 0.1; printf "three\r\nfo"'`, ""))
	began := time.Now()
	start(t, r, "dev")
	ended(t, r, "dev")
	logs, err := r.Logs("dev", commands.LogOptions{})
	if err != nil {
		t.Fatal(err)
	}
	last := began.Add(-time.Millisecond)
	for i, line := range logs.Lines {
		if line.Time.Before(last) || time.Since(line.Time) < 0 {
			t.Errorf("line %d was written at %v, after %v", i, line.Time, last)
		}
		last = line.Time
		logs.Lines[i].Time = time.Time{}
	}
	want := commands.Logs{Next: 4, Lines: []commands.Line{
		{Seq: 0, Stream: "stdout", Text: "one"},
		{Seq: 1, Stream: "stderr", Text: "two"},
		{Seq: 2, Stream: "stdout", Text: "three"},
		{Seq: 3, Stream: "stdout", Text: "fo"},
	}}
	if !reflect.DeepEqual(logs, want) {
		t.Errorf("got %+v\nwant %+v", logs, want)
	}
	page, _ := r.Logs("dev", commands.LogOptions{Since: 1, Stream: "stdout", Limit: 1})
	if len(page.Lines) != 1 || page.Lines[0].Text != "three" || page.Next != 3 {
		t.Errorf("a page of stdout is %+v", page)
	}
	_, err = r.Logs("dev", commands.LogOptions{Stream: "stdin"})
	asError(t, err, commands.CodeParam)
}

// A reader of the log reads on when the command is started again.
func TestLogsRunOn(t *testing.T) {
	t.Parallel()
	r := newRunner(t, persistent("dev", daemon.argv("one\n", ""), "ready: { log: one }"))
	start(t, r, "dev")
	first, _ := r.Logs("dev", commands.LogOptions{})
	stop(t, r, "dev", commands.StopOptions{})
	start(t, r, "dev")
	second, _ := r.Logs("dev", commands.LogOptions{Since: first.Next})
	if len(second.Lines) != 1 || second.Lines[0].Seq != first.Next || second.Dropped != 0 {
		t.Errorf("first %+v, then %+v", first, second)
	}
	if all, _ := r.Logs("dev", commands.LogOptions{}); len(all.Lines) != 1 || all.Dropped != 0 {
		t.Errorf("all of the second is %+v", all)
	}
}

// Nobody reads, and yet the process is never held up. What is lost is counted.
func TestLogFlood(t *testing.T) {
	t.Parallel()
	const count = 1_000_000
	r := newRunner(t, persistent("dev", spate.argv(strconv.Itoa(count)), "ready: { log: ^done$ }"))
	start(t, r, "dev")
	eventually(t, "all has come", func() bool {
		logs, err := r.Logs("dev", commands.LogOptions{})
		return err == nil && logs.Next == count+1
	})
	logs, err := r.Logs("dev", commands.LogOptions{Stream: "stdout"})
	if err != nil {
		t.Fatal(err)
	}
	kept := len(logs.Lines)
	if kept < 1000 || logs.Dropped != uint64(count-kept) {
		t.Errorf("%d lines kept, %d dropped, of %d", kept, logs.Dropped, count)
	}
	for i, line := range logs.Lines {
		if want := fmt.Sprintf("line %d", count-kept+i); line.Text != want {
			t.Fatalf("got %q, want %q", line.Text, want)
		}
	}
	s := status(t, r, "dev")
	if !strings.HasSuffix(s.Stdout, fmt.Sprintf("\nline %d\n", count-1)) || len(s.Stdout) > 4096 {
		t.Errorf("the tail is %d bytes, %q", len(s.Stdout), s.Stdout)
	}
}

// What has ended is remembered, but not for ever.
func TestPastIsBounded(t *testing.T) {
	t.Parallel()
	r := newRunner(t, persistent("dev", "[/bin/true]", ""))
	for i := range 70 {
		as := fmt.Sprintf("n%02d", i)
		if _, err := r.Start(t.Context(), "dev", nil, commands.StartOptions{As: as}); err != nil {
			t.Fatal(err)
		}
		ended(t, r, as)
	}
	all := r.Processes()
	if len(all) != 64 || all[0].Name != "n06" {
		t.Errorf("%d are remembered, %q first", len(all), all[0].Name)
	}
}

// Lines that went with the instance before are dropped ones of each stream, too.
func TestDroppedByStart(t *testing.T) {
	t.Parallel()
	r := newRunner(t, persistent("dev", "'seq 10'", ""))
	start(t, r, "dev")
	ended(t, r, "dev")
	start(t, r, "dev")
	ended(t, r, "dev")
	for _, stream := range []string{"", "stdout"} {
		logs, err := r.Logs("dev", commands.LogOptions{Since: 4, Stream: stream})
		if err != nil || logs.Dropped != 6 || logs.Lines[0].Seq != 10 {
			t.Errorf("stream %q: %d dropped, %+v, %v", stream, logs.Dropped, logs.Lines, err)
		}
	}
}
