package chat_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/read"
	"github.com/salient-osint/salient/internal/read/chat"
)

const (
	key      = "sk-very-secret"
	question = "Rebels captured Midford."
)

// waits notes how long was waited, without waiting.
type waits []time.Duration

func (w *waits) wait(ctx context.Context, d time.Duration) error {
	*w = append(*w, d)
	return ctx.Err()
}

// endpoint is a model played by a handler.
func endpoint(t *testing.T, h http.HandlerFunc) (*chat.Endpoint, *waits) {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	w := &waits{}
	e, err := chat.Open(chat.Settings{URL: server.URL + "/v1", Name: "fake", Key: key, Wait: w.wait})
	if err != nil {
		t.Fatal(err)
	}
	return e, w
}

func answering(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		body := map[string]any{
			"choices": []any{map[string]any{"message": map[string]string{"role": "assistant", "content": text}}},
			"usage":   map[string]int{"prompt_tokens": 12, "completion_tokens": 3},
		}
		if err := json.NewEncoder(w).Encode(body); err != nil {
			panic(err)
		}
	}
}

// quiet fails if an error tells of the key, the text or the answer.
func quiet(t *testing.T, err error) {
	t.Helper()
	for _, secret := range []string{key, "Midford", "parrot"} {
		if strings.Contains(err.Error(), secret) {
			t.Errorf("the error %q tells of %q", err, secret)
		}
	}
}

func TestAQuestionIsOneCallWithPromptAndKey(t *testing.T) {
	var path, auth string
	var body struct {
		Model       string
		Messages    []struct{ Role, Content string }
		Temperature float64
	}
	e, _ := endpoint(t, func(w http.ResponseWriter, r *http.Request) {
		path, auth = r.Method+" "+r.URL.Path, r.Header.Get("Authorization")
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
			t.Error(err)
		}
		answering("{}")(w, r)
	})
	a, err := e.Answer(t.Context(), "be brief", question)
	if want := (read.Answer{Text: "{}", TokensIn: 12, TokensOut: 3}); err != nil || a != want {
		t.Errorf("Answer = %+v, %v; want %+v", a, err, want)
	}
	if path != "POST /v1/chat/completions" || auth != "Bearer "+key || body.Model != "fake" {
		t.Errorf("called %s with %q for model %q", path, auth, body.Model)
	}
	if got := fmt.Sprint(body.Messages); got != "[{system be brief} {user "+question+"}]" {
		t.Errorf("messages = %s", got)
	}
}

func TestAnEndpointThatIsBusyIsAskedAgain(t *testing.T) {
	var n atomic.Int32
	e, w := endpoint(t, func(rw http.ResponseWriter, r *http.Request) {
		switch n.Add(1) {
		case 1:
			rw.Header().Set("Retry-After", "7")
			http.Error(rw, "parrot", http.StatusTooManyRequests)
		case 2:
			rw.Header().Set("Date", "Mon, 06 Jan 2020 10:00:00 GMT")
			rw.Header().Set("Retry-After", "Mon, 06 Jan 2020 10:00:30 GMT")
			http.Error(rw, "parrot", http.StatusServiceUnavailable)
		case 3:
			panic(http.ErrAbortHandler) // closes the connection
		default:
			answering("good")(rw, r)
		}
	})
	a, err := e.Answer(t.Context(), "p", question)
	if err != nil || a.Text != "good" {
		t.Fatalf("Answer = %+v, %v; want good", a, err)
	}
	if got, want := fmt.Sprint(*w), "[7s 30s 4s]"; got != want {
		t.Errorf("waited %s, want %s", got, want)
	}
}

func TestAnEndpointThatStaysBrokenIsGivenUp(t *testing.T) {
	for name, tt := range map[string]struct {
		h     http.HandlerFunc
		calls int32
		want  string
	}{
		"500 for ever": {func(w http.ResponseWriter, _ *http.Request) {
			http.Error(w, "parrot "+key, http.StatusInternalServerError)
		}, 5, "500 Internal Server Error, also the 5th time"},
		"wait for an hour": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "3600")
			w.WriteHeader(http.StatusTooManyRequests)
		}, 1, "asks to wait 1h0m0s"},
		"closed connection": {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, 5, "connection broke"},
		"half an answer": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1000")
			_, _ = io.WriteString(w, `{"choices": parrot`)
		}, 5, "connection broke"},
		"wrong key":     {func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no "+key, http.StatusUnauthorized) }, 1, "is SALIENT_MODEL_KEY right?"},
		"wrong model":   {func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "parrot", http.StatusNotFound) }, 1, "SALIENT_MODEL_NAME right?"},
		"a bad request": {func(w http.ResponseWriter, _ *http.Request) { http.Error(w, question, http.StatusBadRequest) }, 1, "400 Bad Request"},
	} {
		t.Run(name, func(t *testing.T) {
			var n atomic.Int32
			e, _ := endpoint(t, func(w http.ResponseWriter, r *http.Request) { n.Add(1); tt.h(w, r) })
			_, err := e.Answer(t.Context(), "p", question)
			if err == nil || !strings.Contains(err.Error(), tt.want) || errors.Is(err, read.ErrUnusable) {
				t.Fatalf("Answer = %v, want an error with %q", err, tt.want)
			}
			quiet(t, err)
			if n.Load() != tt.calls {
				t.Errorf("called %d times, want %d", n.Load(), tt.calls)
			}
		})
	}
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	var reached atomic.Bool
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached.Store(true) }))
	defer other.Close()
	for _, code := range []int{301, 302, 307, 308} {
		e, _ := endpoint(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, other.URL+"/?k="+key, code) })
		_, err := e.Answer(t.Context(), "p", question)
		if err == nil || !strings.Contains(err.Error(), `leads elsewhere ("127.0.0.1")`) {
			t.Errorf("Answer = %v, want an error that names the host", err)
		}
		quiet(t, err)
	}
	if reached.Load() {
		t.Error("the other host was called")
	}
}

