package socket_test

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/holdfast-run/holdfast/cmd/holdfast/internal/socket"
)

func TestMain(m *testing.M) {
	if len(os.Args) > 2 && os.Args[1] == "-program" {
		programs[os.Args[2]](os.Args[3])
		return
	}
	os.Exit(m.Run())
}

// programs are what this binary can be run as, with a path.
var programs = map[string]func(path string){
	"listen": func(path string) {
		l, err := socket.Listen(path)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println("listening")
		_, _ = os.Stdin.Read(make([]byte, 1)) // to its end
		_ = l.Close()
	},
	"dial": func(path string) {
		conn, err := net.Dial("unix", path)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(socket.CheckPeer(conn))
	},
}

// run starts a program; it ends when the test does. It returns its first line.
func run(t *testing.T, adjust func(*exec.Cmd), name, path string) (*exec.Cmd, string) {
	t.Helper()
	cmd := exec.Command("/proc/self/exe", "-program", name, path)
	if adjust != nil {
		adjust(cmd)
	}
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = stdin.Close()
		_ = cmd.Wait()
	})
	line, _ := bufio.NewReader(stdout).ReadString('\n')
	return cmd, strings.TrimSpace(line)
}

// TestOneServer holds that of several processes which want the socket at once
// exactly one gets it, whose number the others learn.
func TestOneServer(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "s")
	const racers = 8
	pids, lines := make([]int, racers), make([]string, racers)
	var race sync.WaitGroup
	for i := range racers {
		race.Go(func() {
			cmd, line := run(t, nil, "listen", path)
			pids[i], lines[i] = cmd.Process.Pid, line
		})
	}
	race.Wait()
	winner := 0
	for i, line := range lines {
		if line == "listening" {
			if winner != 0 {
				t.Error("two servers listen")
			}
			winner = pids[i]
		}
	}
	want := fmt.Sprintf("another server, process %d, holds %s", winner, path)
	for _, line := range lines {
		if line != "listening" && line != want {
			t.Errorf("a server says %q, want %q", line, want)
		}
	}
}

// TestStaleSocket holds that what a killed server leaves is replaced.
func TestStaleSocket(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "s")
	cmd, line := run(t, nil, "listen", path)
	if line != "listening" {
		t.Fatal(line)
	}
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	if _, err := os.Lstat(path); err != nil {
		t.Fatalf("the socket is gone with its server: %v", err)
	}
	l, err := socket.Listen(path)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Lstat(path)
	if err != nil || info.Mode() != os.ModeSocket|0o600 {
		t.Errorf("socket %v, %v, want mode 600", info, err)
	}
	if err := l.Close(); err != nil {
		t.Error(err)
	}
	if _, err := os.Lstat(path); err == nil {
		t.Error("the socket is left after Close")
	}
	again, err := socket.Listen(path)
	if err != nil {
		t.Fatal(err)
	}
	_ = again.Close()
}

func TestListenRefuses(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		file:                              "is not a socket",
		"/tmp/" + strings.Repeat("x", 99): "a socket's path may have 99 bytes",
		"/nowhere/s":                      "no such file",
	} {
		l, err := socket.Listen(path)
		if err == nil {
			_ = l.Close()
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Listen(%q): %v, want %q", path, err, want)
		}
	}
	if text, _ := os.ReadFile(file); string(text) != "mine" {
		t.Errorf("the file has %q", text)
	}
}

func TestFolder(t *testing.T) {
	t.Parallel()
	base := t.TempDir()
	path := socket.DefaultPath(base, "")
	if err := socket.MakeFolder(path); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(filepath.Dir(path))
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("folder %v, %v", info, err)
	}
	if err := os.Chmod(filepath.Dir(path), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := socket.MakeFolder(path); err == nil {
		t.Error("a folder that others may enter is fine")
	}
	link := socket.DefaultPath("", base)
	if err := os.Symlink(t.TempDir(), filepath.Dir(link)); err != nil {
		t.Fatal(err)
	}
	if err := socket.MakeFolder(link); err == nil {
		t.Error("a link to a folder is fine")
	}
}

// TestPeer holds that another user is found out on both ends.
func TestPeer(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Log("only root can be another user; checking the same one")
	}
	dir, err := os.MkdirTemp("", "peer") // all may enter it, unlike t.TempDir
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	path := filepath.Join(dir, "s")
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if err := errors.Join(os.Chmod(dir, 0o755), os.Chmod(path, 0o666)); err != nil {
		t.Fatal(err)
	}
	if got := peer(t, l, path, nil); got != nil {
		t.Errorf("the same user is refused: %v", got)
	}
	if os.Geteuid() != 0 {
		return
	}
	nobody := &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	if got := peer(t, l, path, nobody); got == nil || !strings.Contains(got.Error(), "user 65534") {
		t.Errorf("another user: %v", got)
	}
}

// peer runs a process that connects, and returns what CheckPeer says of it here.
// There, root is welcome.
func peer(t *testing.T, l net.Listener, path string, attr *syscall.SysProcAttr) error {
	t.Helper()
	_, line := run(t, func(cmd *exec.Cmd) { cmd.SysProcAttr = attr }, "dial", path)
	if line != "<nil>" {
		t.Fatalf("the other end says %q", line)
	}
	conn, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	return socket.CheckPeer(conn)
}
