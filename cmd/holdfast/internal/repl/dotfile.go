package repl

// The dot commands that read and write entries.

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"strings"
)

// maxLoadBytes bounds what .load reads, so that a device file does not fill
// memory.
const maxLoadBytes = 64 << 20

func (r *repl) load(ctx context.Context, name string) error {
	info, err := os.Stat(r.Path(name))
	switch {
	case err != nil:
		return fmt.Errorf(".load %s: %w", name, bare(err))
	case !info.Mode().IsRegular():
		return fmt.Errorf(".load %s: is not a file", name)
	case info.Size() > maxLoadBytes:
		return fmt.Errorf(".load %s: is too large", name)
	}
	text, err := os.ReadFile(r.Path(name))
	if err != nil {
		return fmt.Errorf(".load %s: %w", name, bare(err))
	}
	for entry := range splitEntries(unixText(text)) {
		if err := r.typed(ctx, name, entry); err != nil {
			return err
		}
	}
	return nil
}

// unixText returns text as .save writes it, whatever editor it went through. What
// ends a line is the same to JavaScript, in a template too.
func unixText(text []byte) string {
	return strings.ReplaceAll(strings.TrimPrefix(string(text), "\ufeff"), "\r\n", "\n")
}

// leastDashes is what the mark before an entry has at least.
const leastDashes = "----"

func entryMark(dashes string) string { return "// " + dashes + " entry" }

// joinEntries returns what .save writes. One entry may declare what another has, a
// source may not: so before each stands a mark, a line that is in none of them.
func joinEntries(entries []string) string {
	all := "\n" + strings.Join(entries, "\n") + "\n"
	dashes := leastDashes
	for strings.Contains(all, "\n"+entryMark(dashes)+"\n") {
		dashes += "-"
	}
	var b strings.Builder
	for _, entry := range entries {
		b.WriteString(entryMark(dashes) + "\n" + strings.Trim(entry, "\n") + "\n")
	}
	return b.String()
}

// splitEntries returns the entries of a file, each below as many empty lines as are
// above it there, for positions in errors. All of the file is one unless its first
// line is a mark.
func splitEntries(text string) iter.Seq[string] {
	mark, _, _ := strings.Cut(text, "\n")
	dashes := strings.Repeat("-", strings.Count(mark, "-"))
	return func(yield func(string) bool) {
		if len(dashes) < len(leastDashes) || mark != entryMark(dashes) {
			yield(text)
			return
		}
		above := ""
		for _, entry := range strings.Split("\n"+text, "\n"+mark+"\n")[1:] {
			above += "\n" // the mark
			if !yield(above + entry) {
				return
			}
			above += strings.Repeat("\n", 1+strings.Count(entry, "\n"))
		}
	}
}

// typed evaluates an entry that a dot command has read.
func (r *repl) typed(ctx context.Context, name, source string) error {
	if err := r.evaluate(ctx, name, source); err != nil {
		return errors.Join(errTold, err)
	}
	return nil
}

func (r *repl) save(_ context.Context, name string) error {
	file, err := os.OpenFile(r.Path(name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o666)
	if err != nil {
		return fmt.Errorf(".save %s: %w", name, bare(err))
	}
	_, err = file.WriteString(joinEntries(r.entries))
	if err = errors.Join(err, file.Close()); err != nil {
		_ = os.Remove(r.Path(name)) // it would be in the way of the next try
		return fmt.Errorf(".save %s: %w", name, bare(err))
	}
	r.note(fmt.Sprintf("%d entries saved to %s", len(r.entries), r.Printable(name)))
	return nil
}

// bare returns err without the operation and path that package os adds.
func bare(err error) error {
	if pathErr, ok := errors.AsType[*fs.PathError](err); ok {
		return pathErr.Err
	}
	return err
}

func (r *repl) edit(ctx context.Context, _ string) error {
	if r.attended() {
		r.note("Ctrl-D ends the entry, Ctrl-C drops it")
	}
	text, err := r.reader.readAll()
	if errors.Is(err, errInterrupt) || strings.TrimSpace(text) == "" {
		return nil
	}
	if err != nil {
		return err
	}
	r.count++
	return r.typed(ctx, fmt.Sprintf("repl:%d", r.count), text)
}
