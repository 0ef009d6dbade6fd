(function (use) {
  'use strict';

  function header(target) {
    const name = target.name === undefined ? 'Error' : `${target.name}`;
    const message = target.message === undefined ? '' : `${target.message}`;
    return name === '' ? message : message === '' ? name : `${name}: ${message}`;
  }

  const { toString } = Function.prototype;

  // frameOf is whether a line of a stack is of f. A class has no name there.
  function frameOf(f) {
    if (/^class\b/.test(Reflect.apply(toString, f, []))) return (line) => !line.endsWith('))');
    return (line) => f.name !== '' && line.trim().split(' ')[1] === f.name;
  }

  use('define').define(Error, {
    captureStackTrace(target, above = undefined) {
      if (target === null || typeof target !== 'object' && typeof target !== 'function') {
        throw new TypeError('Invalid argument: the target of captureStackTrace must be an object');
      }
      let frames = new Error().stack.split('\n').filter((line) => /^\s+at /.test(line)).slice(1);
      if (typeof above === 'function') frames = frames.slice(frames.findIndex(frameOf(above)) + 1);
      Object.defineProperty(target, 'stack', {
        value: [header(target), ...frames].join('\n'), writable: true, configurable: true,
      });
    },
  });
  Object.defineProperty(Error.captureStackTrace, 'length', { value: 2, configurable: true });
  if (Error.stackTraceLimit === undefined) Error.stackTraceLimit = 10;
  return {};
})
