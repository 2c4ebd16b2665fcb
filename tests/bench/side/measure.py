"""The measurements: each starts a server in a fresh directory, loads it, and gives figures by name."""

import contextlib
import json
import os
import re
import resource
import signal
import subprocess
import time

from . import processes
from .servers import DOMAIN, PASSWORD, USERS, Trouble


class Load:
    """The load generator, as a program."""

    def __init__(self, program):
        self.program = program

    def run(self, mode, server, service, limit=150, **options):
        """One run to its end: the figures that it printed."""
        with subprocess.Popen(self.command(mode, server, service, limit, options), stdout=subprocess.PIPE, text=True) as one:
            try:
                text, _ = one.communicate(timeout=limit + 20)
            except subprocess.TimeoutExpired:
                one.kill()
                raise Trouble(f"{mode}: the load generator did not end") from None
        if one.returncode != 0:
            raise Trouble(f"{mode}: the load generator failed")
        return json.loads(text)

    def command(self, mode, server, service, limit, options):
        out = [self.program, mode, "--to", server.address(service), "--limit", str(limit)]
        options.setdefault("users", USERS)
        options.setdefault("domain", DOMAIN)
        for name, value in options.items():
            out += [f"--{name}"] if value is True else [f"--{name}", str(value)]
        return out


@contextlib.contextmanager
def serving(server, fill=0, routes=""):
    server.prepare(routes)
    if fill:
        server.fill_mailboxes(fill)
    server.start()
    try:
        yield server
    finally:
        server.stop()


@contextlib.contextmanager
def watching_the_rest(figures, server):
    """Adds to `figures` which share of the machine went to neither the server nor this benchmark."""
    def ours():
        usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        return sum(one.ru_utime + one.ru_stime for one in usage)

    begun, busy, own = time.monotonic(), processes.machine_busy_seconds(), ours()
    server_before = processes.cpu_seconds(server.roots())
    yield
    passed = (time.monotonic() - begun) * os.cpu_count()
    server_took = processes.cpu_seconds(server.roots()) - server_before
    other = processes.machine_busy_seconds() - busy - (ours() - own) - server_took
    figures["other"] = max(0.0, other / passed)


def transfer(server, load, mode, sessions, messages, size=4096, domain=DOMAIN, listed=True):
    """Messages by SMTP or LMTP; with `listed` the time runs until all lie in their Maildirs."""
    options = {"sessions": sessions, "bytes": size, "domain": domain}
    with serving(server):
        if listed:
            options["maildir"] = server.maildirs()
        load.run(mode, server, mode, messages=max(USERS, sessions * 4), **options)  # starts processes, makes Maildirs
        time.sleep(0.5)
        figures = {}
        with watching_the_rest(figures, server):
            before = processes.cpu_seconds(server.roots())
            found = load.run(mode, server, mode, messages=messages[server.name], **options)
            time.sleep(0.5)  # what is done after the last message belongs to the messages
            took = processes.cpu_seconds(server.roots()) - before
    if not found["acknowledged"] or not found["complete"]:
        raise Trouble(f"{server.name}: {found['acknowledged']} of {messages[server.name]} accepted, {found['listed']} listed "
                      f"in {found['seconds']:.0f} s; {found['refused']} refused: {found['refusal']}")
    figures.update(rate=found["acknowledged"] / found["seconds"], cpu=took / found["acknowledged"] * 1000,
                   p50=found["p50_ms"], p99=found["p99_ms"])
    return figures


