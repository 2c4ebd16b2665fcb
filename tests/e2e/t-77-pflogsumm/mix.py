#!/usr/bin/env python3
"""mix.py sink PORT | send PORT LOG USER COMMAND... | totals SUMMARY | compare THEIRS OURS: the mix, and what pflogsumm has to say about it."""
import pathlib
import re
import smtplib
import subprocess
import sys
import threading
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "lib"))
from smtp_sink import Sink  # noqa: E402

REFUSALS = {"gone": "550 5.1.1 no such person", "later": "451 4.7.1 not now", "full": "452 4.2.2 mailbox full"}

# (how often, sender, recipients, subject); `ME` is the local user.
OURS = [(10, "a@out.test", ["ME@local.test"], "local"), (5, "b@out.test", ["u1@virt.test"], "virtual"), (4, "c@out.test", ["x@relay.test"], "relay"),
        (6, "u1@virt.test", ["y@out.test"], "smtp"), (3, "u2@virt.test", ["u1@virt.test", "y2@out.test"], "two"), (2, "a@out.test", ["fwd@local.test"], "forward"),
        (1, "a@out.test", ["prog@local.test"], "program"), (1, "a@out.test", ["pair@virt.test"], "pair"),
        (2, "b@out.test", ["p@busy.test"], "refused"), (1, "b@out.test", ["later@out.test"], "greylisted"), (1, "b@out.test", ["full@relay.test", "y@out.test"], "half"),
        (2, "b@out.test", ["gone@out.test"], "bounce"), (1, "c@out.test", ["broken@virt.test"], "unknown"),
        (1, "", ["gone@relay.test"], "double bounce"), (1, "c@out.test", ["q@sink.test"], "discard transport"),
        (2, "a@out.test", ["u1@virt.test"], "hold me"), (1, "a@out.test", ["held@virt.test"], "by access"), (1, "a@out.test", ["u1@virt.test"], "discard me"),
        (2, "a@out.test", ["dropped@virt.test"], "by access"), (1, "a@out.test", ["u1@virt.test"], "reject me"), (1, "a@out.test", ["u1@virt.test"], "warn me"),
        (1, "a@out.test", ["nosuch@local.test"], "no"), (1, "a@out.test", ["nosuch@virt.test"], "no"), (1, "spammer@out.test", ["u1@virt.test"], "no"),
        (1, "doubt@out.test", ["u1@virt.test"], "doubtful")]
THEIRS = [(3, "x@foreign.test", ["y@out.test"], "relaying"), (2, "x@foreign.test", ["u2@virt.test"], "for us")]
HANDED_IN = [(3, "c@out.test", ["u1@virt.test"], "sendmail"), (1, "ME@local.test", ["ME@local.test", "y@out.test"], "sendmail"),
             (1, "c@out.test", ["q@off.test"], "error transport")]

TOTALS = {"received": 57, "delivered": 51, "forwarded": 2, "deferred": 4, "deferrals": 12, "bounced": 5, "rejected": 8, "reject warnings": 2,
          "held": 3, "discarded": 3}


def text(sender, recipients, subject):
    return f"From: <{sender}>\r\nTo: {', '.join(recipients)}\r\nSubject: {subject}\r\nMessage-Id: <{time.time_ns()}@mix.test>\r\n\r\nHello.\r\n"


def by_smtp(port, address, rows, helo):
    with smtplib.SMTP("127.0.0.1", port, helo, timeout=30, source_address=(address, 0)) as talk:
        for count, sender, recipients, subject in rows:
            for _ in range(count):
                try:
                    talk.sendmail(sender, recipients, text(sender, recipients, subject))
                except smtplib.SMTPException:
                    pass    # whether that is right is for the totals to say


def settled(log):
    """No delivery has been logged for a second."""
    count = lambda: log.read_text(errors="replace").count(" status=") if log.exists() else 0  # noqa: E731
    last, since = count(), time.monotonic()
    until = since + 30
    while time.monotonic() < until and time.monotonic() - since < 1.5:
        time.sleep(0.1)
        now = count()
        if now != last:
            last, since = now, time.monotonic()


