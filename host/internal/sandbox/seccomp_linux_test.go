//go:build amd64 || arm64

package sandbox

import (
	"testing"

	"golang.org/x/sys/unix"
)

// Numbers of calls mean something else on another architecture.
func TestFilterIsForOneArchitecture(t *testing.T) {
	t.Parallel()
	p := filter(1)
	if p[0].K != dataArchitecture || p[1].K != architecture ||
		p[2].K != unix.SECCOMP_RET_KILL_PROCESS || len(p) > 4096 {
		t.Errorf("%+v", p[:3])
	}
	if last := p[len(p)-1]; last != refuse(unix.EPERM) {
		t.Errorf("ends with %+v", last)
	}
}
