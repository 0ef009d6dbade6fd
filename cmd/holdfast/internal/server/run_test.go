package server

import (
	"encoding/json"
	"testing"

	"github.com/holdfast-run/holdfast/cmd/holdfast/internal/api"
)

// TestCommandCode holds that the command for which a run failed has the code that
// the script sees.
func TestCommandCode(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for _, call := range []string{
		"commands.run('fails')", "commands.run('nix')", "commands.run('greet', {nix: 1})",
		"commands.run('server')", "commands.stop('nix')", "commands.run('slow', {}, {timeoutMs: 1})",
	} {
		source, err := json.Marshal("try { await " + call + " } catch (e) { console.log(e.code); throw e }")
		if err != nil {
			t.Fatal(err)
		}
		var o api.Outcome
		text := f.mustAsk("POST", "/v1/sessions/s/runs", `{"source": `+string(source)+`}`)
		if err := json.Unmarshal([]byte(text), &o); err != nil {
			t.Fatal(err)
		}
		if len(o.Console) != 1 || o.Command == nil || o.Command.Code != o.Console[0].Message {
			t.Errorf("%s: %s", call, text)
		}
	}
}
