package guardian

// What the host is told of a command, and when.

import (
	"time"

	"golang.org/x/sys/unix"
)

// briefly is how long the start of a brief command is not told, as its end may
// come first. Then the host wakes up once for both, and not while the command
// needs the processor.
const briefly = time.Millisecond

// tellStart tells that a command was started, or puts it off. One that was given up
// meanwhile is killed. The caller holds mu.
func (k *keeper) tellStart(c *command, brief bool) {
	if brief {
		c.due = time.Now().Add(briefly)
		k.untold = append(k.untold, c)
		return
	}
	c.told = true
	if !k.answer(c.pipe, answer{pid: int32(c.pid)}) {
		_ = unix.Kill(-c.pid, unix.SIGKILL) // nobody waits any more: it was given up
	}
}

// tellDue tells what is due of what was put off, or all of it. The caller holds
// mu.
func (k *keeper) tellDue(all bool) {
	now := time.Now()
	done := 0
	for ; done < len(k.untold); done++ {
		c := k.untold[done]
		if !c.told && !all && now.Before(c.due) {
			break
		}
		if !c.told {
			k.tellStart(c, false)
		}
	}
	k.untold = append(k.untold[:0], k.untold[done:]...)
}

// tellEnd tells how a command has ended, and before that its start. The caller
// holds mu.
func (k *keeper) tellEnd(c *command, status unix.WaitStatus) {
	var answers []answer
	if !c.told {
		c.told = true
		answers = append(answers, answer{pid: int32(c.pid)})
	}
	k.answerLast(c.pipe, append(answers, answer{pid: int32(c.pid), status: status})...)
}

// answerLast answers for the last time about a command. The caller holds mu.
func (k *keeper) answerLast(pipe uint32, answers ...answer) {
	k.answer(pipe, answers...)
	if !isReused(pipe) {
		k.dropPipe(pipe)
	}
}

// answer answers, and reports false if nobody waits for that: then nobody will use
// the pipe again. The caller holds mu.
func (k *keeper) answer(pipe uint32, answers ...answer) bool {
	if fd, ok := k.answers[pipe]; ok && tell(fd, answers...) == nil {
		return true
	}
	k.dropPipe(pipe)
	return false
}

// isAwaited reports whether somebody waits for answers. The caller holds mu.
func (k *keeper) isAwaited(pipe uint32) bool {
	fd, ok := k.answers[pipe]
	if ok && !readableWithin(fd, 0) { // or with an error
		return true
	}
	k.dropPipe(pipe)
	return false
}

// dropPipe closes a pipe. The caller holds mu.
func (k *keeper) dropPipe(pipe uint32) {
	if fd, ok := k.answers[pipe]; ok {
		_ = unix.Close(fd)
		delete(k.answers, pipe)
	}
}

// tell answers. There is room for the two answers that a command gets. The error is
// EPIPE if nobody waits for one.
func tell(pipe int, answers ...answer) error {
	var b []byte
	for _, a := range answers {
		b = append(b, a.encode()...)
	}
	_, err := unix.Write(pipe, b)
	return err
}
