{ a: 'x'.repeat(60), b: 1 }
{ a: 'x'.repeat(61), b: 1 }
{ a: 'x'.repeat(62), b: 1 }
{ a: 'x'.repeat(63), b: 1 }
{ a: 'x'.repeat(64) }
{ a: 'x'.repeat(66) }
{ a: 'x'.repeat(68) }
{ a: 'x'.repeat(70) }
{ a: 'x'.repeat(72) }
{ a: 'x'.repeat(76) }
['x'.repeat(64)]
['x'.repeat(66)]
['x'.repeat(68)]
['x'.repeat(70)]
['x'.repeat(72)]
{ one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8 }
{ one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9 }
{ one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10, eleven: 11 }
{ a: { b: 1 } }
{ a: { b: { c: 1 } } }
//! {"depth": 9}
{ a: { b: { c: { d: 1 } } } }
//! {"depth": 9}
{ a: { b: { c: { d: { e: 1 } } } } }
//! {"depth": 9}
{ a: [{ b: [{ c: [{ d: 1 }] }] }] }
{ x: { a: 1 }, y: { b: { c: { d: 1 } } } }
[{ name: 'Ada', tags: ['x', 'y'] }, { name: 'Grace', tags: [] }]
{ user: { name: 'Ada', mail: 'ada@example.org' }, roles: ['admin', 'user'], active: true, login: null }
{ id: 1, title: 'A longer title of something', description: 'An even longer description of the same thing', done: false }
range(3, (i) => ({ id: i, name: 'name ' + i, values: range(4) }))
range(3, (i) => ({ id: i, name: 'a much longer name for number ' + i, values: range(9), nested: { a: 1, b: [1, 2, 3] } }))
{ 'a b': { 'c d': { 'e f': 1 } } }
new Foo({ a: 'x'.repeat(40), b: 'y'.repeat(40) })
new Map(range(4, (i) => ['key ' + i, { value: i, text: 'some text for the value' }]))
new Set(range(4, (i) => 'a member of the set that is long: ' + i))
{ s: new Set(range(20)), m: new Map([[1, { a: 1 }]]) }
{ f: function aFunctionWithAQuiteLongNameThatTakesRoom() {}, g: class AClassWithAQuiteLongNameThatTakesRoom {} }
{ a: '漢'.repeat(30), b: '字'.repeat(30) }
{ a: '😀'.repeat(20), b: 1 }
{ a: range(7), b: { c: range(7, (i) => 'str' + i) } }
{ status: 0, stdout: 'one\ntwo\n', stderr: '', durationMs: 12.5 }
//! {"breakLength": 40}
{ one: 'first', two: 'second', three: 'third' }
//! {"breakLength": 120}
{ one: 'x'.repeat(40), two: 'y'.repeat(40) }
//! {"breakLength": -1}
{ one: 'x'.repeat(80), two: { three: range(30), four: 'y'.repeat(80) } }
//! {"compact": 1}
{ a: { b: { c: 1 } }, d: range(10) }
//! {"compact": 2}
{ a: { b: { c: 1 } } }
//! {"compact": 6, "depth": 9}
{ a: { b: { c: { d: { e: 1 } } } } }
//! {"colors": true}
{ one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 'nine' }
//! {"colors": true}
{ a: 'x'.repeat(60), b: 1 }
//! {"colors": true}
range(30, (i) => i % 2 ? 'odd' : i)
//! {"depth": 9}
range(3, (i) => range(3, (j) => range(3, (k) => range(3))))
