package memory

import (
	"strings"
	"testing"
)

// TestExceeded holds that a limit is told as it was set.
func TestExceeded(t *testing.T) {
	t.Parallel()
	for limit, want := range map[int]string{
		256 << 20: "256 MiB", 3 << 30: "3072 MiB", 1536 << 10: "1536 KiB", 1000: "1000 bytes",
	} {
		if got := Exceeded(limit).Error(); !strings.HasSuffix(got, "used more than "+want) {
			t.Errorf("%d bytes: got %q, want %s", limit, got, want)
		}
	}
}
