package jsapi

import (
	"context"

	"github.com/dop251/goja"
)

// interruptOn interrupts rt when ctx ends. Call release on the loop before rt is
// used again; after it returns no interrupt from ctx can follow.
func interruptOn(ctx context.Context, rt *goja.Runtime) (release func()) {
	fired := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		rt.Interrupt(context.Cause(ctx))
		close(fired)
	})
	return func() {
		if !stop() {
			<-fired // already running: let it land, then wipe it
		}
		rt.ClearInterrupt()
	}
}
