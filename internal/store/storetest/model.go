package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/store"
)

// model is a ledger kept in the plainest way: the list of its entries.
type model struct{ entries []modelEntry }

type modelEntry struct {
	who, why string
	changes  []store.Change
	forgets  int
}

type rowKey struct {
	kind salient.Kind
	id   string
}

func keyOf(c store.Change) rowKey { return rowKey{c.Row.Kind, c.Row.ID} }

// at replays the ledger up to an entry.
func (m *model) at(seq int) map[rowKey]salient.Row {
	state := map[rowKey]salient.Row{}
	for _, e := range m.entries[:seq] {
		for _, c := range e.changes {
			apply(state, c)
		}
	}
	return state
}

func apply(state map[rowKey]salient.Row, c store.Change) {
	switch {
	case c.Forgotten:
	case c.Removed:
		delete(state, keyOf(c))
	default:
		state[keyOf(c)] = c.Row
	}
}

func rowsOf(state map[rowKey]salient.Row, k salient.Kind) []salient.Row {
	var out []salient.Row
	for key, r := range state {
		if key.kind == k {
			out = append(out, r)
		}
	}
	slices.SortFunc(out, func(a, b salient.Row) int { return strings.Compare(a.ID, b.ID) })
	return out
}

// forget does what store.DB.Forget should.
func (m *model) forget(key rowKey, who, why string) error {
	if store.Names(who+" "+why, key.id) {
		return salient.ErrInvalid
	}
	known := false
	for _, e := range m.entries {
		known = known || slices.ContainsFunc(e.changes, func(c store.Change) bool { return !c.Forgotten && keyOf(c) == key })
	}
	if !known {
		return salient.ErrNotFound
	}
	for k, r := range m.at(len(m.entries)) {
		if k != key && len(store.Naming(r, key.id)) > 0 {
			return salient.ErrConflict
		}
	}
	tombstone := modelEntry{who: who, why: why}
	for i := range m.entries {
		tombstone.forgets += m.entries[i].forget(key)
	}
	m.entries = append(m.entries, tombstone)
	return nil
}

func (e *modelEntry) forget(key rowKey) (n int) {
	if store.Names(e.who+" "+e.why, key.id) {
		e.who, e.why = "", ""
		n++
	}
	for i, c := range e.changes {
		if !c.Forgotten && (keyOf(c) == key || len(store.Naming(c.Row, key.id)) > 0) {
			e.changes[i] = store.Change{Forgotten: true}
			n++
		}
	}
	return n
}

// The things that random histories are made of: few ids, so that they meet.
var (
	someKinds = []salient.Kind{salient.KindClaim, salient.KindPlace, salient.KindSetting, salient.KindBrief}
	someIDs   = []string{"homs", "abu-x", "abu-x-2", "c1", "c2"}
	someTexts = []string{"x", "y\x00", "homs|c1", "abu-x", "see [@c2].", "القصير", "2013-05-19", "36.7", "<&>\u2028"}
)

func drawRow(rt *rapid.T) salient.Row {
	k := rapid.SampledFrom(someKinds).Draw(rt, "kind")
	columns := append(salient.Columns(k)[1:], "unknown", "Unknown 2")
	cells := rapid.MapOfN(rapid.SampledFrom(columns), rapid.SampledFrom(someTexts), 0, 4).Draw(rt, "cells")
	return salient.NewRow(k, rapid.SampledFrom(someIDs).Draw(rt, "id"), cells)
}

// ends of an update.
var endings = []string{"well", "well", "well", "well", "error", "cancelled"}

// history is a database beside its model.
type history struct {
	db    store.DB
	model model
	heads []string
}

func histories(t *testing.T, open func(t *testing.T) store.DB) {
	rapid.Check(t, func(rt *rapid.T) {
		db := open(t)
		defer closeDB(t, db)
		h := &history{db: db}
		rt.Repeat(map[string]func(*rapid.T){
			"update":  h.update,
			"update2": h.update, // updates are what mostly happens
			"forget":  h.forget,
			"rebuild": func(rt *rapid.T) {
				if err := db.Rebuild(context.Background()); err != nil {
					rt.Fatalf("Rebuild = %v", err)
				}
			},
			"verify": h.verify,
			"read":   func(rt *rapid.T) { h.compare(rt) },
		})
		h.compare(rt)
		h.verify(rt)
	})
}

// update writes and removes at random, the same to the model.
func (h *history) update(rt *rapid.T) {
	ending := rapid.SampledFrom(endings).Draw(rt, "ending")
	e := modelEntry{who: rapid.SampledFrom([]string{"ana", "abu-x", ""}).Draw(rt, "who"), why: rapid.SampledFrom(someTexts).Draw(rt, "why")}
	state := h.model.at(len(h.model.entries))
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	failed := errors.New("the function failed")
	entry, err := h.db.Update(ctx, e.who, e.why, func(w store.Writer) error {
		for range rapid.IntRange(0, 5).Draw(rt, "writes") {
			h.write(rt, w, state, &e)
		}
		if ending == "error" {
			return failed
		}
		if ending == "cancelled" {
			cancel()
		}
		return nil
	})
	want := map[string]error{"well": nil, "error": failed, "cancelled": context.Canceled}[ending]
	if !errors.Is(err, want) || (err == nil) != (want == nil) {
		rt.Fatalf("Update that ends %q = %v; want %v", ending, err, want)
	}
	if err == nil && len(e.changes) > 0 {
		h.model.entries = append(h.model.entries, e)
		h.heads = append(h.heads, entry.Hash)
	}
	if err == nil && entry.Seq != uint64(len(h.model.entries)) {
		rt.Fatalf("Update = %+v; want entry %d", entry, len(h.model.entries))
	}
}

