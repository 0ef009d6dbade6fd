package globals

// What js/url.js and js/searchparams.js call.

import (
	"net/url"
	"strings"

	"github.com/dop251/goja"
)

func (g *Globals) urlNatives() natives {
	return natives{
		"parse":         g.urlParse,
		"set":           g.urlSet,
		"encodeQuery":   g.encodeQuery,
		"scalars":       g.scalars,
		"decodeQuery":   g.decodeQuery,
		"domainToASCII": g.domainToASCII,
		"domainToUnicode": func(call goja.FunctionCall) goja.Value {
			return g.rt.ToValue(domainToUnicode(call.Argument(0).String()))
		},
	}
}

// urlParse is (input, base) to a record, or null.
func (g *Globals) urlParse(call goja.FunctionCall) goja.Value {
	var base *urlRecord
	if v := call.Argument(1); !goja.IsUndefined(v) {
		var err error
		if base, err = parseURL(v.String(), nil); err != nil {
			return goja.Null()
		}
	}
	u, err := parseURL(call.Argument(0).String(), base)
	if err != nil {
		return goja.Null()
	}
	return g.urlObject(u)
}

// urlObject is what a script's URL keeps: the parts as its getters show them.
func (g *Globals) urlObject(u *urlRecord) goja.Value {
	host, origin := "", "null"
	if u.host != nil {
		host = *u.host
	}
	hostname := host
	if u.port != "" {
		host += ":" + u.port
	}
	if u.special() && u.scheme != "file" {
		origin = u.scheme + "://" + host
	}
	if u.scheme == "blob" {
		inner, err := parseURL(u.pathString(), nil)
		if err == nil && (inner.scheme == "http" || inner.scheme == "https") {
			origin = g.urlObject(inner).(*goja.Object).Get("origin").String()
		}
	}
	return g.object(
		field{"href", u.href()}, field{"origin", origin}, field{"protocol", u.scheme + ":"},
		field{"username", u.username}, field{"password", u.password},
		field{"host", host}, field{"hostname", hostname}, field{"port", u.port},
		field{"pathname", u.pathString()},
		field{"search", prefixed("?", u.query)}, field{"hash", prefixed("#", u.fragment)},
	)
}

func prefixed(mark string, part *string) string {
	if part == nil || *part == "" {
		return ""
	}
	return mark + *part
}

// urlSet is (href, part, value) to a record with that part replaced, or null if
// the value does not fit, in which case the URL stays.
func (g *Globals) urlSet(call goja.FunctionCall) goja.Value {
	u, err := parseURL(call.Argument(0).String(), nil)
	if err != nil || !u.set(call.Argument(1).String(), call.Argument(2).String()) {
		return goja.Null()
	}
	return g.urlObject(u)
}

// set replaces one part and reports whether it did.
func (u *urlRecord) set(part, value string) bool {
	noCredentials := u.host == nil || *u.host == "" || u.scheme == "file"
	parsed := stripNewlines(value)
	switch part {
	case "protocol":
		return u.setScheme(parsed)
	case "username", "password":
		if noCredentials {
			return false
		}
		if part == "username" {
			u.username = percentEncode(value, userinfoSet)
		} else {
			u.password = percentEncode(value, userinfoSet)
		}
	case "host", "hostname":
		return u.setHost(parsed, part == "host")
	case "port":
		return !noCredentials && u.setPortPrefix(parsed)
	case "pathname":
		if u.opaque {
			return false
		}
		u.parsePath(parsed)
		if u.host == nil && len(u.path) == 0 {
			u.path = []string{""} // else it would be opaque
		}
	case "search":
		u.query = marked(value, "?", u.queryPercentSet())
		u.trimOpaquePath()
	case "hash":
		u.fragment = marked(value, "#", fragmentSet)
		u.trimOpaquePath()
	}
	return true
}

// trimOpaquePath removes spaces at the end, which href would not have there when
// it is parsed again.
func (u *urlRecord) trimOpaquePath() {
	if u.query == nil && u.fragment == nil {
		u.opaquePath = strings.TrimRight(u.opaquePath, " ")
	}
}

