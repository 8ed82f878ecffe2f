package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/read"
	"github.com/salient-osint/salient/internal/read/chat"
)

// modelFlags turn a language model on, for one command.
type modelFlags struct {
	Model     bool          `help:"Ask a language model for further candidates; what it is asked leaves this machine unless the model runs here (docs/reading.md). Needs SALIENT_MODEL_URL, SALIENT_MODEL_NAME and, if the endpoint wants one, SALIENT_MODEL_KEY."`
	ModelTime time.Duration `help:"How long all passages together may take." default:"30m" placeholder:"DURATION"`
}

// model is the language model that the environment names.
func (a *app) model() (*chat.Endpoint, error) {
	e, err := chat.Open(chat.FromEnv(a.Getenv))
	if err != nil {
		return nil, fmt.Errorf("--model: %w", err)
	}
	return e, nil
}

// ask asks the model about all documents, one after the other. Before that it says where their
// text goes. A document that the case doesn't have open isn't sent, nor are the others then.
func (c *readCmd) ask(a *app, r *read.Reader, known *knowledge, layers []layer) ([]read.Result, error) {
	if c.ModelTime <= 0 {
		return nil, fmt.Errorf("--model-time %v: expected a time above 0, as 10m: %w", c.ModelTime, salient.ErrUsage)
	}
	model, err := a.model()
	if err != nil {
		return nil, err
	}
	var errs []error
	for _, l := range layers {
		errs = append(errs, desk.UnsendableFile(known.of, l.sums...))
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	inquiries := make([]*read.Inquiry, len(layers))
	for i, l := range layers {
		inquiries[i] = r.Inquire(l.text, l.published, read.ModelLabel(model.Name()))
	}
	a.say("%s", sending(model, inquiries))
	return c.answers(a, model, inquiries)
}

// sending says what is sent where.
func sending(m desk.Model, list []*read.Inquiry) string {
	passages, length := 0, 0
	for _, q := range list {
		passages, length = passages+q.Passages(), length+q.Length()
	}
	what := fmt.Sprintf("Sending %s (%d characters) of %s", counted(passages, "passage"), length, counted(len(list), "document"))
	if places, actors := list[0].Known(); places+actors > 0 {
		what += fmt.Sprintf(", with the names of %s and %s of the case,", counted(places, "place"), counted(actors, "actor"))
	}
	return fmt.Sprintf("%s to %s, %s.", what, m.Where(), read.ModelLabel(m.Name()))
}

func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func (c *readCmd) answers(a *app, m desk.Model, list []*read.Inquiry) ([]read.Result, error) {
	ctx, cancel := context.WithTimeout(a.ctx, c.ModelTime)
	defer cancel()
	step, done := a.progress("passages asked about")
	defer done()
	n := 0
	count := func() {
		if n++; step != nil {
			step(n)
		}
	}
	var out []read.Result
	for _, q := range list {
		err := desk.AskModel(ctx, m, q, count)
		switch {
		case a.ctx.Err() == nil && errors.Is(err, context.DeadlineExceeded):
			return nil, fmt.Errorf("the language model answered %s within %v, and not the others; --model-time gives it longer", counted(n, "passage"), c.ModelTime)
		case err != nil:
			return nil, err
		}
		out = append(out, q.Result())
	}
	done()
	for _, r := range out {
		a.say("%s", r.Model.Line())
	}
	return out, nil
}
