const target = new EventTarget();
const seen = [];
target.addEventListener('a', (event) => seen.push(['first', event.type, event.target === target]));
target.addEventListener('a', { handleEvent() { seen.push('object'); } });
target.addEventListener('a', () => seen.push('once'), { once: true });
assert.eq(target.dispatchEvent(new Event('a')), true);
target.dispatchEvent(new Event('a'));
assert.eq(seen, [['first', 'a', true], 'object', 'once', ['first', 'a', true], 'object']);

const twice = () => seen.push('twice');
seen.length = 0;
target.addEventListener('b', twice);
target.addEventListener('b', twice);
target.addEventListener('b', twice, true);
target.dispatchEvent(new Event('b'));
assert.eq(seen.length, 2);
target.removeEventListener('b', twice);
target.dispatchEvent(new Event('b'));
assert.eq(seen.length, 3);

const cancel = new EventTarget();
cancel.addEventListener('c', (event) => event.preventDefault());
assert.eq(cancel.dispatchEvent(new Event('c', { cancelable: true })), false);
assert.eq(cancel.dispatchEvent(new Event('c')), true);
const passive = new EventTarget();
passive.addEventListener('c', (event) => event.stopImmediatePropagation());
passive.addEventListener('c', () => assert(false, 'propagation was stopped'));
passive.dispatchEvent(new Event('c'));

const stop = new AbortController();
seen.length = 0;
target.addEventListener('d', () => seen.push('d'), { signal: stop.signal });
target.dispatchEvent(new Event('d'));
stop.abort();
target.dispatchEvent(new Event('d'));
assert.eq(seen, ['d']);

const event = new Event('x', { bubbles: true });
assert.eq([event.type, event.bubbles, event.cancelable, event.defaultPrevented, event.eventPhase, event.target],
  ['x', true, false, false, 0, null]);
assert(event.timeStamp >= 0 && event instanceof Event);
assert.eq(Object.prototype.toString.call(event), '[object Event]');
assert.eq(Event.AT_TARGET, 2);
assert.eq(new CustomEvent('y', { detail: { n: 1 } }).detail, { n: 1 });
new Event() //! TypeError: \[ERR_MISSING_ARGS\]
target.dispatchEvent({}) //! TypeError: \[ERR_INVALID_ARG_TYPE\]
target.addEventListener('z', 5) //! TypeError: \[ERR_INVALID_ARG_TYPE\]
target.addEventListener('z', null);
class Door extends EventTarget { open() { return this.dispatchEvent(new Event('open')); } }
const door = new Door();
seen.length = 0;
door.addEventListener('open', function () { seen.push(this === door); });
door.open();
assert.eq(seen, [true]);

const error = new DOMException('gone', 'NotFoundError');
assert.eq([error.name, error.message, error.code, error instanceof Error], ['NotFoundError', 'gone', 8, true]);
assert.eq([new DOMException().name, new DOMException('m', 'Own').code], ['Error', 0]);
assert.eq(String(error), 'NotFoundError: gone');
assert.eq([DOMException.ABORT_ERR, DOMException.DATA_CLONE_ERR, error.TIMEOUT_ERR], [20, 25, 23]);
assert.eq(Object.prototype.toString.call(error), '[object DOMException]');
assert(typeof error.stack === 'string');

// initEvent makes an event anew, unless it is being dispatched.
const anew = new Event('a', { cancelable: true });
anew.preventDefault();
anew.initEvent('b', true);
assert.eq([anew.type, anew.bubbles, anew.cancelable, anew.defaultPrevented], ['b', true, false, false]);
const busy = new EventTarget();
busy.addEventListener('b', (e) => e.initEvent('c'));
busy.dispatchEvent(anew);
assert.eq(anew.type, 'b');
anew.initEvent() //! TypeError: \[ERR_MISSING_ARGS\]

// removeEventListener asks for no other option than the one it is about.
const asked = [];
busy.removeEventListener('b', () => {}, new Proxy({}, { get: (_, key) => asked.push(key) }));
assert.eq(asked, ['capture']);
