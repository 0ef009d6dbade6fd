package commands_test

import (
	"context"
	"fmt"
	"os/exec"

	"github.com/holdfast-run/holdfast/commands"
)

// A process that the program started itself ends with the Runner.
func ExampleRunner_Adopt() {
	r := exampleRunner(`{ commands: { x: ['true'] } }`)
	cmd := exec.Command("sleep", "1000")
	if err := cmd.Start(); err != nil {
		panic(err)
	}
	if err := r.Adopt(cmd.Process.Pid); err != nil {
		panic(err)
	}
	report, err := r.Close(context.Background())
	fmt.Println(len(report.Killed), err)
	fmt.Println(cmd.Wait())
	// Output:
	// 1 <nil>
	// signal: killed
}

// One look at the system serves all commands that a program shows.
func ExampleMeasure() {
	r := exampleRunner(`
commands:
  app: { run: sleep 1000 & echo up; wait, persistent: true, ready: { log: up } }
`)
	ctx := context.Background()
	defer r.Close(ctx)
	if _, err := r.Start(ctx, "app", nil, commands.StartOptions{}); err != nil {
		panic(err)
	}
	var pids []int
	for _, p := range r.Processes() {
		pids = append(pids, p.PID)
	}
	used, err := commands.Measure(pids)
	for _, pid := range pids {
		fmt.Println(used[pid].Processes, "processes, some memory:", used[pid].MemoryBytes > 0)
	}
	fmt.Println(err)
	// Output:
	// 2 processes, some memory: true
	// <nil>
}
