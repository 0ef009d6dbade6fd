//go:build !linux

package launch

// Early does nothing: on other systems than Linux workers are started by os/exec.
func Early() {}
