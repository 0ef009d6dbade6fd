console.log("%s is %d", "x", 1);
console.dir({ a: 1 }, { depth: null });
console.table([{ a: 1 }], ["a"]);
const timer: number = setTimeout((a: string, b: number) => console.log(a, b), 10, "a", 1);
clearTimeout(timer);
clearInterval(setInterval(() => {}, 5));
clearImmediate(setImmediate(() => {}));
queueMicrotask(() => {});
// @ts-expect-error the argument has the callback's type
setTimeout((a: string) => a, 10, 1);
// @ts-expect-error no code in strings
setTimeout("code");

const home: string | undefined = process.env.HOME;
process.nextTick((a: number) => a, 1);
const nanoseconds: bigint = process.hrtime.bigint();
const [seconds] = process.hrtime(process.hrtime());
console.log(home, nanoseconds, seconds + 1, process.cwd(), process.argv[0], process.platform === "linux");
// @ts-expect-error scripts cannot end their host
process.exit(1);
// @ts-expect-error no signals
process.kill(1);

const { Buffer: TheBuffer } = require("node:buffer");
const util = require("util");
const text: string = util.inspect({}, { depth: 1 }) + util.format("%s", 1);
const same: boolean = util.isDeepStrictEqual({}, {}) && util.types.isMap(new Map());
// @ts-expect-error no such test
util.types.isExternal(1);
const listed: unknown = [1];
if (util.isArray(listed)) listed.push(2);
const half = util.promisify((n: number, done: (error: any, value: number) => void) => done(null, n / 2));
const halved: number = await half(4);
await util.promisify(setTimeout)(1);
const late: string = await util.promisify(setTimeout)(1, "late");
const Emitter = require("events");
class Own extends Emitter {}
new Own().on("x", () => {}).emit("x", TheBuffer, text, same, halved, late);
new (require("url").URL)("http://h");
// @ts-expect-error a module, not a global
new EventEmitter();
const check: Assert = require("node:assert");
check.deepStrictEqual({ a: 1 }, { a: 1 }, "message");
check.throws(() => { throw new RangeError("x"); }, { name: "RangeError", message: /x/ });
const root: string = require("path").parse(require("path").join("a", "b.c")).root;
const slept: string = await require("timers/promises").setTimeout(1, root, { signal: AbortSignal.timeout(5) });
require("timers").clearTimeout(require("timers").setTimeout(() => slept, 1));
// @ts-expect-error there is no file system
require("fs");
// @ts-expect-error no network
fetch("http://h");
// @ts-expect-error no DOM
document.title;

declare const events: EventStream<{ text: string }>;
const event = await events.next();
if (!event.done) event.value.text.trim();
// @ts-expect-error nothing after the end
event.value.text;
const missed: number = events.dropped;
events.close();
