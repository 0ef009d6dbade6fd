// Deep equality as node:util and node:assert define it.
(function (use) {
  'use strict';

  const { classOf } = use('class');

  function deepStrictEqual(a, b) {
    return equal(a, b, []);
  }

  // deepEqual compares primitives with == and looks at no prototypes.
  function deepEqual(a, b) {
    return equal(a, b, Object.assign([], { loose: true }));
  }

  // equal compares with a stack of the pairs being compared: a pair met again
  // is equal as far as is known.
  function equal(a, b, stack) {
    if (Object.is(a, b)) return true;
    if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
      return stack.loose === true && a == b;
    }
    if (!stack.loose && Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
    const kind = classOf(a);
    if (kind !== classOf(b)) return false;
    if (stack.some(([x, y]) => x === a && y === b)) return true;
    stack.push([a, b]);
    const result = sameContent(kind, a, b, stack) && sameFields(a, b, stack);
    stack.pop();
    return result;
  }

  function sameContent(kind, a, b, stack) {
    switch (kind) {
      case 'Array': return a.length === b.length;
      case 'Date': return Object.is(+a, +b);
      case 'RegExp': return a.source === b.source && a.flags === b.flags && a.lastIndex === b.lastIndex;
      case 'Error':
        return a.message === b.message && a.name === b.name
          && equal(a.cause, b.cause, stack) && equal(a.errors, b.errors, stack);
      case 'Number': case 'String': case 'Boolean': case 'BigInt': case 'Symbol':
        return Object.is(a.valueOf(), b.valueOf());
      case 'Map': return a.size === b.size && sameEntries([...a], [...b], stack);
      case 'Set': return a.size === b.size && sameEntries([...a], [...b], stack);
      case 'ArrayBuffer': return sameBytes(new Uint8Array(a), new Uint8Array(b));
      default:
        if (ArrayBuffer.isView(a)) return sameBytes(bytes(a), bytes(b));
        return !isText(a) || String(a) === String(b);
    }
  }

  // isText tells objects whose text is all there is to them, and private.
  function isText(object) {
    return object instanceof use('url').URL || object instanceof use('searchparams').URLSearchParams;
  }

  const bytes = (view) => new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  const sameBytes = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);

  // sameEntries pairs each entry with an equal one, in any order.
  function sameEntries(a, b, stack) {
    return a.every((entry) => {
      const i = b.findIndex((other) => Array.isArray(entry) && Array.isArray(other)
        ? entry.length === other.length && entry.every((part, at) => equal(part, other[at], stack))
        : equal(entry, other, stack));
      if (i < 0) return false;
      b.splice(i, 1);
      return true;
    });
  }

  function sameFields(a, b, stack) {
    if (ArrayBuffer.isView(a)) return true;
    const keys = enumerableKeys(a);
    return keys.length === enumerableKeys(b).length
      && keys.every((key) => Object.prototype.propertyIsEnumerable.call(b, key) && equal(a[key], b[key], stack));
  }

  function enumerableKeys(object) {
    return Reflect.ownKeys(object).filter((key) => Object.prototype.propertyIsEnumerable.call(object, key));
  }

  return { deepEqual, deepStrictEqual };
})
