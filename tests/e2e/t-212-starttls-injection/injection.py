"""injection.py NAME:PORT...: a table of dialogues around STARTTLS, and handshakes that go wrong.

A step is: (C, bytes) the client sends; (S, start) the server's next answer begins so; (TLS,) the handshake succeeds; (MAYBE,) the
handshake fails, which ends the dialogue well, or succeeds; (CLOSED,) the server has nothing to say but what is over, and
closes; (SILENT,) it says nothing now.
"""
import select
import socket
import ssl

import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from tls_services import Service, context

PORTS = dict(item.split(":") for item in sys.argv[1:])
C, S, TLS, MAYBE, CLOSED, SILENT = "C", "S", "TLS", "MAYBE", "CLOSED", "SILENT"
PLAIN = b"AGFsaWNlQGV4YW1wbGUudGVzdAB3b25kZXI="    # \0alice@example.test\0wonder
EHLO, LHLO = (C, b"EHLO c.example\r\n"), (C, b"LHLO c.example\r\n")
OK = (S, b"250")
READY = (S, b"220 2.0.0")
START = (C, b"STARTTLS\r\n")


def smtp_injected(text, hello=EHLO):
    """Behind STARTTLS in one segment; then under TLS the first answer is that to NOOP."""
    return [hello, OK, (C, b"STARTTLS\r\n" + text), READY, (MAYBE,), (SILENT,), (C, b"NOOP\r\n"), (S, b"250 2.0.0 Ok"), (SILENT,)]


MESSAGE = b"MAIL FROM:<a@b.example>\r\nRCPT TO:<alice@example.test>\r\nDATA\r\nSubject: smuggled\r\n\r\nx\r\n.\r\n"


def smtp(label, hello):
    """The cases that SMTP and LMTP share."""
    greet, verb = hello, hello[1][:4].decode()
    no_hello = (S, b"503 5.5.1 Error: send " + (b"LHLO" if verb == "LHLO" else b"HELO/EHLO"))
    yield "a command behind STARTTLS", smtp_injected(b"VRFY root\r\n", greet)
    yield "a hello behind STARTTLS", smtp_injected(greet[1], greet)
    yield "a transaction behind STARTTLS", smtp_injected(MESSAGE, greet)
    yield "RSET behind STARTTLS", smtp_injected(b"RSET\r\n", greet)
    yield "half a command behind STARTTLS", [greet, OK, (C, b"STARTTLS\r\nMAIL FROM:<"), READY, (MAYBE,), (C, b"NOOP\r\n"), (S, b"250 2.0.0 Ok")]
    yield "AUTH behind STARTTLS", smtp_injected(b"AUTH PLAIN " + PLAIN + b"\r\n", greet)
    yield "a second STARTTLS behind STARTTLS", smtp_injected(b"STARTTLS\r\n", greet)
    yield "a lone LF behind STARTTLS", smtp_injected(b"\n", greet)
    yield "a NUL behind STARTTLS", smtp_injected(b"\0", greet)
    yield "64 KiB behind STARTTLS", smtp_injected(b"NOOP x\r\n" * 8192, greet)
    yield "nothing is answered in clear to what stands behind", [greet, OK, (C, b"STARTTLS\r\nNOOP\r\n"), READY, (SILENT,)]
    yield "the hello is forgotten", [greet, OK, START, READY, (TLS,), (C, b"MAIL FROM:<a@b.example>\r\n"), no_hello]
    if verb == "LHLO":
        yield "not in a transaction", [greet, OK, (C, b"MAIL FROM:<a@b.example>\r\n"), OK, START, (S, b"503 5.5.1"), (C, b"RSET\r\n"), OK, START, READY, (TLS,)]
    else:
        yield "MAIL is forgotten", [greet, OK, (C, b"MAIL FROM:<a@b.example>\r\n"), OK, START, READY, (TLS,), greet, OK,
                                    (C, b"RCPT TO:<alice@example.test>\r\n"), (S, b"503 5.5.1")]
        yield "RCPT is forgotten", [greet, OK, (C, b"MAIL FROM:<a@b.example>\r\n"), OK, (C, b"RCPT TO:<alice@example.test>\r\n"), OK, START, READY,
                                    (TLS,), greet, OK, (C, b"DATA\r\n"), (S, b"503 5.5.1")]
    yield "the login is forgotten", [greet, OK, (C, b"AUTH PLAIN " + PLAIN + b"\r\n"), (S, b"235"), START, READY, (TLS,), greet, OK,
                                     (C, b"AUTH PLAIN " + PLAIN + b"\r\n"), (S, b"235")]
    yield "STARTTLS inside of AUTH", [greet, OK, (C, b"AUTH PLAIN\r\n"), (S, b"334"), START, (S, b"5"), (C, b"NOOP\r\n"), (S, b"250 2.0.0 Ok")]
    yield "AUTH given up, then TLS", [greet, OK, (C, b"AUTH PLAIN\r\n"), (S, b"334"), (C, b"*\r\n"), (S, b"501"), START, READY, (TLS,), greet, OK]
    yield "an argument", [greet, OK, (C, b"STARTTLS now\r\n"), (S, b"501 5.5.4"), (C, b"NOOP\r\n"), (S, b"250")]
    yield "twice", [greet, OK, START, READY, (TLS,), greet, OK, START, (S, b"554 5.5.1 Error: TLS already active")]
    yield "twice without a hello between", [greet, OK, START, READY, (TLS,), START, (S, b"5")]
    yield "not offered under TLS", [greet, OK, START, READY, (TLS,), greet, ("NOT", b"STARTTLS")]
    yield "a command instead of the hello", [greet, OK, START, READY, (C, b"NOOP\r\n" * 4), (CLOSED,)]
    yield "STARTTLS in the text of a message", [greet, OK, (C, b"MAIL FROM:<a@b.example>\r\n"), OK, (C, b"RCPT TO:<nobody@example.test>\r\n"), (S, b""),
                                                (C, b"RSET\r\n"), OK, START, READY, (TLS,), greet, OK]


