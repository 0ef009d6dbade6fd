package hosttest_test

import (
	"context"
	"testing"

	"github.com/holdfast-run/holdfast/host/hosttest"
)

func ExampleNew() {
	// In a file that ends in _test.go:
	_ = func(t *testing.T) {
		s := hosttest.New(t, hosttest.Config{Commands: map[string]hosttest.Command{
			"clone": func(_ context.Context, c hosttest.Call) (any, error) {
				return nil, hosttest.Exit(128, "fatal: not found")
			},
		}})
		got := s.Eval(`return commands.run("clone", { url: "https://h" }).catch((e) => e.exitCode)`)
		if got != "128" || len(s.Calls()) != 1 {
			t.Errorf("got %s after %v", got, s.Calls())
		}
	}
}
