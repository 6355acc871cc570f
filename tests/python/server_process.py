"""The real server as a process of a test's own."""

import os
import select
import signal
import subprocess
import tempfile
import time

import grpc

SERVER = os.environ["BANSO_SERVER_PROGRAM"]
TIMEOUT = 30  # seconds; generous, for slow and sanitized builds


class Server:
    """A server of the test's own: scratch store, any free port."""

    def __init__(self, store):
        self.log = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            [SERVER, "--listen", "127.0.0.1:0", "--store", f"sqlite:{store}"],
            stdout=subprocess.PIPE, stderr=self.log)
        self.address = self._address()
        self.channel = grpc.insecure_channel(self.address)

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
        self.channel.close()
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(TIMEOUT)
        self.process.stdout.close()
        self.log.seek(0)
        text = self.log.read().decode()
        self.log.close()
        return code, text