def imap():
    go, ready = (C, b"a STARTTLS\r\n"), (S, b"a OK Begin TLS")
    probe = [(SILENT,), (C, b"z NOOP\r\n"), (S, b"z OK"), (SILENT,)]

    def injected(text):
        return [(C, b"a STARTTLS\r\n" + text), ("S|CLOSED", b"a OK Begin TLS"), (MAYBE,), *probe]

    yield "LOGIN behind STARTTLS", injected(b"b LOGIN alice@example.test wonder\r\n")
    yield "AUTHENTICATE behind STARTTLS", injected(b"b AUTHENTICATE PLAIN " + PLAIN + b"\r\n")
    yield "NOOP behind STARTTLS", injected(b"b NOOP\r\n")
    yield "half a tag behind STARTTLS", injected(b"b")
    yield "an open literal behind STARTTLS", injected(b"b LOGIN {5}\r\n")
    yield "an open literal+ behind STARTTLS", injected(b"b LOGIN {600+}\r\n")
    yield "ENABLE behind STARTTLS", injected(b"b ENABLE CONDSTORE\r\n")
    yield "a second STARTTLS behind STARTTLS", injected(b"b STARTTLS\r\n")
    yield "64 KiB behind STARTTLS", injected(b"b NOOP\r\n" * 8192)
    yield "nothing is answered in clear to what stands behind", [(C, b"a STARTTLS\r\nb NOOP\r\n"), ("S|CLOSED", b"a OK"), (SILENT,)]
    yield "after a login", [(C, b"l LOGIN alice@example.test wonder\r\n"), (S, b"l OK"), go, (S, b"a BAD"), (C, b"z NOOP\r\n"), (S, b"z OK")]
    yield "STARTTLS inside of AUTHENTICATE", [(C, b"b AUTHENTICATE PLAIN\r\n"), (S, b"+"), go, (S, b"b "), (C, b"z NOOP\r\n"), (S, b"z OK")]
    yield "AUTHENTICATE given up, then TLS", [(C, b"b AUTHENTICATE PLAIN\r\n"), (S, b"+"), (C, b"*\r\n"), (S, b"b BAD"), go, ready, (TLS,), *probe]
    yield "a failed login is no login", [(C, b"l LOGIN alice@example.test wrong\r\n"), (S, b"l NO"), go, ready, (TLS,), (C, b"s SELECT INBOX\r\n"), (S, b"s BAD")]
    yield "ID before", [(C, b"i ID NIL\r\n"), (S, b"i OK"), go, ready, (TLS,), *probe]
    yield "ENABLE before", [(C, b"e ENABLE CONDSTORE\r\n"), (S, b"e "), go, ready, (TLS,), *probe]
    yield "an argument", [(C, b"a STARTTLS now\r\n"), (S, b"a BAD"), (C, b"z NOOP\r\n"), (S, b"z OK")]
    yield "a literal as argument", [(C, b"a STARTTLS {3+}\r\nnow\r\n"), (S, b"a BAD"), (C, b"z NOOP\r\n"), (S, b"z OK")]
    yield "twice", [go, ready, (TLS,), go, (S, b"a BAD TLS is already active")]
    yield "not offered under TLS", [go, ready, (TLS,), (C, b"c CAPABILITY\r\n"), ("NOT", b"STARTTLS")]
    yield "STARTTLS as the text of a literal", [(C, b"x LOGIN {12}\r\n"), (S, b"+"), (C, b"a STARTTLS\r\n pw\r\n"), (S, b"x NO"), (C, b"z NOOP\r\n"), (S, b"z OK")]
    yield "a command instead of the hello", [go, ready, (C, b"b NOOP\r\n" * 4), (CLOSED,)]


