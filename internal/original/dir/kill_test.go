package dir_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/salient-osint/salient/internal/original/dir"
)

// killedFolder names, in the environment of this program started again, the folder into
// which it puts originals until it is killed.
const killedFolder = "SALIENT_TEST_KILLED_FOLDER"

func TestMain(m *testing.M) {
	if root := os.Getenv(killedFolder); root != "" {
		fmt.Println("failed:", putUntilKilled(root))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

func putUntilKilled(root string) error {
	s, err := dir.Open(root, dir.Options{})
	if err != nil {
		return err
	}
	for {
		b := bytes.Repeat([]byte(fmt.Sprint(rand.Uint64())), 1+rand.IntN(20_000))
		sum, _, err := s.Put(context.Background(), bytes.NewReader(b))
		if err != nil {
			return err
		}
		fmt.Println(sum)
	}
}

func TestKillingLosesNoOriginalAndLeavesNoneHalf(t *testing.T) {
	root := filepath.Join(t.TempDir(), "originals")
	rng := rand.New(rand.NewPCG(7, 8))
	said := map[string]bool{}
	const kills = 60
	for range kills {
		for _, sum := range killOnce(t, root, rng.IntN(4), time.Duration(rng.IntN(8000))*time.Microsecond) {
			said[sum] = true
		}
	}
	s := open(t, root, dir.Options{})
	if bad, err := s.Verify(t.Context()); err != nil || len(bad) > 0 {
		t.Errorf("Verify() after %d kills = %v, %v; want none", kills, bad, err)
	}
	sums, err := s.Sums(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	held := map[string]bool{}
	for _, sum := range sums {
		held[sum] = true
	}
	for sum := range said {
		if !held[sum] {
			t.Errorf("original %s was acknowledged, and is lost", sum)
		}
	}
	if len(said) < kills || len(sums) > len(said)+kills {
		t.Errorf("%d originals held, %d acknowledged, %d kills", len(sums), len(said), kills)
	}
}

// killOnce starts the program again, kills it a while after it has said so many originals,
// and returns all that it said were kept.
func killOnce(t *testing.T, root string, originals int, while time.Duration) (said []string) {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), killedFolder+"="+root)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(out)
	for {
		if len(said) == originals {
			time.AfterFunc(while, func() { _ = child.Process.Kill() }) // ended already if it failed
		}
		line, err := lines.ReadString('\n')
		if errors.Is(err, io.EOF) { // a line without its end was cut by the kill
			break
		}
		if err != nil || len(line) != 65 {
			t.Fatalf("the program says %q, %v", line, err)
		}
		said = append(said, strings.TrimSpace(line))
	}
	_ = child.Wait() // it was killed
	return said
}
