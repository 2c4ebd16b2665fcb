"""mechanisms.py HOST_PORTS DOMAIN DIALOGUES: every SASL mechanism that the server lists, over IMAP, POP3 and SMTP, by a client
of its own (RFC 4616, 5802, 7677, 2195), channel bindings among them (RFC 5929); wrong passwords, unknown users, aborts, broken
base64, broken proofs and bindings, and one in the middle who hides -PLUS from the client; and a folder of dialogues for every capability of IMAP. HOST_PORTS: imap=N,pop3=N,submission=N."""

import base64
import concurrent.futures
import contextlib
import hashlib
import hmac
import pathlib
import re
import secrets
import socket
import ssl
import sys
import threading

RIGHT, WRONG = "w\u00f6nder \u2168", "wonder"    # SASLprep makes IX of the Roman numeral
HASHES = {"SCRAM-SHA-1": "sha1", "SCRAM-SHA-256": "sha256", "SCRAM-SHA-512": "sha512"}
HASHES |= {name + "-PLUS": hash for name, hash in HASHES.items()}


class Scram:
    """RFC 5802. `spoil`: what to break (proof, nonce, binding, type of binding), or downgrade: to believe that there is no -PLUS."""

    def __init__(self, mechanism, name, password, spoil=""):
        self.hash, self.name, self.password, self.spoil = HASHES[mechanism], name, password, spoil
        self.nonce = secrets.token_urlsafe(18)
        self.step = 0
        self.header, self.bytes = "y,," if spoil == "downgrade" else "n,,", b""

    def bind(self, kind, octets):
        self.header = f"p={'tls-other' if self.spoil == 'type' else kind},,"
        self.bytes = octets[:-1] + bytes([octets[-1] ^ 1]) if self.spoil == "binding" else octets

    def digest(self, key, text):
        return hmac.new(key, text, self.hash).digest()

    def first(self):
        self.bare = f"n={self.name.replace('=', '=3D').replace(',', '=2C')},r={self.nonce}"
        return (self.header + self.bare).encode()

    def answer(self, challenge):
        self.step += 1
        text = challenge.decode()
        if self.step > 1:
            if text != "v=" + base64.b64encode(self.digest(self.digest(self.salted, b"Server Key"), self.message)).decode():
                raise ValueError(f"the server does not know the password: {text}")
            return b""
        fields = dict(one.split("=", 1) for one in text.split(","))
        if not fields["r"].startswith(self.nonce) or len(fields["r"]) < len(self.nonce) + 16:
            raise ValueError(f"a poor nonce: {text}")
        if int(fields["i"]) < 4096:
            raise ValueError(f"too few iterations: {text}")
        nonce = fields["r"] if self.spoil != "nonce" else fields["r"][:-1]
        header = b"y,," if self.spoil == "binding" and not self.bytes else self.header.encode()
        binding = base64.b64encode(header + self.bytes).decode()
        final = f"c={binding},r={nonce}"
        self.message = f"{self.bare},{text},{final}".encode()
        self.salted = hashlib.pbkdf2_hmac(self.hash, self.password, base64.b64decode(fields["s"]), int(fields["i"]))
        key = self.digest(self.salted, b"Client Key")
        signature = self.digest(hashlib.new(self.hash, key).digest(), self.message)
        proof = bytes(a ^ b for a, b in zip(key, signature))
        if self.spoil == "proof":
            proof = bytes([proof[0] ^ 1]) + proof[1:]
        return f"{final},p={base64.b64encode(proof).decode()}".encode()


class Plain:
    def __init__(self, _mechanism, name, password, spoil=""):
        self.text = ("other" if spoil else "").encode() + b"\0" + name.encode() + b"\0" + password

    def first(self):
        return self.text

    def answer(self, _challenge):
        return self.text


class Login:
    def __init__(self, _mechanism, name, password, spoil=""):
        self.words = [name.encode(), password]

    def first(self):
        return None

    def answer(self, _challenge):
        return self.words.pop(0)


class Cram:
    def __init__(self, _mechanism, name, password, spoil=""):
        self.name, self.password, self.spoil = name, password, spoil

    def first(self):
        return None

    def answer(self, challenge):
        if not re.fullmatch(rb"<[^<>@]+@[^<>]+>", challenge):
            raise ValueError(f"no challenge of RFC 2195: {challenge}")
        proof = hmac.new(self.password, challenge + self.spoil.encode(), "md5").hexdigest()
        return f"{self.name} {proof}".encode()


CLIENTS = {"PLAIN": Plain, "LOGIN": Login, "CRAM-MD5": Cram, **dict.fromkeys(HASHES, Scram)}
SPOILS = {"PLAIN": ["authorization"], "LOGIN": [], "CRAM-MD5": ["digest"], **{name: ["proof", "nonce", "binding", "type" if name.endswith("-PLUS") else "downgrade"] for name in HASHES}}


