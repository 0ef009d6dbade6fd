package jsapi_test

import (
	"testing"

	"go.uber.org/goleak"

	"github.com/holdfast-run/holdfast/jsapi"
	"github.com/holdfast-run/holdfast/jsapi/jsapitest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// TestScripts has a twin in host/internal/remote, which runs the same scripts in
// workers.
func TestScripts(t *testing.T) {
	t.Parallel()
	jsapitest.RunScripts(t, "testdata", func(t *testing.T, cfg jsapi.Config) jsapitest.VM {
		vm, err := jsapi.New(cfg)
		if err != nil {
			t.Fatal(err)
		}
		return vm
	})
}

// newVM returns a VM with a fake durable tier.
func newVM(t testing.TB, cfg jsapi.Config) *jsapi.VM {
	t.Helper()
	fake := jsapitest.Tier()
	fake.Console, fake.Programs, fake.Setup = cfg.Console, cfg.Programs, cfg.Setup
	vm, err := jsapi.New(fake)
	if err != nil {
		t.Fatal(err)
	}
	return vm
}
