package chat

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/salient-osint/salient"
)

// The variables by which an endpoint is chosen.
const (
	EnvURL  = "SALIENT_MODEL_URL"  // address, as https://api.example.org/v1
	EnvName = "SALIENT_MODEL_NAME" // of the model, as the endpoint knows it
	EnvKey  = "SALIENT_MODEL_KEY"  // sent as a bearer token; may be unset
)

// Settings say which model is asked, and how patiently. Zeros of the times mean the defaults.
type Settings struct {
	URL, Name, Key string
	Call           time.Duration // for one call; 5 minutes, for models on small machines
	Wait           Wait          // waits between attempts; nil: by the clock
}

// FromEnv reads the variables.
func FromEnv(getenv func(string) string) Settings {
	return Settings{URL: getenv(EnvURL), Name: getenv(EnvName), Key: getenv(EnvKey)}
}

// Endpoint is a model that can be asked. Make one with Open.
type Endpoint struct {
	to     *url.URL
	name   string
	key    string
	call   time.Duration
	wait   Wait
	client *http.Client
}

// longestName bounds a model's name, which stands in the label of each of its candidates.
const longestName = 100

// Open checks the settings, and connects to nothing. Everything that is wrong with them comes
// back together, as a salient.ErrUsage.
func Open(s Settings) (*Endpoint, error) {
	to, err := address(s.URL)
	e := &Endpoint{to: to, name: s.Name, key: s.Key, call: s.Call, wait: s.Wait}
	if e.call == 0 {
		e.call = 5 * time.Minute
	}
	if e.wait == nil {
		e.wait = byClock
	}
	if err = errors.Join(err, nameFault(s.Name), keyFault(s.Key)); err != nil {
		return nil, err
	}
	e.client = &http.Client{Transport: transport(to.Scheme == "http"), CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse
	}}
	return e, nil
}

// address reads where calls go. Plain HTTP, which anybody on the way can read, may only lead to
// this machine itself.
func address(s string) (*url.URL, error) {
	if s == "" {
		return nil, wrong("%s isn't set; expected the address of an OpenAI-compatible endpoint, as http://127.0.0.1:8080/v1 or https://api.example.org/v1", EnvURL)
	}
	u, err := url.Parse(s)
	switch {
	case err != nil || u.Host == "" || u.Opaque != "" || u.Scheme != "https" && u.Scheme != "http":
		return nil, wrong("%s isn't an address; expected https://HOST/PATH", EnvURL)
	case u.User != nil:
		return nil, wrong("%s has a name or password in it; a key goes into %s", EnvURL, EnvKey)
	case u.Scheme == "http" && !onThisMachine(u.Hostname()):
		return nil, wrong("%s is plain HTTP to %s, so that anybody on the way could read key and text; expected https, or http to this machine itself (127.0.0.1, localhost)", EnvURL, u.Host)
	}
	u.Fragment = ""
	if !strings.HasSuffix(u.Path, "/chat/completions") {
		u = u.JoinPath("chat", "completions")
	}
	return u, nil
}

func onThisMachine(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

func nameFault(s string) error {
	switch {
	case s == "":
		return wrong("%s isn't set; expected the model's name, as the endpoint knows it", EnvName)
	case len(s) > longestName || !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }):
		return wrong("%s: expected at most %d bytes that can be printed", EnvName, longestName)
	}
	return nil
}

func keyFault(s string) error {
	if strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return wrong("%s: expected letters, digits and signs of ASCII, without spaces", EnvKey)
	}
	return nil
}

func wrong(format string, args ...any) error {
	return fmt.Errorf("%s: %w", fmt.Sprintf(format, args...), salient.ErrUsage)
}

// transport is a transport of our own, without cookies or a cache. If local, it connects to this
// machine alone, whatever a name is resolved to.
func transport(local bool) *http.Transport {
	dialer := &net.Dialer{Timeout: 30 * time.Second}
	if local {
		dialer.Control = func(_, to string, _ syscall.RawConn) error {
			if at, err := netip.ParseAddrPort(to); err != nil || !at.Addr().IsLoopback() {
				return errors.New("it isn't this machine")
			}
			return nil
		}
	}
	t := &http.Transport{
		DialContext: dialer.DialContext, ForceAttemptHTTP2: true,
		TLSHandshakeTimeout: 30 * time.Second, IdleConnTimeout: time.Minute, MaxResponseHeaderBytes: 64 << 10,
	}
	if !local {
		t.Proxy = http.ProxyFromEnvironment
	}
	return t
}

// Name is the model's name.
func (e *Endpoint) Name() string { return e.name }

// Where is the address without what may be secret in it: scheme, host and path.
func (e *Endpoint) Where() string { return e.to.Scheme + "://" + e.to.Host + e.to.Path }
