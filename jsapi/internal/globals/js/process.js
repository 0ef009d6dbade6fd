(function (use, native) {
  'use strict';

  const errors = use('errors');

  // Members of an object literal have names and are no constructors.
  const { nextTick, cwd, hrtime, bigint, uptime } = {
    nextTick(callback, ...args) {
      if (typeof callback !== 'function') throw errors.argType('callback', 'of type function', callback);
      native.nextTick(callback, args);
    },
    cwd() { return native.cwd(); },
    hrtime(previous) {
      const now = native.nanoseconds();
      let seconds = Math.floor(now / 1e9);
      let nanoseconds = now % 1e9;
      if (previous === undefined) return [seconds, nanoseconds];
      if (!Array.isArray(previous)) throw errors.argType('time', 'an instance of Array', previous);
      seconds -= previous[0];
      nanoseconds -= previous[1];
      return nanoseconds < 0 ? [seconds - 1, nanoseconds + 1e9] : [seconds, nanoseconds];
    },
    bigint() { return BigInt(native.nanoseconds()); },
    uptime() { return native.nanoseconds() / 1e9; },
  };
  hrtime.bigint = bigint;

  const process = {
    title: 'holdfast', version: '', versions: {},
    ...native.facts(),
    get argv() { return native.argv(); },
    nextTick, cwd, hrtime, uptime,
  };
  Object.defineProperty(process, Symbol.toStringTag, { value: 'process', configurable: true });
  return { process };
})
