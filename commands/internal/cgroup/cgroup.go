// Package cgroup answers: can this process put a session's commands into a
// control group of their own, and how is such a group emptied?
//
// A group catches what no environment marker does: a process that cleared its
// environment, or forks and exits faster than a scan of /proc. It needs a
// kernel of 5.14, a writable cgroup2 mount and this process inside the part of
// it that is delegated to its user; Create finds out. The embedder's own process
// is never moved.
//
// Linux only: elsewhere Find says so, and nothing else is there.
package cgroup
