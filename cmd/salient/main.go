// Command salient turns conflicting reports into a picture that can be questioned and a
// publication that can be defended. `salient --help` lists its commands.
package main

import (
	"os"

	"github.com/salient-osint/salient/internal/cli"
)

func main() {
	os.Exit(cli.Main(os.Args[1:], cli.System()))
}