def pop3():
    go, ready = (C, b"STLS\r\n"), (S, b"+OK begin TLS")
    probe = [(SILENT,), (C, b"QUIT\r\n"), (S, b"+OK")]

    def injected(text):
        return [(C, b"STLS\r\n" + text), ("S|CLOSED", b"+OK begin TLS"), (MAYBE,), *probe]

    yield "USER and PASS behind STLS", injected(b"USER alice@example.test\r\nPASS wonder\r\n")
    yield "PASS behind STLS", [(C, b"USER alice@example.test\r\nSTLS\r\nPASS wonder\r\n"), (S, b"+OK"), (S, b"+OK begin TLS"), (MAYBE,), (SILENT,), (C, b"STAT\r\n"), (S, b"-ERR")]
    yield "AUTH behind STLS", injected(b"AUTH PLAIN " + PLAIN + b"\r\n")
    yield "CAPA behind STLS", injected(b"CAPA\r\n")
    yield "half a command behind STLS", injected(b"USE")
    yield "a second STLS behind STLS", injected(b"STLS\r\n")
    yield "64 KiB behind STLS", injected(b"NOOP\r\n" * 10000)
    yield "nothing is answered in clear to what stands behind", [(C, b"STLS\r\nCAPA\r\n"), (S, b"+OK begin TLS"), (SILENT,)]
    yield "USER is forgotten", [(C, b"USER alice@example.test\r\n"), (S, b"+OK"), go, ready, (TLS,), (C, b"PASS wonder\r\n"), (S, b"-ERR")]
    yield "after a login", [(C, b"USER alice@example.test\r\n"), (S, b"+OK"), (C, b"PASS wonder\r\n"), (S, b"+OK"), go, (S, b"-ERR"), (C, b"STAT\r\n"), (S, b"+OK")]
    yield "STLS inside of AUTH", [(C, b"AUTH PLAIN\r\n"), (S, b"+"), go, (S, b"-ERR"), (C, b"STAT\r\n"), (S, b"-ERR")]
    yield "an argument", [(C, b"STLS now\r\n"), (S, b"-ERR"), (C, b"QUIT\r\n"), (S, b"+OK")]
    yield "twice", [go, ready, (TLS,), go, (S, b"-ERR TLS is active already")]
    yield "a failed login is no login", [(C, b"USER alice@example.test\r\n"), (S, b"+OK"), (C, b"PASS wrong\r\n"), (S, b"-ERR"), go, ready, (TLS,), (C, b"STAT\r\n"), (S, b"-ERR")]
    yield "a command instead of the hello", [go, ready, (C, b"NOOP\r\n" * 4), (CLOSED,)]


