#!/usr/bin/env python3
"""Sends the clients of postscreen/cases.py to the installed Postfix's postscreen and to ours, both with the same main.cf and
master.cf, and compares every reply and every line of the log. Exits 77, and says why, where Postfix or the right to unshare
a network is missing. Usage: postscreen_test.py MAILSTEAD [NAME-PART]"""

import concurrent.futures
import pathlib
import re
import socket
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "smtpd"))
import sides  # noqa: E402

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "postscreen"))
import cases  # noqa: E402


class Screened:
    """Every case is a postscreen of its own, with a cache of its own; one smtpd gets whom they let through."""

    def rows(self, case, port):
        settings = {"postscreen_cache_map": f"btree:$data_directory/cache{port}", "postscreen_greet_wait": "2s", **case.settings}
        words = "".join(f"\n  -o {{ {name} = {value} }}" for name, value in settings.items())
        return f"0.0.0.0:{port} inet n - n - 1 postscreen{words}"

    def write(self, more, lines):
        lines += ["smtpd pass - - n - - smtpd", "dnsblog unix - - n - 0 dnsblog", "tlsproxy unix - - n - 0 tlsproxy"]
        super().write(more, lines)


class Postfix(Screened, sides.Postfix):
    pass


class Mailstead(Screened, sides.Mailstead):
    pass


def connected(port, case):
    talk = sides.Talk(port, case.client)
    talk.wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return talk


def visit(port, case, steps):
    """(client's port, [(what was sent, the replies)])"""
    talk = connected(port, case)
    own = 1234 if case.opening.startswith("PROXY") else talk.wire.getsockname()[1]
    out = []
    try:
        talk.wire.sendall(case.opening.encode())
        if steps is None:
            return own, out
        out.append(("(connect)", talk.reply()))
        for step in steps:
            text, replies = step if isinstance(step, tuple) else (step, 1)
            talk.wire.sendall(text.encode("latin-1"))
            for _ in range(replies):
                out.append((text, talk.reply()))
        if steps and steps[-1] == cases.EHLO:
            return own, out
        out.append(("(end)", talk.reply() if not steps or steps[-1] != "" else []))
    except OSError:
        out.append(("(trouble)", ["(closed)"]))    # the other side has hung up before it had read all
    finally:
        talk.close()
    return own, out


def play(side, port, case):
    keep = connected(port, case) if case.held else None
    if keep:
        time.sleep(0.3)
    seen = []
    for steps in case.visits:
        seen.append(visit(port, case, steps))
        time.sleep(0.5)    # the log and the cache have it
    if keep:
        keep.close()
    return seen


def log_of(side, own, port):
    """What postscreen said of the client with that port; another client may have it later, at another service."""
    out, ours = [], False
    for line in (side.home / "log").read_text(errors="replace").splitlines():
        found = re.search(r"postfix/postscreen\[\d+\]: (.*)", line)
        if not found or not re.search(rf"\]:{own}\b", found[1]):
            continue
        if found[1].startswith("CONNECT from "):
            ours = found[1].endswith(f":{port}") or own == 1234
        if ours:
            text = found[1].replace(f"]:{own}", "]:PORT")
            text = re.sub(r"to \[127\.0\.0\.1\]:\d+$", "to [127.0.0.1]:SERVER", text)
            out.append(re.sub(r"after [0-9.]+ from", "after N from", text))
    return out


def played(side, wanted):
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        jobs = [pool.submit(play, side, port, case) for case, port in zip(wanted, side.ports)]
        results = [job.result() for job in jobs]
    time.sleep(1)
    return [[(replies, log_of(side, own, port)) for own, replies in visits] for port, visits in zip(side.ports, results)]


def without_closing(dialogue):
    """Whether the server's last word was followed by a reset or an orderly end depends on what it had not read."""
    return [(sent, [line for line in replies if line != "(closed)"]) for sent, replies in dialogue if replies and replies != ["(closed)"]]


def compare(wanted, theirs, mine):
    failures = 0
    for case, left, right in zip(wanted, theirs, mine):
        left = [(without_closing(replies), log) for replies, log in left]
        right = [(without_closing(replies), log) for replies, log in right]
        if (left == right) != bool(case.differs):
            continue
        failures += 1
        if left == right:
            print(f"NO LONGER DIFFERS {case.name}: {case.differs}")
            continue
        print(f"DIFFERENT {case.name}")
        for number, ((a, a_log), (b, b_log)) in enumerate(zip(left, right), 1):
            for one, other in ((a, b), (a_log, b_log)):
                if one != other:
                    print(f"  visit {number}\n    Postfix:   {one}\n    Mailstead: {other}")
    return failures


def main():
    program, part, home = sides.arguments()
    wanted = [case for case in cases.CASES if part in case.name]
    peers = Postfix(f"{home}/postfix", wanted, [20000 + i for i in range(len(wanted))])
    ours = Mailstead(f"{home}/mailstead", wanted, [30000 + i for i in range(len(wanted))], program)
    with sides.running(cases.RECORDS, peers, ours):
        failures = compare(wanted, played(peers, wanted), played(ours, wanted))
        if failures and part:
            print((ours.home / "log").read_text()[-4000:])
    print(f"{len(wanted)} clients: {failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
