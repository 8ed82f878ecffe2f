package brief_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/salient-osint/salient/internal/brief"
)

// problems parses and checks a brief with the river's case.
func problems(src string) []brief.Problem {
	doc, ps := brief.Parse("t.md", []byte(src))
	return append(ps, brief.Check(doc, brief.Facts{Case: river()})...)
}

func TestFaultyBriefsGiveTheirCodesAtTheirPlaces(t *testing.T) {
	tests := map[string]struct{ src, want string }{
		"sound":                         {head + "The hall fell. [@st-19-hall]", "none"},
		"no front matter":               {"Text. {.analysis}", "1:1 B001"},
		"front matter isn't closed":     {"---\ntitle: T\n", "1:1 B001"},
		"front matter isn't YAML":       {"---\ntitle: [T\nknown: 2013-06-06\n---\n", "1:1 B001"},
		"front matter is a list":        {"---\n- a\n---\n", "1:1 B001"},
		"neither title nor day":         {"---\nkind: X\n---\n", "1:1 B002, 1:1 B002"},
		"day isn't one":                 {"---\ntitle: T\nknown: June\n---\n", "3:8 B001"},
		"title is a list":               {"---\ntitle: [a, b]\nknown: 2013-06-06\n---\n", "1:1 B002, 2:8 B001"},
		"style":                         {"---\ntitle: T\nknown: 2013-06-06\nstyle: mla\n---\n", "4:8 B001"},
		"language":                      {"---\ntitle: T\nknown: 2013-06-06\nlanguage: \"en us\"\n---\n", "4:11 B001"},
		"unknown key":                   {"---\ntitle: T\nknown: 2013-06-06\ncolour: red\n---\n", "4:1 B003"},
		"broken citation":               {head + "It fell. [@]", "5:10 B010, 5:1 B012"},
		"broken second citation":        {head + "It fell. [@st-19-hall; p. 2] {.analysis}", "5:10 B010"},
		"citation that hides the name":  {head + "It fell. [-@st-19-hall] {.analysis}", "5:10 B010"},
		"unknown id":                    {head + "It fell. [@st-19-hall; @nothing]", "5:24 B011"},
		"unknown id behind umlauts":     {head + "Äöü — fiel. [@nothing]", "5:14 B011"},
		"second line of a paragraph":    {head + "It fell. [@st-19-hall]\nIt held. [@nothing]", "6:11 B011"},
		"no citation":                   {head + "It fell. [@st-19-hall] Nobody knows.", "5:24 B012"},
		"no citation in a list":         {head + "- It fell. [@st-19-hall]\n- Nobody knows.", "6:3 B012"},
		"no citation in a quotation":    {head + "> It fell. Nobody knows.", "5:3 B012"},
		"no citation in a nested list":  {head + "- It fell. [@st-19-hall]\n  - Nobody knows.", "6:5 B012"},
		"no citation in emphasis":       {head + "**Nobody** knows.", "5:3 B012"},
		"question":                      {head + "Who knows?", "5:1 B012"},
		"candidate":                     {head + "It fell. [@new-claim]", "5:11 B013"},
		"rejected":                      {head + "It fell. [@bad-claim]", "5:11 B014"},
		"document withdrawn":            {head + "It fell. [@pulled-claim]", "5:11 B015"},
		"source withdrawn":              {head + "It fell. [@gone-claim]", "5:11 B015"},
		"withdrawn document itself":     {head + "It fell. [@st-19-hall; @pulled]", "5:24 B015"},
		"published later":               {head + "It fell. [@late-claim]", "5:11 B016"},
		"published later, document":     {head + "It fell. [@st-19-hall; @late, p. 1]", "5:24 B016"},
		"document alone":                {head + "It fell. [@inst-report, p. 3]", "5:1 B017"},
		"heading cites":                 {head + "## It fell [@st-19-hall]", "5:13 B018"},
		"figure title cites":            {head + "![It fell [@st-19-hall]](figure:timeline)", "5:1 B018"},
		"likelihood and confidence":     {head + "We have high confidence that it will likely fall. {.analysis}", "5:1 B020"},
		"second row, other order":       {head + "It is highly improbable, and our confidence is low. {.analysis}", "5:1 B020"},
		"apart in two sentences":        {head + "It will likely fall. {.analysis} Our confidence is low. {.analysis}", "none"},
		"not a term":                    {head + "The likeliness is told with high confidence. {.analysis}", "none"},
		"figure of no kind":             {head + "![T](figure:pie?on=2013-05-20)", "5:1 B030"},
		"figure without parameters":     {head + "![T](figure:map)", "5:1 B032"},
		"unknown parameter":             {head + "![T](figure:map?on=2013-05-20&zoom=4)", "5:1 B031"},
		"parameter twice":               {head + "![T](figure:map?on=2013-05-20&on=2013-05-21)", "5:1 B032"},
		"parameter that can't be read":  {head + "![T](figure:map?on=2013-05-20&top=%zz)", "5:1 B032"},
		"day that is none":              {head + "![T](figure:map?on=2013-05-32)", "5:1 B032"},
		"no side":                       {head + "![T](figure:map?on=2013-05-20&top=front,roads:nobody)", "5:1 B032"},
		"unknown top":                   {head + "![T](figure:map?on=2013-05-20&top=clouds)", "5:1 B032"},
		"unknown layer":                 {head + "![T](figure:map?on=2013-05-20&layer=claimed:nobody)", "5:1 B032"},
		"good layer and box":            {head + "![T](figure:map?on=2013-05-20&layer=claimed:opposition&bbox=36,34,37,35)", "none"},
		"box inside out":                {head + "![T](figure:map?on=2013-05-20&bbox=37,34,36,35)", "5:1 B032"},
		"no place":                      {head + "![T](figure:control-strip?place=nowhere)", "5:1 B032"},
		"strip":                         {head + "![T](figure:control-strip?place=marran&from=2013-05-01&to=2013-06-06)", "none"},
		"days the wrong way round":      {head + "![T](figure:timeline?from=2013-05-20&to=2013-05-01)", "5:1 B032"},
		"route":                         {head + "![T](figure:route?side=government&from=marran&to=marran&on=2013-05-20)", "none"},
		"route without its day":         {head + "![T](figure:route?side=government&from=marran&to=marran)", "5:1 B032"},
		"route for nobody":              {head + "![T](figure:route?side=nobody&from=marran&to=marran&on=2013-05-20)", "5:1 B032"},
		"route to nowhere":              {head + "![T](figure:route?side=government&from=marran&to=nowhere&on=2013-05-20)", "5:1 B032"},
		"calendar":                      {head + "![T](figure:calendar?side=government&from=marran&to=marran&from-day=2013-05-01&to-day=2013-06-06)", "none"},
		"calendar, the wrong way round": {head + "![T](figure:calendar?side=government&from=marran&to=marran&from-day=2013-06-06&to-day=2013-05-01)", "5:1 B032"},
		"table of sieges":               {head + "![T](figure:siege-table?side=opposition&place=marran&from=2013-05-01&to=2013-06-06)", "none"},
		"table of days that are none":   {head + "![T](figure:siege-table?from=May)", "5:1 B032"},
		"no event type":                 {head + "![T](figure:timeline?type=Fun)", "5:1 B032"},
		"event type":                    {head + "![T](figure:timeline?type=Explosions/Remote%20violence)", "none"},
		"figure knows more":             {head + "![T](figure:map?on=2013-05-20&known=2013-07-01)", "5:1 B032"},
		"figure without title":          {head + "![](figure:map?on=2013-05-20)", "5:1 B033"},
		"picture from elsewhere":        {head + "![A hall](https://example.org/a.png) {.analysis}", "5:3 B034"},
		"figure in a sentence":          {head + "See ![T](figure:timeline). {.analysis}", "5:7 B034"},
		"judgement":                     {head + "::: judgement j-road\n:::", "none"},
		"unknown judgement":             {head + "::: judgement j-none\n:::", "5:1 B040"},
		"judgement without id":          {head + "::: judgement\n:::", "5:1 B040"},
		"box isn't closed":              {head + "::: analysis\nWe think.", "5:1 B041"},
		"unknown box":                   {head + "::: warning\nIt fell. [@st-19-hall]\n:::", "5:1 B041"},
		"analysis box with an argument": {head + "::: analysis x\nWe think.\n:::", "5:1 B041"},
		"unknown mark":                  {head + "It fell. [@st-19-hall] {.bold}", "5:24 B042"},
		"too deep":                      {head + "It fell. {.analysis}\n\n" + strings.Repeat("> ", 31) + "a", "7:1 B043"},
		"in a quotation, once":          {head + "> It fell. [@; a] {.bold}", "5:12 B010, 5:19 B042, 5:3 B012"},
		"link to a script":              {head + "[It](javascript:alert(1)) fell. [@st-19-hall]", "5:2 B050"},
		"link to a file":                {head + "[It](file:///etc/passwd) fell. [@st-19-hall]", "5:2 B050"},
		"link to a neighbour":           {head + "[It](other.html) fell. [@st-19-hall]", "5:2 B050"},
		"not UTF-8":                     {"---\n\xff\n---\n", "1:1 B001"},
		"too long":                      {strings.Repeat("a", brief.MaxBytes+1), "1:1 B001"},
		"lines end as on Windows":       {strings.ReplaceAll(head+"It fell.\n", "\n", "\r\n"), "5:1 B012"},
	}
	seen := map[string]bool{}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			ps := problems(tt.src)
			if got := codes(ps); got != tt.want {
				t.Errorf("problems of %.200q = %s, want %s\n%v", tt.src, got, tt.want, ps)
			}
		})
		for _, code := range regexp.MustCompile(`B\d+`).FindAllString(tt.want, -1) {
			seen[code] = true
		}
	}
	for _, code := range brief.Codes() {
		if !seen[code] {
			t.Errorf("no faulty brief for %s", code)
		}
		if brief.Explain(code) == "" {
			t.Errorf("Explain(%s) says nothing", code)
		}
	}
}

