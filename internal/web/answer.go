package web

import (
	"cmp"
	"fmt"
	"html/template"
	"math"
	"slices"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/control"
	"github.com/salient-osint/salient/internal/draw"
	"github.com/salient-osint/salient/internal/figure"
	"github.com/salient-osint/salient/when"
)

// answer is who holds a place on a day, and how sure that is.
type answer struct {
	Swatch   template.HTML
	Word     string // Contested, Government holds it …
	Sentence string
	Stack    template.HTML // "": no evidence
	Holders  []holderRow
	Basis    string
}

// holderRow is one state's probability in a word and a number.
type holderRow struct {
	Swatch        template.HTML
	Name          string
	Term, Percent string
	p             float64
}

// inline marks a drawing of internal/figure as safe to set in a page: it has no scripts and
// no styles, and everything in it that comes from a case is escaped.
func inline(svg []byte) template.HTML { return template.HTML(svg) } //nolint:gosec // see above

// answerFor makes the answer of a holding. id keeps the drawings' ids apart on one page.
func (r *request) answerFor(h salient.Holding, id string, width float64) answer {
	c := r.view.Case
	sides := draw.Sides(c)
	a := answer{Swatch: swatch(figure.ControlOf(h, sides), sides, id+"-s", true), Basis: r.basisWords(h)}
	if h.Status == salient.Unknowing || len(h.Holders) == 0 {
		a.Word, a.Sentence = "No evidence", "Nobody reports who held it."
		return a
	}
	run := figure.RunOf(h, sides, when.Span{From: h.On, To: h.On})
	a.Stack = inline(figure.Stack(run, sides, figure.Options{Width: width, ID: id + "-stack"}))
	a.Word, a.Sentence = verdict(c, h)
	for i, x := range h.Holders {
		control := figure.Control{State: figure.Held, Side: figure.SideNo(i + 1), P: 1}
		if x.Side == salient.Contested {
			control = contestedOf(h, sides)
		}
		a.Holders = append(a.Holders, holderRow{
			Swatch: swatch(control, sides, fmt.Sprintf("%s-h%d", id, i), false), Name: stateName(c, x.Side),
			Term: salient.TermOf(x.P).Word, Percent: percent(x.P), p: x.P,
		})
	}
	slices.SortStableFunc(a.Holders, func(x, y holderRow) int { return cmp.Compare(y.p, x.p) })
	return a
}

// verdict says a holding in a word and a sentence.
func verdict(c *salient.Case, h salient.Holding) (word, sentence string) {
	lead := h.LeadingSide()
	if h.Status == salient.Held {
		return stateName(c, lead.Side) + " holds it", capital(salient.TermOf(lead.P).Word) + " (" + percent(lead.P) + ")."
	}
	at := math.Ceil(lead.P*20) / 20
	return "Contested", fmt.Sprintf("No side above %d%%.", int(math.Round(math.Max(at, 0.05)*100)))
}

// contestedOf is how a contested place between the two leading sides is drawn.
func contestedOf(h salient.Holding, sides []figure.Side) figure.Control {
	h.Status = salient.Disputed
	return figure.ControlOf(h, sides)
}

// swatch draws a control as a small sample.
func swatch(c figure.Control, sides []figure.Side, id string, large bool) template.HTML {
	run := figure.Run{P: make([]float64, len(sides)), Inferred: c.Inferred, Unknown: c.State == figure.Unknown || c.State == figure.Rear}
	switch c.State {
	case figure.Held:
		if int(c.Side) <= len(sides) && c.Side > 0 {
			run.P[c.Side-1] = 1
		}
	case figure.Contested:
		run.Contested = 1
		for i, s := range []figure.SideNo{c.Side, c.Second} { // tells the drawing whom it is between
			if s > 0 && int(s) <= len(sides) {
				run.P[s-1] = 1e-6 * float64(2-i)
			}
		}
	}
	w, h, class := 16.0, 14.0, "swatch"
	if large {
		w, h, class = 32, 17, "swatch large"
	}
	svg := string(figure.Stack(run, sides, figure.Options{Width: w, Height: h, ID: id}))
	return template.HTML(`<span class="` + class + `" aria-hidden="true">` + svg + `</span>`) //nolint:gosec // see inline
}

// basisWords says what a holding rests on and how old that is.
func (r *request) basisWords(h salient.Holding) string {
	c := r.view.Case
	var parts []string
	switch h.Basis {
	case salient.Observed:
		parts = append(parts, "Observed")
	case salient.Inferred:
		s := "Inferred, not seen"
		if h.From != "" {
			s += ": from " + h.From
		}
		parts = append(parts, s)
	default:
		parts = append(parts, "No claim counts here")
	}
	if h.LastEvidence != nil {
		parts = append(parts, "last evidence "+ageWords(h.On-*h.LastEvidence))
	}
	if n, voices := claimsOn(c, h.Place, h.On); n > 0 {
		parts = append(parts, counted(n, "claim")+" up to this day, "+counted(voices, "voice"))
	}
	return strings.Join(parts, " · ")
}

