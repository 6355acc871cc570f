"""Types every command of the README as written, with real names in place of the dots."""

import json
import os
import pathlib
import shlex
import subprocess
import tempfile
import unittest

from server_process import TIMEOUT, Server

ROOT = pathlib.Path(__file__).resolve().parents[2]
BANSO = os.environ["BANSO_PROGRAM"]

# The files of an ESCO folder, with one skill.
URI = "http://data.europa.eu/esco/skill/00000000-0000-4000-8000-000000000001"
ESCO = {
    "ISCOGroups_en.csv": ["conceptUri,code,preferredLabel"],
    "occupations_en.csv": ["conceptUri,code,preferredLabel"],
    "skillGroups_en.csv": ["conceptUri,code,preferredLabel"],
    "skills_en.csv": ["conceptUri,preferredLabel,altLabels", URI + ",use spreadsheets,"],
    "broaderRelationsOccPillar.csv": ["conceptUri,broaderUri"],
    "broaderRelationsSkillPillar.csv": ["conceptUri,broaderUri"],
    "occupationSkillRelations.csv": ["occupationUri,relationType,skillUri"],
}
ANSWERS = "タイムスタンプ,お名前,お住まいの都道府県\n2026/11/20 10:00:00,山田 花子,東京都\n"


def commands_of(document):
    """The lines of all code blocks that begin with `banso`, without comments."""
    lines = []
    inside = False
    for line in document.read_text().splitlines():
        if line.startswith("```"):
            inside = not inside
        elif inside and line.startswith("banso "):
            lines.append(line.split(" # ")[0].rstrip())
    return lines


class ReadmeTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.server = Server(self.folder.name)
        self.addCleanup(self.server.stop)

    def banso(self, *words):
        """Runs a command as a coordinator, unless it names another token."""
        environment = {key: value for key, value in os.environ.items()
                       if not key.startswith("BANSO_") or key == "BANSO_PROGRAM"}
        environment["BANSO_TOKEN_FILE"] = str(self.server.token_file("coordinator"))
        return subprocess.run(
            [BANSO, "--server", self.server.address, *words], cwd=ROOT, timeout=TIMEOUT,
            capture_output=True, text=True, check=False, env=environment)

    def done(self, *words):
        result = self.banso(*words)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        return result.stdout

    def imported(self, collection):
        """Imports the demonstration data; returns the name of the first row."""
        out = self.done(collection, "import", f"clients/demo/{collection}.ndjson", "--source",
                        "demo", "--json")
        return json.loads(out.splitlines()[0])["name"]

    def published(self):
        """Publishes an opening of the demonstration data that has no deadline; returns its name."""
        row = json.loads((ROOT / "clients/demo/internships.ndjson").read_text().splitlines()[0])
        row["internship"].pop("application_deadline_time", None)
        path = pathlib.Path(self.folder.name, "opening.ndjson")
        path.write_text(json.dumps(row) + "\n")
        out = self.done("internships", "import", str(path), "--source", "readme",
                        "--employer-source", "demo", "--json")
        name = json.loads(out.splitlines()[0])["name"]
        self.done("employers", "verify", name.split("/internships/")[0])
        self.done("internships", "publish", "--from-draft", name)
        return name

    def test_every_command_works_as_written(self):
        names = {"employers/...": self.imported("employers"),
                 "employers/.../internships/...": self.published(),
                 "candidates/...": self.imported("candidates"),
                 "advisors/...": self.imported("advisors"),
                 "principals/...": self.server.admit("auditor", role="AUDITOR"),
                 "admin.token": str(self.server.token_file("admin")),
                 "auditor.token": str(self.server.token_file("auditor")),
                 "portal.token": str(pathlib.Path(self.folder.name, "portal.token")),
                 "export.json": str(pathlib.Path(self.folder.name, "export.json")),
                 "report.html": str(pathlib.Path(self.folder.name, "report.html"))}
        answers = pathlib.Path(self.folder.name, "answers.csv")
        answers.write_text(ANSWERS)
        esco = pathlib.Path(self.folder.name, "esco")
        esco.mkdir()
        for name, lines in ESCO.items():
            (esco / name).write_text("".join(line + "\r\n" for line in lines), newline="")
        names.update({"answers.csv": str(answers), "path/to/esco": str(esco)})

        commands = commands_of(ROOT / "README.md")

        self.assertGreaterEqual(len(commands), 15)
        for command in commands:
            words = [names.get(word, word) for word in shlex.split(command)[1:]]
            with self.subTest(command=command):
                result = self.banso(*words)
                self.assertEqual(result.returncode, 0, result.stdout + result.stderr)


if __name__ == "__main__":
    unittest.main()
