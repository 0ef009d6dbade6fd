package ledger

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/holdfast-run/holdfast/commands/internal/procfs"
	"github.com/holdfast-run/holdfast/commands/internal/proctest"
)

// What a host leaves that is killed is ended by the next one, by each net what
// only that one catches.
func TestSweepAfterKill(t *testing.T) {
	t.Parallel()
	dir := stateDir(t)
	p := proctest.Start(t, proctest.Command("host", dir))
	var pids []int
	for field := range strings.FieldsSeq(p.Line()) {
		pid, err := strconv.Atoi(field)
		if err != nil {
			t.Fatal(err)
		}
		pids = append(pids, pid)
	}
	unknown := pids[3]
	defer func() { _ = syscall.Kill(unknown, syscall.SIGKILL) }()

	if _, report := mustOpen(t, dir); len(report.Killed)+len(report.Skipped) > 0 {
		t.Errorf("of a live host: %+v", report)
	}
	grouped, err := procfs.Identify(pids[2])
	if err != nil {
		t.Fatal(err)
	}
	p.Kill()
	_, report := mustOpen(t, dir)
	killed := map[int]string{}
	for _, kill := range report.Killed {
		killed[kill.PID] = kill.By
		if kill.Alive() || kill.Program != selfName {
			t.Errorf("%+v: alive %v, want a dead %s", kill, kill.Alive(), selfName)
		}
	}
	// Any host ends what is in the groups of dead ones, and may have been quicker.
	delete(killed, grouped.PID)
	if len(killed) != 2 || killed[pids[0]] != byLedger || killed[pids[1]] != byMarker ||
		grouped.Alive() {
		t.Errorf("killed %v of %v; skipped %v", killed, pids, report.Skipped)
	}
	if syscall.Kill(unknown, 0) != nil {
		t.Error("a process that nothing tells of is dead")
	}
	if names, _ := os.ReadDir(dir); len(names) != 2 {
		t.Errorf("%d files, want the two of this process", len(names))
	}
}

// A file must not have anything killed that is not exactly what it names.
func TestSweepSpares(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		header func(*header)
		start  uint64 // added to the process's
		reason string
		stays  bool
	}{
		{"recycled number", nil, 1, "another process", false},
		{"another boot", func(h *header) { h.Boot = "x" }, 0, "another boot", false},
		{"another namespace", func(h *header) { h.PIDNamespace++ }, 0, "pid namespace", true},
		{"later version", func(h *header) { h.Version++ }, 0, "later version", true},
		{"no version", func(h *header) { h.Version = 0 }, 0, "does not begin", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			id := victim(t)
			recorded := id
			recorded.Start += test.start
			dir := stateDir(t)
			file := plant(t, dir, headerOf(t, test.header)+processLine(t, recorded))
			_, report := mustOpen(t, dir)
			if !id.Alive() || len(report.Killed) > 0 {
				t.Errorf("killed: %+v", report)
			}
			if got := reasons(report); !strings.Contains(got, test.reason) {
				t.Errorf("skipped %q, want %q in it", got, test.reason)
			}
			if exists(file) != test.stays {
				t.Errorf("file is there: %v, want %v", !test.stays, test.stays)
			}
		})
	}
}

// Nor may damaged lines do harm, or keep the whole ones from being read.
func TestSweepDamaged(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, before, after string }{
		{"whole", "", ""},
		{"torn end", "", `{"session":"00112233445566778899aabbccddeeff","proc`},
		{"garbage", "\x00\xff{]\n\n[]\nnull\n7\n", ""},
		{"unknown record", `{"session":"00112233445566778899aabbccddeeff","socket":{"a":[1]}}` + "\n", ""},
		{"no marker", `{"process":{"pid":1,"start":1}}` + "\n", ""},
		{"bad marker", `{"session":"xyz","process":{"pid":1,"start":1}}` + "\n", ""},
		{"long line", strings.Repeat("x", 3*maxLineBytes) + "\n", ""},
		{"numbers out of range", `{"session":"00112233445566778899aabbccddeeff","process":{"pid":1e99}}` + "\n", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			id := victim(t)
			dir := stateDir(t)
			file := plant(t, dir, headerOf(t, nil)+test.before+processLine(t, id)+test.after)
			_, report := mustOpen(t, dir)
			if len(report.Killed) != 1 || report.Killed[0] != (Kill{id, selfName, byLedger}) ||
				len(report.Skipped) > 0 {
				t.Errorf("got %+v, want %v killed", report, id)
			}
			if exists(file) {
				t.Error("the file is still there")
			}
		})
	}
}

