package server

import (
	"bytes"
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"github.com/holdfast-run/holdfast/cmd/holdfast/internal/api"
)

// An operation is what openapi.yaml says of a method of a path.
type operation struct {
	Responses map[string]struct {
		Ref     string `yaml:"$ref"`
		Content map[string]struct{ Schema map[string]any }
	}
}

// A description is openapi.yaml.
type description struct {
	Paths      map[string]map[string]yaml.Node
	Components struct {
		Schemas   map[string]any
		Responses map[string]any
	}
}

func readDescription(t *testing.T) (d description, operations map[string]operation) {
	t.Helper()
	if err := yaml.Unmarshal(api.OpenAPI, &d); err != nil {
		t.Fatal(err)
	}
	operations = map[string]operation{}
	for path, item := range d.Paths {
		for method, node := range item {
			if method == "parameters" {
				continue
			}
			var o operation
			if err := node.Decode(&o); err != nil {
				t.Fatal(err)
			}
			operations[strings.ToUpper(method)+" "+path] = o
		}
	}
	return d, operations
}

// An exchange is a request of a conversation, and what kind of answer it gets:
// "METHOD path media", or for a refusal its code.
type exchange struct {
	method, path, body string
	route              string // the path as described
	want               string // media type, or code of a refusal
}

const session, process = "/v1/sessions/s", "/v1/sessions/s/processes/server"

