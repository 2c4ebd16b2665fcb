"""The measurements of the queue: a backlog of deferred mail, and relaying to many destinations."""

import contextlib
import json
import re
import statistics
import subprocess
import time

from . import processes
from .measure import serving, watching_the_rest
from .servers import Trouble

SESSIONS = 50
DESTINATIONS = 20
SLOW_SECONDS = 5      # until the slow destination replies to a message
PATIENCE = 400        # seconds for one step


class Sink:
    """Destinations to relay to, as a program: a loopback port each."""

    def __init__(self, load, ports=DESTINATIONS, slow=0):
        command = [load.program, "sink", "--ports", str(ports), "--slow", str(slow), "--delay", str(SLOW_SECONDS), "--limit", "1200"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.ports = self._answer()["ports"]

    def _answer(self):
        line = self.process.stdout.readline()
        if not line:
            raise Trouble("the sink ended")
        return json.loads(line)

    def routes(self):
        """Entries of transport_maps: a next hop of its own for each domain, so that no two share their limits."""
        return " ".join(f"d{number}.relay.test=relay:[127.0.0.1]:{port}" for number, port in enumerate(self.ports))

    def arrived(self):
        """Messages by destination, and when each had its last, in time.monotonic()'s seconds."""
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        found = self._answer()
        return found["messages"], found["last"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()


def _await(done, what, patience=PATIENCE):
    """Looks until `done()`; the longer it takes, the less a late look matters: at most 1 % of the time."""
    begun = time.monotonic()
    while not done():
        passed = time.monotonic() - begun
        if passed > patience:
            raise Trouble(f"{what}: not within {patience} s")
        time.sleep(max(0.01, passed / 100))


def _accepted(server, found, messages):
    if found["acknowledged"] != messages:
        raise Trouble(f"{server.name}: {found['acknowledged']} of {messages} accepted; {found['refused']} refused: {found['refusal']}")
    return found


def _send(server, load, messages, **options):
    options.setdefault("sessions", SESSIONS)
    return _accepted(server, load.run("smtp", server, "smtp", limit=PATIENCE, messages=messages, **options), messages)


def list_seconds(server, messages):
    """The whole command `postqueue -p`, its output in a file."""
    report = server.home / "log" / "queue-listing"
    with open(report, "wb") as file:
        begun = time.monotonic()
        done = subprocess.run(server.list_command(), stdout=file, stderr=subprocess.PIPE, timeout=PATIENCE)
        took = time.monotonic() - begun
    with open(report, "rb") as file:
        file.seek(max(0, report.stat().st_size - 200))
        total = re.search(rb"-- \d+ Kbytes in (\d+) Requests?\.", file.read())
    if done.returncode != 0 or not total or int(total[1]) != messages:
        raise Trouble(f"{server.name}: postqueue -p does not show {messages} messages: {done.stderr.decode(errors='replace').strip()}")
    return took


def _restart_ms(server, times):
    out = []
    for _ in range(times):
        server.stop()
        server.start()
        out.append(server.start_ms)
    return statistics.median(out)


def backlog(server, load, messages):
    """Deferred messages: how fast they come to lie there, what they cost while they do, and what a restart takes."""
    figures = {}
    with serving(server):
        _send(server, load, SESSIONS * 4, domain="discard.test")    # starts processes
        with watching_the_rest(figures, server):
            before = processes.cpu_seconds(server.roots())
            found = _send(server, load, messages, domain="later.test")
            _await(lambda: server.deferred() >= messages, f"{server.name}: {messages} deferred messages")
            figures["fill"] = messages / (time.monotonic() - found["began"])
            figures["cpu"] = (processes.cpu_seconds(server.roots()) - before) / messages * 1000
        time.sleep(2)
        list_seconds(server, messages)
        figures["list"] = statistics.median(list_seconds(server, messages) for _ in range(5))
        figures["mib"] = processes.pss_kib(server.roots()) / 1024
        figures["manager"] = processes.pss_kib(server.queue_manager()) / 1024
        figures["start"] = _restart_ms(server, 3)
        time.sleep(2)
        figures["rested"] = processes.pss_kib(server.roots()) / 1024
        list_seconds(server, messages)    # nothing was lost
    return figures


class Relaying:
    """One server that relays to a sink."""

    def __init__(self, server, load, sink):
        self.server, self.load, self.sink = server, load, sink

    def rate(self, messages, first=0, count=DESTINATIONS):
        """Messages per second to `count` destinations in turn: from the first MAIL to the last arrival."""
        base = sum(self.sink.arrived()[0][first : first + count])
        found = _send(self.server, self.load, messages, domain="d%d.relay.test", domains=count, **{"first-domain": first})

        def here():
            return sum(self.sink.arrived()[0][first : first + count]) - base

        _await(lambda: here() >= messages, f"{self.server.name}: relaying", 120)
        if here() != messages:
            raise Trouble(f"{self.server.name}: {here()} messages arrived of {messages}")
        return messages / (max(self.sink.arrived()[1][first : first + count]) - found["began"])


@contextlib.contextmanager
def _relaying(server, load, slow=0):
    with Sink(load, slow=slow) as sink, serving(server, routes=sink.routes()):
        yield Relaying(server, load, sink)


def relay(server, load, messages):
    """4-KB messages for twenty destinations, each with a server of its own."""
    figures = {}
    with _relaying(server, load) as work:
        work.rate(SESSIONS * 8)    # starts processes and opens connections
        time.sleep(0.5)
        with watching_the_rest(figures, server):
            before = processes.cpu_seconds(server.roots())
            figures["rate"] = work.rate(messages[server.name])
            time.sleep(0.5)
            figures["cpu"] = (processes.cpu_seconds(server.roots()) - before) / messages[server.name] * 1000
    return figures


def slow_neighbour(server, load, messages, waiting):
    """The rate to nineteen destinations, alone and beside `waiting` messages for one that replies after seconds."""
    figures = {}
    others = {"first": 1, "count": DESTINATIONS - 1}
    count = messages[server.name]
    with _relaying(server, load, slow=1) as work:
        work.rate(SESSIONS * 8, **others)
        with watching_the_rest(figures, server):
            alone = [work.rate(count, **others) for _ in range(3)]
        _send(server, load, waiting, domain="d%d.relay.test", domains=1)
        time.sleep(2)
        beside = [work.rate(count, **others) for _ in range(3)]
        if work.sink.arrived()[0][0] > waiting / 2:
            raise Trouble(f"{server.name}: the slow destination was not slow")
    figures.update(alone=statistics.median(alone), beside=statistics.median(beside))
    figures["slower"] = (1 - figures["beside"] / figures["alone"]) * 100
    return figures
