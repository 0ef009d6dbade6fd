// What the cases share. Stack texts differ between engines, so errors get one.
function trace(error, ...frames) {
  error.stack = [`${error.name}: ${error.message}`, ...frames.map((f) => `    at ${f}`)].join('\n');
  return error;
}
function bare(error) {
  error.stack = `${error.name}: ${error.message}`;
  return error;
}
class Foo { constructor(props) { Object.assign(this, props); } }
class Bar extends Foo {}
const custom = Symbol.for('nodejs.util.inspect.custom');
const range = (n, f = (i) => i) => Array.from({ length: n }, (_, i) => f(i));
