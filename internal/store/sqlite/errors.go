package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"github.com/salient-osint/salient"
)

// translate makes of the driver's errors the kinds that callers act on, and returns every
// other as it is.
func translate(err error) error {
	var e *sqlite.Error
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return salient.ErrNotFound
	case !errors.As(err, &e):
		return err
	}
	switch e.Code() & 0xff {
	case lib.SQLITE_CORRUPT, lib.SQLITE_NOTADB:
		return fmt.Errorf("case.db: %w (%w)", salient.ErrDamaged, err)
	case lib.SQLITE_BUSY, lib.SQLITE_LOCKED:
		return fmt.Errorf("%w (%w)", conflict("another program is writing to the case"), err)
	case lib.SQLITE_INTERRUPT:
		return fmt.Errorf("%w (%w)", context.Canceled, err)
	}
	return err
}

// busy reports whether another program's lock was in the way.
func busy(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && e.Code()&0xff == lib.SQLITE_BUSY
}

// conflict is a salient.ErrConflict that says in words of its own what is in the way.
type conflict string

func (c conflict) Error() string { return string(c) }

// Is makes it a salient.ErrConflict.
func (c conflict) Is(target error) bool { return target == salient.ErrConflict }

// broken reports whether SQLite couldn't make sense of the file, or read it.
func broken(err error) bool {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return errors.Is(err, salient.ErrDamaged)
	}
	code := e.Code() & 0xff
	return code != lib.SQLITE_BUSY && code != lib.SQLITE_LOCKED && code != lib.SQLITE_INTERRUPT
}

// damaged marks an error as the work of damage: a value of the wrong type, a row gone.
func damaged(err error) error {
	if err == nil || errors.Is(err, salient.ErrDamaged) {
		return err
	}
	return fmt.Errorf("%w (%w)", salient.ErrDamaged, err)
}

// missing makes of a file that should be there and isn't a salient.ErrDamaged.
func missing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w (%w)", salient.ErrDamaged, err)
	}
	return err
}
