const params = new URLSearchParams('?a=1&b=2&a=3&c&=d&%zz=%41+%20');
assert.eq([...params], [['a', '1'], ['b', '2'], ['a', '3'], ['c', ''], ['', 'd'], ['%zz', 'A  ']]);
assert.eq([params.get('a'), params.get('x'), params.getAll('a'), params.size], ['1', null, ['1', '3'], 6]);
assert.eq([params.has('a'), params.has('a', '3'), params.has('a', '4')], [true, true, false]);
assert.eq(params.toString(), 'a=1&b=2&a=3&c=&=d&%25zz=A++');
params.set('a', 'new');
params.delete('c');
params.append('e', "~'()*é€😀 +&=");
assert.eq(params.toString(), 'a=new&b=2&=d&%25zz=A++&e=%7E%27%28%29*%C3%A9%E2%82%AC%F0%9F%98%80+%2B%26%3D');
params.delete('b', 'other');
assert(params.has('b'));
assert.eq([new URLSearchParams({ a: 1, b: [2, 3] }).toString(), String(new URLSearchParams([['x', 'y'], new Set(['p', 'q'])]))],
  ['a=1&b=2%2C3', 'x=y&p=q']);
assert.eq(String(new URLSearchParams(new Map([['m', 'n']]))), 'm=n');
assert.eq(String(new URLSearchParams(new URLSearchParams('a=b'))), 'a=b');
assert.eq([String(new URLSearchParams()), String(new URLSearchParams(undefined)), String(new URLSearchParams(''))], ['', '', '']);
const sorted = new URLSearchParams('z=1&a=2&z=0&a=1');
sorted.sort();
assert.eq(sorted.toString(), 'a=2&a=1&z=1&z=0');
assert.eq([[...sorted.keys()], [...sorted.values()]], [['a', 'a', 'z', 'z'], ['2', '1', '1', '0']]);
const seen = [];
sorted.forEach((value, name, self) => seen.push(name + value + (self === sorted)));
assert.eq(seen, ['a2true', 'a1true', 'z1true', 'z0true']);
assert.eq(Object.prototype.toString.call(sorted.keys()), '[object URLSearchParams Iterator]');
assert(sorted[Symbol.iterator] === sorted.entries);
assert.eq(new URLSearchParams('a=%F0%28').get('a'), '\ufffd(');
new URLSearchParams([['only']]) //! TypeError: \[ERR_INVALID_TUPLE\]
new URLSearchParams([1]) //! TypeError
params.append('one') //! TypeError: \[ERR_MISSING_ARGS\]
params.forEach(1) //! TypeError: \[ERR_INVALID_ARG_TYPE\]
URLSearchParams.prototype.get.call({}, 'a') //! TypeError
new URLSearchParams({ [Symbol.match]: 1 }) //! TypeError

// Strings are made of whole characters, by which names may become alike.
const lone = new URLSearchParams({ '\ud835x': '1', xx: '2', '\ud83dx': '3\udc00' });
assert.eq([...lone], [['\ufffdx', '3\ufffd'], ['xx', '2']]);
lone.append('\udc00', '\ud800');
assert.eq([lone.get('\ufffd'), lone.has('\udbff', '\udc00'), lone.getAll('\ud801')], ['\ufffd', true, ['\ufffd']]);
lone.set('\ud800', '\ud83d\ude00');
assert.eq([...new URLSearchParams([...lone].concat([['\ud800', 'x']]))].slice(2), [['\ufffd', '😀'], ['\ufffd', 'x']]);
lone.delete('\ud9ff');
assert.eq(lone.size, 2);
