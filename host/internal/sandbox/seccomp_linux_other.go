//go:build linux && !amd64 && !arm64

package sandbox

// installFilter does nothing: the numbers of calls are another architecture's.
func installFilter(*Confinement) error { return nil }
