package cli

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/brief/evidence"
	"github.com/salient-osint/salient/internal/desk"
)

// pack writes the evidence pack of a brief.
func (c *publishCmd) pack(a *app, d *desk.Desk, p *publication) error {
	found, left, err := d.Evidence(a.ctx, p.view.Build, p.cited, p.shows)
	if err != nil {
		return err
	}
	for _, ref := range left {
		a.say("The evidence pack leaves out %s %s: it isn't open, or names what isn't.", ref.Kind, ref.ID)
	}
	file, err := evidence.Write(evidence.Pack{Brief: p.text, Evidence: found})
	if err != nil {
		return err
	}
	p.add("pack.zip", file)
	return nil
}

// verifyPack checks an evidence pack, which needs no case.
func (c *verifyCmd) verifyPack(a *app) error {
	f, err := os.Open(c.Case)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	p, err := evidence.Read(f, info.Size())
	if err != nil {
		return fmt.Errorf("%s: %w", c.Case, err)
	}
	if c.Head != "" && !p.Has(c.Head) {
		return fmt.Errorf("%s: the head %.64s isn't in its chain: %w", c.Case, c.Head, salient.ErrInvalid)
	}
	a.tellPack(p)
	return a.out(func(w io.Writer) error {
		_, err := fmt.Fprintln(w, p.Head())
		return err
	})
}

func (a *app) tellPack(p evidence.Pack) {
	a.say("Rows %d: each is as the ledger with this head holds it.", len(p.Rows))
	cited, missing := p.Cited()
	a.say("The brief cites %d rows; in the pack are %d.", cited, cited-len(missing))
	if len(missing) > 0 {
		a.say("Not in the pack: %s.", strings.Join(missing, ", "))
	}
	if !p.Held() {
		a.say("The brief's own text is no row of the pack; no ledger vouches for it.")
	}
}
