const hello = Buffer.from('héllo €😀');
assert.eq([hello.length, hello.toString(), String(hello)], [14, 'héllo €😀', 'héllo €😀']);
assert(Buffer.isBuffer(hello) && hello instanceof Uint8Array && !Buffer.isBuffer(new Uint8Array(1)));
for (const [encoding, text, bytes] of [
  ['hex', 'c3a9ff', [0xc3, 0xa9, 0xff]], ['base64', 'w6n/', [0xc3, 0xa9, 0xff]],
  ['base64url', 'w6n_', [0xc3, 0xa9, 0xff]], ['latin1', 'Ã©ÿ', [0xc3, 0xa9, 0xff]],
  ['binary', 'Ã©ÿ', [0xc3, 0xa9, 0xff]], ['utf16le', 'é😀', [0xe9, 0, 0x3d, 0xd8, 0, 0xde]],
  ['UCS-2', 'a', [97, 0]], ['utf-8', 'é', [0xc3, 0xa9]], ['ascii', 'abc', [97, 98, 99]],
]) {
  assert.eq([encoding, [...Buffer.from(text, encoding)]], [encoding, bytes]);
  assert.eq([encoding, Buffer.from(bytes).toString(encoding)], [encoding, text]);
  assert.eq([encoding, Buffer.byteLength(text, encoding)], [encoding, bytes.length]);
}
assert.eq(Buffer.from([0xe1, 0xff]).toString('ascii'), 'a\x7f');
assert.eq([...Buffer.from('abxxcd', 'hex')], [0xab]);
assert.eq([...Buffer.from('abc', 'hex')], [0xab]);
assert.eq(Buffer.from('aGk', 'base64').toString(), 'hi');
assert.eq(Buffer.from('a G\nk=', 'base64').toString(), 'hi');
assert.eq(Buffer.from([0xe2, 0x82, 0x41]).toString(), '\ufffdA');
hello.toString('klingon') //! TypeError: \[ERR_UNKNOWN_ENCODING\] Unknown encoding: klingon

assert.eq([...Buffer.from([1, 257, -1, 3.9, '7', 'x'])], [1, 1, 255, 3, 7, 0]);
const store = new ArrayBuffer(8);
const window = Buffer.from(store, 2, 3);
window[0] = 9;
assert.eq([new Uint8Array(store)[2], window.length, window.byteOffset, window.buffer === store], [9, 3, 2, true]);
const copied = Buffer.from(window);
copied[0] = 1;
assert.eq([window[0], [...Buffer.from({ length: 2, 0: 5 })]], [9, [5, 0]]);
assert.eq([...Buffer.from(JSON.parse(JSON.stringify(Buffer.from('hi'))))], [104, 105]);
assert.eq(Buffer.from(new String('boxed')).toString(), 'boxed');
assert.eq([...Buffer.from(new Uint16Array([1, 256]))], [1, 0]);
Buffer.from(5) //! TypeError: \[ERR_INVALID_ARG_TYPE\]
Buffer.from() //! TypeError: \[ERR_INVALID_ARG_TYPE\]
Buffer.from(null) //! TypeError: \[ERR_INVALID_ARG_TYPE\]
Buffer.from(store, 9) //! RangeError: \[ERR_BUFFER_OUT_OF_BOUNDS\]

assert.eq([[...Buffer.alloc(3)], [...Buffer.alloc(3, 7)], Buffer.alloc(5, 'ab').toString(), Buffer.allocUnsafe(4).length],
  [[0, 0, 0], [7, 7, 7], 'ababa', 4]);
Buffer.alloc(-1) //! RangeError: \[ERR_(OUT_OF_RANGE|INVALID_ARG_VALUE)\]
Buffer.alloc(2 ** 53) //! RangeError: \[ERR_(OUT_OF_RANGE|INVALID_ARG_VALUE)\]
Buffer.alloc('5') //! TypeError: \[ERR_INVALID_ARG_TYPE\]
Buffer.alloc(NaN) //! RangeError: \[ERR_(OUT_OF_RANGE|INVALID_ARG_VALUE)\]

