// classOf names what an object is inside; it adds what Go cannot see.
(function (use, native) {
  'use strict';

  const protoOf = Object.getPrototypeOf;
  const made = {
    AsyncFunction: protoOf(async () => {}),
    GeneratorFunction: protoOf(function* () {}),
    Generator: protoOf(function* () {}).prototype,
    'Map Iterator': protoOf(new Map().keys()),
    'Set Iterator': protoOf(new Set().keys()),
  };

  function classOf(value) {
    const kind = native.classOf(value);
    if (kind !== 'Object' && kind !== 'Function') return kind;
    if (holds(WeakMap, value)) return 'WeakMap';
    if (holds(WeakSet, value)) return 'WeakSet';
    for (const name in made) if (made[name].isPrototypeOf(value)) return name;
    return kind;
  }

  function holds(Weak, value) {
    if (!(value instanceof Weak)) return false;
    try {
      Weak.prototype.has.call(value, made);
      return true;
    } catch {
      return false;
    }
  }

  return { classOf };
})
