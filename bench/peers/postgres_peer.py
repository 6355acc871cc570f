"""Ranks the openings of an export for its candidates by SQL, in the PostgreSQL of PGHOST.

Usage: with_postgres.sh postgres_peer.py FOLDER ROUNDS. Prints how many answers equal the plain
ranker's and the median of the candidates' medians in microseconds, once without parallel workers
and once with two, and appends the better to FOLDER/times.tsv. Times are those of psql's \\timing over a
local socket, of a prepared statement whose plan was made before.

Tuned: tables of small integers without a log, in the order of the place, indexes on what is
filtered, statistics, all of it in shared buffers, no JIT.
"""

import pathlib
import re
import statistics
import subprocess
import sys

SMALL = {"industry", "occupation", "language", "hard", "target", "place", "grp", "weights",
         "skill1", "skill2", "skill3", "skill4", "skill5"}
QUERY = ["industry", "occupation", "language", "language_effect", "hard", "target", "place", "skill",
         "blocked_employers", "blocked_groups", "scalars"]
SQL = pathlib.Path(__file__).with_name("ranking.sql")


def psql(script):
    done = subprocess.run(["psql", "-XAtq", "-v", "ON_ERROR_STOP=1"], input=script, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    if done.returncode != 0:
        sys.exit(f"postgres_peer.py: {done.stderr}")
    return done.stdout


def load(folder, count):
    columns = ["id text"]
    for name in (folder / "columns.txt").read_text().split():
        columns.append(f"{name} {'smallint' if name in SMALL else 'int'}")
    columns += [f"fit_{q} smallint" for q in range(count)]
    arrays = [f"{name} {'int' if name.startswith(('blocked', 'scalars')) else 'smallint'}[]"
              for name in QUERY]
    psql(f"""
create unlogged table opening ({', '.join(columns)});
create unlogged table query (number int primary key, {', '.join(arrays)});
\\copy opening from '{folder}/openings.tsv'
\\copy query from '{folder}/queries.tsv'
create index opening_place on opening (place, language, hard);
create index opening_hard on opening (hard) where hard <> 0;
cluster opening using opening_place;
alter table opening set (parallel_workers = 2);
vacuum (analyze, freeze) opening;
vacuum (analyze, freeze) query;
""")


def queries(folder):
    for line in (folder / "queries.tsv").read_text().splitlines():
        fields = line.split("\t")
        values = [[int(v) for v in field.strip("{}").split(",") if v] for field in fields[1:]]
        yield int(fields[0]), dict(zip(QUERY, values))


def array(values):
    return "{" + ",".join(map(str, values)) + "}"


def prepare(number, query):
    """The statement of one candidate: short lists are constants."""
    must, has_industry, has_occupation, nothing_asked, cap = query["scalars"]
    variables = {
        "number": number,
        "must": must,
        "has_industry": "true" if has_industry else "false",
        "has_occupation": "true" if has_occupation else "false",
        "nothing_asked": nothing_asked,
        "cap": cap,
        "places": array(i for i, value in enumerate(query["place"]) if value > 0),
        "languages": array(i for i, value in enumerate(query["language_effect"]) if value < 2),
        "hards": array(i for i, value in enumerate(query["hard"]) if value),
        "targets": array(i for i, value in enumerate(query["target"]) if value),
        "blocked_employers": array(query["blocked_employers"]),
        "blocked_groups": array(query["blocked_groups"]),
    }
    settings = "".join(f"\\set {name} '{value}'\n" for name, value in variables.items())
    # psql puts no variable into the middle of a word.
    sql = SQL.read_text().replace("rank_:number", f"rank_{number}")
    return settings + sql.replace("fit_:number", f"fit_{number}")


def run(folder, rounds, workers):
    script = [f"""
set jit = off;
set work_mem = '64MB';
set random_page_cost = 1.0;
set max_parallel_workers_per_gather = {workers};
set parallel_setup_cost = 50;
set parallel_tuple_cost = 0.01;
set plan_cache_mode = force_generic_plan;
"""]
    numbers = []
    for number, query in queries(folder):
        numbers.append(number)
        script.append(prepare(number, query))
        script.append(f"\\echo answer {number}\nexecute rank_{number}({number});\n\\timing on\n")
        script += [f"\\o /dev/null\nexecute rank_{number}({number});\n\\o\n"] * (rounds + 1)
        script.append("\\timing off\n")
    answers, times, current = {}, {}, None
    for line in psql("".join(script)).splitlines():
        if line.startswith("answer "):
            current = int(line.split()[1])
            answers[current], times[current] = [], []
        elif time := re.match(r"Time: ([0-9.]+) ms", line):
            times[current].append(1000 * float(time.group(1)))
        elif line.count("|") == 2:
            name, section, score = line.split("|")
            answers[current].append((name, int(section), int(score)))
    expected = {}
    for line in (folder / "expected.tsv").read_text().splitlines():
        q, name, section, raw = line.split("\t")
        expected.setdefault(int(q), []).append((name, int(section), int(raw)))
    equal = sum(answers[q] == expected.get(q, []) for q in numbers)
    # The first one warms up.
    median = statistics.median(statistics.median(times[q][1:]) for q in numbers)
    print(f"postgres, {workers} parallel workers: {equal} of {len(numbers)} answers equal the plain "
          f"ranker's; {median:.0f} us")
    if equal != len(numbers):
        sys.exit(1)
    return median


def main():
    folder, rounds = pathlib.Path(sys.argv[1]), int(sys.argv[2])
    load(folder, sum(1 for _ in open(folder / "queries.tsv", encoding="ascii")))
    best = min(run(folder, rounds, 0), run(folder, rounds, 2))
    with open(folder / "times.tsv", "a", encoding="ascii") as file:
        file.write(f"postgres\t{best:.1f}\n")


if __name__ == "__main__":
    main()
