package guardian

// What /proc says about processes. It may leave out children while others exit,
// so what follows from it is looked at again.

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// ownChildren returns the children of this process. That there are none the system
// says itself, and sooner than a file for each thread does.
func ownChildren() []int {
	if _, err := anyExit(unix.WNOHANG); err != nil { // ECHILD
		return nil
	}
	return childrenOf(unix.Getpid())
}

// childrenOf returns the children of all threads of a process.
func childrenOf(pid int) (pids []int) {
	tasks := "/proc/" + strconv.Itoa(pid) + "/task/"
	threads, err := readNames(tasks)
	if err != nil {
		return nil
	}
	for _, thread := range threads {
		list, err := os.ReadFile(tasks + thread + "/children")
		if os.IsNotExist(err) && !listsChildren() {
			return searchChildren(pid)
		}
		for field := range strings.FieldsSeq(string(list)) {
			if child, err := strconv.Atoi(field); err == nil {
				pids = append(pids, child)
			}
		}
	}
	return pids
}

// listsChildren reports whether this kernel was built to list children.
func listsChildren() bool {
	_, err := os.Stat("/proc/thread-self/children")
	return err == nil
}

// searchChildren finds the children of a process among all there are.
func searchChildren(parent int) (pids []int) {
	dirs, _ := filepath.Glob("/proc/[0-9]*")
	for _, dir := range dirs {
		pid, err := strconv.Atoi(filepath.Base(dir))
		if err == nil && stat(pid).parent == parent {
			pids = append(pids, pid)
		}
	}
	return pids
}

func readNames(dir string) ([]string, error) {
	d, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	defer d.Close()
	return d.Readdirnames(-1)
}

// A status is what /proc/PID/stat says. The zero value is that of a process
// that is gone.
type status struct {
	name   string
	parent int
	dead   bool // a zombie, and no thread of it lives on
	dying  bool // dead, or about to be without our doing
}

const (
	exiting = 0x4          // PF_EXITING
	sigkill = 1 << (9 - 1) // in a set of signals
)

func stat(pid int) status {
	b, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return status{dead: true, dying: true}
	}
	// The name is in parentheses and may hold anything, those too.
	open, end := bytes.IndexByte(b, '('), bytes.LastIndexByte(b, ')')
	if open < 0 || end < open {
		return status{dead: true, dying: true}
	}
	fields := strings.Fields(string(b[end+1:])) // from the third of proc_pid_stat(5) on
	if len(fields) < 29 {
		return status{dead: true, dying: true}
	}
	parent, _ := strconv.Atoi(fields[1])
	flags, _ := strconv.Atoi(fields[6])
	pending, _ := strconv.Atoi(fields[28])
	alone := fields[17] == "1" // no other thread is left
	return status{
		name:   string(b[open+1 : end]),
		parent: parent,
		dead:   alone && (fields[0] == "Z" || fields[0] == "X"),
		dying:  alone && flags&exiting != 0 || pending&sigkill != 0,
	}
}
