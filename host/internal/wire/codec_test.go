package wire

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"math"
	"math/big"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"

	"github.com/holdfast-run/holdfast/commands"
)

// messages returns one new message of each type a frame's head may be.
func messages() []any {
	return []any{
		new(Setup), new(Run), new(Cause), new(Reply), new(Ready), new(Call), new(Entry), new(Done),
	}
}

// decode decodes a head into dst.
func decode(head []byte, dst any) error { return Frame{head: head}.Decode(dst) }

func encoded(t testing.TB, x any) []byte {
	t.Helper()
	head, err := encoding().Marshal(x)
	if err != nil {
		t.Fatal(err)
	}
	return head
}

// TestMessages holds that every field of every message arrives.
func TestMessages(t *testing.T) {
	t.Parallel()
	grace, pattern := time.Second, `a+`
	now := time.Date(2026, 1, 2, 3, 4, 5, 6789, time.UTC)
	result := &commands.Result{Command: "c", Code: 3, Stderr: "\xff", Duration: time.Millisecond}
	lines := []commands.Line{{Seq: 1, Time: now, Stream: "stdout", Text: "x"}}
	for _, message := range []any{
		&Setup{Bindings: []string{"a.b"}, Env: map[string]string{"A": ""}, Dir: "/d"},
		&Run{Name: "n", Args: []any{nil, true, 1.5, "s", json.RawMessage(`{"a":1}`)}, MemoryBytes: math.MaxInt},
		&Cause{Kind: "timeout", Text: "late"},
		&Ready{Error: "no"},
		&Entry{Level: "log", Time: now},
		&Done{Poisoned: true, Error: &ScriptError{Kind: "runtime", Name: "N", Message: "M",
			File: "f", Line: 1, Column: 2, Snippet: "s", Stack: "t", Properties: "{}", Calls: []uint32{math.MaxUint32}}},
		&Call{Method: Wait, Name: "n", Values: map[string]any{"a": []any{1.0}}, Args: []any{[]byte{0}},
			Timeout: -1, As: "as", Signal: "TERM", Grace: &grace, For: "exit", Pattern: &pattern,
			Since: math.MaxUint64, Stream: "stderr", Limit: -1},
		&Reply{Error: &Failure{Text: "t", Panic: true, Command: &CommandError{
			Code: commands.CodeExit, Command: "c", Result: result, Lines: lines}}},
		&Reply{Value: map[string]any{"a": json.RawMessage(`[1]`)}, Bulk: BulkJSON, Result: result,
			Status: &commands.Status{Name: "n", EndedAt: now, Uptime: time.Second}, OK: true,
			Logs: &commands.Logs{Lines: lines, Next: 2, Dropped: 1}, Keys: []string{"k"},
			Infos: []commands.Info{{Name: "i", Running: true}}},
	} {
		got := reflect.New(reflect.TypeOf(message).Elem()).Interface()
		if err := decode(encoded(t, message), got); err != nil {
			t.Errorf("%T: %v", message, err)
		} else if !reflect.DeepEqual(got, message) {
			t.Errorf("%T: got %+v, want %+v", message, got, message)
		}
	}
}

