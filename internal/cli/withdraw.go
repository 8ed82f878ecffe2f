package cli

import (
	"fmt"
	"io"

	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/withdrawal"
)

type withdrawCmd struct {
	Case   string `arg:"" help:"The case's folder."`
	ID     string `arg:"" name:"id" help:"A source, a document or a claim: ID, or KIND:ID."`
	Why    string `help:"The reason; it stands in the row, the ledger and the correction notice. Left out of what was withdrawn already, by an edit, a decision or an import: that has its own."`
	DryRun bool   `name:"dry-run" help:"List what would change, or changed; write nothing."`
	JSON   bool   `name:"json" help:"Print JSON (shapes: docs/json.md)."`
}

func (c *withdrawCmd) Run(a *app) error {
	return a.with(c.Case, func(d *desk.Desk) error {
		w, err := d.Withdraw(a.ctx, desk.Withdrawing{ID: c.ID, Who: a.who, Why: c.Why})
		if err != nil {
			return err
		}
		report := withdrawal.Of(a.ctx, w)
		corrections := report.Corrections()
		if !c.DryRun && (w.Since == 0 || len(corrections) > 0) {
			entry, err := w.Commit(a.ctx, corrections)
			if err != nil {
				return err
			}
			report.Entry = entry.Seq
		}
		if err := a.out(func(out io.Writer) error { return c.print(out, report) }); err != nil {
			return err
		}
		a.say("%s", c.done(report, len(corrections)))
		for _, x := range corrections {
			if x.ID != "" {
				a.say("The next publication of %s prints the notice, which is kept as correction %s.", x.Brief, x.ID)
			}
		}
		return nil
	})
}

func (c *withdrawCmd) print(w io.Writer, r withdrawal.Report) error {
	if c.JSON {
		return withdrawal.JSON(w, r)
	}
	withdrawal.Text(w, r)
	return nil
}

// done says what was written.
func (c *withdrawCmd) done(r withdrawal.Report, missing int) string {
	switch {
	case r.Since == 0 && r.Entry == 0:
		return "Nothing written."
	case r.Since == 0:
		return fmt.Sprintf("Withdrawn, as entry %d.", r.Entry)
	case missing == 0:
		return "No correction is missing; nothing written."
	case r.Entry == 0:
		return fmt.Sprintf("Corrections that are missing: %d. Nothing written.", missing)
	}
	return fmt.Sprintf("The corrections that were missing are entry %d.", r.Entry)
}
