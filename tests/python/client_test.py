"""A stranger's client, made with stock tools, against the real server."""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest
import uuid

import grpc
from banso.v1 import (advisor_service_pb2, advisor_service_pb2_grpc, candidate_pb2,
                      candidate_service_pb2, candidate_service_pb2_grpc, employer_service_pb2,
                      employer_service_pb2_grpc, internship_pb2, internship_service_pb2,
                      internship_service_pb2_grpc, match_pb2, matching_service_pb2,
                      matching_service_pb2_grpc)
from google.protobuf import json_format, timestamp_pb2

ROOT = pathlib.Path(__file__).resolve().parents[2]
from server_process import TIMEOUT, Server  # noqa: E402  (finds the example, too)
import banso_channel  # noqa: E402
import rank_and_explain  # noqa: E402

# The stubs of the health and reflection services share the name of the library: they join it.
grpc.__path__.append(os.path.join(os.environ["BANSO_STANDARD_STUBS"], "grpc"))
from grpc.health.v1 import health_pb2, health_pb2_grpc  # noqa: E402
from grpc.reflection.v1alpha import reflection_pb2, reflection_pb2_grpc  # noqa: E402

Verdict = match_pb2.Match.Verdict
ALL_VERDICTS = [Verdict.Value(n) for n in ("ELIGIBLE", "REVIEW", "OUTSIDE_WISH", "BLOCKED")]
AS_OF = timestamp_pb2.Timestamp()
AS_OF.FromJsonString("2026-12-01T00:00:00Z")


def message(kind, fields):
    return json_format.ParseDict(fields, kind())


def weekly(days, start, end):
    return [{"day": day, "start": {"hours": start}, "end": {"hours": end}} for day in days.split()]


WORKDAYS = "MONDAY TUESDAY WEDNESDAY THURSDAY FRIDAY"
SECRET = "اسم تجريبي سري"

CANDIDATE = {
    "person_name": {"full_name": SECRET, "latin_name": "Ism Tajribi", "kana_name": "イスム タジュリービー"},
    "industry_wishes": ["39", "G"], "occupation_wishes": ["2512"],
    "skills": [{"skill": "it.lang.python", "level": 3}], "skills_assessed": True,
    "languages": [{"language": "ja", "jlpt_level": "N2", "jlpt_score": 118},
                  {"language": "ar", "native": True}],
    "home_prefecture": "13", "topics": ["SELF_ANALYSIS", "ES_REVIEW"],
    "availability": {"weekly": weekly(WORKDAYS, 9, 22)},
    "work_authorisation": {"auth_class": "UNRESTRICTED",
                           "seen": {"seen_date": {"year": 2026, "month": 11, "day": 1},
                                    "kind": "CARD_FRONT"}},
    "consents": [{"scope": s, "grant_time": "2026-11-01T00:00:00Z"}
                 for s in ("SERVICE", "EMPLOYER_BLINDED")],
}

ADVISOR = {
    "person_name": {"full_name": "佐伯 遥"}, "industries": ["391"], "occupations": ["2512"],
    "topics": ["ES_REVIEW"], "languages": [{"language": "ja", "native": True}],
    "availability": {"weekly": weekly("TUESDAY THURSDAY", 19, 21)}, "max_active_candidates": 2,
}


def internship(title, **further):
    days = [{"date": {"year": 2027, "month": 2, "day": d}, "start": {"hours": 10},
             "end": {"hours": 17}, "break_minutes": 60} for d in range(15, 20)]
    fields = {
        "title": title, "programme_type": "WORK_TRIAL", "industry": "391", "occupation": "2512",
        "skills": [{"skill": "it.lang.python", "level": 2, "weight": "ESSENTIAL"}],
        "languages": [{"language": "ja", "jlpt": "N3", "importance": "MUST"}],
        "contract_kind": "EMPLOYMENT_CONTRACT", "paid": True, "is_labour": True,
        "hourly_wage_yen": 1400, "prefecture": "13", "fixed": {"days": days}, "seats": 2,
    }
    fields.update(further)
    return message(internship_pb2.Internship, fields)


class PythonClientTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.server = Server(cls.folder.name)
        cls.addClassCleanup(lambda: cls.server.process.poll() is None and cls.server.stop())
        cls.employer = cls._verified_employer()
        cls.openings = [
            cls._published(internship("Pythonで業務改善")),
            cls._published(internship("通訳のいる職場で", languages=[
                {"language": "ja", "jlpt": "N1", "importance": "MUST"}])),
            cls._published(internship("調理補助", industry="76", occupation="5120", skills=[])),
            cls._published(internship("免許のいる仕事", skills=[
                {"skill": "log.drv.car", "level": 1, "weight": "ESSENTIAL", "hard": True}])),
        ]
        cls.candidate = cls._active_candidate()
        cls.advisor = cls._active_advisor()

    @classmethod
    def stub(cls, module, service):
        return getattr(module, service + "Stub")(cls.server.channel)

    @classmethod
    def candidates(cls):
        return cls.stub(candidate_service_pb2_grpc, "CandidateService")

    @classmethod
    def matching(cls):
        return cls.stub(matching_service_pb2_grpc, "MatchingService")

    @classmethod
    def _verified_employer(cls):
        stub = cls.stub(employer_service_pb2_grpc, "EmployerService")
        made = stub.CreateEmployer(json_format.ParseDict(
            {"employer": {"display_name": "ソラノデータ", "industry": "391", "prefecture": "13",
                          "contacts": [{"channel": "EMAIL", "address": "saiyo@sorano.example.org"}]}},
            employer_service_pb2.CreateEmployerRequest()), timeout=TIMEOUT)
        stub.VerifyEmployer(employer_service_pb2.VerifyEmployerRequest(name=made.name),
                            timeout=TIMEOUT)
        return made.name

    @classmethod
    def _published(cls, opening):
        stub = cls.stub(internship_service_pb2_grpc, "InternshipService")
        name = stub.CreateInternship(internship_service_pb2.CreateInternshipRequest(
            parent=cls.employer, internship=opening), timeout=TIMEOUT).name
        for step in ("Submit", "Verify", "Publish"):
            request = getattr(internship_service_pb2, f"{step}InternshipRequest")(name=name)
            getattr(stub, f"{step}Internship")(request, timeout=TIMEOUT)
        return name

    @classmethod
    def _active_candidate(cls):
        stub = cls.candidates()
        name = stub.CreateCandidate(candidate_service_pb2.CreateCandidateRequest(
            candidate=message(candidate_pb2.Candidate, CANDIDATE)), timeout=TIMEOUT).name
        for stage in ("RECEIVED", "FIRST_INTERVIEW", "PLANNED"):
            stub.AdvanceCandidate(candidate_service_pb2.AdvanceCandidateRequest(
                name=name, stage=stage), timeout=TIMEOUT)
        return name

    @classmethod
    def _active_advisor(cls):
        stub = cls.stub(advisor_service_pb2_grpc, "AdvisorService")
        name = stub.CreateAdvisor(json_format.ParseDict(
            {"advisor": ADVISOR}, advisor_service_pb2.CreateAdvisorRequest()),
            timeout=TIMEOUT).name
        for step in ("Screen", "Train", "Activate"):
            request = getattr(advisor_service_pb2, f"{step}AdvisorRequest")(name=name)
            getattr(stub, f"{step}Advisor")(request, timeout=TIMEOUT)
        return name

    def ranked(self):
        return list(rank_and_explain.ranked_internships(
            self.matching(), self.candidate, AS_OF, ALL_VERDICTS, page_size=2))

    def refused(self, call, request):
        """Returns the error of a call that must fail."""
        with self.assertRaises(grpc.RpcError) as caught:
            call(request, timeout=TIMEOUT)
        return caught.exception

    def assert_sound(self, match):
        self.assertEqual(sum(c.weight for c in match.components), 100)
        self.assertEqual(sum(c.weight * c.value for c in match.components), match.component_sum)
        self.assertEqual(match.HasField("raw"), match.verdict != Verdict.Value("BLOCKED"))
        if match.HasField("raw") and not match.cap_applied:
            self.assertEqual(match.raw, match.component_sum)
        self.assertTrue(match.rule_set_version)

    def test_names_come_back_as_given(self):
        name = self.candidates().GetCandidate(
            candidate_service_pb2.GetCandidateRequest(name=self.candidate),
            timeout=TIMEOUT).person_name

        self.assertEqual(name.full_name, SECRET)
        self.assertEqual(name.kana_name, "イスム タジュリービー")

    def test_internships_come_in_the_order_of_the_sections_with_their_reasons(self):
        matches = self.ranked()

        self.assertEqual({m.internship for m in matches}, set(self.openings))
        self.assertEqual([m.verdict for m in matches], sorted(m.verdict for m in matches))
        by_name = {m.internship: m for m in matches}
        first, one_step_short, elsewhere, licence = (by_name[name] for name in self.openings)
        self.assertEqual(matches[0], first)
        self.assertEqual(first.verdict, Verdict.Value("ELIGIBLE"))
        self.assertEqual(first.raw, 100000)
        self.assertEqual(one_step_short.verdict, Verdict.Value("REVIEW"))
        self.assertEqual([match_pb2.Reason.Code.Name(r.code) for r in one_step_short.reasons],
                         ["LANGUAGE_ONE_STEP_SHORT"])
        self.assertEqual(elsewhere.verdict, Verdict.Value("OUTSIDE_WISH"))
        self.assertTrue(elsewhere.cap_applied)
        self.assertEqual(licence.verdict, Verdict.Value("BLOCKED"))
        self.assertEqual([r.skill for r in licence.reasons], ["log.drv.car"])
        for match in matches:
            self.assert_sound(match)

    def test_an_explanation_equals_the_row_of_the_ranking(self):
        for match in self.ranked():
            self.assertEqual(rank_and_explain.explain(self.matching(), match, AS_OF), match)

    def test_candidates_of_an_internship_have_the_score_that_the_candidate_sees(self):
        seen = {m.internship: m for m in self.ranked()}
        for opening in self.openings:
            rows = self.matching().RankCandidates(matching_service_pb2.RankCandidatesRequest(
                internship=opening, as_of=AS_OF, verdicts=ALL_VERDICTS), timeout=TIMEOUT).matches

            self.assertEqual([m.candidate for m in rows], [self.candidate])
            self.assertEqual(rows[0].component_sum, seen[opening].component_sum)
            explained = self.matching().ExplainMatch(matching_service_pb2.ExplainMatchRequest(
                candidate=self.candidate, internship=opening, as_of=AS_OF,
                direction="FOR_COUNTERPART"), timeout=TIMEOUT).match
            self.assertEqual(explained, rows[0])

    def test_advisors_are_ranked_and_explained(self):
        rows = self.matching().RankAdvisors(matching_service_pb2.RankAdvisorsRequest(
            candidate=self.candidate, as_of=AS_OF, verdicts=ALL_VERDICTS), timeout=TIMEOUT).matches

        self.assertEqual([m.advisor for m in rows], [self.advisor])
        self.assertEqual(rows[0].verdict, Verdict.Value("ELIGIBLE"))
        # 1 December 2026 is a Tuesday, and 19:00 in Japan is 10:00 UTC.
        self.assertEqual(rows[0].first_common_start_time.ToJsonString(), "2026-12-01T10:00:00Z")
        self.assert_sound(rows[0])
        explained = self.matching().ExplainMatch(matching_service_pb2.ExplainMatchRequest(
            candidate=self.candidate, advisor=self.advisor, as_of=AS_OF), timeout=TIMEOUT).match
        self.assertEqual(explained, rows[0])

    @staticmethod
    def at_any_revision(answer):
        """The bytes of a ranking without the revision, which the last use of a token raises, too."""
        ranking = matching_service_pb2.RankInternshipsResponse.FromString(answer)
        ranking.basis.revision = 0
        return ranking.SerializeToString(deterministic=True)

    def test_equal_requests_give_equal_bytes_even_after_a_restart(self):
        def answer():
            call = self.server.channel.unary_unary(
                "/banso.v1.MatchingService/RankInternships",
                request_serializer=lambda request: request.SerializeToString())
            return call(matching_service_pb2.RankInternshipsRequest(
                candidate=self.candidate, as_of=AS_OF, verdicts=ALL_VERDICTS), timeout=TIMEOUT)

        first = answer()
        second = answer()
        code, log = self.server.stop()
        type(self).server = Server(self.folder.name)
        third = answer()

        self.assertEqual(code, 0, log)
        self.assertEqual(self.at_any_revision(first), self.at_any_revision(second))
        self.assertEqual(self.at_any_revision(first), self.at_any_revision(third))
        self.assertNotIn(SECRET, log)
        self.assertNotIn("Tajribi", log)
        self.assertNotIn(self.server.token("coordinator"), log)

    def test_bad_input_names_the_field_and_keeps_what_it_held_to_itself(self):
        bad = message(candidate_pb2.Candidate, CANDIDATE)
        bad.skills[0].level = 9
        bad.home_prefecture = "99"

        error = self.refused(self.candidates().CreateCandidate,
                             candidate_service_pb2.CreateCandidateRequest(candidate=bad))

        self.assertEqual(error.code(), grpc.StatusCode.INVALID_ARGUMENT)
        fields = dict(rank_and_explain.field_violations(error))
        self.assertIn("candidate.skills[0].level", fields)
        self.assertIn("candidate.home_prefecture", fields)
        self.assertTrue(all(fields.values()))
        self.assertNotIn(SECRET, str(error))
        self.assertNotIn("99", " ".join(fields.values()))

    def test_a_negative_page_size_is_refused(self):
        error = self.refused(self.matching().RankInternships,
                             matching_service_pb2.RankInternshipsRequest(
                                 candidate=self.candidate, page_size=-1))

        self.assertEqual(error.code(), grpc.StatusCode.INVALID_ARGUMENT)
        self.assertIn("page_size", dict(rank_and_explain.field_violations(error)))

    def test_bytes_that_are_no_message_do_not_end_the_connection(self):
        call = self.server.channel.unary_unary("/banso.v1.CandidateService/GetCandidate")
        # Field 1 is a string that is no UTF-8; then one that is cut short.
        for wrong in (b"\x0a\x02\xff\xfe", b"\x0a\x7fshort"):
            with self.assertRaises(grpc.RpcError):
                call(wrong, timeout=TIMEOUT)

        found = self.candidates().GetCandidate(
            candidate_service_pb2.GetCandidateRequest(name=self.candidate), timeout=TIMEOUT)
        self.assertEqual(found.name, self.candidate)

    def test_an_unknown_candidate_is_not_found(self):
        error = self.refused(self.matching().RankInternships,
                             matching_service_pb2.RankInternshipsRequest(
                                 candidate="candidates/aaaaaaaaaaaaaaaaaaaaaaaaaa"))

        self.assertEqual(error.code(), grpc.StatusCode.NOT_FOUND)

    def test_a_stale_etag_is_aborted(self):
        stub = self.candidates()
        first = stub.CreateCandidate(candidate_service_pb2.CreateCandidateRequest(
            candidate=message(candidate_pb2.Candidate, dict(CANDIDATE, consents=[]))),
            timeout=TIMEOUT)
        change = candidate_service_pb2.UpdateCandidateRequest(
            candidate=candidate_pb2.Candidate(name=first.name, home_prefecture="14",
                                              etag=first.etag))
        second = stub.UpdateCandidate(change, timeout=TIMEOUT)

        error = self.refused(stub.UpdateCandidate, change)
        stub.DeleteCandidate(candidate_service_pb2.DeleteCandidateRequest(
            name=second.name, etag=second.etag), timeout=TIMEOUT)

        self.assertEqual(error.code(), grpc.StatusCode.ABORTED)
        self.assertEqual(second.home_prefecture, "14")
        self.assertEqual(second.person_name, first.person_name)

    def test_a_repeated_request_id_gives_the_first_answer_again(self):
        stub = self.candidates()
        request = candidate_service_pb2.CreateCandidateRequest(
            candidate=message(candidate_pb2.Candidate, dict(CANDIDATE, consents=[])),
            request_id=str(uuid.uuid4()))

        first = stub.CreateCandidate(request, timeout=TIMEOUT)
        again = stub.CreateCandidate(request, timeout=TIMEOUT)
        stub.DeleteCandidate(candidate_service_pb2.DeleteCandidateRequest(name=first.name),
                             timeout=TIMEOUT)

        self.assertEqual(first, again)

    def test_health_is_serving(self):
        answer = health_pb2_grpc.HealthStub(self.server.channel).Check(
            health_pb2.HealthCheckRequest(), timeout=TIMEOUT)

        self.assertEqual(answer.status, health_pb2.HealthCheckResponse.SERVING)

    def test_reflection_lists_the_services(self):
        stub = reflection_pb2_grpc.ServerReflectionStub(self.server.channel)
        answers = stub.ServerReflectionInfo(
            iter([reflection_pb2.ServerReflectionRequest(list_services="*")]), timeout=TIMEOUT)

        listed = {s.name for s in next(answers).list_services_response.service}
        self.assertLessEqual({"banso.v1.CandidateService", "banso.v1.MatchingService",
                              "grpc.health.v1.Health"}, listed)

    def test_the_example_prints_a_ranking_and_an_explanation(self):
        done = subprocess.run(
            [sys.executable, ROOT / "clients" / "python" / "rank_and_explain.py", "--server",
             self.server.address, "--token-file", self.server.token_file("coordinator"),
             "--candidate", self.candidate, "--as-of", "2026-12-01T09:00:00+09:00"],
            capture_output=True, text=True, timeout=TIMEOUT, check=False)

        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(f"3 internships for {self.candidate}", done.stdout)
        self.assertIn("100.000", done.stdout)
        self.assertIn("The first one, explained:", done.stdout)

    def test_a_call_without_proof_or_with_a_wrong_one_is_unauthenticated(self):
        request = candidate_service_pb2.GetCandidateRequest(name=self.candidate)
        words = set()
        for token in (None, "banso_wrong", self.server.token("coordinator") + "x", "a.b.c"):
            stub = candidate_service_pb2_grpc.CandidateServiceStub(self.server.channel_with(token))
            error = self.refused(stub.GetCandidate, request)

            self.assertEqual(error.code(), grpc.StatusCode.UNAUTHENTICATED)
            if token:
                words.add(error.details())
                self.assertNotIn(token, error.details())
        self.assertEqual(len(words), 1, "nothing is learnt by trying")

    def test_a_token_file_that_others_may_read_is_refused(self):
        path = pathlib.Path(self.folder.name, "open.token")
        path.write_text("banso_open\n")
        path.chmod(0o644)

        with self.assertRaises(PermissionError) as caught:
            banso_channel.read_token(path)

        self.assertIn("chmod 600", str(caught.exception))
        self.assertNotIn("banso_open", str(caught.exception))

    def test_nothing_is_sent_in_plain_text_beyond_this_machine(self):
        self.assertTrue(banso_channel.is_loopback("127.0.0.1:1"))
        self.assertTrue(banso_channel.is_loopback("[::1]:1"))
        self.assertFalse(banso_channel.is_loopback("0.0.0.0:1"))
        self.assertFalse(banso_channel.is_loopback("127.0.0.1.example.org:1"))
        port = self.server.address.rpartition(":")[2]
        channel = banso_channel.connect(f"0.0.0.0:{port}", self.server.token("coordinator"))
        self.addCleanup(channel.close)

        error = self.refused(candidate_service_pb2_grpc.CandidateServiceStub(channel).GetCandidate,
                             candidate_service_pb2.GetCandidateRequest(name=self.candidate))

        self.assertEqual(error.code(), grpc.StatusCode.UNAVAILABLE)


if __name__ == "__main__":
    unittest.main()
