package brief_test
import ("testing";"time";"strings";"fmt";"os";"path/filepath"
"github.com/salient-osint/salient/internal/brief")
func TestZZ(t *testing.T){
 src,_:=sample(t)
 c:=river()
 ins:=map[string]string{"sample":string(src),"x20":string(src)+strings.Repeat(strings.SplitN(string(src),"---\n",3)[2],20),
 "brackets":head+strings.Repeat("[",20000),"cites":head+strings.Repeat("[@a",20000),"marks":head+strings.Repeat("{.a",20000),"amp":head+strings.Repeat("&",20000),"stars":head+strings.Repeat("*a_",20000),"quotes":head+strings.Repeat(">",5000)+"a","boxes":head+strings.Repeat("::: a\n",3000),"sent":head+strings.Repeat("A. ",20000),"punct":head+strings.Repeat("[@a].",10000),"lists":head+strings.Repeat("- ",3000),"bslash":head+strings.Repeat("\\",20000),"spaces":head+strings.Repeat("a [@b] ",8000)}
 fs,_:=filepath.Glob(os.Getenv("HOME")+"/.cache/go-build/fuzz/github.com/salient-osint/salient/internal/brief/FuzzParse/*")
 for _,f:=range fs{b,_:=os.ReadFile(f);var s string;for _,l:=range strings.Split(string(b),"\n"){if strings.HasPrefix(l,"[]byte("){fmt.Sscanf(strings.TrimSuffix(l[7:],")"),"%q",&s)}};ins[f[len(f)-6:]]=s}
 for n,s:=range ins{
  t0:=time.Now();doc,_:=brief.Parse("x",[]byte(s));t1:=time.Now();brief.Check(doc,brief.Facts{Case:c});t2:=time.Now()
  var err error
  if !strings.Contains(n,"x20"){_,err=brief.Render(doc,inputs(doc,c))}
  t3:=time.Now()
  if t3.Sub(t0)>20*time.Millisecond||n=="sample"{fmt.Println(n,len(s),t1.Sub(t0),t2.Sub(t1),t3.Sub(t2),err)}
 }
}