// 200 MB are neither read nor kept: the answer is cut off behind a mebibyte.
func TestALongAnswerIsUnusable(t *testing.T) {
	var written atomic.Int64
	e, _ := endpoint(t, func(w http.ResponseWriter, _ *http.Request) {
		block := []byte(strings.Repeat("parrot ", 10_000))
		for range 200 << 20 / len(block) {
			n, err := w.Write(block)
			written.Add(int64(n))
			if err != nil {
				return
			}
		}
	})
	if _, err := e.Answer(t.Context(), "p", question); !errors.Is(err, read.ErrUnusable) {
		t.Errorf("Answer = %v, want %v", err, read.ErrUnusable)
	}
	if n := written.Load(); n > 100<<20 {
		t.Errorf("%d bytes were taken", n)
	}
}

func TestWhatIsNoAnswerIsUnusable(t *testing.T) {
	for _, body := range []string{"", "<html>parrot</html>", "{", `{"choices":[]}`, `{"choices":[{"message":{"content":7}}]}`, `[]`} {
		e, _ := endpoint(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) })
		if _, err := e.Answer(t.Context(), "p", question); !errors.Is(err, read.ErrUnusable) {
			t.Errorf("Answer to %q = %v, want %v", body, err, read.ErrUnusable)
		}
	}
}

// A server that dribbles its answer is left when the call's time is up, and isn't asked again.
func TestASlowAnswerIsLeft(t *testing.T) {
	var n atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n.Add(1)
		for r.Context().Err() == nil {
			_, _ = io.WriteString(w, " ")
			_ = http.NewResponseController(w).Flush()
			select {
			case <-r.Context().Done():
			case <-time.After(time.Millisecond):
			}
		}
	}))
	defer server.Close()
	e, err := chat.Open(chat.Settings{URL: server.URL, Name: "fake", Key: key, Call: 50 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	_, err = e.Answer(t.Context(), "p", question)
	if err == nil || !strings.Contains(err.Error(), "no whole answer within 50ms") || n.Load() != 1 {
		t.Errorf("Answer = %v after %d calls, want one that ran out of time", err, n.Load())
	}
}

func TestCancellingEndsACallAndAWait(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	e, _ := endpoint(t, func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		cancel()
		<-r.Context().Done()
	})
	if _, err := e.Answer(ctx, "p", question); !errors.Is(err, context.Canceled) {
		t.Errorf("Answer = %v, want %v", err, context.Canceled)
	}
	ctx, cancel = context.WithCancel(t.Context())
	e, _ = endpoint(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusServiceUnavailable)
		cancel()
	})
	if _, err := e.Answer(ctx, "p", question); !errors.Is(err, context.Canceled) {
		t.Errorf("Answer = %v, want %v", err, context.Canceled)
	}
}

func TestSettingsThatAreRefused(t *testing.T) {
	for url, want := range map[string]string{
		"":                                "SALIENT_MODEL_URL isn't set",
		"api.example.org/v1":              "isn't an address",
		"ftp://example.org":               "isn't an address",
		"https://":                        "isn't an address",
		"http://api.example.org/v1":       "plain HTTP to api.example.org",
		"http://127.0.0.1.example.org/v1": "plain HTTP to",
		"http://192.168.0.7:8080":         "plain HTTP to",
		"https://me:sk-very-secret@a.org": "name or password",
	} {
		_, err := chat.Open(chat.Settings{URL: url, Name: "m"})
		if !errors.Is(err, salient.ErrUsage) || !strings.Contains(err.Error(), want) {
			t.Errorf("Open(%q) = %v, want %q", url, err, want)
			continue
		}
		quiet(t, err)
	}
	_, err := chat.Open(chat.Settings{URL: "http://[::1]:1/", Name: "two\nlines", Key: "has space"})
	if err == nil || !strings.Contains(err.Error(), chat.EnvName) || !strings.Contains(err.Error(), chat.EnvKey) {
		t.Errorf("Open = %v, want both faults", err)
	}
}

func TestAnAddressIsShownWithoutItsQuery(t *testing.T) {
	for url, want := range map[string]string{
		"http://localhost:8080/v1":                         "http://localhost:8080/v1/chat/completions",
		"https://a.org/v1/":                                "https://a.org/v1/chat/completions",
		"https://a.org/x/chat/completions?key=very-secret": "https://a.org/x/chat/completions",
	} {
		e, err := chat.Open(chat.Settings{URL: url, Name: "m"})
		if err != nil {
			t.Fatal(err)
		}
		if e.Where() != want {
			t.Errorf("Where() = %s, want %s", e.Where(), want)
		}
	}
}

// An address of plain HTTP is this machine's, also when it is connected to.
func TestNothingListensGivesOneError(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	url := server.URL
	server.Close()
	e, err := chat.Open(chat.Settings{URL: url, Name: "m"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.Answer(t.Context(), "p", question); err == nil || !strings.Contains(err.Error(), "no connection") {
		t.Errorf("Answer = %v, want no connection", err)
	}
}