class Wrong(Exception):
    pass


def is_quiet(wire, patience):
    if wire.buffer:
        return False
    if isinstance(wire.socket, ssl.SSLSocket) and wire.socket.pending():
        return False
    if not select.select([wire.socket], [], [], patience)[0]:
        return True
    if not isinstance(wire.socket, ssl.SSLSocket):
        return wire.socket.recv(1, socket.MSG_PEEK) == b""
    wire.socket.settimeout(0.05)    # a ticket is nothing that was said
    try:
        return wire.socket.recv(1) == b""
    except (ssl.SSLWantReadError, TimeoutError):
        return True
    finally:
        wire.socket.settimeout(10)


def play(wire, steps):
    for step in steps:
        kind = step[0]
        if kind == C:
            wire.send(step[1])
        elif kind == S:
            said = wire.answer()
            if not said.startswith(step[1]):
                raise Wrong(f"{said} instead of {step[1]}")
        elif kind == "S|CLOSED":    # refused altogether
            said = wire.answer()
            if said.startswith(b"* BYE"):
                if wire.rest():
                    raise Wrong("something is said after the goodbye")
                return
            if not said.startswith(step[1]):
                raise Wrong(f"{said} instead of {step[1]}")
        elif kind == "NOT":
            said = wire.line()
            while True:
                if step[1] in said:
                    raise Wrong(f"{said} has {step[1]}")
                if is_quiet(wire, 0.02):
                    break
                said = wire.line()
        elif kind == TLS:
            wire.secure(context())
        elif kind == MAYBE:
            wire.socket.settimeout(4)    # a hello that was thrown away with the rest: the server's patience ends first
            try:
                wire.secure(context())
            except (OSError, EOFError):
                return
        elif kind == SILENT:
            if not is_quiet(wire, 0.02):
                raise Wrong(f"something is said: {wire.buffer or wire.socket.recv(200)}")
        elif kind == CLOSED:
            said = wire.rest()
            if said[:1] not in (b"", b"\x15"):    # an alert at most
                raise Wrong(f"{said[:80]} before the end")


FAILED = []
CASES = 0


def check(what, work):
    global CASES
    CASES += 1
    try:
        work()
    except (Wrong, OSError, EOFError, AssertionError) as why:
        FAILED.append(what)
        print(f"FAILED: {what}: {type(why).__name__} {why}")


def dialogues():
    with ThreadPoolExecutor(16) as many:
        each_dialogue(many)


def each_dialogue(many):
    for label, protocol, table in (("smtp", "smtp", smtp("smtp", EHLO)), ("lmtp", "lmtp", smtp("lmtp", LHLO)), ("imap", "imap", imap()), ("pop3", "pop3", pop3())):
        for what, steps in table:
            def work(steps=steps, label=label, protocol=protocol):
                with Service(label, protocol, PORTS[label]).clear() as wire:
                    play(wire, steps)
            many.submit(check, f"{label}: {what}", work)


class Hand:
    """A handshake by hand, so that its bytes can be cut."""

    def __init__(self):
        self.inward, self.outward = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context().wrap_bio(self.inward, self.outward)

    def hello(self):
        try:
            self.tls.do_handshake()
        except ssl.SSLWantReadError:
            pass
        return self.outward.read()

    def finish(self, wire, send):
        while True:
            try:
                self.tls.do_handshake()
                send(self.outward.read())
                return
            except ssl.SSLWantReadError:
                send(self.outward.read())
                piece = wire.socket.recv(65536)
                if not piece:
                    raise EOFError("in the handshake")
                self.inward.write(piece)


def cut_into(size):
    def work_on(service):
        hand = Hand()
        with service.begin() as wire:
            def send(data):
                for at in range(0, len(data), size):
                    wire.send(data[at:at + size])
            send(hand.hello())
            hand.finish(wire, send)
    return work_on


