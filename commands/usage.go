package commands

import "github.com/holdfast-run/holdfast/commands/internal/procfs"

// Usage is what the whole process set of a command uses: its session and process
// group, and what descends from them. A daemon that has left all three is not in
// it.
type Usage = procfs.Usage

// Measure returns what commands use whose processes have these numbers
// (Status.PID), of any Runners, in one look at the system. A process that has
// gone is not in the result; on systems other than Linux none is.
func Measure(pids []int) (map[int]Usage, error) { return procfs.Measure(pids) }
