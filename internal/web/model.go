package web

import (
	"context"
	"errors"
	"time"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/read"
)

// modelView is what a language model was asked about a document, and the button that asks it.
type modelView struct {
	Label, Counts string // of the model that was asked, and what came of its answers; "" if none was
	Button        string // "" if nothing is left to ask, or nobody may
	Name, Where   string // of the model that would be asked
	Closed        string // why the document isn't sent
}

// model tells what was asked, and what may be. A server that wasn't started with a model only
// shows what was kept of earlier answers.
func (s *site) model(r *request, review *desk.Review) modelView {
	var v modelView
	heard := review.Model
	if heard != nil && heard.Asked > 0 {
		v.Label, v.Counts = heard.Model, heard.Counts()
	}
	if s.desk.Model == nil || heard == nil {
		return v
	}
	left := heard.Passages
	if heard.Model == read.ModelLabel(s.desk.Model.Name()) {
		left -= heard.Asked
	}
	switch err := desk.Unsendable(r.view.All, review.Document); {
	case err != nil:
		v.Closed = "This document, or its source, isn’t open: it is never sent to a language model."
	case left > 0:
		v.Button = "Ask a language model about " + counted(left, "passage")
		v.Name, v.Where = s.desk.Model.Name(), s.desk.Model.Where()
	}
	return v
}

// patience is how long a reader waits for a model before the page comes back with what there
// is: less than the server gives an answer.
const patience = 100 * time.Second

// askModel asks the model about what it hasn't answered yet, as far as a reader's patience goes.
func (s *site) askModel(r *request) (reply, error) {
	if err := r.ParseForm(); err != nil {
		return reply{}, err
	}
	id := salient.DocumentID(r.PathValue("id"))
	back := reply{to: stateOfReview(r.Form).href(reviewPath(id), "")}
	ctx, cancel := context.WithTimeout(r.Context(), patience)
	defer cancel()
	switch err := s.desk.Ask(ctx, r.view, id); {
	case err == nil:
		back.said = "The language model has answered."
	case errors.Is(err, context.DeadlineExceeded):
		back.said = "The language model is slow: what it has answered so far is here. Ask again for the others."
	case errors.Is(err, salient.ErrConflict):
		back.said = "Somebody is asking about this document already. Reload the page in a while."
	case errors.Is(err, salient.ErrNotFound), errors.Is(err, salient.ErrInvalid), r.Context().Err() != nil:
		return reply{}, err
	default:
		back.said = capital(err.Error()) + ". What it answered before is kept."
	}
	return back, nil
}
