package inspect

import (
	"reflect"
	"unsafe"

	"github.com/dop251/goja"
	"github.com/dop251/goja/unistring"
)

// Everything that depends on goja's unexported types is in this file: goja
// offers no other way to tell a WeakMap from an object, to see what is ahead
// of a Map iterator without consuming it, or to list a large array's few
// named properties without listing its elements. It reads only, and memory
// only after its type is checked. Where goja's layout is not as expected the
// functions say that they do not know, and the TestEngine tests fail.

// kind is what an object is by its internal slots, whatever its prototype.
type kind int

const (
	kindObject kind = iota
	kindArray
	kindSet
	kindMap
	kindTypedArray
	kindMapIterator
	kindSetIterator
	kindFunction
	kindAsyncFunction
	kindGeneratorFunction
	kindNativeFunction
	kindClass
	kindArguments
	kindRegExp
	kindDate
	kindError
	kindArrayBuffer
	kindDataView
	kindPromise
	kindWeakSet
	kindWeakMap
	kindBoxed
)

// kindOf classifies o, which is no proxy.
func kindOf(o *goja.Object) kind {
	o.ExportType() // an object made lazily becomes itself on first use
	switch impl(o).Type().Name() {
	case "baseObject", "templatedObject":
		if o.ClassName() == "Arguments" { // of a strict function
			return kindArguments
		}
		return kindObject
	case "arrayObject", "sparseArrayObject", "templatedArrayObject":
		return kindArray
	case "setObject":
		return kindSet
	case "mapObject":
		return kindMap
	case "typedArrayObject":
		return kindTypedArray
	case "mapIterObject":
		return kindMapIterator
	case "setIterObject":
		return kindSetIterator
	case "funcObject", "methodFuncObject", "arrowFuncObject":
		return kindFunction
	case "asyncFuncObject", "asyncMethodFuncObject", "asyncArrowFuncObject":
		return kindAsyncFunction
	case "generatorFuncObject", "generatorMethodFuncObject":
		return kindGeneratorFunction
	case "classFuncObject":
		return kindClass
	case "argumentsObject":
		return kindArguments
	case "regexpObject":
		return kindRegExp
	case "dateObject":
		return kindDate
	case "errorObject":
		return kindError
	case "arrayBufferObject":
		return kindArrayBuffer
	case "dataViewObject":
		return kindDataView
	case "Promise":
		return kindPromise
	case "weakSetObject":
		return kindWeakSet
	case "weakMapObject":
		return kindWeakMap
	case "primitiveValueObject", "stringObject":
		return kindBoxed
	}
	switch { // host values
	case o.ClassName() == "Array":
		return kindArray
	case callable(o):
		return kindNativeFunction
	}
	return kindObject
}

// impl is goja's implementation of o.
func impl(o *goja.Object) reflect.Value {
	v := reflect.ValueOf(o).Elem().FieldByName("self").Elem()
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	return v
}

// slots is where goja keeps the properties of a type of object. A zero
// offset means that they are not read directly.
type slots struct {
	values   uintptr // map[unistring.String]goja.Value by name
	elements uintptr // []goja.Value by index
}

// slotsOf finds where objects implemented by typ keep their properties, for
// the two types that most objects are of.
func slotsOf(typ reflect.Type) slots {
	var s slots
	byName := reflect.TypeFor[map[unistring.String]goja.Value]()
	field, ok := typ.FieldByName("values")
	switch {
	case !ok:
	case typ.Name() == "baseObject" && field.Type == byName:
		s.values = field.Offset
	case typ.Name() == "arrayObject" && field.Type == reflect.TypeFor[[]goja.Value]():
		s.elements = field.Offset
	}
	return s
}

// plain is the value of an own property that is plain data, as most are:
// enumerable, writable, and no accessor. It reports false for all others and
// where it cannot tell. Without it half the time of printing an object goes
// into making descriptors.
func (r *realm) plain(o *goja.Object, key goja.Value) (goja.Value, bool) {
	self := reflect.ValueOf(o).Elem().FieldByIndex(r.self).Elem()
	if self.Kind() != reflect.Pointer {
		return nil, false
	}
	typ := self.Type().Elem()
	at, known := r.slots[typ]
	if !known {
		at = slotsOf(typ)
		r.slots[typ] = at
	}
	var v goja.Value
	switch name, isName := key.(goja.String); {
	case at.values != 0 && isName:
		values := *(*map[unistring.String]goja.Value)(unsafe.Add(self.UnsafePointer(), at.values))
		v = values[unistring.NewFromString(name.String())]
	case at.elements != 0 && goja.IsNumber(key):
		elements := *(*[]goja.Value)(unsafe.Add(self.UnsafePointer(), at.elements))
		if i := key.ToInteger(); i >= 0 && i < int64(len(elements)) {
			v = elements[i]
		}
	}
	switch v.(type) {
	case nil:
		return nil, false
	case *goja.Object, *goja.Symbol, goja.String:
		return v, true
	}
	data := goja.IsNumber(v) || goja.IsUndefined(v) || goja.IsNull(v) || goja.IsBigInt(v)
	return v, data // anything else is a property with attributes, or a boolean
}