// Numbers that mean more than one process to kill(2), init and this process are
// never killed.
func TestSweepForbiddenNumbers(t *testing.T) {
	t.Parallel()
	self, err := procfs.Self()
	if err != nil {
		t.Fatal(err)
	}
	bystander := victim(t)
	var text strings.Builder
	text.WriteString(headerOf(t, nil) + processLine(t, self))
	for _, pid := range []int{-bystander.PID, -1, 0, 1} {
		id, _ := procfs.Identify(pid)
		text.WriteString(processLine(t, procfs.Identity{PID: pid, Start: id.Start}))
	}
	dir := stateDir(t)
	plant(t, dir, text.String())
	_, report := mustOpen(t, dir)
	if len(report.Killed) > 0 || len(report.Skipped) != 5 || !bystander.Alive() {
		t.Errorf("got %+v, want five skipped", report)
	}
}

// An endless file is read up to a limit.
func TestSweepHuge(t *testing.T) {
	t.Parallel()
	near, far := victim(t), victim(t)
	dir := stateDir(t)
	file := plant(t, dir, headerOf(t, nil)+processLine(t, near))
	f, err := os.OpenFile(file, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	if _, err := f.WriteAt([]byte("\n"+processLine(t, far)), 1<<33); err != nil { // sparse
		t.Fatal(err)
	}
	_, report := mustOpen(t, dir)
	if len(report.Killed) != 1 || report.Killed[0].Identity != near || !far.Alive() {
		t.Errorf("got %+v, want %v killed only", report, near)
	}
}

// What something else has put into the folder under such a name is not read,
// not written to and not removed.
func TestSweepStrangers(t *testing.T) {
	t.Parallel()
	id := victim(t)
	dir := stateDir(t)
	text := headerOf(t, nil) + processLine(t, id)
	target := plant(t, t.TempDir(), text)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	name := func(s string) string { return filepath.Join(dir, filePrefix+s+fileSuffix) }
	for _, err := range []error{
		os.Symlink(target, name("symlink")),
		os.Link(target, name("hardlink")),
		os.Mkdir(name("folder"), 0o700),
		syscall.Mkfifo(name("pipe"), 0o600),
		os.WriteFile(filepath.Join(dir, "other.ledger"), []byte(text), 0o600),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	_, report := mustOpen(t, dir)
	if len(report.Killed) > 0 || !id.Alive() || len(report.Skipped) != 4 {
		t.Errorf("got %+v, want four files skipped", report)
	}
	for _, s := range []string{"symlink", "hardlink", "folder", "pipe"} {
		if !exists(name(s)) {
			t.Errorf("the %s is gone", s)
		}
	}
	if got, err := os.ReadFile(target); err != nil || string(got) != text {
		t.Errorf("the target was changed: %q, %v", got, err)
	}
}

// A file that only others can sweep goes when they do not come for a week.
func TestSweepOldStranger(t *testing.T) {
	t.Parallel()
	dir := stateDir(t)
	file := plant(t, dir, headerOf(t, func(h *header) { h.PIDNamespace++ }))
	then := time.Now().Add(-2 * strangerTime)
	if err := os.Chtimes(file, then, then); err != nil {
		t.Fatal(err)
	}
	if mustOpen(t, dir); exists(file) {
		t.Error("the file is still there")
	}
}

// Hosts that open and close a folder at once do not fight, and kill what a dead
// one has left once.
func TestOpenAtOnce(t *testing.T) {
	t.Parallel()
	id := victim(t)
	dir := stateDir(t)
	plant(t, dir, headerOf(t, nil)+processLine(t, id))
	live, _ := mustOpen(t, dir)
	var openers []*proctest.Process
	for range 4 {
		openers = append(openers, proctest.Start(t, proctest.Command("opener", dir, "100")))
	}
	total := 0
	for _, p := range openers {
		n, err := strconv.Atoi(p.Line())
		if err != nil {
			t.Fatal(err)
		}
		total += n
	}
	if id.Alive() {
		t.Error("nobody has killed the process")
	}
	if total > 0 {
		t.Errorf("%d killed or skipped after the first host had swept", total)
	}
	if !exists(live.dir.file(live.name)) {
		t.Error("the file of a live host is gone")
	}
}
