// node:assert. Its messages say what Node's do, without the lines that differ.
(function (use) {
  'use strict';

  const errors = use('errors');
  const { deepStrictEqual, deepEqual } = use('equal');
  const { inspect } = use('util');

  class AssertionError extends Error {
    constructor(options) {
      if (options === null || typeof options !== 'object') throw errors.argType('options', 'of type object', options);
      const { message, actual, expected, operator } = options;
      super(message === undefined ? `${shown(actual)} ${operator} ${shown(expected)}` : String(message));
      this.generatedMessage = message === undefined;
      this.code = 'ERR_ASSERTION';
      this.actual = actual;
      this.expected = expected;
      this.operator = operator;
    }
  }
  Object.defineProperty(AssertionError.prototype, 'name', {
    value: 'AssertionError', writable: true, configurable: true,
  });

  const shown = (value) => inspect(value, { depth: 4 });

  // fail throws message if it is an error, and else an AssertionError with it or,
  // if there is none, with what otherwise says.
  function fail(message, otherwise, facts) {
    if (message instanceof Error) throw message;
    const error = new AssertionError({ ...facts, message: message === undefined ? otherwise : message });
    error.generatedMessage = message === undefined;
    throw error;
  }

  // comparison is an assertion about two values.
  const comparison = (operator, title, holds) => function (actual, expected, message = undefined) {
    if (arguments.length < 2) throw errors.missing('"actual" and "expected" arguments');
    if (holds(actual, expected)) return;
    const between = operator.startsWith('not') ? '===' : '!==';
    fail(message, `${title}:\n\n${shown(actual)} ${between} ${shown(expected)}\n`, { actual, expected, operator });
  };

  const loose = (a, b) => a == b || (Number.isNaN(a) && Number.isNaN(b));

  function ok(value, message = undefined) {
    if (arguments.length === 0) {
      fail(undefined, 'No value argument passed to `assert.ok()`', { operator: '==' });
    }
    if (!value) {
      fail(message, `The expression evaluated to a falsy value: ${shown(value)}`,
        { actual: value, expected: true, operator: '==' });
    }
  }

  // fits throws unless error is what expected describes: a class, a pattern, an
  // object of properties, or a function that says so.
  function fits(error, expected, message, operator) {
    const facts = { actual: error, expected, operator };
    if (expected === undefined) return;
    if (expected instanceof RegExp) {
      if (!expected.test(String(error))) {
        fail(message, `The input did not match the regular expression ${expected}. Input:\n\n${shown(String(error))}\n`, facts);
      }
      return;
    }
    if (typeof expected === 'object') {
      if (error === null || typeof error !== 'object') {
        fail(message, `The error is not what is expected:\n\n${shown(error)} !== ${shown(expected)}\n`, facts);
      }
      const wanted = expected instanceof Error ? ['message', 'name', ...Object.keys(expected)] : Object.keys(expected);
      if (wanted.length === 0) {
        throw errors.coded(TypeError, 'ERR_INVALID_ARG_VALUE',
          `The argument 'error' may not be an empty object. Received ${shown(expected)}`);
      }
      for (const key of wanted) {
        const text = typeof error[key] === 'string' && expected[key] instanceof RegExp;
        if (text ? expected[key].test(error[key]) : key in error && deepStrictEqual(error[key], expected[key])) continue;
        const found = key in error ? shown(error[key]) : 'nothing';
        fail(message, `The error's ${key} is not what is expected:\n\n${found} !== ${shown(expected[key])}\n`, facts);
      }
      return;
    }
    if (expected.prototype !== undefined && error instanceof expected) return;
    if (Error.isPrototypeOf(expected) || expected === Error) {
      fail(message, `The error is expected to be an instance of "${expected.name}". Received ${shown(error)}`, facts);
    }
    if (Reflect.apply(expected, {}, [error]) !== true) {
      fail(message, `The ${expected.name || 'validation'} function is expected to return "true". Caught error:\n\n${shown(error)}`, facts);
    }
  }

  // expectation tells a message from what an error is to be.
  function expectation(expected, message) {
    if (typeof expected === 'string') return [undefined, expected];
    if (expected !== undefined && (expected === null || !['object', 'function'].includes(typeof expected))) {
      throw errors.argType('expected', 'of type function or an instance of Error, RegExp, or Object', expected);
    }
    return [expected, message];
  }

  function needFunction(fn) {
    if (typeof fn !== 'function') throw errors.argType('fn', 'of type function', fn);
  }

  const nothing = Symbol('nothing thrown');

  function thrownBy(fn) {
    needFunction(fn);
    try {
      fn();
    } catch (error) {
      return error;
    }
    return nothing;
  }

  async function rejectionOf(promiseOrFunction) {
    const called = typeof promiseOrFunction === 'function';
    const promise = called ? promiseOrFunction() : promiseOrFunction;
    if (typeof promise?.then !== 'function') {
      throw called ? errors.coded(TypeError, 'ERR_INVALID_RETURN_VALUE',
        `Expected instance of Promise to be returned from the "promiseFn" function.${errors.received(promise)}`)
        : errors.argType('promiseFn', 'of type function or an instance of Promise', promise);
    }
    try {
      await promise;
    } catch (error) {
      return error;
    }
    return nothing;
  }

  function expect(error, expected, message, operator) {
    [expected, message] = expectation(expected, message);
    if (error !== nothing) return fits(error, expected, message, operator);
    const which = typeof expected === 'function' && expected.name ? ` (${expected.name})` : '';
    const what = operator === 'rejects' ? 'rejection' : 'exception';
    fail(message instanceof Error || message === undefined ? message : `Missing expected ${what}${which}: ${message}`,
      `Missing expected ${what}${which}.`, { actual: undefined, expected, operator });
  }

  function expectNone(error, message, operator) {
    if (error === nothing) return;
    const what = operator === 'doesNotReject' ? 'rejection' : 'exception';
    const text = typeof message === 'string' ? `: ${message}` : '.';
    fail(undefined, `Got unwanted ${what}${text}\nActual message: "${error?.message}"`, { actual: error, operator });
  }

  const matching = (operator, wanted, title) => (string, regexp, message = undefined) => {
    if (!(regexp instanceof RegExp)) throw errors.argType('regexp', 'an instance of RegExp', regexp);
    if (typeof string === 'string' && (string.search(regexp) >= 0) === wanted) return;
    fail(message, typeof string === 'string' ? `${title} ${regexp}. Input:\n\n${shown(string)}\n`
      : `The "string" argument must be of type string.${errors.received(string)}`, { actual: string, expected: regexp, operator });
  };

  const assert = function assert(value, message) { Reflect.apply(ok, undefined, arguments); };
  const strict = {
    strictEqual: comparison('strictEqual', 'Expected values to be strictly equal', Object.is),
    notStrictEqual: comparison('notStrictEqual', 'Expected "actual" to be strictly unequal to', (a, b) => !Object.is(a, b)),
    deepStrictEqual: comparison('deepStrictEqual', 'Expected values to be strictly deep-equal', deepStrictEqual),
    notDeepStrictEqual: comparison('notDeepStrictEqual', 'Expected "actual" not to be strictly deep-equal to', (a, b) => !deepStrictEqual(a, b)),
  };
  const common = {
    ok,
    ...strict,
    AssertionError,
    fail(message = undefined) { fail(message, 'Failed', { operator: 'fail' }); },
    ifError(value) {
      if (value == null) return;
      fail(undefined, `ifError got unwanted exception: ${value instanceof Error ? value.message || value.name : shown(value)}`,
        { actual: value, expected: null, operator: 'ifError' });
    },
    throws(fn, expected = undefined, message = undefined) { expect(thrownBy(fn), expected, message, 'throws'); },
    async rejects(promise, expected = undefined, message = undefined) {
      expect(await rejectionOf(promise), expected, message, 'rejects');
    },
    doesNotThrow(fn, expected = undefined, message = undefined) {
      expectNone(thrownBy(fn), ...expectation(expected, message).slice(1), 'doesNotThrow');
    },
    async doesNotReject(promise, expected = undefined, message = undefined) {
      expectNone(await rejectionOf(promise), ...expectation(expected, message).slice(1), 'doesNotReject');
    },
    match: matching('match', true, 'The input did not match the regular expression'),
    doesNotMatch: matching('doesNotMatch', false, 'The input was expected to not match the regular expression'),
  };
  Object.assign(assert, common, {
    equal: comparison('==', 'Expected values to be loosely equal', loose),
    notEqual: comparison('!=', 'Expected "actual" to be loosely unequal to', (a, b) => !loose(a, b)),
    deepEqual: comparison('deepEqual', 'Expected values to be loosely deep-equal', deepEqual),
    notDeepEqual: comparison('notDeepEqual', 'Expected "actual" not to be loosely deep-equal to', (a, b) => !deepEqual(a, b)),
  });
  assert.strict = Object.assign(function strict(value, message) { Reflect.apply(ok, undefined, arguments); }, common, {
    equal: strict.strictEqual, notEqual: strict.notStrictEqual,
    deepEqual: strict.deepStrictEqual, notDeepEqual: strict.notDeepStrictEqual,
  });
  assert.strict.strict = assert.strict;
  return { assert };
})
