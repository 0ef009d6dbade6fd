package proc

import (
	"testing"
	"time"
)

// A yield wakes up another thread, so it must not come with each command; and
// without any a time slice would be over.
func TestYieldIsDueNowAndThen(t *testing.T) {
	t.Parallel()
	now := time.Now()
	for last, want := range map[time.Time]bool{
		{}:                   true,
		now.Add(-yieldAfter): true,
		now.Add(time.Hour):   false, // as just now, however slow this machine is
	} {
		y := yielder{last: last}
		if got := y.due(); got != want {
			t.Errorf("%v after the last: got %v, want %v", now.Sub(last), got, want)
		}
	}
	y := yielder{last: now.Add(-yieldAfter)}
	y.due()
	if !y.last.After(now.Add(-yieldAfter)) {
		t.Error("it is not known that it was due")
	}
}
