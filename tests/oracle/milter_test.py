#!/usr/bin/env python3
"""Plays dialogues to the installed Postfix and to Mailstead, each with a scripted milter behind it, and compares the replies, what
the milter hears, and what is in the queue. Exits 77, and says why, where Postfix or the right to unshare a network is missing.
Usage: milter_test.py MAILSTEAD [NAME-PART]"""

import concurrent.futures
import itertools
import json
import pathlib
import re
import subprocess
import sys
import time

sys.dont_write_bytecode = True
here = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(here / "milter"), str(here / "smtpd"), str(here.parent / "lib")]
import cases  # noqa: E402
import milter_stub  # noqa: E402
import sides  # noqa: E402
from sides import skip  # noqa: E402


class Turn:
    """A case as one side has it: with the milter of its own."""

    def __init__(self, case):
        self.case, self.client, self.opening, self.lines, self.name = case, case.client, case.opening, case.lines, case.name
        self.milter = milter_stub.Milter(case.script, protocol=case.protocol, macros=case.macros, version=min(6, int(case.settings.get("milter_protocol", "6")))) if case.script is not None else None
        self.settings = {"smtpd_milters": self.milter.name if self.milter else "inet:127.0.0.1:1", **case.settings}


def queue_of(side):
    """What is queued, by id."""
    listed = subprocess.run([*side.tool("postqueue"), "-j"], capture_output=True, text=True, check=False).stdout
    return {row["queue_id"]: row for row in map(json.loads, listed.splitlines())}


def queued(side, rows, ids):
    """Whether it is held, sender, recipients and text of these messages; absent: it is not there."""
    out = []
    for name in ids:
        row = rows.get(name)
        if not row:
            out.append(None)
            continue
        text = subprocess.run([*side.tool("postcat"), "-qhb", name], capture_output=True, text=True, check=False).stdout
        to = sorted(one["address"] for one in row["recipients"])
        out.append((row["queue_name"] == "hold", row["sender"], to, comparable(text)))
    return out


def comparable(text):
    text = re.sub(r"id [0-9A-Za-z]{6,}", "id ID", text)
    text = re.sub(r"queued as [0-9A-Za-z]+", "queued as ID", text)
    text = re.sub(r"(\t|; )(Mon|Tue|Wed|Thu|Fri|Sat|Sun), .*", r"\1DATE", text)
    text = re.sub(r"(Message-Id|Date)(: |\|).*", r"\1: X", text)
    return re.sub(r"inet:127.0.0.1:\d+", "inet:MILTER", text)


def heard(turn):
    """What the milter heard, one line each."""
    if not turn.milter:
        return []
    turn.milter.done.wait(10 if turn.milter.offers else 1)
    out = []
    for event, data in turn.milter.heard:
        words = data.decode("latin-1").replace("\0", "|")
        if event == "CONNECT":
            words = re.sub(r"\|4..", "|4PORT", words, flags=re.S)
        words = re.sub(r"(\|i\||^([A-Z])i\|)[0-9A-Za-z]{6,}", r"\1ID", words)
        words = re.sub(r"(client_port}\|)\d+", r"\1PORT", words)
        words = re.sub(r"(\|v\|)[^|]*", r"\1V", words)
        words = re.sub(r"127.0.0.1:\d+", "PLACE", words)
        out.append(f"{event} {comparable(words)[:3000]}")
    return [str(turn.milter.offers[-1:])] + without_aborts(out)


def mark(port, number):
    """A line of the log that says where a case has ended."""
    talk = sides.Talk(port, "192.0.2.11")
    talk.reply()
    for line in ("HELO mark.example", f"MAIL FROM:<mark-{number}@x.example>", "RCPT TO:<nobody@example.com>", "QUIT"):
        talk.send(line)
        talk.reply()
    talk.close()


def logs_of(side, count):
    """The lines about milters, by case."""
    until = time.monotonic() + 10
    while time.monotonic() < until and f"<mark-{count - 1}@x.example>" not in (side.home / "log").read_text(errors="replace"):
        time.sleep(0.2)
    parts = re.split(r"[^\n]*reject: RCPT[^\n]*<mark-\d+@x.example>[^\n]*\n", (side.home / "log").read_text(errors="replace"))
    return [about_milters(part) for part in parts[:count]]


def about_milters(text):
    lines = text.splitlines()
    picked = [line.split("]: ", 1)[1] for line in lines if "milter" in line.lower() and "]: " in line and "postfix/master" not in line]
    picked = [re.sub(r"^(warning: )?[0-9A-Za-z]{8,}: ", r"\1ID: ", comparable(one)) for one in picked]
    picked = [re.sub(r"followed by \d+", "followed by N", one) for one in picked]
    picked = [re.sub(r"> \d+$", "> LIMIT", re.sub(r"([45]\d\d)-([45]\.)", r"\1 \2", one).replace("??451 4.7.9", "")) for one in picked]
    return [re.sub(r"(: )(Success|Connection closed by peer|Connection timed out|Connection reset by peer|Broken pipe|Application error|Undefined error: 0)$", r"\1REASON", one)
            for one in picked]


def without_aborts(events):
    """Postfix says ABORT after a message that is over, too, sometimes twice: it means nothing there."""
    out = []
    for one in events:
        over = not out or out[-1].split(" ")[0] in ("EOM", "ABORT", "HELO", "CONNECT", "UNKNOWN")
        if not (one.startswith("ABORT") and over):
            out.append(one)
    return out


