package storetest

import (
	"slices"
	"testing"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/passage"
	"github.com/salient-osint/salient/internal/store"
)

// searching indexes texts and compares what is found with a search through all of them. An
// index may lose texts: then Indexed must say so.
func searching(t *testing.T, db store.DB) {
	ctx := t.Context()
	texts := map[string]string{
		"a": "Government forces entered the town, activists said.",
		"b": "Activists denied it. The town's forces held the north.",
		"c": "دخلت القوات الحكومية إلى مدينة القصير", "d": "Войска вошли в город", "e": "",
	}
	for _, key := range []string{"b", "a", "d", "c", "e", "a"} {
		db.Index(ctx, key, passage.Words(texts[key]))
	}
	indexed, err := db.Indexed(ctx)
	if err != nil {
		t.Fatalf("Indexed = %v", err)
	}
	for _, query := range []string{
		"activists", "town forces", `"forces entered"`, `"entered forces"`, "gov*", "القصير", "قصير مدينة", "вошл*", "город", "nothing", "", `NOT OR AND`, `town NEAR forces`,
	} {
		q := passage.ParseQuery(query, nil)
		var want []string
		for key, text := range texts {
			if indexed[key] && q.In(text) {
				want = append(want, key)
			}
		}
		slices.Sort(want)
		got, err := db.Matching(ctx, q)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("Matching(%q) = %q, %v; want %q", query, got, err, want)
		}
	}
	update(t, db, put(claim("c1", "says", "x")))
	if _, err := db.Forget(ctx, "ana", "on request", salient.KindClaim, "c1"); err != nil {
		t.Fatal(err)
	}
	if got, err := db.Matching(ctx, passage.ParseQuery("activists", nil)); err != nil || len(got) > 0 {
		t.Errorf("Matching after Forget = %q, %v; want nothing kept", got, err)
	}
}
