const branch = await commands.run<string>("branch");
branch.trim();
const lines = await commands.run<string[]>("log", { since: "v1", count: 5, all: true, paths: ["a", "b"], not: undefined });
lines.map((line) => line.length);
const result = await commands.exec("push", {}, { timeoutMs: 5000, stdin: "y\n", signal: AbortSignal.timeout(100) });
const code: number | null = result.code;
const ended: string | null = result.signal;
result.stdout.length + result.stderr.length + result.durationMs + (code ?? 0) + (ended ?? "").length;

for (const info of commands.list()) {
  const names: string[] = info.params.filter((param) => param.required).map((param) => param.name);
  console.log(info.name, info.description, info.persistent, info.running, names);
}

try {
  await commands.run("nothing");
} catch (e) {
  const error = e as CommandError;
  if (error.code === "ERR_COMMAND_EXIT") console.error(error.command, error.exitCode, error.stderr, error.truncated);
  // @ts-expect-error no such code
  if (error.code === "ERR_COMMAND_NONE") throw error;
}

// @ts-expect-error a command has a name
await commands.run();
// @ts-expect-error an object is no parameter
await commands.run("log", { since: { deep: 1 } });
// @ts-expect-error milliseconds are a number
await commands.run("log", {}, { timeoutMs: "5s" });
// @ts-expect-error not an option
await commands.run("log", {}, { cwd: "/" });

const server = await commands.start("dev", { port: 3000 }, { as: "dev-2", signal: AbortSignal.timeout(1000) });
const pid: number | null = server.pid;
const { lines: logged, next, dropped } = commands.logs("dev-2", { since: 0, stream: "stderr", limit: 5 });
console.log(pid, logged.map((line) => `${line.seq} ${line.timeMs} ${line.text}`), next + dropped);
await commands.wait("dev-2", { for: /listening/, timeoutMs: 1000, since: next });
const { exitCode, signal }: CommandStatus = await commands.stop("dev-2", { signal: "SIGINT", graceMs: 100 });
console.log(commands.status("dev-2").state === "stopped", exitCode, signal);
// @ts-expect-error say what for
await commands.wait("dev-2", {});
// @ts-expect-error no such stream
commands.logs("dev-2", { stream: "both" });

// @ts-expect-error CommandError is a type, not a global
new CommandError();

vars.set("count", (vars.get<number>("count") ?? 0) + 1);
const kept: boolean = vars.has("count") && vars.delete("count");
vars.keys().concat(String(kept), args[0]);
// @ts-expect-error names are strings
vars.get(1);
