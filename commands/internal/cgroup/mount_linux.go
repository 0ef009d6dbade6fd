package cgroup

// Where in the file system the own control group is.

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"path"
	"strings"
)

// ownDir returns the folder of this process's cgroup2 group.
func ownDir() (string, error) {
	groups, err := os.ReadFile("/proc/self/cgroup")
	if err != nil {
		return "", err
	}
	group, err := unifiedGroup(groups)
	if err != nil {
		return "", fmt.Errorf("/proc/self/cgroup: %w", err)
	}
	mounts, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		return "", err
	}
	dir, err := mountedAt(mounts, group)
	if err != nil {
		return "", fmt.Errorf("/proc/self/mountinfo: %w", err)
	}
	return dir, nil
}

// unifiedGroup returns the path of the group in the hierarchy of cgroup2, whose
// line begins with "0::". Machines that mount both versions have others too.
func unifiedGroup(groups []byte) (string, error) {
	for line := range bytes.Lines(groups) {
		if group, ok := bytes.CutPrefix(bytes.TrimSuffix(line, []byte("\n")), []byte("0::")); ok {
			return string(group), nil
		}
	}
	return "", errors.New("no line begins with 0::, so this system has version 1 only")
}

// mountedAt returns the folder in which a group can be seen: below a mount of
// cgroup2 whose root is the group or above it. In a container the root of the
// mount need not be the root of the hierarchy.
func mountedAt(mounts []byte, group string) (string, error) {
	if path.Clean(group) != group || strings.HasPrefix(group, "/..") {
		return "", fmt.Errorf("group %q is outside the part that can be seen here", group)
	}
	for lines := bufio.NewScanner(bytes.NewReader(mounts)); lines.Scan(); {
		root, point, ok := cgroup2Mount(lines.Text())
		if !ok {
			continue
		}
		below, ok := strings.CutPrefix(group, root)
		if ok && (root == "/" || below == "" || below[0] == '/') {
			return path.Join(point, below), nil
		}
	}
	return "", fmt.Errorf("no mount of cgroup2 shows group %q", group)
}

// cgroup2Mount parses a line of mountinfo:
//
//	41 31 0:38 /root /mount/point rw,relatime shared:1 - cgroup2 cgroup2 rw
//
// The number of fields before the hyphen varies.
func cgroup2Mount(line string) (root, point string, ok bool) {
	before, after, _ := strings.Cut(line, " - ")
	fields := strings.Fields(before)
	if len(fields) < 5 || !strings.HasPrefix(after, "cgroup2 ") {
		return "", "", false
	}
	unescape := strings.NewReplacer(`\040`, " ", `\011`, "\t", `\012`, "\n", `\134`, `\`)
	return unescape.Replace(fields[3]), unescape.Replace(fields[4]), true
}