// conversation has every documented success, of every media type, and every
// refusal that can be had without another user or a fault of the server.
var conversation = []exchange{
	{"GET", session, "", api.PathSession, "no_session"},
	{"POST", session + "/entries", `{"source": "1"}`, api.PathEntries, "no_session"},
	{"POST", session + "/completions", `{"text": "", "cursor": 0}`, api.PathComplete, "no_session"},
	{"GET", session + "/presence", "", api.PathPresence, "no_session"},
	{"PUT", session, "", api.PathSession, api.JSON},
	{"PUT", "/v1/sessions/%00", "", api.PathSession, "bad_request"},
	{"POST", session + "/entries", `{"source": "let made = {a: 1}; made"}`, api.PathEntries, api.JSON},
	{"POST", session + "/entries", `{"source": "setTimeout(() => console.log(made)); 'text'", "stream": true, "colors": true, "columns": 40}`, api.PathEntries, api.Stream},
	{"POST", session + "/entries", `{"source": "undefined", "name": "repl:3", "timeoutMs": 10000, "memoryBytes": -1}`, api.PathEntries, api.JSON},
	{"POST", session + "/entries", `{"source": "await commands.run('fails')", "stream": true}`, api.PathEntries, api.Stream},
	{"POST", session + "/entries", `{"source": "made.a.b.c"}`, api.PathEntries, api.JSON},
	{"POST", session + "/entries", `{"sauce": ""}`, api.PathEntries, "bad_request"},
	{"POST", session + "/completions", `{"text": "mad", "cursor": 3}`, api.PathComplete, api.JSON},
	{"POST", session + "/completions", `{"text": "commands.run('f", "cursor": 15}`, api.PathComplete, api.JSON},
	{"POST", session + "/completions", `{"text": "mad", "cursor": 4}`, api.PathComplete, "bad_request"},
	{"POST", session + "/preview", `{"text": "made.a + 1"}`, api.PathPreview, api.JSON},
	{"POST", session + "/preview", `{"text": 1}`, api.PathPreview, "bad_request"},
	{"GET", session + "/commands", "", api.PathCommands, api.JSON},
	{"POST", session + "/entries", `{"source": "for (;;);", "timeoutMs": 20}`, api.PathEntries, api.JSON},
	{"POST", session + "/runs", `{"source": "vars.set('n', [1]); console.log(1); return {a: null}", "args": [1]}`, api.PathRuns, api.JSON},
	{"POST", session + "/runs", `{"source": "console.warn(1); return 2", "stream": true, "timeoutMs": -1, "memoryBytes": -1}`, api.PathRuns, api.Stream},
	{"POST", session + "/runs", `{"source": "await commands.run('fails')", "name": "a.js"}`, api.PathRuns, api.JSON},
	{"POST", session + "/runs", `{"source": "throw new RangeError('x')", "stream": true}`, api.PathRuns, api.Stream},
	{"POST", session + "/runs", `{"source": "for (;;);", "timeoutMs": 20}`, api.PathRuns, api.JSON},
	{"POST", session + "/runs", `{"source": "await commands.start('server'); await commands.start('brief')"}`, api.PathRuns, api.JSON},
	{"POST", session + "/runs", `{"sauce": ""}`, api.PathRuns, "bad_request"},
	{"POST", session + "/runs", `{"source": ""} {}`, api.PathRuns, "bad_request"},
	{"POST", session + "/runs", `{"source": "x", "timeoutMs": -2}`, api.PathRuns, "bad_request"},
	{"POST", session + "/runs", `{"source": "x", "timeoutMs": 9223372036855}`, api.PathRuns, "bad_request"},
	{"POST", session + "/runs", `{"source": "x", "memoryBytes": -2}`, api.PathRuns, "bad_request"},
	{"POST", session + "/entries", `{"source": "x", "timeoutMs": -2}`, api.PathEntries, "bad_request"},
	{"POST", "/v1/sessions/new/runs", ``, api.PathRuns, "bad_request"},
	{"POST", "/v1/sessions/new/runs", `{}`, api.PathRuns, "bad_request"},
	{"POST", "/v1/sessions/new/runs", `{"source": null}`, api.PathRuns, "bad_request"},
	{"GET", "/v1/sessions/new", "", api.PathSession, "no_session"},
	{"POST", session + "/runs", `{"source": ""}`, api.PathRuns, api.JSON},
	{"POST", session + "/entries", `{}`, api.PathEntries, "bad_request"},
	{"POST", session + "/completions", `{"text": ""}`, api.PathComplete, "bad_request"},
	{"POST", session + "/preview", `{}`, api.PathPreview, "bad_request"},
	{"POST", "/v1/sessions/%00/runs", `{"source": ""}`, api.PathRuns, "bad_request"},
	{"DELETE", session + "/runs/99", "", api.PathRun, "no_run"},
	{"DELETE", session + "/runs/x", "", api.PathRun, "bad_request"},
	{"GET", "/v1/status", "", api.PathStatus, api.JSON},
	{"GET", "/v1/sessions", "", api.PathSessions, api.JSON},
	{"GET", session, "", api.PathSession, api.JSON},
	{"GET", session + "/vars", "", api.PathVars, api.JSON},
	{"GET", "/v1/processes", "", api.PathAll, api.JSON},
	{"GET", session + "/processes", "", api.PathProcesses, api.JSON},
	{"GET", process + "/logs?since=1&limit=1&stream=stderr", "", api.PathLogs, api.JSON},
	{"GET", process + "/logs", "", api.PathLogs, api.JSON},
	{"GET", process + "/logs?stream=x", "", api.PathLogs, "bad_request"},
	{"GET", process + "/logs?since=x", "", api.PathLogs, "bad_request"},
	{"GET", session + "/processes/nix/logs", "", api.PathLogs, "no_process"},
	{"GET", session + "/processes/brief/logs?follow=1", "", api.PathLogs, api.Stream},
	{"GET", session + "/processes/brief/states", "", api.PathStates, api.Stream},
	{"GET", session + "/processes/nix/states", "", api.PathStates, "no_process"},
	{"POST", process + "/stop", `{"signal": "SIGNIX"}`, api.PathStop, "bad_request"},
	{"POST", process + "/stop", `{"graceMs": -5}`, api.PathStop, "bad_request"},
	{"POST", process + "/stop", `{"graceMs": 100}`, api.PathStop, api.JSON},
	{"POST", process + "/stop", `"` + strings.Repeat("x", api.MaxBodyBytes) + `"`, api.PathStop, "too_large"},
	{"POST", process + "/stop", "", api.PathStop, api.JSON},
	{"POST", session + "/reset", "", api.PathReset, api.JSON},
	{"POST", session + "/runs", `{"source": "await commands.start('server')"}`, api.PathRuns, api.JSON},
	{"DELETE", session, "", api.PathSession, api.JSON},
	{"DELETE", session, "", api.PathSession, "no_session"},
	{"GET", "/metrics", "", api.PathMetrics, api.Text},
	{"GET", "/openapi.yaml", "", api.PathOpenAPI, api.YAML},
	{"PATCH", session, "", api.PathSession, "no_method"},
	{"GET", "/v2", "", "", "no_route"},
	{"GET", "/v1//status", "", "", "no_route"},
	{"GET", "/v1/sessions/../status", "", "", "no_route"},
	{"GET", "/v1/sessions//vars", "", "", "no_route"},
}

