const encoder = new TextEncoder();
assert.eq(encoder.encoding, 'utf-8');
assert.eq(encoder.encode('a€😀'), new Uint8Array([97, 226, 130, 172, 240, 159, 152, 128]));
assert.eq(encoder.encode(), new Uint8Array(0));
assert.eq(encoder.encode('\ud800x'), new Uint8Array([239, 191, 189, 120]));
const into = new Uint8Array(6);
assert.eq(encoder.encodeInto('a😀€', into), { read: 3, written: 5 });
assert.eq(into, new Uint8Array([97, 240, 159, 152, 128, 0]));
encoder.encodeInto('a', []) //! TypeError

const utf8 = new TextDecoder();
assert.eq([utf8.encoding, utf8.fatal, utf8.ignoreBOM], ['utf-8', false, false]);
assert.eq(utf8.decode(new Uint8Array([239, 187, 191, 97])), 'a');
assert.eq(new TextDecoder('utf8', { ignoreBOM: true }).decode(new Uint8Array([239, 187, 191, 97])), '\ufeffa');
assert.eq(utf8.decode(), '');
assert.eq(utf8.decode(new Uint8Array([97, 226, 130]).buffer), 'a\ufffd');
assert.eq(utf8.decode(new Uint8Array([0xf0, 0x9f, 0x98, 97])), '\ufffda');
assert.eq(utf8.decode(new Uint8Array([0xc0, 0x80, 0xed, 0xa0, 0x80, 0xf5])), '\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd');
assert.eq(utf8.decode(new Uint8Array([0xe0, 0x80, 0x80])), '\ufffd\ufffd\ufffd');
assert.eq(utf8.decode(new DataView(new Uint8Array([1, 98, 99, 2]).buffer, 1, 2)), 'bc');

const stream = new TextDecoder();
assert.eq(stream.decode(new Uint8Array([97, 226]), { stream: true }), 'a');
assert.eq(stream.decode(new Uint8Array([130]), { stream: true }), '');
assert.eq(stream.decode(new Uint8Array([172, 240]), { stream: true }), '€');
assert.eq(stream.decode(), '\ufffd');
assert.eq(stream.decode(new Uint8Array([98])), 'b');

const fatal = new TextDecoder('utf-8', { fatal: true });
fatal.decode(new Uint8Array([255])) //! TypeError: \[ERR_ENCODING_INVALID_ENCODED_DATA\]
assert.eq(fatal.decode(new Uint8Array([104, 105])), 'hi');
const utf16 = new TextDecoder('utf-16le');
assert.eq(utf16.decode(new Uint8Array([0x61, 0, 0x3d, 0xd8, 0, 0xde])), 'a😀');
assert.eq(utf16.decode(new Uint8Array([0x3d, 0xd8, 0x61, 0])), '\ufffda');
assert.eq(new TextDecoder('UTF-16').encoding, 'utf-16le');
assert.eq(new TextDecoder(' Latin1 ').encoding, 'windows-1252');
assert.eq(new TextDecoder('latin1').decode(new Uint8Array([0xe9, 0x41])), 'éA');
new TextDecoder('klingon') //! RangeError: \[ERR_ENCODING_NOT_SUPPORTED\] The "klingon" encoding is not supported
utf8.decode('text') //! TypeError
assert.eq(Object.prototype.toString.call(encoder), '[object TextEncoder]');

assert.eq(btoa('Hello, é'), 'SGVsbG8sIOk=');
assert.eq(btoa(''), '');
assert.eq(atob('SGVsbG8sIOk='), 'Hello, é');
assert.eq(atob(' SGV\tsbG8\n'), 'Hello');
assert.eq(atob('YQ'), 'a');
assert.eq(atob(''), '');
assert.eq(btoa(12), 'MTI=');
assert.eq([atob.name, btoa.name], ['atob', 'btoa']);
btoa('€') //! InvalidCharacterError: \[5\] Invalid character
atob('a') //! InvalidCharacterError: \[5\] The string to be decoded is not correctly encoded
atob('YQ===') //! InvalidCharacterError
atob('*') //! InvalidCharacterError
atob() //! TypeError: \[ERR_MISSING_ARGS\]
// A lone surrogate and half a unit at the end are one error.
assert.eq(new TextDecoder('utf-16le').decode(Uint8Array.of(0x41, 0, 0, 0xd8, 1)), 'A\ufffd');

assert.eq(new TextDecoder(' \t\r\n\fUTF-8\f').encoding, 'utf-8');
for (const space of ['\v', '\xa0', '\u2028']) assert.throws(() => new TextDecoder(`utf-8${space}`), /ERR_ENCODING_NOT_SUPPORTED/);

const big = new TextDecoder('UnicodeFFFE');
assert.eq([big.encoding, big.decode(Uint8Array.of(0xFE, 0xFF, 0, 0x61, 0xD8, 0x3D, 0xDE, 0)), big.decode(Uint8Array.of(0xDE, 0, 0))],
  ['utf-16be', 'a😀', '\ufffd\ufffd']);
assert.eq([0xD8, 0x3D, 0xDE, 0].map((b) => big.decode(Uint8Array.of(b), { stream: true })), ['', '', '', '😀']);
