// How objects with private state show themselves to util.inspect.
(function () {
  'use strict';

  // show is "Name { … }" of the fields, or the fields for a caller that is not
  // util.inspect.
  function show(object, fields, options, inspect) {
    return typeof inspect === 'function' ? `${object.constructor.name} ${inspect(fields, options)}` : fields;
  }

  return { inspectCustom: Symbol.for('nodejs.util.inspect.custom'), show };
})
