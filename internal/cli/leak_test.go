package cli_test

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/salient-osint/salient/internal/browser"
)

// kept is what a made-up case may not show, by what it is.
type kept map[string]string

// newKept makes up a source, a person, a hospital and a shelter, each with words that stand
// nowhere else.
func newKept(rng *rand.Rand) kept {
	const consonants, vowels = "bdfgklmnprstvz", "aeiou"
	word := func() string {
		var b strings.Builder
		for range 4 {
			b.WriteByte(consonants[rng.IntN(len(consonants))])
			b.WriteByte(vowels[rng.IntN(len(vowels))])
		}
		return b.String() + "qx"
	}
	name := func() string {
		a, b := word(), word()
		return strings.ToUpper(a[:1]) + a[1:] + " " + strings.ToUpper(b[:1]) + b[1:]
	}
	k := kept{}
	for _, what := range []string{"source", "person", "hospital", "shelter"} {
		k[what], k[what+" id"], k[what+" note"] = name(), "m-"+word(), name()
	}
	k["source id"] = word() // one that could be a word of ordinary text
	k["alias"], k["local name"] = name(), "مشفى "+string([]rune("قحطبجدذرزسشصضطظعغ")[rng.IntN(9):][:6])
	k["document id"], k["title"], k["author"], k["quotation"], k["paraphrase"] = "m-"+word(), name()+" "+word(), name(), name()+" was "+word(), name()+" came"
	k["address"], k["archive"] = "https://"+word()+".example.org/"+word(), "https://"+word()+".example.org/"+word()
	k["lon"], k["lat"] = fmt.Sprintf("%.6f", 9.98+0.04*rng.Float64()), fmt.Sprintf("%.6f", 49.98+0.04*rng.Float64())
	k["hash"] = ""
	return k
}

// secrets are the strings that no publication may have, with what they are. Hashes and
// degrees are looked for in shorter forms too.
func (k kept) secrets() map[string]string {
	out := map[string]string{}
	for what, s := range k {
		switch what {
		case "lon", "lat":
			for digits := 3; digits <= 6; digits++ {
				var v float64
				fmt.Sscan(s, &v)
				out[fmt.Sprintf("%s to %d digits", what, digits)] = fmt.Sprintf("%.*f", digits, v)
			}
		case "hash":
			out["hash"], out["first digits of the hash"] = s, s[:12]
		case "address", "archive":
			out[what] = strings.TrimPrefix(s, "https://")
		default:
			out[what] = s
			for _, w := range strings.Fields(s) {
				if len([]rune(w)) >= 6 {
					out[what+", in part"] = w
				}
			}
		}
	}
	return out
}

// casebook writes the bridge's casebook with what is kept back added, at a sensitivity, and a
// brief that shows whatever a brief can show of it.
func (k kept) casebook(t *testing.T, level string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "book")
	if err := os.CopyFS(dir, os.DirFS(bridgeDir)); err != nil {
		t.Fatal(err)
	}
	k.write(t, dir, "files/"+k["document id"]+".txt", k["quotation"]+".\n")
	k["hash"] = fmt.Sprintf("%x", sha256.Sum256([]byte(k["quotation"]+".\n")))
	k.add(t, dir, "sources.csv", "{source id},{source},activist-network,C,south,,en,{address},LEVEL,active,,{source note}", level)
	k.add(t, dir, "actors.csv", "{person id},{person},en:{alias},public-figure,,,,,,LEVEL,{person note}", level)
	k.add(t, dir, "places.csv", "{hospital id},{hospital},en:{alias}|ar:{local name},hospital,midford,{lon},{lat},exact,50,,,,,LEVEL,{hospital note}\n"+
		"{shelter id},{shelter},,shelter,,{lat},{lon},exact,,,,,,LEVEL,{shelter note}", level)
	k.add(t, dir, "documents.csv", "{document id},{source id},post,{title},{author},{source},2020-03-14,2020-04-01,,{archive},en,{address}/1,{hash},files/{document id}.txt,open,active,,{source note}", level)
	k.add(t, dir, "roads.csv", `m-lane,Lane to {hospital},secondary,no,,midford-left,{hospital id},"LINESTRING (9.99 50, {lon} {lat})",{hospital note}`, level)
	const accepted = ",,,,accepted,analyst,2020-04-01,stated"
	k.add(t, dir, "claims.csv", strings.Join([]string{
		"d01,{document id},{source note},{quotation},{paraphrase},a nurse of {hospital},,,asserts,,3,video,happening,midford-left,,north,,Shelling/artillery/missile attack,,,,2020-03-14,every" + accepted + ",open,{source note}",
		"d02,courier-20,{hospital note},,{paraphrase},{person id},,,asserts,,3,none,happening,{hospital id},,north,,Air/drone strike,,4|3|9,killed,2020-03-15,every" + accepted + ",open,{hospital note}",
		"d03,courier-20,paragraph 9,,Shells fell by {hospital} at {lon} {lat}.,{alias},d02,{document id},denies,,3,none,happening,midford-right,,north,,Attack,,,,2020-03-16,every" + accepted + ",open,asked {person}; see {address}/1",
		"d04,{document id},opening,{quotation},{paraphrase},,,,asserts,,3,none,holding,{shelter id},,south,,controls,,,,2020-03-14,every" + accepted + ",open,",
		"d05,{document id},opening,,{paraphrase},{person id},,,asserts,,3,none,tie,,,{person id},south,part-of,,,,2020-03-14,every" + accepted + ",open,",
		"{hospital id}-walls,courier-20,paragraph 8,,The walls stand.,,,activist-{source id}-3,asserts,,3,none,condition,midford-left,,,,damage,low,,,2020-03-17,every" + accepted + ",open,",
	}, "\n"), level)
	k.write(t, dir, "briefs/redacted.md", k.fill(redactedBrief, level))
	return dir
}