assert.eq(Buffer.concat([Buffer.from('ab'), new Uint8Array([99])]).toString(), 'abc');
assert.eq([...Buffer.concat([Buffer.from('abc'), Buffer.from('d')], 2)], [97, 98]);
assert.eq([...Buffer.concat([Buffer.from('a')], 3)], [97, 0, 0]);
Buffer.concat('x') //! TypeError: \[ERR_INVALID_ARG_TYPE\]
Buffer.concat(['x']) //! TypeError: \[ERR_INVALID_ARG_TYPE\]
assert.eq([Buffer.compare(Buffer.from('a'), Buffer.from('b')), Buffer.from('b').compare(Buffer.from('a')),
  Buffer.from('xab').compare(Buffer.from('ab'), 0, 2, 1)], [-1, 1, 0]);
assert.eq([Buffer.from('ab').equals(Buffer.from('ab')), Buffer.from('ab').equals(new Uint8Array(2))], [true, false]);
assert.eq([Buffer.isEncoding('HEX'), Buffer.isEncoding('nope')], [true, false]);

const text = Buffer.from('the cat sat on the mat');
assert.eq([text.indexOf('at'), text.indexOf('at', 6), text.lastIndexOf('the'), text.indexOf(111), text.indexOf('zzz')], [5, 9, 15, 12, -1]);
assert.eq([text.indexOf(Buffer.from('mat')), text.indexOf('at', -2), text.includes('sat'), text.includes('sat', 9)], [19, 20, true, false]);
assert.eq([text.lastIndexOf('at', 8), text.lastIndexOf('at', -100), text.indexOf(''), text.indexOf('', 99)], [5, -1, 0, 22]);
assert.eq([text.indexOf('746865', 'hex'), text.indexOf('t', undefined)], [0, 0]);
text.indexOf({}) //! TypeError: \[ERR_INVALID_ARG_TYPE\]

const piece = text.subarray(4, 7);
assert.eq([piece.toString(), Buffer.isBuffer(piece), piece.buffer === text.buffer], ['cat', true, true]);
piece[0] = 'C'.charCodeAt(0);
assert.eq([text.toString('utf8', 0, 7), text.slice(-3).toString(), text.slice(1, -15).toString()], ['the Cat', 'mat', 'he Cat']);
assert.eq([text.toString('utf8', 5, 2), text.toString(undefined, -5, 3)], ['', 'the']);
assert(Buffer.isBuffer(Buffer.from([1, 2]).map((x) => x * 2)));

const box = Buffer.alloc(8);
assert.eq([box.write('abc'), box.write('éé', 3, 3), box.toString('latin1')], [3, 2, 'abcÃ©\0\0\0']);
assert.eq([box.write('ff00', 6, 'hex'), box.write('zz', 7), [...box.subarray(6)]], [2, 1, [255, 122]]);
box.write('x', 9) //! RangeError: \[ERR_(OUT_OF_RANGE|BUFFER_OUT_OF_BOUNDS)\]
box.write(5) //! TypeError: \[ERR_INVALID_ARG_TYPE\]
assert.eq([box.fill('xy').toString(), box.fill(0x141)[3], box.fill('é', 1, 4).toString('latin1')],
  ['xyxyxyxy', 0x41, 'AÃ©ÃAAAA']);
assert.eq(box.fill('6162', 'hex').toString(), 'abababab');
box.fill('q', 0, 99) //! RangeError: \[ERR_OUT_OF_RANGE\]
const into = Buffer.alloc(4, '.');
assert.eq([Buffer.from('hello').copy(into, 1, 1, 3), into.toString(), Buffer.from('hello').copy(into, 2), into.toString()],
  [2, '.el.', 2, '.ehe']);
Buffer.from('x').copy({}) //! TypeError: \[ERR_INVALID_ARG_TYPE\]

const numbers = Buffer.alloc(16);
assert.eq([numbers.writeUInt8(200), numbers.writeInt16LE(-2, 1), numbers.writeUInt32BE(0xdeadbeef, 3), numbers.writeDoubleLE(1.5, 7)], [1, 3, 7, 15]);
assert.eq([numbers.readUInt8(), numbers.readInt8(0), numbers.readInt16LE(1), numbers.readUInt16BE(1), numbers.readUint32BE(3), numbers.readInt32BE(3), numbers.readDoubleLE(7)],
  [200, -56, -2, 0xfeff, 0xdeadbeef, -559038737, 1.5]);
