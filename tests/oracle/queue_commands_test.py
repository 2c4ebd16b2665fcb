#!/usr/bin/env python3
"""postqueue, mailq, postsuper and postcat beside Debian's Postfix: the same mail waits in both queues, the same command lines
go to both, and exit status, standard output and standard error have to be the same but for ids, sizes and times. Exits 77, and
says why, where Postfix is missing or this is not root. Usage: queue_commands_test.py MAILSTEAD [-v]"""

import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
here = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(here / "cleanup"), str(here.parent / "lib")]
import servers  # noqa: E402
from free_ports import free_ports  # noqa: E402

LETTERS = {"a": "alice@example.org", "b": "alice@example.org", "c": "", "d": "dan@example.org"}
TEXT = "Received: from x\nSubject: {0}\nMessage-Id: <{0}@x>\nDate: Fri, 27 Nov 2026 08:00:00 +0000\nFrom: <x@example.org>\nTo: y\n\nbody of {0}\n\nend\n"

# Command lines in order; {a} to {d} are ids. What a command changes, the next one sees.
STEPS = [
    "postqueue", "postqueue -x", "postqueue -f extra", "postqueue extra", "postqueue -p -f", "postqueue -i", "postqueue -s",
    "postqueue -p", "mailq", "postqueue -j", "postqueue -i {a}", "postqueue -i 0FFFFFFFF", "postqueue -i NOSUCH", "postqueue -i ../x",
    "postqueue -s flush.example", "postqueue -s other.example", "postqueue -s ''", "postqueue -s 'a b'", "postqueue -s [192.0.2.1]",
    "postqueue -f",
    "postcat -q {a}", "postcat -eq {a}", "postcat -hq {a}", "postcat -bq {a}", "postcat -bhq {a}", "postcat -vhq {a}", "postcat -q {c}",
    "postcat -q {a} {b}", "postcat -q 0FFFFFFFF", "postcat -q ../x", "postcat -q NOSUCH {a}", "postcat nosuch", "postcat /etc/hostname",
    "postcat -x", "postcat -c", "postcat -q", "postcat",
    "postsuper", "postsuper -p", "postsuper -s", "postsuper -S", "postsuper -psS deferred", "postsuper -d", "postsuper -x",
    "postsuper -d ALL nosuch", "postsuper -d a,b", "postsuper -d 0FFFFFFFF", "postsuper -h {a}", "postqueue -p", "postsuper -h {a}",
    "postsuper -h {b} hold", "postsuper -h {b} deferred", "postsuper -H {a} deferred", "postsuper -H NOSUCH", "postsuper -H {a} hold",
    "postsuper -H ALL", "postsuper -H ALL", "postsuper -h ALL hold", "postsuper -h ALL", "postqueue -j", "postsuper -H {a} -H {b}",
    "postsuper -H ALL -h {c}", "postsuper -h -|{a}\n{b}\n", "postsuper -H -|{a} {b}\n{a}\n\nx/y\n", "postsuper -r {d}",
    "postsuper -h ALL", "postsuper -e {a}", "postsuper -e {a}", "postsuper -e ALL", "postqueue -p", "postqueue -j",
    "postsuper -d {d} -h {b}", "postsuper -d ALL deferred", "postsuper -h ALL -d {a}", "postqueue -p", "postsuper -f {b}", "postqueue -f",
    "postsuper -d ALL hold", "postsuper -f ALL hold", "postsuper -e nosuch", "postsuper -d ALL -d ALL", "postqueue -p", "postqueue -j",
]
# What differs, and is meant: Postfix's file names have a directory level, its records an offset, its log a connection.
MEANT = [(r"^message_size: .*", "message_size: N"), (r"deferred/\w/", "deferred/"), (r"^(message_arrival_time|create_time): .*", r"\1: T"),
         (r"^postcat: (name_mask|inet_addr_local|mynetworks_core): .*\n", ""), (r"^named_attribute: (client_port|log_client_port|client_address_type|server_address"
         r"|server_port|client_name|reverse_client_name|client_address|helo_name|protocol_name|encoding|dsn_orig_rcpt|log_\w+|rewrite_context)=.*\n", ""),
         (r'"(arrival_time|message_size)": \d+', r'"\1": N'), (r"^(ID-\w[!*#]*) +\d+ \w{3} \w{3} [ \d]\d [\d:]{8}  ", r"\1 SIZE TIME  "),
         (r"-- \d+ Kbytes", "-- N Kbytes"), (r"\tid ID-\w.*", "\tid ID"), (r"for <.*>; .*", "for"),
         # SMTP clients of both are told by other words: the Received header is compared elsewhere.
         (r"^(regular_text: )?Received: from .*\n((regular_text: )?[ \t].*\n)*", "")]


