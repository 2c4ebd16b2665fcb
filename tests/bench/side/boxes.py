"""The measurements of big mailboxes: a Maildir and an mbox of other programs' making, opened, shared and added to."""

import contextlib
import imaplib
import pathlib
import statistics
import time

from . import processes
from .measure import watching_the_rest
from .servers import DOMAIN, PASSWORD, Trouble

SESSIONS = 20
PATIENCE = 300    # seconds for one IMAP command


def _text(number, size):
    """A message of other programs' making: a head that differs, and lines up to `size` octets, LF."""
    head = (f"Return-Path: <a{number % 97}@far.test>\nReceived: from far.test by mail.{DOMAIN}; Fri, 1 Mar 2024 10:00:00 +0000\n"
            f"From: Sender {number % 97} <a{number % 97}@far.test>\nTo: u0@{DOMAIN}\nSubject: old letter {number}\n"
            f"Date: Fri, 1 Mar 2024 10:00:00 +0000\nMessage-ID: <{number}.old@far.test>\n\n")
    line = f"line of letter {number}, which says nothing new and goes on to the margin\n"
    return (head + line * ((size - len(head)) // len(line) + 1)).encode()


def fill_maildir(server, messages, size):
    """INBOX of user 0, as another program would have left it: names without sizes."""
    box = pathlib.Path(server.maildir(0))
    for part in ("new", "cur", "tmp"):
        (box / part).mkdir(parents=True, exist_ok=True)
    for number in range(messages):
        with open(box / "cur" / f"{1700000000 + number}.M{number}P1.foreign:2,S", "wb", buffering=0) as file:
            file.write(_text(number, size))
    server.own_mail()


def fill_mbox(server, octets, size=8000):
    """The mbox of user 0; returns how many messages it holds."""
    box = pathlib.Path(server.mbox(0))
    box.parent.mkdir(parents=True, exist_ok=True)
    number = written = 0
    with open(box, "wb", buffering=1 << 20) as file:
        while written < octets:
            written += file.write(b"From a@far.test  Fri Mar  1 10:00:00 2024\n" + _text(number, size) + b"\n")
            number += 1
    server.own_mail()
    return number


@contextlib.contextmanager
def session(server, user=0):
    """A client that is logged in."""
    host, port = server.address("imap").split(":")
    one = imaplib.IMAP4(host, int(port), timeout=PATIENCE)
    try:
        one.login(f"u{user}@{DOMAIN}", PASSWORD)
        yield one
    finally:
        with contextlib.suppress(OSError, imaplib.IMAP4.error):
            one.logout()


def select_ms(one, server, messages):
    """SELECT INBOX, which must show so many messages."""
    begun = time.monotonic()
    kind, found = one.select("INBOX")
    took = (time.monotonic() - begun) * 1000
    if kind != "OK" or int(found[0]) != messages:
        raise Trouble(f"{server.name}: SELECT: {kind} {found[0]} instead of {messages} messages")
    return took


def _again(server, messages, times=5):
    """SELECT by new sessions, one after the other."""
    out = []
    for _ in range(times):
        with session(server) as one:
            out.append(select_ms(one, server, messages))
    return statistics.median(out)


def open_maildir(server, _load, messages):
    """A Maildir never seen before: its first SELECT, later ones, and the first after a restart."""
    figures = {}
    server.prepare()
    fill_maildir(server, messages, 1000)
    server.start()
    try:
        with watching_the_rest(figures, server), session(server) as one:
            figures["first"] = select_ms(one, server, messages) / 1000
        figures["later"] = _again(server, messages)
        server.stop()
        server.start()
        with session(server) as one:
            figures["restarted"] = select_ms(one, server, messages)
    finally:
        server.stop()
    return figures


def shared_memory(server, _load, messages):
    """What the server grows by for one big mailbox that many sessions have open, beyond what they take in a small one."""
    figures = {}
    server.prepare()
    fill_maildir(server, messages, 300)
    server.start()
    try:
        with session(server) as one:    # what a first look takes for a moment is not what an open mailbox takes
            select_ms(one, server, messages)
        server.stop()
        server.start()
        with session(server) as one:
            one.create("Small")
        with contextlib.ExitStack() as clients:
            all_of_them = [clients.enter_context(session(server)) for _ in range(SESSIONS)]
            for one in all_of_them:
                one.select("Small")
            time.sleep(1)
            before = processes.pss_kib(server.roots())
            with watching_the_rest(figures, server):
                for one in all_of_them:
                    select_ms(one, server, messages)
                time.sleep(2)
                figures["mib"] = (processes.pss_kib(server.roots()) - before) / 1024
    finally:
        server.stop()
    return figures


def _append_ms(server, load, times):
    """One LMTP delivery after another into the mbox: the median until its 250."""
    found = load.run("lmtp", server, "lmtp", sessions=1, messages=times, users=1)
    if found["acknowledged"] != times:
        raise Trouble(f"{server.name}: {found['acknowledged']} of {times} delivered: {found['refusal']}")
    return found["p50_ms"]


def mbox(server, load, octets):
    """An mbox never seen before: the speed of its first scan, later SELECTs, and how much dearer a delivery is than into a
    small one."""
    figures = {}
    times = 30
    for name, size in (("small", 1_000_000), ("big", octets)):
        server.prepare(kind="mbox")
        messages = fill_mbox(server, size)
        length = pathlib.Path(server.mbox(0)).stat().st_size
        server.start()
        try:
            with watching_the_rest(figures, server), session(server) as one:
                figures["gbps"] = length / 1e6 / select_ms(one, server, messages)
            figures["later"] = _again(server, messages)
            figures[name] = _append_ms(server, load, times)
            _again(server, messages + times, 1)
        finally:
            server.stop()
            pathlib.Path(server.mbox(0)).unlink()
    figures["dearer"] = figures["big"] / figures["small"]
    return figures
