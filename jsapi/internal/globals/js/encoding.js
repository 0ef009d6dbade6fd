(function (use, native) {
  'use strict';

  const errors = use('errors');
  const { inspectCustom, show } = use('inspect');

  class TextEncoder {
    get encoding() { return 'utf-8'; }

    encode(input = '') {
      return new Uint8Array(native.encode(`${input}`));
    }

    encodeInto(source, destination) {
      if (typeof source !== 'string') throw errors.argType('src', 'of type string', source);
      if (!(destination instanceof Uint8Array)) {
        throw errors.argType('dest', 'an instance of Uint8Array', destination);
      }
      return native.encodeInto(source, destination);
    }

    get [Symbol.toStringTag]() { return 'TextEncoder'; }
  }

  const labels = new Map();
  for (const [encoding, names] of Object.entries({
    'utf-8': 'unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf-8 utf8 x-unicode20utf8',
    'utf-16le': 'csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16 utf-16le',
    'utf-16be': 'unicodefffe utf-16be',
    'windows-1252': 'ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 ' +
      'iso8859-1 iso88591 iso_8859-1 iso_8859-1:1987 l1 latin1 us-ascii windows-1252 x-cp1252',
  })) {
    for (const name of names.split(' ')) labels.set(name, encoding);
  }

  class TextDecoder {
    #encoding;
    #fatal;
    #ignoreBOM;
    #state; // what a call with stream: true left behind

    constructor(label = 'utf-8', options = undefined) {
      const encoding = labels.get(`${label}`.replace(/^[\t\n\f\r ]+|[\t\n\f\r ]+$/g, '').toLowerCase());
      if (encoding === undefined) {
        throw errors.coded(RangeError, 'ERR_ENCODING_NOT_SUPPORTED', `The "${label}" encoding is not supported`);
      }
      if (options != null && typeof options !== 'object') {
        throw errors.argType('options', 'of type object', options);
      }
      this.#encoding = encoding;
      this.#fatal = !!options?.fatal;
      this.#ignoreBOM = !!options?.ignoreBOM;
    }

    get encoding() { return this.#encoding; }
    get fatal() { return this.#fatal; }
    get ignoreBOM() { return this.#ignoreBOM; }

    decode(input = new ArrayBuffer(0), options = undefined) {
      if (!ArrayBuffer.isView(input) && !(input instanceof ArrayBuffer)) {
        throw errors.argType('list', 'an instance of ArrayBuffer or ArrayBufferView', input);
      }
      const stream = !!options?.stream;
      const { rest, bomSeen } = this.#state ?? { bomSeen: this.#ignoreBOM };
      this.#state = undefined;
      const out = native.decode(this.#encoding, input, rest, stream, this.#fatal, bomSeen);
      if (out === null) {
        throw errors.coded(TypeError, 'ERR_ENCODING_INVALID_ENCODED_DATA',
          `The encoded data was not valid for encoding ${this.#encoding}`);
      }
      if (stream) this.#state = out;
      return out.text;
    }

    get [Symbol.toStringTag]() { return 'TextDecoder'; }

    [inspectCustom](depth, options, inspect) {
      const { encoding, fatal, ignoreBOM } = this;
      return show(this, { encoding, fatal, ignoreBOM }, depth, options, inspect);
    }
  }

  for (const [Class, names] of [
    [TextEncoder, ['encoding', 'encode', 'encodeInto']],
    [TextDecoder, ['encoding', 'fatal', 'ignoreBOM', 'decode']],
  ]) {
    for (const name of names) Object.defineProperty(Class.prototype, name, { enumerable: true });
  }
  return { TextDecoder, TextEncoder };
})
