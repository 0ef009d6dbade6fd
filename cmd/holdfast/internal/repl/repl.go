package repl

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/holdfast-run/holdfast/host"
)

// Config is what a REPL is made of.
type Config struct {
	Backend  Backend
	Screen   *Screen
	Greeting string // begins the first line on a terminal
	// Attend, if not nil, is called beside Run, until ctx ends. It returns earlier
	// when the session is not there any more.
	Attend func(ctx context.Context) error

	Input       io.Reader         // of entries, if Terminal is false
	Terminal    bool              // edit lines on the terminal of this process
	Prompt      func(text string) // shows a prompt though no line is edited; nil: nobody reads them
	Colors      bool
	Columns     func() int // how wide results may be; 0: not known
	Rows        func() int // how high the terminal is, if Terminal is true
	Suspend     func()     // stops this process as Ctrl-Z does, and returns when it goes on
	HistoryFile string     // "": no history beyond this process
	Timeout     time.Duration
	MemoryBytes int

	// Report renders why an entry failed. Printable makes text harmless to a
	// terminal, and LogLine a line that a process wrote, which may have colours.
	// Cut shortens a line to so many columns. Path is the absolute path of what the
	// user named.
	Report    func(err error) string
	Printable func(text string) string
	LogLine   func(text string) string
	Cut       func(line string, width int) string
	Path      func(name string) string
	// Waiting is called when an entry begins, to show what is waited for when that
	// takes long; stop is called at its end.
	Waiting func() (stop func())
	// Interrupts gives one value for each Ctrl-C that is no key of the editor: it
	// cancels the entry in flight.
	Interrupts <-chan struct{}
}

// A FailedError is why Run ended early: an entry of a pipe failed. The user has
// been told.
type FailedError struct{ Err error }

func (e *FailedError) Error() string { return e.Err.Error() }

// Unwrap returns the error of the entry.
func (e *FailedError) Unwrap() error { return e.Err }

// A repl is a REPL in progress.
type repl struct {
	Config
	reader     reader
	watch      *watch
	entries    []string // that went well, for .save
	count      int      // of entries, to name them
	generation int      // of the VM of the last entry; 0: there was none
	timed      bool     // show how long entries take
	leaving    bool     // the last thing typed was Ctrl-C on an empty line

	mu     sync.Mutex              // guards cancel
	cancel context.CancelCauseFunc // of what Ctrl-C cancels; nil if there is nothing
}

// Run reads entries and evaluates them until the input ends, somebody leaves, ctx
// ends, or the session is not there any more, which is a host.ErrClosed that
// nobody has been told of. Without a terminal the first entry that fails ends it,
// with a *FailedError.
func Run(ctx context.Context, cfg Config) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	r := &repl{Config: cfg}
	r.watch = newWatch(cfg.Backend, func(text string) { r.note(cfg.Printable(text)) })
	r.reader = r.newReader()
	var follower sync.WaitGroup
	// Owner: this call, which waits. Both end with ctx.
	follower.Go(func() { r.followInterrupts(ctx) })
	follower.Go(func() { r.attend(ctx) })
	r.watch.look(ctx) // somebody else may have started some
	err := r.loop(ctx)
	cancel(nil)
	follower.Wait()
	r.watch.wait()
	return err
}

func (r *repl) newReader() reader {
	if r.Terminal {
		r.Screen.out(r.Greeting + `; ".help" says more`)
		return newEditor(r.Config)
	}
	return newPlainReader(r.Input, r.Prompt)
}

// attend tells who is typing that it is in vain. An entry in flight tells by
// itself.
func (r *repl) attend(ctx context.Context) {
	if r.Attend == nil {
		return
	}
	err := r.Attend(ctx)
	if ctx.Err() == nil && !r.busy() {
		r.note(r.Printable(err.Error()))
	}
}

// attended reports whether somebody sits in front of this.
func (r *repl) attended() bool { return r.Terminal || r.Prompt != nil }

