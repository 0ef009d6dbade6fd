//go:build !linux

package guardian

const available = false

func beGuardian() bool { return false }
