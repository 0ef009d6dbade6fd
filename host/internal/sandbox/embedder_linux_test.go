package sandbox

// What the program around a worker is, and stays; and how it ends.

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// A program is an embedder that runs.
type program struct {
	*exec.Cmd
	lines *bufio.Reader
}

// embed starts a program of this test binary in a process and a process group
// of its own.
func embed(t *testing.T, name string, argument string) program {
	t.Helper()
	cmd := exec.Command(os.Args[0], argument, name)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	return program{cmd, bufio.NewReader(out)}
}

// line returns the next line it prints.
func (p program) line(t *testing.T) string {
	t.Helper()
	line, err := p.lines.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(line)
}

func mustStart() *Process {
	p, err := Start()
	if err != nil {
		panic(err)
	}
	return p
}

// exchange asks a worker for one thing.
func exchange(p *Process, line string) string {
	fmt.Fprintln(p.Socket(), line)
	answer, err := bufio.NewReader(p.Socket()).ReadString('\n')
	if err != nil {
		return err.Error()
	}
	return strings.TrimSpace(answer)
}

// busy has a worker that spins, and spins itself.
var busy = embedder("busy", func() {
	p := mustStart()
	exchange(p, "confine")
	fmt.Fprintln(p.Socket(), "spin")
	fmt.Println(p.PID())
	<-p.Ended()
	fmt.Println("the worker has ended:", p.Death())
})

// stopping has a worker that somebody stopped.
var stopping = embedder("stopping", func() {
	p := mustStart()
	exchange(p, "confine")
	err := unix.Kill(p.PID(), unix.SIGSTOP)
	if err == nil {
		err = unix.Waitid(unix.P_PID, p.PID(), nil, unix.WSTOPPED|unix.WNOWAIT, nil)
	}
	if err != nil {
		panic(err)
	}
	fmt.Println(p.PID())
	<-p.Ended()
	fmt.Println("the worker has ended:", p.Death())
})

func TestHostIsKilled(t *testing.T) {
	t.Parallel()
	for _, program := range []string{busy, stopping} {
		t.Run(program, func(t *testing.T) {
			t.Parallel()
			host := embed(t, program, "-embedder")
			worker := handleOf(t, host.line(t))
			if err := host.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			// It takes a few milliseconds, but a machine may be busy. A worker that is
			// not told spins for ever, or stands still.
			if !ends(worker, 10*time.Second) {
				t.Fatal("the worker lives on")
			}
		})
	}
}

// patient goes on when it is interrupted, and so must its worker.
var patient = embedder("patient", func() {
	interrupts := make(chan os.Signal, 1)
	signal.Notify(interrupts, syscall.SIGINT)
	p := mustStart()
	defer p.Close()
	fmt.Println(exchange(p, "echo before"))
	<-interrupts
	fmt.Println(exchange(p, "group"), exchange(p, "echo after"))
})

var _ = deed("group", func(string) string { return fmt.Sprint(unix.Getpgrp() == os.Getpid()) })

// What is typed at a terminal goes to the process group in the foreground.
func TestTerminalSignals(t *testing.T) {
	t.Parallel()
	host := embed(t, patient, "-embedder")
	if got := host.line(t); got != "before" {
		t.Fatal(got)
	}
	if err := unix.Kill(-host.Process.Pid, unix.SIGINT); err != nil {
		t.Fatal(err)
	}
	if got := host.line(t); got != "true after" {
		t.Error(got)
	}
}

// handleOf returns the pidfd of a process.
func handleOf(t *testing.T, number string) int {
	t.Helper()
	pid, err := strconv.Atoi(number)
	if err != nil {
		t.Fatal(err)
	}
	fd, err := unix.PidfdOpen(pid, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = unix.PidfdSendSignal(fd, unix.SIGKILL, nil, 0)
		_ = unix.Close(fd)
	})
	return fd
}

// ends waits for the end of a process.
func ends(pidfd int, within time.Duration) bool {
	fds := []unix.PollFd{{Fd: int32(pidfd), Events: unix.POLLIN}}
	for until := time.Now().Add(within); ; {
		n, err := unix.Poll(fds, int(time.Until(until).Milliseconds()))
		if err != unix.EINTR {
			return n == 1
		}
	}
}

// ignorant ignores SIGCHLD, so that the system reaps its children.
var ignorant = embedder("ignorant", func() {
	signal.Ignore(syscall.SIGCHLD)
	fmt.Println(lives())
})

// greedy waits for any child, all the time.
var greedy = embedder("greedy", func() {
	go func() {
		for {
			if _, err := unix.Wait4(-1, nil, 0, nil); err != nil {
				time.Sleep(time.Millisecond) // there are none
			}
		}
	}()
	fmt.Println(lives())
})

// plain does nothing about its children.
var plain = embedder("plain", func() { fmt.Println(lives()) })

// lives tells of two workers, of which one is killed and one ends.
func lives() string {
	killed, ended := mustStart(), mustStart()
	story := exchange(killed, "echo hello") + " " + exchange(ended, "print bye")
	killed.Close()
	fmt.Fprintln(ended.Socket(), "exit")
	<-ended.Ended()
	defer ended.Close()
	return fmt.Sprintf("%s %+v %+v", story, killed.Death(), ended.Death())
}

func TestEmbedderReapsEverything(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, killed, ended string }{
		{plain, "{Known:true Code:-1 Signal:SIGKILL ", "{Known:true Code:7 "},
		{ignorant, "{Known:false Code:-1 Signal: ", "{Known:false Code:-1 "},
		{greedy, "", ""}, // who is first is a matter of luck
	} {
		got := embed(t, test.name, "-embedder").line(t)
		if !strings.HasPrefix(got, "hello bye "+test.killed) || !strings.Contains(got, test.ended) ||
			!strings.HasSuffix(got, "LastWords:bye}") {
			t.Errorf("%s: %s", test.name, got)
		}
	}
}

// heavy has a great deal of memory, which is not its worker's, though the
// system books it to whatever is forked.
var heavy = embedder("heavy", func() {
	kept = make([]byte, 256<<20)
	deeds["touch"]("")
	p := mustStart()
	exchange(p, "confine")
	p.Close()
	fmt.Println(p.Death().MaxMemory < 128<<20)
})

func TestMaxMemoryOfHeavyHost(t *testing.T) {
	t.Parallel()
	if got := embed(t, heavy, "-embedder").line(t); got != "true" {
		t.Error("a worker is said to have had its host's memory")
	}
}

// unready is a program whose main does not begin with Child.
var unready = embedder("unready", func() {
	p, err := Start()
	fmt.Println(p, err == ErrNoChild, Ready() == ErrNoChild)
})

func TestWithoutChild(t *testing.T) {
	t.Parallel()
	if got := embed(t, unready, "-without-child").line(t); got != "<nil> true true" {
		t.Errorf("got %s", got)
	}
	if err := Ready(); err != nil {
		t.Errorf("Ready: %v", err)
	}
	if _, ok := role(); ok {
		t.Error("a test is a worker")
	}
}
