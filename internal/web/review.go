package web

import (
	"cmp"
	"errors"
	"fmt"
	"html/template"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/geo"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/draw"
	"github.com/salient-osint/salient/internal/figure"
	"github.com/salient-osint/salient/internal/ingest"
	"github.com/salient-osint/salient/internal/read"
	"github.com/salient-osint/salient/when"
)

// reviewPage is a document beside one of the candidates that were read in it.
type reviewPage struct {
	frame
	Heading, DocHref, Lang string
	Action                 string // where decisions are sent
	reviewState
	Following           string // the card behind this one, in the text's order
	Left, Decided, All  int    // candidates
	Groups, At, Skipped int    // cards: candidates that say the same
	Cards               int    // also those that aren't shown
	FirstHref           string // from there, to the first
	Pieces              []reviewPiece
	Now                 *offerView // nil: none is left
	Done                string     // why none is left
	Next                *link      // then the next document of the inbox; nil if there is none
	NextLeft            string     // what is left in that
	Rest                string     // why there is none
	InboxHref           string
	SkipHref, NextHref  string
	Unskip              string
	UndoWhat            string
	Precision           string
	Model               modelView
	Orders, Thresholds  []threshold
	Reasons             []pair
	Problems            desk.Problems
}

// reviewPiece is a stretch of the text: the candidate's passage if Current, another's if Href
// is given, or the end of a page.
type reviewPiece struct {
	Text, Href string
	Current    bool
	Page       int
}

// reviewState is what the address of a review says beside the card: it is kept by every link and
// form of the page.
type reviewState struct {
	Skip  string // candidates that were skipped, by short ids, with commas
	From  string // the score from which candidates are shown
	Order string // "text", or "" for the least certain first
}

func stateOfReview(q url.Values) reviewState {
	return reviewState{q.Get("skip"), q.Get("from"), q.Get("order")}
}

// set puts the state into the values of an address.
func (x reviewState) set(q url.Values) {
	for name, v := range map[string]string{"skip": x.Skip, "from": x.From, "order": x.Order} {
		if v != "" {
			q.Set(name, v)
		}
	}
}