def split_records(service):
    """The hello in many records of one byte (RFC 8446 §5.1)."""
    hello = Hand().hello()
    kind, body = hello[:3], hello[5:]
    with service.begin() as wire:
        wire.send(b"".join(kind + b"\0\1" + body[at:at + 1] for at in range(len(body))))
        said = wire.socket.recv(5)
        if said[:1] not in (b"\x16", b"\x15", b""):
            raise Wrong(f"{said}")


def ended_by(data, patience=5):
    """The server ends what begins so, within a time, and without a word in clear."""
    def work_on(service):
        began = time.monotonic()
        with service.begin() as wire:
            wire.socket.settimeout(patience)
            wire.send(data)
            said = wire.rest()
            if said[:1] not in (b"", b"\x15", b"\x16"):
                raise Wrong(f"{said[:80]}")
        if time.monotonic() - began > patience:
            raise Wrong("it took too long")
    return work_on


def trickle(service):
    """One byte of the hello now and then: the patience is for the whole handshake."""
    hello = Hand().hello()
    began = time.monotonic()
    with service.begin() as wire:
        for at in range(len(hello)):
            if select.select([wire.socket], [], [], 0.1)[0]:
                break
            wire.send(hello[at:at + 1])
        else:
            raise Wrong("the server waits on")
    if time.monotonic() - began > 6:
        raise Wrong("it took too long")


def flooded(service):
    with service.begin() as wire:
        wire.send(Hand().hello())
        wire.socket.shutdown(socket.SHUT_WR)
        wire.rest()


HANDSHAKES = [
    ("a hello byte by byte", cut_into(1)),
    ("a hello in pieces of 7", cut_into(7)),
    ("a hello in records of one byte", split_records),
    ("garbage", ended_by(b"\x80" + b"garbage " * 20)),
    ("zeros", ended_by(b"\0" * 200)),
    ("an oversized record", ended_by(b"\x16\x03\x01\xff\xff" + b"x" * 70000)),
    ("an empty record", ended_by(b"\x16\x03\x01\0\0" * 40)),
    ("application data first", ended_by(b"\x17\x03\x03\0\x05hello")),
    ("an alert first", ended_by(b"\x15\x03\x01\0\2\2\x28")),
    ("a hello of SSL 2", ended_by(b"\x80\x2e\1\0\2\0\x15\0\0\0\x10" + b"\1\0\x80" * 7 + b"x" * 16)),
    ("a hello that claims 16 MiB", ended_by(b"\x16\x03\x01\x40\0\1\xff\xff\xff" + b"x" * 16380)),
    ("a client that hangs up in the handshake", flooded),
    ("a hello now and then", trickle),
    ("silence", ended_by(b"")),
]


def handshakes():
    threads = []
    for label, protocol, wrapped in (("smtp", "smtp", False), ("smtps", "smtp", True), ("imap", "imap", False), ("imaps", "imap", True),
                                     ("pop3", "pop3", False), ("pop3s", "pop3", True), ("lmtp", "lmtp", False)):
        service = Service(label, protocol, PORTS[label], wrapped)
        for what, work in HANDSHAKES:
            threads.append(threading.Thread(target=check, args=(f"{label}: {what}", lambda service=service, work=work: work(service))))
    for one in threads:
        one.start()
    for one in threads:
        one.join()


def silent_thousand():
    """A thousand clients that never say hello: others are served meanwhile, and all are gone after the patience."""
    services = [Service("imaps", "imap", PORTS["imaps"], True), Service("smtp", "smtp", PORTS["smtp"]), Service("pop3", "pop3", PORTS["pop3"])]
    waiting = []
    try:
        for n in range(1000):
            waiting.append(services[n % 3].begin())
        began = time.monotonic()
        for service in services:
            service.connect(context()).socket.close()
        if time.monotonic() - began > 2:
            raise Wrong(f"others wait for {time.monotonic() - began:.1f} s")
        for wire in waiting:
            wire.socket.settimeout(max(0.1, 8 - (time.monotonic() - began)))
            wire.rest()
    finally:
        for wire in waiting:
            wire.socket.close()


def main():
    dialogues()
    handshakes()
    check("a thousand silent handshakes", silent_thousand)
    print(f"{CASES} cases, {len(FAILED)} failed")
    sys.exit(1 if FAILED else 0)


main()
