package commands_test

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"time"

	"github.com/holdfast-run/holdfast/commands"
)

// What is known of a command stays known once it has ended.
func ExampleRunner_Status() {
	r := exampleRunner(`{ commands: { job: { run: exit 3, persistent: true } } }`)
	ctx := context.Background()
	defer r.Close(ctx)
	if _, err := r.Start(ctx, "job", nil, commands.StartOptions{}); err != nil {
		panic(err)
	}
	if _, err := r.Wait(ctx, "job", commands.WaitOptions{For: "exit"}); err != nil {
		panic(err)
	}
	status, err := r.Status("job")
	fmt.Println(status.State, status.ExitCode, status.Running, err)
	// Output: exited 3 false <nil>
}

// A command that does not heed its signal is killed after the grace.
func ExampleRunner_Stop() {
	r := exampleRunner(`
commands:
  stubborn:
    run: trap '' INT; echo up; sleep 1000
    persistent: true
    ready: { log: up }
`)
	ctx := context.Background()
	defer r.Close(ctx)
	if _, err := r.Start(ctx, "stubborn", nil, commands.StartOptions{}); err != nil {
		panic(err)
	}
	status, err := r.Stop(ctx, "stubborn", commands.StopOptions{
		Signal: "SIGINT", Grace: new(50 * time.Millisecond),
	})
	fmt.Println(status.State, status.Signal, err)
	// Output: stopped SIGKILL <nil>
}

// Who waits decides how long; the command goes on.
func ExampleRunner_Wait() {
	r := exampleRunner(`
commands:
  app: { run: echo port 8080; exec sleep 1000, persistent: true }
`)
	ctx := context.Background()
	defer r.Close(ctx)
	if _, err := r.Start(ctx, "app", nil, commands.StartOptions{}); err != nil {
		panic(err)
	}
	status, err := r.Wait(ctx, "app", commands.WaitOptions{Pattern: regexp.MustCompile(`port \d+`)})
	fmt.Println(status.Running, err)

	soon, cancel := context.WithTimeout(ctx, 10*time.Millisecond)
	defer cancel()
	_, err = r.Wait(soon, "app", commands.WaitOptions{For: "exit"})
	fmt.Println(errors.Is(err, context.DeadlineExceeded))
	// Output:
	// true <nil>
	// true
}

// Next says where the log goes on.
func ExampleRunner_Logs() {
	r := exampleRunner(`{ commands: { job: { run: "seq 3; echo no >&2", persistent: true } } }`)
	ctx := context.Background()
	defer r.Close(ctx)
	if _, err := r.Start(ctx, "job", nil, commands.StartOptions{}); err != nil {
		panic(err)
	}
	if _, err := r.Wait(ctx, "job", commands.WaitOptions{For: "exit"}); err != nil {
		panic(err)
	}
	page := commands.LogOptions{Stream: "stdout", Limit: 2}
	for {
		logs, err := r.Logs("job", page)
		if err != nil || len(logs.Lines) == 0 {
			break
		}
		for _, line := range logs.Lines {
			fmt.Println(line.Text)
		}
		fmt.Println("end of page")
		page.Since = logs.Next
	}
	// Output:
	// 1
	// 2
	// end of page
	// 3
	// end of page
}

// Follow is a log as it grows, until the command has ended for good.
func ExampleRunner_Follow() {
	r := exampleRunner(`{ commands: { job: { run: "echo one; echo two", persistent: true } } }`)
	ctx := context.Background()
	defer r.Close(ctx)
	if _, err := r.Start(ctx, "job", nil, commands.StartOptions{}); err != nil {
		panic(err)
	}
	var last commands.Status
	err := r.Follow(ctx, "job", commands.LogOptions{}, commands.Follower{
		Logs: func(logs commands.Logs) error {
			for _, line := range logs.Lines {
				fmt.Println(line.Stream, line.Text)
			}
			return nil
		},
		State: func(status commands.Status) error { last = status; return nil },
	})
	fmt.Println(last.State, err)
	// Output:
	// stdout one
	// stdout two
	// exited <nil>
}

// One command can be started several times, under different names.
func ExampleRunner_Processes() {
	r := exampleRunner(`{ commands: { serve: { run: [sleep, "${seconds}"], persistent: true } } }`)
	ctx := context.Background()
	defer r.Close(ctx)
	for as, seconds := range map[string]int{"blue": 1000, "green": 2000} {
		_, err := r.Start(ctx, "serve", map[string]any{"seconds": seconds}, commands.StartOptions{As: as})
		if err != nil {
			panic(err)
		}
	}
	for _, p := range r.Processes() {
		fmt.Println(p.Name, p.Command, p.State)
	}
	// Output:
	// blue serve ready
	// green serve ready
}

// Close says what it had to kill; what was known of that stays known.
func ExampleRunner_Close() {
	r := exampleRunner(`{ commands: { app: { run: [sleep, "1000"], persistent: true } } }`)
	ctx := context.Background()
	if _, err := r.Start(ctx, "app", nil, commands.StartOptions{}); err != nil {
		panic(err)
	}
	report, err := r.Close(ctx)
	for _, k := range report.Killed {
		fmt.Println(k.Command, k.Signal)
	}
	_, refused := r.Start(ctx, "app", nil, commands.StartOptions{})
	fmt.Println(err, errors.Is(refused, commands.ErrClosed))
	status, _ := r.Status("app")
	fmt.Println(status.State)
	// Output:
	// app SIGKILL
	// <nil> true
	// stopped
}