// href is the review of a document with a card, in this state; "" is the first card.
func (x reviewState) href(path, at string) string {
	q := url.Values{}
	x.set(q)
	if at != "" {
		q.Set("at", at)
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + query(q)
}

// behindTheLast is what the address says in place of a card where the last was passed.
const behindTheLast = "end"

// threshold is a choice of the line above the card: a score from which candidates are shown, or
// an order.
type threshold struct {
	Text, Href string
	Now        bool
}

// offerView is a candidate as it is decided on.
type offerView struct {
	ID, Kind, Sentence string
	Passage            passage
	Facts              []fact
	Places             []choiceView
	Map                template.HTML
	Adds               []string // actors that the case lacks
	Alike              []string
	Same               int
	ByModel            bool // a language model offers it, and no rule
	AlikeWords         string
}

// choiceView is a place that may be meant, and why.
type choiceView struct {
	ID, Name, Why, Digit string
	Says                 string // the candidate, if this place is meant
	Chosen, New          bool
}

// pick chooses a place, the one that was read unless it is among those that may be meant, and says
// the candidate of that one.
func (v *offerView) pick(place string) {
	at := max(0, slices.IndexFunc(v.Places, func(p choiceView) bool { return p.ID == place }))
	for i := range v.Places {
		if v.Places[i].Chosen = i == at; v.Places[i].Chosen {
			v.Sentence = v.Places[i].Says
		}
	}
}

// rejections are the reasons for which candidates are rejected, by their keys.
var rejections = []pair{{"1", "wrong place"}, {"2", "wrong party"}, {"3", "wrong date"}, {"4", "not said"}, {"5", "said already"}, {"6", "otherwise wrong"}}

// thresholds are the scores from which candidates can be shown.
var thresholds = []string{"", "0.5", "0.7", "0.85"}

// review shows the candidate that is to be decided on.
func (s *site) review(r *request) (reply, error) {
	return s.reviewing(r, nil)
}

func (s *site) reviewing(r *request, problems desk.Problems) (reply, error) {
	if err := r.ParseForm(); err != nil {
		return reply{}, err
	}
	id := salient.DocumentID(r.PathValue("id"))
	review, err := s.desk.Review(r.Context(), r.view, id)
	if err != nil {
		return reply{}, err
	}
	p := &reviewPage{
		Heading: titleOf(review.Document), DocHref: r.href("/documents/" + string(id)), Lang: review.Document.Language,
		InboxHref: r.href("/review"),
		Action:    reviewPath(id), reviewState: stateOfReview(r.Form), Problems: problems, Reasons: rejections,
		Left: review.Left, Decided: review.Decided, All: review.Left + review.Decided,
	}
	p.Title = "Review: " + p.Heading
	p.Keys = []keyGroup{{"This candidate", []pair{
		{"a", "accept"},
		{"b", "accept all that say the same"},
		{"e", "mend"},
		{"r", fmt.Sprintf("reject, then 1 to %d for why", len(rejections))},
		{"s", "skip"},
		{"n", "next; behind the last, the next document"},
		{"1–9", "another place"},
		{"u", "undo the last decision"},
	}}}
	p.Model = s.model(r, review)
	least, err := p.rank(review)
	if err != nil {
		return reply{}, err
	}
	if err := p.order(review); err != nil {
		return reply{}, err
	}
	p.choose(r, review, least)
	if p.Now == nil {
		if err := s.goOn(r, p, review); err != nil {
			return reply{}, err
		}
	}
	if err := s.lastRuling(r, id, p); err != nil {
		return reply{}, err
	}
	status := 0
	if len(problems) > 0 {
		status = 422
	}
	return reply{template: "review", data: p, status: status}, nil
}

func reviewPath(id salient.DocumentID) string { return "/documents/" + string(id) + "/review" }

// href is the page with another card; "" is the first.
func (p *reviewPage) href(at string) string { return p.reviewState.href(p.Action, at) }

// orders are the orders in which cards come, by what the address says.
var orders = []pair{{"", "the least certain first"}, {"text", "in the text’s order"}}

// order reads the order of the cards, and puts them into it: as they stand in the text, those of
// one sentence one behind the other.
func (p *reviewPage) order(review *desk.Review) error {
	if !slices.ContainsFunc(orders, func(o pair) bool { return o.Name == p.Order }) {
		return badQuery("order", p.Order, "text, or nothing for the least certain first")
	}
	for _, o := range orders {
		other := p.reviewState
		other.Order = o.Name
		p.Orders = append(p.Orders, threshold{o.Value, other.href(p.Action, ""), o.Name == p.Order})
	}
	if p.Order == "text" {
		slices.SortStableFunc(review.Offers, func(a, b desk.Offer) int { return cmp.Or(a.Start-b.Start, a.End-b.End) })
	}
	return nil
}

// rank reads the threshold, and says how precise the case's own decisions make it.
func (p *reviewPage) rank(review *desk.Review) (least float64, err error) {
	if !slices.Contains(thresholds, p.From) {
		return 0, badQuery("from", p.From, "a score of 0.5, 0.7 or 0.85, or nothing")
	}
	if p.From != "" {
		if least, err = strconv.ParseFloat(p.From, 64); err != nil {
			return 0, err
		}
	}
	for _, t := range thresholds {
		text, other := t, p.reviewState
		other.From = t
		if t == "" {
			text = "0"
		}
		p.Thresholds = append(p.Thresholds, threshold{text, other.href(p.Action, ""), t == p.From})
	}
	p.Precision = precisionWords(review.Ranking, least)
	return least, nil
}

// short is the end of a candidate's id, which names it within its document.
func short(id salient.ClaimID) string {
	return string(id[max(0, len(id)-8):])
}

// choose picks the candidate that the address names, else the first that wasn't skipped, and
// marks its passage and those of others.
func (p *reviewPage) choose(r *request, review *desk.Review, least float64) {
	open := p.open(review, least)
	p.Groups, p.Cards = len(open), len(review.Offers)
	at := slices.IndexFunc(open, func(o *desk.Offer) bool { return short(o.ID) == r.Form.Get("at") })
	if r.Form.Get("at") == behindTheLast || len(open) == 0 {
		p.Done, p.FirstHref = p.done(review, open), p.href("")
		p.Pieces = p.passages(review, open, nil)
		return
	}
	at = max(0, at)
	now, next := open[at], behindTheLast
	if at+1 < len(open) {
		next = short(open[at+1].ID)
	}
	p.At, p.NextHref = at+1, p.href(next)
	if p.Order == "text" {
		p.Following = next
	}
	skipped := p.reviewState
	skipped.Skip = strings.Trim(p.Skip+","+short(now.ID), ",")
	p.SkipHref = skipped.href(p.Action, next)
	p.Now = r.offer(now)
	p.Now.Passage = amid(review.Text.Text, now.Start, now.End)
	p.Now.pick(r.Form.Get("place"))
	p.Pieces = p.passages(review, open, now)
}

// open are the cards that are shown: neither skipped nor below the score.
func (p *reviewPage) open(review *desk.Review, least float64) (open []*desk.Offer) {
	skips := strings.Split(p.Skip, ",")
	first := len(skips) // of those that were skipped
	for i := range review.Offers {
		o := &review.Offers[i]
		switch n := slices.Index(skips, short(o.ID)); {
		case n >= 0:
			p.Skipped++
			first = min(first, n)
		case o.Score >= least:
			open = append(open, o)
		}
	}
	if first < len(skips) {
		p.Unskip = reviewState{From: p.From, Order: p.Order}.href(p.Action, skips[first])
	}
	return open
}

func (p *reviewPage) done(review *desk.Review, open []*desk.Offer) string {
	switch {
	case len(open) > 0:
		return fmt.Sprintf("That was the last card; %s before it.", counted(len(open), "card")+verb(len(open), " is left", " are left"))
	case p.All == 0:
		return "Nothing was read in this document that a claim could be made of."
	case p.Skipped > 0 || review.Left > 0:
		return fmt.Sprintf("Nothing else to look at: %s skipped or below the score.", counted(review.Left, "candidate"))
	}
	return fmt.Sprintf("All %s are decided or coded.", counted(p.All, "candidate"))
}

// passages cuts the text at the candidates' passages; that of the one decided on is whole.
func (p *reviewPage) passages(review *desk.Review, open []*desk.Offer, now *desk.Offer) []reviewPiece {
	var at []desk.Passage
	if now != nil {
		at = append(at, desk.Passage{Claim: now.ID, Start: now.Start, End: now.End})
	}
	for _, o := range open {
		if now == nil || o.Start >= now.End || o.End <= now.Start {
			at = append(at, desk.Passage{Claim: o.ID, Start: o.Start, End: o.End})
		}
	}
	slices.SortStableFunc(at, func(a, b desk.Passage) int { return a.Start - b.Start })
	var out []reviewPiece
	for _, x := range paged(pieces([]rune(review.Text.Text), at)) {
		piece := reviewPiece{Text: strings.ReplaceAll(x.Text, string(ingest.PageBreak), ""), Page: x.Page}
		switch {
		case x.Claim == "":
		case now != nil && x.Claim == string(now.ID):
			piece.Current = true
		default:
			piece.Href = p.href(short(salient.ClaimID(x.Claim)))
		}
		out = append(out, piece)
	}
	return out
}

// spots draws where the places lie that a name may mean, by the digits that choose them.
func (r *request) spots(places []desk.Choice) template.HTML {
	var spots []figure.Stop
	for i, p := range places {
		if p.At != nil {
			spots = append(spots, figure.Stop{At: *p.At, Letter: strconv.Itoa(i + 1), Name: p.Name})
		}
	}
	title := "Where it lies"
	if len(spots) > 1 {
		title = "Where the places lie that may be meant"
	}
	data, box, ok := draw.Spots(r.view.All, title, spots)
	if !ok {
		return ""
	}
	return inline(figure.Map(data, figure.MapOptions{Options: figure.Options{Width: 480, Height: 250, ID: "spots"}, Box: &box, Bare: true, Undated: true}))
}

// offer lays a candidate out for a decision.
func (r *request) offer(o *desk.Offer) *offerView {
	c := r.view.All
	v := &offerView{ID: string(o.ID), Kind: string(o.Kind), Same: len(o.Alike) + 1, ByModel: o.ByModel()}
	actor, other, what := actorWords(c, o.Actor), actorWords(c, o.Other), o.What
	if o.Kind != salient.Happening {
		what = spaced(what)
	}
	claimant := cmp.Or(voiceName(c, o.Claimant), "the document itself")
	stated := func(place string) string { return sayingOfOffer(c, o, place).stated(o.Stance, claimant) }
	v.Sentence = stated("")
	stance := stanceOf(o.Stance)
	v.Facts = slices.DeleteFunc([]fact{
		{"what", what, ""},
		{"actor", actor, ""},
		{"other", other, ""},
		{"to", wayName(c, o.To), ""},
		{"part", o.Sector, ""},
		{"share", heldShare(o), ""},
		{"amount", strings.TrimSpace(o.Amount + " " + o.Unit), ""},
		{"claimant", claimant, ""},
		{"stance", stance.Mark + " " + stance.Word, ""},
		{"hedge", o.Hedge, ""},
		{"evidence", spaced(string(o.Evidence)), ""},
		{"when", whenWords(o), ""},
		{"score", fmt.Sprintf("%.2f, by %s", o.Score, desk.OfferedBy(&o.Candidate)), ""},
	}, func(f fact) bool { return f.Text == "" || f.Text == "none" })
	for i, p := range o.Places {
		v.Places = append(v.Places, choiceView{
			ID: p.ID, Name: p.Name, Digit: strconv.Itoa(i + 1), New: !p.InCase, Why: whyPlace(c, p, o.Places[0]), Says: stated(p.Name),
		})
	}
	v.Map = r.spots(o.Places)
	for _, a := range []string{o.Actor, o.Other} {
		if _, ok := c.Actor(salient.ActorID(a)); a != "" && !ok {
			v.Adds = append(v.Adds, a)
		}
	}
	for _, a := range o.Alike {
		v.Alike = append(v.Alike, string(a.ID))
	}
	if n := len(o.Alike); n > 0 {
		v.AlikeWords = fmt.Sprintf("%s the same elsewhere in this document: “%s”", says(n), clipped(strings.Join(strings.Fields(o.Alike[0].Quote), " "), 120))
	}
	return v
}

// says is the subject of a sentence on n passages.
func says(n int) string {
	if n == 1 {
		return "1 passage says"
	}
	return number(n) + " passages say"
}

func actorWords(c *salient.Case, id string) string {
	if id == "" {
		return ""
	}
	if a, ok := c.Actor(salient.ActorID(id)); ok {
		return a.Name
	}
	return id
}

func heldShare(o *desk.Offer) string {
	if o.Kind == salient.Holds {
		return shareWords(o.Value)
	}
	return o.Value
}

func whenWords(o *desk.Offer) string {
	if d, err := when.Parse(o.When); err == nil && o.When != "" {
		return dateWords(d, o.Span == "some") + undated[o.Dated]
	}
	return "not said"
}

// undated says where a date comes from that the sentence doesn't name.
var undated = map[read.Dating]string{
	read.DatedBefore:   " · not in the sentence: the last date before it",
	read.DatedDocument: " · not in the text: by the day of publication",
}

// whyPlace gives the reasons for and against a place: what it is, how likely among those of
// its name, how far it lies from the one that was read and from the nearest place of the case.
func whyPlace(c *salient.Case, p, first desk.Choice) string {
	var out []string
	what := p.Kind
	if p.People > 0 {
		what += " of " + number(p.People)
	}
	if p.Around != "" {
		what += " in " + p.Around
	}
	if what != "" && what != "other" {
		out = append(out, strings.TrimPrefix(what, "other "))
	}
	if p.Named != "" && p.Named != p.Name {
		out = append(out, "named here as “"+p.Named+"”")
	}
	if p.Score > 0 {
		out = append(out, percent(p.Score)+" among places of that name")
	}
	switch {
	case p.At == nil:
		out = append(out, "where it lies isn’t known")
	case p.ID != first.ID && first.At != nil:
		out = append(out, kilometres(geo.Distance(*p.At, *first.At))+" from the first")
	}
	if name, far, ok := nearestOf(c, p); ok && !p.InCase {
		out = append(out, kilometres(far)+" from "+name)
	}
	return capital(strings.Join(out, "; ")) + "."
}

// nearestOf is the case's place that lies nearest to another.
func nearestOf(c *salient.Case, p desk.Choice) (name string, far geo.Length, ok bool) {
	if p.At == nil {
		return "", 0, false
	}
	for i := range c.Places {
		x := &c.Places[i]
		if x.At == nil || !x.Kind.Settled() {
			continue
		}
		if d := geo.Distance(*p.At, *x.At); !ok || d < far {
			name, far, ok = x.Name, d, true
		}
	}
	return name, far, ok
}

func kilometres(d geo.Length) string {
	return number(int(d/geo.Kilometre+0.5)) + " km"
}

// lastRuling names the decision that the page's undo takes back.
func (s *site) lastRuling(r *request, id salient.DocumentID, p *reviewPage) error {
	entry, ok, err := s.desk.LastRuling(r.Context(), r.view, id, s.who)
	if ok {
		p.UndoWhat = fmt.Sprintf("entry %s, %s", number(entry.Seq), clipped(entry.Why, 40))
	}
	return err
}

// ruleOn writes a decision and goes on to the next candidate.
func (s *site) ruleOn(r *request) (reply, error) {
	if err := r.ParseForm(); err != nil {
		return reply{}, err
	}
	f := r.PostForm
	ruling := desk.Ruling{
		Who: s.who, Document: salient.DocumentID(r.PathValue("id")), Offers: []salient.ClaimID{salient.ClaimID(f.Get("c"))}, Place: f.Get("place"),
	}
	said := "Accepted"
	switch decision, reject := f.Get("decision"), f.Get("reject"); {
	case slices.ContainsFunc(rejections, func(p pair) bool { return p.Value == reject }):
		ruling.Reason, ruling.Place, said = reject, "", "Rejected, "+reject
	case decision == "accept":
		ruling.Accept, ruling.Reason = true, "accepted as it was read"
	case decision == "accept-all":
		ruling.Accept, ruling.Reason = true, "accepted as it was read, with all that say the same"
		for _, id := range f["alike"] {
			ruling.Offers = append(ruling.Offers, salient.ClaimID(id))
		}
	default:
		return reply{}, badQuery("decision", decision+reject, "accept, accept-all, or a reason for rejecting")
	}
	entry, err := s.desk.Rule(r.Context(), r.view, ruling)
	return s.ruled(r, said, entry.Seq, len(ruling.Offers), err)
}

// ruled goes on to the next candidate, or says why nothing was written.
func (s *site) ruled(r *request, said string, seq uint64, n int, err error) (reply, error) {
	id := salient.DocumentID(r.PathValue("id"))
	state := stateOfReview(r.Form)
	to := state.href(reviewPath(id), r.Form.Get("next"))
	var problems desk.Problems
	switch {
	case errors.Is(err, salient.ErrConflict):
		return reply{to: to, said: "Somebody decided on that one meanwhile; theirs stands, and nothing was written. Here is the next."}, nil
	case errors.As(err, &problems):
		r.Form.Set("at", short(salient.ClaimID(r.Form.Get("c"))))
		return s.reviewing(r, problems)
	case err != nil:
		return reply{}, err
	}
	undo := url.Values{"entry": {strconv.FormatUint(seq, 10)}}
	state.set(undo)
	return reply{
		to: to, undo: reviewPath(id) + "/undo?" + query(undo),
		said: fmt.Sprintf("%s: %s, as entry %s of the ledger.", said, counted(n, "claim"), number(seq)),
	}, nil
}

// mendOffer opens the form of the claim that a candidate becomes.
func (s *site) mendOffer(r *request) (reply, error) {
	q := r.URL.Query()
	row, added, err := s.desk.Draft(r.Context(), r.view, salient.DocumentID(r.PathValue("id")), salient.ClaimID(q.Get("c")), q.Get("place"))
	if err != nil {
		return reply{}, err
	}
	p, err := s.mendForm(r, row, row, added)
	return reply{template: "edit", data: p}, err
}

// mendForm is the claim form; what is saved is accepted, and its id is the candidate's.
// read is the row as the candidate gives it, added what it names that the case lacks.
func (s *site) mendForm(r *request, row, read salient.Row, added []salient.Row) (*editPage, error) {
	id, q := salient.DocumentID(r.PathValue("id")), r.URL.Query()
	p := r.form(row, true, 0)
	keep := url.Values{}
	for _, name := range []string{"c", "place", "skip", "from", "order", "next"} {
		if q.Get(name) != "" {
			keep.Set(name, q.Get(name))
		}
	}
	p.Title = "Mend what was read"
	p.Action = reviewPath(id) + "/mend?" + query(keep)
	p.Cancel = stateOfReview(q).href(reviewPath(id), short(salient.ClaimID(q.Get("c"))))
	p.Fields[0].Fixed = true
	var err error
	p.Mends, err = s.mends(r, id, read, added)
	return p, err
}

// mends shows what a candidate was read from.
func (s *site) mends(r *request, id salient.DocumentID, read salient.Row, added []salient.Row) (*mended, error) {
	doc, ok := r.view.All.Document(id)
	if !ok {
		return nil, fmt.Errorf("no document %q: %w", id, salient.ErrNotFound)
	}
	text, err := s.desk.Text(r.Context(), doc)
	if err != nil {
		return nil, err
	}
	start, from := strconv.Atoi(read.Get("start"))
	end, to := strconv.Atoi(read.Get("end"))
	cl, err := read.Claim()
	says := sayingOf(r.view.All, &cl)
	for _, row := range added {
		for _, part := range []*string{&says.Actor, &says.Other, &says.Place, &says.To} {
			if *part == row.ID {
				*part = row.Get("name")
			}
		}
	}
	return &mended{
		Says: says.stated(cl.Stance, cmp.Or(voiceName(r.view.All, cl.Claimant), "the document itself")), Passage: amid(text.Text, start, end), Lang: doc.Language,
	}, errors.Join(from, to, err)
}

// saveMended writes the mended claim, accepted, with what it names that the case lacks.
func (s *site) saveMended(r *request) (reply, error) {
	if err := r.ParseForm(); err != nil {
		return reply{}, err
	}
	q := r.URL.Query()
	id := salient.DocumentID(r.PathValue("id"))
	read, added, err := s.desk.Draft(r.Context(), r.view, id, salient.ClaimID(q.Get("c")), q.Get("place"))
	if err != nil {
		return reply{}, err
	}
	cells := formRow(salient.KindClaim, r.PostForm).Map()
	row := salient.NewRow(salient.KindClaim, q.Get("c"), cells).With("document", string(id))
	entry, err := s.desk.SaveMended(r.Context(), s.who, r.PostForm.Get("why"), row, added)
	var problems desk.Problems
	if errors.As(err, &problems) {
		p, err := s.mendForm(r, row, read, added)
		if err != nil {
			return reply{}, err
		}
		p.Why = r.PostForm.Get("why")
		p.mark(problems)
		return reply{template: "edit", data: p, status: 422}, nil
	}
	return s.ruled(r, "Mended and accepted", entry.Seq, 1, err)
}

// undoRuling takes back a decision: that of the entry that is named, else the reader's last on
// this document.
func (s *site) undoRuling(r *request) (reply, error) {
	if err := r.ParseForm(); err != nil {
		return reply{}, err
	}
	id := salient.DocumentID(r.PathValue("id"))
	seq, err := readRevision(r.Form.Get("entry"))
	if err != nil {
		return reply{}, err
	}
	last, ok, err := s.desk.LastRuling(r.Context(), r.view, id, s.who)
	if err != nil {
		return reply{}, err
	}
	to := stateOfReview(r.Form).href(reviewPath(id), "")
	if !ok || seq > 0 && seq != last.Seq {
		return reply{to: to, said: "Nothing to undo: that decision was taken back, or changed, already."}, nil
	}
	entry, err := s.desk.UndoEntry(r.Context(), s.who, last.Seq)
	if errors.Is(err, salient.ErrConflict) {
		return reply{to: to, said: "Not undone: a claim of that decision was changed since. Its own history takes it back."}, nil
	}
	if err != nil {
		return reply{}, err
	}
	return reply{to: to, said: fmt.Sprintf("Undone, as entry %s.", number(entry.Seq))}, nil
}
