// Runs a program N times as node does it, with its output as a string, and
// prints the nanoseconds taken. The baseline of BenchmarkCapture64MiB.
//
//   execfile.js N PROGRAM [ARG...]

const { execFile } = require("node:child_process");

const [n, program, ...args] = process.argv.slice(2);
const options = { encoding: "utf8", maxBuffer: Infinity };
const began = process.hrtime.bigint();

function run(left) {
  if (left === 0) {
    console.log(String(process.hrtime.bigint() - began));
    return;
  }
  execFile(program, args, options, (err, stdout) => {
    if (err || stdout.length !== 64 << 20) throw err || new Error(`${stdout.length} characters`);
    run(left - 1);
  });
}

run(Number(n));
