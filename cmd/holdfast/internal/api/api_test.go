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
	"github.com/holdfast-run/holdfast/specs"
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

// TestCodes holds that the description names every code, and every kind of
// failure.
func TestCodes(t *testing.T) {
	t.Parallel()
	type codes[T any] struct {
		Properties struct {
			Code, Kind struct{ Enum []T }
		}
	}
	var d struct {
		Components struct {
			Schemas struct {
				Error         codes[api.Code]  `yaml:"Error"`
				ScriptError   codes[host.Kind] `yaml:"ScriptError"`
				FailedCommand codes[string]    `yaml:"FailedCommand"`
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
	gotKinds := d.Components.Schemas.ScriptError.Properties.Kind.Enum
	wantKinds := []host.Kind{
		host.KindSyntax, host.KindRuntime, host.KindTimeout, host.KindMemory, host.KindCancelled,
		host.KindInternal, host.KindCrash,
	}
	if !slices.Equal(gotKinds, wantKinds) {
		t.Errorf("described kinds %v, want %v", gotKinds, wantKinds)
	}
	described := d.Components.Schemas.FailedCommand.Properties.Code.Enum
	for _, code := range []commands.Code{
		commands.CodeUndeclared, commands.CodeParam, commands.CodeExit, commands.CodeTimeout,
		commands.CodeCancelled, commands.CodeOutput, commands.CodeKind, commands.CodeLimit,
		commands.CodeSpawn, commands.CodeClosed, commands.CodeNotRunning, commands.CodeConflict,
		commands.CodeNotReady,
	} {
		got := api.NewOutcome(nil, &commands.Error{Code: code, Err: errors.New("m")}).Command.Code
		if !slices.Contains(described, got) {
			t.Errorf("%s is %q, which is none of %v", code, got, described)
		}
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
		Snippet: "s\n^", Stack: "st", Properties: "{ code: 1 }", Err: &commands.Error{
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

// TestEvaluation holds that what Session.Eval returned is the same on the other
// side.
func TestEvaluation(t *testing.T) {
	t.Parallel()
	ev := &host.Evaluation{
		Text: "[ 1 ]", Printed: true, Undefined: true, Stopped: "2 timers", Lost: true,
		Duration: 1500 * time.Microsecond, Generation: 3, ConsoleDropped: 1,
		Console: []host.ConsoleEntry{{Level: "result", Message: "[ 1 ]", Time: time.UnixMilli(5)}},
	}
	got, err := api.NewEvaluation(ev, nil).Evaluation()
	if err != nil || !reflect.DeepEqual(got, ev) {
		t.Errorf("%+v, %v, want %+v", got, err, ev)
	}
	failed := &host.ScriptError{Kind: host.KindTimeout, Name: "TimeoutError", Message: "late"}
	got, err = api.NewEvaluation(ev, failed).Evaluation()
	if !reflect.DeepEqual(got, ev) || !reflect.DeepEqual(err, error(failed)) {
		t.Errorf("%+v, %+v, want %+v, %+v", got, err, ev, failed)
	}
	if got, err := api.NewEvaluation(nil, host.ErrClosed).Evaluation(); got != nil || err == nil {
		t.Errorf("of an entry that did not start: %+v, %v", got, err)
	}
}

// TestProcess holds that a status is the same on the other side, but for what only
// some answers have.
func TestProcess(t *testing.T) {
	t.Parallel()
	want := commands.Status{
		Name: "a", Command: "b", State: "exited", Reason: "r", Running: true, Ready: true, PID: 7,
		StartedAt: time.UnixMilli(5), Uptime: time.Second, ExitCode: 3, Signal: "SIGTERM", Restarts: 2,
		Restart: commands.Restart{Consecutive: 2, Max: -1, ExitCode: 3, Signal: "SIGHUP", Why: "w"},
	}
	status := want
	status.EndedAt = time.UnixMilli(9)
	if got := api.NewProcess("s", status).Status(); !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
	logs := commands.Logs{Next: 9, Dropped: 2, Lines: []commands.Line{
		{Seq: 8, Time: time.UnixMilli(5), Stream: "stderr", Text: "x", Continued: true},
	}}
	if got := api.NewLogs(logs).Logs(); !reflect.DeepEqual(got, logs) {
		t.Errorf("%+v, want %+v", got, logs)
	}
	infos := []commands.Info{{
		Name: "c", Description: "d", Persistent: true, Running: true,
		Params: []specs.Param{{Name: "p", Description: "e", Type: specs.Integer, Required: true}},
	}}
	if got := api.NewCommands(infos).Infos(); !reflect.DeepEqual(got, infos) {
		t.Errorf("%+v, want %+v", got, infos)
	}
}
