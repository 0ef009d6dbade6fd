package globals

// The URL standard's record and parser (url.spec.whatwg.org), written as a
// sequence of cuts instead of the standard's state machine.
// Why not goja_nodejs/url: it drops a trailing slash, resolves relative
// references against the root and leaves the port out of origin.

import (
	"errors"
	"strconv"
	"strings"
)

// urlRecord is a parsed URL. A nil host, query or fragment is absent, which
// differs from empty.
type urlRecord struct {
	scheme, username, password string
	host                       *string
	port                       string
	path                       []string // segments; unused if opaque
	opaque                     bool
	opaquePath                 string
	query, fragment            *string
}

// errURL is the one error there is: scripts see "Invalid URL" and no more.
var errURL = errors.New("invalid URL")

// defaultPort tells the special schemes from the others; file has none.
func defaultPort(scheme string) (port string, special bool) {
	switch scheme {
	case "http", "ws":
		return "80", true
	case "https", "wss":
		return "443", true
	case "ftp":
		return "21", true
	case "file":
		return "", true
	}
	return "", false
}

func (u *urlRecord) special() bool {
	_, special := defaultPort(u.scheme)
	return special
}

// parseURL parses input against base, which may be nil.
func parseURL(input string, base *urlRecord) (*urlRecord, error) {
	input = strings.TrimFunc(input, func(r rune) bool { return r <= ' ' })
	input = stripNewlines(input)
	input, fragment, hasFragment := strings.Cut(input, "#")
	u := &urlRecord{}
	var err error
	if scheme, rest, ok := cutScheme(input); ok {
		u.scheme = scheme
		err = u.parseAfterScheme(rest, base)
	} else {
		err = u.parseWithoutScheme(input, base)
	}
	if err != nil {
		return nil, err
	}
	if hasFragment {
		u.fragment = encoded(fragment, fragmentSet)
	}
	return u, nil
}

func stripNewlines(s string) string {
	return strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(s)
}

func encoded(s string, set percentSet) *string {
	s = percentEncode(s, set)
	return &s
}

// cutScheme splits "scheme:rest"; the scheme comes back in lower case.
func cutScheme(s string) (scheme, rest string, ok bool) {
	scheme, rest, ok = strings.Cut(s, ":")
	if !ok || !validScheme(scheme) {
		return "", s, false
	}
	return strings.ToLower(scheme), rest, true
}

func validScheme(s string) bool {
	for i, c := range []byte(s) {
		letter := c|0x20 >= 'a' && c|0x20 <= 'z'
		if !letter && (i == 0 || !strings.ContainsRune("0123456789+-.", rune(c))) {
			return false
		}
	}
	return s != ""
}

func (u *urlRecord) parseAfterScheme(rest string, base *urlRecord) error {
	switch {
	case u.scheme == "file":
		return u.parseFile(rest, base)
	case u.special():
		if base != nil && base.scheme == u.scheme && !startsWithSlashes(rest) {
			return u.parseRelative(rest, base)
		}
		return u.parseAuthority(strings.TrimLeft(rest, `/\`))
	case strings.HasPrefix(rest, "//"):
		return u.parseAuthority(rest[2:])
	case strings.HasPrefix(rest, "/"):
		u.parsePathAndQuery(rest)
		return nil
	}
	path, query, hasQuery := strings.Cut(rest, "?")
	u.opaque, u.opaquePath = true, percentEncode(path, c0Set)
	if hasQuery {
		u.query = encoded(query, querySet)
	}
	return nil
}

// startsWithSlashes reports whether s begins with two slashes, which a special
// scheme takes as an authority.
func startsWithSlashes(s string) bool {
	return strings.HasPrefix(s, "//")
}

func (u *urlRecord) parseWithoutScheme(input string, base *urlRecord) error {
	if base == nil {
		return errURL
	}
	if base.opaque {
		if input != "" {
			return errURL
		}
		*u = *base
		u.fragment = nil
		return nil
	}
	u.scheme = base.scheme
	if base.scheme == "file" {
		return u.parseFile(input, base)
	}
	return u.parseRelative(input, base)
}

func (u *urlRecord) isSlash(c byte) bool {
	return c == '/' || c == '\\' && u.special()
}

// parseRelative takes from base what input does not say.
func (u *urlRecord) parseRelative(input string, base *urlRecord) error {
	if len(input) > 0 && u.isSlash(input[0]) {
		if len(input) > 1 && u.isSlash(input[1]) && (u.special() || input[:2] == "//") {
			return u.parseAuthority(u.trimAuthoritySlashes(input))
		}
		u.takeAuthority(base)
		u.parsePathAndQuery(input)
		return nil
	}
	u.takeAuthority(base)
	u.resolveAgainst(base, input)
	return nil
}

func (u *urlRecord) trimAuthoritySlashes(s string) string {
	if u.special() {
		return strings.TrimLeft(s, `/\`)
	}
	return s[2:]
}

func (u *urlRecord) takeAuthority(base *urlRecord) {
	u.username, u.password, u.host, u.port = base.username, base.password, base.host, base.port
}

// resolveAgainst resolves a path that does not begin with a slash.
func (u *urlRecord) resolveAgainst(base *urlRecord, input string) {
	u.path = append([]string(nil), base.path...)
	path, query, hasQuery := strings.Cut(input, "?")
	switch {
	case hasQuery:
		u.query = encoded(query, u.queryPercentSet())
	case path == "":
		u.query = base.query
	}
	if path != "" {
		u.shortenPath()
		u.appendPath(path)
	}
}

func (u *urlRecord) queryPercentSet() percentSet {
	if u.special() {
		return specialQuerySet
	}
	return querySet
}

// parseAuthority parses "user:password@host:port/path?query".
func (u *urlRecord) parseAuthority(s string) error {
	stop := "/?"
	if u.special() {
		stop = `/?\`
	}
	authority, rest := s, ""
	if i := strings.IndexAny(s, stop); i >= 0 {
		authority, rest = s[:i], s[i:]
	}
	host := authority
	if at := strings.LastIndexByte(authority, '@'); at >= 0 {
		host = authority[at+1:]
		if host == "" {
			return errURL
		}
		name, password, _ := strings.Cut(authority[:at], ":")
		u.username, u.password = percentEncode(name, userinfoSet), percentEncode(password, userinfoSet)
	}
	if err := u.parseHostAndPort(host); err != nil {
		return err
	}
	u.parsePathAndQuery(rest)
	return nil
}

func (u *urlRecord) parseHostAndPort(s string) error {
	host, port, hasPort := s, "", false
	if i := strings.LastIndexByte(s, ':'); i > strings.LastIndexByte(s, ']') {
		host, port, hasPort = s[:i], s[i+1:], true
	}
	if host == "" && (u.special() || hasPort) {
		return errURL
	}
	parsed, err := parseHost(host, u.special())
	if err != nil {
		return err
	}
	u.host = &parsed
	return u.setPort(port)
}

// setPort takes digits; the scheme's default port and "" are no port.
func (u *urlRecord) setPort(port string) error {
	if port == "" {
		u.port = ""
		return nil
	}
	n, err := strconv.ParseUint(port, 10, 32)
	if err != nil || n > 65535 || port[0] == '+' {
		return errURL
	}
	u.port = strconv.FormatUint(n, 10)
	if standard, _ := defaultPort(u.scheme); u.port == standard {
		u.port = ""
	}
	return nil
}
