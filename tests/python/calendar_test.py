"""Calendar files that came over the wire, by parsers that know nothing of ours: Python's icalendar
and ical.js on Node; and an advisor's time from a calendar that icalendar wrote."""

import datetime
import json
import os
import pathlib
import subprocess
import tempfile
import unittest
import zoneinfo

import grpc
import icalendar
from banso.v1 import (advisor_service_pb2, advisor_service_pb2_grpc, consultation_service_pb2,
                      consultation_service_pb2_grpc, session_pb2)
from google.protobuf import json_format

from server_process import TIMEOUT, Server

READ_FILES = pathlib.Path(os.environ["BANSO_READ_FILES"])
NODE_SKIPPED = 77
UTC = datetime.timezone.utc
JAPAN = zoneinfo.ZoneInfo("Asia/Tokyo")
DAYS = "MONDAY TUESDAY WEDNESDAY THURSDAY FRIDAY SATURDAY SUNDAY"


def saturday_ahead():
    day = datetime.datetime.now(JAPAN).date() + datetime.timedelta(days=20)
    while day.weekday() != 5 or (day.month, day.day) > (12, 28) or (day.month, day.day) < (1, 4):
        day += datetime.timedelta(days=1)
    return day


class CalendarTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.server = Server(cls.folder.name)
        cls.addClassCleanup(lambda: cls.server.process.poll() is None and cls.server.stop())
        cls.desk = cls.desk_of(cls.server.channel)
        cls.advisors = advisor_service_pb2_grpc.AdvisorServiceStub(cls.server.channel)
        cls.advisor = cls._active_advisor()
        day = saturday_ahead()
        cls.day = cls.desk.CreateDeskDay(json_format.ParseDict(
            {"desk_day": {"date": {"year": day.year, "month": day.month, "day": day.day},
                          "advisors": [{"advisor": cls.advisor}]}},
            consultation_service_pb2.CreateDeskDayRequest()), timeout=TIMEOUT)
        cls.starts = [datetime.datetime(day.year, day.month, day.day, hour, tzinfo=JAPAN)
                      for hour in range(13, 17)]
        cls.links = [cls._apply(hour) for hour in range(3)]
        cls.desk.AllocateDeskDay(consultation_service_pb2.AllocateDeskDayRequest(
            name=cls.day.name), timeout=TIMEOUT)
        # One keeps the hour, one moves to the last, one calls it off.
        move = consultation_service_pb2.MoveSessionRequest(name=cls.links[1].session)
        move.preferred_start_times.add().FromDatetime(cls.starts[3].astimezone(UTC))
        cls.moved = cls.by_link(1).MoveSession(move, timeout=TIMEOUT)
        cls.by_link(2).CancelSession(consultation_service_pb2.CancelSessionRequest(
            name=cls.links[2].session), timeout=TIMEOUT)

    @staticmethod
    def desk_of(channel):
        return consultation_service_pb2_grpc.ConsultationServiceStub(channel)

    @classmethod
    def by_link(cls, person):
        return cls.desk_of(cls.server.channel_with(cls.links[person].link_token))

    @classmethod
    def _active_advisor(cls):
        made = cls.advisors.CreateAdvisor(json_format.ParseDict(
            {"advisor": {"person_name": {"full_name": "佐伯 遥"}, "industries": ["391"],
                         "languages": [{"language": "ja", "native": True}],
                         "availability": {"weekly": [
                             {"day": day, "start": {"hours": 9}, "end": {"hours": 22}}
                             for day in DAYS.split()]}}},
            advisor_service_pb2.CreateAdvisorRequest()), timeout=TIMEOUT)
        for step in ("Screen", "Train", "Activate"):
            getattr(cls.advisors, f"{step}Advisor")(
                getattr(advisor_service_pb2, f"{step}AdvisorRequest")(name=made.name),
                timeout=TIMEOUT)
        return made.name

    @classmethod
    def _apply(cls, slot):
        request = json_format.ParseDict(
            {"desk_day": cls.day.name, "person_name": {"full_name": "申込 花子"}, "language": "ja",
             "contacts": [{"channel": "EMAIL", "address": "someone@example.org"}],
             "matter": "面接が心配です", "agreed": True},
            consultation_service_pb2.ApplyForDeskRequest())
        request.preferred_start_times.add().FromDatetime(cls.starts[slot].astimezone(UTC))
        return cls.desk_of(cls.server.channel_with(None)).ApplyForDesk(request, timeout=TIMEOUT)

    def file_of(self, desk, session):
        return desk.GetSessionCalendar(
            consultation_service_pb2.GetSessionCalendarRequest(name=session), timeout=TIMEOUT)

    def feed(self):
        return self.desk.GetAdvisorCalendar(
            consultation_service_pb2.GetAdvisorCalendarRequest(advisor=self.advisor),
            timeout=TIMEOUT)

    @staticmethod
    def uid(session):
        return session.replace("/", "-") + "@calendar.invalid"

    def expected(self):
        def entry(slot, uid, status, sequence):
            start = int(self.starts[slot].timestamp())
            return {"uid": uid, "start": start, "end": start + 3600, "status": status,
                    "sequence": sequence}
        return [
            entry(0, self.uid(self.links[0].session), "CONFIRMED", 1),
            entry(3, self.uid(self.links[1].session), "CONFIRMED", 3),
            entry(2, self.uid(self.links[2].session), "CANCELLED", 2),
        ]

    def test_icalendar_reads_every_file(self):
        for person, want in enumerate(self.expected()):
            answer = self.file_of(self.by_link(person), self.links[person].session)
            calendar = icalendar.Calendar.from_ical(answer.content)
            method = "CANCEL" if want["status"] == "CANCELLED" else "PUBLISH"
            self.assertEqual(calendar["METHOD"], method)
            self.assertIn(f"method={method}", answer.media_type)
            events = calendar.walk("VEVENT")
            self.assertEqual(len(events), 1)
            self.check(events[0], want)
            self.assertNotIn("面接", answer.content.decode())

    def test_icalendar_reads_the_feed(self):
        events = icalendar.Calendar.from_ical(self.feed().content).walk("VEVENT")
        by_uid = {str(event["UID"]): event for event in events}
        self.assertEqual(len(by_uid), len(events))
        self.assertEqual(len(events), 3)
        for want in self.expected():
            self.check(by_uid[want["uid"]], want)

    def check(self, event, want):
        self.assertEqual(event["UID"], want["uid"])
        self.assertEqual(event["DTSTART"].dt.timestamp(), want["start"])
        self.assertEqual(event["DTEND"].dt.timestamp(), want["end"])
        self.assertEqual(event["STATUS"], want["status"])
        self.assertEqual(event["SEQUENCE"], want["sequence"])

    def test_the_feed_is_the_same_again(self):
        self.assertEqual(self.feed().content, self.feed().content)

    def test_ical_js_reads_them(self):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            (folder / "feed.ics").write_bytes(self.feed().content)
            rows = []
            for person, want in enumerate(self.expected()):
                answer = self.file_of(self.by_link(person), self.links[person].session)
                (folder / f"{person}.ics").write_bytes(answer.content)
                event = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")[0]
                want |= {"location": None, "changed": int(event["LAST-MODIFIED"].dt.timestamp())}
                # Words in the language of their reader.
                rows.append(want | {"file": f"{person}.ics", "summary": str(event["SUMMARY"])})
                rows.append(want | {"file": "feed.ics", "summary": "予定"})
            (folder / "expected.json").write_text(json.dumps(rows), "utf-8")
            read = self.run_node(folder)
            self.assertEqual(len(read["feed.ics"]), 3)
            for person, want in enumerate(self.expected()):
                self.assertEqual(read[f"{person}.ics"], [want["uid"]])

    def run_node(self, folder):
        done = subprocess.run(["node", READ_FILES, folder], check=False,
                              capture_output=True, text=True)
        if done.returncode == NODE_SKIPPED:
            self.skipTest("ical.js is not installed: npm ci --prefix tests/calendar")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return json.loads(done.stdout)

    def test_time_that_icalendar_wrote_is_read(self):
        calendar = icalendar.Calendar()
        calendar.add("prodid", "-//x//EN")
        calendar.add("version", "2.0")
        start = self.starts[0] + datetime.timedelta(days=1)
        event = icalendar.Event()
        event.add("uid", "1")
        event.add("summary", "歯医者")
        # In UTC: this icalendar names zones by their abbreviations.
        event.add("dtstart", start.astimezone(UTC))
        event.add("dtend", start.astimezone(UTC) + datetime.timedelta(hours=2))
        calendar.add_component(event)
        advisor = self.desk.ImportAdvisorAvailability(
            consultation_service_pb2.ImportAdvisorAvailabilityRequest(
                advisor=self.advisor, content=calendar.to_ical(), validate_only=True),
            timeout=TIMEOUT)
        busy = advisor.availability.busy
        self.assertEqual(len(busy), 1)
        self.assertEqual(busy[0].start_time.seconds, int(start.timestamp()))
        self.assertEqual(busy[0].end_time.seconds, int(start.timestamp()) + 7200)
        self.assertEqual(len(advisor.availability.weekly), 7)
        self.assertNotIn("歯医者", str(advisor))

    def test_who_may_not_sees_nothing(self):
        with self.assertRaises(grpc.RpcError) as refused:
            self.file_of(self.by_link(0), self.links[1].session)
        self.assertEqual(refused.exception.code(), grpc.StatusCode.NOT_FOUND)
        self.assertEqual(self.moved.state, session_pb2.Session.CONFIRMED)


if __name__ == "__main__":
    unittest.main()
