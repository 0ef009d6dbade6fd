// Floods of calls.

// --- console.log without end
//! timeout | memory
for (;;) console.log("flood");

// --- console.error of objects without end
//! timeout | memory
for (;;) console.error({ a: [1, 2, { b: "c" }] });

// --- console.trace in deep recursion
//! ok
(function f(n) { if (n) f(n - 1); else for (let i = 0; i < 100; i++) console.trace("deep"); })(500);

// --- commands.run without awaiting
//! runtime | timeout | memory
for (let i = 0; i < 20000; i++) commands.run("hello");

// --- commands.run of what is not declared, without awaiting
//! runtime | memory
for (let i = 0; i < 20000; i++) commands.run("nope");

// --- commands.run beyond the limit, handled
//! ok true | timeout
let refused = 0;
const all = [];
for (let i = 0; i < 10100; i++) all.push(commands.run("nope").catch((e) => { if (/pending already/.test(e.message)) refused++; }));
await Promise.all(all);
return refused === 100;

// --- commands.exec in flight by the hundred
//! ok 200 | timeout
return (await Promise.all(Array.from({ length: 200 }, () => commands.exec("hello")))).length;

// --- commands abandoned
//! timeout
for (let i = 0; i < 50; i++) commands.run("hello").catch(() => {});
for (;;);

// --- commands that never get their turn
//! ok | timeout | runtime
commands.run("hello");
return 1;

// --- commands.status without end
//! timeout
for (;;) commands.status("dev");

// --- commands.list without end
//! timeout
for (;;) commands.list();

// --- commands.logs without end
//! timeout
for (;;) commands.logs("dev");

// --- commands.start of what runs, again and again
//! timeout
for (;;) await commands.start("dev");

// --- commands.start under many names
//! runtime CommandError
const all = [];
for (let i = 0; i < 100; i++) all.push(commands.start("dev", {}, { as: "flood" + i }));
try { await Promise.all(all); } finally { for (let i = 0; i < 100; i++) await commands.stop("flood" + i).catch(() => {}); }

// --- commands.wait by the thousand
//! ok 1000 | timeout
return (await Promise.allSettled(Array.from({ length: 1000 }, () => commands.wait("dev", { for: "exit", timeoutMs: 10 })))).length;

// --- commands.stop of nothing, again and again
//! ok
for (let i = 0; i < 1000; i++) await commands.stop("nothing" + i).catch(() => {});

// --- abort signals by the thousand
//! ok
for (let i = 0; i < 200; i++) {
  const c = new AbortController();
  const p = commands.run("nope", {}, { signal: c.signal }).catch(() => {});
  c.abort();
  await p;
}

// --- vars.set of ever new names
//! runtime Error
for (let i = 0; ; i++) vars.set("v" + i, i);

// --- vars.set of ever larger values
//! runtime Error
for (let i = 1; ; i *= 2) vars.set("v", "x".repeat(i));

// --- vars.set past all bounds together
//! runtime Error
const big = "x".repeat(9e5);
for (let i = 0; ; i++) vars.set("v" + i, big);

// --- vars.set of the same without end
//! timeout
for (;;) vars.set("v", 1);

// --- vars.get without end
//! timeout
for (;;) vars.get("kept");

// --- vars.keys without end
//! timeout
for (;;) vars.keys();

// --- vars.delete without end
//! timeout
for (;;) vars.delete("nothing");

// --- bindings without awaiting
//! runtime Error | memory
for (let i = 0; i < 20000; i++) page.echo(i);

// --- bindings one by one
//! timeout
for (;;) await page.echo(1);

// --- bindings that fail, not awaited
//! runtime Error
for (let i = 0; i < 100; i++) page.fail();

// --- bindings with a megabyte each
//! ok | timeout | memory
const big = "x".repeat(1 << 20);
for (let i = 0; i < 20; i++) await page.echo(big);

// --- bindings with bytes
//! ok | timeout | memory
const big = new Uint8Array(1 << 20);
for (let i = 0; i < 20; i++) await page.echo(big);

// --- timers set and cleared without end
//! timeout
for (;;) clearTimeout(setTimeout(() => {}, 1e6));

// --- timers by the ten thousand
//! ok 10000 | timeout
let fired = 0;
for (let i = 0; i < 10000; i++) setTimeout(() => fired++, i % 5);
await new Promise((done) => setTimeout(done, 50));
return fired;

// --- timers cleared that are not there
//! timeout
for (let i = 0; ; i++) clearTimeout(i);

// --- immediates by the ten thousand
//! ok | timeout
for (let i = 0; i < 10000; i++) setImmediate(() => {});

// --- intervals that all tick
//! timeout
for (let i = 0; i < 1000; i++) setInterval(() => {}, 1);

// --- microtasks by the hundred thousand
//! ok | timeout | memory
for (let i = 0; i < 1e5; i++) queueMicrotask(() => {});

// --- rejections by the thousand
//! runtime
for (let i = 0; i < 10000; i++) Promise.reject(i);

// --- rejections handled late
//! ok | runtime
const p = Promise.reject(1);
setTimeout(() => p.catch(() => {}), 1);
await new Promise((done) => setTimeout(done, 5));

// --- randomUUID without end
//! timeout
for (;;) crypto.randomUUID();

// --- events without end
//! timeout
const t = new EventTarget();
t.addEventListener("x", () => {});
for (;;) t.dispatchEvent(new Event("x"));

// --- performance.now without end
//! timeout
for (;;) performance.now();

// --- require without end
//! timeout
for (;;) require("util");

// --- URL parsing without end
//! timeout
for (;;) new URL("http://user:pass@example.com:8080/p/a/t/h?query=string#hash");

// --- encoding without end
//! timeout
for (;;) new TextDecoder().decode(new TextEncoder().encode("text"));
