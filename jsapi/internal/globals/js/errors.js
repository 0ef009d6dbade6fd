// Errors with a code, as Node throws them.
(function () {
  'use strict';

  function coded(Base, code, message) {
    const error = new Base(message);
    Object.defineProperty(error, 'code', {
      value: code, writable: true, enumerable: true, configurable: true,
    });
    return error;
  }

  // aborted is what ends an operation whose signal was aborted with cause.
  function aborted(cause) {
    const error = new Error('The operation was aborted', cause === undefined ? undefined : { cause });
    return Object.assign(error, { code: 'ABORT_ERR', name: 'AbortError' });
  }

  function received(value) {
    if (value == null) return ` Received ${value}`;
    if (typeof value === 'function') return ` Received function ${value.name}`;
    if (typeof value === 'object') {
      const name = value.constructor && value.constructor.name;
      return name ? ` Received an instance of ${name}` : ' Received an object';
    }
    let text = typeof value === 'string' ? `'${value}'` : String(value);
    if (text.length > 28) text = `${text.slice(0, 25)}...`;
    if (typeof value === 'bigint') text += 'n';
    return ` Received type ${typeof value} (${text})`;
  }

  return {
    aborted,
    coded,
    received,
    argType: (name, expected, value) => coded(TypeError, 'ERR_INVALID_ARG_TYPE',
      `The "${name}" argument must be ${expected}.${received(value)}`),
    argValue: (name, why, value) => coded(TypeError, 'ERR_INVALID_ARG_VALUE',
      `The argument '${name}' ${why}.${received(value)}`),
    outOfRange: (name, range, value) => coded(RangeError, 'ERR_OUT_OF_RANGE',
      `The value of "${name}" is out of range. It must be ${range}. Received ${String(value)}`),
    missing: (names) => coded(TypeError, 'ERR_MISSING_ARGS',
      `The ${names} must be specified`),
    invalidThis: (type) => coded(TypeError, 'ERR_INVALID_THIS',
      `Value of "this" must be of type ${type}`),
  };
})