func TestSeveritiesTellWhatStopsPublishing(t *testing.T) {
	for _, p := range problems(head + "It fell. [@inst-report]\n\nNobody knows.") {
		want := map[string]brief.Severity{"B017": brief.Warning, "B012": brief.Error}[p.Code]
		if p.Severity != want {
			t.Errorf("severity of %v = %s, want %s", p, p.Severity, want)
		}
	}
}

// Taking the citations away from any one sentence makes Check complain of that sentence.
func TestEveryCitationOfTheSampleIsNeeded(t *testing.T) {
	src, doc := sample(t)
	sentences := 0
	for b := range doc.Walk() {
		for _, s := range b.Sentences {
			first := brief.Pos{}
			for c := range s.Cites() {
				if first == (brief.Pos{}) {
					first = c.At
				}
			}
			if first == (brief.Pos{}) || s.Analysis {
				continue
			}
			sentences++
			got := codes(problems(without(string(src), s)))
			want := fmt.Sprintf("%d:%d B012", s.At.Line, s.At.Column)
			if got != want {
				t.Errorf("without the citations of %q: %s, want %s", s.Text(), got, want)
			}
		}
	}
	if sentences < 25 {
		t.Errorf("tried %d sentences, want at least 25", sentences)
	}
}

// without blanks the brackets in which a sentence cites.
func without(src string, s brief.Sentence) string {
	lines := strings.SplitAfter(src, "\n")
	for c := range s.Cites() {
		r := []rune(lines[c.At.Line-1])
		if r[c.At.Column-1] != '@' {
			continue // a bracket of several, already blanked
		}
		from, to := c.At.Column-1, c.At.Column-1
		for r[from] != '[' {
			from--
		}
		for r[to] != ']' {
			to++
		}
		for i := from; i <= to; i++ {
			r[i] = ' '
		}
		lines[c.At.Line-1] = string(r)
	}
	return strings.Join(lines, "")
}
