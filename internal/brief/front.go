package brief

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/when"
)

var fence = regexp.MustCompile(`(?m)^---[ \t]*$`)

// cutFront divides a text into the YAML between the first two lines of --- and the rest. A
// front matter that isn't closed takes the whole text with it.
func cutFront(src []byte) (front, body []byte) {
	marks := fence.FindAllIndex(src, 2)
	if len(marks) == 0 || marks[0][0] != 0 {
		return nil, src
	}
	if len(marks) == 1 {
		return nil, nil
	}
	end := marks[1][1]
	if end < len(src) {
		end++ // the line's end
	}
	return src[marks[0][1]:marks[1][0]], src[end:]
}

// front reads the front matter; its first line is the line of the opening ---.
func (p *reader) front(src []byte) {
	p.doc.Meta.at, p.doc.Meta.value = map[string]Pos{}, map[string]Pos{}
	if src == nil {
		p.fail(Pos{1, 1}, "B001", "there is no front matter; begin with a line of ---, keys, and another line of ---")
		return
	}
	var root yaml.Node
	if err := yaml.Unmarshal(src, &root); err != nil {
		p.fail(yamlPos(err), "B001", "%s", strings.TrimPrefix(err.Error(), "yaml: "))
		return
	}
	if len(root.Content) != 1 || root.Content[0].Kind != yaml.MappingNode {
		p.fail(Pos{1, 1}, "B001", "the front matter is not a list of keys and values")
		return
	}
	pairs := root.Content[0].Content
	for i := 0; i+1 < len(pairs); i += 2 {
		p.key(pairs[i], pairs[i+1])
	}
	p.required()
}

var yamlLine = regexp.MustCompile(`line (\d+)`)

// yamlPos is where an error of the YAML reader says that it is.
func yamlPos(err error) Pos {
	if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
		if n, err := strconv.Atoi(m[1]); err == nil {
			return Pos{n, 1}
		}
	}
	return Pos{1, 1}
}

func (p *reader) required() {
	if p.doc.Meta.Title == "" {
		p.fail(Pos{1, 1}, "B002", "the title is missing")
	}
	if p.doc.Meta.Known == nil && p.doc.Meta.at["known"] == (Pos{}) {
		p.fail(Pos{1, 1}, "B002", "known is missing: the day as known by which the brief is written, YYYY-MM-DD")
	}
}

func (p *reader) key(key, value *yaml.Node) {
	m := &p.doc.Meta
	m.at[key.Value], m.value[key.Value] = Pos{key.Line, key.Column}, valuePos(value)
	var err error
	switch key.Value {
	case "title":
		m.Title, err = scalar(value)
	case "standfirst", "subtitle":
		m.Standfirst, err = scalar(value)
	case "authors", "author":
		m.Authors, err = texts(value)
	case "date":
		m.Date, err = dayOf(value)
	case "known":
		m.Known, err = dayOf(value)
	case "kind":
		m.Kind, err = scalar(value)
	case "language":
		m.Language, err = scalar(value)
		if err == nil && !languageTag.MatchString(m.Language) {
			m.Language, err = "", errors.New("expected a language tag, like en or ar")
		}
	case "style":
		m.Style, err = scalar(value)
		if _, ok := styles[m.Style]; err == nil && !ok {
			err = errors.New("the styles of notes are " + strings.Join(Styles(), ", "))
		}
	case "sides":
		m.Sides, err = sidesOf(value)
	case "redaction", "delay", "grid":
		err = m.keepsBack(key.Value, value)
	case "recorded":
		m.Recorded, err = scalar(value)
		if _, day := when.ParseDay(m.Recorded); err == nil && day != nil && !entryNumber.MatchString(m.Recorded) {
			m.Recorded, err = "", errors.New("expected an entry's number in the ledger, or a day")
		}
	case "proof":
		m.Proof, err = proofOf(value)
	default:
		p.fail(Pos{key.Line, key.Column}, "B003", "%q is not read; known keys are title, standfirst, authors, date, known, recorded, kind, style, proof, language, sides, redaction, delay, grid", key.Value)
	}
	if err != nil {
		p.fail(Pos{value.Line, value.Column}, "B001", "%s: %v", key.Value, err)
	}
}

// valuePos is where the text of a value begins: behind its quotation mark, if it has one.
func valuePos(n *yaml.Node) Pos {
	p := Pos{n.Line, n.Column}
	if n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0 {
		p.Column++
	}
	return p
}

