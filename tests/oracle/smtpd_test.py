#!/usr/bin/env python3
"""Plays the dialogues of smtpd/cases.py and cases_parameters.py to the installed Postfix and to Mailstead, both with the same main.cf, and compares every
reply; then looks for an open relay. Exits 77, and says why, where Postfix or the right to unshare a network is missing.
Usage: smtpd_test.py MAILSTEAD [NAME-PART]"""

import pathlib
import re
import socketserver
import sys
import threading

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "smtpd"))
import cases  # noqa: E402
import cases_parameters  # noqa: E402
import sides  # noqa: E402


class Policy(socketserver.StreamRequestHandler):
    """Answers every request with the same action and keeps the names of its attributes, in order."""
    seen = []

    def handle(self):
        names = []
        for line in self.rfile:
            if line != b"\n":
                names.append(line.split(b"=")[0].decode())
                continue
            Policy.seen.append(names)
            names = []
            self.wfile.write(b"action=450 4.2.0 grey\n\n")


class PolicyServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


def comparable(dialogue):
    """Without what is random: queue ids."""
    return [(sent, [re.sub(r"queued as [0-9A-Za-z]+", "queued as ID", line) for line in replies]) for sent, replies in dialogue]


def compare(wanted, peers, ours):
    failures = 0
    for case, their_port, our_port in zip(wanted, peers.ports, ours.ports):
        theirs = comparable(sides.dialogue(their_port, case))
        mine = comparable(sides.dialogue(our_port, case))
        if theirs == mine and case.differs:
            print(f"NO LONGER DIFFERS {case.name}: {case.differs}")
            failures += 1
        elif theirs == mine:
            continue
        elif case.differs:
            print(f"differs {case.name}: {case.differs}")
        else:
            failures += 1
            print(f"DIFFERENT {case.name}")
            for (sent, left), (_, right) in zip(theirs, mine):
                print(f"  C: {sent!r}\n    Postfix:   {left}\n    Mailstead: {right}" if left != right else f"  C: {sent!r}  same")
    return failures


def relay_probes(port):
    """How many probes were taken."""
    taken = 0
    for sender in cases.RELAY_SENDERS:
        talk = sides.Talk(port, "192.0.2.10")
        talk.reply()
        for line in ("EHLO probe.example", f"MAIL FROM:<{sender}>"):
            talk.send(line)
            talk.reply()
        for probe in cases.RELAY_PROBES:
            talk.send(f"RCPT TO:{probe if probe.startswith('<') and probe.endswith('>') else '<' + probe + '>'}")
            answer = talk.reply()
            if answer[-1][0] not in "45":
                print(f"OPEN RELAY: from <{sender}> to {probe}: {answer}")
                taken += 1
        talk.close()
    return taken


def main():
    program, part, home = sides.arguments()

    wanted = [case for case in cases.CASES + cases_parameters.CASES if part in case.name] + [cases.RELAY]
    policy = PolicyServer(("127.0.0.1", 19999), Policy)
    threading.Thread(target=policy.serve_forever, daemon=True).start()
    peers = sides.Postfix(f"{home}/postfix", wanted, [20000 + i for i in range(len(wanted))])
    ours = sides.Mailstead(f"{home}/mailstead", wanted, [30000 + i for i in range(len(wanted))], program)
    with sides.running(cases.RECORDS, peers, ours):
        failures = compare(wanted[:-1], peers, ours)
        if Policy.seen and any(names != Policy.seen[0] for names in Policy.seen):
            print("DIFFERENT attributes for a policy service:", *Policy.seen, sep="\n  ")
            failures += 1
        failures += relay_probes(ours.ports[-1])
        if failures and part:
            print((ours.home / "log").read_text()[-4000:])
    probes = len(cases.RELAY_PROBES) * len(cases.RELAY_SENDERS)
    print(f"{len(wanted) - 1} dialogues, {probes} relay probes: {failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