// registered is the symbol that rt's scripts get from Symbol.for(name), or
// nil if none has asked for it.
func registered(rt *goja.Runtime, name string) *goja.Symbol {
	registry := reflect.ValueOf(rt).Elem().FieldByName("symbolRegistry")
	if registry.Type() != reflect.TypeFor[map[unistring.String]*goja.Symbol]() {
		return nil
	}
	symbols := *(*map[unistring.String]*goja.Symbol)(unsafe.Pointer(registry.UnsafeAddr()))
	return symbols[unistring.NewFromString(name)]
}

// hasStack reports whether an error's stack text is made. Making it runs the
// script's code if name or message are accessors or objects.
func hasStack(o *goja.Object) bool {
	added := impl(o).FieldByName("stackPropAdded")
	return added.IsValid() && added.Bool()
}

// named lists the string keys of o that are no elements, at the cost of
// those keys only.
func named(o *goja.Object, r *realm) []goja.Value {
	names := impl(o).FieldByName("propNames")
	if names.Kind() != reflect.Slice {
		return nil
	}
	var keys []goja.Value
	for i := range names.Len() {
		name := unistring.String(names.Index(i).String())
		if units := name.AsUtf16(); units != nil {
			keys = append(keys, goja.StringFromUTF16(units[1:]))
		} else {
			keys = append(keys, r.rt.ToValue(name.String()))
		}
	}
	return keys
}

// elements lists at most limit indices of existing elements of an array,
// beginning with from, without visiting the holes of a sparse one.
func elements(o *goja.Object, from, limit int) []int {
	var found []int
	self := impl(o)
	if items := self.FieldByName("items"); items.Kind() == reflect.Slice {
		for i := 0; i < items.Len() && len(found) < limit; i++ {
			if idx := items.Index(i).FieldByName("idx"); int(idx.Uint()) >= from {
				found = append(found, int(idx.Uint()))
			}
		}
		return found
	}
	if values := self.FieldByName("values"); values.Kind() == reflect.Slice {
		for i := from; i < values.Len() && len(found) < limit; i++ {
			if !values.Index(i).IsNil() {
				found = append(found, i)
			}
		}
	}
	return found
}

// ahead is what a Map or Set iterator has still to give.
type ahead struct {
	keys, values []goja.Value // of at most the entries asked for
	more         int          // entries beyond those
	form         int          // of what it gives: 0 keys, 1 values, 2 both
}

// peek looks ahead of an iterator without moving it. It reports false if the
// engine's layout is unknown.
func peek(o *goja.Object, limit int) (a ahead, ok bool) {
	defer func() {
		if recover() != nil {
			a, ok = ahead{}, false
		}
	}()
	self := impl(o)
	a.form = int(self.FieldByName("kind").Int())
	iter := self.FieldByName("iter")
	if iter.IsNil() || iter.Elem().FieldByName("m").IsNil() {
		return a, true
	}
	cur := iter.Elem().FieldByName("cur")
	for !cur.IsNil() && cur.Elem().FieldByName("key").IsNil() {
		cur = cur.Elem().FieldByName("iterPrev") // deleted meanwhile
	}
	if cur.IsNil() {
		cur = iter.Elem().FieldByName("m").Elem().FieldByName("iterFirst")
	} else {
		cur = cur.Elem().FieldByName("iterNext")
	}
	for ; !cur.IsNil(); cur = cur.Elem().FieldByName("iterNext") {
		if len(a.keys) >= limit {
			a.more++
			continue
		}
		a.keys = append(a.keys, held(cur.Elem().FieldByName("key")))
		a.values = append(a.values, held(cur.Elem().FieldByName("value")))
	}
	return a, true
}

// held is the goja.Value in an unexported field. A set's entries have no
// value, for which it is nil.
func held(field reflect.Value) goja.Value {
	if field.Type() != reflect.TypeFor[goja.Value]() {
		panic("inspect: " + field.Type().String() + " holds no goja.Value")
	}
	return *(*goja.Value)(unsafe.Pointer(field.UnsafeAddr()))
}
