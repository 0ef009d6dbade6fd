package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/holdfast-run/holdfast/cmd/holdfast/internal/api"
)

type stopFlags struct {
	remoteFlags
	signal string
	grace  graceTime
}

func newStopCommand(sys *system) *cobra.Command {
	var f stopFlags
	cmd := &cobra.Command{
		Use:   "stop [--session S] NAME",
		Short: "Stop a persistent command",
		Long: `Stop a persistent command of a session as its spec says: send it a signal, wait,
and kill what is left of its process group. To stop what has ended is fine. It goes
on if you do not wait for it.`,
		DisableFlagsInUseLine: true,
		Args:                  exactly(1, `"holdfast ps" shows what there is`, "stop needs one name"),
		ValidArgsFunction: completeFirst(func(ctx context.Context) []string {
			return f.processNames(ctx, sys)
		}),
		RunE: func(cmd *cobra.Command, args []string) error {
			req := api.StopRequest{Signal: f.signal}
			if cmd.Flags().Changed("grace") {
				ms := time.Duration(f.grace).Milliseconds()
				req.GraceMs = &ms
			}
			return runStop(cmd.Context(), sys, f.remoteFlags, req, args[0])
		},
	}
	f.add(cmd)
	f.addSession(sys, cmd)
	cmd.Flags().StringVar(&f.signal, "signal", "", "send this `signal` (default: the spec's)")
	completeWords(cmd, "signal", // those that are sent to end something
		"SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT", "SIGKILL", "SIGUSR1", "SIGUSR2")
	cmd.Flags().Var(&f.grace, "grace", "kill after this `time` (default: the spec's)")
	return cmd
}

// runStop is holdfast stop.
func runStop(ctx context.Context, sys *system, f remoteFlags, req api.StopRequest, name string) error {
	c := newClient(sys, f.socket)
	session, err := sessionOf(ctx, c, f.session, name)
	if err != nil {
		return err
	}
	out := newConsole(sys)
	var p api.Process
	waiting := fmt.Sprintf("waiting for %q to stop", printable(name))
	err = showing(ctx, sys, out, waiting, func(ctx context.Context) error {
		return c.Post(ctx, api.Path(api.PathStop, session, name), req, &p)
	})
	switch {
	case err != nil:
		return err
	case f.json:
		return out.json(p)
	}
	return out.out(fmt.Sprintf("%s: %s", printable(p.Name), stateText(p)))
}
