package chat

import (
	"errors"
	"testing"

	"github.com/salient-osint/salient/internal/read"
)

// Whatever the bytes, the body of an answer is an answer or can't be used, and a wait is one.
func FuzzDecode(f *testing.F) {
	for _, s := range []string{"", "{", `{"choices":[{"message":{"content":"x"}}],"usage":{"prompt_tokens":1e300,"completion_tokens":-1}}`, "3600", "Mon, 06 Jan 2020 10:00:30 GMT"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, body string) {
		a, err := decode([]byte(body))
		if err != nil && !errors.Is(err, read.ErrUnusable) || a.TokensIn < 0 || a.TokensOut < 0 {
			t.Fatalf("decode(%q) = %+v, %v", body, a, err)
		}
		if d := retryAfter(body, "Mon, 06 Jan 2020 10:00:00 GMT"); d < 0 {
			t.Fatalf("retryAfter(%q) = %v", body, d)
		}
	})
}
