"""Services of the server under test and how TLS begins on each: by STARTTLS or with the first byte."""
import socket
import ssl

WAIT = 10
# What a client says before and to ask for TLS, and the first bytes of the last answer.
BEGINS = {
    "smtp": ([b"EHLO client.example\r\n"], b"STARTTLS\r\n", b"220"),
    "lmtp": ([b"LHLO client.example\r\n"], b"STARTTLS\r\n", b"220"),
    "imap": ([], b"a STARTTLS\r\n", b"a OK"),
    "pop3": ([], b"STLS\r\n", b"+OK"),
}
# Something that every service answers once TLS is there, and how.
ASKS = {
    "smtp": (b"NOOP\r\n", b"250"),
    "lmtp": (b"NOOP\r\n", b"250"),
    "imap": (b"z NOOP\r\n", b"z OK"),
    "pop3": (b"CAPA\r\n", b"+OK"),
}


def is_last(protocol, line):
    """The line ends an answer of several lines."""
    if protocol in ("smtp", "lmtp"):
        return line[3:4] != b"-"
    return True


class Wire:
    """A connection, line by line, in clear or under TLS."""

    def __init__(self, protocol, port):
        self.protocol = protocol
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=WAIT)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data)

    def line(self):
        while b"\n" not in self.buffer:
            piece = self.socket.recv(65536)
            if not piece:
                raise EOFError(self.buffer)
            self.buffer += piece
        line, self.buffer = self.buffer.split(b"\n", 1)
        return line.rstrip(b"\r")

    def answer(self):
        """The last line of the next answer; IMAP's untagged ones are passed over, the greeting is not."""
        while True:
            line = self.line()
            if is_last(self.protocol, line) and not (self.protocol == "imap" and line.startswith(b"* ") and not line.startswith((b"* OK [", b"* BYE"))):
                return line

    def ask(self, command):
        self.send(command)
        return self.answer()

    def rest(self):
        """All that comes until the server closes."""
        out, self.buffer = self.buffer, b""
        try:
            while piece := self.socket.recv(65536):
                out += piece
        except ssl.SSLError:
            pass
        except ConnectionError:
            pass
        return out

    def secure(self, context, name=None, session=None):
        """TLS from here on; what was heard in clear is forgotten."""
        self.buffer = b""
        self.socket = context.wrap_socket(self.socket, server_hostname=name, session=session)
        return self.socket


class Service:
    def __init__(self, label, protocol, port, wrapped=False):
        self.label, self.protocol, self.port, self.wrapped = label, protocol, int(port), wrapped

    def clear(self):
        """Connected and greeted, in clear."""
        wire = Wire(self.protocol, self.port)
        wire.answer()
        return wire

    def begin(self):
        """As far as the client's hello."""
        wire = Wire(self.protocol, self.port)
        if self.wrapped:
            return wire
        wire.answer()
        before, start, good = BEGINS[self.protocol]
        for command in before:
            wire.ask(command)
        said = wire.ask(start)
        if not said.startswith(good):
            raise AssertionError(f"{self.label}: STARTTLS was answered {said}")
        return wire

    def connect(self, context, name=None, session=None):
        """Under TLS, and something has been said there."""
        wire = self.begin()
        try:
            wire.secure(context, name, session)
            if self.wrapped:
                wire.answer()
            ask, good = ASKS[self.protocol]
            said = wire.ask(ask)
            if not said.startswith(good):
                raise AssertionError(f"{self.label}: {ask} was answered {said}")
            return wire
        except Exception:
            wire.socket.close()
            raise


def context(version=None, **how):
    """A client that believes everybody. version: the only one; ciphers, curve, certificate (file with key)."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.check_hostname = False
    made.verify_mode = ssl.CERT_NONE
    if version is not None:
        made.minimum_version = made.maximum_version = version
    if "ciphers" in how:
        made.set_ciphers(how["ciphers"])
    if "curve" in how:
        made.set_ecdh_curve(how["curve"])
    if "certificate" in how:
        made.load_cert_chain(how["certificate"])
    if "alpn" in how:
        made.set_alpn_protocols(how["alpn"])
    return made
