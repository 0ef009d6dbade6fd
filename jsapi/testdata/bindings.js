// --- a binding is an async function in its namespace
assert.equal(await page.title(), "a title");
assert.equal(page.title.name, "title");
assert(page.title() instanceof Promise);

// --- arguments arrive as plain data and come back
const { go, back } = await page.echo(
  "s", 1.5, null, undefined, [1, undefined, () => 1], { a: { b: true }, skip: undefined, f() {} },
  new Date(0), new Uint8Array([1, 2]), Buffer.from("hi"), new String("boxed"),
);
assert.equal(go.startsWith('[]interface {}{"s", 1.5, interface {}(nil), interface {}(nil)'), true);
assert.equal(back.slice(0, 7), ["s", 1.5, null, null, [1, null, null], { a: { b: true } },
  "1970-01-01T00:00:00.000Z"]);
assert(back[7] instanceof Uint8Array && back[7].length === 2 && back[7][1] === 2);
assert(back[8] instanceof Uint8Array && back[8][0] === 104);
assert.equal(back[9], "boxed");

// --- arguments are what JSON.stringify makes of them
const told = { toJSON(...key) { return key; } }, traps = {};
for (const trap of ["get", "ownKeys", "getOwnPropertyDescriptor"]) traps[trap] = Reflect[trap];
for (const value of [
  told, [told, [told]], { a: told, b: { "c d": [told] } }, { date: { toJSON: () => new Date(0) } },
  { self: { x: 1, toJSON() { return this; } } }, [{ toJSON() {} }, { toJSON: () => () => 1 }],
  { gone: { toJSON() {} }, f: { toJSON: () => () => 1 }, kept: { toJSON: () => null } },
  new Proxy([1, told], traps), { list: new Proxy(new Proxy([[told]], {}), traps) }, new Proxy({ a: told }, {}),
  new Proxy([1, 2], { get: (list, key) => key === "length" ? undefined : list[key] }),
  new Proxy([1, 2], { get: (list, key) => key === "length" ? -1 : list[key] }),
  new Proxy([1, 2], { get: (list, key) => key === "length" ? "1" : list[key] }),
]) {
  const { back } = await page.echo(value);
  assert.equal(back[0], JSON.parse(JSON.stringify(value)));
}
const { values } = await commands.run("echo", { a: told, list: new Proxy(["x"], {}) });
assert.equal(values, { a: "[]interface {} [a]", list: "[]interface {} [x]" });
const revoked = Proxy.revocable([], {});
revoked.revoke();
assert.throws(() => page.echo([revoked.proxy]), /TypeError/);

// --- a string is the same wherever its first character beyond ASCII stands
for (let length = 1; length < 70; length++) {
  const all = [];
  for (let at = 0; at < length; at++) {
    for (const odd of ["a", "\u0080", "é", "\uffff", "😀"]) {
      all.push("a".repeat(at) + odd + "\x7f".repeat(length - at - 1));
    }
  }
  const { back } = await page.echo(all[0], all);
  assert(back[0] === all[0]);
  back[1].forEach((got, i) => {
    const sent = all[i];
    assert(got === sent && got.length === sent.length && { [sent]: 1 }[got] === 1,
      `${JSON.stringify(sent)}: ${JSON.stringify(got)}`);
  });
}

// --- __proto__ is a name like any other
const { back } = await page.echo(JSON.parse('{"__proto__": {"x": 1}}'));
assert(Object.hasOwn(back[0], "__proto__"));
assert.equal(back[0].x, undefined);

// --- what is not data is refused by name
assert.throws(() => page.echo(1n), /TypeError: argument 1 of page.echo is a bigint/);
assert.throws(() => page.echo("a", { s: [Symbol("x")] }), /argument 2 of page.echo.s\[0\] is a symbol/);
const cycle = {};
cycle.me = cycle;
assert.throws(() => page.echo(cycle), /contains itself/);
assert.throws(() => page.echo({ length: 1, get x() { throw new Error("mine"); } }), /mine/);
assert.throws(() => page.echo(new Array(2 ** 30)), /has 1073741824 elements/);

// --- a name is not cut within a character
for (const pad of ["", "a"]) {
  const e = assert.throws(() => page.echo({ [pad + "é".repeat(60)]: 1n }), /é… is a bigint/);
  assert(e.message.isWellFormed() && !e.message.includes("\ufffd"), e.message);
  const failed = await assert.rejects(commands.run(pad + "é".repeat(60)), /is not declared/);
  assert(!failed.message.includes("\ufffd"), failed.message);
}

// --- an error keeps its message
const e = await assert.rejects(page.fail(), /^Error: page.fail: no such page$/);
assert.equal(Object.keys(e), []);
