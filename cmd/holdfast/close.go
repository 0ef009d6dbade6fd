package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/holdfast-run/holdfast/cmd/holdfast/internal/api"
)

func newCloseCommand(sys *system) *cobra.Command {
	var f remoteFlags
	cmd := &cobra.Command{
		Use:   "close SESSION",
		Short: "End a session and every process of it",
		Long: `End a session of a server: cancel its run in flight, kill every process it has
started, daemons too, and say what that was. Its variables are gone then. The exit
status is 1 if something survives.`,
		Args: exactly(1, `"holdfast sessions" shows what there is`, "close needs one session"),
		ValidArgsFunction: completeFirst(func(ctx context.Context) []string {
			return sessionNames(ctx, sys, f.socket)
		}),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runClose(cmd.Context(), sys, f, args[0])
		},
	}
	f.add(cmd)
	return cmd
}

// runClose is holdfast close.
func runClose(ctx context.Context, sys *system, f remoteFlags, session string) error {
	c := newClient(sys, f.socket)
	out := newConsole(sys)
	var report api.CloseReport
	err := showing(ctx, sys, out, "ending "+quote(session), func(ctx context.Context) error {
		return c.Delete(ctx, api.Path(api.PathSession, session), &report)
	})
	if err != nil {
		return err
	}
	if f.json {
		err = out.json(report)
	} else {
		err = out.closeReport(report)
	}
	if err == nil && report.Error != "" {
		return &exitError{status: statusFailed, err: errors.New(report.Error), told: f.json}
	}
	return err
}

// closeReport prints what closing a session killed.
func (c *console) closeReport(r api.CloseReport) error {
	for _, k := range r.Killed {
		if err := c.out("ended " + killedName(k) + fmt.Sprintf(", process %d", k.PID)); err != nil {
			return err
		}
	}
	if more := r.Total - len(r.Killed); more > 0 {
		if err := c.out(fmt.Sprintf("ended %d more that commands left behind", more)); err != nil {
			return err
		}
	}
	took := time.Duration(r.DurationMs * float64(time.Millisecond)).Round(time.Millisecond)
	return c.out(fmt.Sprintf("closed %s in %v, ended %d", quote(r.Session), took, r.Total))
}

func killedName(k api.Killed) string {
	if k.Command == "" {
		return fmt.Sprintf("what a command left behind, %q", printable(k.Program))
	}
	return fmt.Sprintf("%q", printable(cmp.Or(k.Name, k.Command)))
}
