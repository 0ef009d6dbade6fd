package wire

import "encoding/binary"

// What Go takes for a value of each sort that decoding makes, in bytes, as
// TestFootprint measures it.
const (
	valueBytes  = 16 + 8  // an interface, and the number in it
	stringBytes = 16 + 16 // an interface, and the string's header
	listBytes   = 16 + 24
	mapBytes    = 16 + 48
	groupBytes  = 8 + 8*(16+16) // a map has room for eight pairs at least
	pairBytes   = 2 * (16 + 16) // and for more than it holds, when it grows
	tagBytes    = 64            // what it makes of the value, which is then refused
)

// The major types of CBOR that are not as large as what they say of themselves.
const (
	majorBytes = 2
	majorText  = 3
	majorList  = 4
	majorMap   = 5
	majorTag   = 6
)

// footprint returns about how many bytes of memory the items in a head take once
// they are decoded. It is to be known before: an empty map is one byte of the
// head and 64 in memory. A head that is not well-formed counts as far as it is.
func footprint(head []byte) (bytes int) {
	for len(head) > 0 {
		major, n, size := item(head)
		if size > len(head) {
			break
		}
		head = head[size:]
		switch major {
		case majorBytes, majorText:
			n = min(n, uint64(len(head)))
			bytes += stringBytes + int(n)
			head = head[n:]
		case majorList:
			bytes += listBytes
		case majorMap:
			bytes += mapBytes
			if n = min(n, uint64(len(head))); n > 0 {
				bytes += groupBytes + int(n)*pairBytes
			}
		case majorTag:
			bytes += tagBytes
		default:
			bytes += valueBytes
		}
	}
	return bytes
}

// item reads the first bytes of an item: its major type, the number in it, and
// how many bytes these are, which may be more than there are.
func item(b []byte) (major byte, n uint64, size int) {
	major, n = b[0]>>5, uint64(b[0]&31)
	if n < 24 {
		return major, n, 1
	}
	size = 1 + 1<<min(n-24, 3) // 1, 2, 4 or 8 bytes; what says more is refused
	if size > len(b) {
		return major, 0, size
	}
	var number [8]byte
	copy(number[8-(size-1):], b[1:size])
	return major, binary.BigEndian.Uint64(number[:]), size
}
