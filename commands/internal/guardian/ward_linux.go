package guardian

import (
	"errors"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// A Ward is a command in a guardian's care, the leader of a process group and
// session of its own. It is safe for concurrent use; Reap must be called once.
type Ward struct {
	guardian *Guardian
	id       uint64
	pid      int
	answers  pipe

	end *answer // if it was told with the start

	mu    sync.Mutex // guards pidfd, and is held while signalling
	pidfd int        // -1 once the end is known
}

// Spawn starts a command with stdio as descriptors 0, 1 and 2. If the first is below
// zero, the command has nothing to read. The error is ErrGone if the guardian has
// ended and there is no command, ErrLost if it ended meanwhile and the command's fate
// is unknown, ErrSilent if it does not answer and giveUp is true, or the system's
// error number of whatever step went wrong.
//
// A guardian may be stopped, or wait for a file system that does not answer it
// either. After a second giveUp is asked again and again. What was given up is not
// started, or killed as soon as it is.
func (g *Guardian) Spawn(c Command, stdio [3]int, giveUp func() bool) (*Ward, error) {
	answers, err := g.takePipe()
	if err != nil {
		return nil, err
	}
	w := &Ward{guardian: g, answers: answers, pidfd: -1}
	if err := w.ask(c, stdio, giveUp); err != nil {
		g.returnPipe(w.answers)
		return nil, err
	}
	w.answers.sent()
	a, err := w.awaitStart(giveUp)
	if err == nil && a.pid != 0 {
		return w, nil
	}
	if err == nil {
		g.returnPipe(w.answers)
		return nil, a.refusal()
	}
	w.answers.close() // so the guardian does not start it any more
	if errors.Is(err, ErrSilent) {
		// Should it just have told that. If there is no room for a request, it is
		// not likely to have.
		_ = g.askWithin(0, request{kind: askSignal, id: w.id, number: int64(unix.SIGKILL)})
	}
	return nil, err
}

// ask sends the request for the command.
func (w *Ward) ask(c Command, stdio [3]int, giveUp func() bool) error {
	r := request{kind: askSpawn, pipe: w.answers.number, body: c.encode()}
	var fds []int
	if w.answers.write >= 0 {
		r.flags |= withPipe
		fds = append(fds, w.answers.write)
	}
	fds = append(fds, stdio[1:]...)
	if stdio[0] >= 0 {
		r.flags |= withStdin
		fds = append(fds, stdio[0])
	}
	if c.Brief {
		r.flags |= isBrief
	}
	switch {
	case len(r.body) > maxBodyBytes:
		return unix.E2BIG
	case len(r.body) > bodyBytes:
		file, err := memory(r.body)
		if err != nil {
			return err
		}
		defer unix.Close(file)
		r.flags |= withFile
		r.number, r.body = int64(len(r.body)), nil
		fds = append(fds, file)
	}
	return w.guardian.insist(giveUp, func() error { return w.guardian.askSpawn(w, r, fds) })
}

// insist asks again while there is no room for the request. The error is ErrSilent
// if giveUp is true, or that of ask.
func (g *Guardian) insist(giveUp func() bool, ask func() error) error {
	err := ask()
	for err == unix.EAGAIN { // it does not keep up, or was stopped
		if giveUp() {
			return g.silent()
		}
		g.awaitRoom(giveUpEvery)
		err = ask()
	}
	return err
}

// awaitAnswer waits until a pipe can be read. The error is ErrSilent if giveUp is
// true.
func (g *Guardian) awaitAnswer(pipe int, giveUp func() bool) error {
	for pause := silentAfter; !readableWithin(pipe, pause); pause = giveUpEvery {
		if giveUp() {
			return g.silent()
		}
	}
	return nil
}

// askSpawn asks for a command and numbers it: in the order in which a guardian
// takes them, so that it can be known which it has not. The error is EAGAIN if
// there is no room for the request.
func (g *Guardian) askSpawn(w *Ward, r request, fds []int) error {
	g.asking.Lock()
	defer g.asking.Unlock()
	g.used = true
	w.id = g.asked + 1
	r.id = w.id
	err := g.askWithin(0, r, fds...)
	if err == nil {
		g.asked = w.id
	}
	return err
}

// It is asked whether to give a command up once a guardian that lives, on a
// machine that has much else to do, should have answered, and then this often.
const (
	silentAfter = time.Second
	giveUpEvery = 50 * time.Millisecond
)

// memory returns a file in memory that holds b.
func memory(b []byte) (int, error) {
	fd, err := unix.MemfdCreate("command", unix.MFD_CLOEXEC)
	if err != nil {
		return -1, err
	}
	for len(b) > 0 {
		n, err := unix.Write(fd, b)
		if err != nil && err != unix.EINTR {
			_ = unix.Close(fd)
			return -1, err
		}
		b = b[max(n, 0):]
	}
	return fd, nil
}

// awaitStart waits until the command has been started, and opens its pidfd; or until
// it is told that it was not, and then nothing else will be.
//
// The number could be another's by then. But the guardian tells the end of a
// command before it reaps it, so if the end has not been told after the pidfd
// was opened, the number was the command's when it was.
func (w *Ward) awaitStart(giveUp func() bool) (answer, error) {
	if err := w.guardian.awaitAnswer(w.answers.read, giveUp); err != nil {
		return answer{}, err
	}
	a, end, err := readAnswer(w.answers.read)
	if err != nil {
		return answer{}, w.guardian.unanswered(w.id)
	}
	w.pid, w.end = int(a.pid), end
	if w.pid == 0 || end != nil { // it needs no pidfd
		return a, nil
	}
	pidfd, err := unix.PidfdOpen(w.pid, 0)
	if w.hasAnswer() { // it has ended meanwhile
		if err == nil {
			_ = unix.Close(pidfd)
		}
		return a, nil
	}
	if err != nil {
		_ = w.askSignal(unix.SIGKILL)
		return a, err
	}
	w.pidfd = pidfd
	return a, nil
}

// refusal is why a command was not started.
func (a answer) refusal() error {
	if a.errno == unix.ESHUTDOWN { // the guardian is ending, and takes no more
		return ErrGone
	}
	return a.errno
}

// unanswered is why the guardian has closed the pipe that it was to answer a request
// to: ErrGone if it has surely not carried that out, or ErrLost; or, if it lives,
// EMFILE: it could not open even the pipe.
func (g *Guardian) unanswered(id uint64) error {
	select {
	case <-g.ended:
	case <-time.After(answerGrace):
		if !g.closed.Load() { // or it takes no more
			return unix.EMFILE
		}
		return ErrGone
	}
	if g.neverTook(id) {
		return ErrGone
	}
	return ErrLost
}

// neverTook reports whether the guardian, which has ended, had not begun to start a
// command.
func (g *Guardian) neverTook(id uint64) bool { return g.begun < id }

// hasAnswer reports whether Exit is readable.
func (w *Ward) hasAnswer() bool { return !isAlive(w.answers.read) }

// readAnswer waits for an answer, and takes the next one with it if that is there
// too. The error is ErrLost if none will come.
func readAnswer(pipe int) (first answer, next *answer, err error) {
	var b [2 * answerBytes]byte
	n, err := unix.Read(pipe, b[:])
	for err == unix.EINTR {
		n, err = unix.Read(pipe, b[:])
	}
	if err != nil || n == 0 {
		return answer{}, nil, ErrLost
	}
	first, err = decodeAnswer(b[:min(n, answerBytes)])
	if err != nil || n <= answerBytes {
		return first, nil, err
	}
	last, err := decodeAnswer(b[answerBytes:n])
	return first, &last, err
}

// PID returns the number of the process and of its group.
func (w *Ward) PID() int { return w.pid }

// Ended reports whether Spawn has found that the command has ended already. Then
// Reap returns at once, and Exit has nothing to say.
func (w *Ward) Ended() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.pidfd < 0
}