// write makes one random write, and checks that the writer sees it.
func (h *history) write(rt *rapid.T, w store.Writer, state map[rowKey]salient.Row, e *modelEntry) {
	r := drawRow(rt)
	key := rowKey{r.Kind, r.ID}
	had, there := state[key]
	if rapid.IntRange(0, 2).Draw(rt, "remove") == 0 {
		err := w.Remove(r.Kind, r.ID)
		if there != (err == nil) || !there && !errors.Is(err, salient.ErrNotFound) {
			rt.Fatalf("Remove(%s, %s) = %v; there: %v", r.Kind, r.ID, err, there)
		}
		if there {
			c := store.Change{Row: salient.Row{Kind: r.Kind, ID: r.ID}, Removed: true}
			e.changes = append(e.changes, c)
			apply(state, c)
		}
		return
	}
	if err := w.Put(r); err != nil {
		rt.Fatalf("Put(%q) = %v", r, err)
	}
	if !there || !had.Equal(r) {
		e.changes = append(e.changes, store.Change{Row: r})
		state[key] = r
	}
	if got, err := w.Row(r.Kind, r.ID); err != nil || !got.Equal(r) {
		rt.Fatalf("Row(%s, %s) within the update = %q, %v; want %q", r.Kind, r.ID, got, err, r)
	}
	if diff := cmp.Diff(rowsOf(state, r.Kind), mustAll(rt, "Rows", w.Rows(r.Kind)), noneIsEmpty); diff != "" {
		rt.Fatalf("Rows(%s) within the update:\n%s", r.Kind, diff)
	}
}

func (h *history) forget(rt *rapid.T) {
	key := rowKey{rapid.SampledFrom(someKinds).Draw(rt, "kind"), rapid.SampledFrom(someIDs).Draw(rt, "id")}
	why := rapid.SampledFrom([]string{"as asked", "abu-x asked"}).Draw(rt, "why")
	e, err := h.db.Forget(context.Background(), "ana", why, key.kind, key.id)
	want := h.model.forget(key, "ana", why)
	if !errors.Is(err, want) || (err == nil) != (want == nil) {
		rt.Fatalf("Forget(%s, %s) because %q = %v; want %v", key.kind, key.id, why, err, want)
	}
	if err == nil {
		h.heads = append(h.heads, e.Hash)
	}
}

func (h *history) verify(rt *rapid.T) {
	head := ""
	if len(h.heads) > 0 {
		head = rapid.SampledFrom(h.heads).Draw(rt, "head")
	}
	r, err := h.db.Verify(context.Background(), head)
	if err != nil || len(r.Problems) > 0 {
		rt.Fatalf("Verify(%q) = %+v, %v; want no problems", head, r, err)
	}
	rows := len(h.model.at(len(h.model.entries)))
	if r.Entries != len(h.model.entries) || r.Rows != rows {
		rt.Fatalf("Verify = %+v; want %d entries, %d rows", r, len(h.model.entries), rows)
	}
}

// compare reads everything that can be read.
func (h *history) compare(rt *rapid.T) {
	err := h.db.View(context.Background(), func(r store.Reader) error {
		for i, e := range mustAll(rt, "Entries", r.Entries(0)) {
			want := h.model.entries[i]
			if e.Who != want.who || e.Why != want.why || e.Changes != len(want.changes) || e.Forgets != want.forgets || e.Hash != h.heads[i] {
				rt.Fatalf("Entries()[%d] = %+v; want %+v with hash %s", i, e, want, h.heads[i])
			}
			if diff := cmp.Diff(want.changes, mustAll(rt, "Changes", r.Changes(e.Seq)), noneIsEmpty); diff != "" {
				rt.Fatalf("Changes(%d):\n%s", e.Seq, diff)
			}
		}
		at := rapid.IntRange(0, len(h.model.entries)).Draw(rt, "at")
		for _, k := range someKinds {
			if diff := cmp.Diff(rowsOf(h.model.at(at), k), mustAll(rt, "RowsAt", r.RowsAt(k, uint64(at))), noneIsEmpty); diff != "" {
				rt.Fatalf("RowsAt(%s, %d):\n%s", k, at, diff)
			}
			if diff := cmp.Diff(rowsOf(h.model.at(len(h.model.entries)), k), mustAll(rt, "Rows", r.Rows(k)), noneIsEmpty); diff != "" {
				rt.Fatalf("Rows(%s):\n%s", k, diff)
			}
			h.compareHistory(rt, r, rowKey{k, rapid.SampledFrom(someIDs).Draw(rt, "id")})
		}
		return nil
	})
	if err != nil {
		rt.Fatalf("View = %v", err)
	}
}

func (h *history) compareHistory(rt *rapid.T, r store.Reader, key rowKey) {
	var want []string
	for i, e := range h.model.entries {
		for _, c := range e.changes {
			if !c.Forgotten && keyOf(c) == key {
				want = append(want, fmt.Sprintf("%d %v %q", i+1, c.Removed, c.Row.Canonical()))
			}
		}
	}
	var got []string
	for _, rev := range mustAll(rt, "History", r.History(key.kind, key.id)) {
		got = append(got, fmt.Sprintf("%d %v %q", rev.Entry.Seq, rev.Change.Removed, rev.Change.Row.Canonical()))
	}
	if diff := cmp.Diff(want, got, noneIsEmpty); diff != "" {
		rt.Fatalf("History(%s, %s):\n%s", key.kind, key.id, diff)
	}
}

func mustAll[T any](rt *rapid.T, what string, seq func(func(T, error) bool)) []T {
	out, err := all(seq)
	if err != nil {
		rt.Fatalf("%s yields error %v", what, err)
	}
	return out
}
