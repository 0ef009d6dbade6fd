package commands

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/holdfast-run/holdfast/specs"
)

// Shape is what Run makes of how a one-shot has ended by itself. The error is an
// *Error: CodeExit or CodeOutput.
func Shape(inv *specs.Invocation, res *Result) (any, error) {
	if err := exitError(inv, res); err != nil {
		return nil, &Error{Code: CodeExit, Command: inv.Command, Result: res, Err: err}
	}
	shaped, err := shape(inv.Output, res.Stdout)
	if err != nil {
		return nil, &Error{Code: CodeOutput, Command: inv.Command, Result: res, Err: err}
	}
	return shaped, nil
}

// shape turns stdout into what its spec declares; Runner.Run says which types
// these are.
func shape(output specs.Output, stdout string) (any, error) {
	if output == specs.Bytes {
		return []byte(stdout), nil
	}
	if !utf8.ValidString(stdout) {
		stdout = strings.ToValidUTF8(stdout, "\uFFFD")
	}
	switch output {
	case specs.JSON:
		return document(stdout)
	case specs.Lines:
		return lines(stdout), nil
	default:
		return strings.TrimSpace(stdout), nil
	}
}

// lines splits text at line ends, which may be "\n" or "\r\n". Blank lines
// count; the end of the last line does not begin another.
func lines(text string) []string {
	if text == "" {
		return []string{}
	}
	split := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	for i, line := range split {
		split[i] = strings.TrimSuffix(line, "\r")
	}
	return split
}

// document returns the JSON document that text is.
func document(text string) (json.RawMessage, error) {
	text = strings.TrimSpace(strings.TrimPrefix(text, "\uFEFF")) // RFC 8259, section 8.1
	if text == "" {
		return nil, errors.New("output is empty, not a JSON document")
	}
	doc := json.RawMessage(text)
	if json.Valid(doc) {
		return doc, nil
	}
	// Only now, because it costs a copy: json.Valid does not say why.
	err := json.Unmarshal(doc, new(json.RawMessage))
	first, _, _ := strings.Cut(text, "\n")
	return nil, fmt.Errorf("output is not a JSON document: %w: it begins with %q", err, plain(first))
}
