package specs

// advice is what to do about an error of the YAML parser, "" if its text says it:
// that is about the grammar, and a few slips of the pen lead to it.
func advice(text string) string {
	const (
		indent = `indent a key like those beside it`
		quote  = `put a text that holds ${name}, a bracket or a comma in quotes`
	)
	switch text {
	case "did not find expected key":
		return indent + ", and put nothing behind a closing quote"
	case "did not find expected comment or line break":
		return "put all of a text that holds | or > in quotes"
	case "did not find expected <document start>":
		return indent
	case "did not find expected '-' indicator":
		return `a list goes on with "- ", and ends with a line that is indented less`
	case "block sequence entries are not allowed in this context":
		return "begin a list on a line of its own, or write [a, b]"
	case "mapping values are not allowed in this context":
		return `put a text that holds ": " in quotes, and ` + indent
	case "could not find expected ':'":
		return `a key ends with ": ", and the lines of a text are indented more than its key`
	case "did not find expected ',' or ']'":
		return quote + `, and close each "["`
	case "did not find expected ',' or '}'":
		return quote + `, and close each "{"`
	case "found character that cannot start any token":
		return "put a text that begins with @, % or a backquote in quotes"
	case "did not find expected alphabetic or numeric character":
		return "put a text that begins with * or & in quotes"
	case "found unknown escape character":
		return `in double quotes write \\ for \, or use single quotes`
	case "found unexpected end of stream":
		return "close the quote"
	}
	return ""
}
