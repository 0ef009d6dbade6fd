package guardian

import (
	"syscall"
	"testing"
)

// A spare that was killed is not handed out, and is replaced.
func TestSpareKilled(t *testing.T) {
	t.Parallel()
	var s Spare
	ignore := func(*Guardian) {}
	if g := s.Take(ignore); g != nil {
		t.Error("the first to ask gets one")
	}
	s.starting.Wait()
	if s.ready != nil {
		t.Error("one is ready after the first has asked")
	}
	s.Take(ignore)
	s.starting.Wait()
	if err := syscall.Kill(s.ready.PID(), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	<-s.ready.Ended()
	if g := s.Take(ignore); g != nil {
		t.Error("a killed one was handed out")
	}
	s.starting.Wait()
	g := s.Take(ignore)
	if g == nil {
		t.Fatal("a killed one was not replaced")
	}
	defer g.Close(t.Context())
	s.Close()
	if s.Take(ignore) != nil || s.ready != nil {
		t.Error("there is one after Close")
	}
}

// Close does not wait for a spare that does not answer.
func TestSpareStopped(t *testing.T) {
	t.Parallel()
	s := Spare{asked: 1}
	s.Take(func(*Guardian) {})
	s.starting.Wait()
	g := s.ready
	if err := syscall.Kill(g.PID(), syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	s.Close()
	<-g.Ended()
}
