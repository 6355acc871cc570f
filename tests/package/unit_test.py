"""The systemd unit: systemd understands all of it, and finds it well shut in."""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
UNIT = ROOT / "cmake" / "package" / "banso-server.service"
ANALYZE = shutil.which("systemd-analyze")
SKIPPED = 77

# The most that `systemd-analyze security` may find exposed, of 10; docs/installing.md names it too.
MOST_EXPOSED = 1.2


def analyze(*words):
    return subprocess.run([ANALYZE, *words], capture_output=True, text=True, timeout=60,
                          check=False)


class UnitTest(unittest.TestCase):
    def setUp(self):
        # As it is, but for the program, which need not be installed here.
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        text = UNIT.read_text(encoding="utf-8")
        self.assertIn("ExecStart=/usr/bin/banso-server ", text)
        self.unit = pathlib.Path(self.folder.name, UNIT.name)
        self.unit.write_text(text.replace("/usr/bin/banso-server ", f"{sys.executable} ")
                             .replace("file:///usr/share/doc/", "file:///nowhere/"))

    def test_systemd_understands_every_line(self):
        # Man pages of others are not what is looked at.
        found = analyze("verify", "--man=no", "--recursive-errors=no", str(self.unit))

        self.assertEqual((found.returncode, found.stderr), (0, ""))

    def test_a_line_that_systemd_does_not_know_would_be_found(self):
        self.unit.write_text(
            self.unit.read_text().replace("[Install]", "ProtectNobody=yes\n[Install]"))

        self.assertIn("ProtectNobody", analyze("verify", "--man=no", str(self.unit)).stderr)

    def test_it_is_shut_in(self):
        found = analyze("security", "--offline=true", f"--threshold={round(MOST_EXPOSED * 10)}",
                        str(self.unit))

        self.assertEqual(found.returncode, 0, found.stdout[-2000:] + found.stderr)

    def test_the_document_names_the_bound(self):
        text = (ROOT / "docs" / "installing.md").read_text(encoding="utf-8")

        self.assertIn(f"at most {MOST_EXPOSED} of 10", re.sub(r"\s+", " ", text))


if __name__ == "__main__":
    if ANALYZE is None:
        print("skipped: there is no systemd-analyze here (package systemd)")
        sys.exit(SKIPPED)
    unittest.main()
