package proc

// Knowing when nothing is left of a process group.

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// awaitEmpty waits until no process of the group lives, and reports whether
// that came true in time.
//
// It is for after the group was killed and its leader reaped, when what is left
// is about to go: the system offers no way to wait for that but to look. Zombies
// count as gone, for whoever is to reap them may never do so.
func awaitEmpty(group int, deadline time.Time) bool {
	const shortest, longest = 100 * time.Microsecond, 200 * time.Millisecond
	for pause := shortest; ; pause = min(2*pause, longest) {
		if unix.Kill(-group, 0) == unix.ESRCH || !anyLives(group) {
			return true
		}
		if time.Now().After(deadline) {
			return false
		}
		time.Sleep(pause)
	}
}

// anyLives reports whether a process of the group is more than a zombie.
func anyLives(group int) bool {
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil || len(stats) == 0 {
		return true // without /proc only kill(2) tells
	}
	for _, file := range stats {
		stat, err := os.ReadFile(file)
		if err == nil && lives(string(stat), group) {
			return true
		}
	}
	return false
}

// The fields of /proc/PID/stat behind the name of the program, which ends with
// the last ")".
const (
	statState   = 0
	statGroup   = 2
	statThreads = 17
)

// lives reports whether stat is that of a process of the group that is more
// than a zombie. A process whose main thread has exited looks like one, but has
// other threads.
func lives(stat string, group int) bool {
	fields := strings.Fields(stat[strings.LastIndexByte(stat, ')')+1:])
	if len(fields) <= statThreads || fields[statGroup] != strconv.Itoa(group) {
		return false
	}
	switch fields[statState] {
	case "Z":
		return fields[statThreads] != "0" && fields[statThreads] != "1"
	case "X":
		return false
	}
	return true
}
