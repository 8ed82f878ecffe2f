package contradiction

import (
	"testing"
	"time"
	"encoding/csv"
	"os"
	"fmt"
	"github.com/salient-osint/salient"
	"github.com/salient-osint/salient/internal/control"
	"github.com/salient-osint/salient/internal/orbat"
	"github.com/salient-osint/salient/when"
)
func rows(dir, file string, kind salient.Kind) []salient.Row {
	f, err := os.Open(dir+"/"+file); if err!=nil {panic(err)}
	l, err := csv.NewReader(f).ReadAll(); if err!=nil {panic(err)}
	var out []salient.Row
	for _, r := range l[1:] { m:=map[string]string{}; for i,n:=range l[0]{m[n]=r[i]}; out=append(out, salient.NewRow(kind,r[0],m)) }
	return out
}
func typed[T any](dir, file string, kind salient.Kind, rd func(salient.Row)(T,error)) []T {
	var out []T
	for _, r := range rows(dir,file,kind) { v, err := rd(r); if err!=nil {fmt.Println(file,r.ID,err); continue}; out=append(out,v)}
	return out
}
func loadQ() *salient.Case {
	dir := "../../cases/al-qusayr"
	c := &salient.Case{}
	c.Settings,_ = salient.ReadSettings(rows(dir,"case.csv",salient.KindSetting))
	c.Sources = typed(dir, "sources.csv", salient.KindSource, salient.Row.Source)
	c.Documents = typed(dir, "documents.csv", salient.KindDocument, salient.Row.Document)
	c.Places = typed(dir, "places.csv", salient.KindPlace, salient.Row.Place)
	c.Actors = typed(dir, "actors.csv", salient.KindActor, salient.Row.Actor)
	c.Claims = typed(dir, "claims.csv", salient.KindClaim, salient.Row.Claim)
	c.Sort()
	return c
}
func TestQ(t *testing.T) {
	c := loadQ()
	d := func(s string) when.Day { x,_ := when.ParseDay(s); return x }
	start := time.Now()
	book := orbat.New(c)
	span,_ := c.Period()
	a := control.Assess(c, book, control.SettingsOf(c.Settings), span)
	fmt.Println("assess", time.Since(start)); 
	show := func(a *control.Assessment, p, day string) {
		h, ok := a.Holding(salient.PlaceID(p), d(day))
		fmt.Printf("%-22s %s %v %s %s", p, day, ok, h.Status, h.Basis)
		for _, x := range h.Holders { fmt.Printf(" %s %.3f", x.Side, x.P) }
		le := ""; if h.LastEvidence!=nil { le=h.LastEvidence.String() }
		fmt.Println(" ", le, h.From)
	}
	show(a,"homs","2012-05-05")
	for _, x := range [][2]string{{"homs-deir-baalba","2012-12-15"},{"homs-deir-baalba","2012-12-31"},{"homs-old-city","2012-06-15"},{"homs-old-city","2012-12-15"},{"homs-khalidiya","2012-06-15"},{"homs-khalidiya","2012-12-15"},{"homs-bab-amr","2013-03-20"},{"homs-bab-amr","2013-03-15"},{"homs-bab-amr","2013-03-28"},
	{"al-qusayr-centre","2013-05-18"},{"al-qusayr-centre","2013-05-20"},{"al-qusayr-centre","2013-06-06"},{"al-qusayr-north","2013-05-20"},{"dabaa-air-base","2013-05-26"},{"dabaa-air-base","2013-05-29"},{"dabaa-air-base","2013-05-31"},{"dabaa","2013-06-05"},{"dabaa","2013-06-07"},{"dabaa","2013-06-09"},{"al-qusayr","2013-05-20"},{"al-qusayr","2013-06-04"},{"al-qusayr","2013-06-06"},{"al-qusayr","2013-06-10"},{"rastan","2013-05-15"},{"talbiseh","2013-05-15"},{"homs","2013-05-15"},{"qusayr-district","2013-05-15"}} { show(a,x[0],x[1]) }
	k := c.KnownBy(d("2013-05-18"))
	ak := control.Assess(k, orbat.New(k), control.SettingsOf(c.Settings), span)
	fmt.Println("known 05-18:"); show(ak,"al-qusayr-centre","2013-05-20")
	for _, q := range [][2]string{{"al-qusayr-centre","2013-05-20"},{"homs-bab-amr","2013-03-20"},{"homs","2012-05-05"},{"al-qusayr","2013-05-20"}} {
	start = time.Now()
	e, _ := a.Why(salient.PlaceID(q[0]), d(q[1]))
	fmt.Println("why", q, time.Since(start), e.Side, e.Prior, e.All)
	for i, w := range e.Why { if i>=22 {break}; cl,_ := c.Claim(w.Claim); fmt.Printf("  %6.1f %-45s %s %v %s %s %s | %s | %s %s %s\n", w.Weight, w.Claim, w.Stance, cl.Actors, cl.What, cl.Value, cl.Place, cl.When, cl.Claimant, w.Interest, w.CopyOf) }
	}
	start = time.Now()
	r := Find(c, book, a)
	fmt.Println("find", time.Since(start), r.Pairs, len(r.Contradictions))
	n := map[string]int{}
	for i, x := range r.Contradictions { n[x.Kind]++; if i<25 || x.Kind==Share { fmt.Println(x.Kind,x.Place,x.Actor,x.Other,x.What,x.From,x.To,len(x.For),len(x.Against),x.Spread,x.Claimed,x.Parts) } }
	fmt.Println(n)
	for _, rec := range a.Records() { fmt.Printf("%+v\n", rec) }
	var walk func([]orbat.Node, string)
	walk = func(ns []orbat.Node, ind string) { for _, x := range ns { fmt.Println(ind, x.Actor, x.Tie, x.Since, x.Claim, x.Doubt, x.Ended); walk(x.Under, ind+"   ") } }
	walk(book.Tree(d("2013-05-20"),""), "")
}
