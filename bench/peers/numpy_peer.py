"""Ranks the openings of an export for its candidates, vectorised by numpy.

Usage: numpy_peer.py FOLDER ROUNDS. Prints how many answers equal the plain ranker's and the median
of the candidates' medians in microseconds, and appends the latter to FOLDER/times.tsv.

Written to be as fast as numpy allows: columns of small integers; rows that cannot be had are left
out on loading; filters go from the cheapest on and each looks only at the rows that the last one
left; skills are summed up only for rows that can still be among the best.
"""

import pathlib
import statistics
import sys
import time

import numpy as np

LIMIT = 20
REVIEWED = 2000
SKILLS = ["skill1", "skill2", "skill3", "skill4", "skill5"]
# The rows whose skills are looked at first, to find a score that the others have to beat.
FIRST = 200


def small(values):
    """The values in the smallest type that holds them: what is gathered must stay in the cache."""
    for kind in (np.uint8, np.int16, np.uint16, np.int32):
        info = np.iinfo(kind)
        if values.size == 0 or (values.min() >= info.min and values.max() <= info.max):
            return values.astype(kind)
    return values


class Export:
    def __init__(self, folder):
        self.folder = folder
        self.ids = (folder / "ids.txt").read_text().split()
        names = (folder / "columns.txt").read_text().split()
        self.rows = {name: small(self.read(f"opening_{name}")) for name in names}
        self.expected = {}
        for line in (folder / "expected.tsv").read_text().splitlines():
            q, name, section, raw = line.split("\t")
            self.expected.setdefault(int(q), []).append((name, int(section), int(raw)))
        self.count = sum(1 for _ in open(folder / "queries.tsv", encoding="ascii"))

    def read(self, name):
        return np.fromfile(self.folder / f"{name}.i32", dtype=np.int32)

    def query(self, q):
        names = ["industry", "occupation", "language", "language_effect", "hard", "target", "place",
                 "skill", "blocked_employers", "blocked_groups", "scalars"]
        query = {name: self.read(f"query_{q}_{name}") for name in names}
        query["fit"] = self.read(f"opening_fit_{q}").astype(np.int16)
        for name in ("hard", "target"):
            query[name] = query[name].astype(bool)
        for name in ("industry", "occupation", "language", "place", "skill"):
            query[name] = query[name].astype(np.int16)
        query["language_effect"] = query["language_effect"].astype(np.uint8)
        return query


def rank(rows, query):
    """Returns row numbers, sections and scores of the best, best first."""
    must, has_industry, has_occupation, nothing_asked, cap = query["scalars"]

    left = np.flatnonzero(query["fit"] >= 0)
    place = query["place"][rows["place"][left]]
    left, place = left[place > 0], place[place > 0]
    effect = query["language_effect"][rows["language"][left]]
    keep = effect < 2
    keep &= query["hard"][rows["hard"][left]]
    keep &= query["target"][rows["target"][left]]
    if must:
        keep &= (rows["said_no"][left] & must) == 0
    for name, blocked in (("employer", query["blocked_employers"]),
                          ("grp", query["blocked_groups"])):
        for value in blocked:
            keep &= rows[name][left] != value
    left, place, effect = left[keep], place[keep], effect[keep]

    fit = query["fit"][left]
    industry = query["industry"][rows["industry"][left]]
    occupation = query["occupation"][rows["occupation"][left]]
    review = (effect == 1) | (fit >= REVIEWED)
    if must:
        review |= (rows["not_said"][left] & must) != 0
    section = review.astype(np.uint8)
    if has_industry or has_occupation:
        outside = np.ones(left.size, dtype=bool)
        if has_industry:
            outside &= industry == 0
        if has_occupation:
            outside &= occupation == 0
        section[outside] = 2
    # All but skills.
    score = 25 * industry.astype(np.int32)
    score += 15 * occupation.astype(np.int32)
    score += 15 * query["language"][rows["language"][left]].astype(np.int32)
    score += 10 * (fit % REVIEWED).astype(np.int32)
    score += 5 * place.astype(np.int32)

    def with_skills(chosen):
        at = left[chosen]
        points = query["skill"][rows[SKILLS[0]][at]]
        for name in SKILLS[1:]:
            points = points + query["skill"][rows[name][at]]
        weights = rows["weights"][at]
        value = points // np.maximum(weights, 1)
        value[weights == 0] = nothing_asked
        return score[chosen] + 30 * value.astype(np.int32)

    def best(chosen, sums):
        """The best of some rows of `left`, best first, and their sums."""
        key = -sums.astype(np.int64) << 32 | rows["tie"][left[chosen]]
        if key.size > LIMIT:
            some = np.argpartition(key, LIMIT - 1)[:LIMIT]
            chosen, sums, key = chosen[some], sums[some], key[some]
        order = np.argsort(key)
        return chosen[order], sums[order]

    found, sections, scores = [], [], []
    wanted = LIMIT
    for number in range(3):
        chosen = np.flatnonzero(section == number)
        if chosen.size > 4 * FIRST:
            # Skills add at most 30,000: rows so far below the 20th of some good ones are left out.
            cheap = score[chosen]
            good = chosen[np.argpartition(cheap, cheap.size - FIRST)[-FIRST:]]
            least = np.partition(with_skills(good), FIRST - LIMIT)[FIRST - LIMIT]
            chosen = chosen[cheap >= least - 30_000]
        chosen, sums = best(chosen, with_skills(chosen))
        chosen, sums = chosen[:wanted], sums[:wanted]
        found.append(left[chosen])
        sections.append(np.full(chosen.size, number))
        scores.append(np.minimum(sums, cap) if number == 2 else sums)
        wanted -= chosen.size
        if wanted == 0:
            break
    return np.concatenate(found), np.concatenate(sections), np.concatenate(scores)


def main():
    folder, rounds = pathlib.Path(sys.argv[1]), int(sys.argv[2])
    export = Export(folder)
    equal, medians = 0, []
    for q in range(export.count):
        query = export.query(q)
        times = []
        for _ in range(rounds + 1):
            start = time.perf_counter_ns()
            found, sections, scores = rank(export.rows, query)
            times.append((time.perf_counter_ns() - start) / 1000)
        # The first one warms up.
        medians.append(statistics.median(times[1:]))
        got = [(export.ids[row], int(section), int(score))
               for row, section, score in zip(found, sections, scores)]
        if got == export.expected.get(q, []):
            equal += 1
    print(f"numpy: {equal} of {export.count} answers equal the plain ranker's")
    if equal != export.count:
        sys.exit(1)
    with open(folder / "times.tsv", "a", encoding="ascii") as file:
        file.write(f"numpy\t{statistics.median(medians):.1f}\n")


if __name__ == "__main__":
    main()
