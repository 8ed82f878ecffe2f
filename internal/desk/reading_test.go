package desk

import (
	"fmt"
	"testing"
)

// What was read last stays, and no more than maxRead bytes of text unless one text alone has
// more.
func TestReadingsMakeRoomForNewOnes(t *testing.T) {
	var r readings
	r.clear()
	for i, length := range []int{maxRead / 2, maxRead / 2, 1, maxRead - 1, 1, maxRead + 1, 7} {
		key := fmt.Sprint(i)
		r.keep(key, wasRead{length: length})
		sum := 0
		for _, k := range r.order {
			sum += r.kept[k].length
		}
		if _, ok := r.kept[key]; !ok || len(r.kept) != len(r.order) || sum != r.length || sum > maxRead && len(r.order) > 1 {
			t.Errorf("after text %d of %d bytes: %v of %d bytes are kept, said to be %d", i, length, r.order, sum, r.length)
		}
	}
	if len(r.order) != 1 || r.order[0] != "6" {
		t.Errorf("kept %v, want the last alone: the one before is larger than what is kept", r.order)
	}
}
