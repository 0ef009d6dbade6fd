package main

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/holdfast-run/holdfast/cmd/holdfast/internal/api"
)

type remoteFlags struct {
	socket  string
	session string
	json    bool
}

// addRemoteFlags adds the flags of what talks to a server.
func (f *remoteFlags) add(cmd *cobra.Command) {
	addSocketFlag(cmd.Flags(), &f.socket)
	cmd.Flags().BoolVar(&f.json, "json", false, "print one JSON document")
}

// addSession adds the flag for commands that are about one session.
func (f *remoteFlags) addSession(sys *system, cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.session, "session", "",
		"the `session` (default: the only one, or the only one with such a process)")
	completeSessionFlag(sys, cmd, &f.socket)
}

func newSessionsCommand(sys *system) *cobra.Command {
	var f remoteFlags
	cmd := &cobra.Command{
		Use:   "sessions",
		Short: "Show the sessions of a server",
		Long: `Show the sessions of a server: how many VMs each has had, its variables, persistent
processes that run, runs that have ended, whether one is in flight, and how long
until it ends unless it is used ("-": time does not end it).`,
		Args:              atMost(0, "sessions takes no arguments"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runSessions(cmd.Context(), sys, f)
		},
	}
	f.add(cmd)
	return cmd
}

// runSessions is holdfast sessions.
func runSessions(ctx context.Context, sys *system, f remoteFlags) error {
	c := newClient(sys, f.socket)
	var all api.Sessions
	if err := c.Get(ctx, api.PathSessions, &all); err != nil {
		return remoteError(err)
	}
	out := newConsole(sys)
	if f.json {
		return out.json(all)
	}
	rows := [][]string{{"SESSION", "GENERATION", "VARS", "PROCESSES", "RUNS", "RUNNING", "IDLE LEFT"}}
	for _, s := range all.Sessions {
		left := "-"
		if s.IdleLeftMs != nil {
			left = shortTime(time.Duration(*s.IdleLeftMs) * time.Millisecond)
		}
		rows = append(rows, []string{printable(s.Name), strconv.Itoa(s.Generation), strconv.Itoa(s.Vars),
			strconv.Itoa(s.Processes), strconv.Itoa(s.Runs), yesNo(s.Running), left})
	}
	width, _ := sys.columns(sys.stdout)
	return out.out(fitted(rows, width, []int{0}))
}

func yesNo(is bool) string {
	if is {
		return "yes"
	}
	return "no"
}

// shortTime is a duration with its two largest units: "3h12m", "45s".
func shortTime(d time.Duration) string {
	d = d.Truncate(time.Second)
	days, rest := d/(24*time.Hour), d%(24*time.Hour)
	switch {
	case days > 0:
		return fmt.Sprintf("%dd%dh", days, rest/time.Hour)
	case rest >= time.Hour:
		return fmt.Sprintf("%dh%dm", rest/time.Hour, rest%time.Hour/time.Minute)
	case rest >= time.Minute:
		return fmt.Sprintf("%dm%ds", rest/time.Minute, rest%time.Minute/time.Second)
	}
	return fmt.Sprintf("%ds", rest/time.Second)
}
