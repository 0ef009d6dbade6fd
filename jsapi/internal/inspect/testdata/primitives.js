undefined
null
true
false
[undefined, null, true, false]
0
-0
[0, -0, 1, -1]
1.5
1e21
1e-7
123456789012345680000
0.1 + 0.2
NaN
[NaN, Infinity, -Infinity]
2 ** 53
10n
-10n
[123456789012345678901234567890n]
Symbol()
Symbol('a')
[Symbol(''), Symbol('with space'), Symbol.iterator, Symbol.for('x')]
'plain'
['plain']
1, 'two', [3], { four: 4 }, null, undefined
new Number(3)
new Number(-0)
new Boolean(false)
new String('abc')
Object(Symbol('s'))
Object(5n)
Object.assign(new Number(3), { a: 1 })
Object.assign(new String('abc'), { a: 1 })
new (class N extends Number {})(4)
new (class S extends String {})('x')
Object.setPrototypeOf(new Number(1), null)
Object.setPrototypeOf(new String('abc'), null)
[new Number(1), [new String('x')]]
//! {"colors": true}
[undefined, null, true, 1, 1n, 'x', Symbol('y'), -0]
//! {"colors": true}
[new Number(1), new String('s'), new Boolean(true), Object(Symbol('q')), Object(1n)]
//! {"colors": true}
1
//! {"colors": true}
'plain', 'text', undefined, null
