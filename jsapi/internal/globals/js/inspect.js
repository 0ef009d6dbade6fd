// How objects with private state show themselves to util.inspect.
(function () {
  'use strict';

  // show is "Name { … }" of the fields, or the fields for a caller that is not
  // util.inspect. Deeper than wanted it is the object, printed without them.
  function show(object, fields, depth, options, inspect) {
    if (depth < 0) return object;
    return typeof inspect === 'function' ? `${object.constructor.name} ${inspect(fields, options)}` : fields;
  }

  return { inspectCustom: Symbol.for('nodejs.util.inspect.custom'), show };
})
