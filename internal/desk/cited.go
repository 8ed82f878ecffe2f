package desk

import (
	"context"

	"github.com/salient-osint/salient"
)

// CitedThen is the case when the citations of a brief were last read: after the ledger's entry,
// or by the end of the day, that recorded names; where it names none, after the entry that last
// wrote the brief. nil: nobody knows, or nothing was written since.
func (d *Desk) CitedThen(ctx context.Context, brief salient.BriefID, recorded string) (*salient.Case, error) {
	seq, err := d.citedAt(ctx, brief, recorded)
	if err != nil || seq == 0 {
		return nil, err
	}
	head, err := d.Head(ctx)
	if err != nil || head.Seq == seq {
		return nil, err
	}
	v, err := d.View(ctx, Cut{Recorded: seq})
	if err != nil {
		return nil, err
	}
	return v.All, nil
}

func (d *Desk) citedAt(ctx context.Context, brief salient.BriefID, recorded string) (uint64, error) {
	if recorded != "" {
		return d.Recorded(ctx, recorded)
	}
	revisions, err := d.Revisions(ctx, Ref{salient.KindBrief, string(brief)})
	if err != nil || len(revisions) == 0 {
		return 0, err
	}
	return revisions[len(revisions)-1].Entry.Seq, nil
}
