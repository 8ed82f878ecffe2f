package cli

import (
	"fmt"
	"io"
	"os"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/ingest"
	"github.com/salient-osint/salient/internal/serve"
	"github.com/salient-osint/salient/internal/table"
)

// readMapping reads what the columns of tables mean; nil without a file.
func readMapping(path string) (*table.Mapping, error) {
	if path == "" {
		return nil, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", err, salient.ErrNotFound)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, table.MaxMapping+1))
	if err != nil {
		return nil, err
	}
	m, err := table.ParseMapping(b)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return &m, nil
}

type tableCmd struct {
	Case    string `arg:"" help:"The case's folder."`
	File    string `arg:"" help:"The table."`
	Mapping string `help:"What its columns mean; without it what the case knows, else a guess." placeholder:"FILE"`
	Sheet   string `help:"The sheet, where there are several." placeholder:"NAME"`
	Header  int    `help:"The row that names the columns; -1: none does." placeholder:"ROW"`
	YAML    bool   `name:"yaml" help:"Write what the columns mean, to be mended and given to import." xor:"form"`
	JSON    bool   `name:"json" help:"Print it as JSON." xor:"form"`
}

// Run tries a guess as if it had been given, so that it shows what import would make.
func (c *tableCmd) Run(a *app) error {
	if !ingest.IsTable(c.File) {
		return fmt.Errorf("%s: expected a table: .csv, .tsv or .xlsx: %w", c.File, salient.ErrUsage)
	}
	given, err := readMapping(c.Mapping)
	if err != nil {
		return err
	}
	if _, err := os.Stat(c.File); err != nil {
		return fmt.Errorf("%w: %w", err, salient.ErrNotFound)
	}
	return a.with(c.Case, func(d *desk.Desk) error {
		r, problems, err := d.TryTable(a.ctx, fileAt(c.File), given, c.Sheet, c.Header)
		if err != nil {
			return err
		}
		err = a.out(func(w io.Writer) error {
			switch {
			case c.YAML:
				b, err := r.Mapping.YAML()
				if err == nil {
					_, err = w.Write(b)
				}
				return err
			case c.JSON:
				return serve.JSON(w, r)
			}
			return serve.TableText(w, r, problems)
		})
		if err == nil && len(problems) > 0 && !c.YAML {
			err = fmt.Errorf("%s: %d things to mend: %w", c.File, len(problems), salient.ErrInvalid)
		}
		return err
	})
}