func ageWords(days when.Day) string {
	switch {
	case days <= 0:
		return "the same day"
	case days == 1:
		return "the day before"
	}
	return counted(int(days), "day") + " before"
}

// claimsOn counts the claims of control on a place or its parts that speak of days up to on,
// and who says them.
func claimsOn(c *salient.Case, id salient.PlaceID, on when.Day) (claims, voices int) {
	inside := map[salient.PlaceID]bool{id: true}
	for _, leaf := range c.LeavesUnder(id) {
		inside[leaf] = true
	}
	who := map[string]bool{}
	for i := range c.Claims {
		cl := &c.Claims[i]
		if cl.Kind != salient.Holds || !inside[salient.PlaceID(cl.Place)] || !c.Counts(cl) {
			continue
		}
		if _, ok := draw.LastDay(c, cl, on); ok {
			claims++
			who[voiceOf(c, cl)] = true
		}
	}
	return claims, len(who)
}

// voiceOf names who a claim really comes from: its origin, its claimant, else its source.
func voiceOf(c *salient.Case, cl *salient.Claim) string {
	switch {
	case cl.Origin != "" && cl.Origin != "unknown":
		return cl.Origin
	case cl.Claimant != "":
		return cl.Claimant
	}
	d, _ := c.Document(cl.Document)
	if d == nil {
		return ""
	}
	return string(d.Source)
}

// stripOptions are those of a strip in a page; day is where a click on a day leads.
func (r *request) stripOptions(width float64, drawID string, day func(when.Day) string) figure.Options {
	return figure.Options{
		Width: width, ID: drawID, DayHref: day,
		ClaimHref: func(id salient.ClaimID) string { return r.href("/claims/" + string(id)) },
	}
}

// stripData is what a place's strip shows.
func (r *request) stripData(id salient.PlaceID, why whyTable) figure.StripData {
	v := r.view
	c, sides := v.Case, draw.Sides(v.Case)
	p, _ := c.Place(id)
	data := figure.StripData{Place: id, Name: p.Name, Span: v.Span, Sides: sides, Runs: draw.Runs(v, id, v.Span)}
	if v.Span.Has(r.state.On) {
		on := r.state.On
		data.On = &on
	}
	if known := v.Known; v.Span.Has(known) {
		data.Known = &known
	}
	data.Claims = r.stripClaims(id, why)
	return data
}

// stripClaims are the claims of control on a place, each for or against the side that led on
// its own day, as heavy as it weighed that day. why tells what else is known of those that
// still weigh on the day of the page.
func (r *request) stripClaims(id salient.PlaceID, why whyTable) []figure.StripClaim {
	v := r.view
	c := v.Case
	listed := map[string]card{}
	for _, row := range why.Rows {
		listed[row.Claim.ID] = row.Claim
	}
	marks := map[salient.ClaimID]control.Mark{}
	for _, m := range v.Control().Marks(id, v.Span) {
		marks[m.Claim] = m
	}
	var out []figure.StripClaim
	for i := range c.Claims {
		cl := &c.Claims[i]
		if cl.Kind != salient.Holds || salient.PlaceID(cl.Place) != id || !c.Counts(cl) || cl.What == "besieges" {
			continue
		}
		mark, ok := r.timeMark(cl)
		if !ok {
			continue
		}
		known, weighed := listed[string(cl.ID)], marks[cl.ID]
		side, weight := draw.SideNo(c, salient.ActorID(weighed.Side)), weighed.Weight.Weight
		out = append(out, figure.StripClaim{
			Claim: cl.ID, Time: mark, Side: side, For: weight >= 0, Weight: math.Abs(weight), Visual: cl.Evidence.Visual(),
			Copy: weighed.CopyOf != "" || strings.HasPrefix(known.Copy, "copy"), Who: voiceName(c, cl.Claimant), Serves: known.Interest, Says: saysOf(c, cl),
		})
	}
	return out
}

// timeMark is how a claim's date is drawn; an undated claim stands on its document's day.
func (r *request) timeMark(cl *salient.Claim) (figure.TimeMark, bool) {
	c := r.view.Case
	date := cl.When
	if date.IsZero() {
		said, ok := c.Said(cl)
		if !ok {
			return figure.TimeMark{}, false
		}
		date, _ = when.Parse(said.String())
	}
	return figure.TimeMarkOf(date, cl.Some, c.Settings.Widening(), r.view.Span)
}
