"""An employer's own software, in its own language: what it can learn, and from when on."""

import datetime
import tempfile
import unicodedata
import unittest
import uuid

import grpc
from banso.v1 import (access_service_pb2, access_service_pb2_grpc, application_pb2, candidate_pb2,
                      candidate_service_pb2, candidate_service_pb2_grpc, consent_service_pb2,
                      consent_service_pb2_grpc, employer_service_pb2, employer_service_pb2_grpc,
                      internship_service_pb2, internship_service_pb2_grpc, matching_service_pb2,
                      matching_service_pb2_grpc, operations_service_pb2,
                      operations_service_pb2_grpc, placement_service_pb2,
                      placement_service_pb2_grpc)
from google.protobuf import json_format

from server_process import TIMEOUT, Server  # noqa: E402  (finds the example, too)
import rank_and_explain  # noqa: E402

# Employers always see what is so now: the world is made around the day of the test.
TODAY = datetime.date.today()
WORKDAYS = [TODAY + datetime.timedelta(days=60 + n) for n in range(5)]
EVERY_DAY = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"]
GIVEN, LATIN, KANA = "اسم تجريبي سري", "Ism Tajribi", "イスム タジュリービー"
DESK = "desk@example.org"


def civil(day):
    return {"year": day.year, "month": day.month, "day": day.day}


CANDIDATE = {
    "person_name": {"full_name": GIVEN, "latin_name": LATIN, "kana_name": KANA,
                    "chosen_form": "LATIN"},
    "contacts": [{"channel": "EMAIL", "address": "tajribi@example.org"}],
    "industry_wishes": ["39"], "occupation_wishes": ["2512"],
    "skills": [{"skill": "it.lang.python", "level": 3}, {"skill": "log.drv.car", "level": 2}],
    "skills_assessed": True,
    "languages": [{"language": "ja", "jlpt_level": "N2"}, {"language": "ar", "native": True}],
    "home_prefecture": "13", "household": "household-7",
    "needs": [{"kind": "MEAL_HALAL", "importance": "PREFER"}],
    "availability": {"weekly": [{"day": day, "start": {"hours": 8}, "end": {"hours": 22}}
                                for day in EVERY_DAY]},
    "work_authorisation": {"auth_class": "UNRESTRICTED",
                           "seen": {"seen_date": civil(TODAY), "kind": "CARD_FRONT"}},
}

OPENING = {
    "title": "Pythonで業務改善", "programme_type": "WORK_TRIAL", "industry": "391",
    "occupation": "2512",
    "skills": [{"skill": "it.lang.python", "level": 2, "weight": "ESSENTIAL"}],
    "languages": [{"language": "ja", "jlpt": "N3", "importance": "MUST"}],
    "contract_kind": "EMPLOYMENT_CONTRACT", "paid": True, "is_labour": True,
    "hourly_wage_yen": 3000, "prefecture": "13", "seats": 2,
    "fixed": {"days": [{"date": civil(day), "start": {"hours": 10}, "end": {"hours": 17},
                        "break_minutes": 60} for day in WORKDAYS]},
}


def request_id():
    return str(uuid.uuid4())


