package cli

import (
	"context"
	"log/slog"
	"net/http"

	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/web"
)

// Handler is what `salient serve` answers with, for tests that need no listener.
func Handler(ctx context.Context, d *desk.Desk, who string, log *slog.Logger) (http.Handler, error) {
	pages, err := web.New(d, web.Options{Who: who, Log: log})
	if err != nil {
		return nil, err
	}
	a := &app{ctx: ctx, who: who}
	return a.routes(d, pages, log), nil
}
