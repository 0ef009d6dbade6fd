package commands_test

import (
	"fmt"
	"net"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/holdfast-run/holdfast/commands"
)

// Nothing of a probe is left after Close, though a connection may take minutes.
func TestProbeEndsWithClose(t *testing.T) {
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err == nil {
		defer syscall.Close(fd)
		err = syscall.Bind(fd, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}})
	}
	if err == nil {
		err = syscall.Listen(fd, 0)
	}
	if err != nil {
		t.Fatal(err)
	}
	name, _ := syscall.Getsockname(fd)
	address := fmt.Sprintf("127.0.0.1:%d", name.(*syscall.SockaddrInet4).Port)
	for range 2 { // and the queue is full
		if conn, err := net.DialTimeout("tcp", address, 200*time.Millisecond); err == nil {
			defer conn.Close()
		}
	}
	before := runtime.NumGoroutine()
	r := newRunner(t, persistent("dev", hang.argv(),
		"ready: { http: 'http://"+address+"/', timeoutMs: 100 }, stop: { graceMs: 0 }"))
	if _, err := r.Start(t.Context(), "dev", nil, commands.StartOptions{}); err == nil {
		t.Error("it is ready")
	}
	_, _ = r.Close(t.Context())
	eventually(t, "all goroutines have ended", func() bool { return runtime.NumGoroutine() <= before })
}
