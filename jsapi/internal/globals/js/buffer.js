// Buffer: a Uint8Array with Node's methods. buffer_numbers adds the ones that
// read and write numbers.
(function (use, native) {
  'use strict';

  const errors = use('errors');
  const maxLength = 2 ** 31 - 1;
  const { inspectCustom } = use('inspect');
  const encodings = new Map(Object.entries({
    utf8: 'utf8', 'utf-8': 'utf8', hex: 'hex', base64: 'base64', base64url: 'base64url',
    latin1: 'latin1', binary: 'latin1', ascii: 'ascii',
    ucs2: 'utf16le', 'ucs-2': 'utf16le', utf16le: 'utf16le', 'utf-16le': 'utf16le',
  }));

  class FastBuffer extends Uint8Array {}

  function Buffer(value, encodingOrOffset, length) {
    if (typeof value !== 'number') return Buffer.from(value, encodingOrOffset, length);
    if (typeof encodingOrOffset === 'string') throw errors.argType('string', 'of type string', value);
    return Buffer.alloc(value);
  }

  function encodingOf(name) {
    if (name === undefined || name === null || name === '') return 'utf8';
    const encoding = typeof name === 'string' ? encodings.get(name.toLowerCase()) : undefined;
    if (encoding === undefined) {
      throw errors.coded(TypeError, 'ERR_UNKNOWN_ENCODING', `Unknown encoding: ${String(name)}`);
    }
    return encoding;
  }

  const wrap = (arrayBuffer) => new FastBuffer(arrayBuffer);
  const isBytes = (value) => value instanceof Uint8Array;

  function needBytes(value, name) {
    if (!isBytes(value)) throw errors.argType(name, 'an instance of Buffer or Uint8Array', value);
    return value;
  }

  function checkSize(size) {
    if (typeof size !== 'number') throw errors.argType('size', 'of type number', size);
    if (!(size >= 0 && size <= maxLength)) {
      throw errors.outOfRange('size', `>= 0 && <= ${maxLength}`, size);
    }
    return size;
  }

  // clamp is an index argument: an integer between 0 and limit.
  function clamp(value, otherwise, limit) {
    if (value === undefined) return otherwise;
    value = Math.trunc(+value) || 0;
    return value < 0 ? 0 : value > limit ? limit : value;
  }

  function checkIndex(value, name, otherwise, limit) {
    if (value === undefined) return otherwise;
    if (typeof value !== 'number') throw errors.argType(name, 'of type number', value);
    if (!(value >= 0 && value <= limit)) throw errors.outOfRange(name, `>= 0 && <= ${limit}`, value);
    return Math.trunc(value);
  }

  function fromObject(value, encodingOrOffset, length) {
    if (value instanceof ArrayBuffer) return fromArrayBuffer(value, encodingOrOffset, length);
    const primitive = value.valueOf && value.valueOf();
    if (primitive != null && primitive !== value
      && (typeof primitive === 'string' || typeof primitive === 'object')) {
      return Buffer.from(primitive, encodingOrOffset, length);
    }
    if (value.length !== undefined || value.buffer instanceof ArrayBuffer) {
      return fromList(typeof value.length === 'number' ? value : []);
    }
    if (value.type === 'Buffer' && Array.isArray(value.data)) return fromList(value.data);
    const convert = value[Symbol.toPrimitive];
    if (typeof convert === 'function') {
      const text = convert.call(value, 'string');
      if (typeof text === 'string') return Buffer.from(text, encodingOrOffset);
    }
    return undefined;
  }

  function fromList(list) {
    const size = clamp(list.length, 0, Infinity);
    const result = new FastBuffer(checkSize(size));
    if (isBytes(list)) result.set(list);
    else for (let i = 0; i < size; i++) result[i] = list[i];
    return result;
  }

  function fromArrayBuffer(buffer, offset, length) {
    offset = +offset || 0;
    const rest = buffer.byteLength - offset;
    if (rest < 0) {
      throw errors.coded(RangeError, 'ERR_BUFFER_OUT_OF_BOUNDS', '"offset" is outside of buffer bounds');
    }
    length = length === undefined ? rest : Math.max(+length || 0, 0);
    if (length > rest) {
      throw errors.coded(RangeError, 'ERR_BUFFER_OUT_OF_BOUNDS', '"length" is outside of buffer bounds');
    }
    return new FastBuffer(buffer, offset, length);
  }

  function find(buffer, value, from, encoding, last) {
    if (typeof from === 'string') {
      encoding = from;
      from = undefined;
    }
    from = from === undefined || Number.isNaN(+from) ? (last ? buffer.length : 0) : Math.trunc(+from);
    if (from < 0) from += buffer.length;
    const unit = typeof value !== 'number' && encodingOf(encoding) === 'utf16le' ? 2 : 1;
    if (typeof value === 'number') value = Uint8Array.of(value);
    else if (typeof value === 'string') value = native.encode(value, encodingOf(encoding));
    else if (!isBytes(value)) {
      throw errors.argType('value', 'one of type number or string or an instance of Buffer or Uint8Array', value);
    }
    return native.find(buffer, value, from, last, unit);
  }

  // How many bytes a text stands for if it is valid, which Node does not look at.
  function base64Length(text) {
    const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
    return ((text.length - padding) * 3) >>> 2;
  }

  const statics = {
    from(value, encodingOrOffset, length) {
      if (typeof value === 'string') {
        const encoding = typeof encodingOrOffset === 'string' ? encodingOrOffset : undefined;
        return wrap(native.encode(value, encodingOf(encoding)));
      }
      const result = value !== null && typeof value === 'object'
        ? fromObject(value, encodingOrOffset, length) : undefined;
      if (result !== undefined) return result;
      throw errors.coded(TypeError, 'ERR_INVALID_ARG_TYPE', 'The first argument must be of type string or an '
        + `instance of Buffer, ArrayBuffer, or Array or an Array-like Object.${errors.received(value)}`);
    },
    of(...items) { return fromList(items); },
    alloc(size, fill, encoding) {
      const buffer = new FastBuffer(checkSize(size));
      return fill === undefined || fill === 0 || size === 0 ? buffer : buffer.fill(fill, encoding);
    },
    allocUnsafe(size) { return new FastBuffer(checkSize(size)); },
    allocUnsafeSlow(size) { return new FastBuffer(checkSize(size)); },
    isBuffer(value) { return value instanceof Buffer; },
    isEncoding(name) { return typeof name === 'string' && encodings.has(name.toLowerCase()); },
    byteLength(value, encoding) {
      if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return value.byteLength;
      if (typeof value !== 'string') {
        throw errors.argType('string', 'of type string or an instance of Buffer or ArrayBuffer', value);
      }
      const known = Buffer.isEncoding(encoding) ? encodingOf(encoding) : 'utf8';
      if (known === 'hex') return value.length >>> 1;
      if (known.startsWith('base64')) return base64Length(value);
      return native.encode(value, known).byteLength;
    },
    compare(a, b) {
      return native.compare(needBytes(a, 'buf1'), needBytes(b, 'buf2'));
    },
    concat(list, length) {
      if (!Array.isArray(list)) throw errors.argType('list', 'an instance of Array', list);
      list.forEach((item, i) => needBytes(item, `list[${i}]`));
      const total = list.reduce((sum, item) => sum + item.length, 0);
      const result = Buffer.alloc(checkIndex(length, 'length', total, maxLength));
      let offset = 0;
      for (const item of list) {
        if (offset >= result.length) break;
        result.set(item.length > result.length - offset ? item.subarray(0, result.length - offset) : item, offset);
        offset += item.length;
      }
      return result;
    },
  };

  const methods = {
    toString(encoding, start, end) {
      start = clamp(start, 0, this.length);
      end = clamp(end, this.length, this.length);
      return end <= start ? '' : native.decode(this, encodingOf(encoding), start, end);
    },
    toLocaleString(encoding, start, end) { return this.toString(encoding, start, end); },
    toJSON() { return { type: 'Buffer', data: Array.from(this) }; },
    equals(other) {
      return this === other || native.compare(this, needBytes(other, 'otherBuffer')) === 0;
    },
    compare(target, targetStart, targetEnd, sourceStart, sourceEnd) {
      needBytes(target, 'target');
      targetStart = checkIndex(targetStart, 'targetStart', 0, maxLength);
      targetEnd = checkIndex(targetEnd, 'targetEnd', target.length, target.length);
      sourceStart = checkIndex(sourceStart, 'sourceStart', 0, maxLength);
      sourceEnd = checkIndex(sourceEnd, 'sourceEnd', this.length, this.length);
      if (sourceStart >= sourceEnd) return targetStart >= targetEnd ? 0 : -1;
      if (targetStart >= targetEnd) return 1;
      return native.compare(this.subarray(sourceStart, sourceEnd), target.subarray(targetStart, targetEnd));
    },
    slice(start, end) { return this.subarray(start, end); },
    copy(target, targetStart, sourceStart, sourceEnd) {
      needBytes(target, 'target');
      targetStart = checkIndex(targetStart, 'targetStart', 0, maxLength);
      sourceStart = checkIndex(sourceStart, 'sourceStart', 0, this.length);
      sourceEnd = checkIndex(sourceEnd, 'sourceEnd', this.length, maxLength);
      if (targetStart >= target.length || sourceStart >= sourceEnd) return 0;
      const part = this.subarray(sourceStart, Math.min(sourceEnd, sourceStart + target.length - targetStart));
      target.set(part, targetStart);
      return part.length;
    },
    fill(value, offset, end, encoding) {
      if (typeof offset === 'string') {
        encoding = offset;
        offset = end = undefined;
      } else if (typeof end === 'string') {
        encoding = end;
        end = undefined;
      }
      offset = checkIndex(offset, 'offset', 0, this.length);
      end = checkIndex(end, 'end', this.length, this.length);
      if (typeof value === 'string') {
        value = value === '' ? 0 : native.encode(value, encodingOf(encoding));
      }
      if (typeof value === 'object' && value !== null) {
        if (value.byteLength === 0) throw errors.argValue('value', 'is invalid', value);
        native.fill(this.subarray(offset, end), value);
        return this;
      }
      Uint8Array.prototype.fill.call(this, value & 255, offset, end);
      return this;
    },
    write(string, offset, length, encoding) {
      if (typeof string !== 'string') throw errors.argType('argument', 'of type string', string);
      if (typeof offset === 'string') {
        encoding = offset;
        offset = length = undefined;
      } else if (typeof length === 'string') {
        encoding = length;
        length = undefined;
      }
      offset = checkIndex(offset, 'offset', 0, this.length);
      length = Math.min(checkIndex(length, 'length', this.length, maxLength), this.length - offset);
      return native.write(this.subarray(offset, offset + length), string, encodingOf(encoding));
    },
    indexOf(value, from, encoding) { return find(this, value, from, encoding, false); },
    lastIndexOf(value, from, encoding) { return find(this, value, from, encoding, true); },
    includes(value, from, encoding) { return find(this, value, from, encoding, false) !== -1; },
    swap16() { return swap(this, 2, 16); },
    swap32() { return swap(this, 4, 32); },
    swap64() { return swap(this, 8, 64); },
    [inspectCustom]() {
      const shown = native.decode(this, 'hex', 0, Math.min(this.length, 50)).replace(/(..)(?!$)/g, '$1 ');
      const more = this.length - 50;
      const rest = more > 0 ? ` ... ${more} more byte${more > 1 ? 's' : ''}` : '';
      return `<${this.constructor.name} ${shown}${rest}>`;
    },
  };

  function swap(buffer, width, bits) {
    if (buffer.length % width !== 0) {
      throw errors.coded(RangeError, 'ERR_INVALID_BUFFER_SIZE', `Buffer size must be a multiple of ${bits}-bits`);
    }
    for (let i = 0; i < buffer.length; i += width) buffer.subarray(i, i + width).reverse();
    return buffer;
  }

  Buffer.prototype = FastBuffer.prototype;
  Buffer.poolSize = 8192;
  Object.setPrototypeOf(Buffer, Uint8Array);
  Object.assign(Buffer, statics);
  Object.defineProperty(Buffer, Symbol.species, { get: () => FastBuffer, configurable: true });
  Object.defineProperty(Buffer.prototype, 'constructor', { value: Buffer, writable: true, configurable: true });
  Object.assign(Buffer.prototype, methods, use('buffer_numbers').methods(errors));
  for (const [name, source] of [['parent', 'buffer'], ['offset', 'byteOffset']]) {
    Object.defineProperty(Buffer.prototype, name, { get() { return this[source]; }, enumerable: true });
  }
  return { Buffer, constants: { MAX_LENGTH: maxLength, MAX_STRING_LENGTH: 2 ** 29 - 24 }, kMaxLength: maxLength };
})
