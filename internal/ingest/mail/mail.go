// Package mail reads e-mails (RFC 5322, MIME): sender, day, subject, the body as text, and the
// attachments as files of their own.
package mail

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"strings"

	"github.com/salient-osint/salient/internal/ingest"
)

// Extractor names the layers made here. Its number counts changes that move offsets.
const Extractor = "salient-mail 1"

// Bounds of one e-mail.
const (
	maxBytes = 128 << 20
	maxParts = 200
	maxDepth = 8
)

// Decoder reads e-mails.
type Decoder struct {
	// HTML turns a body of HTML into text.
	HTML func([]byte) (string, error)
}

// Decode gives the e-mail's text, headed by who wrote when and about what.
func (d Decoder) Decode(ctx context.Context, b ingest.Blob) (ingest.Document, error) {
	raw, err := b.All(maxBytes)
	if err != nil {
		return ingest.Document{}, err
	}
	msg, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return ingest.Document{}, ingest.Bad("its header is no e-mail's: %v", err)
	}
	r := &reader{html: d.HTML, name: b.Name, ctx: ctx}
	if err := r.part(textproto.MIMEHeader(msg.Header), msg.Body, 0); err != nil {
		return ingest.Document{}, err
	}
	body := r.plain.String()
	if !ingest.HasText(body) {
		body = r.rich.String()
	}
	m := metaOf(msg.Header)
	head := ""
	for _, line := range [][2]string{{"From: ", m.Author}, {"Date: ", msg.Header.Get("Date")}, {"Subject: ", m.Title}} {
		if line[1] != "" {
			head += line[0] + ingest.Clipped(line[1], 500) + "\n"
		}
	}
	return ingest.Document{Meta: m, Layer: &ingest.Layer{Text: head + "\n" + body, Extractor: Extractor}, Parts: r.attached}, nil
}

func metaOf(h mail.Header) ingest.Meta {
	m := ingest.Meta{Type: "personal_communication", Title: ingest.Clipped(word(h.Get("Subject")), 300)}
	if from, err := (&mail.AddressParser{WordDecoder: words}).Parse(h.Get("From")); err == nil {
		m.Author = from.Name
		if m.Author == "" {
			m.Author = from.Address
		}
	} else {
		m.Author = word(h.Get("From"))
	}
	m.Author = ingest.Clipped(m.Author, 300)
	if t, err := h.Date(); err == nil {
		m.Published = ingest.Day(t.Format("2006-01-02"))
	}
	return m
}

var words = &mime.WordDecoder{CharsetReader: func(label string, r io.Reader) (io.Reader, error) {
	b, err := io.ReadAll(io.LimitReader(r, 1<<16))
	if err != nil {
		return nil, err
	}
	s, _, err := ingest.Decoded(b, label)
	return strings.NewReader(s), err
}}

// word decodes a header field; one that can't be stays as it is, if it is text.
func word(s string) string {
	if d, err := words.DecodeHeader(s); err == nil {
		s = d
	}
	if text, _, err := ingest.Decoded([]byte(s), ""); err == nil {
		return text
	}
	return strings.ToValidUTF8(s, "")
}

// reader gathers the parts of one e-mail.
type reader struct {
	ctx         context.Context // of Decode: a walk through parts has one call a part
	html        func([]byte) (string, error)
	name        string
	plain, rich strings.Builder
	attached    []ingest.Part
	parts       int
}

func (r *reader) part(h textproto.MIMEHeader, body io.Reader, depth int) error {
	if r.parts++; r.parts > maxParts || depth > maxDepth {
		return ingest.Bad("an e-mail of more than %d parts, or more than %d within each other", maxParts, maxDepth)
	}
	if err := r.ctx.Err(); err != nil {
		return err
	}
	kind, params, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil {
		kind = "text/plain"
	}
	if strings.HasPrefix(kind, "multipart/") && params["boundary"] != "" {
		return r.multipart(multipart.NewReader(body, params["boundary"]), depth)
	}
	b, err := io.ReadAll(io.LimitReader(decoded(h.Get("Content-Transfer-Encoding"), body), maxBytes))
	if err != nil {
		return ingest.Bad("a part is cut off or damaged: %v", err)
	}
	return r.leaf(kind, params["charset"], fileName(h, params), b)
}

func (r *reader) multipart(mr *multipart.Reader, depth int) error {
	for {
		p, err := mr.NextRawPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return ingest.Bad("cut off or damaged between its parts: %v", err)
		}
		if err := r.part(p.Header, p, depth+1); err != nil {
			return err
		}
	}
}

// leaf takes a part in: as text, or as an attachment.
func (r *reader) leaf(kind, charset, name string, b []byte) error {
	switch {
	case name != "":
		blob := ingest.BlobOf(r.name+"/"+name, b)
		r.attached = append(r.attached, ingest.Part{Blob: blob, Meta: ingest.Meta{Note: "attached to " + r.name}})
	case kind == "text/html" && r.html != nil:
		s, err := r.html(b)
		if err != nil {
			return err
		}
		r.rich.WriteString(s + "\n")
	case strings.HasPrefix(kind, "text/"):
		s, _, err := ingest.Decoded(b, charset)
		if err != nil {
			return err
		}
		r.plain.WriteString(s + "\n")
	}
	return nil
}

// fileName is the name of an attachment, without folders; "" if the part is none.
func fileName(h textproto.MIMEHeader, params map[string]string) string {
	how, also, err := mime.ParseMediaType(h.Get("Content-Disposition"))
	name := word(also["filename"])
	if name == "" {
		name = word(params["name"])
	}
	if err == nil && how == "attachment" && name == "" {
		name = "attachment"
	}
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	return ingest.Clipped(name, 120)
}

// decoded undoes the transfer encoding.
func decoded(encoding string, r io.Reader) io.Reader {
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "base64":
		return base64.NewDecoder(base64.StdEncoding, r)
	case "quoted-printable":
		return quotedprintable.NewReader(r)
	}
	return r
}
