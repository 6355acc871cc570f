"""The rules of the tree that no compiler checks: who may include what, and tidy text files.

All distribution headers share one include directory, so a wrong #include compiles and links until
it is too late; this finds it.
"""

import os
import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SKIPPED_FOLDERS = {".git", ".run", ".cache", "build", "gen", "node_modules", "__pycache__"}
CODE = {".cc", ".h"}
TEXT = CODE | {".cmake", ".css", ".html", ".json", ".md", ".ndjson", ".proto", ".py", ".sh", ".sql",
               ".supp", ".toml", ".ts", ".tsv", ".txt", ".yaml", ".yml"}
TEXT_NAMES = {"dev", ".ci/run", ".clang-format", ".clang-tidy", ".gitignore"}

# A pattern of includes, and the only paths that may have them.
ONLY_IN = [
    (r"(pqxx/|libpq)", r"(server|tests|bench)/store/postgres|tests/"),
    (r"sqlite3", r"server/store/sqlite|tests/"),
    (r"(libical|libicalss)/", r"server/calendar/"),
    (r"unicode/", r"server/text/|clients/cli/"),
    (r"(grpc|grpcpp)/|.*\.grpc\.pb\.h",
     r"server/(access|services)/|server/(main|options|quiet_libraries|readiness|server|tls)\.|clients/|tests/|bench/"),
    (r"CLI/", r"server/options\.cc|server/main\.cc|clients/cli/"),
    (r"spdlog/", r"server/base/"),
    (r"prometheus/", r"server/metrics/.*\.cc"),
    (r"absl/synchronization/mutex\.h", r"$"),
    (r"tests/", r"(tests|bench)/"),
]

# A folder, and the includes that it must not have.
NEVER_IN = [
    # The judgement is pure: no message, socket, database, log, clock or chance.
    (r"engine/", r"(?!absl/|engine/|[a-z0-9_]+(\.h)?$)"),
    (r"engine/", r"(ctime|time\.h|random|thread|mutex|iostream|fstream|filesystem)$"),
    # Its calendar is used in one place; its clocks in none.
    (r"engine/(?!model/calendar\.h)", r"chrono$"),
    (r"engine/", r"absl/(flags|log|random|synchronization)/"),
    # Values as bytes, for whoever keeps them: of the judgement it knows the values only.
    (r"engine/codec/", r"engine/(?!base/|codec/|model/)"),
    (r"engine/(base|model)/", r"engine/codec/"),
    # Clients speak the contract only; engine/base is macros, not judgement.
    (r"clients/", r"server/|engine/(?!base/)"),
    # Arrows point down: services, access, catalog, store.
    (r"server/base/", r"server/(?!base/)|engine/(?!base/)"),
    (r"server/calendar/", r"server/(?!base/|calendar/)"),
    (r"server/outbox/", r"server/(?!base/|calendar/|outbox/)"),
    (r"server/text/", r"server/(?!base/|text/)"),
    (r"server/store/", r"server/(access|catalog|convert|services)/"),
    (r"server/convert/", r"server/(access|catalog|services|store)/"),
    (r"server/taxonomy/", r"server/(access|catalog|services)/"),
    (r"server/catalog/", r"server/(access|services)/"),
    (r"server/", r"clients/"),
]

# Calls that read a clock or draw chance, which the engine is given as arguments instead.
IMPURE_CALL = re.compile(r"\b(absl::Now|time|clock_gettime|rand|getenv)\s*\(")

# Spelled in parts, so that this file does not find itself.
UNFINISHED = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X"]) + r")\b")


def files():
    """Yields (path from the root, text) of every text file of the tree."""
    for folder, folders, names in os.walk(ROOT):
        folders[:] = sorted(f for f in folders if f not in SKIPPED_FOLDERS)
        for name in sorted(names):
            path = pathlib.Path(folder, name)
            relative = path.relative_to(ROOT).as_posix()
            if path.suffix in TEXT or relative in TEXT_NAMES:
                yield relative, path.read_bytes().decode("utf-8")


def include_problem(path, include):
    """Returns what is wrong with an include at a path, or None."""
    for pattern, allowed in ONLY_IN:
        if re.match(pattern, include) and not re.match(allowed, path):
            return f"{path}: {include} belongs in {allowed} only"
    for folder, forbidden in NEVER_IN:
        if re.match(folder, path) and re.match(forbidden, include):
            return f"{path}: {include} is not for {folder}"
    return None


