package cli_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
)

// fakeModel plays a language model for the scripts: it prints its address, and answers with the
// files that it is given, the last one for ever; "status-401" is an answer of that status, and
// "never" none at all. It runs until it is killed.
func fakeModel() {
	var n atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := os.Args[min(int(n.Add(1)), len(os.Args)-1)]
		if name == "never" {
			_, _ = io.Copy(io.Discard, r.Body)
			<-r.Context().Done()
			return
		}
		if code, ok := strings.CutPrefix(name, "status-"); ok {
			status, err := strconv.Atoi(code)
			if err != nil {
				panic(err)
			}
			http.Error(w, r.Header.Get("Authorization"), status)
			return
		}
		text, err := os.ReadFile(name)
		if err != nil {
			panic(err)
		}
		if err := json.NewEncoder(w).Encode(completion(string(text))); err != nil {
			panic(err)
		}
	}))
	fmt.Println(server.URL + "/v1")
	select {}
}

// completion is the body of an answer.
func completion(text string) any {
	return map[string]any{
		"choices": []any{map[string]any{"message": map[string]string{"role": "assistant", "content": text}}},
		"usage":   map[string]int{"prompt_tokens": 12, "completion_tokens": 3},
	}
}
