package cli_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/desk"
	"github.com/salient-osint/salient/internal/web"
)

// site serves the pages of the al-Qusayr case, made anew in a folder of the test.
type site struct {
	*httptest.Server
	desk *desk.Desk
}

func serveDemo(t *testing.T) site {
	t.Helper()
	d := openDesk(t, alQusayrDir(t))
	return served(t, d, "analyst")
}

// served serves a case to somebody.
func served(t *testing.T, d *desk.Desk, who string) site {
	t.Helper()
	pages, err := web.New(d, web.Options{Who: who})
	if err != nil {
		t.Fatal(err)
	}
	return site{newServer(t, pages), d}
}

func newServer(t *testing.T, h http.Handler) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s
}

// get asks for a page and returns its status and body.
func (s site) get(t *testing.T, path string) (int, string, http.Header) {
	t.Helper()
	answer, err := s.Client().Get(s.URL + path)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(body), answer.Header
}

// post sends a form and doesn't follow where it leads.
func (s site) post(t *testing.T, path string, form url.Values) (int, string, http.Header) {
	t.Helper()
	client := *s.Client()
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	answer, err := client.PostForm(s.URL+path, form)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(body), answer.Header
}

// pages is every page, by the words that its title or text must have.
var pages = []struct{ path, words string }{
	{"/", "The fall of al-Qusayr"},
	{"/map?on=2013-05-20", "Map on 20 May 2013, as known by"},
	{"/map?on=2013-05-20&known=2013-05-22&top=front,roads:government&sel=place:al-qusayr-centre", "earlier knowledge"},
	{"/map?on=2013-05-20&layer=claimed:government", "Government"},
	{"/map?on=2013-06-06&against=2013-05-18", "What changed"},
	{"/map?on=2013-05-20&against_known=2013-05-18&sel=place:al-qusayr-centre", "What did it"},
	{"/map?on=2013-04-15&layer=gaps&sel=place:talbiseh", "Nobody reports from here between 3 January 2013 and 30 April 2013; nearest evidence: "},
	{"/judgements", "How often terms came true"},
	{"/judgements?author=our+reading+of+the+backgrounder", "Looked up when due"},
	{"/timeline?place=al-qusayr", "Bombardment and fighting in al-Qusayr"},
	{"/map?on=2013-05-20&from=hermel&to=homs&side=government", "Uncertain for Government"},
	{"/map?on=2013-05-20&from=jusiyah-crossing&to=al-qusayr&side=opposition&fromday=2013-04-01&today=2013-06-30", "Cut for Opposition"},
	{"/map?on=2013-05-20&from=hermel&pick=to&sel=place:al-qusayr-centre", "choose where the way ends"},
	{"/map?on=2013-05-25&top=front,siege,roads:opposition&sel=place:al-qusayr-north", "By the three-part test besieged"},
	{"/gaps", "By district and month"},
	{"/gaps?by=governorate&place=talbiseh&from=2013-01-01&to=2013-06-30", "Nobody reports from here between"},
	{"/places?on=2013-05-20", "Bab Amr"},
	{"/places/al-qusayr-centre?on=2013-05-20", "al-Qusayr centre on 20 May 2013, as known by"},
	{"/places/homs?on=2012-05-05", "Its parts"},
	{"/documents", "Documents"},
	{"/search", "Search the documents"},
	{"/search?words=qusair+leban*&from=2013-04-01&type=article-newspaper", "the newest first"},
	{"/documents/salient-2013-method-note?find=qusair", "mark class=\"hit\""},
	{"/documents/salient-2013-method-note", "The original is held"},
	{"/documents/salient-2013-method-note/review", "decided or coded"},
	{"/review", "With something left"},
	{"/review?show=all", "The fall of al-Qusayr: a chronology"},
	{"/claims", "Claims"},
	{"/claims/afp-2013-04-21-army-closes-in-01", "Passage not held"},
	{"/contradictions", "Contradictions"},
	{"/orbat?on=2013-05-20", "Order of battle on 20 May 2013"},
	{"/actors/hezbollah?on=2013-05-20", "Hezbollah"},
	{"/routes", "not that a road is safe"},
	{"/routes?on=2013-05-20&from=hermel&to=homs&side=government", "not that a road is safe"},
	{"/sieges?on=2013-05-25", "Computed"},
	{"/sieges?on=2013-05-25&side=opposition", "The three-part test on 25 May 2013: besieged"},
	{"/whatif", "A place and a side"},
	{"/whatif?on=2013-05-10&place=dabaa&side=government&from=arsal&to=al-qusayr&for=opposition", "Supposition:"},
	{"/timeline", "Timeline"},
	{"/areas?on=2013-05-20", "In al-Qusayr District: Government"},
	{"/areas?on=2013-05-20&in=all&of=people&by=governorate", "whose parts are not all in one row"},
	{"/sources", "Differs from our later assessment"},
	{"/sources/sana", "Learned record"},
	{"/briefs", "Briefs"},
	{"/publications", "Nothing was published yet"},
	{"/case", "entry"},
	{"/case/place", "al-qusayr-centre"},
	{"/case/lexicon", "The case has no lexicon of its own"},
	{"/new/claim", "New claim"},
	{"/edit/place/homs", "Mend place"},
	{"/history/place/homs", "History of place"},
	{"/withdraw?id=document:rappler-2013-05-19-storm", "See what would change"},
	{"/find?q=qusair", "القصير"},
}

