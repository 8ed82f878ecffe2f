package read

import (
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/salient-osint/salient/internal/gazetteer"
	"github.com/salient-osint/salient/when"
)

// BenchmarkRead reads the long pages of shared/data/wikipedia-conflict-pages on one core, with
// a gazetteer of 135,000 places, and tells sentences a second of processor time.
func BenchmarkRead(b *testing.B) {
	set := worldSet(b)
	r, err := New(Options{Places: set})
	if err != nil {
		b.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(shared(b), "data", "wikipedia-conflict-pages", "*.md"))
	if err != nil || len(files) == 0 {
		b.Skip("needs shared/data/wikipedia-conflict-pages")
	}
	var texts []string
	sentences := 0
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			b.Fatal(err)
		}
		texts = append(texts, string(text))
		sentences += len(divide(string(text), &gazetteer.Lexer{}, r.abbreviated))
	}
	day := when.Of(2023, 10, 31)
	b.ResetTimer()
	start := processorTime(b)
	for range b.N {
		for _, text := range texts {
			r.Read(text, &day)
		}
	}
	b.ReportMetric(float64(sentences*b.N)/(processorTime(b)-start).Seconds(), "sentences/cpu-s")
	b.ReportMetric(float64(sentences), "sentences")
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.Sys)/(1<<20), "MiB")
}

// processorTime is what this process has used of the processors, so that others on the
// machine don't count.
func processorTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkGazetteer loads an index of 139,000 places that was made before.
func BenchmarkGazetteer(b *testing.B) {
	worldSet(b)
	b.ResetTimer()
	start := processorTime(b)
	for range b.N {
		worldSet(b)
	}
	b.ReportMetric((processorTime(b)-start).Seconds()/float64(b.N), "cpu-s/load")
}
