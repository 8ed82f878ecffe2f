package brief

import (
	"fmt"
	"slices"
)

// rule is what a code stands for. Codes are never given to another rule.
type rule struct {
	severity Severity
	meaning  string
	example  string // a text that breaks the rule
	mend     string
}

var rules = map[string]rule{
	"B001": {
		Error, "The front matter can't be read.",
		"title: The road: a study",
		"Front matter is YAML between two lines of ---, at the very top: keys with a text, a day (YYYY-MM-DD) or a list. A text with a colon goes into quotation marks.",
	},
	"B002": {
		Error, "The front matter lacks something that readers need: the title, or the day as known by which the text was written.",
		"title: The road",
		"Add title: … and known: YYYY-MM-DD.",
	},
	"B003": {
		Warning, "The front matter has a key that nothing reads.",
		"autors: A. Analyst",
		"Look for a slip of the pen; docs/brief.md lists the keys.",
	},
	"B004": {
		Error, "The front matter's sides name what is no side of the case, or give two sides one colour.",
		"sides: {nobody: The others}",
		"Name the sides that case.csv lists, each with a colour of its own.",
	},
	"B010": {
		Error, "A citation is not written as one.",
		"It fell. [@]",
		"Write [@claim-id] or [@claim-id; @document-id, p. 2].",
	},
	"B011": {
		Error, "A citation names an id that is neither a claim, nor a document, nor a judgement of the case.",
		"It fell. [@nothing]",
		"Look the claim up and cite it by its id.",
	},
	"B012": {
		Error, "A factual sentence cites nothing.",
		"The hall fell on 19 May.",
		"Cite the claims that it rests on. If it is your own reasoning, mark it {.analysis}; if everybody knows it, {.background}: readers will see either.",
	},
	"B013": {
		Error, "A cited claim is a candidate: nobody has decided on it.",
		"It fell. [@a-candidate]",
		"Accept the claim first, with a reason, or cite another.",
	},
	"B014": {
		Error, "A cited claim was rejected.",
		"It fell. [@a-rejected-claim]",
		"Cite another claim, or take the sentence out.",
	},
	"B015": {
		Error, "A cited claim's document, or the source of that document, was withdrawn.",
		"It fell. [@a-claim-of-a-withdrawn-page]",
		"Find who else says so, or take the sentence out.",
	},
	"B016": {
		Error, "A cited document was published after the day as known by which the brief is written, or its day isn't known.",
		"It fell. [@written-a-year-later]",
		"Cite what was out by then, or set known to a later day.",
	},
	"B017": {
		Warning, "A sentence cites a document but no claim, so nothing says which words of the document bear it out.",
		"It fell. [@a-report, p. 3]",
		"Code the passage as a claim, and cite that.",
	},
	"B018": {
		Error, "A heading, or a figure's title, carries a citation.",
		"## It fell [@a-claim]",
		"Cite in the text.",
	},
	"B019": {
		Error, "A cited claim says something else than when it was cited: its row was changed since the ledger's entry that the front matter names in recorded, or since the brief was last written.",
		"recorded: 12",
		"Read the claim again, mend the sentence, and set recorded to the ledger's head (salient verify prints it).",
	},
	"B020": {
		Error, "A likelihood (likely, almost certain) and a confidence (high confidence) stand in one sentence. ICD 203 keeps them apart, because readers take one for the other.",
		"We have high confidence that it will likely fall.",
		"Make two sentences.",
	},
	"B021": {
		Error, "A word of likelihood that stands in neither row of ICD 203, in our own voice: nobody can say which range it means.",
		"The town possibly fell. {.analysis}",
		"Take the term for the range that you mean: from almost no chance (1–5%) and very unlikely (5–20%) to very likely (80–95%) and almost certain (95–99%).",
	},
	"B022": {
		Error, "The brief takes its terms of likelihood from both rows of ICD 203.",
		"It will likely fall. {.analysis} It will probably not burn. {.analysis}",
		"Keep to the row of the first term.",
	},
	"B023": {
		Error, "A word that takes a side, in our own voice.",
		"The rebels left the town. [@a-claim]",
		"Write government, opposition, armed group or its own name, captured, withdrew. The word may stand in quotation marks, or in a sentence that says who uses it.",
	},
	"B024": {
		Warning, "What looks like the name of a private person. Records and names are for holders of a public or command role alone.",
		"A farmer, Karim Nassar, saw it. [@a-claim]",
		"Name the role and the place (a resident of the north-west). Whoever holds a public role belongs into actors.csv as a public-figure.",
	},
	"B025": {
		Error, "A telephone number or an address of electronic mail.",
		"He can be reached at +963 11 555 0100. {.background}",
		"Take it out.",
	},
	"B026": {
		Error, "Words in quotation marks that neither the cited claims nor their documents have, in title or text.",
		"He called it “a lie for the cameras”. [@a-claim]",
		"Quote as the claim's quote or the document's text layer has it, cite the claim that holds the words, or give them in your own words.",
	},
	"B027": {
		Warning, "A cited document's source has no descriptor (ICD 206): no grade of reliability, or nothing about what it is.",
		"It fell. [@a-claim-of-an-ungraded-source]",
		"Give the source its reliability (A–F) and its kind, leaning or a note. salient sourcing CASE --brief ID drafts the rest.",
	},
	"B030": {
		Error, "There is no figure of this kind.",
		"![It fell](figure:pie?on=2013-05-20)",
		"docs/brief.md lists the kinds.",
	},
	"B031": {
		Error, "The kind of figure has no such parameter.",
		"![It fell](figure:map?on=2013-05-20&zoom=4)",
		"docs/brief.md lists the parameters of each kind.",
	},
	"B032": {
		Error, "A parameter of a figure is missing, or its value is nothing that the case has.",
		"![It fell](figure:map)",
		"Give it a value that the case has.",
	},
	"B033": {
		Error, "A figure has no title.",
		"![](figure:map?on=2013-05-20)",
		"The title says the finding: ![The town was cut off on every side](figure:…).",
	},
	"B034": {
		Error, "An image that is not a figure of the case, or a figure inside a sentence.",
		"![A hall](https://example.org/hall.png)",
		"Figures are paragraphs of their own; pictures from elsewhere can't be shown.",
	},
	"B035": {
		Warning, "A figure has no alternative text of its own: those who don't see it get a list of what is drawn, not what it shows.",
		"![The town was cut off](figure:map?on=2013-05-20)",
		"Add a text in quotation marks behind the address: (figure:map?on=2013-05-20 \"…\"). It says more than the title does.",
	},
	"B036": {
		Warning, "A figure prints something else than when the brief was last published: claims came in, were decided on or withdrawn since.",
		"![The town was cut off](figure:map?on=2013-05-20 \"…\")",
		"Look whether its title, its alternative text and the sentences about it still hold. Publishing the brief again settles it.",
	},
	"B040": {
		Error, "A judgement box names no judgement of the case.",
		"::: judgement j-nothing",
		"Look the judgement up and name it by its id.",
	},
	"B041": {
		Error, "A box that isn't known or isn't closed.",
		"::: warning",
		"The boxes are ::: judgement ID, ::: analysis and ::: background, each closed by a line of :::",
	},
	"B042": {
		Error, "A mark that isn't known.",
		"It fell. {.bold}",
		"The marks are {.analysis} and {.background}, right behind a sentence, or before the first one of a paragraph for all of it.",
	},
	"B043": {
		Error, "Quotations and lists stand in each other deeper than thirty. Nothing behind that is read.",
		"> > > > …",
		"Write it flatter.",
	},
	"B044": {
		Error, "A judgement without a basis: no claim says what it rests on.",
		"::: judgement j-without-basis",
		"Name its claims in the judgement's basis.",
	},
	"B045": {
		Error, "A forecast without a deadline can never be found wrong.",
		"::: judgement j-without-deadline",
		"Give the judgement the day by which it is settled.",
	},
	"B046": {
		Error, "A sentence cites a judgement and isn't marked as analysis.",
		"The road will stay open. [@a-judgement]",
		"Mark it {.analysis}: readers must see what is ours.",
	},
	"B047": {
		Error, "One sentence cites claims and a judgement. What was said and what we judge are two things.",
		"The army said so [@a-claim], and it will [@a-judgement]. {.analysis}",
		"Make two sentences.",
	},
	"B050": {
		Error, "A link leads to an address that can't be published.",
		"[It](file:///etc/passwd)",
		"Links begin with https:, http:, mailto: or #.",
	},
	"B051": {
		Error, "A dead link: nothing in the brief has the name behind #, or a reference is defined nowhere.",
		"[See below](#nowhere)",
		"Headings are #h1, #h2 … in their order, figures #f1, #f2 …; or write the address: [text](https://…).",
	},
	"B060": {
		Error, "The sentence names a day, a month or a year that none of the cited claims bears out.",
		"The hall fell on 21 May. [@a-claim-of-19-may]",
		"Mend the date, or cite who gives it.",
	},
	"B061": {
		Error, "The sentence names a place that none of the cited claims is about.",
		"The hall of Marran fell. [@a-claim-on-the-air-base]",
		"Mend the place, or cite who tells of it. What a place lies in may be named for it, not the other way round.",
	},
	"B062": {
		Error, "The sentence gives a share that none of the cited claims gives.",
		"It held 70% of the town. [@a-claim-of-a-half]",
		"Mend the share, or cite who gives it.",
	},
	"B063": {
		Error, "The sentence gives a number that none of the cited claims gives.",
		"Sixty people were dead. [@a-claim-of-forty]",
		"Mend the number, or cite who gives it. Say about where it is rounded.",
	},
	"B064": {
		Error, "The sentence names a party that none of the cited claims names.",
		"The Wadi Brigades took the hall. [@a-claim-on-the-army]",
		"Mend the name, or cite who tells of that party. A party may stand for those under it, not the other way round.",
	},
	"B070": {
		Warning, "What a single voice says is told as a fact. Claims of one origin are one voice, however often printed.",
		"The hall fell. [@one-agency]",
		"Say who says so, or cite a second voice.",
	},
	"B071": {
		Error, "What only one side's interest says is told as a fact.",
		"The army took the hall. [@state-television]",
		"Say who says so, or cite somebody whose interest it isn't.",
	},
	"B072": {
		Error, "A claim stands against what the sentence cites, and the paragraph doesn't mention it.",
		"The hall fell, the army said. [@a-claim-that-is-denied]",
		"Cite the denial too, in this paragraph.",
	},
	"B073": {
		Warning, "Salient finds that a claim contradicts what the sentence cites, and the paragraph doesn't mention it.",
		"The wire saw the army in the hall on 5 May. [@a-claim-that-another-excludes]",
		"Cite the other claim in this paragraph, or enter the contradiction and resolve it.",
	},
	"B080": {
		Error, "A crime is imputed to a named party on fewer than two origins.",
		"The army, the paper said, tortured prisoners. [@one-paper]",
		"Find a second origin, or leave the name out.",
	},
	"B081": {
		Error, "A crime is imputed to a named party without saying who says so.",
		"The army tortured prisoners. [@one-paper; @another]",
		"Name who says so, in the sentence.",
	},
	"B082": {
		Error, "A crime is imputed to a named party, and its paragraph doesn't give the answer of the accused.",
		"The army tortured prisoners, two papers said. [@one-paper; @another]",
		"Cite what the accused say to it, or say that they didn't answer.",
	},
	"B083": {
		Error, "A crime is imputed to a named party in a title, a heading or a figure, where nobody can be cited.",
		"## How the army tortured prisoners",
		"Tell it in the text.",
	},
	"B090": {
		Error, "The text tells of something that is more sensitive than the brief's redaction level lets be shown: by a name, an id, an address, a hash, a title, a quotation or a coordinate.",
		"The field hospital lies in the mill. [@a-claim]",
		"Leave the name out, or write for readers who may know: redaction: restricted.",
	},
	"B091": {
		Error, "A claim or document is cited, or the place or actor of a figure given, that is more sensitive than the brief's redaction level lets be shown.",
		"It fell. [@a-restricted-claim]",
		"Cite another, or write for readers who may know: redaction: restricted.",
	},
	"B092": {
		Error, "A claim is cited that speaks of days which the brief keeps back: younger than its delay or, of where units are, than the case's embargo, counted from its date.",
		"The brigade lies in the mill. [@a-claim-of-yesterday]",
		"Wait, leave it out, or decide otherwise in the front matter: delay: 0.",
	},
}

// Explain says what a code means, with an example and how to mend it; "" for a code that
// doesn't exist.
func Explain(code string) string {
	r, ok := rules[code]
	if !ok {
		return ""
	}
	return fmt.Sprintf("%s (%s): %s\nExample: %s\nTo mend: %s", code, r.severity, r.meaning, r.example, r.mend)
}

// Codes lists all codes in order.
func Codes() []string {
	out := make([]string, 0, len(rules))
	for c := range rules {
		out = append(out, c)
	}
	slices.Sort(out)
	return out
}
