// node:timers and node:timers/promises, the latter without setInterval: there is
// no for await.
(function (use) {
  'use strict';

  const errors = use('errors');
  const timers = { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate, clearImmediate };

  // settled is a promise of value that start settles; start returns what stops it.
  function settled(value, options, start) {
    return new Promise((resolve, reject) => {
      if (options !== undefined && (options === null || typeof options !== 'object')) {
        throw errors.argType('options', 'of type object', options);
      }
      const signal = options?.signal;
      if (signal !== undefined && !(signal instanceof AbortSignal)) {
        throw errors.argType('options.signal', 'an instance of AbortSignal', signal);
      }
      if (signal?.aborted) throw errors.aborted(signal.reason);
      const stop = start(() => {
        signal?.removeEventListener('abort', abort);
        resolve(value);
      });
      const abort = () => {
        stop();
        reject(errors.aborted(signal.reason));
      };
      signal?.addEventListener('abort', abort, { once: true });
    });
  }

  const promises = {
    setTimeout(delay = undefined, value = undefined, options = undefined) {
      return settled(value, options, (done) => {
        const id = timers.setTimeout(done, delay);
        return () => timers.clearTimeout(id);
      });
    },
    setImmediate(value = undefined, options = undefined) {
      return settled(value, options, (done) => {
        const id = timers.setImmediate(done);
        return () => timers.clearImmediate(id);
      });
    },
    scheduler: {
      wait: (delay, options) => promises.setTimeout(delay, undefined, options),
      yield: () => promises.setImmediate(),
    },
  };
  return { promises, timers: { ...timers, promises } };
})
