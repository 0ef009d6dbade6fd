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
// @ts-expect-error persistent commands come later
await commands.start("dev");
// @ts-expect-error CommandError is a type, not a global
new CommandError();

vars.set("count", (vars.get<number>("count") ?? 0) + 1);
const kept: boolean = vars.has("count") && vars.delete("count");
vars.keys().concat(String(kept), args[0]);
// @ts-expect-error names are strings
vars.get(1);
