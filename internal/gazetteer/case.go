package gazetteer

import "github.com/salient-osint/salient"

// OfCase makes a gazetteer of a case's places, and lists the ids under which GeoNames and
// P-coded tables have them, which a Set is to hide.
func OfCase(places []salient.Place) (g *Gazetteer, hidden []string) {
	entries := make([]Entry, 0, len(places))
	for _, p := range places {
		e := Entry{Place: Place{ID: string(p.ID), Name: p.Name, Kind: kindOfCase(p), Parent: string(p.Parent)}}
		for _, n := range p.Names {
			e.Names = append(e.Names, n.Text)
		}
		if p.At != nil {
			e.At, e.Located = *p.At, true
		}
		if p.Population != nil {
			e.People = *p.Population
		}
		if p.GeonameID != "" {
			hidden = append(hidden, "geonames:"+p.GeonameID)
		}
		if p.PCode != "" {
			hidden = append(hidden, "pcode:"+p.PCode)
			if p.Kind == salient.Country {
				e.Country = p.PCode
				hidden = append(hidden, "iso:"+p.PCode)
			}
		}
		entries = append(entries, e)
	}
	return Build(entries), hidden
}

func kindOfCase(p salient.Place) Kind {
	switch p.Kind {
	case salient.Country:
		return Country
	case salient.Governorate:
		return Region
	case salient.District, salient.Subdistrict:
		return District
	case "sector":
		return Sector
	case "city", "town", "village":
		return Town
	}
	return Other
}
