"""POP3 and logins: each measurement starts a server in a fresh directory, loads it, and gives figures by name."""

import json
import subprocess
import time

from . import processes
from .measure import serving, watching_the_rest
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


def logins(server, load, by, messages, tls=False, how="hashed", sessions=16):
    """Connect, log in, log out, by so many clients at a time; every user has logged in before."""
    service = ("pop3" if by == "pop3" else "imap") + ("s" if tls else "")
    options = {"sessions": sessions, "password": PASSWORD, "by": by, **({"tls": True} if tls else {})}
    figures = {}
    server.prepare(logins=how)
    server.fill_mailboxes(1)
    server.start()
    try:
        load.run("logins", server, service, messages=200, **options)
        with watching_the_rest(figures, server):
            before = processes.cpu_seconds(server.roots())
            found = load.run("logins", server, service, messages=messages[server.name], **options)
            time.sleep(0.5)
            took = processes.cpu_seconds(server.roots()) - before
    finally:
        server.stop()
    figures["rate"] = _checked(server, found, "logins")
    figures["cpu"] = took / found["done"] * 1e6
    return figures


def idle(server, load, connections, tls):
    """Memory that an idle POP3 session adds: logged in to a maildrop of its own of 10 messages."""
    service = "pop3s" if tls else "pop3"
    server.prepare(users=connections)
    server.fill_mailboxes(10)
    server.start()
    options = {"stay": True, "sessions": connections, "users": connections, "password": PASSWORD, **({"tls": True} if tls else {})}
    try:
        load.run("logins", server, "pop3", messages=connections, sessions=4, users=connections, by="pop3", password=PASSWORD)
        time.sleep(2)
        before = processes.pss_kib(server.roots())
        with subprocess.Popen(load.command("pop3", server, service, 300, options), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as one:
            found = json.loads(one.stdout.readline() or '{"idle": 0, "why": "the load generator failed"}')
            try:
                if found["idle"] != connections:
                    raise Trouble(f"{server.name}: {found['idle']} of {connections} clients idle: {found['why']}")
                time.sleep(2)
                after = processes.pss_kib(server.roots())
            finally:
                one.stdin.close()
    finally:
        server.stop()
    return {"kib": (after - before) / connections}
