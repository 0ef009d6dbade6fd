package main

// The values of flags that set a limit.

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// noLimit is what a flag takes to lift a limit, and what host takes for it.
const (
	noLimitText  = "none"
	noLimitValue = -1
)

// A timeLimit is the value of --timeout: 0 until it is given, negative for none.
type timeLimit time.Duration

// Set implements pflag.Value.
func (l *timeLimit) Set(s string) error {
	if s == noLimitText {
		*l = noLimitValue
		return nil
	}
	if s == "0" {
		s = "0s"
	}
	d, err := parseTime(s, `, or "none"`)
	if err == nil && d <= 0 {
		err = errors.New(`a time limit must be more than 0; "none" lifts it`)
	}
	*l = timeLimit(d)
	return err
}

// parseTime reads times such as 90s; an error adds what else may stand there.
func parseTime(s, other string) (time.Duration, error) {
	d, err := time.ParseDuration(s)
	switch {
	case isNumber(s):
		return 0, fmt.Errorf("a time needs a unit: %ss for seconds, %sm for minutes", s, s)
	case err != nil:
		return 0, errors.New("want a time such as 90s, 1m30s or 500ms" + other)
	}
	return d, nil
}

// String implements pflag.Value; "" keeps the default out of the help text.
func (l *timeLimit) String() string { return "" }

// Type implements pflag.Value.
func (l *timeLimit) Type() string { return "time" }

// A graceTime is the value of --grace: 0 kills at once. There is no grace without
// end: what ignores its signal would never be killed.
type graceTime time.Duration

// Set implements pflag.Value.
func (t *graceTime) Set(s string) error {
	if s == "0" {
		s = "0s"
	}
	d, err := parseTime(s, "")
	if err == nil && d < 0 {
		err = errors.New("a grace must be 0s or more")
	}
	*t = graceTime(d)
	return err
}

// String implements pflag.Value; "" keeps the default out of the help text.
func (t *graceTime) String() string { return "" }

// Type implements pflag.Value.
func (t *graceTime) Type() string { return "time" }

// A countLimit is the value of --max-vms, --limit or --tail: 0 until it is given,
// negative for none.
type countLimit int

// Set implements pflag.Value.
func (l *countLimit) Set(s string) error {
	if s == noLimitText {
		*l = noLimitValue
		return nil
	}
	n, err := strconv.Atoi(s)
	switch {
	case err != nil:
		return errors.New(`want a number such as 32, or "none"`)
	case n < 1:
		return errors.New(`a limit must be at least 1; "none" lifts it`)
	}
	*l = countLimit(n)
	return nil
}

// String implements pflag.Value; "" keeps the default out of the help text.
func (l *countLimit) String() string { return "" }

// Type implements pflag.Value.
func (l *countLimit) Type() string { return "number" }

// A sizeLimit is the value of --memory, in bytes: 0 until it is given, negative
// for none.
type sizeLimit int

// Set implements pflag.Value.
func (l *sizeLimit) Set(s string) error {
	if s == noLimitText {
		*l = noLimitValue
		return nil
	}
	bytes, err := parseSize(s)
	if err != nil {
		return err
	}
	*l = sizeLimit(bytes)
	return nil
}

// String implements pflag.Value; "" keeps the default out of the help text.
func (l *sizeLimit) String() string { return "" }

// Type implements pflag.Value.
func (l *sizeLimit) Type() string { return "size" }

// unitBytes returns how many bytes a unit has: as GNU tools have it, k and KiB
// are 1024 and KB is 1000.
func unitBytes(unit string) (bytes float64, ok bool) {
	switch strings.ToLower(unit) {
	case "b":
		return 1, true
	case "k", "kib":
		return 1 << 10, true
	case "m", "mib":
		return 1 << 20, true
	case "g", "gib":
		return 1 << 30, true
	case "kb":
		return 1e3, true
	case "mb":
		return 1e6, true
	case "gb":
		return 1e9, true
	}
	return 0, false
}

// parseSize reads sizes such as 256MiB, 1g and 1.5GiB. The result is in bytes.
func parseSize(s string) (int, error) {
	number := strings.TrimRight(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
	if s == "0" {
		s, number = "0b", "0"
	}
	if isNumber(s) {
		return 0, fmt.Errorf("a size needs a unit: %sMiB or %sk", s, s)
	}
	count, err := strconv.ParseFloat(number, 64)
	unit, known := unitBytes(s[len(number):])
	switch {
	case err != nil || !known:
		return 0, errors.New(`want a size such as 256MiB, 512k or 1g, or "none"`)
	case count*unit < 1:
		return 0, errors.New(`a size must be at least one byte; "none" lifts the limit`)
	case count*unit > math.MaxInt/2:
		return 0, errors.New("too large")
	}
	return int(count * unit), nil
}

func isNumber(s string) bool {
	_, err := strconv.ParseFloat(s, 64)
	return err == nil
}