assert.eq([numbers.writeBigInt64BE(-5n), numbers.readBigInt64BE(), numbers.readBigUInt64BE(), numbers.writeFloatBE(0.5, 8), numbers.readFloatBE(8)],
  [8, -5n, 18446744073709551611n, 12, 0.5]);
assert.eq([numbers.writeIntLE(-3, 0, 3), numbers.readIntLE(0, 3), numbers.readUIntBE(0, 3), numbers.writeUIntBE(0x123456789a, 2, 5), numbers.readUIntBE(2, 5)],
  [3, -3, 0xfdffff, 7, 0x123456789a]);
numbers.readUInt8(16) //! RangeError: \[ERR_OUT_OF_RANGE\]
numbers.readInt32LE(13) //! RangeError: \[ERR_OUT_OF_RANGE\]
numbers.readInt8('0') //! TypeError: \[ERR_INVALID_ARG_TYPE\]
numbers.readInt8(0.5) //! RangeError: \[ERR_OUT_OF_RANGE\]
numbers.writeUInt8(256) //! RangeError: \[ERR_OUT_OF_RANGE\]
numbers.writeInt8(-129) //! RangeError: \[ERR_OUT_OF_RANGE\]
numbers.readUIntLE(0, 7) //! RangeError: \[ERR_OUT_OF_RANGE\]
assert.eq(numbers.readUInt8.name.toLowerCase(), 'readuint8');

assert.eq(JSON.stringify(Buffer.from('ab')), '{"type":"Buffer","data":[97,98]}');
assert.eq(Buffer.from([1, 2, 3, 4]).swap16().toString('hex'), '02010403');
Buffer.from([1]).swap32() //! RangeError: \[ERR_INVALID_BUFFER_SIZE\]
assert.eq([...Buffer.of(1, 2)], [1, 2]);
assert.eq([...Buffer.from('ab').entries()], [[0, 97], [1, 98]]);
const { inspect } = require('util');
assert.eq(Buffer.from('abc')[inspect.custom](), '<Buffer 61 62 63>');

// The length of a text is what its encoding makes of a valid one.
assert.eq(['hex', 'base64', 'base64url', 'latin1', 'ucs2', 'nope'].map((e) => Buffer.byteLength('aé=zz', e)),
  [2, 3, 3, 5, 10, 6]);
assert.eq([Buffer.byteLength('YQ==', 'base64'), Buffer.byteLength('YWI=', 'base64')], [1, 2]);
assert.eq([Buffer.alloc(2, '').toString('hex'), Buffer.alloc(0, 'z', 'hex').length], ['0000', 0]);
Buffer.alloc(2, 'zz', 'hex') //! TypeError: \[ERR_INVALID_ARG_VALUE\]

// Text of two bytes a character is found where a character begins.
const wide = Buffer.from('\u6101\u0161a', 'utf16le');
assert.eq([wide.indexOf('\u0161', 0, 'ucs2'), wide.indexOf('\u0161', 'utf16le'), wide.lastIndexOf('\u6101', 'ucs2')], [2, 2, 0]);
assert.eq([wide.indexOf(Buffer.of(1, 0x61), 0, 'ucs2'), wide.indexOf(Buffer.of(0x61, 0x61), 0, 'ucs2'), wide.indexOf(Buffer.of(0x61, 0x61))], [0, -1, 1]);
assert.eq([wide.lastIndexOf(Buffer.of(0x61), 5, 'ucs2'), wide.indexOf('a', 3, 'ucs2'), wide.indexOf(0x61, 3, 'ucs2')], [-1, 4, 4]);
assert.eq([wide.lastIndexOf('\u6101', -9, 'ucs2'), wide.indexOf('\u6101', -9, 'ucs2'), wide.lastIndexOf('a', 2 ** 40, 'ucs2')], [-1, 0, 4]);
assert.eq(Buffer.from('a', 5).toString(), 'a');
