package globals

import (
	"encoding/json"
	"math/rand/v2"
	"os/exec"
	"strings"
	"testing"
)

// urlParts are what the random URLs of TestParseURLInNode are put together
// from. "^" is missing, which Node 20 does not yet encode in a path.
var urlParts = []string{
	"http:", "https:", "file:", "custom:", "mailto:", "//", "/", `\`, "h", "EX.com", "..", ".", "%2e",
	"?", "#", "a b", "ü", "@", "u:p@", ":80", ":443", ":", "[::1]", "1.2", "0x7f", "C:", "C|", "%41",
	"%zz", "é", "<", "|", "{", "x", "y=1&z", "localhost", "'", "`", "~", "\t", "xn--", "münchen", "_",
}

// urlBases leaves out opaque paths, against which Node 20 resolves what the
// standard refuses.
var urlBases = []string{"", "http://h/a/b?q#f", "file:///C:/x/y", "custom://h/a/b", "file://host/p"}

const nodeHrefs = `
	const cases = JSON.parse(require('fs').readFileSync(0, 'utf8'));
	console.log(JSON.stringify(cases.map(([url, base]) => {
		try { return new URL(url, base || undefined).href } catch { return '' }
	})));`

// TestParseURLInNode parses random URLs here and in Node.
func TestParseURLInNode(t *testing.T) {
	t.Parallel()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed; testdata/url.js holds the cases it was checked with")
	}
	random := rand.New(rand.NewPCG(1, 2))
	cases := make([][2]string, 5000)
	for i := range cases {
		var url strings.Builder
		for range 1 + random.IntN(6) {
			url.WriteString(urlParts[random.IntN(len(urlParts))])
		}
		cases[i] = [2]string{url.String(), urlBases[random.IntN(len(urlBases))]}
	}
	input, err := json.Marshal(cases)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), node, "-e", nodeHrefs)
	cmd.Stdin = strings.NewReader(string(input))
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var wants []string
	if err := json.Unmarshal(out, &wants); err != nil {
		t.Fatal(err)
	}
	for i, c := range cases {
		if got := href(c[0], c[1]); got != wants[i] {
			t.Errorf("%q against %q: got %q, want %q", c[0], c[1], got, wants[i])
		}
	}
}

// href is "" for a URL that is not valid.
func href(url, base string) string {
	var against *urlRecord
	if base != "" {
		var err error
		if against, err = parseURL(base, nil); err != nil {
			return ""
		}
	}
	u, err := parseURL(url, against)
	if err != nil {
		return ""
	}
	return u.href()
}

// FuzzParseURL holds that a parsed URL parses to itself.
func FuzzParseURL(f *testing.F) {
	for _, seed := range urlBases {
		f.Add(seed)
	}
	f.Add("http://u:p@[::1]:1/../%2e/?a#b")
	f.Fuzz(func(t *testing.T, url string) {
		first := href(strings.ToValidUTF8(url, "\uFFFD"), "")
		if first == "" {
			return
		}
		if second := href(first, ""); second != first {
			t.Errorf("%q: got %q, then %q", url, first, second)
		}
	})
}
