#!/usr/bin/env python3
"""What access control, content checks and idle clients cost the server itself: CPU time of one process from /proc, so that
what else the machine does matters little. Prints one line per number, with the goal.
Usage: smtpd_cost.py MAILSTEAD [rcpt|idle|checks]..."""

import os
import pathlib
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
import dns_stub  # noqa: E402

TABLES, LISTS, ROWS, RULES, SESSIONS = 10, 3, 10_000, 50, 2_000


def free_ports(count):
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


class Server:
    """The program with one service per key of `services`: its options."""

    def __init__(self, program, home, services, lines=()):
        self.home, self.ports = pathlib.Path(home), dict(zip(services, free_ports(len(services))))
        for part in ("etc", "lib", "queue", "mail"):
            (self.home / part).mkdir(parents=True)
        dns_port, self.stop_dns = dns_stub.start(dns_stub.Stub(dns_stub.Script([])), 0)
        values = {
            "compatibility_level": "3.6", "myhostname": "mx.example.com", "mydestination": "example.com", "alias_maps": "",
            "local_recipient_maps": "", "inet_protocols": "ipv4", "queue_directory": self.home / "queue",
            "data_directory": self.home / "lib", "process_model": "single", "maillog_file": self.home / "log",
            "dns_resolver": f"127.0.0.1@{dns_port}", "mail_owner": owner(), "store_owner": owner(), "auth_owner": owner(),
            "account_database": self.home / "lib" / "accounts.db", "smtpd_peername_lookup": "no", "worker_threads": "1",
            "mynetworks": "192.0.2.1", "smtpd_recipient_limit": "1000000", "duplicate_filter_limit": "0", "smtpd_client_connection_count_limit": "0",
            "default_process_limit": str(SESSIONS + 100),
        }
        (self.home / "etc" / "main.cf").write_text("".join(f"{name} = {value}\n" for name, value in values.items()))
        lines = [*lines] + [f"127.0.0.1:{self.ports[name]} inet n - n - - smtpd" + "".join(f" -o {{ {key} = {text} }}" for key, text in options.items())
                 for name, options in services.items()]
        (self.home / "etc" / "master.cf").write_text("\n".join(lines) + "\n")
        self.log = open(self.home / "start.log", "w+")
        self.process = subprocess.Popen([program, "-c", self.home / "etc", "run"], stdin=subprocess.DEVNULL, stderr=self.log)

    def __enter__(self):
        until = time.monotonic() + 30
        while "mailstead ready" not in (self.home / "start.log").read_text():
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError("the server does not start: " + (self.home / "start.log").read_text())
            time.sleep(0.05)
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.stop_dns()

    def cpu(self):
        """What all threads have had so far, in seconds."""
        threads = pathlib.Path(f"/proc/{self.process.pid}/task").iterdir()
        return sum(int((one / "schedstat").read_text().split()[0]) for one in threads) / 1e9

    def pss(self):
        """In KB."""
        for line in pathlib.Path(f"/proc/{self.process.pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
        raise RuntimeError("no Pss")

    def client(self, service):
        wire = socket.create_connection(("127.0.0.1", self.ports[service]), timeout=60)
        file = wire.makefile("rb")
        file.readline()
        wire.sendall(b"EHLO client.example\r\n")
        while file.readline()[3:4] == b"-":
            pass
        return wire, file


def owner():
    return subprocess.run(["id", "-un"], capture_output=True, text=True, check=True).stdout.strip()


def say(what, value, goal):
    print(f"{what}: {value} (goal: {goal})", flush=True)


def say_to(wire, file, text, replies):
    wire.sendall(text)
    for _ in range(replies):
        line = file.readline()
        if line[:1] not in b"23":
            raise RuntimeError(f"refused: {line!r}")


def rcpt_cost(program, home):
    count, pipelined = 20_000, 100
    words = []
    for number in range(TABLES):
        table = pathlib.Path(home) / f"table{number}"
        table.write_text("".join(f"user{i}@other{number}.example REJECT\n" for i in range(ROWS)))
        subprocess.run([program, "-c", pathlib.Path(home), "postmap", f"lmdb:{table}"], check=True)
        words.append(f"check_{'sender' if number % 2 else 'recipient'}_access lmdb:{table}")
    words += [f"reject_rbl_client list{number}.example" for number in range(LISTS)]
    services = {"plain": {}, "lists": {"smtpd_recipient_restrictions": ", ".join(words)}}
    with Server(program, f"{home}/rcpt", services) as server:
        taken = {}
        for service in ("plain", "lists", "plain", "lists"):
            wire, file = server.client(service)
            say_to(wire, file, b"MAIL FROM:<sender@far.example>\r\nRCPT TO:<user@example.com>\r\n", 2)
            before = server.cpu()
            for _ in range(count // pipelined):
                say_to(wire, file, b"RCPT TO:<user@example.com>\r\n" * pipelined, pipelined)
            taken[service] = min(taken.get(service, 1e9), server.cpu() - before)
            wire.close()
    per = {name: 1e6 * spent / count for name, spent in taken.items()}
    say("RCPT without lists", f"{per['plain']:.1f} us of CPU", "none")
    say(f"{TABLES} tables and {LISTS} cached DNS answers more", f"{per['lists'] - per['plain']:.1f} us of CPU", "under 50")


def idle_cost(program, home):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, SESSIONS * 2 + 200)), hard))
    with Server(program, f"{home}/idle", {"plain": {}}) as server:
        first = [server.client("plain") for _ in range(50)]
        before = server.pss()
        clients = [server.client("plain") for _ in range(SESSIONS)]
        per = (server.pss() - before) / SESSIONS
        for wire, file in clients + first:
            file.close()
            wire.close()
    say(f"an idle session behind EHLO, of {SESSIONS}", f"{per:.1f} KB", "at most 16")


