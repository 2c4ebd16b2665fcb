"""The measurements of IMAP commands: one big mailbox that another program made, one that the server delivered into, clients
that append, and many clients at work."""

import pathlib
import socket
import statistics
import time

from . import boxes
from .measure import serving, watching_the_rest
from .servers import DOMAIN, PASSWORD, USERS, Trouble

PATIENCE = 900    # seconds for one command
HEAD = 1 << 20    # octets of an answer that are kept
TAIL = 4000       # and of its end
INDEXING = 400     # seconds at the most that an index may take which grows in the background
UNCHANGED = 45     # seconds without a faster search: it is complete
OFTEN = 9         # times for commands of a few milliseconds, which one late wake-up would decide
LIST_ITEMS = "(UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE)"
WORDS = ("budget", "meeting", "invoice", "holiday", "release", "printer", "contract", "garden", "server", "lunch", "report", "travel")


class Wire:
    """A client that costs as little as it can: it reads until the tagged line, and counts octets."""

    def __init__(self, server):
        host, port = server.address("imap").split(":")
        self.name = server.name
        self.socket = socket.create_connection((host, int(port)), timeout=PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = bytearray(1 << 20)
        self.view = memoryview(self.buffer)
        self.socket.recv(1000)
        self.command(f"LOGIN u0@{DOMAIN} {PASSWORD}")

    def close(self):
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def command(self, text):
        """(milliseconds, octets, the beginning of the answer)."""
        begun = time.monotonic()
        self.socket.sendall(b"~9 " + text.encode() + b"\r\n")
        octets, head, tail = 0, bytearray(), b"\r\n"
        while True:
            got = self.socket.recv_into(self.buffer)
            if not got:
                raise Trouble(f"{self.name}: closed the connection during {text}")
            octets += got
            if len(head) < HEAD:
                head += self.view[:got]
            tail = (tail + bytes(self.view[max(0, got - TAIL) : got]))[-TAIL:]
            if tail.endswith(b"\r\n"):
                last = tail[:-2].rpartition(b"\r\n")[2]
                if last.startswith(b"~9 "):
                    break
        if not last.startswith(b"~9 OK"):
            raise Trouble(f"{self.name}: {text}: {last[3:].decode(errors='replace')}")
        return (time.monotonic() - begun) * 1000, octets, head


def _letter(number, size):
    """A message of other programs' making: in threads of ten, with a subject of twelve, and one rare word in 5,000."""
    first = number - number % 10
    topic = WORDS[first // 10 % len(WORDS)]
    reply = "" if number == first else (f"In-Reply-To: <{number - 1}.old@far.test>\n"
                                        f"References: <{first}.old@far.test> <{number - 1}.old@far.test>\n")
    head = (f"Return-Path: <a{number % 97}@far.test>\nReceived: from far.test by mail.{DOMAIN}; Fri, 1 Mar 2024 10:00:00 +0000\n"
            f"From: Sender {number % 97} <a{number % 97}@far.test>\nTo: u0@{DOMAIN}\nCc: c{number % 13}@far.test\n"
            f"Subject: {'Re: ' if reply else ''}{topic} of week {first}\n"
            f"Date: {1 + number // 1440 % 28} Mar 2024 {number // 60 % 24:02}:{number % 60:02}:00 +0000\n"
            f"Message-ID: <{number}.old@far.test>\n{reply}MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n")
    rare = "zanzibar is far away\n" if number % 5000 == 17 else ""
    line = f"line of letter {number} on the {topic}, which says nothing new and goes on to the margin\n"
    return (head + rare + line * max(1, (size - len(head)) // len(line))).encode()


def fill(server, messages, size=4000):
    box = pathlib.Path(server.maildir(0))
    for part in ("new", "cur", "tmp"):
        (box / part).mkdir(parents=True, exist_ok=True)
    for number in range(messages):
        with open(box / "cur" / f"{1700000000 + number}.M{number}P1.foreign:2,", "wb", buffering=0) as file:
            file.write(_letter(number, size))
    server.own_mail()


def _ms(wire, text, times=1):
    """The median of `times`."""
    return statistics.median(wire.command(text)[0] for _ in range(times))


def _found(wire, text, wanted):
    """A SEARCH that finds so many, timed."""
    took, _, head = wire.command(text)
    line = next((one for one in head.split(b"\r\n") if one.startswith((b"* SEARCH", b"* ESEARCH"))), b"")
    count = len(line.split()) - 2
    if count != wanted:
        raise Trouble(f"{wire.name}: {text}: {count} messages instead of {wanted}")
    return took


def _when_indexed(wire, text, wanted):
    """The same SEARCH again until it gets no faster for a while: what an index that grows in the background gives in the end."""
    best, begun = _found(wire, text, wanted), time.monotonic()
    better = begun
    while time.monotonic() - better < UNCHANGED and time.monotonic() - begun < INDEXING:
        time.sleep(1)
        took = _found(wire, text, wanted)
        if took < 0.9 * best:
            better = time.monotonic()
        best = min(best, took)
    return best


def _reads(wire, messages, figures):
    rare = len(range(17, messages, 5000))
    figures["list_foreign"] = _ms(wire, f"FETCH 1:* {LIST_ITEMS}")
    figures["list_warm"] = _ms(wire, f"FETCH 1:* {LIST_ITEMS}", 3)
    figures["flags"] = _ms(wire, "FETCH 1:* (FLAGS)", OFTEN)
    figures["structure"] = _ms(wire, "FETCH 1:* (BODYSTRUCTURE)")
    took, octets, _ = wire.command(f"FETCH 1:{messages // 5} (BODY.PEEK[])")
    figures["body"] = octets / 1e3 / took
    weeks = (messages + 9) // 10
    gardens = sum(min(10, messages - 10 * week) for week in range(weeks) if WORDS[week % len(WORDS)] == "garden")
    figures["subject"] = _found(wire, "SEARCH SUBJECT garden", gardens)
    figures["header"] = _found(wire, f"SEARCH HEADER Message-ID {messages - 1}.old@far.test", 1)
    figures["since"] = _ms(wire, "SEARCH SENTSINCE 20-Mar-2024", OFTEN)
    figures["text_first"] = _found(wire, "SEARCH TEXT zanzibar", rare)
    figures["text"] = _when_indexed(wire, "SEARCH TEXT zanzibar", rare)
    figures["sort"] = _ms(wire, "SORT (SUBJECT) UTF-8 ALL", OFTEN)
    figures["sort_date"] = _ms(wire, "SORT (REVERSE DATE) UTF-8 ALL", OFTEN)
    figures["thread"] = _ms(wire, "THREAD REFERENCES UTF-8 ALL", OFTEN)


def _writes(wire, messages, figures):
    some = messages // 10
    figures["store"] = _ms(wire, "STORE 1:* +FLAGS.SILENT (\\Flagged)")
    wire.command("CREATE Saved")
    figures["copy"] = _ms(wire, f"COPY 1:{some} Saved")
    wire.command(f"STORE 1:{some} +FLAGS.SILENT (\\Deleted)")
    figures["expunge"] = _ms(wire, "EXPUNGE")


def big_mailbox(server, _load, messages):
    """One client and a Maildir of another program: each command's milliseconds (texts: MB/s)."""
    figures = {}
    server.prepare()
    fill(server, messages)
    server.start()
    try:
        with watching_the_rest(figures, server), Wire(server) as wire:
            wire.command("SELECT INBOX")
            _reads(wire, messages, figures)
            _writes(wire, messages, figures)
        opened = []
        for _ in range(7):
            with Wire(server) as wire:
                opened.append(_ms(wire, "SELECT INBOX"))
        figures["select"] = statistics.median(opened)
    finally:
        server.stop()
    return figures


def delivered(server, load, messages):
    """The first list of mail that the server itself delivered."""
    figures = {}
    with serving(server):
        found = load.run("lmtp", server, "lmtp", sessions=10, messages=messages, users=1, limit=300)
        if found["acknowledged"] != messages:
            raise Trouble(f"{server.name}: {found['acknowledged']} of {messages} delivered: {found['refusal']}")
        time.sleep(2)
        with watching_the_rest(figures, server), Wire(server) as wire:
            wire.command("SELECT INBOX")
            figures["list"] = _ms(wire, f"FETCH 1:* {LIST_ITEMS}")
    return figures


def appends(server, load, sessions, messages):
    """APPEND with a non-synchronizing literal, each client into its own INBOX, durable."""
    figures = {}
    with serving(server):
        load.run("append", server, "imap", sessions=sessions, messages=4 * sessions, password=PASSWORD)
        with watching_the_rest(figures, server):
            found = load.run("append", server, "imap", sessions=sessions, messages=messages[server.name], password=PASSWORD)
    if not found["complete"]:
        raise Trouble(f"{server.name}: {found['done']} appended: {found['refusal']}")
    figures["rate"] = found["done"] / found["seconds"]
    return figures


def at_work(server, load, sessions, commands):
    """Clients that do what mail programs do, each in its own INBOX of 200 messages."""
    figures = {}
    server.prepare()
    server.fill_mailboxes(200)
    server.start()
    try:
        for user in range(min(USERS, sessions)):
            with boxes.session(server, user) as one:
                one.create("Other")
        load.run("imap", server, "imap", sessions=sessions, messages=20 * sessions, password=PASSWORD)
        with watching_the_rest(figures, server):
            found = load.run("imap", server, "imap", sessions=sessions, messages=commands[server.name], password=PASSWORD)
    finally:
        server.stop()
    if not found["complete"]:
        raise Trouble(f"{server.name}: {found['done']} commands: {found['refusal']}")
    figures["rate"] = found["done"] / found["seconds"]
    return figures
