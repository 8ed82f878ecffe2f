#!/usr/bin/env python3
"""Measures how far two coders of the same documents agree.

    agreement.py FIRST.csv SECOND.csv [--documents id,id…] [--roll-up ACTOR=PARTY]… [--least S] [--list]
    agreement.py --self-test

FIRST and SECOND are claims.csv files of a casebook. Compared are the documents named, or else
all documents that both files have claims of.

Unitising. Coders decide freely how many claims a passage makes, so claims are matched first,
one to one, within a document. The similarity of two claims is the weighted mean of five parts:
kind 0.25, place 0.25, what 0.20, party 0.15, first day 0.15. A part is 1 if equal and 0 if not,
with two exceptions: parties count by the share of actors in common, and days by their distance
(1 on the same day, 0 from 30 days on). Of all matchings the one with the greatest sum is taken
(Hungarian method); pairs less similar than 0.5 (--least) are dropped. Equal stance, amount and
claimant break ties and do nothing else. What stays unmatched was seen by one coder alone.

Agreement. Over the matched pairs, Krippendorff's alpha (K. Krippendorff, Computing
Krippendorff's Alpha-Reliability, 2011) by the coincidence matrix: nominal for kind, place,
party and what; interval and nominal for the first day of `when`, since one distant date can
decide the interval figure. 1 is perfect agreement, 0 is chance.

Claims are matched by the variables that are then compared, which flatters agreement. The second
column of alphas is free of that: for each variable claims are matched anew by the other four.
Intervals are percentiles (2.5, 97.5) of 2,000 resamples of whole documents, with a fixed seed:
claims of one document aren't independent. They leave out the error of the matching itself.
"""

import argparse
import csv
import datetime
import random
import re
import sys
from collections import Counter

WEIGHTS = {"kind": 0.25, "place": 0.25, "what": 0.20, "party": 0.15, "day": 0.15}
LEAST_SIMILARITY = 0.5  # unless --least says otherwise
DAYS_TO_ZERO = 30
TIE_BREAK = 1e-4  # a hundredth of the smallest step that the weights can make
RESAMPLES = 2000


# Krippendorff's alpha


def nominal(a, b):
    """Returns the difference of two categories: 0 or 1."""
    return 0.0 if a == b else 1.0


def interval(a, b):
    """Returns the squared difference of two numbers."""
    return float(a - b) ** 2


def coincidences(units):
    """Returns the coincidence matrix of units, as a counter of ordered pairs of values.

    A unit is the list of values that coders gave it, None where a coder gave none. A unit with
    m values adds each ordered pair of values of different coders with weight 1/(m-1).
    """
    matrix = Counter()
    for unit in units:
        values = [v for v in unit if v is not None]
        for i, a in enumerate(values):
            for j, b in enumerate(values):
                if i != j:
                    matrix[a, b] += 1 / (len(values) - 1)
    return matrix


def alpha(units, difference):
    """Returns Krippendorff's alpha of units; None if it isn't defined (no variation, no pairs)."""
    matrix = coincidences(units)
    totals = Counter()
    for (a, _), weight in matrix.items():
        totals[a] += weight
    n = sum(totals.values())
    observed = sum(w * difference(a, b) for (a, b), w in matrix.items())
    expected = sum(x * y * difference(a, b) for a, x in totals.items() for b, y in totals.items())
    return 1 - (n - 1) * observed / expected if expected else None


# Claims


