package repl

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func TestHistoryOutlivesREPL(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "state", "history")
	h := openHistory(path)
	for _, entry := range []string{"one", "one", "two\nlines", "three"} {
		if _, err := h.Write(entry); err != nil {
			t.Fatal(err)
		}
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("got %v, %v, want mode 600", info, err)
	}
	h = openHistory(path)
	if got := strings.Join(h.entries, "|"); got != "one|two\nlines|three" {
		t.Errorf("got %q", got)
	}
	if entry, err := h.GetLine(1); entry != "two\nlines" || err != nil {
		t.Errorf("got %q, %v", entry, err)
	}
	if _, err := h.GetLine(3); err == nil {
		t.Error("there is no fourth entry")
	}
}

func TestHistoryIsBounded(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "history")
	h := openHistory(path)
	for i := range 2*maxHistory + 1 {
		_, _ = h.Write(fmt.Sprint(i))
	}
	_, _ = h.Write(strings.Repeat("x", maxHistoryEntry+1))
	h = openHistory(path)
	if n, last := h.Len(), h.entries[h.Len()-1]; n != maxHistory || last != fmt.Sprint(2*maxHistory) {
		t.Errorf("got %d entries, the last %.20q", n, last)
	}
	text, err := os.ReadFile(path)
	if n := strings.Count(string(text), "\n"); n != maxHistory || err != nil {
		t.Errorf("the file has %d lines, %v", n, err)
	}
}

// TestHistoryIsShared holds that REPLs at the same time keep each other's entries,
// and that a line that is damaged costs only itself.
func TestHistoryIsShared(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "history")
	if err := os.WriteFile(path, []byte("{\"entry\":\"first\"}\ndamaged\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var writers sync.WaitGroup
	for i := range 4 {
		writers.Go(func() {
			h := openHistory(path)
			for j := range 50 {
				if _, err := h.Write(fmt.Sprintf("%d\n%d", i, j)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	writers.Wait()
	h := openHistory(path)
	if h.Len() != 201 || h.entries[0] != "first" {
		t.Errorf("got %d entries, want 201", h.Len())
	}
}
