// What util.inspect is told about objects with private state.
const custom = Symbol.for('nodejs.util.inspect.custom');
const shown = (object) => object[custom](2, {}, (value) => JSON.stringify(value));
assert.eq([shown(AbortSignal.abort()), shown(new AbortController())],
  ['AbortSignal {"aborted":true}', 'AbortController {"signal":{}}']);
assert(shown(new Event('x')).startsWith('Event {"type":"x","defaultPrevented":false,"cancelable":false,'));
assert.eq(shown(new URL('http://u@h:1/p?q#f')), 'URL {"href":"http://u@h:1/p?q#f","origin":"http://h:1",'
  + '"protocol":"http:","username":"u","password":"","host":"h:1","hostname":"h","port":"1","pathname":"/p",'
  + '"search":"?q","searchParams":{},"hash":"#f"}');
assert.eq(shown(new URLSearchParams('a=b&c')), 'URLSearchParams { "a" => "b", "c" => "" }');
assert.eq([shown(Buffer.from('hi')), shown(Buffer.alloc(52, 1)).slice(-20)], ['<Buffer 68 69>', '01 ... 2 more bytes>']);
assert.eq(shown(new TextDecoder('latin1', { fatal: true })),
  'TextDecoder {"encoding":"windows-1252","fatal":true,"ignoreBOM":false}');
const deep = (object) => object[custom](-1, {}, () => { throw new Error('deeper than wanted'); });
for (const object of [AbortSignal.abort(), new AbortController(), new Event('x'), new URL('http://h'), new TextDecoder()]) {
  assert(deep(object) === object);
}
assert.eq(deep(new URLSearchParams('a=b')), '[Object]');
