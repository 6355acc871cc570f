"""Backups as docs/backup.md tells operators to make them and to put them back: the commands of
PostgreSQL on a cluster of the test's own, those of banso-server for files."""

import glob
import os
import pathlib
import pwd
import shutil
import subprocess
import tempfile
import time
import unittest
import uuid

import grpc
from banso.v1 import (access_service_pb2, access_service_pb2_grpc, audit_service_pb2,
                      audit_service_pb2_grpc, candidate_service_pb2, candidate_service_pb2_grpc,
                      consent_service_pb2, consent_service_pb2_grpc, operations_service_pb2,
                      operations_service_pb2_grpc)

from server_process import SERVER, TIMEOUT, Server

NAME = "秘密の名前"


class Cluster:
    """A PostgreSQL of the test's own that archives its log. PostgreSQL refuses to run as root."""

    def __init__(self, folder):
        self.bin = pathlib.Path(sorted(glob.glob("/usr/lib/postgresql/*/bin"),
                                       key=lambda path: float(path.split("/")[4]))[-1])
        self.user = pwd.getpwnam("postgres") if os.getuid() == 0 else None
        self.folder = pathlib.Path(folder)
        self.archive = self.folder / "archive"
        self.archive.mkdir()
        self.own(self.folder)
        self.own(self.archive)
        self.data = self.folder / "data"
        self.running = False
        self.run("initdb", "-D", self.data, "-U", "app", "-A", "trust", "-E", "UTF8",
                 "--locale=C.UTF-8", "--no-sync")
        with open(self.data / "postgresql.conf", "a", encoding="utf-8") as file:
            file.write(f"unix_socket_directories = '{self.folder}'\nlisten_addresses = ''\n"
                       "unix_socket_permissions = 0777\nfsync = off\narchive_mode = on\n"
                       f"archive_command = 'test ! -f {self.archive}/%f && cp %p {self.archive}/%f'\n")
        self.start()

    def own(self, path):
        if self.user is not None:
            os.chown(path, self.user.pw_uid, self.user.pw_gid)

    def run(self, program, *words):
        """Runs a program of PostgreSQL as the user that PostgreSQL runs as."""
        command = [str(self.bin / program), *map(str, words)]
        if self.user is not None:
            command = ["setpriv", f"--reuid={self.user.pw_uid}", f"--regid={self.user.pw_gid}",
                       "--init-groups", *command]
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "PGHOST": str(self.folder),
                       "PGUSER": "app"}
        done = subprocess.run(command, cwd="/", env=environment, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=120, check=False)
        if done.returncode != 0:
            raise AssertionError(f"{command}: {done.stderr.decode()}")
        return done.stdout

    def start(self):
        # Its own standard streams would keep ours open.
        self.run("pg_ctl", "-D", self.data, "-s", "-w", "-l", self.folder / "log", "start")
        self.running = True

    def stop(self):
        if self.running:
            self.run("pg_ctl", "-D", self.data, "-s", "-m", "fast", "stop")
        self.running = False

    def sql(self, statement, database="postgres"):
        return self.run("psql", "-XAtq", "-d", database, "-c", statement).decode().strip()

    def store(self, database):
        return f"postgres:host={self.folder} user=app dbname={database}"


