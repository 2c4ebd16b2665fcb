"""more.py HOST_PORTS DOMAIN HOME PROVIDER_PORT: the mechanisms that have to be configured, by clients of our own; see run.sh, which
made the certificates and keys in the current directory."""

import base64
import concurrent.futures
import contextlib
import functools
import hashlib
import http.server
import json
import pathlib
import re
import socket
import ssl
import subprocess
import sys
import threading
import time
import urllib.parse

sys.path[:0] = [str(pathlib.Path(__file__).parent.parent / "t-177-mechanisms"), str(pathlib.Path(__file__).parents[2] / "lib")]
import access_token
import mechanisms
from mechanisms import CLIENTS, Session

jwt = functools.partial(access_token.jwt, key="issuer.key")
OPENSSL = {"imap": "imap", "pop3": "pop3", "submission": "smtp"}
TROUBLES = []
COUNT = 0
AT_ONCE, JOBS = concurrent.futures.ThreadPoolExecutor(30), []
MAILDROP = threading.Lock()    # one session at a time may hold it


def expect(what, good, said):
    global COUNT
    COUNT += 1
    if not good:
        TROUBLES.append(f"{what}: {said}")


class Token:
    """OAUTHBEARER, RFC 7628, or XOAUTH2. `password`: the token."""

    def __init__(self, mechanism, name, password, spoil=""):
        self.mechanism, self.name, self.token, self.told = mechanism, name, password.decode(), None

    def first(self):
        if self.mechanism == "XOAUTH2":
            return f"user={self.name}\1auth=Bearer {self.token}\1\1".encode()
        return f"n,a={self.name},\1host=mail.example\1port=143\1auth=Bearer {self.token}\1\1".encode()

    def answer(self, challenge):
        self.told = json.loads(challenge)
        Token.last = self.told
        return b"\1" if self.mechanism == "OAUTHBEARER" else b""


class External:
    def __init__(self, _mechanism, name, _password, spoil=""):
        self.name = name

    def first(self):
        return self.name.encode()

    answer = None


class Digest:
    """RFC 2831 with qop=auth."""

    def __init__(self, _mechanism, name, password, spoil=""):
        self.name, self.password, self.steps = name, password, 0

    def first(self):
        return None

    def answer(self, challenge):
        self.steps += 1
        if self.steps > 1:
            if not challenge.startswith(b"rspauth="):
                raise ValueError(challenge)
            return b""
        said = dict(re.findall(r'([a-z]+)="?([^",]*)"?', challenge.decode()))
        if said["qop"] != "auth":
            raise ValueError(f"a security layer: {said}")
        md5 = lambda octets: hashlib.md5(octets)
        uri, cnonce = {"imap": "imap", "pop3": "pop", "submission": "smtp"}[self.kind] + "/x", "OA6MHXh6VqTrRk"
        secret = md5(f"{self.name}:{said['realm']}:".encode() + self.password).digest()
        a1 = md5(secret + f":{said['nonce']}:{cnonce}".encode()).hexdigest()
        a2 = md5(f"AUTHENTICATE:{uri}".encode()).hexdigest()
        proof = md5(f"{a1}:{said['nonce']}:00000001:{cnonce}:auth:{a2}".encode()).hexdigest()
        return (f'charset=utf-8,username="{self.name}",realm="{said["realm"]}",nonce="{said["nonce"]}",nc=00000001,cnonce="{cnonce}",'
                f'digest-uri="{uri}",response={proof},qop=auth').encode()


CLIENTS |= {"OAUTHBEARER": Token, "XOAUTH2": Token, "EXTERNAL": External, "ANONYMOUS": External, "DIGEST-MD5": Digest}


