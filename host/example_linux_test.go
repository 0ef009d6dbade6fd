package host_test

import (
	"context"
	"fmt"
	"os/exec"

	"github.com/holdfast-run/holdfast/host"
	"github.com/holdfast-run/holdfast/specs"
)

// A process that the program started itself ends with the session.
func ExampleSession_Adopt() {
	set, err := specs.Parse("holdfast.yaml", []byte("commands: { x: ['true'] }"))
	if err != nil {
		panic(err)
	}
	s, end := exampleSession(host.Config{Specs: set})
	defer end()
	cmd := exec.Command("sleep", "1000")
	if err := cmd.Start(); err != nil {
		panic(err)
	}
	if err := s.Adopt(cmd.Process.Pid); err != nil {
		panic(err)
	}
	report, err := s.Close(context.Background())
	fmt.Println(len(report.Killed), err)
	fmt.Println(cmd.Wait())
	// Output:
	// 1 <nil>
	// signal: killed
}
