package jsapi

import (
	"testing"
	"time"
)

// TestElapsed holds that durations read as those of Node's console.
func TestElapsed(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		0:                                 "0ms",
		500 * time.Nanosecond:             "0.001ms",
		1234 * time.Microsecond:           "1.234ms",
		12 * time.Millisecond:             "12ms",
		123456 * time.Microsecond:         "123.456ms",
		999700 * time.Microsecond:         "999.7ms",
		time.Second:                       "1.000s",
		59*time.Second + time.Millisecond: "59.001s",
		time.Minute:                       "1:00.000 (m:ss.mmm)",
		3723004 * time.Millisecond:        "1:02:03.004 (h:mm:ss.mmm)",
	} {
		if got := elapsed(d); got != want {
			t.Errorf("%v: got %s, want %s", d, got, want)
		}
	}
}
