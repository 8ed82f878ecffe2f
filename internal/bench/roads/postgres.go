package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// postgres asks pgRouting, in a cluster of its own in a folder that is removed afterwards.
// What is open is a table of cells by day, joined by the query that pgRouting reads its
// edges with; a place is one more node, joined at no cost to the nodes in its cell.
func (l *laid) postgres(ctx context.Context, programs string) (out []figure, err error) {
	c, err := startCluster(ctx, programs)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, c.stop(context.WithoutCancel(ctx))) }()
	if err := l.fill(ctx, c); err != nil {
		return nil, err
	}
	ways, err := l.pgWays(ctx, c)
	if err != nil {
		return nil, err
	}
	days, err := l.pgComponents(ctx, c)
	if err != nil {
		return nil, err
	}
	points, err := l.pgPoints(ctx, c)
	return append(append(ways, days...), points...), err
}

// cluster is a PostgreSQL server that listens on a socket in its folder only.
type cluster struct {
	programs, dir string
	user          string // as whom its programs run, for it refuses root
}

func startCluster(ctx context.Context, programs string) (*cluster, error) {
	dir, err := os.MkdirTemp("", "bench-roads-")
	if err != nil {
		return nil, err
	}
	c := &cluster{programs: programs, dir: dir}
	if os.Geteuid() == 0 {
		c.user = "postgres"
		if err := exec.CommandContext(ctx, "chown", c.user, dir).Run(); err != nil {
			return nil, fmt.Errorf("give %s to the user postgres: %w", dir, err)
		}
	}
	if err := c.run(ctx, "initdb", "-D", dir+"/data", "-U", "bench", "--auth=trust"); err != nil {
		return nil, err
	}
	options := "-c listen_addresses= -c unix_socket_directories=" + dir + " -c shared_buffers=512MB -c work_mem=256MB -c fsync=off -c max_wal_size=4GB"
	if err := c.run(ctx, "pg_ctl", "-D", dir+"/data", "-w", "-l", dir+"/log", "-o", options, "start"); err != nil {
		return nil, err
	}
	_, err = c.ask(ctx, strings.NewReader("CREATE EXTENSION postgis; CREATE EXTENSION pgrouting;"))
	return c, err
}

func (c *cluster) command(ctx context.Context, program string, args ...string) *exec.Cmd {
	args = append([]string{filepath.Join(c.programs, program)}, args...)
	if c.user != "" {
		args = append([]string{"runuser", "-u", c.user, "--"}, args...)
	}
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Dir = c.dir
	return cmd
}

func (c *cluster) run(ctx context.Context, program string, args ...string) error {
	out, err := c.command(ctx, program, args...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: %w: %s", program, err, bytes.TrimSpace(out))
	}
	return nil
}

func (c *cluster) stop(ctx context.Context) error {
	return errors.Join(c.run(ctx, "pg_ctl", "-D", c.dir+"/data", "-m", "immediate", "stop"), os.RemoveAll(c.dir))
}

// ask runs SQL and gives what it prints, a row a line, without headings; \timing is on.
func (c *cluster) ask(ctx context.Context, sql io.Reader) (string, error) {
	cmd := c.command(ctx, "psql", "-h", c.dir, "-U", "bench", "-d", "postgres", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1")
	var out, errs bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = sql, &out, &errs
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("psql: %w: %s", err, bytes.TrimSpace(errs.Bytes()))
	}
	return out.String(), nil
}

// fill makes the tables.
func (l *laid) fill(ctx context.Context, c *cluster) error {
	r, w := io.Pipe()
	go func() { // ends when psql has read all, or has closed its end
		b := bufio.NewWriter(w)
		l.write(b)
		_ = w.CloseWithError(b.Flush()) // never fails
	}()
	_, err := c.ask(ctx, r)
	_ = r.Close() // never fails
	return err
}

func (l *laid) write(w io.Writer) {
	fmt.Fprintln(w, `CREATE UNLOGGED TABLE pieces (id int PRIMARY KEY, source int, target int, cell int, cost float8);
CREATE UNLOGGED TABLE through (day int, doubtful bool, cell int);
CREATE UNLOGGED TABLE inside (cell int, node int);
COPY pieces FROM stdin;`)
	for i, p := range l.pieces {
		fmt.Fprintf(w, "%d\t%d\t%d\t%d\t%s\n", i+1, p.from, p.to, p.cell, strconv.FormatFloat(p.hours, 'g', -1, 64))
	}
	fmt.Fprintln(w, "\\.\nCOPY inside FROM stdin;")
	for i, nodes := range l.inside {
		for _, v := range nodes {
			fmt.Fprintf(w, "%d\t%d\n", i, v)
		}
	}
	fmt.Fprintln(w, "\\.\nCOPY through FROM stdin;")
	written := map[int]bool{}
	days := l.someDays()
	for _, a := range l.asked[:l.few()] {
		days = append(days, a.day)
	}
	for _, day := range days {
		for k, doubtful := range []bool{false, true} {
			for cell, lets := range l.lets(day, doubtful) {
				if lets && !written[day] {
					fmt.Fprintf(w, "%d\t%t\t%d\n", day, k == 1, cell)
				}
			}
		}
		written[day] = true
	}
	fmt.Fprintln(w, "\\.\nCREATE INDEX ON pieces (cell); CREATE INDEX ON through (day, doubtful); CREATE INDEX ON inside (cell); ANALYZE;")
}