// TestOpenAPI holds the description to the server both ways: each route is
// described and each description has a route; each described success occurs in
// the conversation, and each answer there is as described.
func TestOpenAPI(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	d, operations := readDescription(t)
	var routes []string
	for _, r := range f.routes() {
		routes = append(routes, r.method+" "+r.path)
		if _, ok := operations[r.method+" "+r.path]; !ok {
			t.Errorf("%s %s is not described", r.method, r.path)
		}
	}
	check := checker{d.Components.Schemas}
	seen := map[string]bool{"DELETE " + api.PathRun + " " + api.JSON: true} // TestCancelRun
	for _, e := range conversation {
		media, err := f.hold(e, check, operations[e.method+" "+e.route])
		if err != nil {
			t.Errorf("%s %s: %v", e.method, e.path, err)
		}
		seen[e.method+" "+e.route+" "+media] = true
	}
	for name, o := range operations {
		if !slices.Contains(routes, name) {
			t.Errorf("%s is described and has no route", name)
		}
		for media := range o.Responses["200"].Content {
			if !seen[name+" "+media] {
				t.Errorf("%s: nobody has seen %s", name, media)
			}
		}
	}
}

// hold sends a request and holds the answer to what is wanted and described. It
// returns its media type.
func (f *fixture) hold(e exchange, check checker, o operation) (string, error) {
	status, media, text := f.ask(e.method, e.path, e.body)
	if status != http.StatusOK {
		failure := schema{"$ref": "#/components/schemas/Failure"}
		value, err := parseJSON(text)
		if err == nil {
			err = check.check("failure", failure, value)
		}
		if code := fmt.Sprintf(`"code":%q`, e.want); err == nil && !bytes.Contains(text, []byte(code)) {
			err = fmt.Errorf("refused with %s, want %s", text, e.want)
		}
		if want := api.Code(e.want).HTTPStatus(); err == nil && status != want {
			err = fmt.Errorf("status %d, want %d", status, want)
		}
		return "", err
	}
	described, ok := o.Responses["200"].Content[media]
	if !ok || media != e.want {
		return "", fmt.Errorf("answered with %s, want %s", media, e.want)
	}
	if kind, _, _ := mime.ParseMediaType(media); kind != api.JSON && kind != api.Stream {
		return media, nil
	}
	for i, line := range bytes.Split(bytes.TrimSpace(text), []byte("\n")) {
		value, err := parseJSON(line)
		if err == nil {
			err = check.check("line "+strconv.Itoa(i+1), described.Schema, value)
		}
		if err != nil {
			return "", fmt.Errorf("%w in %s", err, line)
		}
	}
	return media, nil
}

func TestMetrics(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.mustAsk("POST", session+"/runs", `{"source": "await commands.start('server')"}`)
	f.mustAsk("POST", session+"/runs", `{"source": "await commands.run('fails')"}`)
	before := f.mustAsk("GET", "/metrics", "")
	f.mustAsk("DELETE", session, "")
	after := f.mustAsk("GET", "/metrics", "")
	for text, in := range map[string]string{
		"\nholdfast_sessions 1\n":                             before,
		"\nholdfast_vms 1\n":                                  before,
		"\nholdfast_processes{state=\"ready\"} 1\n":           before,
		"\nholdfast_runs_total{outcome=\"ok\"} 1\n":           before,
		"\nholdfast_runs_total{outcome=\"runtime\"} 1\n":      before,
		"\nholdfast_commands_total{outcome=\"exit\"} 1\n":     before,
		"\nholdfast_commands_total{outcome=\"ok\"} 1\n":       before,
		"\nholdfast_run_duration_seconds_count 2\n":           before,
		"holdfast_run_duration_seconds_bucket{le=\"+Inf\"} 2": before,
		"\nholdfast_sessions 0\n":                             after,
		"\nholdfast_sessions_closed_total 1\n":                after,
		"\nholdfast_kills_total 1\n":                          after,
	} {
		if !strings.Contains(in, text) {
			t.Errorf("no %q in\n%s", text, in)
		}
	}
}
