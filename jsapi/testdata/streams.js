// --- a stream is read item by item to its end
const s = await page.frame.count(2);
assert.equal(await s.next(), { value: { i: 0 }, done: false });
assert.equal(s.dropped, 0);
assert.equal(await s.next(), { value: { i: 1 }, done: false });
assert.equal(s.dropped, 2);
assert.equal(await s.next(), { value: undefined, done: true });
assert.equal(await page.frame.open(), 0);

// --- a function as last argument gets each item
const seen = [];
await new Promise((resolve) => {
  page.frame.count(3, ({ i }) => { seen.push(i); if (i === 2) resolve(); });
});
assert.equal(seen, [0, 1, 2]);

// --- following events does not keep a run alive
await page.frame.endless(() => {});

// --- but a script may wait for one
const tenth = await new Promise((resolve) => page.frame.endless(({ i }) => { if (i === 10) resolve(i); }));
assert.equal(tenth, 10);

// --- close ends it
let calls = 0, third;
const came = new Promise((resolve) => { third = resolve; });
const s = await page.frame.endless(() => { if (++calls === 3) third(); });
await came;
const closedAt = calls;
s.close();
assert.equal(await page.frame.open(), 0);
await new Promise((resolve) => setTimeout(resolve, 5));
assert.equal(calls, closedAt);

// --- an error is an exception of next
const s = await page.frame.broken();
assert.equal((await s.next()).value.i, 0);
await assert.rejects(s.next(), /no such page/);

// --- and fails a run that follows
await new Promise((resolve) => page.frame.broken(() => setTimeout(resolve, 1000))); //! no such page

// --- what the function throws fails the run
await new Promise(() => page.frame.endless(() => {
  throw new Error("mine"); //! mine
}));

// --- one next at a time
const s = await page.frame.endless();
const first = s.next();
assert.throws(() => s.next(), /TypeError: page.frame.endless: the next item is being waited for/);
await first;
const followed = await page.frame.endless(() => {});
assert.throws(() => followed.next(), /being waited for/);

// --- what has no events takes no function
await assert.rejects(page.title(() => {}), /page.title takes no function/);
assert.throws(() => page.echo(() => {}, 1), /argument 1 of page.echo is a function/);

// --- there can be a thousand at once
const first = await page.frame.endless();
for (let i = 1; i < 1000; i++) await page.frame.endless();
await assert.rejects(page.frame.endless(), /more than 1000 streams are open/);
assert.equal(await page.frame.open(), 1000);
first.close();
await page.frame.endless();
