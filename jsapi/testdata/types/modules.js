// @ts-check
// In a JavaScript file require is an import to TypeScript.

const assert = require("assert");
const { deepStrictEqual } = require("node:assert/strict");
const text = vars.get("text") ?? null;
assert(typeof text === "string");
text.trim();
assert.equal(1, 1);
deepStrictEqual([1], [1]);
const { Buffer: TheBuffer, kMaxLength } = require("buffer");
/** @type {Buffer} */
const bytes = TheBuffer.from(String(kMaxLength));
const Emitter = require("events");
class Own extends Emitter {}
new Own().on("x", () => {}).emit("x", bytes);
const { join } = require("node:path");
/** @type {string} */
const joined = join("a", require("path/posix").sep, require("path").basename("b"));
const { setTimeout: sleep } = require("timers/promises");
/** @type {string} */
const late = await sleep(1, joined);
require("timers").clearTimeout(require("node:timers").setTimeout(() => late, 1));
const { cwd } = require("process");
const { URL: TheURL } = require("node:url");
console.log(require("util").inspect(new TheURL("http://h")), cwd());
// @ts-expect-error a path is text
join(1);
// @ts-expect-error there is no file system
require("fs");
