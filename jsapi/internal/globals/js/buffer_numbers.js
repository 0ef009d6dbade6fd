// Buffer's readUInt8 to writeDoubleBE, made from a table of widths.
(function () {
  'use strict';

  const view = (buffer) => new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);

  function methods(errors) {
    const all = {};

    function offsetIn(buffer, offset, width) {
      if (offset === undefined) offset = 0;
      if (typeof offset !== 'number') throw errors.argType('offset', 'of type number', offset);
      if (!Number.isInteger(offset)) throw errors.outOfRange('offset', 'an integer', offset);
      const limit = buffer.length - width;
      if (limit < 0) {
        throw errors.coded(RangeError, 'ERR_BUFFER_OUT_OF_BOUNDS', 'Attempt to access memory outside buffer bounds');
      }
      if (offset < 0 || offset > limit) throw errors.outOfRange('offset', `>= 0 and <= ${limit}`, offset);
      return offset;
    }

    // define adds a method under its name and, for UInt, under Uint as well.
    function define(name, method) {
      Object.defineProperty(method, 'name', { value: name, configurable: true });
      all[name] = method;
      if (name.includes('UInt')) all[name.replace('UInt', 'Uint')] = method;
    }

    function check(value, [low, high]) {
      if (value < low || value > high) throw errors.outOfRange('value', `>= ${low} and <= ${high}`, value);
    }

    function fixed(kind, getter, width, range) {
      for (const order of width === 1 ? [''] : ['LE', 'BE']) {
        const little = order === 'LE';
        define(`read${kind}${order}`, function (offset = 0) {
          return view(this)[`get${getter}`](offsetIn(this, offset, width), little);
        });
        define(`write${kind}${order}`, function (value, offset = 0) {
          if (range === 'bigint') {
            if (typeof value !== 'bigint') throw errors.argType('value', 'of type bigint', value);
            const wrapped = kind === 'BigInt64' ? BigInt.asIntN(64, value) : BigInt.asUintN(64, value);
            if (wrapped !== value) throw errors.outOfRange('value', `a ${kind}`, value);
          } else {
            value = +value;
            if (range) check(value, range);
          }
          offset = offsetIn(this, offset, width);
          view(this)[`set${getter}`](offset, value, little);
          return offset + width;
        });
      }
    }

    function byteCount(value) {
      if (typeof value !== 'number') throw errors.argType('byteLength', 'of type number', value);
      if (!(value >= 1 && value <= 6 && Number.isInteger(value))) {
        throw errors.outOfRange('byteLength', '>= 1 and <= 6', value);
      }
      return value;
    }

    // variable adds the integers of one to six bytes.
    function variable(kind, signed) {
      for (const order of ['LE', 'BE']) {
        const at = (offset, i, width) => offset + (order === 'LE' ? i : width - 1 - i);
        define(`read${kind}${order}`, function (offset, width) {
          offset = offsetIn(this, offset, byteCount(width));
          let value = 0;
          for (let i = width - 1; i >= 0; i--) value = value * 256 + this[at(offset, i, width)];
          return signed && value >= 2 ** (8 * width - 1) ? value - 2 ** (8 * width) : value;
        });
        define(`write${kind}${order}`, function (value, offset, width) {
          const half = 2 ** (8 * byteCount(width) - 1);
          value = Math.trunc(+value) || 0;
          check(value, signed ? [-half, half - 1] : [0, 2 * half - 1]);
          offset = offsetIn(this, offset, width);
          for (let i = 0, rest = value; i < width; i++, rest = Math.floor(rest / 256)) {
            this[at(offset, i, width)] = rest & 255;
          }
          return offset + width;
        });
      }
    }

    for (const bits of [8, 16, 32]) {
      fixed(`UInt${bits}`, `Uint${bits}`, bits / 8, [0, 2 ** bits - 1]);
      fixed(`Int${bits}`, `Int${bits}`, bits / 8, [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1]);
    }
    fixed('BigInt64', 'BigInt64', 8, 'bigint');
    fixed('BigUInt64', 'BigUint64', 8, 'bigint');
    fixed('Float', 'Float32', 4);
    fixed('Double', 'Float64', 8);
    variable('UInt', false);
    variable('Int', true);
    return all;
  }

  return { methods };
})
