"""The server as a service: it takes the options that the package brings, and tells the service
manager when it can be reached and when it stops."""

import os
import pathlib
import signal
import socket
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SERVER = os.environ["BANSO_SERVER_PROGRAM"]
TIMEOUT = 60  # seconds; generous, for slow and sanitized builds


class ServiceTest(unittest.TestCase):
    def test_the_service_manager_hears_when_it_listens_and_when_it_stops(self):
        with tempfile.TemporaryDirectory() as folder, \
                socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
            path = os.path.join(folder, "notify")
            manager.bind(path)
            manager.settimeout(TIMEOUT)
            # What the unit says, but for what only root has and for the port, which may be taken.
            with subprocess.Popen(
                    [SERVER, "--config", str(ROOT / "cmake/package/server.toml"),
                     "--master-key-file", os.path.join(folder, "master.key"),
                     "--data-dir", folder, "--listen", "127.0.0.1:0"],
                    env={**os.environ, "NOTIFY_SOCKET": path}, stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL, text=True) as server:
                self.addCleanup(server.kill)
                self.assertEqual(manager.recv(64), b"READY=1")
                # It said so before, so this does not wait.
                line = server.stdout.readline().strip()
                host, port = line.removeprefix("banso-server listening on ").split(":")
                socket.create_connection((host, int(port)), TIMEOUT).close()

                server.send_signal(signal.SIGTERM)

                self.assertEqual(manager.recv(64), b"STOPPING=1")
                self.assertEqual(server.wait(TIMEOUT), 0)


if __name__ == "__main__":
    unittest.main()
