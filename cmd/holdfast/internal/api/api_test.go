package api_test

import (
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/holdfast-run/holdfast/cmd/holdfast/internal/api"
	"github.com/holdfast-run/holdfast/commands"
	"github.com/holdfast-run/holdfast/host"
)

func TestPath(t *testing.T) {
	t.Parallel()
	for session, want := range map[string]string{
		"work": "/v1/sessions/work/vars",
		"..":   "/v1/sessions/%2E%2E/vars",
		"a/b":  "/v1/sessions/a%2Fb/vars",
		"{x}":  "/v1/sessions/%7Bx%7D/vars",
		"a b?": "/v1/sessions/a%20b%3F/vars",
	} {
		if got := api.Path(api.PathVars, session); got != want {
			t.Errorf("%q: %s, want %s", session, got, want)
		}
	}
	if got, want := api.Path(api.PathLogs, "{process}", "p"), "/v1/sessions/%7Bprocess%7D/processes/p/logs"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// TestCodes holds that the description names every code.
func TestCodes(t *testing.T) {
	t.Parallel()
	var d struct {
		Components struct {
			Schemas struct {
				Error struct {
					Properties struct{ Code struct{ Enum []api.Code } }
				} `yaml:"Error"`
			}
		}
	}
	if err := yaml.Unmarshal(api.OpenAPI, &d); err != nil {
		t.Fatal(err)
	}
	got := d.Components.Schemas.Error.Properties.Code.Enum
	want := []api.Code{
		api.CodeBadRequest, api.CodeForbidden, api.CodeNoRoute, api.CodeNoMethod, api.CodeNoSession,
		api.CodeNoProcess, api.CodeNoRun, api.CodeTooLarge, api.CodeDraining, api.CodeInternal,
	}
	if !slices.Equal(got, want) {
		t.Errorf("described %v, want %v", got, want)
	}
}

// TestOutcome holds that what Session.Run returned is the same on the other side.
func TestOutcome(t *testing.T) {
	t.Parallel()
	result := &host.Result{
		Value: []byte(`{"a":1}`), Duration: 1500 * time.Microsecond, Generation: 3, ConsoleDropped: 1,
		Console: []host.ConsoleEntry{{Level: "log", Message: "x", Time: time.UnixMilli(5)}},
	}
	got, err := api.NewOutcome(result, nil).Result()
	if err != nil || !reflect.DeepEqual(got, result) {
		t.Errorf("%+v, %v, want %+v", got, err, result)
	}
	failed := &host.ScriptError{
		Kind: host.KindRuntime, Name: "CommandError", Message: "m", File: "f", Line: 1, Column: 2,
		Snippet: "s\n^", Stack: "st", Err: &commands.Error{
			Code: commands.CodeExit, Command: "c", Err: errors.New("m"),
			Result: &commands.Result{Command: "c", Stderr: "two\nlines"},
		},
	}
	result.Value = nil
	got, err = api.NewOutcome(result, failed).Result()
	if !reflect.DeepEqual(got, result) || !reflect.DeepEqual(err, error(failed)) {
		t.Errorf("%+v, %+v, want %+v, %+v", got, err, result, failed)
	}
	got, err = api.NewOutcome(nil, host.ErrClosed).Result()
	e, ok := errors.AsType[*host.ScriptError](err)
	if got.Generation != 0 || !ok || e.Kind != host.KindCancelled || e.Message != "closed" {
		t.Errorf("of a run that did not start: %+v, %v", got, err)
	}
}
