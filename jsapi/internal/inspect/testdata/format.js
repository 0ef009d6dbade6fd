'%s', 'str'
'%s', 42
'%s', -0
'%s', 10n
'%s', true
'%s', null
'%s', undefined
'%s', Symbol('s')
'%s', {}
'%s', { a: { b: 1 } }
'%s', [1, [2, [3]]]
'%s', () => 1
'%s', function named() {}
'%s', class K {}
'%s', new Date(0)
'%s', /x/g
'%s', bare(new Error('e'))
'%s', { toString() { return 'own'; } }
'%s', new (class { toString() { return 'class'; } })()
'%s', new (class T extends Foo { toString() { return 'sub'; } })()
'%s', new (class extends (class { toString() { return 'up'; } }) {})()
'%s', { [Symbol.toPrimitive](hint) { return 'prim ' + hint; } }
'%s', new (class { [Symbol.toPrimitive]() { return 'prim'; } })()
'%s', Object.create(null)
'%s', Object.create({ toString() { return 'inherited'; } })
'%s', { toString: 5 }
'%s', { toString() { return {}; }, valueOf() { return 'value'; } }
'%s', new Map([[1, { a: 1 }]])
'%s', new Foo({ a: { b: 1 } })
'%s', [new Proxy({ a: 1 }, {})]
'%s', 'a', 'b'
'%s %s', 'a'
'%s', { a: 'x'.repeat(90) }
'%d', 42
'%d', '42'
'%d', 'x'
'%d', -0
'%d', 10n
'%d', 1.5
'%d', null
'%d', undefined
'%d', true
'%d', {}
'%d', [5]
'%d', { valueOf() { return 7; } }
'%d', { toString() { return '8'; } }
'%d', { [Symbol.toPrimitive](hint) { return hint === 'number' ? 9 : 0; } }
'%d', Symbol('s')
'%d', new Date(5)
'%i', 42.9
'%i', '12px'
'%i', -0.5
'%i', 10n
'%i', 'x'
'%i', Symbol('s')
'%i', {}
'%i', [7.9, 8]
'%f', '1.5abc'
'%f', 3
'%f', -0
'%f', Symbol('s')
'%f', 10n
'%f', 'x'
'%j', { a: [1, { b: null }] }
'%j', 'str'
'%j', undefined
'%j', () => 1
'%j', Symbol('s')
'%j', 1.5
'%j', null
'%j', { toJSON() { return 'json'; } }
'%j', { get a() { return 1; } }
'%j', (() => { const o = {}; o.o = o; return o; })()
'%o', { a: { b: { c: { d: { e: { f: 1 } } } } } }
'%o', [1, 2]
'%o', () => 1
'%o', class Empty {}
'%o', 'text'
'%o', 5
'%o', new Proxy({ a: 1 }, {})
'%o', new Proxy(range(8), { get: undefined })
'%o', new Map([[1, [2]]])
'%O', { a: { b: { c: { d: 1 } } } }
'%O', 'text'
'%O', [1, 'x']
'%c styled', 'color: red'
'a %c b %c c', 'x', 'y'
'%%'
'%% %s', 'x'
'100%', 'x'
'%', 'x'
'%x %s', 'a'
'%s%%%s', 1, 2
'%%s', 'x'
'%s%', 'x'
'%s', 'x', { a: 1 }, 'y', [1]
'no verbs', 'x', 1, { a: 'b' }
'', 'x'
'x', ''
'%s %d %i %f %j %o %O %c%%', 'a', 1, 2.5, '3.5', { j: 1 }, [1], { o: 1 }, 'css', 'extra'
'%s é %s', 'ü', '漢'
'%d%s', 1, 2, 3
'%', '%s'
5, '%s', 'x'
{ a: 1 }, '%s', 'x'
'a\nb', { c: 'd\ne' }
//! {"colors": true}
'%s %d %o %O %j', 'a', 1, [1], { a: 1 }, { a: 1 }
//! {"colors": true}
'%s', { a: 1 }
//! {"depth": 1}
'%O', { a: { b: { c: 1 } } }
