package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"github.com/holdfast-run/holdfast/cmd/holdfast/internal/api"
	"github.com/holdfast-run/holdfast/cmd/holdfast/internal/client"
)

type logsFlags struct {
	remoteFlags
	follow bool
	since  cursor
	limit  countLimit
	tail   countLimit
	stream string
}

func newLogsCommand(sys *system) *cobra.Command {
	var f logsFlags
	cmd := &cobra.Command{
		Use:   "logs [-f] [--session S] NAME",
		Short: "Show what a persistent command has written",
		Long: `Show what a persistent command has written, as far as it is kept: of each stream
the last 64 KiB, and of these 2048 lines. Each line has the time and the stream
before it. What was lost in between is said.

With -f it goes on until the command has ended for good, restarts and the end are
shown; with --json each line is a document then.`,
		DisableFlagsInUseLine: true,
		Args:                  exactly(1, `"holdfast ps" shows what there is`, "logs needs one name"),
		ValidArgsFunction: completeFirst(func(ctx context.Context) []string {
			return f.processNames(ctx, sys)
		}),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runLogs(cmd.Context(), sys, f, args[0])
		},
	}
	f.add(cmd)
	f.addSession(sys, cmd)
	flags := cmd.Flags()
	flags.BoolVarP(&f.follow, "follow", "f", false, "go on with what comes, until Ctrl-C or the end")
	flags.Var(&f.since, "since", "begin at this `cursor`: next, of an earlier --json")
	flags.Var(&f.limit, "limit", "show this `number` of lines at most, the oldest, or none: all")
	flags.Var(&f.tail, "tail", "show this `number` of lines at most, the newest, or none: all")
	flags.StringVar(&f.stream, "stream", "", "show one `stream`: stdout or stderr")
	completeWords(cmd, "stream", "stdout", "stderr")
	return cmd
}

// A cursor is the value of --since: a place in a log.
type cursor uint64

// Set implements pflag.Value.
func (c *cursor) Set(s string) error {
	n, err := strconv.ParseUint(s, 10, 64)
	if err != nil {
		return errors.New("want the number that an earlier --json has as next")
	}
	*c = cursor(n)
	return nil
}

// String implements pflag.Value; "" keeps the default out of the help text.
func (c *cursor) String() string { return "" }

// Type implements pflag.Value.
func (c *cursor) Type() string { return "cursor" }

// runLogs is holdfast logs.
func runLogs(ctx context.Context, sys *system, f logsFlags, name string) error {
	switch {
	case f.limit != 0 && f.tail != 0:
		return misuse("give one of them", "--limit and --tail do not go together")
	case f.limit > 0 && f.follow:
		return misuse("--tail begins with the newest", "--limit and --follow do not go together")
	}
	c := newClient(sys, f.socket)
	session, err := sessionOf(ctx, c, f.session, name)
	if err != nil {
		return err
	}
	path := api.Path(api.PathLogs, session, name)
	p := newLogPrinter(sys, f.json)
	if f.follow {
		ctx, stop := untilSignal(ctx, sys)
		defer stop()
		return remoteError(p.follow(ctx, c, path, f))
	}
	logs, err := askLogs(ctx, c, path, f)
	switch {
	case err != nil:
		return remoteError(err)
	case f.json:
		return p.out.json(logs)
	}
	return p.page(logs)
}

// askLogs asks for the lines that flags want of those there are.
func askLogs(ctx context.Context, c *client.Client, path string, f logsFlags) (api.Logs, error) {
	f.follow = false
	var logs api.Logs
	err := c.Get(ctx, path+"?"+f.query(), &logs)
	if older := len(logs.Lines) - int(f.tail); f.tail > 0 && older > 0 {
		logs.Lines, logs.Dropped = logs.Lines[older:], 0
	}
	return logs, err
}