def message(size):
    fields = "".join(f"X-Field-{i}: some value that is like those of other mail, number {i}\r\n" for i in range(8))
    head = ("Received: from a.example (a.example [192.0.2.7]) by b.example with ESMTP id 12345\r\n"
            "From: Some Body <somebody@far.example>\r\nTo: User <user@example.com>\r\nSubject: what everybody writes\r\n"
            "Date: Fri, 20 Nov 2026 20:47:08 +0000\r\nMessage-Id: <1@far.example>\r\nMIME-Version: 1.0\r\n"
            "Content-Type: text/plain; charset=utf-8\r\n") + fields + "\r\n"
    line = "An ordinary line of text, as long as lines usually are, perhaps.\r\n"
    return (head + line * ((size - len(head)) // len(line))).encode()


# As administrators write them, and as nobody should: a pattern that could begin with any header.
USUAL = ["^Subject:.*(badword{0}|otherword{0})", "^X-Mailer: .*spammer{0}", "^(From|To|Cc):.*@bad{0}\\.example",
         "^Content-(Type|Disposition):.*name=.*\\.ext{0}", "^Received:.*\\.open-relay{0}\\."]
ODD = ["^(X-)?Header-{0}:.*(badword{0}|otherword{0})"]


def rule_file(forms):
    return "".join("/" + forms[i % len(forms)].format(i) + f"/ REJECT number {i}\n" for i in range(RULES))


def table_time(program, home, spec, lines):
    """CPU in user mode of looking all lines up, in seconds: the least of three."""
    keys = pathlib.Path(home) / "keys"
    keys.write_text(lines)
    least = 1e9
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        with open(keys, encoding="ascii") as source:
            subprocess.run([program, "-c", home, "postmap", "-q", "-", spec], stdin=source, stdout=subprocess.DEVNULL, check=False)
        least = min(least, resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before)
    return least


def accepting(program, home, count=2_000):
    """CPU of one message, in us. What is on hold is not delivered meanwhile."""
    text = b"MAIL FROM:<a@far.example>\r\nRCPT TO:<user@example.com>\r\nDATA\r\n"
    body = message(4096) + b".\r\n"
    with Server(program, f"{home}/checks", {"plain": {"smtpd_client_restrictions": "static:HOLD"}}) as server:
        wire, file = server.client("plain")
        least = 1e9
        for _ in range(4):
            before = server.cpu()
            for _ in range(count):
                say_to(wire, file, text, 3)
                say_to(wire, file, body, 1)
            least = min(least, server.cpu() - before)
        wire.close()
    return 1e6 * least / count


def checks_cost(program, home):
    # The rules' share is small beside what a commit takes by chance: it is measured by itself.
    count = 10_000
    taking = accepting(program, home)
    say("accepting 4 KB", f"{taking:.0f} us of CPU", "none")
    lines = message(4096).decode().split("\r\n\r\n", maxsplit=1)[0].replace("\r", "") + "\n"
    for kind in ("pcre", "regexp"):
        rules = pathlib.Path(home) / "rules"
        rules.write_text("/^no such header/ REJECT\n")
        base = table_time(program, home, f"{kind}:{rules}", lines * count)
        for word, forms in (("usual", USUAL), ("odd", ODD)):
            rules.write_text(rule_file(forms))
            spent = 1e6 * (table_time(program, home, f"{kind}:{rules}", lines * count) - base) / count
            goal = "under 10 %" if word == "usual" else "none: each of them is tried on each header"
            say(f"{RULES} {word} header_checks of type {kind}", f"{spent:.1f} us, {100 * spent / taking:.1f} %", goal)


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    wanted = sys.argv[2:] or ["rcpt", "idle", "checks"]
    for name, measure in {"rcpt": rcpt_cost, "idle": idle_cost, "checks": checks_cost}.items():
        if name not in wanted:
            continue
        with tempfile.TemporaryDirectory(prefix="mailstead-cost-") as home:
            (pathlib.Path(home) / "main.cf").write_text("compatibility_level = 3.6\n")
            measure(program, home)


if __name__ == "__main__":
    main()
