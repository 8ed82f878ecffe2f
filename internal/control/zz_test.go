package control
import ("testing";"fmt";"time";"os";"runtime/pprof"
"github.com/salient-osint/salient/internal/orbat"
"github.com/salient-osint/salient/when")
func TestZ(t *testing.T) {
	c := readCase(t, "../../cases/al-qusayr")
	span,_ := c.Period()
	book := orbat.New(c)
	f,_ := os.Create("/tmp/z.prof"); pprof.StartCPUProfile(f)
	s := time.Now()
	a := Assess(c, book, SettingsOf(c.Settings), span)
	pprof.StopCPUProfile()
	fmt.Println(time.Since(s))
	n, items, soft := 0, 0, 0
	for i := range a.m.leaves { p := a.passes.final(i); n += len(p.days); items += len(a.m.leaves[i].items); if a.m.leaves[i].soft {soft++} ; if len(p.days)>600 {fmt.Println(a.m.leaves[i].place, len(p.days), len(a.m.leaves[i].items))}}
	fmt.Println("nodes", n, "items", items, "soft", soft, "leaves", len(a.m.leaves), a.m.anchor, a.m.rates, a.m.parts)
	d,_ := when.ParseDay("2013-05-20")
	e,_ := a.Why("al-qusayr-centre", d)
	for _, w := range e.Why { cl,_ := c.Claim(w.Claim); if cl.Place=="al-qusayr-centre" || w.Stance!="asserts" {ev:=0; for j := range a.m.evidence {if a.m.evidence[j].claim.ID==w.Claim {ev=j}}
	fmt.Printf("  %6.1f %-45s %s %v %s %s %s | %s | %s %s %s c=%d w=%.2f\n", w.Weight, w.Claim, w.Stance, cl.Actors, cl.What, cl.Value, cl.Place, cl.When, cl.Claimant, w.Interest, w.CopyOf, w.Copies, a.m.evidence[ev].weight) }}
	_ = d
}
