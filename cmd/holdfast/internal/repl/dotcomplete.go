package repl

// What Tab finds for a dot command.

import (
	"cmp"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/holdfast-run/holdfast/host"
)

// A dotCompleter completes dot commands.
type dotCompleter struct {
	overseer  Overseer
	path      func(name string) string // see Config
	printable func(text string) string
}

// complete returns what may stand for the last word of text: the name of a dot
// command, or its argument.
func (d dotCompleter) complete(ctx context.Context, text string) host.Completions {
	name, argument, named := strings.Cut(text, " ")
	if !named {
		return completeName(name)
	}
	argument = strings.TrimLeft(argument, " ")
	found := host.Completions{Start: len(text) - len(argument)}
	commands := dotCommands()
	i := slices.IndexFunc(commands, func(c dotCommand) bool { return c.name == name })
	if i < 0 {
		return found
	}
	switch commands[i].argument {
	case processArgument:
		found.Candidates = d.processes(ctx, argument)
	case fileArgument:
		found.Candidates = d.files(argument)
	}
	return found
}

func completeName(typed string) host.Completions {
	var found host.Completions
	for _, c := range dotCommands() {
		if strings.HasPrefix(c.name, typed) {
			found.Candidates = append(found.Candidates, host.Candidate{Text: c.name, Detail: c.help})
		}
	}
	return found
}

func (d dotCompleter) processes(ctx context.Context, typed string) []host.Candidate {
	all, err := d.overseer.Processes(ctx)
	if err != nil {
		return nil // .logs says so too
	}
	var found []host.Candidate
	for _, s := range all {
		if strings.HasPrefix(s.Name, typed) {
			found = append(found, host.Candidate{Text: s.Name, Detail: s.State})
		}
	}
	return found
}

// files returns the files and folders whose path begins with what was typed; hidden
// ones if that says so, and none that a line cannot show.
func (d dotCompleter) files(typed string) []host.Candidate {
	folder, beginning := filepath.Split(typed)
	entries, err := os.ReadDir(d.path(cmp.Or(folder, ".")))
	if err != nil {
		return nil
	}
	var found []host.Candidate
	for _, entry := range entries {
		name := entry.Name()
		hidden := strings.HasPrefix(name, ".") && beginning == ""
		shown := d.printable(name) == name && !strings.ContainsAny(name, "\n\t")
		if hidden || !shown || !strings.HasPrefix(name, beginning) {
			continue
		}
		if info, err := os.Stat(d.path(folder + name)); err == nil && info.IsDir() {
			name += string(filepath.Separator)
		}
		found = append(found, host.Candidate{Text: folder + name})
	}
	return found
}
