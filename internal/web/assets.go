package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"
)

// static holds what is committed (the icon) and, under built, what `make islands` makes. A
// clean clone has no built folder; the pages then say so.
//
//go:embed static
var static embed.FS

// assets are the scripts and styles under the names that carry their hashes.
type assets struct {
	App, Map, Editor, CSS string // addresses; "" if missing
	Missing               bool   // `make islands` was not run before the build
	files                 map[string]file
}

// file is one asset as it is sent.
type file struct {
	kind    string
	body    []byte
	zipped  []byte // nil: sent as it is
	forever bool   // its name changes when its content does
}

var contentTypes = map[string]string{
	".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml",
}

// readAssets reads the embedded files.
func readAssets() (assets, error) {
	a := assets{files: map[string]file{}}
	err := fs.WalkDir(static, "static", func(name string, entry fs.DirEntry, err error) error {
		kind, known := contentTypes[path.Ext(name)]
		if err != nil || entry.IsDir() || !known {
			return err
		}
		body, err := static.ReadFile(name)
		built := strings.HasPrefix(name, "static/built/")
		a.files["/"+name] = newFile(kind, body, built)
		return err
	})
	if err != nil {
		return a, err
	}
	return a, a.readManifest()
}

func (a *assets) readManifest() error {
	names := map[string]string{}
	b, err := static.ReadFile("static/built/manifest.json")
	if errors.Is(err, fs.ErrNotExist) {
		a.Missing = true
		return nil
	}
	if err == nil {
		err = json.Unmarshal(b, &names)
	}
	if err != nil {
		return err
	}
	at := func(entry string) string { return "/static/built/" + names[entry] }
	a.App, a.Map, a.Editor, a.CSS = at("app.ts"), at("map.ts"), at("editor.ts"), at("app.css")
	return nil
}

func newFile(kind string, body []byte, forever bool) file {
	f := file{kind: kind, body: body, forever: forever}
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(body); err == nil && z.Close() == nil && b.Len() < len(body) {
		f.zipped = b.Bytes()
	}
	return f
}

// sides returns the address of the stylesheet with the sides' colours, which changes with it.
func sidesAddress(css string) string {
	sum := sha256.Sum256([]byte(css))
	return "/static/sides-" + hex.EncodeToString(sum[:5]) + ".css"
}

func (f file) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("Vary", "Accept-Encoding")
	h.Set("Cache-Control", "no-cache")
	if f.forever {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	body := f.body
	if f.zipped != nil && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = f.zipped
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}
