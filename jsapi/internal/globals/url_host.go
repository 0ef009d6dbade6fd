package globals

import (
	"errors"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// Characters a host cannot hold; a domain of a special scheme even fewer.
const (
	forbiddenInHost   = "\x00\t\n\r #/:<>?@[\\]^|"
	forbiddenInDomain = forbiddenInHost + "%\x7f"
)

// parseHost returns a host as href shows it.
func parseHost(s string, special bool) (string, error) {
	if strings.HasPrefix(s, "[") {
		return parseIPv6(s)
	}
	if !special {
		if strings.ContainsAny(s, forbiddenInHost) {
			return "", errURL
		}
		return percentEncode(s, c0Set), nil
	}
	domain, err := domainToASCII(percentDecode(s))
	if err != nil || domain == "" ||
		strings.ContainsAny(domain, forbiddenInDomain) || hasControl(domain) {
		return "", errURL
	}
	if endsInNumber(domain) {
		return parseIPv4(domain)
	}
	return domain, nil
}

func hasControl(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r < ' ' })
}

// domainToASCII is the standard's "domain to ASCII" without strictness.
func domainToASCII(domain string) (string, error) {
	if isASCII(domain) && !strings.Contains(strings.ToLower(domain), "xn--") {
		return strings.ToLower(domain), nil
	}
	if !utf8.ValidString(domain) || emptyPunycode(domain) {
		return "", errURL
	}
	profile := idna.New(idna.MapForLookup(), idna.BidiRule(), idna.StrictDomainName(false),
		idna.Transitional(false), idna.CheckHyphens(false), idna.CheckJoiners(true))
	return profile.ToASCII(domain)
}

// emptyPunycode reports whether a label is the prefix alone, which package idna
// lets through as an empty label.
func emptyPunycode(domain string) bool {
	return slices.Contains(strings.Split(strings.ToLower(domain), "."), "xn--")
}

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r > 0x7F })
}

// parseIPv6 parses "[…]" and shortens it as the standard asks.
func parseIPv6(s string) (string, error) {
	if !strings.HasSuffix(s, "]") || strings.Contains(s, "%") {
		return "", errURL
	}
	addr, err := netip.ParseAddr(s[1 : len(s)-1])
	if err != nil || !addr.Is6() {
		return "", errURL
	}
	bytes := addr.As16()
	var pieces [8]uint16
	for i := range pieces {
		pieces[i] = uint16(bytes[2*i])<<8 | uint16(bytes[2*i+1])
	}
	return "[" + formatIPv6(pieces) + "]", nil
}

// formatIPv6 writes the first longest run of two or more zeros as "::".
func formatIPv6(pieces [8]uint16) string {
	start, length := longestZeros(pieces)
	var b strings.Builder
	for i := 0; i < len(pieces); i++ {
		if i == start && length > 1 {
			b.WriteString("::")
			i += length - 1
			continue
		}
		if i > 0 && (length < 2 || i != start+length) {
			b.WriteByte(':')
		}
		b.WriteString(strconv.FormatUint(uint64(pieces[i]), 16))
	}
	return b.String()
}

func longestZeros(pieces [8]uint16) (start, length int) {
	for i := 0; i < len(pieces); i++ {
		n := 0
		for i+n < len(pieces) && pieces[i+n] == 0 {
			n++
		}
		if n > length {
			start, length = i, n
		}
		i += n
	}
	return start, length
}

// endsInNumber reports whether the last label makes the domain an IPv4 address
// or nothing.
func endsInNumber(domain string) bool {
	labels := strings.Split(strings.TrimSuffix(domain, "."), ".")
	last := labels[len(labels)-1]
	if last == "" {
		return false
	}
	if strings.Trim(last, "0123456789") == "" {
		return true
	}
	_, err := parseIPv4Number(last)
	return err == nil
}

// parseIPv4Number takes decimal, 0x and leading-zero octal numbers. One that is
// too large for any address is a number, too.
func parseIPv4Number(s string) (uint64, error) {
	base := 10
	switch {
	case strings.HasPrefix(s, "0x") || strings.HasPrefix(s, "0X"):
		s, base = s[2:], 16
	case len(s) > 1 && s[0] == '0':
		s, base = s[1:], 8
	case s == "":
		return 0, errURL
	}
	if s == "" {
		return 0, nil
	}
	n, err := strconv.ParseUint(s, base, 64)
	if err != nil && !errors.Is(err, strconv.ErrRange) || s[0] == '+' || strings.Contains(s, "_") {
		return 0, errURL
	}
	return n, nil
}

// parseIPv4 takes one to four numbers; the last fills the remaining bytes.
func parseIPv4(domain string) (string, error) {
	parts := strings.Split(strings.TrimSuffix(domain, "."), ".")
	if len(parts) > 4 {
		return "", errURL
	}
	var address uint64
	for i, part := range parts {
		n, err := parseIPv4Number(part)
		bits := 8
		if i == len(parts)-1 {
			bits = 8 * (5 - len(parts))
		}
		if err != nil || n >= 1<<bits {
			return "", errURL
		}
		address = address<<bits | n
	}
	return netip.AddrFrom4([4]byte{
		byte(address >> 24), byte(address >> 16), byte(address >> 8), byte(address),
	}).String(), nil
}

// domainToUnicode is "" for a domain that is not valid.
func domainToUnicode(domain string) string {
	ascii, err := parseHost(domain, true)
	if err != nil {
		return ""
	}
	text, err := idna.ToUnicode(ascii)
	if err != nil {
		return ""
	}
	return text
}
