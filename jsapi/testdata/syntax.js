// --- a missing value
const x = ; //! ^syntax.js:2:11: SyntaxError: Unexpected token ;

// --- a string without an end
const s = "abc; //! ^syntax.js:5:11: SyntaxError: Invalid or unexpected token$

// --- a character that begins nothing
const n = 1 @ 2; //! 13: SyntaxError: Invalid or unexpected token$

// --- a comment of other languages
  #comment //! 3: SyntaxError: Invalid or unexpected token$

// --- a private name where none may stand
const n = 1 + #name; //! 15: SyntaxError: Invalid or unexpected token$

// --- eval and Function name an error once, and only the first
const said = (f) => assert.throws(f, /^SyntaxError/).message;
assert.equal(said(() => eval("let x = ;")), "Unexpected token ; at <eval>:1:9");
assert.equal(said(() => (0, eval)("'abc")), "Invalid or unexpected token at <eval>:1:1");
assert.equal(said(() => new Function("let x = ;")), "Unexpected token ; at <eval>:3:9");
eval("let x = ;"); //! 5: SyntaxError: Unexpected token ; at <eval>:1:9$

// --- and what the compiler finds
const said = (f) => assert.throws(f, /^SyntaxError/).message;
assert.equal(said(() => eval("delete x; let a, a")),
  "Identifier 'a' has already been declared at <eval>:1:18");
assert.equal(said(() => (0, eval)("'use strict'; 010")),
  "Octal literals are not allowed in strict mode at <eval>:1:15");
assert.equal(said(() => new Function("x", "let x;")),
  "Identifier 'x' has already been declared at <eval>:3:5");
assert.equal(said(() => eval("/(/")), "Unterminated group at <eval>:1:1");
eval("let a, a"); //! 5: SyntaxError: Identifier 'a' has already been declared at <eval>:1:8$

// --- but not what is right where eval is called
class A {
  #x = 1;
  m() { return 2; }
  x() { return eval("this.#x"); }
}
class B extends A { m() { return eval("super.m()"); } }
assert.equal(new A().x() + new B().m(), 3);
assert.equal((function () { return eval("new.target"); })(), undefined);

// --- declared twice
let y = 1;
let y = 2; //! SyntaxError: Identifier 'y' has already been declared

// --- modules
"é";
  import fs from "fs"; //! 3: SyntaxError: there is no import: scripts are not modules, and require loads the built-in ones

// --- a module that is loaded late
const m = await import("fs"); //! 17: SyntaxError: there is no import

// --- exports
export const x = 1; //! :1: SyntaxError: there is no export: scripts are not modules, and return gives a value

// --- asynchronous iteration
for await (const x of []) {} //! 5: SyntaxError: there is no for await: await each next\(\) of the iterator in a loop

// --- a default in a list that has a default, which the engine does not know
const { a: [b = 1] = [] } = {}; //! 13: SyntaxError: there is no default within a list that has one itself

// --- the same of a pattern
const f = ({ a: [{ b } = {}] = [] }) => b; //! 18: SyntaxError: there is no default within a list

// --- what is no name
const { a: b.c } = {}; //! 12: SyntaxError: Invalid destructuring binding target

// --- other reserved words
const enum = 1; //! SyntaxError: Unexpected reserved word

// --- a brace too many
if (true) { console.log(1); } } //! 31: SyntaxError: this } closes more than was opened

// --- a function that is closed and opened again
}); (async()=>{ //! :1: SyntaxError: this } closes more than was opened

// --- an unknown property of characters
/\p{Klingon}/u; //! SyntaxError

// --- an end too early
if (true) {
//! SyntaxError: unexpected end of the script