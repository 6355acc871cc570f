#!/usr/bin/python3
"""Ranks internships for a candidate and explains the best one, with stubs made by stock tools.

  clients/python/generate.sh
  clients/python/rank_and_explain.py --token-file .run/sqlite/coordinator.token \\
    --as-of 2026-12-01T09:00:00+09:00

Without --candidate it takes the first active candidate that the server lists. The functions below
are what a program of one's own would need: how to call, how to page, how to read an error.
"""

import argparse
import contextlib
import datetime
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE / "gen"))

import grpc  # noqa: E402  (the stubs are not on the path before)
import banso_channel  # noqa: E402
from banso.v1 import candidate_service_pb2, candidate_service_pb2_grpc  # noqa: E402
from banso.v1 import match_pb2, matching_service_pb2, matching_service_pb2_grpc  # noqa: E402
from google.protobuf import timestamp_pb2  # noqa: E402
from google.rpc import error_details_pb2, status_pb2  # noqa: E402

TIMEOUT = 10  # seconds; every call should say how long it may take


def error_details(error):
    """Returns the typed details of a grpc.RpcError: BadRequest, ErrorInfo and RetryInfo messages."""
    found = []
    for key, value in error.trailing_metadata() or ():
        if key != "grpc-status-details-bin":
            continue
        for packed in status_pb2.Status.FromString(value).details:
            for kind in (error_details_pb2.BadRequest, error_details_pb2.ErrorInfo,
                         error_details_pb2.RetryInfo):
                detail = kind()
                # The name decides, whatever prefix the type URL has.
                if packed.type_url.split("/")[-1] == detail.DESCRIPTOR.full_name:
                    detail.ParseFromString(packed.value)
                    found.append(detail)
    return found


def field_violations(error):
    """Returns (field, description) of everything that is wrong with the request."""
    return [(violation.field, violation.description)
            for detail in error_details(error) if isinstance(detail, error_details_pb2.BadRequest)
            for violation in detail.field_violations]


def ranked_internships(stub, candidate, as_of=None, verdicts=(), page_size=50):
    """Yields the matches of every page, best first, all judged at one instant and revision."""
    request = matching_service_pb2.RankInternshipsRequest(
        candidate=candidate, as_of=as_of, verdicts=verdicts, page_size=page_size)
    while True:
        page = stub.RankInternships(request, timeout=TIMEOUT)
        yield from page.matches
        if not page.next_page_token:
            return
        request.page_token = page.next_page_token


def explain(stub, match, as_of=None):
    """Judges the pair of a match alone; the answer equals the row of the ranking."""
    return stub.ExplainMatch(
        matching_service_pb2.ExplainMatchRequest(
            candidate=match.candidate, internship=match.internship, as_of=as_of),
        timeout=TIMEOUT).match


def describe(match):
    """Returns lines of text about a match: verdict, score, components, reasons."""
    verdict = match_pb2.Match.Verdict.Name(match.verdict)
    score = f"{match.raw / 1000:.3f}" if match.HasField("raw") else "-"
    yield f"{verdict:12} {score:>7}  {match.internship or match.advisor}"
    for component in match.components:
        kind = match_pb2.Component.Kind.Name(component.kind).lower()
        points = component.weight * component.value
        yield f"    {kind:12} {component.weight:3} x {component.value:4} = {points / 1000:6.3f}"
    for reason in match.reasons:
        code = match_pb2.Reason.Code.Name(reason.code)
        yield f"    {match_pb2.Reason.Effect.Name(reason.effect).lower():6} {code}"
    for plain in match.plain_reasons:
        yield f"    {plain.en}"


def first_active_candidate(channel):
    stub = candidate_service_pb2_grpc.CandidateServiceStub(channel)
    page = stub.ListCandidates(
        candidate_service_pb2.ListCandidatesRequest(filter="status = ACTIVE", page_size=1),
        timeout=TIMEOUT)
    if not page.candidates:
        sys.exit("the server has no active candidate; ./dev run brings some")
    return page.candidates[0].name


def main():
    parser = argparse.ArgumentParser(description="Ranks internships and explains the best one.")
    parser.add_argument("--server", default="127.0.0.1:8350", help="HOST:PORT of banso-server")
    parser.add_argument("--token-file", help="holds your token; else that of BANSO_TOKEN_FILE, else "
                                             "~/.config/banso/token")
    parser.add_argument("--tls-ca", help="certificates to trust; else those of this machine")
    parser.add_argument("--candidate", help="candidates/..., else the first active one")
    parser.add_argument("--as-of", help="instant to judge at, such as 2026-12-01T09:00:00+09:00")
    parser.add_argument("--top", type=int, default=5, help="how many to print")
    arguments = parser.parse_args()
    as_of = None
    if arguments.as_of:
        as_of = timestamp_pb2.Timestamp()
        as_of.FromDatetime(datetime.datetime.fromisoformat(arguments.as_of)
                           .astimezone(datetime.timezone.utc).replace(tzinfo=None))

    try:
        token = banso_channel.read_token(arguments.token_file)
    except OSError as error:
        sys.exit(str(error))
    with contextlib.closing(
            banso_channel.connect(arguments.server, token, arguments.tls_ca)) as channel:
        stub = matching_service_pb2_grpc.MatchingServiceStub(channel)
        try:
            candidate = arguments.candidate or first_active_candidate(channel)
            matches = list(ranked_internships(stub, candidate, as_of))
            print(f"{len(matches)} internships for {candidate}")
            for match in matches[:arguments.top]:
                print(next(iter(describe(match))))
            if matches:
                print("\nThe first one, explained:")
                print("\n".join(describe(explain(stub, matches[0], as_of))))
        except grpc.RpcError as error:
            print(f"{error.code().name}: {error.details()}", file=sys.stderr)
            for field, description in field_violations(error):
                print(f"  {field}: {description}", file=sys.stderr)
            sys.exit(1)


if __name__ == "__main__":
    main()