func (r *repl) loop(ctx context.Context) error {
	for {
		text, err := r.reader.read()
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.Is(err, errInterrupt):
			if r.interruptedAt(text) {
				return nil
			}
			continue
		case err != nil:
			return err
		}
		r.leaving = false
		err = r.do(ctx, text)
		switch {
		case errors.Is(err, errLeave):
			return nil
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case errors.Is(err, host.ErrClosed):
			return err
		case err != nil && !r.attended():
			return &FailedError{err}
		}
	}
}

// do obeys a dot command or evaluates an entry. Its error has been told.
func (r *repl) do(ctx context.Context, text string) error {
	switch {
	case strings.TrimSpace(text) == "":
		return nil
	case isDotCommand(text):
		err := r.obey(ctx, strings.TrimSpace(text))
		if err != nil && !isTold(err) {
			r.note(r.Printable(err.Error()))
		}
		return err
	}
	r.count++
	return r.evaluate(ctx, fmt.Sprintf("repl:%d", r.count), text)
}

// isTold reports whether an error of a dot command needs no telling, or is told by
// whoever called Run.
func isTold(err error) bool {
	return errors.Is(err, errLeave) || errors.Is(err, errTold) || errors.Is(err, host.ErrClosed)
}

// evaluate evaluates an entry and prints its value, or why it has none.
func (r *repl) evaluate(ctx context.Context, name, source string) error {
	ev, err := r.eval(ctx, host.Entry{
		Name: name, Source: source, Colors: r.Colors, Columns: r.Columns(),
		Timeout: r.Timeout, MemoryBytes: r.MemoryBytes, Console: r.Screen.Entry,
	})
	if err == nil {
		r.entries = append(r.entries, source)
	}
	if ev != nil && ev.Lost {
		r.generation = 0 // said already
		r.note("the VM is lost, and what entries declared with it; vars and processes are kept")
	}
	r.watch.look(ctx)
	return err
}

// eval evaluates an entry, and tells how it went.
func (r *repl) eval(ctx context.Context, e host.Entry) (ev *host.Evaluation, err error) {
	err = r.interruptible(ctx, func(ctx context.Context) error {
		ev, err = r.Backend.Eval(ctx, e)
		return err
	})
	if ev != nil {
		r.say(ev, err)
	}
	r.tell(ctx, err)
	return ev, err
}

// interruptible does what may take long, and shows so. Ctrl-C cancels it: its error
// wraps errInterrupt then.
func (r *repl) interruptible(ctx context.Context, do func(context.Context) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	r.setCancel(cancel)
	stop := r.Waiting()
	err := do(ctx)
	stop()
	if !errors.Is(err, host.ErrClosed) { // that ends Run, and attend need not tell
		r.setCancel(nil)
	}
	if err != nil && context.Cause(ctx) == errInterrupt {
		err = errors.Join(errInterrupt, err)
	}
	return err
}

// say prints a value, and what there is to say of it.
func (r *repl) say(ev *host.Evaluation, err error) {
	if r.generation != 0 && ev.Generation != r.generation {
		r.note("the VM is new: what earlier entries declared is gone; vars and processes are kept")
	}
	r.generation = ev.Generation
	if err == nil && !ev.Printed && (!ev.Undefined || r.attended()) {
		r.Screen.out(ev.Text)
	}
	if ev.Stopped != "" {
		r.noteInterrupted(": ended " + r.Printable(ev.Stopped))
	}
	if r.timed {
		r.note(ev.Duration.Round(10 * time.Microsecond).String())
	}
}

// tell says why an entry failed. Whoever ended the REPL knows.
func (r *repl) tell(ctx context.Context, err error) {
	switch {
	case err == nil, errors.Is(err, host.ErrClosed): // what Run returns says it
	case errors.Is(err, errInterrupt):
		r.noteInterrupted("")
	case ctx.Err() == nil:
		r.Screen.note(strings.TrimRight(r.Report(err), "\n"))
	}
}

func (r *repl) note(text string) { r.Screen.note("holdfast: " + text) }
