package globals

import (
	"strings"
	"unicode/utf8"
)

// percentSet reports whether a byte below 0x80 is to be percent-encoded.
type percentSet func(c byte) bool

// The sets of the URL standard, each wider than the one before except
// specialQuerySet, which widens querySet.
func c0Set(c byte) bool           { return c < ' ' || c == 0x7F }
func fragmentSet(c byte) bool     { return c0Set(c) || strings.IndexByte(" \"<>`", c) >= 0 }
func querySet(c byte) bool        { return c0Set(c) || strings.IndexByte(" \"#<>", c) >= 0 }
func specialQuerySet(c byte) bool { return querySet(c) || c == '\'' }
func pathSet(c byte) bool         { return querySet(c) || strings.IndexByte("?^`{}", c) >= 0 }
func userinfoSet(c byte) bool     { return pathSet(c) || strings.IndexByte("/:;=@[\\]|", c) >= 0 }

const upperHex = "0123456789ABCDEF"

func percentEncode(s string, set percentSet) string {
	var out strings.Builder
	for i := range len(s) {
		c := s[i]
		if c >= utf8.RuneSelf || set(c) {
			out.Write([]byte{'%', upperHex[c>>4], upperHex[c&15]})
		} else {
			out.WriteByte(c)
		}
	}
	return out.String()
}

// percentDecode leaves a "%" without two hexadecimal digits as it is.
func percentDecode(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	var out strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]) {
			out.Write(decodeHex(s[i+1 : i+3]))
			i += 2
			continue
		}
		out.WriteByte(s[i])
	}
	return out.String()
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f'
}

// parsePathAndQuery parses what follows the authority, "" or from its first
// slash or question mark on.
func (u *urlRecord) parsePathAndQuery(s string) {
	path, query, hasQuery := strings.Cut(s, "?")
	if hasQuery {
		u.query = encoded(query, u.queryPercentSet())
	}
	u.parsePath(path)
}

// parsePath replaces the path.
func (u *urlRecord) parsePath(path string) {
	u.path = nil
	if path == "" && !u.special() {
		return
	}
	if path != "" && u.isSlash(path[0]) {
		path = path[1:]
	}
	u.appendPath(path)
}

// appendPath adds the segments of path and resolves "." and "..".
func (u *urlRecord) appendPath(path string) {
	for more := true; more; {
		segment := path
		i := strings.IndexFunc(path, func(r rune) bool { return r < utf8.RuneSelf && u.isSlash(byte(r)) })
		if more = i >= 0; more {
			segment, path = path[:i], path[i+1:]
		}
		u.appendSegment(segment, !more)
	}
}

func (u *urlRecord) appendSegment(segment string, last bool) {
	switch dots(segment) {
	case 2:
		u.shortenPath()
		if last {
			u.path = append(u.path, "")
		}
		return
	case 1:
		if last {
			u.path = append(u.path, "")
		}
		return
	}
	segment = percentEncode(segment, pathSet)
	if u.scheme == "file" && len(u.path) == 0 && driveLetter(segment) {
		segment = segment[:1] + ":"
	}
	u.path = append(u.path, segment)
}

// dots returns 1 for "." and 2 for "..", also percent-encoded, otherwise 0.
func dots(segment string) int {
	if len(segment) > len("%2e%2e") {
		return 0
	}
	switch strings.ReplaceAll(strings.ToLower(segment), "%2e", ".") {
	case ".":
		return 1
	case "..":
		return 2
	}
	return 0
}

// shortenPath drops the last segment, but not a file URL's drive.
func (u *urlRecord) shortenPath() {
	if u.scheme == "file" && len(u.path) == 1 && driveLetter(u.path[0]) && u.path[0][1] == ':' {
		return
	}
	if len(u.path) > 0 {
		u.path = u.path[:len(u.path)-1]
	}
}

// driveLetter reports whether s is "C:" or "C|".
func driveLetter(s string) bool {
	return len(s) == 2 && s[0]|0x20 >= 'a' && s[0]|0x20 <= 'z' && (s[1] == ':' || s[1] == '|')
}

// startsWithDrive reports whether s begins with a drive letter that ends there.
func startsWithDrive(s string) bool {
	return len(s) >= 2 && driveLetter(s[:2]) && (len(s) == 2 || strings.IndexByte(`/\?#`, s[2]) >= 0)
}

// parseFile parses what follows "file:", or all of it if the scheme is base's.
func (u *urlRecord) parseFile(s string, base *urlRecord) error {
	if base != nil && base.scheme != "file" {
		base = nil
	}
	empty := ""
	u.host = &empty
	switch {
	case len(s) > 1 && u.isSlash(s[0]) && u.isSlash(s[1]):
		return u.parseFileHost(s[2:])
	case len(s) > 0 && u.isSlash(s[0]):
		u.parsePathAndQuery(s)
		if base != nil {
			u.host = base.host
			if !startsWithDrive(s[1:]) && len(base.path) > 0 && driveLetter(base.path[0]) {
				u.path = append([]string{base.path[0]}, u.path...)
			}
		}
	case base != nil && !startsWithDrive(s):
		u.host = base.host
		u.resolveAgainst(base, s)
	default:
		if base != nil {
			u.host = base.host
		}
		u.parsePathAndQuery(s)
	}
	return nil
}

func (u *urlRecord) parseFileHost(s string) error {
	host, rest := s, ""
	if i := strings.IndexAny(s, `/\?`); i >= 0 {
		host, rest = s[:i], s[i:]
	}
	if driveLetter(host) {
		u.parsePathAndQuery("/" + s)
		return nil
	}
	if host != "" {
		parsed, err := parseHost(host, true)
		if err != nil {
			return err
		}
		if parsed != "localhost" {
			u.host = &parsed
		}
	}
	u.parsePathAndQuery(rest)
	return nil
}

// pathString is the path as href shows it.
func (u *urlRecord) pathString() string {
	if u.opaque {
		return u.opaquePath
	}
	if len(u.path) == 0 {
		return ""
	}
	return "/" + strings.Join(u.path, "/")
}

// href serializes the record. A path that would be read as a host is kept
// apart by "/.".
func (u *urlRecord) href() string {
	var b strings.Builder
	b.WriteString(u.scheme + ":")
	if u.host != nil {
		b.WriteString("//" + u.credentials() + *u.host)
		if u.port != "" {
			b.WriteString(":" + u.port)
		}
	} else if !u.opaque && len(u.path) > 1 && u.path[0] == "" {
		b.WriteString("/.")
	}
	b.WriteString(u.pathString())
	if u.query != nil {
		b.WriteString("?" + *u.query)
	}
	if u.fragment != nil {
		b.WriteString("#" + *u.fragment)
	}
	return b.String()
}

func (u *urlRecord) credentials() string {
	if u.username == "" && u.password == "" {
		return ""
	}
	if u.password == "" {
		return u.username + "@"
	}
	return u.username + ":" + u.password + "@"
}