// TestValues holds that a value arrives as it was, in whatever it is nested.
func TestValues(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name      string
		in, want  any // want nil: as in
		plain     bool
		unplainIs string
	}{
		{name: "nil", in: nil, plain: true},
		{name: "false", in: false, plain: true},
		{name: "float", in: 1.5, plain: true},
		{name: "whole float", in: 3.0, plain: true},
		{name: "+Inf", in: math.Inf(1), plain: true},
		{name: "-Inf", in: math.Inf(-1), plain: true},
		{name: "tiny", in: math.SmallestNonzeroFloat64, plain: true},
		{name: "text", in: "äß\x00", plain: true},
		{name: "invalid UTF-8", in: "a\xff\xfe", plain: true},
		{name: "bytes", in: []byte("text"), plain: true},
		{name: "no bytes", in: []byte{}, plain: true},
		{name: "empty list", in: []any{}, plain: true},
		{name: "empty map", in: map[string]any{}, plain: true},
		{name: "nil map", in: map[string]any(nil), want: (any)(nil), plain: true},
		{name: "odd keys", in: map[string]any{"": 1.0, "__proto__": nil, "\xff": "x"}, plain: true},
		{name: "int", in: 7, want: int64(7), unplainIs: "int64"},
		{name: "negative int", in: -7, want: int64(-7), unplainIs: "int64"},
		{name: "JSON", in: json.RawMessage(`{"a":[1]}`), unplainIs: "json.RawMessage"},
		{name: "empty JSON", in: json.RawMessage{}, unplainIs: "json.RawMessage"},
		{name: "strings", in: []string{"a"}, want: []any{"a"}, plain: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			want := c.want
			if want == nil && c.name != "nil map" {
				want = c.in
			}
			in := Reply{Value: []any{map[string]any{"in": c.in}}}
			var out Reply
			if err := decode(encoded(t, in), &out); err != nil {
				t.Fatal(err)
			}
			if got := out.Value.([]any)[0].(map[string]any)["in"]; !reflect.DeepEqual(got, want) {
				t.Errorf("got %#v, want %#v", got, want)
			}
			_, err := Plain(out.Value)
			if (err == nil) != c.plain || err != nil && !strings.Contains(err.Error(), c.unplainIs) {
				t.Errorf("Plain: %v", err)
			}
		})
	}
}

// TestManyLines holds that a worker takes however many lines a command wrote.
func TestManyLines(t *testing.T) {
	t.Parallel()
	const n = 3 << 20
	var got Reply
	if err := decode(encoded(t, Reply{Value: make([]string, n)}), &got); err != nil {
		t.Fatal(err)
	}
	if lines := got.Value.([]any); len(lines) != n || lines[0] != "" {
		t.Errorf("got %d lines, want %d", len(lines), n)
	}
}

func TestOddNumbers(t *testing.T) {
	t.Parallel()
	var out Reply
	if err := decode(encoded(t, Reply{Value: []any{math.NaN(), math.Copysign(0, -1)}}), &out); err != nil {
		t.Fatal(err)
	}
	list := out.Value.([]any)
	if x := list[0].(float64); !math.IsNaN(x) {
		t.Errorf("NaN became %v", x)
	}
	if x := list[1].(float64); x != 0 || !math.Signbit(x) {
		t.Errorf("-0 became %v", x)
	}
}

// TestPlainRefuses holds that what CBOR can say and no script has is refused,
// here or in decoding.
func TestPlainRefuses(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]any{
		"big int": new(big.Int).Lsh(big.NewInt(1), 80),
		"tag":     cbor.Tag{Number: 1000, Content: "x"},
		"JSON":    json.RawMessage(`1`),
		"int key": map[int]any{1: "x"},
		"simple":  cbor.SimpleValue(99),
		"uint":    uint64(math.MaxUint64),
	} {
		for _, value := range []any{x, []any{1.0, x}, map[string]any{"a": x}} {
			var c Call
			err := decode(encoded(t, Call{Method: Bind, Args: []any{value}}), &c)
			if err == nil {
				_, err = Plain(c.Args)
			}
			if err == nil {
				t.Errorf("%s: %T arrived as %#v", name, value, c.Args)
			}
		}
	}
}

func TestDecodeRefuses(t *testing.T) {
	t.Parallel()
	nested := func(depth int) string {
		return "a104" + strings.Repeat("81", depth) + "f6" // {4: [[…null…]]}
	}
	for _, c := range []struct {
		name, head string
		ok         bool
	}{
		{"empty", "", false},
		{"nesting at the limit", nested(maxDepth - 1), true},
		{"nesting past the limit", nested(maxDepth), false},
		{"nesting without end", nested(1 << 20), false},
		{"huge list, no data", "a1049b7fffffffffffffff", false},
		{"large list, no data", "a1049a00200000", false},
		{"huge map, no data", "a103bb7fffffffffffffff", false},
		{"huge text, no data", "a1027b7fffffffffffffff", false},
		{"list without a length", "a1049ff6ff", false},
		{"text without a length", "a1027f6161ff", false},
		{"a key twice", "a202616102617a", false},
		{"a key of a value twice", "a103a2616101616102", false},
		{"bytes as a key", "a103a1416101", false},
		{"more than one item", "a0a0", false},
		{"an unknown field", "a118636161", true},
		{"a string where a number is due", "a1016161", false},
		{"a reserved length", "1c", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			head, err := hex.DecodeString(c.head)
			if err != nil {
				t.Fatal(err)
			}
			if err := decode(head, new(Call)); (err == nil) != c.ok {
				t.Errorf("got %v", err)
			}
		})
	}
}

