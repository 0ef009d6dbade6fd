// Globals appear at first use and are plain properties from then on.
assert.eq([typeof URL, typeof structuredClone, typeof noSuchGlobal], ['function', 'function', 'undefined']);
const own = Object.getOwnPropertyDescriptor(globalThis, 'URL');
assert.eq([own.writable, own.enumerable, own.configurable, own.value === URL], [true, false, true, true]);
assert('TextEncoder' in globalThis && !('noSuchGlobal' in globalThis));
btoa = 'replaced';
assert.eq([btoa, globalThis.btoa], ['replaced', 'replaced']);
globalThis.atob = 1;
assert.eq(atob, 1);
assert(!Object.keys(globalThis).includes('URL'));
for (const name in globalThis) assert(name !== 'TextEncoder');
noSuchGlobal //! ReferenceError
noSuchGlobal() //! ReferenceError
assert.eq([globalThis.toString === Object.prototype.toString, URL === globalThis.URL], [true, true]);
delete globalThis.btoa;
assert.eq(btoa('a'), 'YQ==');

// What URLSearchParams keep to themselves counts as well; Node 20 leaves it out.
const { isDeepStrictEqual: same } = require('util');
assert.eq([same(new URLSearchParams('a=1'), new URLSearchParams('a=2')), same(new URLSearchParams('a'), new URLSearchParams('a='))], [false, true]);

// A script may close the global object to more of them: this is the last thing here.
Object.preventExtensions(globalThis);
assert.eq([new TextDecoder().encoding, TextDecoder === globalThis.TextDecoder], ['utf-8', true]);
