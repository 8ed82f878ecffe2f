package main

import (
	"container/heap"
	"fmt"
	"math"
	"time"
)

// plain searches without anything worked out beforehand but the arcs of each node: Dijkstra's
// algorithm for ways, and for the calendar a search from the rear on every day.
func (l *laid) plain() []figure {
	g := l.arcs()
	ways := figure{task: oneWay, who: "plain search"}
	equal := 0
	for _, a := range l.asked[:min(10*l.others, len(l.asked))] {
		open := l.lets(a.day, false)
		start := time.Now()
		hours := g.dijkstra(l, a, open)
		ways.spent = append(ways.spent, time.Since(start))
		if same(hours, a.hours) {
			equal++
		}
	}
	ways.n, ways.said = len(ways.spent), fmt.Sprintf("%d of %d costs equal", equal, len(ways.spent))
	days := figure{task: oneDay, who: "plain search"}
	equal = 0
	for day := range l.net.Days {
		through := l.lets(day, true)
		start := time.Now()
		reached := g.flood(l, through)
		days.spent = append(days.spent, time.Since(start))
		if l.differs(day, reached) == 0 {
			equal++
		}
	}
	days.n, days.said = len(days.spent), fmt.Sprintf("%d of %d days equal", equal, len(days.spent))
	all := figure{task: calendar, who: "plain search, day by day", n: days.n, said: days.said}
	for _, d := range days.spent {
		all.whole += d
	}
	return []figure{ways, days, all}
}

// same reports whether two sums of hours are equal but for rounding.
func same(a, b float64) bool { return math.Abs(a-b) <= 1e-6*max(a, b) }

// differs counts the places of which Salient says otherwise on a day than that they are cut
// off when held and not reached from the rear.
func (l *laid) differs(day int, reached func(node int32) bool) int {
	n := 0
	for i := range l.n.Places {
		cut := l.n.State[day][i] == 'b' && len(l.inside[i]) > 0
		for _, v := range l.inside[i] {
			cut = cut && !reached(v)
		}
		if cut != l.cut[day][i] {
			n++
		}
	}
	return n
}

// arcs is lists of pieces by node.
type arcs struct {
	first []int32
	piece []int32
}

func (l *laid) arcs() *arcs {
	g := &arcs{make([]int32, l.nodes+1), make([]int32, 2*len(l.pieces))}
	for _, p := range l.pieces {
		g.first[p.from+1]++
		g.first[p.to+1]++
	}
	for v := range l.nodes {
		g.first[v+1] += g.first[v]
	}
	next := append([]int32(nil), g.first...)
	for i, p := range l.pieces {
		for _, v := range [2]int32{p.from, p.to} {
			g.piece[next[v]] = int32(i)
			next[v]++
		}
	}
	return g
}

// flood tells what is reached from the rear over cells that let through.
func (g *arcs) flood(l *laid, through []bool) func(node int32) bool {
	seen := make([]bool, l.nodes)
	var queue []int32
	for i, nodes := range l.inside {
		if l.rear(i) && through[i] {
			queue = append(queue, nodes...)
		}
	}
	for _, v := range queue {
		seen[v] = true
	}
	for k := 0; k < len(queue); k++ {
		v := queue[k]
		for _, i := range g.piece[g.first[v]:g.first[v+1]] {
			p := &l.pieces[i]
			w := p.from + p.to - v
			if !seen[w] && (p.cell < 0 || through[p.cell]) {
				seen[w] = true
				queue = append(queue, w)
			}
		}
	}
	return func(v int32) bool { return seen[v] }
}

// dijkstra gives the hours of the fastest way, 0 if there is none.
func (g *arcs) dijkstra(l *laid, a asked, open []bool) float64 {
	hours := make([]float64, l.nodes)
	for v := range hours {
		hours[v] = math.Inf(1)
	}
	goal := map[int32]bool{}
	for _, v := range l.inside[a.to] {
		goal[v] = true
	}
	var q queue
	for _, v := range l.inside[a.from] {
		hours[v] = 0
		q = append(q, reached{0, v})
	}
	for len(q) > 0 {
		at := heap.Pop(&q).(reached)
		if at.hours > hours[at.node] {
			continue
		}
		if goal[at.node] {
			return at.hours
		}
		for _, i := range g.piece[g.first[at.node]:g.first[at.node+1]] {
			p := &l.pieces[i]
			w, sum := p.from+p.to-at.node, at.hours+p.hours
			if p.cell >= 0 && open[p.cell] && sum < hours[w] {
				hours[w] = sum
				heap.Push(&q, reached{sum, w})
			}
		}
	}
	return 0
}

type reached struct {
	hours float64
	node  int32
}

type queue []reached

func (q queue) Len() int           { return len(q) }
func (q queue) Less(i, j int) bool { return q[i].hours < q[j].hours }
func (q queue) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *queue) Push(x any)        { *q = append(*q, x.(reached)) }
func (q *queue) Pop() any {
	old := *q
	x := old[len(old)-1]
	*q = old[:len(old)-1]
	return x
}