func TestPages(t *testing.T) {
	plainly(t)
	s := serveDemo(t)
	t.Run("every page answers", s.everyPageAnswers)
	t.Run("bad addresses get a plain sentence", s.badAddressesGetAPlainSentence)
	t.Run("the map answers without scripts", s.mapAnswersWithoutScripts)
	t.Run("assets are kept forever", s.assetsAreKeptForever)
}

func (s site) everyPageAnswers(t *testing.T) {
	for _, p := range pages {
		status, body, header := s.get(t, p.path)
		if status != http.StatusOK || !strings.Contains(body, p.words) {
			t.Errorf("GET %s = %d, body without %q: %v; want 200 with it", p.path, status, p.words, !strings.Contains(body, p.words))
		}
		if csp := header.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") {
			t.Errorf("GET %s: Content-Security-Policy %q, want default-src 'none'", p.path, csp)
		}
		if bad := inlined.FindString(body); bad != "" {
			t.Errorf("GET %s has %q, which the policy forbids", p.path, bad)
		}
	}
}

// inlined finds what a strict policy forbids: styles and scripts in the page itself.
var inlined = regexp.MustCompile(`(?i)<style|<script[^>]*>[^<]|<[a-z][^>]* style=|<[a-z][^>]* on(click|load|error|input|change|submit)=|javascript:`)

