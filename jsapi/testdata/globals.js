// --- of Go nothing is seen
assert.equal(Object.getOwnPropertyNames(globalThis).filter((name) => /go/i.test(name)), []);

// --- frames of the globals do not show
assert.throws(() => structuredClone(() => 1), /DataCloneError|could not be cloned/);
atob("%"); //! InvalidCharacterError

// --- a detached array is no data
const bytes = new Uint8Array([1, 2, 3]);
structuredClone(bytes, { transfer: [bytes.buffer] });
const { back } = await page.echo(bytes);
assert.equal(back[0].length, 0);

// --- a listener that throws fails the run
const target = new EventTarget();
target.addEventListener("x", () => {
  throw new Error("in a listener"); //! Error: in a listener
});
target.dispatchEvent(new Event("x"));

// --- an unref'd timer does not keep the run
AbortSignal.timeout(1e8);

// --- timers of AbortSignal count while something else is pending
const signal = AbortSignal.timeout(5);
await new Promise((done) => signal.addEventListener("abort", done));
assert.equal(signal.reason.name, "TimeoutError");
