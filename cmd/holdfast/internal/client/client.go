// Package client answers: how does a command line talk to a server?
package client

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"syscall"

	"github.com/holdfast-run/holdfast/cmd/holdfast/internal/api"
	"github.com/holdfast-run/holdfast/cmd/holdfast/internal/socket"
)

// ErrNoServer is the error of a request to a socket where nobody listens.
var ErrNoServer = errors.New("no server")

// ErrLost is the error of a request whose server went away before it had
// answered.
var ErrLost = errors.New("the server went away")

// A Client talks to the server at one socket. It is safe for concurrent use. The
// error of its methods is an *api.Error if the server refused, or wraps
// ErrNoServer, ErrLost or ctx's cause.
//
// Each request has a connection of its own, used on the goroutine of the caller:
// a command line makes one or two, for which http.Transport and its goroutines
// take longer than the rest.
type Client struct{ path string }

// New returns a Client. It does not connect yet.
func New(path string) *Client { return &Client{path} }

// Get asks for path and decodes the answer into dst.
func (c *Client) Get(ctx context.Context, path string, dst any) error {
	return c.ask(ctx, http.MethodGet, path, nil, dst)
}

// Post sends a body to path and decodes the answer into dst.
func (c *Client) Post(ctx context.Context, path string, body, dst any) error {
	return c.ask(ctx, http.MethodPost, path, body, dst)
}

// Put makes what path names, unless it is there, and decodes the answer into dst.
func (c *Client) Put(ctx context.Context, path string, dst any) error {
	return c.ask(ctx, http.MethodPut, path, nil, dst)
}

// Delete ends what path names and decodes the answer into dst.
func (c *Client) Delete(ctx context.Context, path string, dst any) error {
	return c.ask(ctx, http.MethodDelete, path, nil, dst)
}

func (c *Client) ask(ctx context.Context, method, path string, body, dst any) error {
	response, err := c.send(ctx, method, path, body)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if err := json.NewDecoder(response.Body).Decode(dst); err != nil {
		return c.lost(ctx, err)
	}
	return nil
}

// send sends a request and returns its answer, the body of which the caller
// closes. The end of ctx closes the connection.
func (c *Client) send(ctx context.Context, method, path string, body any) (*http.Response, error) {
	request, err := newRequest(ctx, method, path, body)
	if err != nil {
		return nil, err
	}
	conn, err := socket.Dial(ctx, c.path)
	if err != nil {
		return nil, c.lost(ctx, err)
	}
	e := &exchange{Conn: conn, release: context.AfterFunc(ctx, func() { _ = conn.Close() })}
	response, err := e.answer(request)
	if err != nil {
		_ = e.Close()
		return nil, c.lost(ctx, err)
	}
	response.Body = answerBody{response.Body, e}
	if response.StatusCode != http.StatusOK {
		defer response.Body.Close()
		return nil, refusal(response)
	}
	return response, nil
}

func newRequest(ctx context.Context, method, path string, body any) (*http.Request, error) {
	var text bytes.Buffer
	if body != nil {
		enc := json.NewEncoder(&text)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(body); err != nil {
			return nil, err
		}
	}
	request, err := http.NewRequestWithContext(ctx, method, "http://holdfast"+path, &text)
	if err != nil {
		return nil, err
	}
	if body != nil {
		request.Header.Set("Content-Type", api.JSON)
	}
	request.Close = true // one request a connection
	return request, nil
}

// An exchange is the connection of one request, which the end of a context may
// close too.
type exchange struct {
	net.Conn
	release func() bool
}

// Close ends the exchange.
func (e *exchange) Close() error {
	e.release()
	return e.Conn.Close()
}

// answer sends the request and reads the answer up to its body. A server that
// refuses need not read all of the request: its answer says more than that it
// could not be sent.
func (e *exchange) answer(request *http.Request) (*http.Response, error) {
	unsent := request.Write(e.Conn)
	response, err := http.ReadResponse(bufio.NewReader(e.Conn), request)
	if err != nil && unsent != nil {
		err = unsent
	}
	return response, err
}

// An answerBody is a body whose end is that of its connection. Only the
// connection is closed: what has not come is not waited for.
type answerBody struct {
	io.Reader
	exchange io.Closer
}

// Close implements io.Closer.
func (b answerBody) Close() error { return b.exchange.Close() }

// refusal is the error of an answer that is no success.
func refusal(response *http.Response) error {
	var failure api.Failure
	err := json.NewDecoder(io.LimitReader(response.Body, api.MaxBodyBytes)).Decode(&failure)
	if err != nil || failure.Error == nil {
		return fmt.Errorf("the server answered %s, which is no server of holdfast's way", response.Status)
	}
	return failure.Error
}

// lost says why there is no answer.
func (c *Client) lost(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	if dial, ok := errors.AsType[*net.OpError](err); ok && dial.Op == "dial" {
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ECONNREFUSED) {
			return fmt.Errorf("%w at %s", ErrNoServer, c.path)
		}
		return fmt.Errorf("%s: %w", c.path, dial.Err)
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("%w: %s", ErrLost, c.path) // that is what it means
	}
	return fmt.Errorf("%w: %s: %w", ErrLost, c.path, err)
}
