"""The demonstration data is contract JSON, complete, and what its script writes."""

import json
import pathlib
import subprocess
import sys
import unittest

from banso.v1 import advisor_pb2, candidate_pb2, employer_pb2, internship_pb2, options_pb2
from google.protobuf import descriptor, json_format

ROOT = pathlib.Path(__file__).resolve().parents[2]
DEMO = ROOT / "clients" / "demo"
SCRIPT = DEMO / "make_demo.py"

# The prefectures whose minimum wage is built in, as yen an hour.
MINIMUM_WAGE = {"13": 1226, "39": 1023, "45": 1023, "47": 1023}

EXPECTED = {
    "employers": ("employer", employer_pb2.Employer, 20),
    "internships": ("internship", internship_pb2.Internship, 40),
    "candidates": ("candidate", candidate_pb2.Candidate, 60),
    "advisors": ("advisor", advisor_pb2.Advisor, 25),
}


def load(collection):
    """Returns (key, whole row, message) of every line."""
    field, kind, _ = EXPECTED[collection]
    rows = []
    for line in (DEMO / f"{collection}.ndjson").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        rows.append((row["key"], row, json_format.ParseDict(row[field], kind())))
    return rows


def problems(message, path=""):
    """Yields what a message lacks or oversteps, by the options of the contract."""
    for field in message.DESCRIPTOR.fields:
        options = field.GetOptions()
        behavior = options.Extensions[options_pb2.behavior]
        limits = options.Extensions[options_pb2.limits]
        where = f"{path}{field.name}"
        repeated = field.label == descriptor.FieldDescriptor.LABEL_REPEATED
        value = getattr(message, field.name)
        is_message = field.message_type is not None
        present = len(value) > 0 if repeated else (
            message.HasField(field.name) if field.has_presence else bool(value))
        if options_pb2.Behavior.REQUIRED in behavior and not present:
            yield f"{where} is required"
        if options_pb2.Behavior.OUTPUT_ONLY in behavior and present:
            yield f"{where} is set by the server"
        if not present:
            continue
        values = list(value) if repeated else [value]
        if limits.max_items and len(values) > limits.max_items:
            yield f"{where} has too many items"
        if limits.unique_items and len(set(values)) != len(values):
            yield f"{where} repeats an item"
        for index, item in enumerate(values):
            spot = f"{where}[{index}]" if repeated else where
            if is_message:
                yield from problems(item, spot + ".")
            elif isinstance(item, str):
                if limits.max_chars and len(item) > limits.max_chars:
                    yield f"{spot} is too long"
            elif isinstance(item, int):
                if limits.HasField("min") and item < limits.min:
                    yield f"{spot} is too small"
                if limits.HasField("max") and item > limits.max:
                    yield f"{spot} is too large"


class DemoDataTest(unittest.TestCase):
    def test_the_files_are_what_the_script_writes(self):
        done = subprocess.run([sys.executable, SCRIPT, "--check"], capture_output=True, text=True,
                              check=False)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_every_row_is_contract_json_within_the_limits(self):
        for collection, (_, _, at_least) in EXPECTED.items():
            rows = load(collection)
            self.assertGreaterEqual(len(rows), at_least)
            self.assertEqual(len({key for key, _, _ in rows}), len(rows))
            for key, _, message in rows:
                self.assertEqual(list(problems(message)), [], f"{collection} {key}")

    def test_internships_belong_to_employers_of_the_demonstration(self):
        employers = {key for key, _, _ in load("employers")}
        for key, row, _ in load("internships"):
            self.assertIn(row["employer_key"], employers, key)

    def test_labour_is_paid_at_least_the_minimum_wage_that_is_built_in(self):
        for key, _, internship in load("internships"):
            self.assertEqual(internship.paid, internship.is_labour, key)
            if internship.is_labour:
                self.assertGreaterEqual(internship.hourly_wage_yen,
                                        MINIMUM_WAGE[internship.prefecture], key)

    def test_only_types_3_and_4_are_called_internships_and_only_these(self):
        for key, _, internship in load("internships"):
            named = internship.programme_type in (internship_pb2.Internship.GENERAL_SKILLS,
                                                  internship_pb2.Internship.HIGHLY_SPECIALISED)
            self.assertEqual(internship.called_internship, named, key)

    def test_every_step_names_a_row(self):
        keys = {c: {key for key, _, _ in load(c)} for c in EXPECTED}
        for line in (DEMO / "steps.tsv").read_text(encoding="utf-8").splitlines():
            collection, key, path = line.split("\t")
            self.assertIn(key, keys[collection])
            self.assertTrue(path.split())


if __name__ == "__main__":
    unittest.main()
