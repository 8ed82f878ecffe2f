package cli_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/salient-osint/salient/internal/cli"
)

func TestMain(m *testing.M) {
	testscript.Main(cleaner{m}, map[string]func(){
		"salient":    func() { os.Exit(cli.Main(os.Args[1:], cli.System())) },
		"fake-model": fakeModel,
	})
}

// The scripts are the commands' tutorials: read them to see what each does.
func TestScripts(t *testing.T) {
	plainly(t)
	bridge, err := filepath.Abs("testdata/bridge")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       os.Getenv("UPDATE") != "",
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("SALIENT_NOW", "2024-01-02T03:04:05Z")
			env.Setenv("SALIENT_WHO", "analyst")
			env.Setenv("BRIDGE", bridge)
			return nil
		},
	})
}