class Session:
    """One connection under TLS: `authenticate` says whether it succeeded."""

    def __init__(self, kind, port, version=ssl.TLSVersion.MAXIMUM_SUPPORTED, certificate=None):
        self.kind = kind
        self.wire = socket.create_connection(("127.0.0.1", port), timeout=20)
        self.file = self.wire.makefile("rb")
        self.greeting = self.line()
        if kind == "submission":
            self.ask("EHLO client.test")
        self.ask({"imap": "s STARTTLS", "pop3": "STLS", "submission": "STARTTLS"}[kind])
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        context.maximum_version = version
        if certificate:
            context.load_cert_chain(certificate)
        self.wire = context.wrap_socket(self.wire)
        self.file = self.wire.makefile("rb")
        self.words = {"imap": lambda: self.ask("c CAPABILITY"), "pop3": lambda: self.ask("CAPA", many=True), "submission": lambda: self.ask("EHLO client.test")}[kind]()

    def line(self):
        return self.file.readline().decode("utf-8", "replace").rstrip("\r\n")

    def send(self, text):
        self.wire.sendall(text.encode() + b"\r\n")

    def ask(self, text, many=False):
        """All lines of the answer."""
        self.send(text)
        out = []
        while True:
            out.append(self.line())
            ended = {"imap": not out[-1].startswith("* "), "pop3": not many or out[-1] == "." or out[-1].startswith("-"),
                     "submission": out[-1][3:4] != "-"}[self.kind]
            if ended or not out[-1]:
                return out

    def mechanisms(self):
        text = "\n".join(self.words)
        if self.kind == "imap":
            return re.findall(r"AUTH=(\S+)", text)
        return re.search(r"^(?:SASL|250[ -]AUTH) (.*)$", text, re.M)[1].split()

    def challenge(self):
        """(octets of a challenge or None, the last line)."""
        said = self.line()
        while self.kind == "imap" and said.startswith("* "):
            said = self.line()
        if said.startswith(("+ ", "334 ")):
            return base64.b64decode(said[said.index(" ") + 1 :], validate=True), said
        if said in ("+", "334"):
            raise ValueError("a challenge without its blank")
        return None, said

    def command(self, mechanism, initial):
        verb = {"imap": "a AUTHENTICATE", "pop3": "AUTH", "submission": "AUTH"}[self.kind]
        self.send(f"{verb} {mechanism}" + ("" if initial is None else " " + (base64.b64encode(initial).decode() or "=")))

    def binding(self):
        """tls-unique under TLS 1.2, else what the certificate gives: it is one that is signed with SHA-256."""
        unique = self.wire.get_channel_binding("tls-unique") if self.wire.version() == "TLSv1.2" else None
        return ("tls-unique", unique) if unique else ("tls-server-end-point", hashlib.sha256(self.wire.getpeercert(True)).digest())

    def authenticate(self, mechanism, name, password, spoil="", initial=True):
        client = CLIENTS[mechanism](mechanism, name, password, spoil)
        client.kind = self.kind
        if mechanism.endswith("-PLUS"):
            client.bind(*self.binding())
        first = client.first()
        initial = initial and (self.kind != "pop3" or len(first or b"") < 150)    # RFC 5034 §4: 255 octets in all
        self.command(mechanism, first if initial else None)
        while True:
            challenge, said = self.challenge()
            if challenge is None:
                break
            if first is not None and not initial:
                if challenge:
                    raise ValueError(f"{mechanism} begins with {challenge}")
                reply, first = first, None
            else:
                reply = client.answer(challenge)
            self.send(base64.b64encode(reply).decode())
        if getattr(client, "step", 2) == 1 and said.startswith(("a OK", "+OK", "235")):
            raise ValueError(f"{self.kind}: the server did not show that it knows the password")
        return said.startswith(("a OK", "+OK", "235")), said

    def line_instead(self, mechanism, text):
        """What the server says to that line instead of the first response."""
        self.command(mechanism, None)
        challenge, said = self.challenge()
        if challenge is None:
            return said
        self.send(text)
        return self.challenge()[1]

    def close(self):
        """In order, so that the maildrop is free then."""
        with contextlib.suppress(OSError):
            self.ask({"imap": "z LOGOUT", "pop3": "QUIT", "submission": "QUIT"}[self.kind])
        self.wire.close()

    def alive(self):
        said = self.ask({"imap": "n NOOP", "pop3": "CAPA", "submission": "NOOP"}[self.kind], many=True)[-1]
        return said.startswith(("n OK", ".", "250"))