func (s site) badAddressesGetAPlainSentence(t *testing.T) {
	for path, want := range map[string]struct {
		status int
		words  string
	}{
		"/map?on=yesterday":                                  {400, "on is &#34;yesterday&#34;; expected a day"},
		"/map?on=0000-00-00":                                 {400, "expected a day"},
		"/map?known=2013-13-01":                              {400, "known is"},
		"/map?layer=heat":                                    {400, "layer is"},
		"/map?top=skulls":                                    {400, "top is"},
		"/map?against=then":                                  {400, "against is"},
		"/map?against_known=2013":                            {400, "against_known is"},
		"/gaps?by=continent":                                 {400, "by is"},
		"/judgements?author=nobody":                          {400, "author is"},
		"/gaps?from=2013-02-01&to=2012-02-01":                {400, "to is"},
		"/gaps?place=atlantis":                               {404, "nothing here under that name"},
		"/map?view=1/2":                                      {400, "view is"},
		"/map/frame?size=1x1":                                {400, "size is"},
		"/map?recorded=x":                                    {400, "recorded is"},
		"/map?sel=place:al-qusair":                           {404, "al-qusayr"},
		"/places/al-qusair":                                  {404, "al-Qusayr"},
		"/claims/nothing-of-the-sort":                        {404, "nothing here under that name"},
		"/nowhere":                                           {404, "nothing here under that name"},
		"/new/unicorn":                                       {404, "nothing here under that name"},
		"/timeline?from=2013-02-01&to=2012":                  {400, "to is"},
		"/areas?of=money":                                    {400, "of is"},
		"/areas?by=village":                                  {400, "by is"},
		"/areas?in=homs":                                     {400, "in is"},
		"/areas?in=nowhere":                                  {404, "nothing here under that name"},
		"/routes?side=nobody":                                {400, "side is"},
		"/find?q=" + strings.Repeat("x", 999):                {400, "q is"},
		"/map?from=homs&side=nobody":                         {400, "side is"},
		"/map?pick=both":                                     {400, "pick is"},
		"/map?from=homs&fromday=2013":                        {400, "fromday is"},
		"/map?fromday=2013-06-01&today=2013-05-01&from=homs": {400, "today is"},
		"/whatif?place=homs&side=nobody":                     {400, "side is"},
		"/withdraw?id=nothing":                               {404, "nothing here under that name"},
		"/withdraw?id=place:homs":                            {400, "A place can&#39;t be withdrawn"},
		"/withdraw?id=source:sana&look=1":                    {422, "Say why"},
	} {
		status, body, _ := s.get(t, path)
		if status != want.status || !strings.Contains(body, want.words) {
			t.Errorf("GET %s = %d, has %q: %v; want %d with it", path, status, want.words, strings.Contains(body, want.words), want.status)
		}
	}
}

func TestNamesAreTextNeverMarkup(t *testing.T) {
	plainly(t)
	s := serveDemo(t)
	const evil = `<script>alert(1)</script>"'><img src=x onerror=alert(1)>`
	for _, row := range []salient.Row{
		salient.NewRow(salient.KindPlace, "evil", map[string]string{"name": evil, "names": "ar:" + evil, "kind": "village", "parent": "qusayr-district", "lon": "36.6", "lat": "34.5", "note": evil}),
		salient.NewRow(salient.KindActor, "evil-actor", map[string]string{"name": evil, "kind": "unit", "note": evil}),
		salient.NewRow(salient.KindSource, "evil-source", map[string]string{"name": evil, "url": "javascript:alert(1)"}),
		salient.NewRow(salient.KindDocument, "evil-document", map[string]string{"source": "evil-source", "title": evil, "published": "2013-05-19", "url": "javascript:alert(1)", "note": evil}),
		salient.NewRow(salient.KindClaim, "evil-claim", map[string]string{
			"document": "evil-document", "says": evil, "claimant": evil, "kind": "holding", "what": "controls", "actor": "government", "place": "evil",
			"when": "2013-05-19", "status": "accepted", "locator": evil, "hedge": evil, "note": evil,
		}),
		salient.NewRow(salient.KindClaim, "evil-tie", map[string]string{
			"document": "evil-document", "quote": evil, "kind": "tie", "what": "part-of", "actor": "evil-actor", "other": "government", "when": "2013-05-19", "status": "accepted",
		}),
	} {
		if _, err := s.desk.Save(t.Context(), desk.Edit{Row: row, Who: evil, Why: evil}); err != nil {
			t.Fatalf("Save(%s) = %v", row.ID, err)
		}
	}
	for _, path := range []string{
		"/map?on=2013-05-20&sel=place:evil", "/map/frame?on=2013-05-20&sel=place:evil", "/map/figure.svg?on=2013-05-20", "/places", "/places/evil?on=2013-05-20",
		"/claims/evil-claim", "/claims/evil-tie", "/documents/evil-document", "/documents", "/sources/evil-source", "/sources", "/orbat?on=2013-05-20", "/actors/evil-actor?on=2013-05-20",
		"/withdraw?id=evil-document", "/withdraw?id=evil-source", "/withdraw?id=evil-claim", "/edit/place/evil", "/edit/claim/evil-claim", "/history/claim/evil-claim", "/case", "/case/place", "/find?q=script", "/find?q=" + url.QueryEscape(evil), "/gaps", "/gaps?place=evil", "/map?on=2013-05-20&layer=gaps", "/map?on=2013-05-20&against=2013-05-18", "/contradictions", "/sieges", "/whatif?on=2013-05-20&place=evil", "/map?on=2013-05-20&from=evil&to=homs", "/map?from=" + url.QueryEscape(evil) + "&to=homs", "/routes?from=" + url.QueryEscape(evil) + "&to=homs",
	} {
		status, body, _ := s.get(t, path)
		if strings.Contains(body, "<script>alert") || strings.Contains(body, "<img src=x") || strings.Contains(body, `href="javascript:`) {
			t.Errorf("GET %s = %d, with a name as markup", path, status)
		}
		if status != http.StatusOK {
			t.Errorf("GET %s = %d, want 200", path, status)
		}
	}
}

