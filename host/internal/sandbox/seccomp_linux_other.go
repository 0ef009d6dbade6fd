//go:build linux && !amd64 && !arm64

package sandbox

// Without an architecture's name and byte order there is no filter.
const architecture = 0

var architectureCalls = [...]uint32{}
