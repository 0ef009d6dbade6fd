package hosttest_test

import (
	"context"
	"fmt"
	"runtime"
	"testing"

	"github.com/holdfast-run/holdfast/host/hosttest"
)

// A fatalT is a t that New ends.
type fatalT struct {
	testing.TB
	fatal string
}

func (t *fatalT) Helper() {}

func (t *fatalT) Fatal(args ...any) {
	t.fatal = fmt.Sprint(args...)
	runtime.Goexit()
}

func TestNewSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	never := func(context.Context, hosttest.Call) (any, error) { return nil, nil }
	for name, cfg := range map[string]hosttest.Config{
		"without specs": {Commands: map[string]hosttest.Command{"a": nil, "b": never, "dev": nil}},
		"with specs": {Specs: parse(t),
			Commands: map[string]hosttest.Command{"a": never, "dev": nil}},
	} {
		ft := &fatalT{}
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			hosttest.New(ft, cfg)
		}()
		<-ended
		want := map[string]string{
			"without specs": "hosttest: the fake of command \"a\" is nil\n" +
				`hosttest: the fake of command "dev" is nil`,
			"with specs": "hosttest: Specs declares no command \"a\"\n" +
				`hosttest: the fake of command "dev" is nil`,
		}[name]
		if ft.fatal != want {
			t.Errorf("%s: got %q, want %q", name, ft.fatal, want)
		}
	}
}