// marked is the part that a value with or without its mark stands for; nil for an
// empty value: the part goes away.
func marked(value, mark string, set percentSet) *string {
	if value == "" {
		return nil
	}
	return encoded(stripNewlines(strings.TrimPrefix(value, mark)), set)
}

// setScheme changes between special schemes or between others, never across.
func (u *urlRecord) setScheme(value string) bool {
	scheme, _, _ := strings.Cut(value, ":")
	_, special := defaultPort(strings.ToLower(scheme))
	if !validScheme(scheme) || special != u.special() {
		return false
	}
	scheme = strings.ToLower(scheme)
	if scheme == "file" && (u.port != "" || u.credentials() != "") || u.scheme == "file" && *u.host == "" {
		return false
	}
	u.scheme = scheme
	return u.setPort(u.port) == nil
}

// setHost replaces the host and, withPort, the port if the value has one.
func (u *urlRecord) setHost(value string, withPort bool) bool {
	stop := "/?#"
	if u.special() {
		stop = `/?#\`
	}
	if i := strings.IndexAny(value, stop); i >= 0 {
		value = value[:i]
	}
	port := ""
	if i := portColon(value); i >= 0 {
		if !withPort || i == 0 || u.scheme == "file" {
			return false
		}
		value, port = value[:i], value[i+1:]
	}
	empty := value == ""
	if u.opaque || empty && (u.special() && u.scheme != "file" || u.credentials() != "" || u.port != "") {
		return false
	}
	host := ""
	if !empty {
		var err error
		if host, err = parseHost(value, u.special()); err != nil {
			return false
		}
	}
	if u.scheme == "file" && host == "localhost" {
		host = ""
	}
	u.host = &host
	if port != "" {
		u.setPortPrefix(port)
	}
	return true
}

// portColon returns where the port of a host begins, the first colon outside of
// brackets, or -1.
func portColon(host string) int {
	bracketed := false
	for i := range len(host) {
		switch host[i] {
		case '[':
			bracketed = true
		case ']':
			bracketed = false
		case ':':
			if !bracketed {
				return i
			}
		}
	}
	return -1
}

// setPortPrefix takes the digits value begins with; "" removes the port.
func (u *urlRecord) setPortPrefix(value string) bool {
	digits := value[:len(value)-len(strings.TrimLeft(value, "0123456789"))]
	if digits == "" && value != "" {
		return false
	}
	return u.setPort(digits) == nil
}

// scalars is a string with U+FFFD for each lone surrogate.
func (g *Globals) scalars(call goja.FunctionCall) goja.Value {
	return g.rt.ToValue(call.Argument(0).String())
}

// encodeQuery is a flat list of names and values to
// application/x-www-form-urlencoded.
func (g *Globals) encodeQuery(call goja.FunctionCall) goja.Value {
	var b strings.Builder
	i := 0
	g.rt.ForOf(call.Argument(0), func(v goja.Value) bool {
		switch {
		case i%2 == 1:
			b.WriteByte('=')
		case i > 0:
			b.WriteByte('&')
		}
		b.WriteString(formEncode(v.String()))
		i++
		return true
	})
	return g.rt.ToValue(b.String())
}

// formEncode differs from url.QueryEscape in "*", which stays, and "~".
func formEncode(s string) string {
	return strings.NewReplacer("%2A", "*", "~", "%7E").Replace(url.QueryEscape(s))
}

// decodeQuery is a query without "?" to a flat list of names and values.
func (g *Globals) decodeQuery(call goja.FunctionCall) goja.Value {
	var list []any
	for pair := range strings.SplitSeq(call.Argument(0).String(), "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(strings.ReplaceAll(pair, "+", " "), "=")
		for _, part := range []string{name, value} {
			text, _, _ := decodeUTF8([]byte(percentDecode(part)), false)
			list = append(list, text)
		}
	}
	return g.rt.NewArray(list...)
}

func (g *Globals) domainToASCII(call goja.FunctionCall) goja.Value {
	host, err := parseHost(call.Argument(0).String(), true)
	if err != nil {
		return g.rt.ToValue("")
	}
	return g.rt.ToValue(host)
}
