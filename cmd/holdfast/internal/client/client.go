// Package client answers: how does a command line talk to a server?
package client

import (
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

// A Client talks to the server at one socket. It is safe for concurrent use and
// must be closed. The error of its methods is an *api.Error if the server
// refused, or wraps ErrNoServer, ErrLost or ctx's cause.
type Client struct {
	path string
	http http.Client
}

// New returns a Client. It does not connect yet.
func New(path string) *Client {
	return &Client{path: path, http: http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return socket.Dial(ctx, path)
		},
		DisableCompression:  true,
		MaxIdleConnsPerHost: 64,
	}}}
}

// Close gives up connections that are kept for the next request.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// Get asks for path and decodes the answer into dst.
func (c *Client) Get(ctx context.Context, path string, dst any) error {
	return c.ask(ctx, http.MethodGet, path, nil, dst)
}

// Post sends a body to path and decodes the answer into dst.
func (c *Client) Post(ctx context.Context, path string, body, dst any) error {
	return c.ask(ctx, http.MethodPost, path, body, dst)
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
	// To its end, so that the connection can be used again.
	_, _ = io.Copy(io.Discard, response.Body)
	return nil
}

// send sends a request and returns its answer, the body of which the caller
// closes.
func (c *Client) send(ctx context.Context, method, path string, body any) (*http.Response, error) {
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
	response, err := c.http.Do(request)
	if err != nil {
		return nil, c.lost(ctx, err)
	}
	if response.StatusCode != http.StatusOK {
		defer response.Body.Close()
		return nil, refusal(response)
	}
	return response, nil
}

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
	return fmt.Errorf("%w: %s: %w", ErrLost, c.path, err)
}
