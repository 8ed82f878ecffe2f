package gazetteer

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"
)

// shared finds the folder of test data that lies beside the repository.
func shared(t testing.TB) string {
	t.Helper()
	if dir := os.Getenv("SALIENT_SHARED"); dir != "" {
		return dir
	}
	for dir, _ := os.Getwd(); dir != "/"; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "shared", "data")); err == nil {
			return filepath.Join(dir, "shared")
		}
	}
	t.Skip("needs the folder shared beside the repository, or SALIENT_SHARED")
	return ""
}

func TestZ(t *testing.T) {
	dir := t.TempDir()
	f := []string{filepath.Join(shared(t), "data/geonames-cities1000/cities1000_world.txt.gz"), filepath.Join(shared(t), "data/geonames-cities1000/admin1CodesASCII.txt.gz")}
	t0 := time.Now()
	g, err := Open(f, dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Log(g.Len(), time.Since(t0))
	g = nil
	runtime.GC()
	t0 = time.Now()
	g, err = Open(f, dir)
	t.Log(g.Len(), time.Since(t0), err)
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	t.Log(m.HeapAlloc>>20, m.Sys>>20)
	t0 = time.Now()
	w, err := World(dir)
	t.Log(w.Len(), time.Since(t0), err)
	t0 = time.Now()
	w, err = World(dir)
	t.Log(w.Len(), time.Since(t0), err)
	s := NewSet(nil, []*Gazetteer{w, g})
	text := "in Homs, Al Quşayr and القصير near Бахмуте"
	ws := Words(text)
	for i := range ws {
		if m, ok := s.At(ws, i); ok {
			t.Log(text[ws[m.From].Start:ws[m.To-1].End], m.Places[0])
		}
	}
	for _, n := range []string{"al-Qusayr", "Qousseir", "القصير", "Эль-Кусейр", "القصر"} {
		t.Log(n, Skeleton(n), Similar(n, "al-Qusayr"), Similar(n, "al-Qasr"))
	}
}