func TestWrongCellsAreNamedBesideTheirField(t *testing.T) {
	plainly(t)
	s := serveDemo(t)
	status, body, _ := s.post(t, "/new/claim", url.Values{
		"c.id": {"new-claim"}, "c.document": {"no-such"}, "c.kind": {"holding"}, "c.what": {"owns"}, "c.place": {"homs"}, "c.when": {"mid-May"}, "c.says": {"kept as typed"},
	})
	if status != http.StatusUnprocessableEntity {
		t.Errorf("POST /new/claim with wrong cells = %d, want 422", status)
	}
	for _, want := range []string{`id="w-document"`, `id="w-what"`, `id="w-when"`, `aria-describedby="w-when"`, "Nothing was written", "kept as typed", `href="#f-when"`} {
		if !strings.Contains(body, want) {
			t.Errorf("POST /new/claim with wrong cells: no %q", want)
		}
	}
}

func TestRowsAreMadeMendedAndTakenBack(t *testing.T) {
	plainly(t)
	s := serveDemo(t)
	make := url.Values{"c.id": {"new-village"}, "c.name": {"New village"}, "c.kind": {"village"}, "c.parent": {"qusayr-district"}, "c.lon": {"36.6"}, "c.lat": {"34.5"}, "why": {"found on a map"}}
	if status, _, header := s.post(t, "/new/place", make); status != http.StatusSeeOther || header.Get("Location") != "/places/new-village" {
		t.Fatalf("POST /new/place = %d to %q, want 303 to /places/new-village", status, header.Get("Location"))
	}
	_, form, _ := s.get(t, "/edit/place/new-village")
	revision := regexp.MustCompile(`name="revision" value="(\d+)"`).FindStringSubmatch(form)
	mend := url.Values{"c.id": {"new-village"}, "c.name": {"Newer village"}, "c.kind": {"village"}, "c.parent": {"qusayr-district"}, "revision": {revision[1]}}
	if status, _, _ := s.post(t, "/edit/place/new-village", mend); status != http.StatusSeeOther {
		t.Fatalf("POST /edit/place = %d, want 303", status)
	}
	status, _, _ := s.post(t, "/edit/place/new-village", mend)
	if status != http.StatusConflict && status != http.StatusSeeOther {
		t.Errorf("POST /edit/place with a stale revision = %d, want 409, or 303 for the same cells", status)
	}
	mend.Set("c.name", "Ours")
	if status, body, _ := s.post(t, "/edit/place/new-village", mend); status != http.StatusConflict || !strings.Contains(body, "Newer village") {
		t.Errorf("POST /edit/place with a stale revision = %d, shows theirs: %v; want 409 with theirs", status, strings.Contains(body, "Newer village"))
	}
	if status, _, _ := s.post(t, "/undo/place/new-village", nil); status != http.StatusSeeOther {
		t.Errorf("POST /undo = %d, want 303", status)
	}
	if _, body, _ := s.get(t, "/places/new-village"); !strings.Contains(body, "New village") {
		t.Errorf("after undo, the place isn't called New village")
	}
}

