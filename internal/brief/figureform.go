package brief

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
)

// FigureParam is a parameter of a kind of figure, as a form asks for it.
type FigureParam struct {
	Name     string
	Of       string // day, place, side, actor; "" for other text
	Want     string // what is expected, in words
	Required bool
}

// FigureKinds lists the kinds of figure by name.
func FigureKinds() []string { return sortedKeys(figureKinds) }

// FigureParams lists the parameters of a kind, what is required first; none for a kind that
// doesn't exist.
func FigureParams(kind string) []FigureParam {
	var out []FigureParam
	for name, p := range figureKinds[kind] {
		out = append(out, FigureParam{name, p.of, p.want, p.required})
	}
	slices.SortFunc(out, func(a, b FigureParam) int {
		if a.Required != b.Required {
			if a.Required {
				return -1
			}
			return 1
		}
		return cmp.Compare(a.Name, b.Name)
	})
	return out
}

// Markdown writes the figure as a brief asks for it, on one line. Parsing it gives kind,
// parameters that aren't blank, title and alternative text again.
func (f *FigureRef) Markdown() string {
	address := "figure:" + f.Kind
	sep := "?"
	for _, name := range sortedKeys(f.Params) {
		if f.Params[name] != "" {
			address += sep + name + "=" + escapeValue(f.Params[name])
			sep = "&"
		}
	}
	alt := ""
	if f.Alt != "" {
		alt = ` "` + escapeText(f.Alt) + `"`
	}
	return "![" + escapeText(f.Title) + "](" + address + alt + ")"
}

// escapeValue writes a parameter's value so that commas and colons stay readable.
func escapeValue(s string) string {
	return strings.NewReplacer("+", "%20", "%2C", ",", "%3A", ":").Replace(url.QueryEscape(s))
}

// escapeText puts a backslash before all that Markdown could read, on one line.
func escapeText(s string) string {
	var b strings.Builder
	for _, r := range strings.Join(strings.Fields(s), " ") {
		if strings.ContainsRune("\\`*_{}[]<>()#+!|&\"~^@", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}
