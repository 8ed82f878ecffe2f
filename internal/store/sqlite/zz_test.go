package sqlite_test
import ("testing";"fmt";"path/filepath";"runtime";"os";"github.com/salient-osint/salient/internal/store";"bytes";"github.com/salient-osint/salient/internal/store/sqlite";"strings";"time")
func TestZZ(t *testing.T){
 dir:=filepath.Join(t.TempDir(),"case"); db:=create(t,dir)
 t0:=time.Now()
 db.Update(t.Context(),"","",func(w store.Writer) error{ for i:=range 300000 { if err:=w.Put(benchClaim(i,1));err!=nil{return err}}; return nil})
 fmt.Println("300k import",time.Since(t0))
 var m runtime.MemStats; runtime.ReadMemStats(&m); fmt.Println("sys MB",m.Sys>>20)
 b,_:=os.ReadFile("/proc/self/status"); for _,l:=range strings.Split(string(b),"\n"){ if strings.HasPrefix(l,"VmHWM"){fmt.Println(l)}}
 closed(t,db)
 for n,b:=range files(t,dir){fmt.Println(n,len(b))}
 t0=time.Now()
 var buf bytes.Buffer
 fmt.Println(sqlite.Backup(t.Context(),dir,&buf,sqlite.BackupOptions{}),buf.Len(),time.Since(t0))
 t0=time.Now()
 _,err:=sqlite.Restore(t.Context(),&buf,filepath.Join(t.TempDir(),"r"),sqlite.BackupOptions{})
 fmt.Println("restore",err,time.Since(t0))
}
