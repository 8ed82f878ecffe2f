package desk

import (
	"errors"
	"fmt"
	"iter"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/store"
)

// loadCase reads a case as it was recorded by an entry; 0 is now.
func loadCase(r store.Reader, recorded uint64) (*salient.Case, error) {
	rows := r.Rows
	if recorded > 0 {
		rows = func(k salient.Kind) iter.Seq2[salient.Row, error] { return r.RowsAt(k, recorded) }
	}
	c := &salient.Case{}
	var settings []salient.Row
	for row, err := range rows(salient.KindSetting) {
		if err != nil {
			return nil, err
		}
		settings = append(settings, row)
	}
	s, errs := salient.ReadSettings(settings)
	c.Settings = s
	err := errors.Join(errors.Join(errs...),
		list(rows(salient.KindSource), salient.Row.Source, &c.Sources),
		list(rows(salient.KindActor), salient.Row.Actor, &c.Actors),
		list(rows(salient.KindPlace), salient.Row.Place, &c.Places),
		list(rows(salient.KindRoad), salient.Row.Road, &c.Roads),
		list(rows(salient.KindNetwork), salient.Row.Network, &c.Networks),
		list(rows(salient.KindLexicon), salient.Row.Lexicon, &c.Lexicons),
		list(rows(salient.KindDocument), salient.Row.Document, &c.Documents),
		list(rows(salient.KindClaim), salient.Row.Claim, &c.Claims),
		list(rows(salient.KindJudgement), salient.Row.Judgement, &c.Judgements),
		list(rows(salient.KindContradiction), salient.Row.Contradiction, &c.Contradictions),
		list(rows(salient.KindHypothesis), salient.Row.Hypothesis, &c.Hypotheses),
		list(rows(salient.KindBrief), salient.Row.Brief, &c.Briefs),
		list(rows(salient.KindPublication), salient.Row.Publication, &c.Publications),
		list(rows(salient.KindCorrection), salient.Row.Correction, &c.Corrections))
	if err != nil {
		return nil, err
	}
	c.Sort()
	return c, nil
}

func list[T any](rows iter.Seq2[salient.Row, error], read func(salient.Row) (T, error), into *[]T) error {
	for row, err := range rows {
		if err != nil {
			return err
		}
		v, err := read(row)
		if err != nil {
			return fmt.Errorf("%s %s: %w", row.Kind, row.ID, err)
		}
		*into = append(*into, v)
	}
	return nil
}
