package read

import (
	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/when"
)

// usualSpan is how long before the document's day something may have happened of which a
// text says no date at all, in days.
const usualSpan = 30

// date gives the claim its days: those of the nearest date in the sentence, else the document's
// day for what is told in the present, else the narrative's last date, else the month before
// the document.
func (r *reading) date(out *Candidate, c *clause, acts bool) {
	if out.Kind == salient.Statement && r.published != nil {
		out.datedBy(when.Span{From: *r.published, To: *r.published}, "") // when it was said
		return
	}
	r.dateNearest(out, c, acts)
}

// dateNearest looks for a date in the sentence, and in the narrative where there is none.
func (r *reading) dateNearest(out *Candidate, c *clause, acts bool) {
	best := r.dateOf(c, out.Kind)
	switch {
	case best != nil:
		out.When, out.days = best.edtf, best.span
	case r.published != nil && r.isPresent(c, acts) && !r.history():
		out.datedBy(when.Span{From: *r.published, To: *r.published}, DatedDocument)
	case r.published != nil && r.isPerfect(c) && !r.history():
		days := when.Span{From: *r.published - usualSpan, To: *r.published}
		if r.before != nil && r.before.From > days.From && r.before.From <= days.To {
			days.From = r.before.From
		}
		out.datedBy(days, DatedDocument)
	case r.before != nil:
		out.datedBy(r.sinceBefore(out.Kind), DatedBefore)
	case r.published != nil:
		out.datedBy(when.Span{From: *r.published - usualSpan, To: *r.published}, DatedDocument)
	}
	if out.Kind != salient.Holds && out.Kind != salient.Tie && out.Kind != salient.Condition && out.days.Len() > 1 || out.What == "enters" && out.days.Len() > 1 {
		out.Span = "some"
	}
}

func (c *Candidate) datedBy(days when.Span, from Dating) {
	c.When, c.days, c.Dated = edtfOf(days), days, from
}

// dateOf is the date of the sentence for a kind of claim. One behind "since" belongs to what
// lasts; of what doesn't, it only says that it was later, if the narrative doesn't say more.
func (r *reading) dateOf(c *clause, kind salient.ClaimKind) *dated {
	best := r.dateFor(c, kind == salient.Holds || kind == salient.Tie)
	if since := r.dateFor(c, true); best == nil && since != nil && (r.before == nil || since.span.From > r.before.To) {
		return since
	}
	return best
}

// sinceBefore is the narrative's last date, and for what somebody said the days after it, too:
// statements look back.
func (r *reading) sinceBefore(kind salient.ClaimKind) when.Span {
	days := *r.before
	if kind != salient.Statement {
		return days
	}
	days.To += usualSpan
	if r.published != nil {
		days.To = max(days.From, min(days.To, *r.published))
	}
	return days
}

// dateFor is the date of the sentence that belongs to a verb: one close behind it, in its
// clause; else the last before it; else the first behind it. nil if there is none. A date behind
// "since" belongs to what lasts only.
func (r *reading) dateFor(c *clause, lasts bool) *dated {
	var before, behind *dated
	for i := range r.units {
		m := r.units[i].m
		if m == nil || m.sort != aDate || !lasts && i > 0 && r.units[i-1].is("since") {
			continue
		}
		switch {
		case i < c.verb:
			before = m.date
		case m.from > 0 && r.s.words[m.from-1].Upper && len(r.s.words[m.from-1].Fold) == 2:
			return before // "… On 7 May": another sentence begins there
		case behind == nil:
			behind = m.date
			if before == nil || r.inClause(c, i) {
				return behind
			}
		}
	}
	if before != nil {
		return before
	}
	return behind
}

// closeBehind is how many units a date may lie behind a verb to be its own.
const closeBehind = 10

// inClause reports whether nothing parts a unit from the verb before it.
func (r *reading) inClause(c *clause, i int) bool {
	if i-c.verb > closeBehind {
		return false
	}
	for j := c.verb + 1; j <= i; j++ {
		u := &r.units[j]
		if u.stop || u.has(boundary) || u.m == nil && u.fold == "and" {
			return false
		}
	}
	return true
}

// history reports whether the narrative is about a time long before the document, so that its
// present tense is the historic one: a year, as reports of the news are rarely older.
func (r *reading) history() bool {
	return r.before != nil && r.published != nil && *r.published-r.before.To > 365
}

func edtfOf(s when.Span) string {
	if s.From == s.To {
		return s.From.String()
	}
	return s.From.String() + "/" + s.To.String()
}

// isPresent reports whether a clause is told in the present tense.
func (r *reading) isPresent(c *clause, acts bool) bool {
	acts = acts && c.form&base != 0 && c.form&(past|participle) == 0
	for i := c.verb - 1; i >= 0 && i >= c.verb-4; i-- {
		switch f := r.units[i].fold; {
		case r.units[i].m != nil:
			return acts
		case r.units[i].has(nowadays) || f == "is" || f == "are":
			return true
		case f == "was" || f == "were" || f == "had" || f == "to" || f == "been" || f == "did" || f == "have" || f == "has":
			return false
		}
	}
	return acts
}

// isPerfect reports whether a clause tells what has happened up to the document's day.
func (r *reading) isPerfect(c *clause) bool {
	for i := c.to - 1; i >= 0 && i >= c.verb-5; i-- {
		if u := &r.units[i]; u.m == nil && (u.fold == "has" || u.fold == "have") {
			return !(i > 0 && (r.units[i-1].has(future) || r.units[i-1].fold == "to"))
		}
		if r.units[i].stop && i < c.verb {
			return false
		}
	}
	return false
}
