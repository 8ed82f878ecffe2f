package war

import (
	"bufio"
	"compress/gzip"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/when"
)

// Rows gives the rows of a case that Make has made, by kind and id, for casebook.Write.
func Rows(c *salient.Case) func(kind salient.Kind) iter.Seq2[salient.Row, error] {
	return func(kind salient.Kind) iter.Seq2[salient.Row, error] {
		return func(yield func(salient.Row, error) bool) {
			n, row := rowsOf(c, kind)
			for i := range n {
				if !yield(row(i), nil) {
					return
				}
			}
		}
	}
}

// rowsOf is the number of rows of a kind, and each of them.
func rowsOf(c *salient.Case, kind salient.Kind) (n int, row func(i int) salient.Row) {
	switch kind {
	case salient.KindSetting:
		list := settingRows(c.Settings)
		return len(list), func(i int) salient.Row { return list[i] }
	case salient.KindSource:
		return len(c.Sources), func(i int) salient.Row { return sourceRow(&c.Sources[i]) }
	case salient.KindActor:
		return len(c.Actors), func(i int) salient.Row { return actorRow(&c.Actors[i]) }
	case salient.KindPlace:
		return len(c.Places), func(i int) salient.Row { return placeRow(&c.Places[i]) }
	case salient.KindDocument:
		return len(c.Documents), func(i int) salient.Row { return documentRow(&c.Documents[i]) }
	case salient.KindClaim:
		return len(c.Claims), func(i int) salient.Row { return claimRow(&c.Claims[i]) }
	}
	return 0, nil
}

func settingRows(s salient.Settings) []salient.Row {
	var out []salient.Row
	for _, kv := range [][2]string{
		{"licence", s.Licence}, {"period", s.Period.String()}, {"sides", list(s.Sides)}, {"timezone", s.Timezone}, {"title", s.Title},
	} {
		out = append(out, salient.NewRow(salient.KindSetting, kv[0], map[string]string{"value": kv[1]}))
	}
	return out
}

func list[T ~string](ids []T) string {
	var out []string
	for _, id := range ids {
		out = append(out, string(id))
	}
	return strings.Join(out, "|")
}

func sourceRow(s *salient.Source) salient.Row {
	return salient.NewRow(salient.KindSource, string(s.ID), map[string]string{
		"name": s.Name, "kind": s.Kind, "reliability": string(s.Reliability), "leaning": string(s.Leaning),
		"republishes": list(s.Republishes), "language": s.Language,
	})
}

func actorRow(a *salient.Actor) salient.Row {
	return salient.NewRow(salient.KindActor, string(a.ID), map[string]string{"name": a.Name, "kind": string(a.Kind)})
}

func placeRow(p *salient.Place) salient.Row {
	degrees := func(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
	return salient.NewRow(salient.KindPlace, string(p.ID), map[string]string{
		"name": p.Name, "kind": string(p.Kind), "sensitivity": string(p.Sensitivity), "lon": degrees(p.At.Lon), "lat": degrees(p.At.Lat), "precision": string(p.Precision),
	})
}

func documentRow(d *salient.Document) salient.Row {
	return salient.NewRow(salient.KindDocument, string(d.ID), map[string]string{
		"source": string(d.Source), "type": d.Type, "published": d.Published.String(), "collected": d.Collected.String(), "language": d.Language,
	})
}

func claimRow(c *salient.Claim) salient.Row {
	return salient.NewRow(salient.KindClaim, string(c.ID), map[string]string{
		"document": string(c.Document), "quote": c.Quote, "claimant": c.Claimant, "stance": string(c.Stance), "hedge": c.Hedge,
		"credibility": string(c.Credibility), "evidence": string(c.Evidence), "kind": string(c.Kind), "place": c.Place,
		"actor": list(c.Actors), "other": list(c.Others), "what": c.What, "when": c.When.String(),
		"status": string(c.Status), "decided_by": c.DecidedBy,
	})
}

// Write writes the truth as control-bench has it: compressed CSV of place, day, state, a line
// for each change and for the first day.
func (t *Truth) Write(w io.Writer) error {
	z := gzip.NewWriter(w)
	out := bufio.NewWriter(z)
	out.WriteString("place,day,state\n")
	for p, list := range t.Changes {
		for _, c := range list {
			fmt.Fprintf(out, "%s,%s,%s\n", t.Places[p], c.Day, t.States[c.State])
		}
	}
	return errors.Join(out.Flush(), z.Close())
}

// ReadTruth reads what Write writes, for a case with the given states and period.
func ReadTruth(r io.Reader, states []salient.State, span when.Span) (Truth, error) {
	z, err := gzip.NewReader(r)
	if err != nil {
		return Truth{}, fmt.Errorf("truth: %w", err)
	}
	in := csv.NewReader(z)
	in.FieldsPerRecord = 3
	lines, err := in.ReadAll()
	if err != nil {
		return Truth{}, fmt.Errorf("truth: %w", err)
	}
	of := map[salient.PlaceID][]Change{}
	for _, line := range lines[min(1, len(lines)):] {
		day, err := when.ParseDay(line[1])
		state := slices.Index(states, salient.State(line[2]))
		if err != nil || state < 0 {
			return Truth{}, fmt.Errorf("truth: %q isn't place,day,state", strings.Join(line, ","))
		}
		id := salient.PlaceID(line[0])
		of[id] = append(of[id], Change{day, state})
	}
	return sorted(of, states, span), nil
}

func sorted(of map[salient.PlaceID][]Change, states []salient.State, span when.Span) Truth {
	t := Truth{Span: span, States: states}
	for id := range of {
		t.Places = append(t.Places, id)
	}
	slices.Sort(t.Places)
	for _, id := range t.Places {
		slices.SortFunc(of[id], func(a, b Change) int { return int(a.Day - b.Day) })
		t.Changes = append(t.Changes, of[id])
	}
	return t
}