def includes(text):
    return re.findall(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', text, re.MULTILINE)


def without_comments(text):
    return re.sub(r"//[^\n]*|/\*.*?\*/", "", text, flags=re.DOTALL)


def guard_of(path):
    return "BANSO_" + re.sub(r"[^A-Za-z0-9]", "_", path).upper() + "_"


class LintTest(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.files = list(files())

    def code(self):
        return [(p, t) for p, t in self.files if pathlib.PurePath(p).suffix in CODE]

    def test_includes_follow_the_layers(self):
        found = [include_problem(path, include)
                 for path, text in self.code() for include in includes(text)]

        self.assertEqual([problem for problem in found if problem], [])

    def test_wrong_includes_would_be_found(self):
        for path, include in [("engine/score/judge.cc", "banso/v1/match.pb.h"),
                              ("engine/score/judge.cc", "server/base/clock.h"),
                              ("engine/score/judge.cc", "chrono"),
                              ("engine/score/judge.cc", "sqlite3.h"),
                              ("engine/score/judge.cc", "google/protobuf/message.h"),
                              ("engine/codec/value_codec.cc", "engine/index/ranker.h"),
                              ("clients/cli/main.cc", "server/base/mutex.h"),
                              ("server/catalog/catalog.cc", "grpcpp/grpcpp.h"),
                              ("server/store/store.cc", "server/catalog/catalog.h"),
                              ("server/store/sqlite/sqlite_store.cc", "pqxx/pqxx"),
                              ("server/catalog/catalog.cc", "absl/synchronization/mutex.h")]:
            self.assertIsNotNone(include_problem(path, include), (path, include))
        for path, include in [("engine/score/judge.cc", "engine/model/candidate.h"),
                              ("engine/score/judge.cc", "absl/strings/str_cat.h"),
                              ("engine/score/judge.cc", "vector"),
                              ("server/store/postgres/postgres_store.cc", "pqxx/pqxx"),
                              ("clients/cli/main.cc", "banso/v1/match.pb.h")]:
            self.assertIsNone(include_problem(path, include), (path, include))

    def test_the_engine_reads_no_clock_and_draws_no_chance(self):
        found = [f"{path}: {call.group(0)}" for path, text in self.code()
                 if path.startswith("engine/")
                 for call in IMPURE_CALL.finditer(without_comments(text))]

        self.assertEqual(found, [])

    def test_the_contract_imports_only_protobuf_and_itself(self):
        found = [f"{path}: {name}" for path, text in self.files if path.endswith(".proto")
                 for name in re.findall(r'^import\s+(?:public\s+)?"([^"]+)"', text, re.MULTILINE)
                 if not name.startswith(("google/protobuf/", "banso/v1/"))]

        self.assertEqual(found, [])

    def test_header_guards_follow_the_path(self):
        found = [path for path, text in self.code() if path.endswith(".h")
                 and f"#ifndef {guard_of(path)}\n#define {guard_of(path)}\n" not in text]

        self.assertEqual(found, [])

    def test_nothing_is_left_for_later(self):
        found = [f"{path}:{text[:m.start()].count(chr(10)) + 1}" for path, text in self.files
                 for m in UNFINISHED.finditer(text) if not path.endswith("package-lock.json")]

        self.assertEqual(found, [])

    def test_text_files_are_tidy(self):
        found = []
        for path, text in self.files:
            if text and (not text.endswith("\n") or text.endswith("\n\n")):
                found.append(f"{path}: ends without exactly one newline")
            if "\r" in text:
                found.append(f"{path}: has carriage returns")
            # Tables of data may end in an empty column; documents may break a line by two spaces.
            if not path.endswith((".tsv", ".md", ".txt")) and re.search(r"[ \t]$", text, re.M):
                found.append(f"{path}: has spaces at the end of a line")
            if pathlib.PurePath(path).suffix in CODE and "\t" in text:
                found.append(f"{path}: has tabs")

        self.assertEqual(found, [])

    def test_commands_that_documents_name_exist(self):
        script = (ROOT / "dev").read_text(encoding="utf-8")
        known = set(re.search(r"^COMMANDS=\(([^)]*)\)", script, re.MULTILINE).group(1).split())
        found = [f"{path}: ./dev {name}" for path, text in self.files if path.endswith(".md")
                 for name in re.findall(r"\./dev ([a-z]+)", text) if name not in known]

        self.assertEqual(found, [])


if __name__ == "__main__":
    unittest.main()
