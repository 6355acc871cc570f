"""The real server as a process of a test's own, and the callers that it knows."""

import os
import pathlib
import select
import signal
import subprocess
import sys
import tempfile
import time

import grpc
from banso.v1 import access_service_pb2, access_service_pb2_grpc, options_pb2, principal_pb2

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "clients" / "python"))
import banso_channel  # noqa: E402  (the example is under test, too)

SERVER = os.environ["BANSO_SERVER_PROGRAM"]
TIMEOUT = 30  # seconds; generous, for slow and sanitized builds


class Server:
    """A server of the test's own: scratch data folder, any free port, a first admin.

    A second server on the same folder knows the callers of the first one. `store` is as the flag;
    without it the store is a file in the folder.
    """

    def __init__(self, folder, store=None):
        self.folder = pathlib.Path(folder)
        self.flags = ["--data-dir", folder, "--plaintext", "--rate", "0", "--public-rate", "0"]
        if store is not None:
            self.flags += ["--store", store]
        admin = self.token_file("admin")
        if not admin.exists():
            self._bootstrap(admin)
        self.log = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            [SERVER, "--listen", "127.0.0.1:0", *self.flags],
            stdout=subprocess.PIPE, stderr=self.log)
        self.address = self._address()
        self._channels = []
        if not self.token_file("coordinator").exists():
            self.admit("coordinator", role="COORDINATOR")
        # The channel of most tests: that of a coordinator.
        self.channel = self.channel_of("coordinator")

    def token_file(self, who):
        """The file that holds the token of a caller."""
        return self.folder / f"{who}.token"

    def token(self, who):
        return self.token_file(who).read_text().strip()

    def admit(self, who, **principal):
        """Creates a principal with a token; returns its name."""
        access = access_service_pb2_grpc.AccessServiceStub(self.channel_of("admin"))
        principal["role"] = options_pb2.Access.Role.Value(principal["role"])
        made = access.CreatePrincipal(access_service_pb2.CreatePrincipalRequest(
            principal=principal_pb2.Principal(**principal)), timeout=TIMEOUT)
        issued = access.IssueToken(access_service_pb2.IssueTokenRequest(
            parent=made.name, label=who), timeout=TIMEOUT)
        self._keep(self.token_file(who), issued.secret)
        return made.name

    def channel_of(self, who):
        """A channel whose calls carry the token of a caller."""
        return self.channel_with(self.token(who))

    def channel_with(self, token):
        """A channel whose calls carry a token; None sends none."""
        channel = banso_channel.connect(self.address, token)
        self._channels.append(channel)
        return channel

    @staticmethod
    def _keep(path, secret):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secret + "\n")

    def _bootstrap(self, path):
        done = subprocess.run([SERVER, *self.flags, "--bootstrap"], capture_output=True, text=True,
                              timeout=TIMEOUT, check=False)
        if done.returncode != 0:
            raise AssertionError(f"there is no first admin: {done.stderr}")
        self._keep(path, done.stdout.strip())

    def _address(self):
        deadline = time.monotonic() + TIMEOUT
        line = b""
        while not line.endswith(b"\n"):
            ready, _, _ = select.select([self.process.stdout], [], [], deadline - time.monotonic())
            byte = os.read(self.process.stdout.fileno(), 1) if ready else b""
            if not byte:
                self.process.kill()
                self.log.seek(0)
                raise AssertionError(f"the server did not start: {self.log.read().decode()}")
            line += byte
        prefix = "banso-server listening on "
        text = line.decode().strip()
        assert text.startswith(prefix), text
        return text[len(prefix):]

    def stop(self):
        """Asks the server to stop; returns its exit code and what it logged."""
        for channel in self._channels:
            channel.close()
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(TIMEOUT)
        self.process.stdout.close()
        self.log.seek(0)
        text = self.log.read().decode()
        self.log.close()
        return code, text