class Side:
    def __init__(self, server, program):
        self.server, self.program, self.ids = server, program, {}

    def run(self, line):
        line, _, typed = line.partition("|")
        names = {name: self.ids[name] for name in self.ids}
        command, *words = shlex.split(line.format(**names))
        etc = str(self.server.home / "etc")
        if command == "mailq":
            argv = ["sendmail", "-bp", "-C", etc] if not self.program else [self.program, "mailq", "-c", etc]
        else:
            argv = ([self.program] if self.program else []) + [command, "-c", etc, *words]
        done = subprocess.run(argv, input=typed.format(**names), capture_output=True, text=True, timeout=60, check=False, cwd="/")
        return done.returncode, self.alike(done.stdout), self.alike(done.stderr)

    def alike(self, text):
        for name, real in self.ids.items():
            text = text.replace(real, "ID-" + name)
        text = text.replace(str(self.server.home), "HOME")
        for pattern, put in MEANT:
            text = re.sub(pattern, put, text, flags=re.M)
        # Postfix lists by directory, we by age.
        if text.startswith("-Queue ID-"):
            head, _, rest = text.partition("\n")
            text = "\n".join([head] + sorted(block.strip("\n") for block in rest.split("\n\n")))
        if text.startswith("{"):
            text = "\n".join(sorted(text.splitlines()))
        return text

    def learn(self):
        rows, until = [], time.monotonic() + 60
        while True:
            argv = ([self.program] if self.program else []) + ["postqueue", "-c", str(self.server.home / "etc"), "-j"]
            rows = subprocess.run(argv, capture_output=True, text=True, check=False, timeout=60).stdout.splitlines()
            if len(rows) == len(LETTERS) and all(re.search(r'"queue_name": "(deferred|hold)"', row) for row in rows):
                break
            if time.monotonic() > until:
                raise RuntimeError(f"{self.server.name}: the messages do not come to rest: {rows}")
            time.sleep(0.05)
        for row in rows:
            name = re.search(r'"address": "(\w)', row).group(1)
            self.ids[name] = re.search(r'"queue_id": "(\w+)"', row).group(1)

    def settle(self, line):
        """Until nothing is being tried any more, and what was requeued has its new id."""
        if line.startswith("postsuper -r"):
            self.run("postqueue -f")    # wakes Postfix's pickup
            time.sleep(1)
            self.learn()
        if line == "postqueue -f":
            time.sleep(1.5)
        if not line.startswith(("postqueue -f", "postqueue -i", "postqueue -s", "postsuper -H", "postsuper -f")):
            return
        until = time.monotonic() + 60
        while True:
            argv = ([self.program] if self.program else []) + ["postqueue", "-c", str(self.server.home / "etc"), "-p"]
            listed = subprocess.run(argv, capture_output=True, text=True, check=False, timeout=60).stdout
            if "*" not in listed:
                return
            if time.monotonic() > until:
                raise RuntimeError(f"{self.server.name}: after {line!r} there are still attempts: {listed}")
            time.sleep(0.05)


def begin(server, program, port):
    server.configure([f"127.0.0.1:{port} inet n - n - - smtpd -o smtpd_reject_unlisted_recipient=no\n"], {})
    main = server.home / "etc/main.cf"
    text = re.sub(r"(?m)^(local|virtual|relay|default)_transport = .*", r"\1_transport = retry:4.3.0 nothing leaves this machine", main.read_text())
    # Nothing is tried of itself, so that both stand still between two commands.
    main.write_text(text + "fast_flush_domains = flush.example\nqueue_run_delay = 1h\nminimal_backoff_time = 1h\nmaximal_backoff_time = 1h\n")
    server.start(port)
    for name, sender in LETTERS.items():
        to = f"{name}@flush.example" if name == "b" else f"{name}@elsewhere.example"
        reply = server.send(port, sender, [to, "ccc@elsewhere.example"] if name == "c" else [to], TEXT.format(name))
        if not reply.startswith("250"):
            raise RuntimeError(f"{server.name}: {reply}: " + "\n".join(server.log()[-10:]))
    side = Side(server, program)
    side.learn()
    return side


def main():
    if os.geteuid() != 0 or not shutil.which("postqueue"):
        print("skipped: Postfix is not installed, or this is not root")
        return 77
    program, ports, failures = os.path.realpath(sys.argv[1]), list(free_ports(2)), 0
    with tempfile.TemporaryDirectory(prefix="mailstead-queue-") as top:
        os.chmod(top, 0o755)
        both = [servers.Server("postfix", top + "/postfix"), servers.Server("mailstead", top + "/mailstead", program)]
        try:
            sides = [begin(server, server.program, port) for server, port in zip(both, ports)]
            for line in STEPS:
                said = [side.run(line) for side in sides]
                for side in sides:
                    side.settle(line)
                if said[0] != said[1]:
                    failures += 1
                    print(f"--- {line!r}")
                    for name, one in zip(("postfix", "mailstead"), said):
                        print(f"{name}: exit {one[0]}\n  out {one[1]!r}\n  err {one[2]!r}")
                elif "-v" in sys.argv:
                    print(f"same: {line!r} exit {said[0][0]}")
        finally:
            for server in both:
                server.stop()
    print(f"{len(STEPS)} command lines, {failures} differ")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
