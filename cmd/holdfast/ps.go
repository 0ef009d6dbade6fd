package main

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/holdfast-run/holdfast/cmd/holdfast/internal/api"
	"github.com/holdfast-run/holdfast/cmd/holdfast/internal/client"
)

type psFlags struct {
	remoteFlags
	watch bool
}

func newPsCommand(sys *system) *cobra.Command {
	var f psFlags
	cmd := &cobra.Command{
		Use:   "ps",
		Short: "Show the persistent processes of a server's sessions",
		Long: `Show the persistent commands of a server's sessions. CPU and MEMORY are those of
each with all its descendants: the share of one processor since it started (with
--watch, since the line before) and resident memory.

--watch shows it again every second, in place; with --json a document per line.`,
		Args:              atMost(0, "ps takes no arguments"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			c := newClient(sys, f.socket)
			if f.watch {
				return watchPs(cmd.Context(), sys, c, f)
			}
			return runPs(cmd.Context(), sys, c, f)
		},
	}
	f.add(cmd)
	cmd.Flags().StringVar(&f.session, "session", "", "only those of this `session`")
	completeSessionFlag(sys, cmd, &f.socket)
	cmd.Flags().BoolVarP(&f.watch, "watch", "w", false, "show it again every second, until Ctrl-C")
	return cmd
}

// runPs is holdfast ps.
func runPs(ctx context.Context, sys *system, c *client.Client, f psFlags) error {
	all, err := askProcesses(ctx, c, f.session)
	if err != nil {
		return err
	}
	out := newConsole(sys)
	if f.json {
		return out.json(all)
	}
	width, _ := sys.columns(sys.stdout)
	return out.out(processTable(all.Processes, nil, width))
}

// askProcesses asks for the processes of a session, or of all if that is "".
func askProcesses(ctx context.Context, c *client.Client, session string) (api.Processes, error) {
	path := api.PathAll
	if session != "" {
		path = api.Path(api.PathProcesses, session)
	}
	var all api.Processes
	err := c.Get(ctx, path, &all)
	return all, remoteError(err)
}

// processTable is what ps prints. shares are of one processor, by pid; what is
// not in it is computed since the start.
func processTable(all []api.Process, shares map[int]float64, width int) string {
	rows := [][]string{{"NAME", "SESSION", "PID", "STATE", "READY", "UPTIME", "RESTARTS", "CPU", "MEMORY"}}
	for _, p := range all {
		pid, cpu, memory := "-", "-", "-"
		if p.Running {
			pid = strconv.Itoa(p.PID)
		}
		if p.Usage != nil {
			share, ok := shares[p.PID]
			if !ok && p.UptimeMs > 0 {
				share = float64(p.Usage.CPUMs) / float64(p.UptimeMs)
			}
			cpu, memory = fmt.Sprintf("%.1f%%", 100*share), byteText(p.Usage.MemoryBytes)
		}
		rows = append(rows, []string{
			printable(p.Name), printable(p.Session), pid, stateText(p), yesNo(p.Ready),
			shortTime(time.Duration(p.UptimeMs) * time.Millisecond), strconv.Itoa(p.Restarts), cpu, memory,
		})
	}
	const name, session, _, state, ready, uptime, restarts, cpu, memory = 0, 1, 2, 3, 4, 5, 6, 7, 8
	return fitted(rows, width, []int{name, session, state},
		restarts, ready, memory, cpu, uptime, session)
}

// stateText says in what state a process is, and how it ended if it has.
func stateText(p api.Process) string {
	switch {
	case p.Running || p.ExitCode == nil:
		return p.State
	case p.Signal != "":
		return p.State + " (" + p.Signal + ")"
	}
	return fmt.Sprintf("%s (%d)", p.State, *p.ExitCode)
}

// byteText is a size with one digit after the point: "12.3MiB".
func byteText(bytes int) string {
	const unit = 1024
	size := float64(bytes) / unit
	for _, name := range []string{"KiB", "MiB", "GiB"} {
		if size < unit {
			return fmt.Sprintf("%.1f%s", size, name)
		}
		size /= unit
	}
	return fmt.Sprintf("%.1fTiB", size)
}
