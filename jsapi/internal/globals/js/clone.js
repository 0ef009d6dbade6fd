// structuredClone. The work list instead of recursion lets a deep graph pass
// the engine's call stack limit.
(function (use, native) {
  'use strict';

  const { classOf } = use('class');
  const errorTypes = { EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };
  const views = {
    Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array,
    Float32Array, Float64Array, BigInt64Array, BigUint64Array,
  };
  const viewKind = Object.getOwnPropertyDescriptor(
    Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag).get;

  function fault(message) {
    return new (use('domexception').DOMException)(message, 'DataCloneError');
  }

  function refuse(value) {
    let name;
    try {
      name = typeof value === 'object' ? '#<Object>' : String(value);
    } catch {
      name = 'A value';
    }
    throw fault(`${name} could not be cloned.`);
  }

  function structuredClone(value, options = undefined) {
    if (arguments.length === 0) {
      throw use('errors').coded(TypeError, 'ERR_MISSING_ARGS', 'The "value" argument must be specified');
    }
    const transfer = transferList(options);
    const result = new Cloner().run(value);
    transfer.forEach(native.detach);
    return result;
  }

  function transferList(options) {
    if (options != null && typeof options !== 'object' && typeof options !== 'function') {
      throw use('errors').argType('options', 'of type object', options);
    }
    const list = options?.transfer === undefined ? [] : Array.from(options.transfer);
    list.forEach((item, i) => {
      if (classOf(item) !== 'ArrayBuffer') {
        throw fault('Value not transferable');
      }
      if (list.indexOf(item) !== i) {
        throw fault('ArrayBuffer occurs in the transfer list twice');
      }
      if (native.detached(item)) {
        throw fault('An ArrayBuffer is detached and could not be cloned.');
      }
    });
    return list;
  }

  class Cloner {
    seen = new Map();
    work = [];

    run(value) {
      const result = this.copy(value);
      for (let fill = this.work.pop(); fill !== undefined; fill = this.work.pop()) fill();
      return result;
    }

    copy(value) {
      if (typeof value === 'symbol' || typeof value === 'function') refuse(value);
      if (value === null || typeof value !== 'object') return value;
      if (this.seen.has(value)) return this.seen.get(value);
      const shell = this.shell(value);
      this.seen.set(value, shell);
      return shell;
    }

    // shell makes the copy and puts what fills it on the work list.
    shell(value) {
      switch (classOf(value)) {
        case 'Object': return ArrayBuffer.isView(value) ? this.view(value) : this.fields(value, {});
        case 'Array': return this.fields(value, new Array(value.length));
        case 'Map': return this.map(value);
        case 'Set': return this.set(value);
        case 'Error': return this.error(value);
        case 'Date': return new Date(Date.prototype.getTime.call(value));
        case 'RegExp': return new RegExp(value.source, value.flags);
        case 'ArrayBuffer': return this.buffer(value);
        case 'Boolean': return Object(Boolean.prototype.valueOf.call(value));
        case 'Number': return Object(Number.prototype.valueOf.call(value));
        case 'String': return Object(String.prototype.valueOf.call(value));
        case 'BigInt': return Object(BigInt.prototype.valueOf.call(value));
        default: return refuse(value);
      }
    }

    fields(from, to) {
      this.work.push(() => {
        for (const key of Object.keys(from)) {
          Object.defineProperty(to, key, {
            value: this.copy(from[key]), writable: true, enumerable: true, configurable: true,
          });
        }
      });
      return to;
    }

    map(from) {
      const to = new Map();
      const entries = Array.from(Map.prototype.entries.call(from));
      this.work.push(() => entries.forEach(([k, v]) => to.set(this.copy(k), this.copy(v))));
      return to;
    }

    set(from) {
      const to = new Set();
      const values = Array.from(Set.prototype.values.call(from));
      this.work.push(() => values.forEach((v) => to.add(this.copy(v))));
      return to;
    }

    error(from) {
      const name = `${from.name}`;
      const to = Reflect.construct(Error, [], Object.hasOwn(errorTypes, name) ? errorTypes[name] : Error);
      for (const key of ['stack', 'message', 'cause']) {
        delete to[key];
        if (!Object.hasOwn(from, key)) continue;
        const value = key === 'cause' ? from.cause : `${from[key]}`;
        this.work.push(() => Object.defineProperty(to, key, {
          value: this.copy(value), writable: true, configurable: true,
        }));
      }
      return to;
    }

    buffer(from) {
      if (native.detached(from)) {
        throw fault('An ArrayBuffer is detached and could not be cloned.');
      }
      return ArrayBuffer.prototype.slice.call(from, 0);
    }

    view(from) {
      const buffer = this.copy(from.buffer);
      const kind = viewKind.call(from);
      if (kind === undefined) return new DataView(buffer, from.byteOffset, from.byteLength);
      return new views[kind](buffer, from.byteOffset, from.length);
    }
  }

  return { structuredClone };
})
