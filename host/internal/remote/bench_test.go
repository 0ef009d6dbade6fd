package remote

import (
	"testing"

	"github.com/holdfast-run/holdfast/host/internal/wire"
	"github.com/holdfast-run/holdfast/jsapi"
	"github.com/holdfast-run/holdfast/jsapi/jsapitest"
)

// BenchmarkStart goes from nothing to the end of a worker's first run, and says
// how much memory the worker then has to itself.
func BenchmarkStart(b *testing.B) {
	resident := 0
	for b.Loop() {
		vm, err := Start(wire.Setup{})
		if err != nil {
			b.Fatal(err)
		}
		cfg := jsapitest.Tier()
		vm.Attach(&Tier{Commands: cfg.Commands, Vars: cfg.Vars, Call: cfg.Call})
		if _, err := (script{vm}).Run(b.Context(), jsapi.Script{Source: "return 6 * 7"}); err != nil {
			b.Fatal(err)
		}
		resident, _ = vm.process.Memory()
		b.StopTimer()
		vm.Close()
		b.StartTimer()
	}
	b.ReportMetric(float64(resident>>10), "KiB-own")
}