// few is how many of the ways the slow contenders are asked for: those of several days.
func (l *laid) few() int { return min(l.others, len(l.asked)) }

// someDays are the days whose components pgRouting is asked for.
func (l *laid) someDays() []int {
	var out []int
	for k := range l.options.days {
		out = append(out, k*l.net.Days/l.options.days)
	}
	return out
}

// edges is the query for the edges of a day, for pgRouting to read.
func edges(day int, doubtful bool) string {
	return fmt.Sprintf("SELECT id, source, target, cost, cost AS reverse_cost FROM pieces JOIN through USING (cell) WHERE day = %d AND doubtful = %t", day, doubtful)
}

var spentLine = regexp.MustCompile(`(?m)^Time: ([0-9.]+) ms`)

// timed asks one query and gives its first row and how long it took in the server's eyes.
func (c *cluster) timed(ctx context.Context, sql string) (row string, spent time.Duration, err error) {
	out, err := c.ask(ctx, strings.NewReader("\\timing on\n"+sql+";\n"))
	if err != nil {
		return "", 0, err
	}
	m := spentLine.FindStringSubmatch(out)
	if m == nil {
		return "", 0, fmt.Errorf("no time in %q", out)
	}
	row, _, _ = strings.Cut(out, "\n")
	took, err := strconv.ParseFloat(m[1], 64)
	return row, time.Duration(took * float64(time.Millisecond)), err
}

func (l *laid) pgWays(ctx context.Context, c *cluster) ([]figure, error) {
	f := figure{task: oneWay, who: "pgr_dijkstra"}
	equal := 0
	for _, a := range l.asked[:l.few()] {
		sql := fmt.Sprintf(`SELECT coalesce(max(agg_cost), 0) FROM pgr_dijkstra($q$%s
UNION ALL SELECT -node - 1, -1, node, 0, -1 FROM inside WHERE cell = %d
UNION ALL SELECT -node - 100000001, node, -2, 0, -1 FROM inside WHERE cell = %d$q$, -1, -2, true)`, edges(a.day, false), a.from, a.to)
		row, spent, err := c.timed(ctx, sql)
		if err != nil {
			return nil, err
		}
		f.spent = append(f.spent, spent)
		if hours, err := strconv.ParseFloat(row, 64); err == nil && same(hours, a.hours) {
			equal++
		}
	}
	f.n, f.said = len(f.spent), fmt.Sprintf("%d of %d costs equal", equal, len(f.spent))
	return []figure{f}, nil
}

// pgComponents finds the components of some days, and which places they cut off.
func (l *laid) pgComponents(ctx context.Context, c *cluster) ([]figure, error) {
	f := figure{task: oneDay, who: "pgr_connectedComponents"}
	equal := 0
	for _, day := range l.someDays() {
		sql := fmt.Sprintf("SELECT count(DISTINCT component) FROM pgr_connectedComponents($q$%s$q$)", edges(day, true))
		_, spent, err := c.timed(ctx, sql)
		if err != nil {
			return nil, err
		}
		f.spent = append(f.spent, spent)
		out, err := c.ask(ctx, strings.NewReader(fmt.Sprintf(`CREATE TEMP TABLE part AS SELECT component, node FROM pgr_connectedComponents($q$%s$q$);
SELECT node FROM part WHERE component IN (SELECT component FROM part JOIN inside USING (node) JOIN through USING (cell) WHERE day = %d AND doubtful AND cell %% %d = 0);`, edges(day, true), day, l.n.Cols)))
		if err != nil {
			return nil, err
		}
		joined := map[int32]bool{}
		for line := range strings.Lines(out) {
			v, err := strconv.Atoi(strings.TrimSpace(line))
			if err != nil {
				return nil, err
			}
			joined[int32(v)] = true
		}
		if l.differs(day, func(v int32) bool { return joined[v] }) == 0 {
			equal++
		}
	}
	f.n, f.said = len(f.spent), fmt.Sprintf("%d of %d days equal", equal, len(f.spent))
	all := figure{task: calendar, who: "pgr_connectedComponents", n: l.net.Days, said: fmt.Sprintf("reckoned from the mean of %d days", f.n)}
	for _, d := range f.spent {
		all.whole += d * time.Duration(l.net.Days) / time.Duration(f.n)
	}
	return []figure{f, all}, nil
}

// pgPoints finds the points of articulation of one day's whole net, of which those of a pair are a
// part.
func (l *laid) pgPoints(ctx context.Context, c *cluster) ([]figure, error) {
	row, spent, err := c.timed(ctx, fmt.Sprintf("SELECT count(*) FROM pgr_articulationPoints($q$%s$q$)", edges(l.asked[0].day, false)))
	if err != nil {
		return nil, err
	}
	return []figure{{task: choke, who: "pgr_articulationPoints, of the net", n: 1, spent: []time.Duration{spent}, said: row + " nodes, of any pair"}}, nil
}