// Exit returns a descriptor that becomes readable once the leader has exited and
// what was left of its group is killed; or the guardian has ended.
func (w *Ward) Exit() int { return w.answers.read }

// Untold returns an ErrSilent if the leader has exited and Reap has not returned
// yet; else nil.
func (w *Ward) Untold() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.pidfd < 0 || isAlive(w.pidfd) {
		return nil
	}
	return w.guardian.silent()
}

// Signal signals the process group. It does nothing once Reap was called.
//
// The pidfd stands for this group even when its number is another's, so no
// guardian needs to be asked, or to be there. Before Linux 6.9 one must be.
func (w *Ward) Signal(s unix.Signal) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.pidfd < 0 {
		return
	}
	err := unix.PidfdSendSignal(w.pidfd, s, nil, unix.PIDFD_SIGNAL_PROCESS_GROUP)
	if err != unix.EINVAL {
		return // EPERM: it outlives the signal, and whoever waits is told
	}
	if err := w.askSignal(s); errors.Is(err, ErrGone) {
		_ = unix.PidfdSendSignal(w.pidfd, s, nil, 0)
	}
}

func (w *Ward) askSignal(s unix.Signal) error {
	return w.guardian.ask(request{kind: askSignal, id: w.id, number: int64(s)})
}

// Reap waits for Exit and returns how the leader ended. The error is ErrLost if
// the guardian ended first; then the group is killed.
func (w *Ward) Reap() (unix.WaitStatus, error) {
	end, err := w.awaitEnd()
	if err != nil {
		w.Signal(unix.SIGKILL)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.pidfd >= 0 {
		_ = unix.Close(w.pidfd)
	}
	w.pidfd = -1
	if err != nil {
		w.answers.close()
		return end.status, err
	}
	w.guardian.returnPipe(w.answers)
	return end.status, nil
}

// awaitEnd waits until the end is told, if it was not. The error is ErrLost.
func (w *Ward) awaitEnd() (answer, error) {
	if w.end != nil {
		return *w.end, nil
	}
	end, _, err := readAnswer(w.answers.read)
	return end, err
}
