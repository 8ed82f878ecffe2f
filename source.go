package salient

import "github.com/salient-osint/salient/when"

// Ids, each of its own type so that they can't be mixed up.
type (
	SourceID        string
	DocumentID      string
	PlaceID         string
	ActorID         string
	RoadID          string
	ClaimID         string
	JudgementID     string
	ContradictionID string
	HypothesisID    string
	BriefID         string
)

// Status says whether a source or document still counts.
type Status string

// Blank is active.
const (
	Active    Status = "active"
	Withdrawn Status = "withdrawn"
)

var statuses = []Status{Active, Withdrawn}

// Source is who publishes: an outlet, a network of activists, an institute, an official.
type Source struct {
	ID           SourceID
	Name         string
	Kind         string
	Reliability  Reliability
	Leaning      ActorID    // whose interest it shares; "" if none is known
	Republishes  []SourceID // sources whose reports it prints again
	Language     string
	URL          string
	Sensitivity  Sensitivity
	Status       Status
	WithdrawnWhy string
	Note         string
}

// Source reads a row of kind source.
func (r Row) Source() (Source, error) {
	f := &fields{row: r}
	f.id()
	s := Source{
		ID:           SourceID(r.ID),
		Name:         f.need("name", "the source's name"),
		Kind:         f.text("kind"),
		Reliability:  word(f, "reliability", Reliabilities),
		Leaning:      ActorID(f.text("leaning")),
		Republishes:  ids[SourceID](f.list("republishes")),
		Language:     f.text("language"),
		URL:          f.text("url"),
		Sensitivity:  word(f, "sensitivity", Sensitivities),
		Status:       word(f, "status", statuses),
		WithdrawnWhy: f.text("withdrawn_why"),
		Note:         f.text("note"),
	}
	return s, f.err()
}

// Document is one captured item of a source.
type Document struct {
	ID           DocumentID
	Source       SourceID
	Type         string // CSL-JSON type
	Title        string
	Author       string
	Container    string
	Published    when.Date
	Collected    when.Date
	Accessed     when.Date
	Archived     string // address of an archived copy
	Language     string
	URL          string
	SHA256       string // of the original; "" if it isn't held
	File         string // path of the original in a casebook
	Sensitivity  Sensitivity
	Status       Status
	WithdrawnWhy string
	Note         string

	// Of documents that Salient read itself, in columns behind the casebook's own:
	Layer       string   // SHA-256 of the text layer, column layer_sha256; "" if there is none
	Extractor   string   // what made the layer, with its version
	Unconfirmed []string // columns that were taken from the file and that nobody has confirmed
}

// Document reads a row of kind document.
func (r Row) Document() (Document, error) {
	f := &fields{row: r}
	f.id()
	d := Document{
		ID:           DocumentID(r.ID),
		Source:       SourceID(f.need("source", "the id of a source")),
		Type:         f.text("type"),
		Title:        f.text("title"),
		Author:       f.text("author"),
		Container:    f.text("container"),
		Published:    f.date("published"),
		Collected:    f.date("collected"),
		Accessed:     f.date("accessed"),
		Archived:     f.text("archived"),
		Language:     f.text("language"),
		URL:          f.text("url"),
		SHA256:       f.sum("sha256"),
		File:         f.text("file"),
		Sensitivity:  word(f, "sensitivity", Sensitivities),
		Status:       word(f, "status", statuses),
		WithdrawnWhy: f.text("withdrawn_why"),
		Note:         f.text("note"),
		Layer:        f.sum("layer_sha256"),
		Extractor:    f.text("extractor"),
		Unconfirmed:  f.list("unconfirmed"),
	}
	return d, f.err()
}

// Day is the day by which the document was out for certain: the latest possible day of its
// publication, else of its collection. ok is false if neither is known.
func (d Document) Day(w when.Widening) (day when.Day, ok bool) {
	if day, ok = d.Published.Latest(w); ok {
		return day, true
	}
	return d.Collected.Latest(w)
}
