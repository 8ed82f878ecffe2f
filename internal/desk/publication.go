package desk

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/original"
	"github.com/salient-osint/salient/internal/store"
)

// buildOf is the newest entry up to one that wrote anything but publications.
func buildOf(r store.Reader, at store.Entry) (store.Entry, error) {
	for at.Seq > 1 {
		only, err := onlyPublishes(r, at)
		if err != nil || !only {
			return at, err
		}
		if at, err = r.Entry(at.Seq - 1); err != nil {
			return at, err
		}
	}
	return at, nil
}

// onlyPublishes reports whether an entry wrote publications and nothing else.
func onlyPublishes(r store.Reader, e store.Entry) (bool, error) {
	if e.Forgets > 0 || e.Changes == 0 {
		return false, nil
	}
	for c, err := range r.Changes(e.Seq) {
		if err != nil || c.Row.Kind != salient.KindPublication {
			return false, err
		}
	}
	return true, nil
}

// Outgoing is a brief as it was written for readers, on its way into the ledger.
type Outgoing struct {
	Publication salient.Publication // what its text says of it; Publish fills in the rest
	Text        []byte              // the brief's
	Files       []OutgoingFile
	Build       store.Entry // the view's that it was built from
}

// OutgoingFile is one form of it.
type OutgoingFile struct {
	Form  string // what stands behind the brief's name: html, pack.zip
	Bytes []byte
}

// Publish records a publication as one entry, and keeps its text and its files as originals,
// those first: nothing that an entry names is ever missing. If the brief was published already
// with the same bytes from the same entry, that publication comes back, nothing is written, and
// isNew is false.
func (d *Desk) Publish(ctx context.Context, who string, o Outgoing) (p salient.Publication, isNew bool, err error) {
	p = o.Publication
	p.Recorded, p.Head, p.Text = o.Build.Seq, o.Build.Hash, hexSum(o.Text)
	keep := []newOriginal{inMemory(o.Text)}
	for _, f := range o.Files {
		p.Forms = append(p.Forms, salient.PublishedForm{SHA256: hexSum(f.Bytes), Size: int64(len(f.Bytes)), Form: f.Form})
		keep = append(keep, inMemory(f.Bytes))
	}
	kept, err := d.keepOriginals(ctx, keep)
	if err == nil {
		_, err = d.DB.Update(ctx, who, "published "+string(p.Brief), func(w store.Writer) error {
			if isNew, err = number(w, &p); err != nil || !isNew {
				return err
			}
			p.Published = d.Now().UTC().Truncate(time.Second)
			return w.Put(tidy(p.Row()))
		})
	}
	if err != nil {
		err = errors.Join(err, d.destroy(context.WithoutCancel(ctx), kept))
	}
	return p, isNew, err
}

// number gives a publication its number and its id, unless it is there already: then that one
// takes its place.
func number(r store.Reader, p *salient.Publication) (isNew bool, err error) {
	p.Number = 1
	for row, err := range r.Rows(salient.KindPublication) {
		if err != nil {
			return false, err
		}
		q, err := row.Publication()
		if err != nil {
			return false, err
		}
		if q.SameAs(p) {
			*p = q
			return false, nil
		}
		if q.Brief == p.Brief {
			p.Number = max(p.Number, q.Number+1)
		}
	}
	p.ID = salient.PublicationID(fmt.Sprintf("%s-%d", p.Brief, p.Number))
	return true, nil
}

var notInID = regexp.MustCompile(`[^a-z0-9]+`)

// PublishedAs is the id under which publications of a file go that the case doesn't hold.
func PublishedAs(file string) salient.BriefID {
	name := strings.Trim(notInID.ReplaceAllString(strings.ToLower(strings.TrimSuffix(file, ".md")), "-"), "-")
	if name == "" || len(name) > 100 {
		return salient.BriefID("file-" + hexSum([]byte(file))[:12])
	}
	return salient.BriefID(name)
}

func hexSum(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func inMemory(b []byte) newOriginal {
	return newOriginal{hexSum(b), func() (Original, error) { return io.NopCloser(bytes.NewReader(b)), nil }}
}

// PublishedFile opens a kept file of a publication: one of its forms, or "md", its text.
func (d *Desk) PublishedFile(ctx context.Context, p *salient.Publication, form string) (original.File, error) {
	sum := p.Text
	if form != "md" {
		i := slices.IndexFunc(p.Forms, func(f salient.PublishedForm) bool { return f.Form == form })
		if i < 0 {
			return nil, fmt.Errorf("publication %s has no form %q: %w", p.ID, form, salient.ErrNotFound)
		}
		sum = p.Forms[i].SHA256
	}
	f, err := d.Originals.Open(ctx, sum)
	if err != nil {
		err = fmt.Errorf("publication %s, %s: %w", p.ID, form, err)
	}
	return f, err
}

func (d *Desk) publishedText(ctx context.Context, p *salient.Publication) ([]byte, error) {
	f, err := d.PublishedFile(ctx, p, "md")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}

// PublishedText is a publication with the text that it was made of.
type PublishedText struct {
	*salient.Publication
	Source    string
	Corrected bool // a notice tells its readers of the withdrawal already
}

// publishedTexts reads the newest publication of each brief; of what was withdrawn already, the
// newest that was built before.
func (d *Desk) publishedTexts(ctx context.Context, c *salient.Case, w Withdrawable) (out []PublishedText, err error) {
	for _, p := range c.LastPublished(w.Since) {
		text, err := d.publishedText(ctx, p)
		if err != nil {
			return nil, err
		}
		out = append(out, PublishedText{p, string(text), w.Since > 0 && hasNotice(c, p, w.Ref)})
	}
	return out, nil
}

// hasNotice reports whether a notice tells the readers of a publication that a row was withdrawn.
func hasNotice(c *salient.Case, p *salient.Publication, ref Ref) bool {
	return slices.ContainsFunc(c.CorrectionsOf(p.Brief), func(x *salient.Correction) bool {
		return x.Publication == p.ID && x.Kind == ref.Kind && x.Withdrawn == ref.ID
	})
}

// verifyPublications looks for the kept files of publications.
func (d *Desk) verifyPublications(ctx context.Context) (out []store.Problem, err error) {
	v, err := d.View(ctx, Cut{})
	if err != nil {
		return nil, err
	}
	for i := range v.All.Publications {
		p := &v.All.Publications[i]
		for _, sum := range publishedSums(p) {
			if held, err := d.Originals.Has(ctx, sum); err != nil {
				return nil, err
			} else if !held {
				out = append(out, store.Problem{Where: "original " + sum, What: fmt.Sprintf("missing: publication %s names it", p.ID)})
			}
		}
	}
	return out, nil
}

// publishedSums are the originals of a publication.
func publishedSums(p *salient.Publication) []string {
	out := []string{p.Text}
	for _, f := range p.Forms {
		out = append(out, f.SHA256)
	}
	return out
}
