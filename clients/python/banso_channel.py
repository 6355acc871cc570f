"""How to reach a server and prove who is calling: for programs of one's own to copy from.

  channel = connect("127.0.0.1:8350", read_token())
  channel = connect("banso.example.org:443", read_token(), ca="ca.crt")
"""

import ipaddress
import os
import pathlib
import stat
import threading

import grpc


def read_token(path=None):
    """Returns the token in a file that only its owner may read, or None if none is kept.

    Without a path: the token in BANSO_TOKEN, else the file of BANSO_TOKEN_FILE, else
    ~/.config/banso/token.
    """
    if not path and os.environ.get("BANSO_TOKEN"):
        return os.environ["BANSO_TOKEN"].strip()
    path = path or os.environ.get("BANSO_TOKEN_FILE")
    if not path:
        config = os.environ.get("XDG_CONFIG_HOME") or pathlib.Path.home() / ".config"
        path = pathlib.Path(config, "banso", "token")
        if not path.exists():
            return None
    with open(path, encoding="ascii") as file:
        if os.fstat(file.fileno()).st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise PermissionError(f"others may read {path}; close it to them: chmod 600 {path}")
        return file.read().strip()


def is_loopback(address):
    """Whether HOST:PORT is on this machine's own loopback interface, as written."""
    host = address.rpartition(":")[0].strip("[]")
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def connect(address, token=None, ca=None):
    """Opens a channel whose calls carry the token, and whose reads see what it has shown before.

    By TLS, except to a server on this machine: then without it, unless `ca`, a file of certificates
    to trust, is named. Nothing is ever sent in plain text to anywhere else: the channel itself
    refuses connections that are not loopback ones.
    """
    if is_loopback(address) and ca is None:
        channel = grpc.secure_channel(
            address, grpc.local_channel_credentials(grpc.LocalConnectionType.LOCAL_TCP))
        # gRPC attaches call credentials to safe channels only; here the header is ours to add.
        interceptors = [_Revisions(), *([_Bearer(token)] if token else [])]
        return grpc.intercept_channel(channel, *interceptors)
    roots = pathlib.Path(ca).read_bytes() if ca else None
    credentials = grpc.ssl_channel_credentials(root_certificates=roots)
    if token:
        credentials = grpc.composite_channel_credentials(
            credentials, grpc.access_token_call_credentials(token))
    return grpc.intercept_channel(grpc.secure_channel(address, credentials), _Revisions())


def _fields_of(message):
    """The fields of a message; none of bytes, which callers may send and take instead."""
    descriptor = getattr(message, "DESCRIPTOR", None)
    return () if descriptor is None else descriptor.fields_by_name


class _Revisions(grpc.UnaryUnaryClientInterceptor):
    """Sends the highest revision that an answer told as `min_revision` of every later read.

    Of several servers behind one address each knows a commit in its own time: so none is asked for
    less than what this channel has seen. A request that asks for more keeps what it says.
    """

    def __init__(self):
        self._lock = threading.Lock()
        self._highest = 0

    def intercept_unary_unary(self, continuation, details, request):
        if "min_revision" in _fields_of(request):
            with self._lock:
                highest = self._highest
            if request.min_revision < highest:
                asked = type(request)()
                asked.CopyFrom(request)
                asked.min_revision = highest
                request = asked
        call = continuation(details, request)
        call.add_done_callback(self._note)
        return call

    def _note(self, call):
        if call.code() is not grpc.StatusCode.OK:
            return
        answer = call.result()
        told = [getattr(answer, "revision", 0)]
        if "basis" in _fields_of(answer):
            told.append(answer.basis.revision)
        told += [int(value) for key, value in call.trailing_metadata() or ()
                 if key == "banso-revision"]
        with self._lock:
            self._highest = max(self._highest, *told)


class _Bearer(grpc.UnaryUnaryClientInterceptor, grpc.UnaryStreamClientInterceptor,
              grpc.StreamUnaryClientInterceptor, grpc.StreamStreamClientInterceptor):
    """Adds `authorization: Bearer …` to every call."""

    def __init__(self, token):
        self._header = ("authorization", f"Bearer {token}")

    def _intercept(self, continuation, details, request):
        # Of the details a call came with, only the metadata changes.
        proven = _Details(details, [*(details.metadata or ()), self._header])
        return continuation(proven, request)

    intercept_unary_unary = _intercept
    intercept_unary_stream = _intercept
    intercept_stream_unary = _intercept
    intercept_stream_stream = _intercept


class _Details(grpc.ClientCallDetails):
    def __init__(self, details, metadata):
        self.method = details.method
        self.timeout = details.timeout
        self.metadata = metadata
        self.credentials = details.credentials
        self.wait_for_ready = details.wait_for_ready
        self.compression = details.compression