class Tour:
    def __init__(self, ports, domain):
        self.ports, self.domain, self.troubles, self.count = ports, domain, [], 0
        self.maildrop = threading.Lock()    # one session at a time may hold it

    def expect(self, what, good, said):
        self.count += 1
        if not good:
            self.troubles.append(f"{what}: {said}")

    def mechanism(self, kind, name):
        def tried(user, password, session_with={}, **more):
            with self.maildrop if kind == "pop3" and not more.get("spoil") and password != WRONG else contextlib.nullcontext():
                session = Session(kind, self.ports[kind], **session_with)
                try:
                    return session.authenticate(name, f"{user}@{self.domain}", password.encode(), **more)
                except (ValueError, OSError) as trouble:
                    return None, str(trouble)
                finally:
                    session.close()

        prepared = "w\u00f6nder IX" if name in HASHES else RIGHT
        if name == "CRAM-MD5":    # compares octets: of a secret in ASCII
            good, said = tried("carol", "plain secret")
        else:
            good, said = tried("bob", prepared)
        self.expect(f"{kind} {name}", good is True, said)
        if name != "CRAM-MD5":
            good, said = tried("bob", prepared, initial=False)
            self.expect(f"{kind} {name} without an initial response", good is True, said)
        if name.endswith("-PLUS"):
            good, said = tried("bob", prepared, {"version": ssl.TLSVersion.TLSv1_2})
            self.expect(f"{kind} {name} with tls-unique", good is True, said)
        texts = set()
        for user, password in (("bob", WRONG), ("nobody", WRONG), ("carol", WRONG)):
            good, said = tried(user, password)
            texts.add(said)
            self.expect(f"{kind} {name} with a wrong password of {user}", good is False, said)
        self.expect(f"{kind} {name}: one answer for every wrong login", len(texts) == 1, texts)
        for spoil in SPOILS[name]:
            good, said = tried("carol" if name == "CRAM-MD5" else "bob", "plain secret" if name == "CRAM-MD5" else prepared, spoil=spoil)
            self.expect(f"{kind} {name} with a broken {spoil}", good is False, said)
        for text, wanted in (("*", ("a BAD", "-ERR", "501")), ("not base64!", ("a BAD", "a NO", "-ERR", "501", "535")), ("A" * 20000, ("a BAD", "a NO", "-ERR", "500", "501", "535", "* BYE")),
                             ("", ("a BAD", "a NO", "-ERR", "501", "535", "+ ", "334")), (base64.b64encode(b"\0\0\0\0").decode(), ("a BAD", "a NO", "-ERR", "501", "535", "+ ", "334"))):
            session = Session(kind, self.ports[kind])
            said = session.line_instead(name, text)
            self.expect(f"{kind} {name}: {text[:20]!r}", said.startswith(wanted), said)
            if text == "*":
                self.expect(f"{kind} {name}: goes on after an abort", session.alive(), "it does not")

    def all(self):
        lists = {kind: Session(kind, port).mechanisms() for kind, port in self.ports.items()}
        with concurrent.futures.ThreadPoolExecutor(20) as at_once:    # a wrong login is answered late
            jobs = [at_once.submit(self.mechanism, kind, name) for kind, names in lists.items() for name in names if name in CLIENTS]
            for kind, names in lists.items():
                self.expect(f"{kind}: mechanisms", set(names) == set(CLIENTS), names)
            for job in jobs:
                job.result()
        self.expect("the same list everywhere", len({tuple(sorted(one)) for one in lists.values()}) == 1, lists)

    def folders(self, dialogues):
        """A folder of dialogues for each name that the server tells before and after the login."""
        session = Session("imap", self.ports["imap"])
        names = set(re.search(r"CAPABILITY ([^\]\n]*)", "\n".join(session.words))[1].split())
        session.authenticate("PLAIN", f"bob@{self.domain}", RIGHT.encode())
        names |= set(re.search(r"CAPABILITY ([^\]\n]*)", session.ask("c CAPABILITY")[0])[1].split())
        for name in sorted(names):
            # A number may be a level, or a limit that is another one elsewhere; a -PLUS is the same dialogue.
            folders = [one.lower().replace("=", "_") for one in (name, re.sub(r"=[0-9]+$|-PLUS$", "", name))]
            found = max(len(list(pathlib.Path(dialogues, one).glob("*.t"))) for one in folders)
            self.expect(f"dialogues for {name}", found >= 8, f"{found} in {folders}")
        return len(names)


def main():
    ports = {name: int(port) for name, port in (one.split("=") for one in sys.argv[1].split(","))}
    tour = Tour(ports, sys.argv[2])
    tour.all()
    names = tour.folders(sys.argv[3])
    for trouble in tour.troubles:
        print(trouble)
    print(f"{tour.count} checks, {names} capabilities, {len(tour.troubles)} troubles")
    return 1 if tour.troubles else 0


if __name__ == "__main__":
    sys.exit(main())