def first_day(edtf):
    """Returns the first day that an EDTF date or interval can mean, as a number; None if open."""
    found = re.match(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", edtf.split("/")[0])
    if not found:
        return None
    year, month, day = (int(part or 1) for part in found.groups())
    return datetime.date(year, month, day).toordinal()


def read_claims(path, roll_up):
    """Returns the claims of a file by document, each a dictionary with the five variables."""
    documents = {}
    with open(path, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["status"] == "rejected":
                continue
            actors = {roll_up.get(a, a) for a in row["actor"].split("|") if a}
            documents.setdefault(row["document"], []).append({
                "row": row,
                "kind": row["kind"],
                "place": row["place"] or row["to"],
                "party": "|".join(sorted(actors)),
                "what": "" if row["kind"] == "statement" else row["what"],  # free text there
                "day": first_day(row["when"]),
            })
    return documents


# Matching


def likeness(a, b, variable):
    """Returns the similarity of two claims in one variable, 0 to 1."""
    x, y = a[variable], b[variable]
    if variable == "day":
        return 0.0 if x is None or y is None else max(0.0, 1 - abs(x - y) / DAYS_TO_ZERO)
    if variable == "party" and x and y:
        p, q = set(x.split("|")), set(y.split("|"))
        return len(p & q) / len(p | q)
    return float(x == y)


def similarity(a, b, variables):
    """Returns the weighted mean of the likenesses in the variables, and with ties broken."""
    total = sum(WEIGHTS[v] for v in variables)
    mean = sum(WEIGHTS[v] * likeness(a, b, v) for v in variables) / total
    same = sum(a["row"][c] == b["row"][c] for c in ("stance", "amount", "claimant"))
    return mean, mean + TIE_BREAK * same


def assign(cost):
    """Returns the column of each row in a cheapest assignment; rows must not outnumber columns.

    The Hungarian method with potentials (Kuhn-Munkres), O(rows² · columns).
    """
    rows, columns = len(cost), len(cost[0])
    u, v = [0.0] * (rows + 1), [0.0] * (columns + 1)
    row_of = [0] * (columns + 1)
    for i in range(1, rows + 1):
        row_of[0], j0 = i, 0
        slack, way, used = [float("inf")] * (columns + 1), [0] * (columns + 1), set()
        while row_of[j0]:
            used.add(j0)
            free = [j for j in range(1, columns + 1) if j not in used]
            for j in free:
                reduced = cost[row_of[j0] - 1][j - 1] - u[row_of[j0]] - v[j]
                if reduced < slack[j]:
                    slack[j], way[j] = reduced, j0
            j1 = min(free, key=lambda j: (slack[j], j))
            step = slack[j1]
            for j in used:
                u[row_of[j]] += step
                v[j] -= step
            for j in free:
                slack[j] -= step
            j0 = j1
        while j0:
            row_of[j0], j0 = row_of[way[j0]], way[j0]
    columns_of = {row_of[j]: j - 1 for j in range(1, columns + 1) if row_of[j]}
    return [columns_of[i] for i in range(1, rows + 1)]


def match(first, second, variables, least):
    """Returns the pairs of claims of one document in a matching of greatest similarity."""
    if not first or not second:
        return []
    turned = len(first) > len(second)
    short, long = (second, first) if turned else (first, second)
    scores = [[similarity(a, b, variables) for b in long] for a in short]
    # A pair below the threshold is worth nothing, so it never displaces one that counts.
    worth = [[tied if mean >= least else 0.0 for mean, tied in row] for row in scores]
    columns = assign([[-w for w in row] for row in worth])
    pairs = [(short[i], long[j]) for i, j in enumerate(columns) if worth[i][j] > 0]
    return [(b, a) for a, b in pairs] if turned else pairs


def match_all(first, second, documents, least, without=None):
    """Returns the matched pairs of each document; by all variables, or all without one."""
    variables = [v for v in WEIGHTS if v != without]
    return {d: match(first.get(d, []), second.get(d, []), variables, least) for d in documents}


# Report


MEASURES = [(v, v, interval if v == "day" else nominal) for v in WEIGHTS]
MEASURES.append(("day, nominal", "day", nominal))


def alpha_of(pairs, variable, difference):
    """Returns alpha of a variable over pairs of claims."""
    return alpha([(a[variable], b[variable]) for a, b in pairs], difference)


def spread(matched, variable, difference):
    """Returns the bootstrap interval of alpha, resampling documents; blanks if not defined."""
    chance = random.Random(20110125)
    documents = sorted(matched)
    values = []
    for _ in range(RESAMPLES):
        drawn = chance.choices(documents, k=len(documents))
        values.append(alpha_of([p for d in drawn for p in matched[d]], variable, difference))
    values = sorted(v for v in values if v is not None)
    if not values:
        return None, None
    return values[int(0.025 * len(values))], values[int(0.975 * len(values))]


def decimal(value):
    """Returns a figure for the table."""
    return "–" if value is None else f"{value:.2f}"


def equal(pairs, variable):
    """Returns the share of pairs with the same value."""
    return f"{sum(a[variable] == b[variable] for a, b in pairs) / max(len(pairs), 1):.0%}"


def report(first, second, documents, least):
    """Prints shares matched and the table of alphas, in Markdown."""
    matched = match_all(first, second, documents, least)
    pairs = [p for d in documents for p in matched[d]]
    for name, claims in (("first", first), ("second", second)):
        n = sum(len(claims.get(d, [])) for d in documents)
        print(f"{name} coder: {n} claims, {len(pairs)} matched ({len(pairs) / max(n, 1):.0%})")
    print(f"documents: {len(documents)}\n")
    print("| variable | pairs | equal | alpha | 95% interval | pairs* | equal* | alpha* |")
    print("|---|---|---|---|---|---|---|---|")
    for name, variable, difference in MEASURES:
        fresh = match_all(first, second, documents, least, without=variable)
        anew = [p for d in documents for p in fresh[d]]
        low, high = spread(matched, variable, difference)
        print(f"| {name} | {len(pairs)} | {equal(pairs, variable)} "
              f"| {decimal(alpha_of(pairs, variable, difference))} | {decimal(low)} to {decimal(high)} "
              f"| {len(anew)} | {equal(anew, variable)} | {decimal(alpha_of(anew, variable, difference))} |")
    print("\n\\* matched by the other four variables only")


def list_differences(first, second, documents, least):
    """Prints each pair that differs, and each claim without a partner."""
    matched = match_all(first, second, documents, least)
    for document in documents:
        print(f"\n{document}")
        for a, b in matched[document]:
            differs = [f"{v}: {a['row']['when'] if v == 'day' else a[v]} / "
                       f"{b['row']['when'] if v == 'day' else b[v]}"
                       for v in WEIGHTS if a[v] != b[v]]
            if differs:
                print(f"  differ {a['row']['id']} {b['row']['id']}: {'; '.join(differs)}")
        for side, claims in enumerate((first, second)):
            partnered = {id(p[side]) for p in matched[document]}
            for claim in claims.get(document, []):
                if id(claim) not in partnered:
                    print(f"  only {('first', 'second')[side]} {describe(claim)}")


def describe(claim):
    """Returns a claim in one line."""
    return " ".join([claim["row"]["id"] + ":"] + [claim[v] for v in ("kind", "what", "party", "place")]
                    + [claim["row"]["when"], "—", claim["row"]["says"]])


# Self-test


def self_test():
    """Checks alpha against the worked examples of Krippendorff (2011), and the matching."""
    binary = list(zip("0100000010", "1110010000"))
    letters = list(zip("aabbdcccedda", "babbbccceddd"))
    no = None
    observers = list(zip(
        [1, 2, 3, 3, 2, 1, 4, 1, 2, no, no, no],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, no, 3],
        [no, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, no],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, no],
    ))
    cost = [[4, 1, 3], [2, 0, 5], [3, 2, 2]]
    checks = [
        ("two observers, binary", alpha(binary, nominal), 0.095),
        ("two observers, nominal", alpha(letters, nominal), 0.692),
        ("four observers, nominal, values missing", alpha(observers, nominal), 0.743),
        ("four observers, interval, values missing", alpha(observers, interval), 0.849),
        ("cheapest assignment", sum(cost[i][j] for i, j in enumerate(assign(cost))), 5),
        ("first day of a month", first_day("2013-05~/2013-06-05"), datetime.date(2013, 5, 1).toordinal()),
    ]
    failed = 0
    for name, got, want in checks:
        wrong = abs(got - want) >= 0.0005
        failed += wrong
        print(f"{'FAILED' if wrong else 'ok'}: {name}: {round(got, 3)}, expected {want}")
    return 1 if failed else 0


