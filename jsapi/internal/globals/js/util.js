// The util module: what is useful without a file system and streams.
(function (use, native) {
  'use strict';

  const errors = use('errors');
  const { classOf } = use('class');
  use('inspect'); // makes the symbol that inspect.custom is
  const custom = Symbol.for('nodejs.util.promisify.custom');
  const viewKind = Object.getOwnPropertyDescriptor(
    Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag).get;

  const inspect = native.inspect();
  const { format, formatWithOptions } = {
    format(...args) { return native.format(...args); },
    formatWithOptions(inspectOptions, ...args) {
      if (inspectOptions === null || typeof inspectOptions !== 'object') {
        throw errors.argType('inspectOptions', 'of type object', inspectOptions);
      }
      return native.formatWithOptions(inspectOptions, ...args);
    },
  };

  const types = {};
  for (const kind of ['Map', 'Set', 'WeakMap', 'WeakSet', 'Promise', 'Date', 'RegExp', 'Proxy', 'ArrayBuffer']) {
    types[`is${kind}`] = (value) => classOf(value) === kind;
  }
  Object.assign(types, {
    isAnyArrayBuffer: types.isArrayBuffer,
    isArrayBufferView: (value) => ArrayBuffer.isView(value),
    isTypedArray: (value) => ArrayBuffer.isView(value) && viewKind.call(value) !== undefined,
    isUint8Array: (value) => ArrayBuffer.isView(value) && viewKind.call(value) === 'Uint8Array',
    isDataView: (value) => ArrayBuffer.isView(value) && viewKind.call(value) === undefined,
    isNativeError: (value) => classOf(value) === 'Error',
    isAsyncFunction: (value) => typeof value === 'function' && classOf(value) === 'AsyncFunction',
    isGeneratorFunction: (value) => typeof value === 'function' && classOf(value) === 'GeneratorFunction',
    isGeneratorObject: (value) => classOf(value) === 'Generator',
    isMapIterator: (value) => classOf(value) === 'Map Iterator',
    isSetIterator: (value) => classOf(value) === 'Set Iterator',
    isBoxedPrimitive: (value) => ['Number', 'String', 'Boolean', 'BigInt', 'Symbol'].includes(classOf(value)),
  });

  const plain = {
    promisify(original) {
      if (typeof original !== 'function') throw errors.argType('original', 'of type function', original);
      if (original[custom]) return original[custom];
      if (original === globalThis.setTimeout) { // its callback comes first, and gets no error
        return (ms, value) => new Promise((resolve) => original(resolve, ms, value));
      }
      if (original === globalThis.setImmediate) {
        return (value) => new Promise((resolve) => original(resolve, value));
      }
      const promised = function (...args) {
        return new Promise((resolve, reject) => {
          original.call(this, ...args, (error, value) => error ? reject(error) : resolve(value));
        });
      };
      Object.setPrototypeOf(promised, Object.getPrototypeOf(original));
      return Object.defineProperties(promised, Object.getOwnPropertyDescriptors(original));
    },
    callbackify(original) {
      if (typeof original !== 'function') throw errors.argType('original', 'of type function', original);
      return function (...args) {
        const callback = args.pop();
        if (typeof callback !== 'function') throw errors.argType('last argument', 'of type function', callback);
        const { nextTick } = use('process').process;
        original.apply(this, args).then(
          (value) => nextTick(callback, null, value),
          (error) => nextTick(callback, error || new Error('Promise was rejected with a falsy value')));
      };
    },
    inherits(constructor, parent) {
      if (typeof constructor !== 'function') throw errors.argType('ctor', 'of type function', constructor);
      if (typeof parent !== 'function') throw errors.argType('superCtor', 'of type function', parent);
      Object.defineProperty(constructor, 'super_', { value: parent, writable: true, configurable: true });
      Object.setPrototypeOf(constructor.prototype, parent.prototype);
    },
    deprecate(fn) { return fn; },
    stripVTControlCharacters(text) {
      return `${text}`.replace(/\u001b(?:\[[0-9;?]*[ -\/]*[@-~]|\][^\u0007\u001b\u009c]*(?:[\u0007\u009c]|\u001b\\))/g, '');
    },
    isDeepStrictEqual(a, b) { return use('equal').deepStrictEqual(a, b); },
    isArray(value) { return Array.isArray(value); },
  };
  plain.promisify.custom = custom;

  const { TextDecoder, TextEncoder } = use('encoding');
  return { ...plain, format, formatWithOptions, inspect, types, TextDecoder, TextEncoder };
})
