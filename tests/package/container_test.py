"""What can be known of the container files without running them."""

import os
import pathlib
import re
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = ROOT / "cmake" / "package" / "docker"
SKIPPED = 77
try:
    import yaml
except ImportError:
    yaml = None


class ContainerTest(unittest.TestCase):
    def setUp(self):
        self.compose = yaml.safe_load((FOLDER / "compose.yaml").read_text(encoding="utf-8"))
        self.dockerfile = (FOLDER / "Dockerfile").read_text(encoding="utf-8")

    def servers(self):
        return [service for name, service in self.compose["services"].items()
                if name.startswith("banso-")]

    def test_three_servers_share_a_database_and_a_data_folder(self):
        self.assertEqual(len(self.servers()), 3)
        for server in self.servers():
            self.assertIn("--store=postgres:host=postgres user=banso dbname=banso",
                          server["command"])
            self.assertIn("data:/var/lib/banso", server["volumes"])
            self.assertTrue(server["read_only"])
            self.assertEqual(server["cap_drop"], ["ALL"])

    def test_the_server_knows_every_flag(self):
        help_text = subprocess.run([os.environ["BANSO_SERVER_PROGRAM"], "--help"], check=True,
                                   capture_output=True, text=True, timeout=60).stdout
        entrypoint = re.search(r"^ENTRYPOINT (.*)$", self.dockerfile, re.MULTILINE).group(1)
        flags = re.findall(r"--[a-z-]+", entrypoint)
        for server in self.servers():
            flags += [word.split("=")[0] for word in server["command"]]

        for flag in flags:
            self.assertRegex(help_text, rf"{flag}\b")

    def test_the_image_holds_the_packages_and_no_key_and_is_not_root(self):
        self.assertIn("./dev package\n", self.dockerfile)
        self.assertRegex(self.dockerfile, r"rm -rf .*/etc/banso/master\.key")
        self.assertIn("\nUSER banso\n", self.dockerfile)

    def test_what_is_mounted_is_what_the_image_names(self):
        volume = re.search(r"^VOLUME (\S+)$", self.dockerfile, re.MULTILINE).group(1)
        for server in self.servers():
            self.assertIn(f"data:{volume}", server["volumes"])


if __name__ == "__main__":
    if yaml is None:
        print("skipped: there is no YAML parser here (package python3-yaml)")
        sys.exit(SKIPPED)
    unittest.main()