// sidesOf reads names and colours of sides: SIDE: name, or SIDE: {name: …, colour: "#RRGGBB"}.
func sidesOf(n *yaml.Node) ([]SideStyle, error) {
	if n.Kind != yaml.MappingNode {
		return nil, errors.New("expected a list of sides, each with its name, or with name and colour")
	}
	var out []SideStyle
	for i := 0; i+1 < len(n.Content); i += 2 {
		id, value := n.Content[i], n.Content[i+1]
		s := SideStyle{Side: salient.ActorID(id.Value), At: Pos{id.Line, id.Column}}
		if value.Kind == yaml.ScalarNode {
			s.Name = strings.Join(strings.Fields(value.Value), " ")
		} else if err := s.read(value); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

var entryNumber = regexp.MustCompile(`^[1-9]\d{0,17}$`)

var hexColour = regexp.MustCompile(`^#[0-9A-Fa-f]{6}$`)

func (s *SideStyle) read(n *yaml.Node) error {
	if n.Kind != yaml.MappingNode {
		return fmt.Errorf("%s: expected a name, or name and colour", s.Side)
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		value := strings.TrimSpace(n.Content[i+1].Value)
		switch key := n.Content[i].Value; {
		case key == "name":
			s.Name = value
		case key == "colour" && hexColour.MatchString(value):
			s.Colour = value
		case key == "colour":
			return fmt.Errorf("%s: expected a colour as \"#RRGGBB\", not %q", s.Side, value)
		default:
			return fmt.Errorf("%s: %q is not read; there are name and colour", s.Side, key)
		}
	}
	return nil
}

func (m *Meta) redaction(n *yaml.Node) error {
	s, err := scalar(n)
	m.Redaction = salient.Sensitivity(s)
	if err == nil && !slices.Contains(salient.Sensitivities, m.Redaction) {
		m.Redaction, err = "", errors.New("the levels are open, restricted, withheld")
	}
	return err
}

// keepsBack reads a key that says what readers may not see.
func (m *Meta) keepsBack(key string, n *yaml.Node) (err error) {
	switch key {
	case "delay":
		m.Delay, err = delayOf(n)
	case "grid":
		m.Grid, err = gridOf(n)
	default:
		err = m.redaction(n)
	}
	return err
}

func delayOf(n *yaml.Node) (*int, error) {
	days, err := strconv.Atoi(n.Value)
	if err != nil || days < 0 || days > 36500 {
		return nil, errors.New("expected a number of days")
	}
	return &days, nil
}

func gridOf(n *yaml.Node) (*float64, error) {
	degrees, err := strconv.ParseFloat(n.Value, 64)
	if err != nil || !(degrees >= 0 && degrees <= 1) {
		return nil, errors.New("expected degrees from 0 (exact) to 1")
	}
	return &degrees, nil
}

func proofOf(n *yaml.Node) ([]string, error) {
	out, err := texts(n)
	for _, s := range out {
		if !slices.Contains([]string{"archived", "sha256", "none"}, s) {
			return nil, fmt.Errorf("%q is not known; there are archived, sha256 and none", s)
		}
	}
	return out, err
}

var languageTag = regexp.MustCompile(`^[a-zA-Z]{2,8}(-[a-zA-Z0-9]{1,8})*$`)

func scalar(n *yaml.Node) (string, error) {
	if n.Kind != yaml.ScalarNode {
		return "", errors.New("expected one text")
	}
	return strings.Join(strings.Fields(n.Value), " "), nil
}

func texts(n *yaml.Node) ([]string, error) {
	if n.Kind != yaml.SequenceNode {
		s, err := scalar(n)
		if s == "" {
			return nil, err
		}
		return []string{s}, err
	}
	var out []string
	for _, c := range n.Content {
		s, err := scalar(c)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

func dayOf(n *yaml.Node) (*when.Day, error) {
	s, err := scalar(n)
	if err != nil {
		return nil, err
	}
	d, err := when.ParseDay(s)
	if err != nil {
		return nil, err
	}
	return &d, nil
}

// lines maps offsets in a text to positions. It remembers the last one, so that going
// through a text costs no more than reading it.
type lines struct {
	src   []byte
	start []int // of each line
	at    int   // the offset asked for last
	last  Pos   // its position
}

func linesOf(src []byte) *lines {
	l := &lines{src: src, start: []int{0}, last: Pos{1, 1}}
	for i, b := range src {
		if b == '\n' {
			l.start = append(l.start, i+1)
		}
	}
	return l
}

// pos is the position of an offset; offsets outside the text are taken to its nearer end.
func (l *lines) pos(offset int) Pos {
	offset = max(0, min(offset, len(l.src)))
	line := sort.SearchInts(l.start, offset+1) // as many lines begin at or before it
	from, column := l.start[line-1], 1
	if l.last.Line == line && l.at <= offset {
		from, column = l.at, l.last.Column
	}
	l.at, l.last = offset, Pos{line, column + utf8.RuneCount(l.src[from:offset])}
	return l.last
}

func (p Pos) String() string { return fmt.Sprintf("%d:%d", p.Line, p.Column) }
