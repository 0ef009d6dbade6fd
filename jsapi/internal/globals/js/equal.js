// Deep equality as node:util and node:assert define it.
(function (use) {
  'use strict';

  const { classOf } = use('class');

  function deepStrictEqual(a, b) {
    return new Comparison(false).run(a, b);
  }

  // deepEqual compares primitives with == and looks at no prototypes.
  function deepEqual(a, b) {
    return new Comparison(true).run(a, b);
  }

  const isObject = (value) => value !== null && typeof value === 'object';

  // A Comparison takes each pair of objects for equal until their contents say
  // otherwise, which ends cycles. The work list instead of recursion lets a deep
  // graph pass the engine's call stack limit.
  class Comparison {
    seen = new Map(); // objects, each with those it was compared with
    work = []; // pairs whose contents are to be compared, with what they are

    constructor(loose, outer = undefined) {
      this.loose = loose;
      this.outer = outer; // the comparison that this one is for
    }

    run(a, b) {
      let fine = this.equal(a, b);
      while (fine && this.work.length > 0) {
        const [kind, x, y] = this.work.pop();
        fine = this.content(kind, x, y) && this.fields(x, y);
      }
      return fine;
    }

    // equal is true for objects that may be equal, and leaves them to run.
    equal(a, b) {
      if (Object.is(a, b)) return true;
      if (!isObject(a) || !isObject(b)) {
        return this.loose && !isObject(a) && !isObject(b) && a == b;
      }
      if (!this.loose && Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
      const kind = classOf(a);
      if (kind !== classOf(b)) return false;
      if (this.met(a, b)) return true;
      const others = this.seen.get(a);
      if (others === undefined) this.seen.set(a, [b]);
      else others.push(b);
      this.work.push([kind, a, b]);
      return true;
    }

    met(a, b) {
      for (let c = this; c !== undefined; c = c.outer) {
        if (c.seen.get(a)?.includes(b)) return true;
      }
      return false;
    }

    content(kind, a, b) {
      switch (kind) {
        case 'Array': return a.length === b.length;
        case 'Date': return Object.is(+a, +b);
        case 'RegExp': return a.source === b.source && a.flags === b.flags && a.lastIndex === b.lastIndex;
        case 'Error':
          return a.message === b.message && a.name === b.name
            && this.equal(a.cause, b.cause) && this.equal(a.errors, b.errors);
        case 'Number': case 'String': case 'Boolean': case 'BigInt': case 'Symbol':
          return Object.is(a.valueOf(), b.valueOf());
        case 'Map': return a.size === b.size && this.entries(a, b);
        case 'Set': return a.size === b.size && this.entries(keyed(a), keyed(b));
        case 'ArrayBuffer': return sameBytes(new Uint8Array(a), new Uint8Array(b));
        default:
          if (ArrayBuffer.isView(a)) return sameBytes(bytes(a), bytes(b));
          return !isText(a) || String(a) === String(b);
      }
    }

    // entries pairs each entry of a Map with an equal one, in any order. What only one
    // can be equal to is left to run.
    entries(a, b) {
      const known = (key) => !this.loose && !isObject(key);
      const rest = new Map(b);
      for (const [key, value] of a) {
        if (!known(key)) continue;
        if (!rest.has(key) || !this.equal(value, rest.get(key))) return false;
        rest.delete(key);
      }
      const others = [...rest];
      for (const [key, value] of a) {
        if (known(key)) continue;
        const how = others.length > 1 ? 'same' : 'equal';
        let i = 0;
        for (; i < others.length; i++) {
          const [otherKey, otherValue] = others[i];
          if (this[how](key, otherKey) && this[how](value, otherValue)) break;
        }
        if (i === others.length) return false;
        others.splice(i, 1);
      }
      return true;
    }

    // same is equal for what may turn out to be unequal without the whole being so.
    same(a, b) {
      if (!isObject(a) || !isObject(b)) return this.equal(a, b);
      return new Comparison(this.loose, this).run(a, b);
    }

    fields(a, b) {
      if (ArrayBuffer.isView(a)) return true;
      const keys = enumerableKeys(a);
      return keys.length === enumerableKeys(b).length
        && keys.every((key) => Object.prototype.propertyIsEnumerable.call(b, key) && this.equal(a[key], b[key]));
    }
  }

  const keyed = (set) => new Map([...set].map((key) => [key, undefined]));

  // isText tells objects whose text is all there is to them, and private.
  function isText(object) {
    return object instanceof use('url').URL || object instanceof use('searchparams').URLSearchParams;
  }

  const bytes = (view) => new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  const sameBytes = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);

  function enumerableKeys(object) {
    return Reflect.ownKeys(object).filter((key) => Object.prototype.propertyIsEnumerable.call(object, key));
  }

  return { deepEqual, deepStrictEqual };
})
