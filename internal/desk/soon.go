package desk

import (
	"context"
	"reflect"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/control"
)

// Soon is View for somebody who waits. After claims were written, learning anew takes a while;
// until it is done, Soon answers with what was learned before, only the places that the claims
// bear on worked out again (control.Assessment.With). The learning runs in the background,
// once; from then on Soon is View, whose answers don't depend on the way that led there.
func (d *Desk) Soon(ctx context.Context, cut Cut) (*View, error) {
	v, err := d.View(ctx, cut)
	if err != nil || cut.Known != nil || cut.Recorded > 0 || v.learned() {
		return v, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.soon != nil && d.soon.Head.Seq == v.Head.Seq {
		return d.soon.provisional(v), nil
	}
	if before := d.lastLearned(); before != nil {
		if changed, ok := changedClaims(before.Case, v.Case); ok {
			d.soon = v.answering(func() *control.Assessment { return before.Control().With(v.Case, v.Book(), changed...) })
			d.learning.Go(func() { v.Control() }) // ends when all is learned; Close waits for it
			return d.soon.provisional(v), nil
		}
	}
	return v, nil
}

// learned reports whether the view's assessment is there, or soon taken up from the cache.
func (v *View) learned() bool {
	if v.ready.Load() {
		return true
	}
	if v.cache == nil {
		return false
	}
	_, ok := v.cache.Cached(context.Background(), v.key("control"))
	return ok
}

// lastLearned is the newest view of all that is known that has learned; nil if there is none.
func (d *Desk) lastLearned() *View {
	var last *View
	for key, v := range d.views {
		if key.all && v.ready.Load() && (last == nil || v.Head.Seq > last.Head.Seq) {
			last = v
		}
	}
	return last
}

// answering is the view with an assessment made in another way. What rests on it isn't cached.
func (v *View) answering(assess func() *control.Assessment) *View {
	w := *v
	w.otherwise, w.cache = assess, nil
	w.wire()
	return &w
}

// provisional is the kept view as of now.
func (v *View) provisional(now *View) *View {
	w := *v
	w.Provisional, w.Last, w.Today, w.embargo = true, now.Last, now.Today, now.embargo
	return &w
}

// changedClaims lists the claims that are new, changed or gone. ok is false if the cases differ
// in more than a held assessment can answer for: settings or places.
func changedClaims(before, now *salient.Case) (out []salient.ClaimID, ok bool) {
	if !reflect.DeepEqual(before.Settings, now.Settings) || !reflect.DeepEqual(before.Places, now.Places) {
		return nil, false
	}
	i := 0
	for k := range now.Claims {
		cl := &now.Claims[k]
		for ; i < len(before.Claims) && before.Claims[i].ID < cl.ID; i++ {
			out = append(out, before.Claims[i].ID)
		}
		same := i < len(before.Claims) && before.Claims[i].ID == cl.ID
		if !same || !reflect.DeepEqual(before.Claims[i], *cl) || before.Counts(&before.Claims[i]) != now.Counts(cl) {
			out = append(out, cl.ID)
		}
		if same {
			i++
		}
	}
	for ; i < len(before.Claims); i++ {
		out = append(out, before.Claims[i].ID)
	}
	return out, true
}
