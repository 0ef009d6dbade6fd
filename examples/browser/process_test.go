package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// A process is one that was alive once.
type process struct {
	pid   int
	began string // its start time, which no other process with that number has
	name  string
}

// browserProcesses returns the processes of browsers below pid, of which there
// must be some. The crash handlers, which leave their parents, are below the
// guardian.
func browserProcesses(t *testing.T, pid int) []process {
	t.Helper()
	parents := map[int]int{}
	all := map[int]process{}
	files, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, file := range files {
		p, parent, ok := readStat(file)
		if ok {
			all[p.pid], parents[p.pid] = p, parent
		}
	}
	var found []process
	for _, p := range all {
		for up := p.pid; up > 1; up = parents[up] {
			if up == pid && strings.HasPrefix(p.name, "chrom") {
				found = append(found, p)
				break
			}
		}
	}
	if len(found) < 4 {
		t.Fatalf("a browser has more processes than %v", found)
	}
	return found
}

// readStat reads /proc/*/stat, unless the process is a zombie or gone.
func readStat(file string) (p process, parent int, ok bool) {
	text, err := os.ReadFile(file)
	if err != nil {
		return p, 0, false
	}
	open, end := bytes.IndexByte(text, '('), bytes.LastIndexByte(text, ')')
	fields := strings.Fields(string(text[end+1:]))
	p.pid, _ = strconv.Atoi(strings.TrimSpace(string(text[:open])))
	p.name, p.began = string(text[open+1:end]), fields[19]
	parent, _ = strconv.Atoi(fields[1])
	return p, parent, fields[0] != "Z"
}

// goneSoon fails the test if one of the processes is alive in two seconds.
func goneSoon(t *testing.T, processes []process) {
	t.Helper()
	began := time.Now()
	for {
		var left []process
		for _, p := range processes {
			now, _, ok := readStat("/proc/" + strconv.Itoa(p.pid) + "/stat")
			if ok && now.began == p.began {
				left = append(left, p)
			}
		}
		took := time.Since(began)
		if len(left) == 0 {
			t.Logf("%d processes gone in %v", len(processes), took.Round(time.Millisecond))
			return
		}
		if took > 2*time.Second {
			t.Fatalf("alive after %v: %v", took, left)
		}
		time.Sleep(10 * time.Millisecond) // between two looks
	}
}