class Provider(http.server.BaseHTTPRequestHandler):
    """An introspection endpoint, RFC 7662: what it knows is in `tokens`; some it takes its time for."""

    tokens, asked, released = {}, [], threading.Event()

    def do_POST(self):
        form = urllib.parse.parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        token = form["token"][0]
        Provider.asked.append(token)
        if self.headers["Authorization"] != "Basic " + base64.b64encode(b"mailstead:client secret").decode():
            self.send_response(401)
            self.end_headers()
            return
        if token.startswith("opaque-hang"):
            Provider.released.wait(30)    # nobody waits for the answer by then
            return
        if token == "opaque-error":
            self.send_response(500)
            self.end_headers()
            return
        body = json.dumps(Provider.tokens.get(token, {"active": False})).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def provider(port, home):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Provider)
    server.daemon_threads = True
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f"{home}/etc/cert.pem", f"{home}/etc/key.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()


class Exporter(Session):
    """A session through `openssl s_client`, which tells what the TLS connection exports (RFC 9266)."""

    def __init__(self, kind, port):
        self.kind = kind
        self.process = subprocess.Popen(
            ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-starttls", OPENSSL[kind], "-ign_eof", "-tls1_3",
             "-keymatexport", "EXPORTER-Channel-Binding", "-keymatexportlen", "32"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.exported = None
        while self.exported is None:
            line = self.process.stdout.readline()
            if not line:
                raise OSError("openssl has ended")
            if b"Keying material:" in line:
                self.exported = bytes.fromhex(line.split(b":")[1].strip().decode())
        self.words = {"imap": lambda: self.ask("c CAPABILITY"), "pop3": lambda: self.ask("CAPA", many=True), "submission": lambda: self.ask("EHLO client.test")}[kind]()

    def line(self):
        pattern = {"imap": rb"(\* |\+ |[acnz] )", "pop3": rb"(\+|-ERR|\.|[A-Z-]+( |\r))", "submission": rb"[2-5][0-9][0-9][ -]"}[self.kind]
        while True:
            line = self.process.stdout.readline()
            if not line or re.match(pattern, line):
                return line.decode("utf-8", "replace").rstrip("\r\n")

    def send(self, text):
        self.process.stdin.write(text.encode() + b"\r\n")
        self.process.stdin.flush()

    def binding(self):
        return "tls-exporter", self.exported

    def close(self):
        with contextlib.suppress(OSError):
            self.ask({"imap": "z LOGOUT", "pop3": "QUIT", "submission": "QUIT"}[self.kind])
        self.process.kill()
        self.process.communicate()


def login(kind, mechanism, name, password, session_with={}, make=Session, holds=True, **more):
    """(whether it succeeded, the last line). `holds`: it is expected to hold the maildrop."""
    with MAILDROP if kind == "pop3" and holds else contextlib.nullcontext():
        session = make(kind, PORTS[kind], **session_with)
        try:
            return session.authenticate(mechanism, name, password.encode(), **more)
        except (ValueError, OSError, TypeError) as trouble:
            return None, repr(trouble)
        finally:
            session.close()


def check(what, wanted, kind, mechanism, name, password, **more):
    """Begins such a login, whose outcome is to be `wanted`; a wrong one is answered late."""

    def run():
        good, said = login(kind, mechanism, name, password, holds=wanted, **more)
        expect(f"{kind} {mechanism} {what}", good is wanted, said)

    JOBS.append(AT_ONCE.submit(run))


def finish():
    while JOBS:
        JOBS.pop().result()


def lists():
    for kind in PORTS:
        session = Session(kind, PORTS[kind])
        names = session.mechanisms()
        wanted = {"SCRAM-SHA-512-PLUS", "SCRAM-SHA-256-PLUS", "SCRAM-SHA-256", "DIGEST-MD5", "ANONYMOUS", "OAUTHBEARER", "XOAUTH2", "PLAIN"}
        expect(f"{kind}: list", set(names) == wanted, names)
        session.close()
    clear = socket.create_connection(("127.0.0.1", PORTS["imap"]), 10)
    text = clear.recv(4096).decode()
    expect("nothing to bind to in clear", "-PLUS" not in text and "AUTH=" in text, text)
    clear.close()


def exporter():
    for kind in PORTS:
        for spoil, wanted in (("", True), ("binding", False), ("type", False)):
            check(f"tls-exporter {spoil}", wanted, kind, "SCRAM-SHA-256-PLUS", f"bob@{DOMAIN}", "wonder", make=Exporter, spoil=spoil)


def external():
    for certificate, name, wanted in (("bob", "", True), ("carol", "", True), ("bob", f"bob@{DOMAIN}", True), ("bob", f"carol@{DOMAIN}", False), ("nobody", "", False)):
        check(f"{certificate} {name}", wanted, "submission", "EXTERNAL", name, "", session_with={"certificate": f"{certificate}.pem"})
    for certificate in ("self.pem", None):
        session = Session("submission", PORTS["submission"], certificate=certificate)
        expect(f"EXTERNAL with {certificate} is not offered", "EXTERNAL" not in session.mechanisms(), session.words)
        good, said = session.authenticate("EXTERNAL", f"bob@{DOMAIN}", b"")
        expect(f"EXTERNAL with {certificate}", good is False, said)
        session.close()


def others():
    for kind in PORTS:
        check("right", True, kind, "DIGEST-MD5", f"carol@{DOMAIN}", "wonder")
        check("wrong", False, kind, "DIGEST-MD5", f"carol@{DOMAIN}", "other")
        check("", True, kind, "ANONYMOUS", "trace", "")


def signed_tokens():
    now = int(time.time())
    good_claims = {"iss": "https://id.example", "aud": ["mail"], "scope": "openid imap", "email": f"bob@{DOMAIN}", "iat": now, "exp": now + 300}
    rows = [("a good one", jwt(good_claims), "bob", True), ("of the wrong key", jwt(good_claims, key="stranger.key"), "bob", False),
            ("alg=none", jwt(good_claims, header={"alg": "none"}), "bob", False), ("expired", jwt(good_claims | {"exp": now - 1}), "bob", False),
            ("early", jwt(good_claims | {"nbf": now + 300}), "bob", False), ("of another issuer", jwt(good_claims | {"iss": "https://other"}), "bob", False),
            ("for others", jwt(good_claims | {"aud": "web"}), "bob", False), ("of small scope", jwt(good_claims | {"scope": "openid"}), "bob", False),
            ("of another user", jwt(good_claims), "carol", False), ("of nobody here", jwt(good_claims | {"email": f"nobody@{DOMAIN}"}), "nobody", False)]
    for kind in PORTS:
        for mechanism in ("OAUTHBEARER", "XOAUTH2"):
            for what, token, name, wanted in rows if kind == "imap" else rows[:2]:
                check(what, wanted, kind, mechanism, f"{name}@{DOMAIN}", token)
    finish()
    login("imap", "OAUTHBEARER", f"bob@{DOMAIN}", rows[3][1])
    expect("what a client is told", Token.last == {"status": "invalid_token", "scope": "imap"}, Token.last)
    login("imap", "OAUTHBEARER", f"bob@{DOMAIN}", rows[7][1])
    expect("what a client is told of a scope", Token.last["status"] == "insufficient_scope", Token.last)
    login("imap", "XOAUTH2", f"bob@{DOMAIN}", rows[3][1])
    expect("what XOAUTH2's client is told", Token.last == {"status": "401", "schemes": "bearer", "scope": "imap"}, Token.last)


def asked_tokens():
    Provider.tokens["opaque-good"] = {"active": True, "iss": "https://id.example", "aud": "mail", "scope": "imap", "email": f"bob@{DOMAIN}", "exp": int(time.time()) + 300}
    for kind in PORTS:
        for mechanism in ("OAUTHBEARER", "XOAUTH2"):
            for token, wanted in (("opaque-good", True), ("opaque-bad+/=", False)):
                check(token, wanted, kind, mechanism, f"bob@{DOMAIN}", token)
    finish()
    before = Provider.asked.count("opaque-good")
    good, said = login("imap", "XOAUTH2", f"bob@{DOMAIN}", "opaque-good")
    expect("a good answer is remembered", good is True and Provider.asked.count("opaque-good") == before <= 6, (said, Provider.asked))
    expect("a token arrives as it was", "opaque-bad+/=" in Provider.asked, Provider.asked)
    for kind, words in (("imap", "[UNAVAILABLE]"), ("pop3", "[SYS/TEMP]"), ("submission", "454 4.7.0")):
        good, said = login(kind, "OAUTHBEARER", f"bob@{DOMAIN}", "opaque-error")
        expect(f"{kind} with a provider in trouble", good is False and words in said, said)


def hanging():
    """A provider that says nothing: who asks it waits his four seconds, the others do not. Sixteen ask at once; behind all of them a login would wait eight."""
    with concurrent.futures.ThreadPoolExecutor(60) as at_once:
        begun = time.monotonic()
        jobs = [at_once.submit(login, "imap", "XOAUTH2", f"bob@{DOMAIN}", f"opaque-hang{i}") for i in range(32)]
        while sum(one.startswith("opaque-hang") for one in Provider.asked) < 16 and time.monotonic() - begun < 10:
            time.sleep(0.05)
        for mechanism in ("PLAIN", "SCRAM-SHA-256"):
            at = time.monotonic()
            good, said = login("imap", mechanism, f"bob@{DOMAIN}", "wonder")
            expect(f"{mechanism} meanwhile", good is True and time.monotonic() - at < 6, f"{said} after {time.monotonic() - at:.1f} s")
        for job in jobs:
            good, said = job.result()
            expect("a hanging provider", good is False and "[UNAVAILABLE]" in said, said)
        expect("a hanging provider's time", time.monotonic() - begun < 20, time.monotonic() - begun)
    Provider.released.set()


def half_logins(count):
    """On the socket of the auth role: what sessions leave open there."""
    wire = socket.socket(socket.AF_UNIX)
    wire.settimeout(60)
    wire.connect(f"{HOME}/queue/private/auth")
    file = wire.makefile("rb")
    while file.readline() != b"DONE\n":
        pass
    first = base64.b64encode(f"n,,n=bob@{DOMAIN},r=abcdefghijklmnop".encode()).decode()
    sender = threading.Thread(target=wire.sendall, args=(b"VERSION\t1\t1\nCPID\t1\n" + b"".join(b"AUTH\t%d\tSCRAM-SHA-256\tservice=imap\tresp=%s\n" % (i, first.encode()) for i in range(1, count + 1)),))
    sender.start()
    answers = [file.readline() for _ in range(count)]
    sender.join()
    expect(f"{count} half logins", all(one.startswith(b"CONT\t") for one in answers), next((one for one in answers if not one.startswith(b"CONT\t")), b""))
    at = time.monotonic()    # they are kept for three minutes
    good, said = login("imap", "PLAIN", f"bob@{DOMAIN}", "wonder")
    expect("a login beside them", good is True and time.monotonic() - at < 10, f"{said} after {time.monotonic() - at:.1f} s")
    wire.close()


def main():
    global PORTS, DOMAIN, HOME
    PORTS = {name: int(port) for name, port in (one.split("=") for one in sys.argv[1].split(","))}
    DOMAIN, HOME = sys.argv[2], sys.argv[3]
    provider(int(sys.argv[4]), HOME)
    for tour in (lists, exporter, external, others, signed_tokens, asked_tokens):
        tour()
    finish()
    hanging()
    half_logins(10000)
    for trouble in TROUBLES:
        print(trouble)
    print(f"{COUNT} checks, {len(TROUBLES)} troubles")
    return 1 if TROUBLES else 0


if __name__ == "__main__":
    sys.exit(main())
