package war

// What the wars written by hand have in common, unless they say otherwise.
func base(name, note string, sources ...Source) Setting {
	return Setting{
		Name: name, Note: note, Sides: 2, Places: 80, Days: 300,
		Still: 0.3, Changes: 0.8, Campaigns: 3, Sweep: 10, Pace: 3, MinSpell: 7,
		Contested: 0.5, ContestedDays: 15, Repelled: 0.2,
		Near: 4, NearDays: 12, Bursts: 1, BurstDays: 8, Burst: 4, Uneven: 0.4,
		Sources: sources,
	}
}

var (
	careful  = Source{Grade: "B", Rate: 2, Right: 0.96, Slow: Delay{Exponential, 1.5}, Repeats: 0.2}
	careless = Source{Grade: "C", Rate: 2, Right: 0.7, Slow: Delay{Exponential, 3}, Repeats: 0.2}
	video    = Source{Grade: "B", Rate: 0.8, Right: 0.96, Slow: Delay{Exponential, 1}, Visual: 1, VisualRight: 0.97}
	party    = Source{
		Grade: "D", Rate: 2, Right: 0.94, OwnSide: 0.8, Early: Delay{Exponential, 4}, Late: Delay{Exponential, 9},
		Slow: Delay{Exponential, 2}, Hides: 0.15, Denies: 0.08, Lies: 0.2, Repeats: 0.25,
	}
)

// of makes a party's source one of a side.
func (s Source) of(side int) Source { s.Side = side; return s }

// graded gives a source another grade.
func (s Source) graded(grade string) Source { s.Grade = grade; return s }

// copying makes a source that copies others, undeclared.
func copying(chance float64, days int, of ...int) Source {
	return Source{Grade: "C", Copies: of, CopyChance: chance, CopyDays: days}
}

// Named are the wars written by hand, each for something that is hard.
func Named() []Setting {
	red, blue := party.of(1), party.of(2)
	out := []Setting{
		likeControlBench(),
		base("two-sources", "only two sources, of opposite sides", red, blue),
		manySources(),
		base("undeclared-copiers", "a chain of copiers that aren't declared, and one of several, graded A, of a careless source",
			careful, careless, red, blue, copying(0.9, 2, 1), copying(0.7, 3, 4), copying(0.6, 5, 1, 2).graded("A"), copying(0.5, 1, 1)),
		base("no-friends", "a side without friendly sources", careful, careless, red, red, red),
		base("all-friends", "all sources friendly to one side", red, red, red.graded("B"), red.graded("C")),
		base("grades-shuffled", "the worst source is graded best", careful.graded("E"), careless.graded("A"), video.graded("F"), red.graded("A"), blue.graded("B")),
		base("quarter-careless", "a quarter of twelve sources is right less than six times in ten", quarterCareless()...),
		base("no-visual", "words alone, and each side's lie", careful, red, red, blue, blue),
		base("other-lags", "delays that are bimodal, lognormal, or drawn for each claim", otherLags()...),
		quietBursts(),
		twoStates(),
		fiveSides(),
		misjudged(),
		sparse(),
		quotedParties(),
	}
	return out
}

// likeControlBench is like control-bench as its description has it, with fewer places.
func likeControlBench() Setting {
	r1, r2 := party.of(1), party.of(1)
	r2.Rate, r2.Early, r2.Late = 1.3, Delay{Exponential, 2}, Delay{Exponential, 14}
	u1, u2 := party.of(2).graded("C"), party.of(2).graded("C")
	u2.Rate = 1.1
	n1, n2, v, c := careful, careless, video, copying(0.83, 2, 4)
	n1.Rate, n2.Rate, v.Rate = 1.2, 1.3, 0.4
	n2.Right = 0.8
	c.Declared = true
	names := []string{"r1", "r2", "u1", "u2", "n1", "n2", "video", "copier"}
	s := base("like-control-bench", "like control-bench as its description has it", r1, r2, u1, u2, n1, n2, v, c)
	for i := range s.Sources {
		s.Sources[i].Name = names[i]
		s.Sources[i].Rate *= 0.3
	}
	s.Days, s.Still, s.Changes, s.Campaigns, s.Sweep = 671, 0.6, 0.3, 2, 8
	s.MinSpell, s.Near, s.NearDays, s.Burst, s.Bursts = 4, 4, 15, 4, 0.5
	return s
}

func manySources() Setting {
	s := base("thirty-sources", "thirty sources of every sort, each seldom heard")
	for i := range 30 {
		src := []Source{careful, careless, party.of(1), party.of(2), video}[i%5]
		src.Rate /= 5
		src.Covers = []float64{0, 0.5, 0.2}[i%3]
		s.Sources = append(s.Sources, src)
	}
	return s
}

func quarterCareless() []Source {
	var out []Source
	for i := range 12 {
		src := []Source{careful, party.of(1), party.of(2)}[i%3]
		if i%4 == 3 {
			src = careless
			src.Right = 0.45 + 0.05*float64(i/4)
		}
		src.Rate /= 2
		out = append(out, src)
	}
	return out
}

func otherLags() []Source {
	a, b, c, d := party.of(1), party.of(2), careful, party.of(2)
	a.Early, a.Late = Delay{Bimodal, 8}, Delay{Bimodal, 16}
	b.Early, b.Late = Delay{Lognormal, 6}, Delay{Lognormal, 12}
	c.Slow = Delay{Uniform, 6}
	d.Early, d.Late, d.PerClaim = Delay{Uniform, 10}, Delay{Uniform, 20}, true
	e := careless
	e.Slow = Delay{Fixed, 14}
	return []Source{a, b, c, d, e}
}

func quietBursts() Setting {
	s := base("quiet-bursts", "much is reported where nothing changed, little where something did", careful, careless, party.of(1), party.of(2))
	s.Near, s.Bursts, s.Burst, s.Still = 1, 5, 8, 0.6
	return s
}

func twoStates() Setting {
	s := base("two-states", "no ground is ever contested, and none is said to be", careful, careless, party.of(1), party.of(2))
	s.Contested = 0
	return s
}

func fiveSides() Setting {
	s := base("five-sides", "five sides, of which three have a source", careful, careless, video, party.of(1), party.of(2), party.of(3))
	s.Sides, s.Places, s.Days, s.Campaigns = 5, 60, 250, 5
	return s
}

func misjudged() Setting {
	a, b := careful, careful
	a.Misjudges, a.MisjudgeDays = 0.8, 40
	b.Stuck, b.Right = 0.6, 0.9
	return base("misjudged", "sources that take a place for something else for weeks, or stick to what they said", a, b, a, party.of(1), party.of(2))
}

func sparse() Setting {
	s := base("sparse", "hardly any claims, and most places have three at most", careful, careless, party.of(1), party.of(2))
	for i := range s.Sources {
		s.Sources[i].Rate /= 8
	}
	s.Forgotten = 0.6
	return s
}

func quotedParties() Setting {
	a, b, c := careful, careful, careless
	a.Quotes, b.Quotes, c.Quotes = 0.6, 0.3, 0.8
	s := base("quoted-parties", "outlets without side that quote the sides' spokesmen; other claimants are blank", a, b, c, party.of(1))
	s.Spokesmen = []Source{party.of(1), party.of(2)}
	s.Claimants, s.Wording = NoName, Quotes
	return s
}