const redactedBrief = `---
title: What became of the right bank
standfirst: A week in March, from what the reports say.
authors: [A. Analyst]
date: 2020-05-21
known: 2020-03-21
proof: [archived, sha256]
redaction: READERS
---

The left bank was shelled on 14 March, one network reported. [@d01] A house was hit the day after, somebody said. [@d02; @d03]
The walls still stood, The Courier reported. [@{hospital id}-walls]

![Both banks on 16 March](figure:map?on=2020-03-16&top=front,siege,events,roads:north "Two banks, each another's.")

![A closer look at the banks](figure:map?on=2020-03-16&layer=claimed:south&bbox=9.97,49.97,10.03,50.03 "Two banks from near by.")

![A week of attacks](figure:timeline?from=2020-03-01&to=2020-03-21 "One week, event by event.")

![The way was open](figure:route?side=north&from=northgate&to=midford-left&on=2020-03-16 "One way and its two ends.")

![It was open all month](figure:calendar?side=north&from=northgate&to=midford-left "One row of days.")

![Nobody was besieged for long](figure:siege-table? "One row for each siege.")

![The left bank, day by day](figure:control-strip?place=midford-left "One strip of days.")

![Who stood under whom](figure:orbat?on=2020-03-16 "A tree of two sides.")

![Who held what](figure:table?of=holdings&on=2020-03-16 "A row for each place.")

![What happened](figure:table?of=events "A row for each event.")

![Who reported it](figure:table?of=sources "A row for each source.")
`

func (k kept) fill(text, level string) string {
	for what, s := range k {
		text = strings.ReplaceAll(text, "{"+what+"}", s)
	}
	return strings.ReplaceAll(text, "LEVEL", level)
}

func (k kept) add(t *testing.T, dir, file, rows, level string) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, file))
	if err != nil {
		t.Fatal(err)
	}
	k.write(t, dir, file, strings.TrimRight(string(b), "\n")+"\n"+k.fill(rows, level)+"\n")
}

func (k kept) write(t *testing.T, dir, file, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// publications are the parts of all that publish writes of the brief, by name, as text: of ZIP
// files each part, of PDFs the text, the properties and each stream.
func publications(t *testing.T, k kept, level, readers string, paper bool) map[string]string {
	t.Helper()
	dir, out := filepath.Join(t.TempDir(), "case"), filepath.Join(t.TempDir(), "out")
	book := k.casebook(t, level)
	brief := filepath.Join(book, "briefs", "redacted.md")
	b, err := os.ReadFile(brief)
	if err != nil {
		t.Fatal(err)
	}
	k.write(t, book, "briefs/redacted.md", strings.ReplaceAll(string(b), "READERS", readers))
	run(t, "init", dir)
	run(t, "import", dir, book)
	args := []string{"publish", dir, "redacted", "-o", out, "--drafts"}
	if _, err := browser.Find(); err != nil || !paper {
		args = append(args, "--no-pdf")
	}
	run(t, args...)
	parts := map[string]string{}
	files, err := filepath.Glob(filepath.Join(out, "*"))
	if err != nil || len(files) < 3 {
		t.Fatalf("publish wrote %v (%v)", files, err)
	}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Base(file)
		parts["name of "+name], parts[name] = name, string(b)
		switch filepath.Ext(file) {
		case ".docx", ".zip":
			unzip(t, name, b, parts)
		case ".pdf":
			readPDF(t, file, b, parts)
		}
	}
	return parts
}

