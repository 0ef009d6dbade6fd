package remote

import (
	"sync"
	"time"
)

// killGrace is how long a worker has to end a run that it is told to end. Goja
// sees an interrupt between any two instructions, in a tenth of a millisecond;
// what needs longer is in a native function and may never return. A worker that
// has hardly had a processor in that time, on a machine that is busy with other
// things, is given until killAtLast.
const (
	killGrace  = 400 * time.Millisecond
	enoughCPU  = killGrace / 8 // more than any worker needs that can end its run
	killAtLast = 2 * time.Second
)

// peekGrace is killGrace for what runs no code of a script: that comes to its end,
// if late for whoever asked, and is not worth a VM. An object may have a million
// properties to complete.
const peekGrace = 5 * time.Second

// An ultimatum kills a worker that goes on with what it is told to end.
type ultimatum struct {
	vm     *VM
	spent  time.Duration // CPU time of the worker when it was told
	atLast time.Time

	mu    sync.Mutex  // guards timer, and is held while the worker is killed
	timer *time.Timer // nil once lifted
}

func newUltimatum(vm *VM, grace time.Duration) *ultimatum {
	u := &ultimatum{vm: vm, atLast: time.Now().Add(max(grace, killAtLast))}
	u.spent, _ = vm.process.CPUTime()
	u.mu.Lock()
	defer u.mu.Unlock()
	u.timer = time.AfterFunc(grace, u.expire)
	return u
}

// lift takes it back. From then on nothing is killed.
func (u *ultimatum) lift() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.timer.Stop()
	u.timer = nil
}

// expire runs on the timer's goroutine.
func (u *ultimatum) expire() {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.timer == nil {
		return
	}
	spent, err := u.vm.process.CPUTime()
	if err == nil && spent-u.spent < enoughCPU && time.Now().Before(u.atLast) {
		u.timer.Reset(killGrace / 8)
		return
	}
	u.vm.Kill()
}
