"""Mail by SMTP to a small real server: STARTTLS, TLS from the beginning, proof of who sends, refusals,
and a server that never answers. What arrives is read by Python's own mail parser."""

import asyncio
import base64
import email
import email.policy
import os
import pathlib
import ssl
import subprocess
import tempfile
import threading
import unittest

TOOL = os.environ["BANSO_MAIL_TOOL"]
PASSWORD = "canary-pass word"


class SmtpServer:
    """Speaks as much of RFC 5321 as a client needs, on a thread of its own."""

    def __init__(self, tls=None, implicit=False, want_user=False, refuse=None, silent=False):
        self.tls, self.implicit, self.want_user = tls, implicit, want_user
        self.refuse, self.silent = refuse, silent
        self.mails, self.commands, self.users = [], [], []
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever)
        self.thread.start()
        self.server = asyncio.run_coroutine_threadsafe(self.listen(), self.loop).result()
        self.port = self.server.sockets[0].getsockname()[1]

    async def listen(self):
        return await asyncio.start_server(self.talk, "127.0.0.1", 0,
                                          ssl=self.tls if self.implicit else None)

    def close(self):
        async def stop():
            self.server.close()
            for task in asyncio.all_tasks():
                if task is not asyncio.current_task():
                    task.cancel()
        asyncio.run_coroutine_threadsafe(stop(), self.loop).result()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()

    async def talk(self, reader, writer):
        async def say(text):
            writer.write(text.encode() + b"\r\n")
            await writer.drain()

        if self.silent:
            await asyncio.sleep(3600)
        secure = self.implicit
        await say("220 test")
        try:
            while line := (await reader.readline()).decode().strip():
                self.commands.append((secure, line))
                verb = line.split(" ")[0].upper()
                if verb == "EHLO":
                    features = ["STARTTLS"] if self.tls and not secure else []
                    features += ["AUTH PLAIN"] if self.want_user and secure else []
                    names = ["test", *features]
                    for i, name in enumerate(names):
                        await say(f"250{' ' if i == len(names) - 1 else '-'}{name}")
                elif verb == "STARTTLS" and self.tls:
                    await say("220 go on")
                    await writer.start_tls(self.tls)
                    secure = True
                elif verb == "AUTH":
                    words = line.split(" ")
                    if len(words) < 3:
                        await say("334 ")
                        words.append((await reader.readline()).decode().strip())
                    self.users.append(base64.b64decode(words[2]).decode().split("\0"))
                    good = self.users[-1][2] == PASSWORD
                    await say("235 welcome" if good else "535 no")
                elif verb in ("MAIL", "RCPT"):
                    await say(self.refuse if self.refuse and verb == "RCPT" else "250 fine")
                elif verb == "DATA":
                    await say("354 send it")
                    data = b""
                    while (part := await reader.readline()) != b".\r\n":
                        data += part[1:] if part.startswith(b".") else part
                    self.mails.append(data)
                    await say("250 kept")
                elif verb == "QUIT":
                    await say("221 bye")
                    break
                else:
                    await say("502 what?")
        except (ConnectionError, ssl.SSLError):
            pass
        writer.close()


class Smtp(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory()
        folder = pathlib.Path(cls.scratch.name)
        cls.certificate, key = folder / "cert.pem", folder / "key.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-nodes", "-keyout", key, "-out", cls.certificate, "-days", "2", "-subj",
             "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"],
            check=True, capture_output=True)
        cls.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        cls.tls.load_cert_chain(cls.certificate, key)

    @classmethod
    def tearDownClass(cls):
        cls.scratch.cleanup()

    def serve(self, **what):
        server = SmtpServer(**what)
        self.addCleanup(server.close)
        return server

    def send(self, url, ca=None, user="", password="", tls="tls", seconds=20,
             to="person@example.net"):
        lines = [url, str(ca or self.certificate), user, password, tls, str(seconds), "m1",
                 "desk@example.org", to]
        done = subprocess.run([TOOL], input="\n".join(lines) + "\n", capture_output=True, text=True,
                              check=True)
        self.assertNotIn(PASSWORD, done.stdout + done.stderr)
        self.assertNotIn("person@", done.stdout + done.stderr)
        return done.stdout.strip()

    def test_starttls(self):
        server = self.serve(tls=self.tls)

        self.assertEqual(self.send(f"smtp://localhost:{server.port}"), "OK")

        mail = email.message_from_bytes(server.mails[0], policy=email.policy.default)
        self.assertEqual(mail["Subject"], "予約が確定しました")
        self.assertEqual(mail["From"], "キャリアサポート相談窓口 <desk@example.org>")
        self.assertEqual(mail["To"], "person@example.net")
        self.assertEqual(mail["Message-ID"], "<m1@example.org>")
        self.assertEqual(mail["Auto-Submitted"], "auto-generated")
        text = mail.get_body(("plain",)).get_content()
        self.assertIn("2027年3月6日11:00", text)
        attachment, = mail.iter_attachments()
        self.assertEqual(attachment.get_content_type(), "text/calendar")
        self.assertEqual(attachment.get_param("method"), "PUBLISH")
        self.assertIn("DTSTART:20270306T020000Z\r\n", attachment.get_payload(decode=True).decode())
        self.assertFalse(mail.defects)
        # Nothing of it went over an open line.
        self.assertEqual({c.split(" ")[0] for secure, c in server.commands if not secure},
                         {"EHLO", "STARTTLS"})

    def test_tls_from_the_beginning_with_a_user(self):
        server = self.serve(tls=self.tls, implicit=True, want_user=True)
        url = f"smtps://localhost:{server.port}"

        self.assertEqual(self.send(url, user="desk", password=PASSWORD), "OK")
        self.assertEqual(server.users, [["", "desk", PASSWORD]])
        self.assertTrue(self.send(url, user="desk", password="wrong").startswith("UNAVAILABLE"))

    def test_a_server_without_tls_gets_nothing(self):
        server = self.serve()

        self.assertTrue(self.send(f"smtp://localhost:{server.port}").startswith("UNAVAILABLE"))
        self.assertEqual(server.mails, [])
        self.assertFalse([c for _, c in server.commands if c.startswith("MAIL")])

    def test_a_server_that_nobody_vouches_for_gets_nothing(self):
        server = self.serve(tls=self.tls)
        machine_roots = "/etc/ssl/certs/ca-certificates.crt"
        ca = machine_roots if os.path.exists(machine_roots) else "/dev/null"

        self.assertTrue(
            self.send(f"smtp://localhost:{server.port}", ca=ca).startswith("UNAVAILABLE"))
        self.assertEqual(server.mails, [])

    def test_plaintext_to_this_machine(self):
        server = self.serve()

        self.assertEqual(self.send(f"smtp://127.0.0.1:{server.port}", tls="plaintext"), "OK")
        self.assertEqual(len(server.mails), 1)

    def test_refusals(self):
        for answer, code in [("550 no such user", "FAILED_PRECONDITION"),
                             ("450 busy", "UNAVAILABLE")]:
            server = self.serve(refuse=answer)
            said = self.send(f"smtp://127.0.0.1:{server.port}", tls="plaintext")
            self.assertTrue(said.startswith(code), said)

    def test_nobody_answers(self):
        server = self.serve(silent=True)

        self.assertTrue(self.send(f"smtp://127.0.0.1:{server.port}", tls="plaintext",
                                  seconds=1).startswith("UNAVAILABLE"))
        self.assertTrue(
            self.send("smtp://127.0.0.1:1", tls="plaintext").startswith("UNAVAILABLE"))


if __name__ == "__main__":
    unittest.main()
