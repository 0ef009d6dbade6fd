(function (use, native) {
  'use strict';

  function convert(fn, args, name, complaint) {
    if (args.length === 0) throw use('errors').missing(`"${name}" argument`);
    const out = fn(`${args[0]}`);
    if (out !== null) return out;
    const { DOMException } = use('domexception');
    throw new DOMException(complaint, 'InvalidCharacterError');
  }

  // Members of an object literal: functions with these names, no constructors.
  return {
    atob(input) {
      return convert(native.atob, arguments, 'input', 'The string to be decoded is not correctly encoded.');
    },
    btoa(input) {
      return convert(native.btoa, arguments, 'input', 'Invalid character');
    },
  };
})
