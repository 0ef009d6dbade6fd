package proc

import "errors"

// ErrClosed is the error of Parent.Start after Close.
var ErrClosed = errors.New("parent is closed")

// A Report is what Parent.Close came to.
type Report struct {
	Killed    []Left // what commands had left behind, and adopted processes
	Unlisted  int    // how many more of these
	Survivors []Left // what is still there
}

// Left is a process that no Process stands for.
type Left struct {
	PID     int
	Program string // as the system calls it, perhaps cut short
	Signal  string // what ended it; "" for a survivor
}