func TestADecisionNeedsAReasonAndCanBeChanged(t *testing.T) {
	plainly(t)
	s := serveDemo(t)
	const claim = "/claims/afp-2013-04-21-army-closes-in-01"
	if status, _, _ := s.post(t, claim+"/decision", url.Values{"decision": {"rejected"}, "revision": {"1"}}); status != http.StatusBadRequest {
		t.Errorf("POST decision without a reason = %d, want 400", status)
	}
	if status, _, _ := s.post(t, claim+"/decision", url.Values{"decision": {"rejected"}, "reason": {"wrong place"}, "revision": {"1"}}); status != http.StatusSeeOther {
		t.Fatalf("POST decision = %d, want 303", status)
	}
	if _, body, _ := s.get(t, claim); !strings.Contains(body, "wrong place") || !strings.Contains(body, "Rejected by analyst") {
		t.Errorf("GET %s doesn't tell of the decision", claim)
	}
	if status, _, _ := s.post(t, claim+"/decision", url.Values{"decision": {"accepted"}, "reason": {"again"}, "revision": {"1"}}); status != http.StatusConflict {
		t.Errorf("POST decision with a stale revision = %d, want 409", status)
	}
}

func (s site) mapAnswersWithoutScripts(t *testing.T) {
	_, body, _ := s.get(t, "/map?on=2013-05-20&sel=place:al-qusayr-centre")
	for _, want := range []string{`data-place="al-qusayr-centre"`, `name="on" value="Mon 20 May 2013"`, "<button class=\"nojs\">Show</button>", "Why", "dB", `href="/map?on=2013-05-19`} {
		if !strings.Contains(body, want) {
			t.Errorf("GET /map has no %q", want)
		}
	}
	if status, body, _ := s.get(t, "/map?on=Tue+21+May+2013&known=&top=front&top=events&top=roads:opposition"); status != http.StatusOK || !strings.Contains(body, "21 May 2013") {
		t.Errorf("the map's form without scripts = %d, want 200 for 21 May", status)
	}
}

func TestDaysUnderEmbargoAreShut(t *testing.T) {
	plainly(t)
	s := serveDemo(t)
	if _, err := s.desk.Save(t.Context(), desk.Edit{Row: salient.NewRow(salient.KindSetting, "embargo", map[string]string{"value": "36000"}), Revision: 1, Who: "analyst"}); err != nil {
		t.Fatal(err)
	}
	_, routes, _ := s.get(t, "/routes?on=2013-05-20&from=hermel&to=homs&side=government")
	_, actor, _ := s.get(t, "/actors/hezbollah?on=2013-05-20")
	_, way, _ := s.get(t, "/map?on=2013-05-20&from=hermel&to=homs&side=government")
	_, whatif, _ := s.get(t, "/whatif?on=2013-05-20&place=dabaa&side=government")
	for name, body := range map[string]string{"routes": routes, "actor": actor, "the map's way": way, "what if": whatif} {
		if !strings.Contains(body, "embargo") {
			t.Errorf("%s says nothing of the embargo", name)
		}
	}
	if strings.Contains(routes+way, "◆") {
		t.Errorf("routes or the map list chokepoints of a day under embargo")
	}
	if strings.Contains(whatif, "Supposition:") {
		t.Errorf("a supposition about a day under embargo is answered")
	}
}

func (s site) assetsAreKeptForever(t *testing.T) {
	_, body, _ := s.get(t, "/")
	for _, asset := range regexp.MustCompile(`(?:href|src)="(/static/[^"]+)"`).FindAllStringSubmatch(body, -1) {
		status, _, header := s.get(t, asset[1])
		if status != http.StatusOK {
			t.Errorf("GET %s = %d, want 200", asset[1], status)
		}
		if !strings.HasSuffix(asset[1], "icon.svg") && !strings.Contains(header.Get("Cache-Control"), "immutable") {
			t.Errorf("GET %s: Cache-Control %q, want immutable", asset[1], header.Get("Cache-Control"))
		}
	}
}
