// Package pack unpacks archives: ZIP, tar, gzip. Members are read into memory one after the
// other, within a budget; their names are shown and never used as paths.
package pack

import (
	"archive/tar"
	"archive/zip"
	"bufio"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"strings"

	"github.com/salient-osint/salient/internal/ingest"
)

// Zip unpacks ZIP archives, in the order of their directory.
type Zip struct{}

// Unpack yields the files of a ZIP archive.
func (Zip) Unpack(ctx context.Context, b ingest.Blob, budget *ingest.Budget, yield func(ingest.Part) error) error {
	z, err := zip.NewReader(b, b.Size)
	if err != nil {
		return ingest.Bad("the ZIP is cut off or damaged: %v", err)
	}
	if len(z.File) > budget.Members {
		return ingest.Bad("more than %d files in one archive", budget.Members)
	}
	for _, f := range z.File {
		if f.FileInfo().IsDir() {
			continue
		}
		if f.Flags&1 != 0 {
			return ingest.Bad("%s is encrypted: unpack it first", f.Name)
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		member, err := unpack(b.Name, f, budget)
		if err == nil {
			err = yield(ingest.Part{Blob: member, Meta: ingest.Meta{Note: "from " + b.Name}})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func unpack(archive string, f *zip.File, budget *ingest.Budget) (ingest.Blob, error) {
	r, err := f.Open()
	if err != nil {
		return ingest.Blob{}, ingest.Bad("%s is damaged: %v", f.Name, err)
	}
	defer r.Close()
	return budget.Unpack(archive+"/"+plainName(f.Name), r, int64(min(f.CompressedSize64, 1<<40)))
}

// plainName is a member's name as it is shown.
func plainName(name string) string {
	name = strings.ReplaceAll(name, `\`, "/")
	return ingest.Clipped(strings.TrimLeft(name, "/"), 200)
}

// Tar unpacks tar archives.
type Tar struct{}

// Unpack yields the regular files of a tar archive; links and devices are no documents.
func (Tar) Unpack(ctx context.Context, b ingest.Blob, budget *ingest.Budget, yield func(ingest.Part) error) error {
	t := tar.NewReader(b.Reader())
	for {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return ingest.Bad("the tar archive is cut off or damaged: %v", err)
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if h.Typeflag != tar.TypeReg {
			continue
		}
		member, err := budget.Unpack(b.Name+"/"+plainName(h.Name), t, 0)
		if err == nil {
			err = yield(ingest.Part{Blob: member, Meta: ingest.Meta{Note: "from " + b.Name}})
		}
		if err != nil {
			return err
		}
	}
}

// Gzip unpacks one file.
type Gzip struct{}

// Unpack yields the file within, under the archive's name without its suffix.
func (Gzip) Unpack(_ context.Context, b ingest.Blob, budget *ingest.Budget, yield func(ingest.Part) error) error {
	z, err := gzip.NewReader(bufio.NewReader(b.Reader()))
	if err != nil {
		return ingest.Bad("the gzip file is cut off or damaged: %v", err)
	}
	defer func() { _ = z.Close() }() // it was only read
	member, err := budget.Unpack(inner(b.Name), z, b.Size)
	if err != nil {
		return err
	}
	return yield(ingest.Part{Blob: member})
}

func inner(name string) string {
	switch lower := strings.ToLower(name); {
	case strings.HasSuffix(lower, ".tgz"):
		return name[:len(name)-len(".tgz")] + ".tar"
	case strings.HasSuffix(lower, ".gz"):
		return name[:len(name)-len(".gz")]
	}
	return name + "/content"
}
