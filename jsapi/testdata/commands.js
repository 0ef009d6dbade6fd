// --- values arrive as data
const { values } = await commands.run("echo", {
  s: "$(x) 'y'", n: 1.5, i: 3, b: true, nothing: undefined, nil: null, nan: NaN, l: ["a", "b"],
});
assert.equal(values, {
  b: "bool true", i: "float64 3", l: "[]interface {} [a b]", n: "float64 1.5",
  nan: "float64 NaN", nil: "<nil> <nil>", s: "string $(x) 'y'",
});

// --- options
const echo = await commands.run("echo", {}, { timeoutMs: 1500, stdin: "text" });
assert.equal(echo.timeoutMs, 1500);
assert.equal(echo.stdin, "text");
assert.equal((await commands.run("echo")).timeoutMs, 0);
assert.equal((await commands.run("echo", {}, { stdin: Buffer.from("bytes") })).stdin, "bytes");

// --- bad arguments throw at once
assert.throws(() => commands.run(), /TypeError: commands.run: the name of the command must be a string/);
assert.throws(() => commands.run("echo", "x"), /TypeError: commands.run: params must be an object/);
assert.throws(() => commands.run("echo", []), /params must be an object/);
for (const value of [new Map(), new Set(), new Date(), Promise.resolve({}), /x/, () => {}]) {
  assert.throws(() => commands.run("echo", value), /params must be an object, not of class \w+/);
}
assert.throws(() => commands.run("echo", {}, { timeout: 5 }), /unknown option "timeout"/);
const gone = await commands.run("echo", {}, { get signal() { delete this.timeoutMs }, timeoutMs: 5 });
assert.equal(gone.timeoutMs, 0);
assert.throws(() => commands.run("echo", {}, { timeoutMs: 0 }), /timeoutMs must be a positive number/);
assert.throws(() => commands.run("echo", {}, { timeoutMs: "5" }), /timeoutMs must be a positive number/);
assert.throws(() => commands.run("echo", {}, { stdin: 5 }), /stdin must be a string or a Uint8Array/);
assert.throws(() => commands.run("echo", {}, { signal: {} }), /signal must be an AbortSignal/);
assert.throws(() => commands.run("echo", { f() {} }), /f is a function/);

// --- shapes
assert.equal(await commands.run("lines"), ["a", "", " b"]);
const huge = await assert.rejects(commands.run("huge"), /^CommandError: .*JSON that the engine does not take: .*1e400/);
assert.equal(huge.code, "ERR_COMMAND_OUTPUT");
const doc = await commands.run("json");
assert.equal(Object.keys(doc), ["z", "a"]);
const bytes = await commands.run("bytes");
assert(bytes instanceof Uint8Array);
assert.equal([...bytes], [0, 255, 10]);

// --- a failure is a CommandError with plain fields
const e = await assert.rejects(commands.run("fail"), /^CommandError: command "fail": exit status 3: no such thing/);
assert(e instanceof Error);
assert.equal(e.name, "CommandError");
assert.equal(
  [e.code, e.command, e.exitCode, e.signal, e.stdout, e.stderr, e.durationMs, e.timedOut],
  ["ERR_COMMAND_EXIT", "fail", 3, null, "out", "no such thing\n", 1.5, false],
);
assert(/at commands.js:\d+:\d+/.test(e.stack), e.stack);

// --- exec does not throw for an exit code
const { code, signal, stdout, stderr, durationMs } = await commands.exec("fail");
assert.equal([code, signal, stdout, stderr, durationMs], [3, null, "out", "no such thing\n", 1.5]);
const killed = await commands.exec("killed");
assert.equal([killed.code, killed.signal], [null, "SIGKILL"]);
const e = await assert.rejects(commands.exec("nope"), /is not declared/);
assert.equal(e.code, "ERR_COMMAND_UNDECLARED");

// --- list
assert.equal(commands.list(), [{
  name: "clone", description: "Clone", persistent: false,
  params: [
    { name: "url", type: "string", required: true, description: "" },
    { name: "depth", type: "integer", required: false, description: "How deep", default: 1 },
  ],
  running: false,
}, {
  name: "dev", description: "", persistent: true, params: [], running: false,
}]);

// --- a signal cancels
const controller = new AbortController();
setTimeout(() => controller.abort(new Error("enough")), 1);
const e = await assert.rejects(commands.run("hang", {}, { signal: controller.signal }), /CommandError/);
assert.equal(e.code, "ERR_COMMAND_CANCELLED");
assert.equal(e.cause.message, "enough");

// --- a signal that has aborted cancels at once
const e = await assert.rejects(
  commands.run("hang", {}, { signal: AbortSignal.abort("early") }), /CommandError/);
assert.equal(e.code, "ERR_COMMAND_CANCELLED");
assert.equal(e.cause, "early");

// --- what a signal that has aborted cancels is not started
for (let i = 0; i < 100; i++) {
  for (const verb of [commands.run, commands.exec]) {
    const e = await assert.rejects(verb("eager", {}, { signal: AbortSignal.abort("early") }),
      /"eager": cancelled before it was started: aborted by its signal/);
    assert.equal([e.code, e.command, e.cause], ["ERR_COMMAND_CANCELLED", "eager", "early"]);
  }
}

// --- an error that is not the signal's has no cause
for (const name of ["none", "fail"]) {
  const e = await assert.rejects(commands.run(name, {}, { signal: AbortSignal.abort(new Error("why")) }), /./);
  assert.equal([e.code, "cause" in e], [name === "none" ? "ERR_COMMAND_UNDECLARED" : "ERR_COMMAND_EXIT", false]);
}

// --- a signal that aborts while the outcome is on its way
const e = await assert.rejects(commands.run("echo", {}, { signal: AbortSignal.abort("late") }),
  /^CommandError: command "echo": aborted by its signal$/);
assert.equal([e.code, e.command, e.cause], ["ERR_COMMAND_CANCELLED", "echo", "late"]);
const e2 = await assert.rejects(commands.start("dev", {}, { signal: AbortSignal.abort("late") }), /"dev": aborted/);
assert.equal([e2.code, e2.command, e2.cause], ["ERR_COMMAND_CANCELLED", "dev", "late"]);

// --- AbortSignal.timeout cancels
const e = await assert.rejects(
  commands.run("hang", {}, { signal: AbortSignal.timeout(5) }), /CommandError/);
assert.equal(e.cause.name, "TimeoutError");

// --- many at once
const all = await Promise.all(Array.from({ length: 200 }, (_, i) => commands.run("echo", { i })));
assert.equal(all.map((r) => r.values.i), Array.from({ length: 200 }, (_, i) => `float64 ${i}`));

// --- what a script breaks is its own
JSON.parse = JSON.stringify = () => { throw new Error("polluted"); };
Promise.prototype.then = null;
Object.prototype.evil = 1;
const echo = await commands.run("echo", { a: 1 });
if (echo.values.a !== "float64 1") throw new Error("values changed");
if ((await commands.run("json")).z !== 1) throw new Error("json changed");

// --- the functions print as themselves
assert.equal(Object.keys(commands),
  ["run", "exec", "start", "status", "stop", "logs", "wait", "list"]);
assert.equal(commands.run.name, "run");
