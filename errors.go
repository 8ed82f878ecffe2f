package salient

import (
	"errors"
	"fmt"
)

// Kinds of failure that callers act on, with errors.Is.
var (
	ErrNotFound = errors.New("not found")
	ErrConflict = errors.New("changed by somebody else")
	ErrInvalid  = errors.New("bad input")
	ErrDamaged  = errors.New("damaged")
	ErrUsage    = errors.New("wrong usage")
)

// Fault is what is wrong at a place of a file. It is an ErrInvalid.
type Fault struct {
	File         string
	Line, Column int    // from 1
	What         string // in words that say what was expected
}

func (f *Fault) Error() string { return fmt.Sprintf("%s:%d:%d: %s", f.File, f.Line, f.Column, f.What) }

// Is makes a Fault an ErrInvalid.
func (f *Fault) Is(target error) bool { return target == ErrInvalid }

// FieldError is a cell that is not what its column holds. It is an ErrInvalid.
type FieldError struct {
	Column string
	Got    string
	Want   string // what was expected, in words the person who typed it can use
}

func (e *FieldError) Error() string {
	return fmt.Sprintf("%s: %.60q: expected %s", e.Column, e.Got, e.Want)
}

// Is makes a FieldError an ErrInvalid.
func (e *FieldError) Is(target error) bool { return target == ErrInvalid }
