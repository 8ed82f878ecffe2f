// Package cases holds the casebooks that ship with Salient.
package cases

import (
	"embed"
	"io/fs"
)

//go:embed all:al-qusayr
var files embed.FS

// AlQusayr is the casebook of the battle of al-Qusayr, 2012–13.
func AlQusayr() fs.FS {
	sub, err := fs.Sub(files, "al-qusayr")
	if err != nil {
		panic(err) // the folder is embedded above
	}
	return sub
}