def idle(server, load, connections, tls):
    """Memory that an idle IMAP connection adds: logged in, INBOX of 100 messages selected, IDLE."""
    service = "imaps" if tls else "imap"
    options = {"password": PASSWORD, **({"tls": True} if tls else {})}

    @contextlib.contextmanager
    def clients(count):
        command = load.command("idle", server, service, 300, {"connections": count, **options})
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as one:
            found = json.loads(one.stdout.readline() or '{"idle": 0, "why": "the load generator failed"}')
            try:
                if found["idle"] != count:
                    raise Trouble(f"{server.name}: {found['idle']} of {count} clients idle: {found['why']}")
                yield
            finally:
                one.stdin.close()

    with inotify_instances(4 * connections), serving(server, fill=100):
        figures = {}
        with watching_the_rest(figures, server):
            with clients(USERS):    # every mailbox was opened once: its index is not a connection's cost
                pass
            time.sleep(2)
            before = processes.pss_kib(server.roots())
            with clients(connections):
                time.sleep(8 if getattr(server, "hibernate", False) else 2)
                after = processes.pss_kib(server.roots())
        figures["kib"] = (after - before) / connections
        return figures


@contextlib.contextmanager
def inotify_instances(wanted):
    """Dovecot's IDLE takes an inotify instance per session; the machine's limit is set back afterwards."""
    path = "/proc/sys/fs/inotify/max_user_instances"
    with open(path, encoding="ascii") as file:
        usual = int(file.read())
    raised = usual < wanted and os.access(path, os.W_OK)
    if raised:
        with open(path, "w", encoding="ascii") as file:
            file.write(str(wanted))
    try:
        yield
    finally:
        if raised:
            with open(path, "w", encoding="ascii") as file:
                file.write(str(usual))


def idle_latency(server, load, messages):
    """From the sender's 250 to the EXISTS that an IDLE client gets."""
    with serving(server):
        load.run("smtp", server, "smtp", messages=USERS, sessions=1, maildir=server.maildirs())
        figures = {}
        with watching_the_rest(figures, server):
            found = load.run("idle-latency", server, "smtp", messages=messages, limit=60,
                             imap=server.address("imap"), password=PASSWORD)
    if not found["complete"]:
        raise Trouble(f"{server.name}: an IDLE client was told of {found['messages']} of {messages} messages; {found['why']}")
    figures.update(p50=found["p50_ms"], p99=found["p99_ms"])
    return figures


def start_and_rest(server, _load, times):
    """From exec to a greeting on every port, and the memory of the server before any client came."""
    starts = []
    for _ in range(times):
        with serving(server):
            starts.append(server.start_ms)
    with serving(server):
        time.sleep(2)
        memory = processes.pss_kib(server.roots()) / 1024
    return {"ms": sorted(starts)[len(starts) // 2], "mib": memory}


SYNCS = ("fsync", "fdatasync", "sync_file_range", "syncfs", "sync", "msync")


def system_calls(server, load, messages):
    """System calls and syncs for each message, counted by strace (which slows the server: no time is taken here)."""
    with serving(server):
        options = {"sessions": 10, "maildir": server.maildirs()}
        load.run("smtp", server, "smtp", messages=USERS, **options)
        report = server.home / "log" / "strace"
        pids = processes.tree(server.roots())
        command = ["strace", "-f", "-c", "-qq", "-o", report] + [f"-p{pid}" for pid in pids]
        try:
            tracer = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        except FileNotFoundError:
            raise Trouble("strace is not installed") from None
        try:
            time.sleep(1)
            found = load.run("smtp", server, "smtp", messages=messages[server.name], **options)
            time.sleep(0.5)
        finally:
            tracer.send_signal(signal.SIGINT)
            tracer.wait(20)
    calls = {}
    for line in report.read_text().splitlines():
        if match := re.match(r"\s*[\d.]+\s+[\d.]+\s+\d+\s+(\d+)\s+(?:\d+\s+)?(\w+)$", line):
            calls[match[2]] = int(match[1])
    calls.pop("total", None)
    if not calls or not found["acknowledged"]:
        raise Trouble(f"{server.name}: nothing was traced")
    return {"calls": sum(calls.values()) / found["acknowledged"],
            "syncs": sum(calls.get(name, 0) for name in SYNCS) / found["acknowledged"]}