def send(port, log, user, command):
    named = lambda rows: [(n, s.replace("ME", user), [r.replace("ME", user) for r in to], subject) for n, s, to, subject in rows]  # noqa: E731
    by_smtp(port, "127.0.0.1", named(OURS), "client.out.test")
    by_smtp(port, "127.0.0.9", named(THEIRS), "client.foreign.test")
    by_smtp(port, "127.0.0.9", [(1, "x@foreign.test", ["u1@virt.test"], "helo")], "bad.helo")
    for count, sender, recipients, subject in named(HANDED_IN):
        for _ in range(count):
            subprocess.run([*command, "sendmail", "-i", "-f", sender, "--", *recipients], input=text(sender, recipients, subject).replace("\r", ""),
                           text=True, check=True, timeout=30)
    settled(log)
    for _ in range(2):
        subprocess.run([*command, "postqueue", "-f"], check=True, timeout=30)
        settled(log)


def sections(file):
    """{title: lines}"""
    out, title = {}, ""
    lines = pathlib.Path(file).read_text(errors="replace").splitlines()
    for i, line in enumerate(lines):
        if i + 1 < len(lines) and re.fullmatch(r"-{3,}", lines[i + 1]) and line:
            title = re.sub(r" \(.*", "", line)
            out[title] = []
        elif line.strip() and not re.fullmatch(r"-{3,}", line):
            out.setdefault(title, []).append(line)
    return out


def totals(file):
    found = {}
    for line in sections(file)["Grand Totals"]:
        match = re.match(r"\s*(\d+)\s+(received|delivered|forwarded|deferred|bounced|rejected|reject warnings|held|discarded)\b", line)
        if match:
            found.setdefault(match.group(2), int(match.group(1)))
        match = re.search(r"\((\d+)\s+deferrals\)", line)
        if match:
            found["deferrals"] = int(match.group(1))
    for name, count in TOTALS.items():
        if found.get(name, 0) != count:
            print(f"{name}: {found.get(name, 0)} instead of {count}", file=sys.stderr)
    return found == TOTALS


# What a server says of itself, of its own files, or when.
ITS_OWN = ("Per-Hour", "Warnings", "Master daemon")


def bare(title, line):
    """What has to be the same of a line: no sizes, times, ports."""
    words = line.split()
    if line.startswith(("Warnings: none", "Fatal Errors: none", "Panics: none", "Master daemon messages: none")):    # a table that is empty
        return ""
    if "bytes" in line or not words[0].isdigit() and "Host/Domain" in title:
        return ""
    if "Message Delivery" in title:    # count, bytes, deferrals, average and longest delay, domain
        return " ".join([words[0], words[2], words[-1]])
    if "Messages Received" in title or "message size" in title:
        return " ".join([words[0], words[-1]] if "size" not in title else words[1:])
    return re.sub(r"\b\d{5}\b", "PORT", line)


def compare(theirs, ours):
    a, b = sections(theirs), sections(ours)
    same = True
    for title in {**a, **b}:
        if title.startswith(ITS_OWN):
            continue
        left, right = (sorted(filter(None, (bare(title, line) for line in side.get(title, [])))) for side in (a, b))
        if left != right:
            same = False
            print(f"{title}:\n  Postfix:   " + "\n             ".join(one for one in left if one not in right) +
                  "\n  Mailstead: " + "\n             ".join(one for one in right if one not in left), file=sys.stderr)
    return same


def main():
    what, *rest = sys.argv[1:]
    if what == "sink":
        Sink(int(rest[0]), refusals=REFUSALS)
        print("listening", flush=True)
        threading.Event().wait()
    elif what == "send":
        send(int(rest[0]), pathlib.Path(rest[1]), rest[2], rest[3:])
    elif what == "totals":
        sys.exit(0 if totals(rest[0]) else 1)
    else:
        sys.exit(0 if compare(*rest) else 1)


main()
