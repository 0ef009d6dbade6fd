{ [custom]() { return 'custom text'; } }
[{ [custom]() { return 'custom text'; } }]
{ [custom]() { return { other: 1 }; } }
{ [custom]() { return 42; } }
{ [custom]() { return null; } }
{ [custom]() { return this; }, a: 1 }
{ a: { [custom]() { return 'two\nlines'; } } }
{ a: { b: { [custom]() { return 'two\nlines'; } } } }
{ [custom](depth) { return `depth ${depth}`; } }
{ a: { [custom](depth) { return `depth ${depth}`; } } }
{ a: { b: { c: { [custom](depth) { return `depth ${depth}`; } } } } }
{ [custom](depth, options) { return Object.keys(options).sort().join(); } }
{ [custom](depth, options) { return [options.colors, options.depth, options.breakLength, options.compact].join(); } }
{ [custom](depth, options) { return options.stylize('text', 'special'); } }
//! {"colors": true}
{ [custom](depth, options) { return options.stylize('text', 'special') + options.stylize('x', 'none'); } }
{ [custom](depth, options, inspect) { return inspect({ a: { b: { c: { d: 1 } } } }, options); } }
{ [custom](depth, options, inspect) { return inspect({ a: { b: { c: { d: 1 } } } }, { ...options, depth: 0 }); } }
{ [custom](depth, options, inspect) { return 'Box<' + inspect(this.v, options) + '>'; }, v: [1, 'x'] }
{ [custom](depth, options, inspect) { return inspect([1, 2, 3], { maxArrayLength: 1 }); } }
{ [custom](depth, options, inspect) { return inspect([1, 2, 3], { compact: false }); } }
{ [custom](depth, options, inspect) { return inspect('x', { colors: true }) + inspect({ b: 1, a: 2 }, { sorted: true }); } }
{ [custom](depth, options, inspect) { return typeof inspect.custom; } }
new (class Money { constructor(n) { this.n = n; } [custom]() { return `$${this.n}`; } })(5)
{ list: range(3, (i) => ({ [custom]() { return `<${i}>`; } })) }
class WithStatic { static [custom]() { return 'static'; } }
(class Money { [custom]() { return 'never'; } }).prototype
new Proxy({ [custom]() { return 'through a proxy'; } }, {})
{ [custom]: 'no function' }
new Map([[{ [custom]() { return 'key'; } }, { [custom]() { return 'value'; } }]])
'%s', { [custom]() { return 'custom for %s'; } }
'%o', { [custom]() { return 'custom for %o'; } }
{ a: [{ [custom](depth, options) { return `${depth} of ${options.depth}`; } }] }
{ a: [{ [custom](depth, options, inspect) { return inspect({ a: { b: { c: { d: 1 } } } }, options); } }] }
{ [custom](depth, options, inspect) { return inspect({ a: { b: { c: { d: 1 } } } }, false, null); } }
{ [custom](depth, options, inspect) { return inspect({ a: { b: { c: { d: 1 } } } }, false, 0, true) + inspect(['x'], true); } }
{ [custom](depth, options, inspect) { return inspect({ a: { b: { c: { d: 1 } } } }, { depth: undefined }, 5) + inspect('x', undefined, undefined, true); } }
