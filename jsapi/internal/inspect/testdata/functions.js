function f() {}
() => {}
[() => {}]
[function named() {}, function () {}]
async function af() {}
async () => {}
[async () => {}, async function x() {}]
function* gen() {}
[function* () {}]
class A {}
class extends Foo {}
class B extends Foo {}
class N extends null {}
[class {}, class C {}, Foo, Bar]
class S { static x = 1; static y() {} }
Object.assign(function g() {}, { a: 1, b: 'two' })
Object.assign(() => {}, { [Symbol('s')]: 1 })
Object.defineProperty(function () {}, 'name', { value: 'renamed' })
Object.defineProperty(class Q {}, 'name', { value: 'renamed' })
class StaticName { static name = 'other'; }
Object.setPrototypeOf(function nul() {}, null)
Object.setPrototypeOf(class Nul {}, null)
Object.defineProperty(function tagged() {}, Symbol.toStringTag, { value: 'Tag' })
Object.setPrototypeOf(() => {}, Object.create(Function.prototype))
({ method() {} }).method
({ async method() {} }).method
({ *method() {} }).method
({ get g() { return 1; } })
Object.getOwnPropertyDescriptor({ get g() { return 1; } }, 'g')
(function f() {}).bind(null)
Math.max
Map
Object
Array.prototype.push
Symbol
Promise.resolve
parseInt
new Function('a', 'return a')
{ handlers: [() => {}, function on() {}], Type: Foo }
//! {"colors": true}
[function f() {}, class A {}, Object.assign(() => {}, { a: 1 })]