func unzip(t *testing.T, name string, b []byte, parts map[string]string) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		parts[name+" "+f.Name] = f.Name + "\n" + f.Comment + "\n" + string(content) + "\n" + withoutTags(string(content))
	}
}

var tag = regexp.MustCompile(`<[^>]*>`)

// withoutTags is the text of XML, of words that several elements share too.
func withoutTags(text string) string { return tag.ReplaceAllString(text, "") }

var stream = regexp.MustCompile(`(?s)stream\r?\n(.*?)endstream`)

func readPDF(t *testing.T, file string, b []byte, parts map[string]string) {
	t.Helper()
	for _, m := range stream.FindAllSubmatch(b, -1) {
		r, err := zlib.NewReader(bytes.NewReader(m[1]))
		if err != nil {
			continue // not compressed so: it stands in the file as it is
		}
		content, _ := io.ReadAll(r)
		parts["streams of the PDF"] += string(content) + "\n"
	}
	for _, args := range [][]string{{"pdftotext", file, "-"}, {"pdfinfo", "-struct-text", file}, {"pdfinfo", file}} {
		if _, err := exec.LookPath(args[0]); err != nil {
			continue
		}
		said, err := exec.Command(args[0], args[1:]...).Output()
		if err != nil {
			t.Fatal(err)
		}
		parts[strings.Join(args[:2], " ")] = string(said) + "\n" + strings.Join(strings.Fields(string(said)), " ")
	}
}

// leaks lists which secrets stand where, in whatever letters. A PDF draws with numbers, which
// may begin with the same few digits as a degree by chance.
func leaks(parts map[string]string, secrets map[string]string) []string {
	var out []string
	for part, text := range parts {
		text = strings.ToLower(text)
		for what, s := range secrets {
			chance := part == "streams of the PDF" && (strings.HasSuffix(what, "to 3 digits") || strings.HasSuffix(what, "to 4 digits"))
			if strings.Contains(text, strings.ToLower(s)) && !chance {
				out = append(out, fmt.Sprintf("%s: %s (%q)", part, what, s))
			}
		}
	}
	slices.Sort(out)
	return out
}

// Nothing that is withheld reaches what publish writes, in no form, in no part, at no level below.
// Written for those who may see it, it does: the test can fail. (PDF and pictures are made twice.)
func TestNoPublicationTellsWhatIsWithheld(t *testing.T) {
	plainly(t)
	pairs := [][2]string{{"withheld", "open"}, {"withheld", "restricted"}, {"restricted", "open"}}
	for seed := range 24 {
		levels := pairs[seed%len(pairs)]
		t.Run(fmt.Sprintf("%d, %s rows for %s readers", seed, levels[0], levels[1]), func(t *testing.T) {
			k := newKept(rand.New(rand.NewPCG(7, uint64(seed))))
			parts := publications(t, k, levels[0], levels[1], seed == 0)
			if found := leaks(parts, k.secrets()); len(found) > 0 {
				t.Errorf("published all the same:\n%s", strings.Join(found, "\n"))
			}
			if page := parts["redacted.html"]; !strings.Contains(page, "withheld source") {
				t.Error("the page doesn't say that a source is withheld")
			}
		})
	}
	t.Run("for those who may see it", func(t *testing.T) {
		k := newKept(rand.New(rand.NewPCG(7, 99)))
		found := strings.Join(leaks(publications(t, k, "withheld", "withheld", true), k.secrets()), "\n")
		for _, want := range []string{"redacted.html: source", "redacted.html: title", "redacted.html: hash", "redacted.html: person", "redacted.html: hospital", "redacted.docx word/endnotes.xml: address", "brief.md: hospital id"} {
			if !strings.Contains(found, want) {
				t.Errorf("nothing was found of %s: the test couldn't fail; found:\n%s", want, found)
			}
		}
	})
}
