package repl

// The dot commands that read and write entries.

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
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
	return r.typed(ctx, name, string(text))
}

// typed evaluates an entry that a dot command has read.
func (r *repl) typed(ctx context.Context, name, source string) error {
	if err := r.evaluate(ctx, name, source); err != nil {
		return errors.Join(errTold, err)
	}
	return nil
}

func (r *repl) save(_ context.Context, name string) error {
	text := strings.Join(r.entries, "\n")
	if text != "" {
		text += "\n"
	}
	file, err := os.OpenFile(r.Path(name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o666)
	if err != nil {
		return fmt.Errorf(".save %s: %w", name, bare(err))
	}
	_, err = file.WriteString(text)
	if err = errors.Join(err, file.Close()); err != nil {
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