class EmployerPortalTest(unittest.TestCase):
    """The steps of one introduction; each test begins in a world of its own."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.server = Server(folder.name)
        self.addCleanup(self.stop)
        self.heard = []  # every byte that the portal is sent
        desk = self.server.channel
        self.candidates = candidate_service_pb2_grpc.CandidateServiceStub(desk)
        self.consents = consent_service_pb2_grpc.ConsentServiceStub(desk)
        self.desk = placement_service_pb2_grpc.PlacementServiceStub(desk)
        self.employer = self.verified_employer()
        self.opening = self.published_opening()
        self.candidate = self.active_candidate()

        self.principal = self.server.admit("portal", role="EMPLOYER", employer=self.employer)
        portal = self.server.channel_of("portal")
        self.matching = matching_service_pb2_grpc.MatchingServiceStub(portal)
        self.placement = placement_service_pb2_grpc.PlacementServiceStub(portal)
        self.portal = portal

    def stop(self):
        code, log = self.server.stop()
        self.assertEqual(code, 0, log)
        for secret in (GIVEN, "Tajribi", "タジュリービー", self.server.token("portal")):
            self.assertNotIn(secret, log)

    def verified_employer(self):
        stub = employer_service_pb2_grpc.EmployerServiceStub(self.server.channel)
        made = stub.CreateEmployer(json_format.ParseDict(
            {"employer": {"display_name": "ソラノデータ", "industry": "391", "prefecture": "13",
                          "contacts": [{"channel": "EMAIL", "address": "hr@example.org"}]}},
            employer_service_pb2.CreateEmployerRequest()), timeout=TIMEOUT)
        stub.VerifyEmployer(employer_service_pb2.VerifyEmployerRequest(name=made.name),
                            timeout=TIMEOUT)
        return made.name

    def published_opening(self):
        stub = internship_service_pb2_grpc.InternshipServiceStub(self.server.channel)
        name = stub.CreateInternship(json_format.ParseDict(
            {"parent": self.employer, "internship": OPENING},
            internship_service_pb2.CreateInternshipRequest()), timeout=TIMEOUT).name
        for step in ("Submit", "Verify", "Publish"):
            request = getattr(internship_service_pb2, f"{step}InternshipRequest")(name=name)
            getattr(stub, f"{step}Internship")(request, timeout=TIMEOUT)
        return name

    def active_candidate(self):
        name = self.candidates.CreateCandidate(json_format.ParseDict(
            {"candidate": CANDIDATE}, candidate_service_pb2.CreateCandidateRequest()),
            timeout=TIMEOUT).name
        for stage in ("RECEIVED", "FIRST_INTERVIEW", "PLANNED"):
            self.candidates.AdvanceCandidate(candidate_service_pb2.AdvanceCandidateRequest(
                name=name, stage=stage), timeout=TIMEOUT)
        return name

    def grant(self, *scopes):
        """The person agrees; returns the names of the consents."""
        return [self.consents.GrantConsent(consent_service_pb2.GrantConsentRequest(
            parent=self.candidate, scope=scope,
            terms=candidate_pb2.ConsentTerms(method="WRITTEN", text_version="1",
                                             notice_language="ar"),
            request_id=request_id()), timeout=TIMEOUT).name for scope in scopes]

    def withdraw(self, consent):
        self.consents.WithdrawConsent(consent_service_pb2.WithdrawConsentRequest(name=consent),
                                      timeout=TIMEOUT)

    def set_licence(self):
        stub = operations_service_pb2_grpc.OperationsServiceStub(self.server.channel_of("admin"))
        stub.UpdateSettings(json_format.ParseDict(
            {"settings": {"name": "settings/programme", "placement_licence": {"number": "13-1"},
                          "desk_contact": DESK},
             "update_mask": "placementLicence,deskContact"},
            operations_service_pb2.UpdateSettingsRequest()), timeout=TIMEOUT)

    def cards(self):
        answer = self.matching.RankBlindedCandidates(
            matching_service_pb2.RankBlindedCandidatesRequest(internship=self.opening),
            timeout=TIMEOUT)
        self.heard.append(answer.SerializeToString())
        return list(answer.blinded_candidates)

    def introduce(self, card):
        application = self.placement.RequestIntroduction(
            placement_service_pb2.RequestIntroductionRequest(blinded_candidate=card.name),
            timeout=TIMEOUT)
        self.heard.append(application.SerializeToString())
        return application

    def named(self, application):
        return self.placement.GetNamedCandidate(placement_service_pb2.GetNamedCandidateRequest(
            application=application.name), timeout=TIMEOUT)

    def agree(self, application):
        self.desk.AgreeIntroduction(placement_service_pb2.AgreeIntroductionRequest(
            name=application.name, terms=candidate_pb2.ConsentTerms(method="SPOKEN"),
            request_id=request_id()), timeout=TIMEOUT)

    def refused(self, call, *arguments, code):
        """Returns the error of a call that must fail so."""
        with self.assertRaises(grpc.RpcError) as caught:
            call(*arguments)
        error = caught.exception
        self.assertEqual(error.code(), code, error.details())
        self.heard.append((error.details() + repr(error.trailing_metadata())).encode())
        return error

    def assert_nothing_was_told(self):
        heard = b"\n".join(self.heard)
        for value in (GIVEN, LATIN, KANA, "Tajribi", "tajribi@example.org", "household-7", "MEAL_HALAL",
                      "log.drv.car", self.candidate, self.candidate.split("/")[1]):
            for form in ("NFC", "NFD", "NFKC", "NFKD"):
                self.assertNotIn(unicodedata.normalize(form, value).encode(), heard)

    def test_before_consent_nobody_is_there(self):
        self.assertEqual(self.cards(), [])
        self.grant("SERVICE")
        self.assertEqual(self.cards(), [])
        self.assert_nothing_was_told()

    def test_a_card_says_what_the_opening_asks_and_nothing_else(self):
        self.grant("SERVICE", "EMPLOYER_BLINDED")

        card, = self.cards()

        self.assertTrue(card.name.startswith(self.opening + "/blindedCandidates/"))
        self.assertEqual([s.skill for s in card.skills], ["it.lang.python"])
        self.assertEqual([x.language for x in card.languages], ["ja"])
        self.assertEqual((card.prefecture, card.region), ("", 0), "fewer than five live anywhere")
        self.assertTrue(card.can_work_hours)
        self.assertEqual(len(card.half_days), 3 * len(EVERY_DAY))
        self.assertEqual(self.cards(), [card], "the same card tomorrow as today")
        self.assert_nothing_was_told()

    def test_the_name_opens_by_consent_and_closes_by_withdrawal(self):
        self.grant("SERVICE", "EMPLOYER_BLINDED")
        self.set_licence()
        card, = self.cards()

        application = self.introduce(card)
        again = self.introduce(card)
        self.refused(self.named, application, code=grpc.StatusCode.NOT_FOUND)

        self.assertEqual(application.state, application_pb2.Application.CONSENT_PENDING)
        self.assertEqual(application.blinded_candidate, card.name)
        self.assertEqual(application.candidate, "")
        self.assertEqual(again.name, application.name)
        self.assert_nothing_was_told()

        self.agree(application)
        named = self.named(application)
        self.assertEqual(named.chosen_name, LATIN, "the form that the person chose")
        self.assertEqual(named.desk_contact, DESK)

        consents = self.consents.ListConsents(consent_service_pb2.ListConsentsRequest(
            parent=self.candidate), timeout=TIMEOUT).consents
        self.withdraw(next(c.name for c in consents
                           if c.scope == candidate_pb2.Consent.EMPLOYER_NAMED))
        gone = self.refused(self.named, application, code=grpc.StatusCode.NOT_FOUND)
        self.assertNotIn("Tajribi", gone.details())
        asked = consent_service_pb2_grpc.ConsentServiceStub(self.portal).ListDeletionRequests(
            consent_service_pb2.ListDeletionRequestsRequest(), timeout=TIMEOUT).deletion_requests
        self.assertIn(card.name, [request.blinded_candidate for request in asked])

    def test_a_new_consent_gives_a_new_card(self):
        _, blinded = self.grant("SERVICE", "EMPLOYER_BLINDED")
        first, = self.cards()

        self.withdraw(blinded)
        self.assertEqual(self.cards(), [])
        get = lambda name: self.matching.GetBlindedCandidate(  # noqa: E731
            matching_service_pb2.GetBlindedCandidateRequest(name=name), timeout=TIMEOUT)
        old = self.refused(get, first.name, code=grpc.StatusCode.NOT_FOUND)
        made_up = f"{self.opening}/blindedCandidates/{'a' * 20}"
        unknown = self.refused(get, made_up, code=grpc.StatusCode.NOT_FOUND)
        self.grant("EMPLOYER_BLINDED")
        second, = self.cards()

        self.assertNotEqual(second.name, first.name)
        # The two errors differ in the names that were asked for and in nothing else.
        self.assertEqual(old.details().replace(first.name, ""),
                         unknown.details().replace(made_up, ""))
        self.assert_nothing_was_told()

    def test_a_paid_opening_needs_the_licence(self):
        self.grant("SERVICE", "EMPLOYER_BLINDED")
        card, = self.cards()

        error = self.refused(self.introduce, card, code=grpc.StatusCode.FAILED_PRECONDITION)

        self.assertIn("PLACEMENT_LICENCE_MISSING",
                      error.details() + repr(rank_and_explain.error_details(error))
                      + repr(error.trailing_metadata()))
        self.set_licence()
        self.assertTrue(self.introduce(card).name)
        self.assert_nothing_was_told()

    def test_a_portal_reads_no_cases_and_no_rankings(self):
        candidates = candidate_service_pb2_grpc.CandidateServiceStub(self.portal)

        self.refused(lambda: candidates.GetCandidate(candidate_service_pb2.GetCandidateRequest(
            name=self.candidate), timeout=TIMEOUT), code=grpc.StatusCode.PERMISSION_DENIED)
        self.refused(lambda: candidates.ListCandidates(
            candidate_service_pb2.ListCandidatesRequest(), timeout=TIMEOUT),
            code=grpc.StatusCode.PERMISSION_DENIED)
        self.refused(lambda: self.matching.RankCandidates(
            matching_service_pb2.RankCandidatesRequest(internship=self.opening), timeout=TIMEOUT),
            code=grpc.StatusCode.PERMISSION_DENIED)

    def test_a_revoked_token_is_refused_on_the_next_call(self):
        access = access_service_pb2_grpc.AccessServiceStub(self.portal)
        token = access.WhoAmI(access_service_pb2.WhoAmIRequest(), timeout=TIMEOUT).token

        access.RevokeToken(access_service_pb2.RevokeTokenRequest(name=token), timeout=TIMEOUT)

        self.refused(self.cards, code=grpc.StatusCode.UNAUTHENTICATED)


if __name__ == "__main__":
    unittest.main()
