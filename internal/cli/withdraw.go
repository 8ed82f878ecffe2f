package cli

import (
	"io"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/withdrawal"
)

type withdrawCmd struct {
	Case   string `arg:"" help:"The case's folder."`
	ID     string `arg:"" name:"id" help:"A source, a document or a claim: ID, or KIND:ID."`
	Why    string `help:"The reason; it stands in the row, the ledger and the correction notice." required:""`
	DryRun bool   `name:"dry-run" help:"List what would change; write nothing."`
	JSON   bool   `name:"json" help:"Print JSON (shapes: docs/json.md)."`
}

func (c *withdrawCmd) Run(a *app) error {
	return a.with(c.Case, func(d *desk.Desk) error {
		w, err := d.Withdraw(a.ctx, a.who, c.Why, c.ID)
		if err != nil {
			return err
		}
		report := withdrawal.Of(a.ctx, w)
		var corrections []salient.Correction
		if !c.DryRun {
			corrections = report.Corrections()
			entry, err := w.Commit(a.ctx, corrections)
			if err != nil {
				return err
			}
			report.Entry = entry.Seq
		}
		if err := a.out(func(out io.Writer) error { return c.print(out, report) }); err != nil {
			return err
		}
		if c.DryRun {
			a.say("Nothing written.")
		} else {
			a.say("Withdrawn, as entry %d.", report.Entry)
		}
		for _, x := range corrections {
			a.say("The next publication of %s prints the notice, which is kept as correction %s.", x.Brief, x.ID)
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
