package control
import ("testing";"fmt";"path/filepath";"math";"os"; "sync"
"github.com/salient-osint/salient"
"github.com/salient-osint/salient/internal/orbat")
// held-out: predict claims of one source from the others'
func TestCV(t *testing.T) {
	dir := filepath.Join(shared(t), "data", "control-bench")
	c := readCase(t, dir)
	run := func(name string, f func(*Settings)) {
		tot, nn := 0.0, 0.0
		for _, src := range []salient.SourceID{"video","n1"} {
			keep := c.KeepClaims(func(cl *salient.Claim) bool { d,_ := c.Document(cl.Document); return d.Source != src && !(src=="n1" && d.Source=="copier") })
			set := SettingsOf(c.Settings); f(&set)
			span,_ := c.Period()
			a := Assess(keep, orbat.New(keep), set, span)
			// score
			acc := .93
			sum, n := 0.0, 0.0
			byPlace := map[int][]*salient.Claim{}
			for i := range c.Claims { cl := &c.Claims[i]; d,_ := c.Document(cl.Document); if d.Source!=src || cl.Stance!="asserts" {continue}
				byPlace[a.m.leafOf[salient.PlaceID(cl.Place)]] = append(byPlace[a.m.leafOf[salient.PlaceID(cl.Place)]], cl) }
			var mu sync.Mutex
			inParallel(len(a.m.leaves), func() func(int) { p, r := &pass{}, &room{}; return func(i int) {
				a.m.run(p, &a.m.leaves[i], nil)
				s, k := 0.0, 0.0
				for _, cl := range byPlace[i] {
					d,_ := c.Said(cl)
					pr := a.m.raw(p, d, r)
					st := 2; if cl.What=="controls" { st = 0; if cl.Actors[0]=="ukraine" {st=1} }
					q := pr[st]*acc + (1-pr[st])*(1-acc)/2
					s += math.Log(q); k++
				}
				mu.Lock(); sum += s; n += k; mu.Unlock()
			}})
			tot += sum; nn += n
		}
		fmt.Printf("%-30s CV %.5f (n %v)\n", name, tot/nn, nn)
		if os.Getenv("SCORE") != "" {}
	}
	off := func(s *Settings){ s.HeatBefore=-1;s.HeatAfter=-1; s.Heat=1 }
	run("heat 7/3", func(s *Settings){ s.HeatBefore=7;s.HeatAfter=3 })
	run("heat 3/1", func(s *Settings){ s.HeatBefore=3;s.HeatAfter=1 })
	run("heat 14/0", func(s *Settings){ s.HeatBefore=14;s.HeatAfter=0 })
	run("off repeat .3/42d", func(s *Settings){ off(s); s.RepeatDays=42 })
	run("off repeat .15", func(s *Settings){ off(s); s.RepeatFloor=.15 })
	run("off phases longer", func(s *Settings){ off(s); s.Pre2=12;s.Pre1=5;s.Post2=8;s.Post3=18 })
	run("off growth .1", func(s *Settings){ off(s); s.TableGrowth=.1 })
	run("off contests .3", func(s *Settings){ off(s); s.Contests=.3 })
	run("off repeat .15/60d", func(s *Settings){ off(s); s.RepeatFloor=.15; s.RepeatDays=60 })
}
