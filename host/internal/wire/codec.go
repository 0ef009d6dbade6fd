package wire

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"sync"
	"unsafe"

	"github.com/fxamacker/cbor/v2"
)

// embeddedJSON is the CBOR tag of a JSON text, by IANA's registry.
const embeddedJSON = 262

// maxDepth bounds nesting: jsapi's own limit is 200, and a head is some levels
// more.
const maxDepth = 256

// maxElements is the most that the library counts. Limits bound how much a worker
// sends; a host sends as many lines as a command wrote.
const maxElements = math.MaxInt32

var encoding = sync.OnceValue(func() cbor.EncMode {
	mode, err := cbor.EncOptions{Time: cbor.TimeRFC3339Nano}.EncModeWithTags(tags())
	if err != nil {
		panic(err)
	}
	return mode
})

var decoding = sync.OnceValue(func() cbor.DecMode {
	mode, err := cbor.DecOptions{
		DupMapKey:        cbor.DupMapKeyEnforcedAPF,
		IntDec:           cbor.IntDecConvertSignedOrFail,
		MaxNestedLevels:  maxDepth,
		MaxArrayElements: maxElements,
		MaxMapPairs:      maxElements,
		IndefLength:      cbor.IndefLengthForbidden,
		DefaultMapType:   reflect.TypeFor[map[string]any](),
		TimeTagToAny:     cbor.TimeTagToRFC3339Nano, // no script has a time
		UTF8:             cbor.UTF8DecodeInvalid,    // a command may write any bytes
	}.DecModeWithTags(tags())
	if err != nil {
		panic(err)
	}
	return mode
})

func tags() cbor.TagSet {
	set := cbor.NewTagSet()
	required := cbor.TagOptions{EncTag: cbor.EncTagRequired, DecTag: cbor.DecTagRequired}
	if err := set.Add(required, reflect.TypeFor[json.RawMessage](), embeddedJSON); err != nil {
		panic(err)
	}
	return set
}

// Plain returns what a worker sent as a script's values, made of nil, bool,
// float64, string, []byte, []any and map[string]any. The error says what else
// there was.
func Plain(x any) (any, error) {
	switch x := x.(type) {
	case nil, bool, float64, string, []byte:
		return x, nil
	case []any:
		return x, plainList(x)
	case map[string]any:
		return x, plainMap(x)
	}
	return nil, fmt.Errorf("a value of type %T is no script's", x)
}

func plainList(list []any) error {
	for i, x := range list {
		plain, err := Plain(x)
		if err != nil {
			return err
		}
		list[i] = plain
	}
	return nil
}

func plainMap(m map[string]any) error {
	for key, x := range m {
		plain, err := Plain(x)
		if err != nil {
			return err
		}
		m[key] = plain
	}
	return nil
}

// Text is a string of b, which nobody changes any more: a copy of what a command
// wrote, of 64 MiB maybe, would cost more than all the rest.
func Text(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// Bytes is the bytes of s, for a tail: they must not be changed.
func Bytes(s string) []byte { return unsafe.Slice(unsafe.StringData(s), len(s)) }
