//go:build !unix

package socket

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
)

func tryLock(*os.File) (bool, error) { return false, errors.ErrUnsupported }

func alive(int) bool { return true }

func ownerOf(fs.FileInfo) (uid int, known bool) { return 0, false }

// Detach does nothing here.
func Detach(*exec.Cmd) {}

// Suspend does nothing here.
func Suspend() {}
