package server

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"github.com/holdfast-run/holdfast/cmd/holdfast/internal/api"
)

// TestBodyFaults holds that what is wrong with a body is told in words of the
// interface.
func TestBodyFaults(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for body, want := range map[string]string{
		``:                                   "source is missing",
		`{}`:                                 "source is missing",
		`{"source": 5}`:                      "source must be a string, got number",
		`{"source": "", "args": {}}`:         "args must be an array, got object",
		`{"source": "", "timeoutMs": 1.5}`:   "timeoutMs must be a whole number, got number 1.5",
		`{"source": "", "memoryBytes": "a"}`: "memoryBytes must be a whole number, got string",
		`{"source": "", "stream": 1}`:        "stream must be true or false, got number",
		`{"source": "", "args": [1e400]}`:    "args must be a number of at most 1.79e308, got number 1e400",
		`[]`:                                 "must be an object, got array",
		`{"sauce": ""}`:                      `unknown field "sauce"`,
		`{"source`:                           "ends in the middle of a JSON value",
		`{"source": ""}{}`:                   "there is more after the JSON value",
		`{"source": ""}}`:                    "there is more after the JSON value",
		`{"source": ""} ]`:                   "there is more after the JSON value",
		`{"source": "", "timeoutMs": -5}`:    "timeoutMs: -5 is neither 0 to 9223372036854 nor -1",
	} {
		status, _, text := f.ask("POST", "/v1/sessions/s/runs", body)
		var failure api.Failure
		if err := json.Unmarshal(text, &failure); err != nil || failure.Error == nil {
			t.Errorf("%s: %d %s", body, status, text)
			continue
		}
		if got := strings.TrimPrefix(failure.Error.Message, "the body: "); status != 400 || got != want {
			t.Errorf("%s: %d %q, want %q", body, status, got, want)
		}
	}
}

// TestLogQueries holds that a faulty query of logs is refused, not half understood.
func TestLogQueries(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]string{
		"steam=stdout": `unknown parameter "steam" of the query`,
		"since=-1":     `since: "-1" is no cursor; take what next was`,
		"limit=-1":     `limit: "-1" is no number of lines`,
		"follow=maybe": `follow: "maybe" is neither 1 nor 0`,
	} {
		values, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := logOptions(values); err == nil || err.Error() != want {
			t.Errorf("%s: got %v, want %s", query, err, want)
		}
	}
}
