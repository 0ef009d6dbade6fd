package commands

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/holdfast-run/holdfast/specs"
)

// A Result is how a one-shot ended, or a persistent command that failed to
// become ready.
type Result struct {
	Command   string
	Code      int           // exit code; -1 if a signal ended it
	Signal    string        // "SIGKILL"; "" if it exited
	Stdout    string        // the bytes as they came, up to the cap; of a persistent one see Status
	Stderr    string        // likewise
	Duration  time.Duration // from the start of the process to its end
	TimedOut  bool
	Cancelled bool // by the context or by Runner.Close
	Truncated bool // a stream went over the cap; what fits is kept
}

// exitError says what is wrong with how a one-shot ended by itself, if
// anything is.
func exitError(inv *specs.Invocation, res *Result) error {
	if res.Signal == "" && slices.Contains(inv.OKCodes, res.Code) {
		return nil
	}
	how := exitText(res.Code, res.Signal)
	said := complaint(res.Stderr)
	if said == "" && res.Signal == "" && inv.Output != specs.Bytes { // "nothing to commit"
		said = complaint(res.Stdout)
	}
	if said != "" {
		how += ": " + said
	}
	return fmt.Errorf("%s", how)
}

// exitText says how a process ended.
func exitText(code int, signal string) string {
	if signal != "" {
		return "killed by " + signal
	}
	return fmt.Sprintf("exit status %d", code)
}

// maxComplaint is how much of a line of stderr goes into an error, in
// characters.
const maxComplaint = 200

// complaintWithin is how much of output is searched for a complaint, in bytes at
// either end.
const complaintWithin = 64 << 10

// complaint picks the line of output that says what went wrong: the first that
// names an error, or else the last that is not blank.
func complaint(output string) string {
	begin, end := output, ""
	if rest := len(output) - complaintWithin; rest > complaintWithin {
		begin = output[:complaintWithin]
		end = output[strings.LastIndexByte(output[:rest], '\n')+1:]
	}
	last := ""
	for _, part := range [...]string{begin, end} {
		for line := range strings.Lines(part) {
			line = plain(line)
			if line == "" {
				continue
			}
			if namesError(line) {
				return line
			}
			last = line
		}
	}
	return last
}

// namesError reports whether a line reads like "fatal: …", "TypeError: …" or
// "error[E0308]: …".
func namesError(line string) bool {
	before, _, found := strings.Cut(line, ": ")
	if !found {
		return false
	}
	before = strings.ToLower(before)
	for _, word := range [...]string{"error", "fatal", "panic", "exception"} {
		if strings.Contains(before, word) {
			return true
		}
	}
	return false
}

// plain makes a line of output fit to be shown in an error: no colours or other
// control characters, no surrounding white space, no more than maxComplaint.
func plain(line string) string {
	var b strings.Builder
	escape, count := false, 0
	for _, r := range strings.TrimSpace(line[:min(len(line), complaintWithin)]) {
		switch {
		case r == '\x1b':
			escape = true
		case escape:
			escape = r == '[' || r == ';' || unicode.IsDigit(r)
		case count == maxComplaint:
			return b.String() + "…"
		case r == '\t':
			b.WriteByte(' ')
			count++
		case unicode.IsPrint(r):
			b.WriteRune(r)
			count++
		}
	}
	return b.String()
}
