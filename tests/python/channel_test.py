"""The channel of the Python example, against a server that notes what it is asked."""

import concurrent.futures
import pathlib
import sys
import unittest

import grpc
from banso.v1 import candidate_pb2, candidate_service_pb2, candidate_service_pb2_grpc
from google.protobuf import empty_pb2

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2] / "clients" / "python"))
import banso_channel  # noqa: E402

TIMEOUT = 10


class Noting(candidate_service_pb2_grpc.CandidateServiceServicer):
    def __init__(self):
        self.asked = []

    def GetCandidate(self, request, context):
        self.asked.append(request.min_revision)
        return candidate_pb2.Candidate(name=request.name, revision=5)

    def CreateCandidate(self, request, context):
        return candidate_pb2.Candidate(revision=7)

    def DeleteCandidate(self, request, context):
        context.set_trailing_metadata((("banso-revision", "9"),))
        return empty_pb2.Empty()

    def ConfirmProfile(self, request, context):
        context.set_trailing_metadata((("banso-revision", "99"),))
        context.abort(grpc.StatusCode.ABORTED, "changed since")


class ChannelTest(unittest.TestCase):
    def setUp(self):
        self.service = Noting()
        server = grpc.server(concurrent.futures.ThreadPoolExecutor(2))
        candidate_service_pb2_grpc.add_CandidateServiceServicer_to_server(self.service, server)
        port = server.add_secure_port(
            "127.0.0.1:0", grpc.local_server_credentials(grpc.LocalConnectionType.LOCAL_TCP))
        server.start()
        self.addCleanup(lambda: server.stop(None).wait())
        channel = banso_channel.connect(f"127.0.0.1:{port}", token="banso_x")
        self.addCleanup(channel.close)
        self.stub = candidate_service_pb2_grpc.CandidateServiceStub(channel)

    def get(self, **fields):
        return self.stub.GetCandidate(
            candidate_service_pb2.GetCandidateRequest(name="candidates/c", **fields),
            timeout=TIMEOUT)

    def test_reads_ask_for_the_highest_revision_that_was_told(self):
        self.get()
        self.stub.CreateCandidate(candidate_service_pb2.CreateCandidateRequest(), timeout=TIMEOUT)
        self.get()
        self.stub.DeleteCandidate(candidate_service_pb2.DeleteCandidateRequest(), timeout=TIMEOUT)
        self.get()

        self.assertEqual(self.service.asked, [0, 7, 9])

    def test_a_request_that_asks_for_more_keeps_what_it_says_and_stays_as_it_was(self):
        self.get()
        request = candidate_service_pb2.GetCandidateRequest(name="candidates/c")

        self.stub.GetCandidate(request, timeout=TIMEOUT)
        self.get(min_revision=8)

        self.assertEqual(self.service.asked, [0, 5, 8])
        self.assertEqual(request.min_revision, 0)

    def test_a_call_that_failed_tells_nothing(self):
        with self.assertRaises(grpc.RpcError) as raised:
            self.stub.ConfirmProfile(candidate_service_pb2.ConfirmProfileRequest(), timeout=TIMEOUT)
        self.get()

        self.assertIs(raised.exception.code(), grpc.StatusCode.ABORTED)
        self.assertEqual(self.service.asked, [0])


if __name__ == "__main__":
    unittest.main()
