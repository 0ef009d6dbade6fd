// --- start gives the status of what is ready
const status = await commands.start("dev", { port: 3000 }, { as: "dev-2" });
assert.equal(status, {
  name: "dev-2", command: "dev", state: "ready", reason: null, running: true, ready: true, pid: 42,
  exitCode: null, signal: null, uptimeMs: 1.5, restarts: 0, stdout: "map[port:3000]", stderr: "",
});

// --- a start that fails carries the last lines
const e = await assert.rejects(commands.start("other"), /CommandError: command "other": exited before/);
assert.equal(e.code, "ERR_COMMAND_NOT_READY");
assert.equal([e.lines[0].seq, e.lines[0].stream, e.lines[0].text], [7, "stderr", "port in use"]);

// --- status is plain and throws for what was never started
const { state, exitCode, signal, restarts } = commands.status("dev");
assert.equal([state, exitCode, signal, restarts], ["exited", 0, null, 2]);
const e = assert.throws(() => commands.status("other"), /CommandError: command "other" is not running/);
assert.equal(e.code, "ERR_COMMAND_NOT_RUNNING");
assert(/processes.js:\d+/.test(e.stack), e.stack);

// --- stop takes a signal and a grace
assert.equal((await commands.stop("dev")).reason, " the spec's");
const stopped = await commands.stop("dev", { signal: "SIGINT", graceMs: 0 });
assert.equal([stopped.reason, stopped.exitCode, stopped.signal], ["SIGINT 0s", null, "SIGTERM"]);
assert.throws(() => commands.stop("dev", { graceMs: -1 }), /graceMs must be a number, 0 or more/);
assert.throws(() => commands.stop("dev", { signal: 9 }), /signal must be a string/);
assert.throws(() => commands.stop("dev", { signal: "" }), /signal must be a string that is not empty/);
assert.throws(() => commands.start("dev", {}, { as: "" }), /as must be a string that is not empty/);
assert.throws(() => commands.logs("dev", { stream: "" }), /stream must be a string that is not empty/);

// --- logs take a cursor
const { lines, next, dropped } = commands.logs("dev", { since: 5, stream: "stderr", limit: 10 });
assert.equal(lines, [{ seq: 5, timeMs: 1000, stream: "stdout", text: 'dev "stderr" 10', continued: false }]);
assert.equal([next, dropped], [6, 3]);
assert.throws(() => commands.logs("dev", { since: 1.5 }), /since must be a whole number/);
assert.throws(() => commands.logs("dev", { tail: 5 }), /unknown option "tail" \(known: since, stream, limit\)/);

// --- wait for a state or a line
assert.equal((await commands.wait("dev", { for: "ready" })).reason, "ready <nil> 0");
assert.equal((await commands.wait("dev", { for: /listening on (\d+)$/i, since: 4 })).reason,
  " (?i)listening on (\\d+)$ 4");
assert.equal((await commands.wait("dev", { for: /[\p{Lu}]/u })).reason.length > 10, true);
assert.equal((await commands.wait("dev", { for: /^ready\b$/gm })).reason.length > 0, true);
assert.throws(() => commands.wait("dev"), /say what for/);
assert.throws(() => commands.wait("dev", { for: 5 }), /for must be/);
assert.throws(() => commands.wait("dev", { for: /(?!x)y/ }), /without look-around and backreferences/);

// --- a wait has a timeout of its own
const e = await assert.rejects(commands.wait("dev", { for: "exit", timeoutMs: 5 }), /waited for an exit/);
assert.equal(e.code, "ERR_COMMAND_TIMEOUT");
