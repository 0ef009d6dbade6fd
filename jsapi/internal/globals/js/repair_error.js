(function (use) {
  'use strict';

  function header(target) {
    const name = target.name === undefined ? 'Error' : `${target.name}`;
    const message = target.message === undefined ? '' : `${target.message}`;
    return name === '' ? message : message === '' ? name : `${name}: ${message}`;
  }

  use('define').define(Error, {
    captureStackTrace(target, above = undefined) {
      if (target === null || typeof target !== 'object' && typeof target !== 'function') {
        throw new TypeError('Invalid argument: the target of captureStackTrace must be an object');
      }
      let frames = new Error().stack.split('\n').filter((line) => /^\s+at /.test(line)).slice(1);
      if (typeof above === 'function' && above.name !== '') {
        const last = frames.findIndex((line) => line.trim().split(' ')[1] === above.name);
        if (last >= 0) frames = frames.slice(last + 1);
      }
      Object.defineProperty(target, 'stack', {
        value: [header(target), ...frames].join('\n'), writable: true, configurable: true,
      });
    },
  });
  Object.defineProperty(Error.captureStackTrace, 'length', { value: 2, configurable: true });
  if (Error.stackTraceLimit === undefined) Error.stackTraceLimit = 10;
  return {};
})
