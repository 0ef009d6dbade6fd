// Brings a server up, uses it, reads its log and stops it. Without the stop it
// would run on until the session ends.
await commands.run("build");

const server = await commands.start("server"); // resolves when it listens
console.log(`ready: ${server.ready}`);

const [listening] = commands.logs("server").lines;
const url = listening.text.replace("listening on ", "");
console.log(await commands.run("get", { url: `${url}/hello` }));

// Starting it again with the same values is the same server.
const again = await commands.start("server");
console.log(`the same process: ${again.pid === server.pid}`);

await commands.wait("server", { for: /^GET \/hello/, timeoutMs: 5000 });
const log = commands.logs("server", { since: listening.seq + 1 });
console.log(log.lines.map(({ text }) => `log: ${text}`).join("\n"));

const { state, exitCode } = await commands.stop("server");
return { state, exitCode };
