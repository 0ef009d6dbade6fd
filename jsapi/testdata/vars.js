// --- values are JSON and come back as copies
const value = { a: [1, "two", null, true], when: new Date(0) };
vars.set("v", value);
value.a.push("later");
assert.equal(vars.get("v"), { a: [1, "two", null, true], when: "1970-01-01T00:00:00.000Z" });
assert(vars.get("v") !== vars.get("v"));
vars.get("v").a.length = 0;
assert.equal(vars.get("v").a.length, 4);

// --- has, delete and keys
vars.set("b", 1);
vars.set("a", null);
assert.equal(vars.keys(), ["a", "b"]);
assert.equal([vars.has("a"), vars.has("c")], [true, false]);
assert.equal([vars.delete("a"), vars.delete("a")], [true, false]);
assert.equal(vars.get("a"), undefined);
assert.equal(vars.keys(), ["b"]);

// --- names are any string
vars.set("__proto__", { x: 1 });
assert.equal(vars.get("__proto__"), { x: 1 });
assert.equal({}.x, undefined);

// --- what JSON cannot hold is refused
assert.throws(() => vars.set("x", undefined), /TypeError: vars.set: "x" cannot hold undefined/);
assert.throws(() => vars.set("x", () => 1), /cannot hold undefined or a function/);
assert.throws(() => vars.set("x", 1n), /TypeError/);
const cycle = {};
cycle.cycle = cycle;
assert.throws(() => vars.set("x", cycle), /TypeError/);
assert.throws(() => vars.set(5, 1), /vars.set: the name must be a string/);
assert.throws(() => vars.set("full", 1), /no room/);
assert(!vars.has("x"));

// --- args are plain data
assert.equal(args, ["one", 2]);
args.push("mine");
assert(Array.isArray(args));

// --- process.argv has them as text
assert.equal(process.argv, ["holdfast", "vars.js", "one", "2"]);
