package commands_test

import (
	"context"
	"os"
	"os/exec"
	"testing"

	"github.com/holdfast-run/holdfast/commands"
)

// unready is a program whose main does not begin with Child.
var unready = register("unready", func(args []string) {
	r := newRunner(embedded{dir: args[0]}, "  x: ['true']\n")
	_, err := r.Exec(context.Background(), "x", nil, commands.Options{})
	os.Stdout.WriteString(commands.Contained().Error() + "\n" + err.Error())
})

func TestWithoutChild(t *testing.T) {
	t.Parallel()
	unready.used.Store(true)
	cmd := exec.Command(os.Args[0], "-without-child", unready.name, t.TempDir())
	cmd.Env = append(os.Environ(), environ()...)
	out, err := cmd.CombinedOutput()
	const want = "this program cannot contain what it starts: " +
		"let its main, or its TestMain, begin with: if host.Child() { return }"
	if err != nil || string(out) != want+"\n"+`command "x": `+want {
		t.Errorf("got %s, %v", out, err)
	}
	if err := commands.Contained(); err != nil {
		t.Errorf("Contained: %v", err)
	}
}