func (f logsFlags) query() string {
	query := url.Values{}
	if f.since > 0 {
		query.Set("since", strconv.FormatUint(uint64(f.since), 10))
	}
	if f.limit > 0 {
		query.Set("limit", strconv.Itoa(int(f.limit)))
	}
	if f.stream != "" {
		query.Set("stream", f.stream)
	}
	if f.follow {
		query.Set("follow", "1")
	}
	return query.Encode()
}

// A logPrinter prints lines of a log: what the command wrote to stdout, and what
// is to be said about it to stderr.
type logPrinter struct {
	out      *console
	palette  palette
	terminal bool
	json     bool
	began    bool // the state at the beginning is known
}

func newLogPrinter(sys *system, json bool) *logPrinter {
	_, terminal := sys.columns(sys.stdout)
	return &logPrinter{
		out: newConsole(sys), palette: newPalette(sys, sys.stdout), terminal: terminal, json: json,
	}
}

// follow prints what a log has and gets, until the process has ended for good.
func (p *logPrinter) follow(ctx context.Context, c *client.Client, path string, f logsFlags) error {
	if f.tail > 0 {
		logs, err := askLogs(ctx, c, path, f)
		if err != nil {
			return err
		}
		if len(logs.Lines) > 0 {
			f.since = cursor(logs.Lines[0].Seq)
		}
	}
	return c.Follow(ctx, path+"?"+f.query(), p.event)
}

func (p *logPrinter) page(logs api.Logs) error {
	p.dropped(logs.Dropped)
	for _, line := range logs.Lines {
		if err := p.line(line); err != nil {
			return err
		}
	}
	return nil
}

// event prints what a followed log tells.
func (p *logPrinter) event(e api.Event) error {
	switch {
	case p.json:
		return p.out.json(e)
	case e.Line != nil:
		return p.line(*e.Line)
	case e.State != nil:
		p.state(*e.State)
	}
	p.dropped(e.Dropped)
	return nil
}

func (p *logPrinter) line(l api.Line) error {
	const clock = "15:04:05.000"
	stream := p.palette.blue("out")
	if l.Stream == "stderr" {
		stream = p.palette.red("err")
	}
	text := l.Text
	if p.terminal {
		text = coloured(text, p.palette.on)
	}
	return p.out.out(p.palette.dim(l.Time().Format(clock)) + " " + stream + " " + text)
}

func (p *logPrinter) dropped(lines uint64) {
	if lines > 0 {
		p.out.note(fmt.Sprintf("%d lines are lost here: too much came after them", lines))
	}
}

// state says that the process has changed its state; that it runs, as it did at
// the beginning, is nothing to say.
func (p *logPrinter) state(s api.Process) {
	first := !p.began
	p.began = true
	if first && s.Running {
		return
	}
	text := stateText(s)
	if s.Running {
		text = fmt.Sprintf("%s, process %d", text, s.PID)
	}
	if s.Restarts > 0 {
		text = fmt.Sprintf("%s, restarts: %d", text, s.Restarts)
	}
	if s.Reason != "" {
		text += ": " + printable(s.Reason)
	}
	p.out.note(fmt.Sprintf("%q is %s", printable(s.Name), text))
}

// colours matches the escape sequences that only colour text. Compiled at the first
// use: the start of every program would pay for it.
var colours = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile("\x1b\\[[0-9;:]*m")
})

// coloured is printable that leaves colours alone if they are wanted, takes them
// away if not, and ends them.
func coloured(text string, wanted bool) string {
	at := colours().FindAllStringIndex(text, -1)
	if at == nil {
		return printable(text)
	}
	var b strings.Builder
	from := 0
	for _, m := range at {
		b.WriteString(printable(text[from:m[0]]))
		if wanted {
			b.WriteString(text[m[0]:m[1]])
		}
		from = m[1]
	}
	b.WriteString(printable(text[from:]))
	if wanted {
		b.WriteString("\x1b[0m")
	}
	return b.String()
}
