package main

import (
	"testing"
	"time"
)

func TestTimeLimit(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Duration{
		"90s": 90 * time.Second, "1m30s": 90 * time.Second, "500ms": 500 * time.Millisecond, "none": -1,
	} {
		var got timeLimit
		if err := got.Set(text); err != nil || time.Duration(got) != want {
			t.Errorf("Set(%q) = %v, %v, want %v", text, time.Duration(got), err, want)
		}
	}
	for text, want := range map[string]string{
		"90":    "a time needs a unit: 90s for seconds, 90m for minutes",
		"0s":    `a time limit must be more than 0; "none" lifts it`,
		"-1s":   `a time limit must be more than 0; "none" lifts it`,
		"":      `want a time such as 90s, 1m30s or 500ms, or "none"`,
		"hours": `want a time such as 90s, 1m30s or 500ms, or "none"`,
	} {
		var l timeLimit
		if err := l.Set(text); err == nil || err.Error() != want {
			t.Errorf("Set(%q): %v, want %s", text, err, want)
		}
	}
}

func TestGraceTime(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Duration{"90s": 90 * time.Second, "0s": 0, "0": 0} {
		var got graceTime
		if err := got.Set(text); err != nil || time.Duration(got) != want {
			t.Errorf("Set(%q) = %v, %v, want %v", text, time.Duration(got), err, want)
		}
	}
	for text, want := range map[string]string{
		"5":    "a time needs a unit: 5s for seconds, 5m for minutes",
		"-5s":  "a grace must be 0s or more",
		"none": "want a time such as 90s, 1m30s or 500ms",
	} {
		var l graceTime
		if err := l.Set(text); err == nil || err.Error() != want {
			t.Errorf("Set(%q): %v, want %s", text, err, want)
		}
	}
}

func TestCountLimit(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{"1": 1, "32": 32, "none": -1} {
		var got countLimit
		if err := got.Set(text); err != nil || int(got) != want {
			t.Errorf("Set(%q) = %v, %v, want %v", text, int(got), err, want)
		}
	}
	for text, want := range map[string]string{
		"0":  `a limit must be at least 1; "none" lifts it`,
		"-1": `a limit must be at least 1; "none" lifts it`,
		"x":  `want a number such as 32, or "none"`,
	} {
		var l countLimit
		if err := l.Set(text); err == nil || err.Error() != want {
			t.Errorf("Set(%q): %v, want %s", text, err, want)
		}
	}
}

func TestSizeLimit(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		"1b": 1, "512k": 512 << 10, "256MiB": 256 << 20, "256m": 256 << 20, "1g": 1 << 30,
		"1.5GiB": 3 << 29, "10KB": 10_000, "2MB": 2_000_000, "1GB": 1_000_000_000, "none": -1,
	} {
		var got sizeLimit
		if err := got.Set(text); err != nil || int(got) != want {
			t.Errorf("Set(%q) = %v, %v, want %v", text, int(got), err, want)
		}
	}
	for _, text := range []string{
		"", "256", "1e3", "x", "12q", "MiB", "0m", "-1m", "1e300g", "nan", "infg",
	} {
		var got sizeLimit
		if err := got.Set(text); err == nil {
			t.Errorf("Set(%q) = %v, want an error", text, int(got))
		}
	}
}

func TestSizeText(t *testing.T) {
	t.Parallel()
	for bytes, want := range map[int]string{
		0: "0 bytes", 1000: "1000 bytes", 1 << 10: "1 KiB", 8 << 20: "8 MiB", 3 << 30: "3 GiB",
	} {
		if got := sizeText(bytes); got != want {
			t.Errorf("sizeText(%d) = %q, want %q", bytes, got, want)
		}
	}
}
