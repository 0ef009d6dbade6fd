package server

// Answers that are one JSON value, and refusals.

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strings"

	"github.com/holdfast-run/holdfast/cmd/holdfast/internal/api"
	"github.com/holdfast-run/holdfast/commands"
	"github.com/holdfast-run/holdfast/host"
)

// answer answers with a value. It returns nil: a client that is gone cannot be
// told.
func answer(w http.ResponseWriter, value any) error {
	answerStatus(w, http.StatusOK, value)
	return nil
}

func answerStatus(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", api.JSON)
	w.WriteHeader(status)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(value)
}

// refuse answers with why a request was refused.
func refuse(w http.ResponseWriter, err error) {
	e := asError(err)
	answerStatus(w, e.Code.HTTPStatus(), api.Failure{Error: e})
}

// asError finds the code of an error.
func asError(err error) *api.Error {
	if e, ok := errors.AsType[*api.Error](err); ok {
		return e
	}
	e := &api.Error{Code: api.CodeInternal, Message: err.Error()}
	if failed, ok := errors.AsType[*commands.Error](err); ok {
		switch failed.Code {
		case commands.CodeNotRunning:
			e.Code = api.CodeNoProcess
		case commands.CodeParam:
			e.Code = api.CodeBadRequest
		}
		return e
	}
	if errors.Is(err, host.ErrClosed) {
		e.Code = api.CodeNoSession
	}
	return e
}

// refuseRoute answers a request for which there is no route. handler, which is
// net/http's own, knows whether there is one for another method.
func refuseRoute(w http.ResponseWriter, r *http.Request, handler http.Handler) {
	probe := statusProbe{header: http.Header{}}
	handler.ServeHTTP(&probe, r)
	e := &api.Error{Code: api.CodeNoRoute, Message: "there is no " + r.URL.Path}
	if probe.status == http.StatusMethodNotAllowed {
		allowed := probe.header.Get("Allow")
		w.Header().Set("Allow", allowed)
		e.Code = api.CodeNoMethod
		e.Message = fmt.Sprintf("%s takes no %s but %s", r.URL.Path, r.Method, allowed)
	}
	refuse(w, e)
}

// A statusProbe notes the status of an answer and throws its body away.
type statusProbe struct {
	header http.Header
	status int
}

func (p *statusProbe) Header() http.Header            { return p.header }
func (p *statusProbe) Write(body []byte) (int, error) { return len(body), nil }
func (p *statusProbe) WriteHeader(status int)         { p.status = status }

// badRequest is the error of a request that is wrong.
func badRequest(format string, args ...any) error {
	return &api.Error{Code: api.CodeBadRequest, Message: fmt.Sprintf(format, args...)}
}

// decode reads a body of at most limit bytes; an empty one leaves value alone.
func decode(w http.ResponseWriter, r *http.Request, limit int64, value any) error {
	body := json.NewDecoder(http.MaxBytesReader(w, r.Body, limit))
	body.DisallowUnknownFields()
	err := body.Decode(value)
	if err == nil {
		err = atEnd(body)
	}
	switch {
	case err == nil || err == io.EOF:
		return nil
	case isTooLarge(err):
		return &api.Error{Code: api.CodeTooLarge,
			Message: fmt.Sprintf("the body is larger than %d bytes", limit)}
	}
	return badRequest("the body: %s", bodyFault(err))
}

// atEnd returns what is wrong if a body has not ended. Its method More takes a brace
// too many for the end.
func atEnd(body *json.Decoder) error {
	_, err := body.Token()
	switch {
	case err == io.EOF:
		return nil
	case isTooLarge(err):
		return err
	}
	return errors.New("there is more after the JSON value")
}

// bodyFault says what package json found wrong, without the names of Go.
func bodyFault(err error) string {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return "ends in the middle of a JSON value"
	}
	wrong, ok := errors.AsType[*json.UnmarshalTypeError](err)
	if !ok {
		return strings.TrimPrefix(err.Error(), "json: ")
	}
	fault := fmt.Sprintf("must be %s, got %s", jsonType(wrong.Type), wrong.Value)
	if field := wrong.Field[strings.LastIndex(wrong.Field, ".")+1:]; field != "" {
		return field + " " + fault
	}
	return fault
}

// jsonType is what JSON calls a type that a request is decoded to.
func jsonType(t reflect.Type) string {
	switch t.Kind() {
	case reflect.String:
		return "a string"
	case reflect.Bool:
		return "true or false"
	case reflect.Int, reflect.Int64:
		return "a whole number"
	case reflect.Float64: // of a number in any
		return "a number of at most 1.79e308"
	case reflect.Slice:
		return "an array"
	}
	return "an object"
}

// need returns what a request must have; value is nil if it has not.
func need[T any](name string, value *T) (T, error) {
	if value == nil {
		var none T
		return none, badRequest("the body: %s is missing", name)
	}
	return *value, nil
}

func isTooLarge(err error) bool {
	_, ok := errors.AsType[*http.MaxBytesError](err)
	return ok
}
