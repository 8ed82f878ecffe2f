package cli

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/serve"
)

// as is the id under which the brief's publications stand.
func (p *publication) as() salient.BriefID {
	return cmp.Or(p.held, desk.PublishedAs(p.name))
}

// record keeps what was made and enters it in the ledger; a draft, or a preview, isn't.
func (c *publishCmd) record(a *app, d *desk.Desk, p *publication) error {
	if c.Preview || p.Errors > 0 {
		a.say("Not recorded as a publication.")
		return nil
	}
	as, isNew, err := d.Publish(a.ctx, a.who, desk.Outgoing{Publication: p.told(), Text: []byte(p.written), Files: p.made, Build: p.view.Build})
	if err != nil {
		return err
	}
	what := "Recorded as publication %s, built from entry %d."
	if !isNew {
		what = "The same as publication %s, built from entry %d: nothing to record."
	}
	a.say(what, as.ID, as.Recorded)
	return nil
}

// told is what the text says of its publication.
func (p *publication) told() salient.Publication {
	out := salient.Publication{Brief: p.as(), Title: p.doc.Meta.Title, Known: p.doc.Meta.Known, Date: p.doc.Meta.Date, Figures: p.figures}
	if p.held == "" {
		out.File = p.name
	}
	for _, ref := range p.cited {
		out.Cites = append(out.Cites, ref.ID)
	}
	return out
}

type publicationsCmd struct {
	asked
	serve.PublicationsQuestion
	Out string `short:"o" help:"With --id: write its kept files, and its text, into this folder." placeholder:"DIR"`
}

func (c *publicationsCmd) Run(a *app) error {
	switch {
	case c.Out == "":
		return c.ask(a, &c.PublicationsQuestion, holdingsFlag{}, func(w io.Writer, _ *desk.View, answer any) { c.Text(w, answer) })
	case c.ID == "":
		return fmt.Errorf("--out writes the files of one publication; name it with --id: %w", salient.ErrUsage)
	}
	return a.with(c.Case, func(d *desk.Desk) error { return c.fetch(a, d) })
}

// fetch writes the kept files of a publication.
func (c *publicationsCmd) fetch(a *app, d *desk.Desk) error {
	v, err := d.View(a.ctx, desk.Cut{})
	if err != nil {
		return err
	}
	p, ok := v.All.Publication(salient.PublicationID(c.ID))
	if !ok {
		return fmt.Errorf("no publication %q: %w", c.ID, salient.ErrNotFound)
	}
	if err := os.MkdirAll(c.Out, 0o755); err != nil {
		return err
	}
	forms := []string{"md"}
	for _, f := range p.Forms {
		forms = append(forms, f.Form)
	}
	for _, form := range forms {
		if err := c.fetchFile(a, d, p, form); err != nil {
			return err
		}
	}
	return nil
}

func (c *publicationsCmd) fetchFile(a *app, d *desk.Desk, p *salient.Publication, form string) error {
	f, err := d.PublishedFile(a.ctx, p, form)
	if err != nil {
		return err
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	if err != nil {
		return err
	}
	return a.write(filepath.Join(c.Out, serve.PublishedName(p, form)), b)
}