def play(side, port, turn):
    if turn.milter:
        turn.milter.forget()
    talk = sides.dialogue(port, turn)
    replies = [(sent[:60], [comparable(line) for line in lines if line != "250-ETRN"]) for sent, lines in talk]
    return {"replies": replies, "heard": heard(turn), "queue": re.findall(r"queued as ([0-9A-Za-z]+)", str(talk)), "log": []}


def play_all(side, turns):
    """What came of each case. The first and the last one are there for their ports alone, which have no milters."""
    out = []
    for number, (port, turn) in enumerate(list(zip(side.ports, turns))[1:-1]):
        out.append(play(side, port, turn))
        mark(side.ports[-1], number)
    rows = queue_of(side)
    for one, log in zip(out, logs_of(side, len(out))):
        one["queue"] = queued(side, rows, one["queue"])
        one["log"] = log
    return out


# What the smtpd line cannot say: it is cleanup that reads it.
CHECKS = {**{f"{kind}_transport": "lmtp:inet:127.0.0.1:1" for kind in ("local", "virtual", "relay", "default")},    # mail stays
          "milter_header_checks": "pcre:{{/^X-Hold/ HOLD spam} {/^X-Reject/ REJECT spam} {/^X-Ignore/ IGNORE} {/^X-Replace/ REPLACE X-New: one}}",
          "header_checks": "pcre:{{/^Refused/ REJECT no}}"}


class Postfix(sides.Postfix):
    def write(self, more, lines):
        super().write({**more, **CHECKS, "non_smtpd_milters": self.local.name}, [*lines, "lmtp unix - - n - - lmtp"])

    def sendmail(self):
        return ["sendmail", "-C", str(self.home / "etc")]

    def tool(self, name):
        return [name, "-c", str(self.home / "etc")]


class Mailstead(sides.Mailstead):
    def write(self, more, lines):
        super().write({**more, **CHECKS, "non_smtpd_milters": self.local.name}, lines)

    def sendmail(self):
        return self.tool("sendmail")

    def tool(self, name):
        return [str(self.program), "-c", str(self.home / "etc"), name]


def submit(side, script):
    """What the milter for mail of this machine hears of a message, and what is queued then: sender, recipients, header names."""
    side.local.script.clear()
    side.local.script.update(script)
    side.local.forget()
    before = queue_of(side)
    subprocess.run([*side.sendmail(), "-i", "-f", "a@x.example", "alice", "bob@example.com"], input="Subject: local\n\nhello\n", text=True, check=False,
                   capture_output=True)
    turn = Turn(cases.Case("", None, []))
    turn.milter = side.local
    side.local.done.wait(10)
    told = [one for one in heard(turn) if not one.startswith("HEADER Received")]
    new = {}
    for _ in range(40):
        # Not before cleanup is done with it: maildrop has it as it was handed in.
        new = {name: row for name, row in queue_of(side).items()
               if name not in before and row["sender"] == "a@x.example" and row["queue_name"] not in ("maildrop", "incoming")}
        if new:
            break
        time.sleep(0.1)
    return told, queued(side, new, list(new)[:1])


def compare_local(peers, ours):
    failures = 0
    for name, script in cases.LOCAL.items():
        theirs, mine = submit(peers, script), submit(ours, script)
        if comparable(str(theirs)) == comparable(str(mine)):
            continue
        failures += 1
        print(f"DIFFERENT local submission, {name}:")
        for one, two in zip(theirs, mine):
            print("", *(f"  Postfix:   {a}\n   Mailstead: {b}" for a, b in itertools.zip_longest(one, two) if a != b), sep="\n  ")
    return failures


def compare(wanted, theirs, ours):
    failures = 0
    for case, one, two in zip(wanted, theirs, ours):
        parts = [part for part in one if one[part] != two[part] and part not in case.ignores]
        if not parts and case.differs:
            print(f"NO LONGER DIFFERS {case.name}: {case.differs}")
            failures += 1
        elif parts and case.differs:
            print(f"differs {case.name}: {case.differs}")
        elif parts:
            failures += 1
            print(f"DIFFERENT {case.name}: {', '.join(parts)}")
            for part in parts:
                for row in range(max(len(one[part]), len(two[part]))):
                    x = one[part][row] if row < len(one[part]) else None
                    y = two[part][row] if row < len(two[part]) else None
                    if x != y:
                        print(f"  {part}\n    Postfix:   {str(x)[:900]}\n    Mailstead: {str(y)[:900]}")
    return failures


def main():
    program, part, home = sides.arguments()
    wanted = [case for case in cases.CASES if part in case.name]
    unfiltered = cases.Case("(marks)", None, [], {"smtpd_milters": ""})
    if not wanted:
        skip("no such case")
    theirs, mine = ([Turn(case) for case in [unfiltered, *wanted, unfiltered]] for _ in range(2))
    peers = Postfix(f"{home}/postfix", theirs, [20000 + i for i in range(len(theirs))])
    ours = Mailstead(f"{home}/mailstead", mine, [30000 + i for i in range(len(theirs))], program)
    peers.local, ours.local = milter_stub.Milter(), milter_stub.Milter()
    with sides.running(["10.2.0.192.in-addr.arpa PTR good.example", "good.example A 192.0.2.10"], peers, ours):
        with concurrent.futures.ThreadPoolExecutor() as both:
            there, here_ = both.submit(play_all, peers, theirs), both.submit(play_all, ours, mine)
            failures = compare(wanted, there.result(), here_.result())
        failures += compare_local(peers, ours)
    print(f"{len(wanted)} dialogues with milters, {len(cases.LOCAL)} local submissions: {failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
