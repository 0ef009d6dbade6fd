package api

// What a REPL asks for, and how that is answered.

import (
	"github.com/holdfast-run/holdfast/commands"
	"github.com/holdfast-run/holdfast/host"
	"github.com/holdfast-run/holdfast/specs"
)

// An EntryRequest asks for the evaluation of what somebody typed at a REPL. What
// it declares stays in the session's VM.
type EntryRequest struct {
	Name        string `json:"name,omitempty"` // in errors
	Source      string `json:"source"`
	Colors      bool   `json:"colors,omitempty"`      // in the text of the value
	Columns     int    `json:"columns,omitempty"`     // the text is broken to fit; 0: 80
	TimeoutMs   int64  `json:"timeoutMs,omitempty"`   // 0 or -1: none
	MemoryBytes int    `json:"memoryBytes,omitempty"` // 0: the server's; -1: no limit
	Stream      bool   `json:"stream,omitempty"`      // as that of a RunRequest
}

// An Evaluation is how an entry went: an Outcome without value, and the text of
// the value.
type Evaluation struct {
	Outcome
	Text      string `json:"text"`
	Undefined bool   `json:"undefined,omitempty"`
	Printed   bool   `json:"printed,omitempty"` // Text was an entry of the console, of level "result"
	Stopped   string `json:"stopped,omitempty"` // what was cancelled once the value was there
	Lost      bool   `json:"lost,omitempty"`    // the VM is lost
}

// NewEvaluation makes an Evaluation of what Session.Eval returned. An entry that
// did not start was cancelled.
func NewEvaluation(ev *host.Evaluation, err error) Evaluation {
	if ev == nil {
		return Evaluation{Outcome: NewOutcome(nil, err)}
	}
	return Evaluation{
		Outcome: NewOutcome(&host.Result{
			Console: ev.Console, ConsoleDropped: ev.ConsoleDropped,
			Duration: ev.Duration, Generation: ev.Generation,
		}, err),
		Text: ev.Text, Undefined: ev.Undefined, Printed: ev.Printed, Stopped: ev.Stopped, Lost: ev.Lost,
	}
}

// Evaluation is NewEvaluation undone, as far as Outcome.Result is. It returns nil
// for an entry that did not start.
func (e Evaluation) Evaluation() (*host.Evaluation, error) {
	r, err := e.Result()
	if r.Generation == 0 {
		return nil, err
	}
	return &host.Evaluation{
		Text: e.Text, Undefined: e.Undefined, Printed: e.Printed, Stopped: e.Stopped, Lost: e.Lost,
		Console: r.Console, ConsoleDropped: r.ConsoleDropped,
		Duration: r.Duration, Generation: r.Generation,
	}, err
}

// A CompletionRequest asks for what may stand at a place of an entry that is
// being typed.
type CompletionRequest struct {
	Text   string `json:"text"`
	Cursor int    `json:"cursor"` // in bytes
}

// Completions are what may stand there.
type Completions struct {
	Start      int         `json:"start"` // what is replaced begins at this byte and ends at the cursor
	Candidates []Candidate `json:"candidates"`
}

// A Candidate is one completion.
type Candidate struct {
	Text   string `json:"text"`
	Kind   string `json:"kind"`
	Detail string `json:"detail,omitempty"`
}

// NewCompletions makes Completions.
func NewCompletions(c host.Completions) Completions {
	answer := Completions{Start: c.Start, Candidates: []Candidate{}}
	for _, candidate := range c.Candidates {
		answer.Candidates = append(answer.Candidates, Candidate(candidate))
	}
	return answer
}

// Completions is NewCompletions undone.
func (c Completions) Completions() host.Completions {
	found := host.Completions{Start: c.Start}
	for _, candidate := range c.Candidates {
		found.Candidates = append(found.Candidates, host.Candidate(candidate))
	}
	return found
}

// A PreviewRequest asks for what an entry would give.
type PreviewRequest struct {
	Text string `json:"text"`
}

// A Preview is what an entry would give, in one line; "" if only its evaluation
// can tell.
type Preview struct {
	Text string `json:"text"`
}

// Commands is what a session's scripts may run, in the order of the spec file.
type Commands struct {
	Commands []Command `json:"commands"`
}

// A Command is a declared command.
type Command struct {
	Name        string  `json:"name"`
	Description string  `json:"description,omitempty"`
	Persistent  bool    `json:"persistent"`
	Params      []Param `json:"params"`
	Running     bool    `json:"running"` // at least one of it, in this session
}

// A Param is a parameter of a command; "holdfast list --json" tells all of it.
type Param struct {
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
	Type        string `json:"type"`
	Required    bool   `json:"required"`
}

// NewCommands makes Commands.
func NewCommands(list []commands.Info) Commands {
	all := Commands{Commands: []Command{}}
	for _, info := range list {
		c := Command{
			Name: info.Name, Description: info.Description, Persistent: info.Persistent,
			Params: []Param{}, Running: info.Running,
		}
		for _, p := range info.Params {
			c.Params = append(c.Params, Param{p.Name, p.Description, string(p.Type), p.Required})
		}
		all.Commands = append(all.Commands, c)
	}
	return all
}

// Infos is NewCommands undone, as far as Commands has it.
func (c Commands) Infos() []commands.Info {
	var list []commands.Info
	for _, command := range c.Commands {
		info := commands.Info{
			Name: command.Name, Description: command.Description, Persistent: command.Persistent,
			Running: command.Running,
		}
		for _, p := range command.Params {
			info.Params = append(info.Params, specs.Param{
				Name: p.Name, Description: p.Description, Type: specs.ParamType(p.Type), Required: p.Required,
			})
		}
		list = append(list, info)
	}
	return list
}
