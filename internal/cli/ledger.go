package cli

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/store/sqlite"
)

type verifyCmd struct {
	Case string `arg:"" help:"The case's folder, or an evidence pack."`
	Head string `help:"A head printed earlier, which must still be in the ledger." placeholder:"HASH"`
}

func (c *verifyCmd) Run(a *app) error {
	if info, err := os.Stat(c.Case); err == nil && info.Mode().IsRegular() {
		return c.verifyPack(a)
	}
	return a.with(c.Case, func(d *desk.Desk) error {
		report, err := d.Verify(a.ctx, c.Head)
		if err != nil {
			return err
		}
		for _, p := range report.Problems {
			a.say("%s: %s", p.Where, p.What)
		}
		if n := len(report.Problems); n > 0 {
			return fmt.Errorf("not everything is as it was written (problems: %d): %w", n, salient.ErrDamaged)
		}
		a.say("Entries %d, rows %d: all as they were written.", report.Entries, report.Rows)
		if report.Passages+report.Orphaned > 0 {
			a.say("Passages %d in their text layers, %d orphaned.", report.Passages, report.Orphaned)
		}
		return a.out(func(w io.Writer) error {
			_, err := fmt.Fprintln(w, report.Head.Hash)
			return err
		})
	})
}

type rebuildCmd struct {
	Case string `arg:"" help:"The case's folder."`
}

func (c *rebuildCmd) Run(a *app) error {
	return a.with(c.Case, func(d *desk.Desk) error {
		networks, err := d.Rebuild(a.ctx)
		if err != nil {
			return err
		}
		if networks == 0 {
			a.say("The tables were made anew from the ledger.")
		} else {
			a.say("The tables were made anew from the ledger, the roads of networks (%d) from their originals.", networks)
		}
		return nil
	})
}

type forgetCmd struct {
	Case string `arg:"" help:"The case's folder."`
	ID   string `arg:"" name:"id" help:"The row to forget: ID, or KIND:ID."`
	Why  string `help:"The reason, without the name that is to be forgotten." required:""`
}

func (c *forgetCmd) Run(a *app) error {
	return a.with(c.Case, func(d *desk.Desk) error {
		entry, err := d.Forget(a.ctx, a.who, c.Why, c.ID)
		if err != nil {
			return err
		}
		a.say("Forgotten, as entry %d. Backups made before still hold it.", entry.Seq)
		return nil
	})
}

type backupCmd struct {
	Case    string `arg:"" help:"The case's folder."`
	File    string `arg:"" help:"The file to write."`
	Encrypt bool   `help:"Encrypt with the passphrase in SALIENT_PASSPHRASE (age, scrypt)."`
}

func (c *backupCmd) Run(a *app) (err error) {
	if _, err := os.Stat(c.File); err == nil {
		return fmt.Errorf("%s is there already: %w", c.File, salient.ErrUsage)
	}
	o, err := a.passphrase(c.Encrypt)
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(c.File), ".salient-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	if err := sqlite.Backup(a.ctx, c.Case, f, o); err != nil {
		f.Close()
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), c.File)
}

// passphrase is never a flag: flags stand in process lists and shell histories.
func (a *app) passphrase(encrypt bool) (sqlite.BackupOptions, error) {
	p := a.Getenv("SALIENT_PASSPHRASE")
	if encrypt && p == "" {
		return sqlite.BackupOptions{}, fmt.Errorf("--encrypt needs a passphrase in SALIENT_PASSPHRASE: %w", salient.ErrUsage)
	}
	if !encrypt {
		p = ""
	}
	return sqlite.BackupOptions{Passphrase: p}, nil
}

type restoreCmd struct {
	File string `arg:"" help:"A backup."`
	Case string `arg:"" help:"The folder to make."`
}

func (c *restoreCmd) Run(a *app) error {
	f, err := os.Open(c.File)
	if err != nil {
		return fmt.Errorf("%w: %w", err, salient.ErrNotFound)
	}
	defer f.Close()
	o := sqlite.BackupOptions{Passphrase: a.Getenv("SALIENT_PASSPHRASE")}
	report, err := sqlite.Restore(a.ctx, f, c.Case, o)
	if err != nil {
		return err
	}
	a.say("Restored into %s. Entries %d, rows %d: all as they were written.", c.Case, report.Entries, report.Rows)
	return nil
}
