package commands

import (
	"fmt"
	"time"

	"github.com/holdfast-run/holdfast/commands/internal/tail"
)

// LogOptions say which lines are wanted.
type LogOptions struct {
	// Since is the Next of the call before; 0 is from the first line on.
	Since  uint64
	Stream string // "stdout" or "stderr"; "" is both
	Limit  int    // lines, the oldest first; 0 or less: all there are
}

// Logs is a part of the log of a persistent command.
type Logs struct {
	Lines []Line // oldest first
	Next  uint64 // Since for the lines that come after
	// Dropped is how many of the lines asked for were lost because too much came
	// after them. If one stream is asked for and the other has lost lines too,
	// those may be among them.
	Dropped uint64
}

// A Line is one line that a persistent command wrote.
type Line struct {
	Seq    uint64 // counts the lines of both streams, through restarts
	Time   time.Time
	Stream string // "stdout" or "stderr"
	Text   string // without its line end; what is not UTF-8 is U+FFFD
	// Continued says that the line was longer than 8 KiB and was cut: the next
	// of its stream goes on with it.
	Continued bool
}

// The names of the streams.
const (
	streamStdout = "stdout"
	streamStderr = "stderr"
)

// Check returns what is wrong with the options for that command (CodeParam), or
// nil.
func (o LogOptions) Check(command string) error {
	switch o.Stream {
	case "", streamStdout, streamStderr:
		return nil
	}
	return &Error{Code: CodeParam, Command: command, Err: fmt.Errorf(
		"has no stream %q: there are %q and %q", plain(o.Stream), streamStdout, streamStderr)}
}

// streamOf is LogOptions.Stream for the tail.
func streamOf(name string) tail.Stream {
	switch name {
	case streamStdout:
		return tail.Stdout
	case streamStderr:
		return tail.Stderr
	}
	return tail.Both
}

// Logs returns what the instance of that name has written and is still kept: of
// each stream the last 64 KiB or 2048 lines, whatever is less. A line counts
// once it has ended. The error is an *Error (CodeNotRunning, or CodeParam for
// another stream).
func (r *Runner) Logs(name string, o LogOptions) (Logs, error) {
	p, err := r.findFor(name, o)
	if err != nil {
		return Logs{}, err
	}
	page := p.tail.Read(o.Since, streamOf(o.Stream), o.Limit)
	return Logs{Lines: publicLines(page.Lines), Next: page.Next, Dropped: page.Dropped}, nil
}

func publicLines(lines []tail.Line) []Line {
	public := make([]Line, len(lines))
	for i, line := range lines {
		public[i] = Line{
			Seq: line.Seq, Time: line.Time, Stream: streamStdout,
			Text: line.Text, Continued: line.Continued,
		}
		if line.Stream == tail.Stderr {
			public[i].Stream = streamStderr
		}
	}
	return public
}
