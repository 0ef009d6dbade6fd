# staticcheck is run by version, so that nothing has to be installed.
STATICCHECK = honnef.co/go/tools/cmd/staticcheck@v0.8.2

.PHONY: build test bench lint fuzz

# Without cgo the binary is static and starts a millisecond sooner.
build:
	CGO_ENABLED=0 go build -trimpath -o bin/holdfast ./cmd/holdfast

test:
	go test ./...

# Every benchmark has a baseline of the same work without Holdfast beside it.
bench:
	go test -run '^$$' -bench . -benchtime 1s ./...

lint:
	test -z "$$(gofmt -l .)" || { gofmt -d .; exit 1; }
	go vet ./...
	go mod tidy -diff
	go run $(STATICCHECK) ./...

# Each fuzz test for a while; FUZZTIME=10m make fuzz for longer.
FUZZTIME ?= 10s
fuzz:
	for target in $$(grep -rhoE '^func Fuzz[A-Za-z]+' --include='*_test.go' . | sed 's/func //' | sort -u); do \
		pkg=$$(dirname $$(grep -rl "func $$target(" --include='*_test.go' . | head -1)); \
		go test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 1x $$pkg || exit 1; \
	done