// allocated returns how many bytes f allocates.
func allocated(f func()) int {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return int(after.TotalAlloc - before.TotalAlloc)
}

// TestFootprint holds that what a head takes in memory is foreseen: never much
// too little, and for honest values not far too much. It measures the whole
// process, so it does not run in parallel.
func TestFootprint(t *testing.T) {
	repeat := func(item string, n int) string {
		return "a1049a" + hex.EncodeToString([]byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)}) +
			strings.Repeat(item, n)
	}
	for name, text := range map[string]string{
		"numbers":       repeat("fb3ff8000000000000", 1e5),
		"nulls":         repeat("f6", 1e5),
		"texts":         repeat("63616263", 1e5),
		"empty texts":   repeat("60", 1e5),
		"empty lists":   repeat("80", 1e5),
		"lists":         repeat("81f6", 1e5),
		"empty maps":    repeat("a0", 1e5),
		"maps":          repeat("a160f6", 1e5),
		"maps of three": repeat("a3616100616201616302", 1e5),
		"JSON":          repeat("d9010640", 1e5),
		"big numbers":   repeat("c241ff", 1e5),
		"times":         repeat("c100", 1e5),
		"tags":          repeat("d903e8f6", 1e5),
	} {
		head, err := hex.DecodeString(text)
		if err != nil {
			t.Fatal(err)
		}
		got := footprint(head)
		want := allocated(func() {
			if err := decode(head, new(Call)); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		})
		if got < want*2/3 || got > 4*want {
			t.Errorf("%s: foreseen %d bytes, took %d", name, got, want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, message := range []any{
		Call{Method: Bind, Args: []any{1.0, "a", []byte{1}, map[string]any{"k": nil}}},
		Reply{Value: []any{json.RawMessage(`{}`), math.NaN()}},
		Done{Error: &ScriptError{Kind: "runtime", Calls: []uint32{1}}}, Entry{Level: "log", Time: time.Unix(1, 2)},
		Setup{Env: map[string]string{"a": "b"}}, Cause{Kind: "memory"}, Run{Args: []any{true}},
	} {
		f.Add(encoded(f, message))
	}
	f.Fuzz(func(t *testing.T, head []byte) {
		for _, message := range messages() {
			if decode(head, message) != nil {
				continue
			}
			again := reflect.New(reflect.TypeOf(message).Elem()).Interface()
			first, err := encoding().Marshal(message)
			if err != nil {
				continue // a time of the year 10000, say; to send it is an error
			}
			if err := decode(first, again); err != nil {
				t.Fatalf("%T does not decode again: %v", message, err)
			}
			canonical, err := cbor.CoreDetEncOptions().EncModeWithTags(tags())
			if err != nil {
				t.Fatal(err)
			}
			one, err1 := canonical.Marshal(message)
			two, err2 := canonical.Marshal(again)
			if err1 != nil || err2 != nil || !bytes.Equal(one, two) {
				t.Fatalf("%T: %x, %v and then %x, %v", message, one, err1, two, err2)
			}
			if c, ok := message.(*Call); ok {
				if args, err := Plain(c.Args); err == nil {
					checkPlain(t, args)
				}
			}
		}
	})
}

// checkPlain fails unless x is what a script can have.
func checkPlain(t *testing.T, x any) {
	switch x := x.(type) {
	case nil, bool, float64, string, []byte:
	case []any:
		for _, x := range x {
			checkPlain(t, x)
		}
	case map[string]any:
		for _, x := range x {
			checkPlain(t, x)
		}
	default:
		t.Fatalf("%T passed for a script's value", x)
	}
}
