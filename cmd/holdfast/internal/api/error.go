package api

import "net/http"

// An Error is why a request was refused: the body of every answer that is no
// success is { "error": Error }.
type Error struct {
	Code    Code   `json:"code"`
	Message string `json:"message"`
}

func (e *Error) Error() string { return e.Message }

// A Failure is the body of an answer that is no success.
type Failure struct {
	Error *Error `json:"error"`
}

// A Code is a stable name of a kind of refusal.
type Code string

// The kinds of refusal.
const (
	CodeBadRequest Code = "bad_request"
	CodeForbidden  Code = "forbidden"  // the caller is another user
	CodeNoRoute    Code = "no_route"   // there is no such path
	CodeNoMethod   Code = "no_method"  // the path has no such method
	CodeNoSession  Code = "no_session" // of that name there is none
	CodeNoProcess  Code = "no_process" // nothing was started under that name
	CodeNoRun      Code = "no_run"     // of that number there is none in flight
	CodeTooLarge   Code = "too_large"
	CodeDraining   Code = "draining" // the server is ending
	CodeInternal   Code = "internal"
)

// HTTPStatus is the status that goes with a code.
func (c Code) HTTPStatus() int {
	switch c {
	case CodeBadRequest:
		return http.StatusBadRequest
	case CodeForbidden:
		return http.StatusForbidden
	case CodeNoRoute, CodeNoSession, CodeNoProcess, CodeNoRun:
		return http.StatusNotFound
	case CodeNoMethod:
		return http.StatusMethodNotAllowed
	case CodeTooLarge:
		return http.StatusRequestEntityTooLarge
	case CodeDraining:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}
