const check = require('assert');
assert(check === require('node:assert') && check.strict === require('assert/strict') && check.strict.strict === check.strict);
const thrown = (fn) => {
  try {
    fn();
  } catch (error) {
    return error;
  }
  return undefined;
};
check(1);
check.ok('a', 'never');
for (const fn of [() => check(0), () => check.ok(''), () => check.equal(1, 2), () => check.strictEqual(1, '1'), () => check.notEqual(1, '1'),
  () => check.notStrictEqual(NaN, NaN), () => check.deepEqual({ a: 1 }, { a: 2 }), () => check.deepStrictEqual({ a: 1 }, { a: '1' }),
  () => check.notDeepStrictEqual([1], [1]), () => check.notDeepEqual([1], ['1']), () => check.fail(), () => check.ifError(0),
  () => check.match('abc', /x/), () => check.doesNotMatch('abc', /b/), () => check.match(5, /5/), () => check.throws(() => {}),
  () => check.doesNotThrow(() => { throw new Error('x'); }), () => check.strict.equal(1, '1'), () => check.strict.deepEqual([1], ['1'])]) {
  const error = thrown(fn);
  assert(error instanceof check.AssertionError && error instanceof Error && error.code === 'ERR_ASSERTION', `${fn}: ${error}`);
  assert.eq(error.name, 'AssertionError');
}
check.equal(1, '1');
check.equal(NaN, NaN);
check.strictEqual(NaN, NaN);
check.notEqual(1, 2);
check.deepEqual({ a: [1, '2'] }, { a: ['1', 2] });
check.deepStrictEqual(new Map([[1, { a: 1 }]]), new Map([[1, { a: 1 }]]));
check.notDeepStrictEqual([1], ['1']);
const unequal = [[1, [1]], [[1], 1], ['a', ['a']], [{}, null], [1, new Number(1)], [[], {}], [{}, () => {}]];
for (const [a, b] of unequal) {
  check.notDeepEqual(a, b);
  check.notDeepStrictEqual(a, b);
}
for (const [a, b] of [[1, '1'], [null, undefined], [0, false], [1n, 1], [[undefined], [null]]]) {
  check.deepEqual(a, b);
  check.notDeepStrictEqual(a, b);
}
const linked = (nodes, last) => Array.from({ length: nodes }).reduce((next, _, i) => ({ i, next }), last);
check.deepStrictEqual(linked(400, null), linked(400, null));
check.notDeepStrictEqual(linked(400, null), linked(400, undefined));
check.deepEqual(linked(400, null), linked(400, undefined));
const ring = () => {
  const end = { at: new Map() };
  end.at.set(end, linked(3, end));
  return end;
};
check.deepStrictEqual(ring(), ring());
check.deepStrictEqual(new Set([[1], { a: 1 }]), new Set([{ a: 1 }, [1]]));
check.notDeepStrictEqual(new Map([[[1], { a: 1 }]]), new Map([[[1], { a: 2 }]]));
check.deepEqual(new Set([1, '2']), new Set(['1', 2]));
const nested = (depth, last, around) => Array.from({ length: depth }).reduce(around, last);
const sets = (depth, last) => nested(depth, last, (inner) => new Set([inner, depth]));
check.deepStrictEqual(sets(400, 1), sets(400, 1));
check.notDeepStrictEqual(sets(400, 1), sets(400, 2));
const maps = (depth, last) => nested(depth, last, (inner) => new Map([['inner', inner], [{ depth }, 1]]));
check.deepStrictEqual(maps(400, 1), maps(400, 1));
check.notDeepStrictEqual(maps(400, 1), maps(400, 2));
check.notDeepStrictEqual(new Map([['a', undefined]]), new Map([['b', undefined]]));
check.notDeepStrictEqual(new Set([1, {}]), new Set([1, 2]));
check.notDeepStrictEqual(new Set([{}, 1]), new Set([{}, []]));
check.deepStrictEqual(new Map([[{}, 1], [{}, 2]]), new Map([[{}, 2], [{}, 1]]));
check.ifError(null);
check.match('abc', /b/);
check.doesNotMatch('abc', /x/);

const facts = thrown(() => check.strictEqual(1, 2));
assert.eq([facts.actual, facts.expected, facts.operator, facts.generatedMessage, facts.message],
  [1, 2, 'strictEqual', true, 'Expected values to be strictly equal:\n\n1 !== 2\n']);
assert.eq([thrown(() => check.equal(1, 2, 'mine')).message, thrown(() => check.fail('gone')).message, thrown(() => check.fail()).message],
  ['mine', 'gone', 'Failed']);
assert.eq(thrown(() => check.equal(1, 2, new RangeError('own'))).name, 'RangeError');
assert.eq(thrown(() => check.ok(false, 'why')).generatedMessage, false);
const made = new check.AssertionError({ message: 'm', actual: 1, operator: 'op' });
assert.eq([made.message, made.actual, made.operator, made.generatedMessage], ['m', 1, 'op', false]);

const fail = () => { throw Object.assign(new TypeError('bad thing'), { code: 'E_BAD', list: [1] }); };
check.throws(fail);
check.throws(fail, TypeError);
check.throws(fail, /bad/);
check.throws(fail, { name: 'TypeError', message: /thing$/, code: 'E_BAD', list: [1] });
check.throws(fail, (error) => error.code === 'E_BAD');
check.throws(fail, 'a message');
check.doesNotThrow(() => {});
assert.eq(thrown(() => check.throws(fail, RangeError)).code, 'ERR_ASSERTION');
assert.eq(thrown(() => check.throws(fail, /good/)).code, 'ERR_ASSERTION');
assert.eq(thrown(() => check.throws(fail, { code: 'E_GOOD' })).code, 'ERR_ASSERTION');
assert.eq(thrown(() => check.throws(fail, () => false)).code, 'ERR_ASSERTION');
assert.eq([thrown(() => check.throws(() => {}, TypeError)).message, thrown(() => check.throws(() => {}, 'why')).message],
  ['Missing expected exception (TypeError).', 'Missing expected exception: why']);
check.throws(fail, { name: 'TypeError', code: 'E_BAD' });
for (const value of [new Error('x'), 5, null]) {
  const missing = () => { throw value; };
  assert.eq(thrown(() => check.throws(missing, { code: undefined, message: 'x' })).code, 'ERR_ASSERTION');
}
check.throws(fail, {}) //! \[ERR_INVALID_ARG_VALUE\] The argument 'error' may not be an empty object
check.throws(5) //! \[ERR_INVALID_ARG_TYPE\] The "fn" argument must be of type function
check.equal(1) //! \[ERR_MISSING_ARGS\]
check.match('a', 'a') //! \[ERR_INVALID_ARG_TYPE\]

await check.rejects(Promise.reject(new RangeError('r')), RangeError);
await check.rejects(async () => fail(), { code: 'E_BAD' });
await check.doesNotReject(Promise.resolve(1));
await check.rejects(Promise.resolve(1)) //! AssertionError: \[ERR_ASSERTION\] Missing expected rejection\.
await check.rejects(() => 5) //! \[ERR_INVALID_RETURN_VALUE\]
await check.rejects(5) //! \[ERR_INVALID_ARG_TYPE\]
await check.doesNotReject(async () => fail()) //! AssertionError: \[ERR_ASSERTION\] Got unwanted rejection