def arguments():
    """Returns the command line, read."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0],
                                     epilog="The method is described at the head of this file.")
    parser.add_argument("first", nargs="?", help="claims.csv of the first coder")
    parser.add_argument("second", nargs="?", help="claims.csv of the second coder")
    parser.add_argument("--documents", help="ids of documents, with commas between")
    parser.add_argument("--roll-up", action="append", default=[], metavar="ACTOR=PARTY",
                        help="count an actor as another, such as an army as its side")
    parser.add_argument("--least", type=float, default=LEAST_SIMILARITY, metavar="S",
                        help="least similarity of a pair, 0 to 1 (default %(default)s)")
    parser.add_argument("--list", action="store_true", help="list what differs and what has no partner")
    parser.add_argument("--self-test", action="store_true", help="check against published examples")
    parsed = parser.parse_args()
    if not parsed.self_test and not parsed.second:
        parser.error("two files are needed, or --self-test")
    return parsed


def main():
    """Runs the command; returns its exit code."""
    args = arguments()
    if args.self_test:
        return self_test()
    roll_up = dict(pair.split("=", 1) for pair in args.roll_up)
    first, second = read_claims(args.first, roll_up), read_claims(args.second, roll_up)
    documents = args.documents.split(",") if args.documents else sorted(first.keys() & second.keys())
    unknown = [d for d in documents if d not in first and d not in second]
    if unknown or not documents:
        print("no claims of: " + (", ".join(unknown) or "any common document"), file=sys.stderr)
        return 3
    report(first, second, documents, args.least)
    if args.list:
        list_differences(first, second, documents, args.least)
    return 0


if __name__ == "__main__":
    sys.exit(main())
