package chat

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/salient-osint/salient/internal/read"
)

// MaxAnswer bounds an answer, in bytes: some 250,000 tokens, of which the candidates of a page
// need 5,000.
const MaxAnswer = 1 << 20

// Attempts are made with a question until one isn't refused for the time being (429, 5xx) or
// broken off. Between them it waits 1, 2, 4, 8 seconds, or as long as the endpoint asks for, up
// to maxWait; an endpoint that asks for more isn't waited for.
const (
	attempts  = 5
	firstWait = time.Second
	maxWait   = time.Minute
)

// Wait waits, or returns the context's error when that ends before.
type Wait func(context.Context, time.Duration) error

func byClock(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// refused is an answer that isn't one, for the time being if again.
type refused struct {
	what  string
	again bool
	after time.Duration // that the endpoint asks to wait; 0 if it doesn't say
}

func (r *refused) Error() string { return r.what }

// Answer asks one question, with the prompt before it. An answer that can't be used is a
// read.ErrUnusable; any other error is of the endpoint, and the next question would meet it too.
func (e *Endpoint) Answer(ctx context.Context, prompt, question string) (read.Answer, error) {
	body, err := json.Marshal(map[string]any{
		"model":           e.name,
		"messages":        []message{{"system", prompt}, {"user", question}},
		"temperature":     0,
		"response_format": map[string]string{"type": "json_object"},
		"stream":          false,
	})
	if err != nil {
		return read.Answer{}, err
	}
	wait := firstWait
	for n := 1; ; n++ {
		a, err := e.once(ctx, body)
		no := (*refused)(nil)
		if !errors.As(err, &no) {
			return a, err
		}
		if !no.again || n == attempts || no.after > maxWait {
			return a, e.failed(no, n)
		}
		if err := e.wait(ctx, max(wait, no.after)); err != nil {
			return a, err
		}
		wait *= 2
	}
}

func (e *Endpoint) failed(no *refused, n int) error {
	what := no.what
	if n > 1 {
		what += fmt.Sprintf(", also the %dth time", n)
	}
	if no.after > maxWait {
		what += fmt.Sprintf(", and asks to wait %v; a minute is waited at most", no.after)
	}
	return fmt.Errorf("language model at %s: %s", e.Where(), what)
}

type message struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

// once makes one call.
func (e *Endpoint) once(ctx context.Context, body []byte) (read.Answer, error) {
	call, cancel := context.WithTimeout(ctx, e.call)
	defer cancel()
	req, err := http.NewRequestWithContext(call, http.MethodPost, e.to.String(), bytes.NewReader(body))
	if err != nil {
		return read.Answer{}, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "salient")
	if e.key != "" {
		req.Header.Set("Authorization", "Bearer "+e.key)
	}
	res, err := e.client.Do(req)
	if err != nil {
		return read.Answer{}, e.broken(ctx, call, err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return read.Answer{}, e.status(res)
	}
	b, err := io.ReadAll(io.LimitReader(res.Body, MaxAnswer+1))
	switch {
	case err != nil:
		return read.Answer{}, e.broken(ctx, call, err)
	case len(b) > MaxAnswer:
		return read.Answer{}, read.ErrUnusable
	}
	return decode(b)
}

// broken says why a call came to nothing. A call that was cancelled, or for which all time is
// up, gives the context's error.
func (e *Endpoint) broken(ctx, call context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if call.Err() != nil {
		return &refused{what: fmt.Sprintf("no whole answer within %v", e.call)}
	}
	dial, cert, dns := (*net.OpError)(nil), (*tls.CertificateVerificationError)(nil), (*net.DNSError)(nil)
	switch {
	case errors.As(err, &cert):
		return &refused{what: "its certificate isn't trusted: " + cert.Err.Error()}
	case errors.As(err, &dns):
		return &refused{what: "no such host, or no network"}
	case errors.As(err, &dial) && dial.Op == "dial":
		return &refused{what: "no connection: " + dial.Err.Error()}
	}
	return &refused{what: "the connection broke before the answer was whole", again: true} // err may hold bytes of it
}

// status says what a status other than 200 means. The body isn't shown: it may repeat the key
// or the text.
func (e *Endpoint) status(res *http.Response) error {
	code := res.StatusCode
	r := &refused{what: strings.TrimSpace(fmt.Sprintf("it answers %d %s", code, http.StatusText(code)))}
	switch {
	case code == http.StatusTooManyRequests || code >= 500:
		r.again, r.after = true, retryAfter(res.Header.Get("Retry-After"), res.Header.Get("Date"))
	case code >= 300 && code < 400:
		r.what += ", which leads elsewhere" + elsewhere(res) + "; redirects aren't followed: set " + EnvURL + " to where it is"
	case code == http.StatusUnauthorized || code == http.StatusForbidden:
		r.what += "; is " + EnvKey + " right?"
	case code == http.StatusNotFound:
		r.what += "; are " + EnvURL + " and " + EnvName + " right?"
	}
	return r
}

// elsewhere names the host that a redirect leads to.
func elsewhere(res *http.Response) string {
	if u, err := res.Location(); err == nil && u.Hostname() != "" {
		return fmt.Sprintf(" (%.100q)", u.Hostname())
	}
	return ""
}

// retryAfter reads how long an endpoint asks to wait: seconds, or a date beside its own; 0 if
// it doesn't say so in words that can be read.
func retryAfter(s, now string) time.Duration {
	if n, err := strconv.ParseUint(s, 10, 31); err == nil {
		return time.Duration(n) * time.Second
	}
	at, err := http.ParseTime(s)
	from, err2 := http.ParseTime(now)
	if err != nil || err2 != nil {
		return 0
	}
	return max(0, at.Sub(from))
}

// decode reads the body of an answer.
func decode(b []byte) (read.Answer, error) {
	var body struct {
		Choices []struct {
			Message struct {
				Content string `json:"content"`
			} `json:"message"`
		} `json:"choices"`
		Usage struct {
			In  float64 `json:"prompt_tokens"`
			Out float64 `json:"completion_tokens"`
		} `json:"usage"`
	}
	if json.Unmarshal(b, &body) != nil || len(body.Choices) == 0 {
		return read.Answer{}, read.ErrUnusable
	}
	return read.Answer{Text: body.Choices[0].Message.Content, TokensIn: tokens(body.Usage.In), TokensOut: tokens(body.Usage.Out)}, nil
}

// tokens takes a count over, unless it is beyond belief.
func tokens(n float64) int {
	if n < 0 || n > 1e9 {
		return 0
	}
	return int(n)
}