class BackupTest(unittest.TestCase):
    def setUp(self):
        self.folder = self.scratch_folder()
        self.server = None
        self.addCleanup(self.stop)

    def scratch_folder(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        os.chmod(folder.name, 0o711)
        return folder.name

    def cluster(self):
        cluster = Cluster(self.scratch_folder())
        self.addCleanup(cluster.stop)
        return cluster

    def start(self, store=None):
        self.server = Server(self.folder, store)
        return self.server

    def stop(self):
        if self.server is not None:
            self.server.stop()
        self.server = None

    def candidates(self):
        return candidate_service_pb2_grpc.CandidateServiceStub(self.server.channel)

    def create(self):
        return self.candidates().CreateCandidate(candidate_service_pb2.CreateCandidateRequest(
            candidate={"person_name": {"full_name": NAME}, "home_prefecture": "13"},
            request_id=str(uuid.uuid4())), timeout=TIMEOUT)

    def erase(self, candidate):
        consents = consent_service_pb2_grpc.ConsentServiceStub(self.server.channel)
        consents.EraseCandidate(consent_service_pb2.EraseCandidateRequest(
            name=candidate.name, request_id=str(uuid.uuid4())), timeout=TIMEOUT)

    def assert_there(self, candidate):
        found = self.candidates().GetCandidate(
            candidate_service_pb2.GetCandidateRequest(name=candidate.name), timeout=TIMEOUT)
        self.assertEqual(found.person_name.full_name, NAME)

    def assert_gone(self, candidate):
        with self.assertRaises(grpc.RpcError) as raised:
            self.candidates().GetCandidate(
                candidate_service_pb2.GetCandidateRequest(name=candidate.name), timeout=TIMEOUT)
        self.assertEqual(raised.exception.code(), grpc.StatusCode.NOT_FOUND)

    def verify_audit(self):
        """What is said of the audit log once nothing waits to be chained that could be."""
        audit = audit_service_pb2_grpc.AuditServiceStub(self.server.channel_of("admin"))
        deadline = time.monotonic() + TIMEOUT
        while True:
            try:
                found = audit.VerifyAudit(audit_service_pb2.VerifyAuditRequest(), timeout=TIMEOUT)
                if not found.intact or found.unchained == 0:
                    return found
            except grpc.RpcError as error:
                # Who asks again and again for what is chained every second is told to wait.
                self.assertEqual(error.code(), grpc.StatusCode.RESOURCE_EXHAUSTED)
            self.assertLess(time.monotonic(), deadline)

    def admin(self):
        access = access_service_pb2_grpc.AccessServiceStub(self.server.channel_of("admin"))
        return access.WhoAmI(access_service_pb2.WhoAmIRequest(), timeout=TIMEOUT).principal.name

    def assert_goes_on(self, store, admin, newest):
        """An older store is in its place: it is accepted, and everything goes on."""
        self.start(store)
        found = self.verify_audit()
        self.assertFalse(found.intact)
        self.stop()
        flags = [] if store is None else ["--store", store]
        subprocess.run([SERVER, "--plaintext", "--data-dir", self.folder, *flags, "--accept-restore",
                        admin], check=True, capture_output=True, timeout=TIMEOUT)
        self.start(store)
        found = self.verify_audit()
        self.assertTrue(found.intact, found)
        self.assertEqual([loss.principal for loss in found.accepted_losses], [admin])
        self.assertGreaterEqual(found.accepted_losses[0].last_number, newest)
        self.assert_there(self.create())
        operations = operations_service_pb2_grpc.OperationsServiceStub(self.server.channel)
        same = operations.Verify(operations_service_pb2.VerifyRequest(), timeout=TIMEOUT)
        self.assertEqual(list(same.differing), [])

    def test_a_dump_is_put_back_into_another_database(self):
        cluster = self.cluster()
        cluster.sql("CREATE DATABASE first")
        cluster.sql("CREATE DATABASE second")
        self.start(cluster.store("first"))
        admin = self.admin()
        before, erased = self.create(), self.create()
        dump = cluster.folder / "banso.dump"
        cluster.run("pg_dump", "-d", "first", "-Fc", "-f", dump)
        after = self.create()
        self.erase(erased)
        newest = self.verify_audit().verified
        self.stop()

        cluster.run("pg_restore", "-d", "second", "--exit-on-error", dump)

        self.assert_goes_on(cluster.store("second"), admin, newest)
        self.assert_there(before)
        self.assert_gone(after)
        # Erased after the dump was made: the row is in it, and nobody can read it.
        self.assertEqual(cluster.sql(
            f"SELECT count(*) FROM candidates WHERE name = '{erased.name}'", "second"), "1")
        self.assert_gone(erased)

    def test_the_database_is_put_back_to_a_time_between_two_writes(self):
        cluster = self.cluster()
        cluster.sql("CREATE DATABASE banso")
        self.start(cluster.store("banso"))
        admin = self.admin()
        cluster.run("pg_basebackup", "-D", cluster.folder / "base", "-c", "fast", "-X", "none")
        before = self.create()
        moment = cluster.sql("SELECT clock_timestamp()")
        after = self.create()
        newest = self.verify_audit().verified
        self.stop()
        cluster.sql("SELECT pg_switch_wal()")
        cluster.stop()

        shutil.rmtree(cluster.data)
        (cluster.folder / "base").rename(cluster.data)
        (cluster.data / "recovery.signal").touch()
        cluster.own(cluster.data / "recovery.signal")
        with open(cluster.data / "postgresql.auto.conf", "a", encoding="utf-8") as file:
            file.write(f"restore_command = 'cp {cluster.archive}/%f %p'\n"
                       f"recovery_target_time = '{moment}'\n"
                       "recovery_target_action = 'promote'\n")
        cluster.start()
        deadline = time.monotonic() + TIMEOUT
        while cluster.sql("SELECT pg_is_in_recovery()") != "f":
            self.assertLess(time.monotonic(), deadline)

        self.assert_goes_on(cluster.store("banso"), admin, newest)
        self.assert_there(before)
        self.assert_gone(after)

    def test_keys_are_not_put_where_the_log_is_archived(self):
        cluster = self.cluster()
        cluster.sql("CREATE DATABASE keys")

        refused = subprocess.run(
            [SERVER, "--plaintext", "--data-dir", self.folder, "--keys", cluster.store("keys"),
             "--bootstrap"], check=False, capture_output=True, text=True, timeout=TIMEOUT)

        self.assertEqual(refused.returncode, 1)
        self.assertIn("archive_mode", refused.stderr)
        self.assertEqual(cluster.sql("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'",
                                     "keys"), "0")

    def test_a_copy_of_the_file_is_made_beside_a_running_server(self):
        self.start()
        admin = self.admin()
        before, erased = self.create(), self.create()
        copy = pathlib.Path(self.folder, "copy.db")
        command = [SERVER, "--data-dir", self.folder, "--back-up-to", str(copy)]
        subprocess.run(command, check=True, capture_output=True, timeout=TIMEOUT)
        again = subprocess.run(command, check=False, capture_output=True, text=True, timeout=TIMEOUT)
        after = self.create()
        self.erase(erased)
        newest = self.verify_audit().verified
        self.stop()

        self.assertEqual(again.returncode, 1)
        self.assertIn("copy.db is there already", again.stderr)
        self.assertEqual(copy.stat().st_mode & 0o777, 0o600)
        store = pathlib.Path(self.folder, "banso.db")
        for more in ("-wal", "-shm"):
            pathlib.Path(f"{store}{more}").unlink(missing_ok=True)
        copy.rename(store)
        self.assert_goes_on(None, admin, newest)
        self.assert_there(before)
        self.assert_gone(after)
        self.assert_gone(erased)

    def test_the_newest_copy_of_the_keys_takes_the_place_of_the_one_before(self):
        self.start()
        erased, kept = self.create(), self.create()
        copy = pathlib.Path(self.folder, "keys-copy.db")
        command = [SERVER, "--data-dir", self.folder, "--back-up-keys-to", str(copy)]
        subprocess.run(command, check=True, capture_output=True, timeout=TIMEOUT)
        self.erase(erased)
        subprocess.run(command, check=True, capture_output=True, timeout=TIMEOUT)
        self.stop()

        self.assertEqual(copy.stat().st_mode & 0o777, 0o600)
        copy.rename(pathlib.Path(self.folder, "keys.db"))
        self.start()
        self.assert_there(kept)
        self.assert_gone(erased)
        self.assertEqual(list(pathlib.Path(self.folder).glob("keys-copy*")), [])


if __name__ == "__main__":
    unittest.main()
