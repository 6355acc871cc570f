"""Calendar files, by parsers that know nothing of ours.

What server/calendar writes is read by Python's icalendar and by ical.js on Node to the same
instants; what it reads of recurring events is what dateutil makes of the same rules.
"""

import datetime
import json
import os
import pathlib
import random
import subprocess
import tempfile
import unittest
import zoneinfo

import icalendar
from dateutil import rrule

from read_files import check, seconds

HERE = pathlib.Path(__file__).resolve().parent
TOOL = os.environ["BANSO_CALENDAR_TOOL"]
NODE_SKIPPED = 77
UTC = datetime.timezone.utc


class WrittenFiles(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.scratch.name)
        subprocess.run([TOOL, "write", cls.folder], check=True)
        cls.expected = json.loads((cls.folder / "expected.json").read_text("utf-8"))

    @classmethod
    def tearDownClass(cls):
        cls.scratch.cleanup()

    def events(self, name):
        calendar = icalendar.Calendar.from_ical((self.folder / name).read_bytes())
        return calendar, calendar.walk("VEVENT")

    def check_found(self, found):
        for expected in self.expected:
            self.assertEqual(found[expected["file"]], [expected["uid"]])
        self.assertEqual(sorted(found["feed.ics"]), sorted(e["uid"] for e in self.expected))

    def test_icalendar(self):
        self.check_found(check(self.folder))

    def test_what_is_called_off_says_so(self):
        for expected in self.expected:
            calendar, _ = self.events(expected["file"])
            cancelled = expected["status"] == "CANCELLED"
            self.assertEqual(calendar["METHOD"], "CANCEL" if cancelled else "PUBLISH")

    def test_mentor_abroad_meets_at_the_same_wall_time(self):
        zone = zoneinfo.ZoneInfo("America/Los_Angeles")
        _, events = self.events("feed.ics")
        local = {event["DTSTART"].dt.astimezone(zone).strftime("%a %H:%M") for event in events}
        self.assertEqual(local, {"Fri 18:00"})
        japan = {event["DTSTART"].dt.astimezone(zoneinfo.ZoneInfo("Asia/Tokyo")).strftime("%a %H:%M")
                 for event in events}
        self.assertEqual(japan, {"Sat 11:00", "Sat 10:00"})

    def test_writing_again_gives_the_same_bytes(self):
        with tempfile.TemporaryDirectory() as again:
            subprocess.run([TOOL, "write", again], check=True)
            for path in sorted(self.folder.iterdir()):
                self.assertEqual(path.read_bytes(), (pathlib.Path(again) / path.name).read_bytes())

    def test_ical_js(self):
        done = subprocess.run(["node", HERE / "read_files.mjs", self.folder], check=False,
                              capture_output=True, text=True)
        if done.returncode == NODE_SKIPPED:
            self.skipTest("ical.js is not installed: npm ci --prefix tests/calendar")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.check_found(json.loads(done.stdout))


class ReadFiles(unittest.TestCase):
    """Rules drawn at random, against dateutil; times that a change of clocks skips are left out,
    because dateutil knows nothing of them."""

    def test_recurring_events(self):
        seed = random.randrange(1 << 32)
        draw = random.Random(seed)
        start, end = datetime.datetime(2026, 10, 1), datetime.datetime(2027, 4, 15)
        horizon = [seconds(t.replace(tzinfo=UTC)) for t in (start, end)]
        for _ in range(300):
            zone_name = draw.choice(["America/Los_Angeles", "Europe/London", "Asia/Tokyo",
                                     "Australia/Sydney", "UTC"])
            zone = zoneinfo.ZoneInfo(zone_name)
            first = datetime.datetime(2025, 1, 1) + datetime.timedelta(
                days=draw.randrange(700), hours=draw.choice([9, 12, 18, 23]))
            minutes = draw.choice([30, 60, 90, 300])
            rule = "FREQ=" + draw.choice(["DAILY", "WEEKLY", "WEEKLY", "MONTHLY", "YEARLY"])
            if draw.random() < 0.4:
                rule += f";INTERVAL={draw.randrange(1, 4)}"
            if "WEEKLY" in rule and draw.random() < 0.7:
                rule += ";BYDAY=" + ",".join(
                    draw.sample(["MO", "TU", "WE", "TH", "FR", "SA", "SU"], draw.randrange(1, 4)))
                rule += draw.choice(["", ";WKST=SU"])
            elif "MONTHLY" in rule:
                rule += draw.choice(["", ";BYMONTHDAY=-1", ";BYDAY=2TU", ";BYDAY=-1FR",
                                     ";BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", ";BYMONTHDAY=31"])
            if draw.random() < 0.3:
                rule += f";COUNT={draw.randrange(1, 60)}"
            # dateutil counts only what the rule gives; so does libical where the start is of the rule.
            occurrences = rrule.rrulestr(rule, dtstart=first)
            upto = list(occurrences.between(first, end + datetime.timedelta(days=2), inc=True))
            if "COUNT" in rule and (not upto or upto[0] != first):
                continue
            left_out = draw.sample(upto, min(len(upto), draw.randrange(3)))
            name = "" if zone_name == "UTC" else f";TZID={zone_name}"
            mark = "Z" if zone_name == "UTC" else ""
            lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", "BEGIN:VEVENT", "UID:1",
                     f"DTSTART{name}:{first:%Y%m%dT%H%M%S}{mark}", f"DURATION:PT{minutes}M",
                     f"RRULE:{rule}"]
            lines += [f"EXDATE{name}:{t:%Y%m%dT%H%M%S}{mark}" for t in left_out]
            lines += ["END:VEVENT", "END:VCALENDAR", ""]
            expected = []
            for wall in upto:
                begin = seconds(wall.replace(tzinfo=zone).astimezone(UTC))
                begin_end = (max(begin, horizon[0]), min(begin + minutes * 60, horizon[1]))
                if wall not in left_out and begin_end[0] < begin_end[1]:
                    expected.append(begin_end)

            done = subprocess.run([TOOL, "read", *map(str, horizon)], input="\r\n".join(lines),
                                  capture_output=True, text=True, check=False)

            self.assertEqual(done.returncode, 0, (seed, lines, done.stdout))
            read = [tuple(map(int, line.split())) for line in done.stdout.splitlines()]
            self.assertEqual(read, expected, (seed, lines))


if __name__ == "__main__":
    unittest.main()
