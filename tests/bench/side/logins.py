"""POP3 and logins: each measurement starts a server in a fresh directory, loads it, and gives figures by name."""

import contextlib
import json
import subprocess
import time

from . import processes
from .measure import inotify_instances, serving, watching_the_rest
from .servers import PASSWORD, Trouble


def _checked(server, found, what):
    if not found["complete"]:
        raise Trouble(f"{server.name}: {found['done']} {what}: {found['refusal']}")
    return found["done"] / found["seconds"]


def retrieve(server, load, sessions, messages, at_once=1):
    """RETR of small messages, each client in a maildrop of its own of 200, that another program has filled."""
    options = {"sessions": sessions, "password": PASSWORD, "at-once": at_once}
    figures = {}
    with serving(server, fill=200):
        load.run("pop3", server, "pop3", messages=200 * sessions, **options)
        with watching_the_rest(figures, server):
            before = processes.cpu_seconds(server.roots())
            found = load.run("pop3", server, "pop3", messages=messages[server.name], **options)
            took = processes.cpu_seconds(server.roots()) - before
    figures["rate"] = _checked(server, found, "retrieved")
    figures["cpu"] = took / found["done"] * 1e6
    return figures


def _enter(server, load, service, options, messages):
    """Logins a second, and the servers' CPU for each in microseconds."""
    before = processes.cpu_seconds(server.roots())
    found = load.run("logins", server, service, messages=messages, **options)
    time.sleep(0.5)
    took = processes.cpu_seconds(server.roots()) - before
    return _checked(server, found, "logins"), took / found["done"] * 1e6


def logins(server, load, by, messages, tls=False, handshake=False, how="hashed", sessions=16):
    """Connect, log in, log out, by so many clients at a time; every user has logged in before. What a
    handshake costs is the difference to the same again in clear."""
    service = "pop3" if by == "pop3" else "imap"
    in_clear = {"sessions": sessions, "password": PASSWORD, "by": by}
    asked = (service + "s", {**in_clear, "tls": True}) if tls else (service, in_clear)
    figures = {}
    server.prepare(logins=how)
    server.fill_mailboxes(1)
    server.start()
    try:
        _enter(server, load, *asked, 200)
        with watching_the_rest(figures, server):
            figures["rate"], figures["cpu"] = _enter(server, load, *asked, messages[server.name])
            if handshake:
                figures["handshake"] = figures["cpu"] - _enter(server, load, service, in_clear, messages[server.name])[1]
    finally:
        server.stop()
    return figures


@contextlib.contextmanager
def _kept(server, load, mode, service, count, **options):
    """Clients that have logged in, kept until the end of the block."""
    command = load.command(mode, server, service, 300, {"users": count, "password": PASSWORD, **options})
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as one:
        found = json.loads(one.stdout.readline() or '{"idle": 0, "why": "the load generator failed"}')
        try:
            if found["idle"] != count:
                raise Trouble(f"{server.name}: {found['idle']} of {count} {mode} clients wait: {found['why']}")
            time.sleep(2)
            yield
        finally:
            one.stdin.close()


def idle(server, load, connections, tls):
    """Memory that an idle POP3 session adds: logged in, in a maildrop of 10 messages. A maildrop has one session: so each has its own, which
    an IMAP client has selected before, for what an open mailbox takes is no session's alone."""
    server.prepare(users=connections)
    server.fill_mailboxes(10)
    with inotify_instances(4 * connections):
        server.start()
        try:
            with _kept(server, load, "idle", "imap", connections, connections=connections):
                before = processes.settled_pss_kib(server.roots())
                more = {"tls": True} if tls else {}
                with _kept(server, load, "pop3", "pop3s" if tls else "pop3", connections, stay=True, sessions=connections, **more):
                    after = processes.settled_pss_kib(server.roots())
        finally:
            server.stop()
    return {"kib": (after - before) / connections}
