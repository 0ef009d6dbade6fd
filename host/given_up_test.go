package host_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/holdfast-run/holdfast/commands"
	"github.com/holdfast-run/holdfast/host"
	"github.com/holdfast-run/holdfast/jsapi"
)

// A deaf Commander ignores that its calls are given up.
type deaf struct {
	host.Commander
	given   chan struct{} // closed when a call of Exec has been given up
	release chan struct{} // ends what was called
}

func newDeaf() *deaf {
	return &deaf{given: make(chan struct{}), release: make(chan struct{})}
}

func (d *deaf) Exec(
	ctx context.Context, _ string, _ map[string]any, _ commands.Options,
) (*commands.Result, error) {
	<-ctx.Done()
	close(d.given)
	<-d.release
	return nil, context.Cause(ctx)
}

func (d *deaf) Wait(
	context.Context, string, commands.WaitOptions,
) (commands.Status, error) {
	<-d.release
	return commands.Status{}, nil
}

func (d *deaf) session(t *testing.T) *host.Session {
	return newSession(t, host.Config{
		Commands: func(*host.Session) host.Commander { return d },
		Bindings: map[string]host.Func{
			"given": func(context.Context, host.Call) (any, error) {
				<-d.given
				return nil, nil
			},
			// over releases, at the end of the run, what is deaf.
			"over": func(ctx context.Context, _ host.Call) (any, error) {
				<-ctx.Done()
				close(d.release)
				return nil, nil
			},
		},
	})
}

// TestGivenUpCallOfAFailedRun holds that a run ends at once that fails while a call
// goes on which its script has given up, and keeps its VM if that ends with it.
func TestGivenUpCallOfAFailedRun(t *testing.T) {
	t.Parallel()
	for name, source := range map[string]string{
		"before": `const a = new AbortController(); a.abort();
			commands.exec("x", {}, { signal: a.signal }).catch(() => {});`,
		"after": `const a = new AbortController();
			commands.exec("x", {}, { signal: a.signal }).catch(() => {});
			setTimeout(() => a.abort());`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newDeaf().session(t)
			eval(t, s, `globalThis.kept = 1`)
			err := fails(t, s, host.Script{Source: source + `
				over();
				await given();
				throw new Error("enough")`}, host.KindRuntime)
			if err.Message != "enough" || errors.Is(err, jsapi.ErrAbandoned) {
				t.Errorf("got %v", err)
			}
			if got := eval(t, s, `return typeof kept`); got != `"number"` {
				t.Errorf("what is kept is %s", got)
			}
		})
	}
}

// TestGivenUpCallAtATimeout holds that a run whose timeout passes while a call goes
// on which its script has given up says what it waited for and what was abandoned.
func TestGivenUpCallAtATimeout(t *testing.T) {
	t.Parallel()
	for call, source := range map[string]string{
		`commands.exec("x")`: `commands.exec("x", {}, { signal: AbortSignal.timeout(1) })`,
		`commands.wait("x")`: `commands.wait("x", { for: "exit", timeoutMs: 1 })`,
	} {
		t.Run(call, func(t *testing.T) {
			t.Parallel()
			d := newDeaf()
			s := d.session(t)
			script := host.Script{Source: "await " + source, Timeout: 100 * time.Millisecond}
			err := fails(t, s, script, host.KindTimeout)
			close(d.release)
			if !strings.HasSuffix(err.Message, "while it waited for "+call) {
				t.Errorf("got %v", err)
			}
			if !errors.Is(err, jsapi.ErrAbandoned) || !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%v is not a timeout that has abandoned something", err)
			}
		})
	}
}
