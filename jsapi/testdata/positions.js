// --- a throw at top level
const x = 1;
throw new RangeError("top"); //! ^positions.js:3:7: RangeError: top

// --- the first line has its own columns

let a; throw new Error("col"); //! ^positions.js:\d+:14: Error: col

// --- after an await
await null;
null.x; //! TypeError: Cannot read property 'x'

// --- in a rejected await
await Promise.reject(new Error("rejected")); //! Error: rejected

// --- in a function called after an await
function deep() {
  throw new Error("deep"); //! Error: deep
}
await null;
deep();

// --- a string that is thrown
await null;
throw "just a string"; //! uncaught 'just a string'

// --- a string that was thrown and caught before
try { throw "again"; } catch {}
await null;
throw "again"; //! ^positions.js:\d+:1: uncaught 'again'

// --- an object that is thrown
function f() {
  throw { code: 7 }; //! uncaught \{ code: 7 \}
}
f();

// --- undefined that is thrown
throw undefined; //! uncaught undefined

// --- a primitive in a promise
new Promise((_, reject) => {
  reject("in a promise"); //! uncaught 'in a promise'
});
await new Promise((done) => setTimeout(done, 100));

// --- a primitive in a timer
setTimeout(() => {
  throw 42; //! uncaught 42
}, 1);

// --- a command that fails is where it was called
await null;
await commands.run("fail"); //! CommandError: command "fail": exit status 3

// --- a binding that fails is where it was called
await page.fail(); //! Error: page.fail: no such page

// --- recursion without end
function r(n) {
  return r(n + 1); //! RangeError: maximum call stack size exceeded
}
r(0);

// --- recursion through a getter
const o = {
  get x() {
    return this.x; //! RangeError: maximum call stack
  },
};
o.x;

// --- a caught error keeps its place
let caught;
try {
  null.y; //! Cannot read property 'y'
} catch (e) {
  caught = e;
}
throw caught;

// --- multi-byte characters count as one column
/* ééé → */ throw new Error("wide"); //! ^positions.js:\d+:19: Error: wide

// --- an error of a class of one's own is where it was made
class Base extends Error {
  constructor(message) {
    super(message);
  }
}
class Derived extends Base {
  constructor(...all) { super (...all); }
}
throw new Derived("own"); //! ^positions.js:\d+:7: Error: own

// --- also one that captures its stack
class Captured extends Error {
  constructor(message) {
    super(message);
    Error.captureStackTrace(this, this.constructor);
  }
}
class Further extends Captured {
  constructor() { super("captured"); }
}
throw new Further(); //! Error: captured

// --- an error of the engine in a constructor is where that calls super
class List extends Array {
  constructor() {
    super(-1); //! RangeError: Invalid array length
  }
}
new List();
