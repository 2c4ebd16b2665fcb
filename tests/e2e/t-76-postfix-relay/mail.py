#!/usr/bin/env python3
"""Sends the mixture, waits for all of it, and compares. Every difference is printed; status 1 if there is any."""
import argparse
import collections
import concurrent.futures
import os
import pathlib
import re
import shlex
import smtplib
import subprocess
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "lib"))
from mixture import Mixture  # noqa: E402
from smtp_sink import Sink  # noqa: E402

TRACE = re.compile(rb"(?:(?:Received|Return-Path|Delivered-To|X-Original-To):[^\n]*\n(?:[ \t][^\n]*\n)*)+", re.IGNORECASE)
wrong = []


def note(text):
    wrong.append(text)
    if len(wrong) <= 20:
        print(text, file=sys.stderr)


def below_trace(text):
    """(trace headers, the rest)"""
    match = TRACE.match(text)
    return (match.group(), text[match.end():]) if match else (b"", text)


def by_smtp(mails, port):
    with smtplib.SMTP("127.0.0.1", port, "client.origin.test", timeout=60) as talk:
        talk.ehlo()
        for mail in mails:
            talk.command_encoding = "utf-8"
            steps = [" ".join([f"MAIL FROM:<{mail.sender}>", *mail.parameters])]
            steps += [" ".join([f"RCPT TO:<{address}>", *more]) for address, more in mail.recipients]
            for step in steps:
                code, answer = talk.docmd(step)
                if code != 250:
                    note(f"{mail.number} ({mail.kind}): {step}: {code} {answer}")
            code, answer = talk.data(mail.text.replace(b"\n", b"\r\n"))
            if code != 250:
                note(f"{mail.number} ({mail.kind}): text: {code} {answer}")


def by_program(mails, words):
    for mail in mails:
        done = subprocess.run([*words, "sendmail", "-i", "-f", mail.sender, "--", *[address for address, _ in mail.recipients]], input=mail.text,
                              capture_output=True, check=False, timeout=60)
        if done.returncode != 0:
            note(f"{mail.number}: sendmail: {done.stderr}")


def send(mails, options):
    shares = [[mail for mail in mails if mail.by == "smtp"][i::5] for i in range(5)]
    words = [*shlex.split(options.sender), options.program, "-c", f"{options.work}/origin/etc"]
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        jobs = [pool.submit(by_smtp, share, options.origin) for share in shares]
        jobs.append(pool.submit(by_program, [mail for mail in mails if mail.by == "sendmail"], words))
        for job in jobs:
            job.result()


def files(options, server, domain):
    out = []
    for place in pathlib.Path(f"{options.work}/{server}/mail").glob("**/new"):
        out += list(place.iterdir())
    return out


class Expected:
    """(text, recipient) that arrive, and reports about them."""

    def __init__(self, mails):
        self.maildir, self.sink, self.plain = collections.Counter(), {}, {}
        self.reports = collections.Counter()    # (sender, action, recipient)
        for mail in mails:
            for address, more in mail.recipients:
                self.add(mail, address, more)

    def add(self, mail, address, more):
        domain = address.rsplit("@", 1)[1]
        notify = next((word[7:].split(",") for word in more if word.startswith("NOTIFY=")), ["FAILURE"])
        if address.startswith("bad"):
            if "FAILURE" in notify:
                self.reports[(mail.sender, "failed", address)] += 1
            return
        if domain == "maildir.test":
            self.maildir[(mail.arrives(), address)] += 1
        else:
            (self.sink if domain == "sink.test" else self.plain)[(mail.number, address)] = (mail, more)
        if "SUCCESS" in notify and domain != "sink.test":
            self.reports[(mail.sender, "delivered" if domain == "maildir.test" else "relayed", address)] += 1


def check_maildir(expected, options):
    found = collections.Counter()
    for file in files(options, "last", "maildir.test"):
        trace, rest = below_trace(file.read_bytes())
        recipient = re.search(rb"^Delivered-To: (.*)$", trace, re.MULTILINE)
        hops = len(re.findall(rb"^Received:", trace, re.MULTILINE))
        if hops != 3:
            note(f"{file}: {hops} Received headers")
        found[(rest, recipient.group(1).decode() if recipient else "")] += 1
    compare(expected.maildir, found)


def compare(expected, found):
    for key, count in (expected - found).items():
        note(f"missing {count}: to {key[1]}: {key[0][:300]!r}")
    for key, count in (found - expected).items():
        note(f"{count} too many, or changed: to {key[1]}: {key[0][:300]!r}")


def check_sink(expected, sink, offers_dsn):
    seen = collections.Counter()
    texts = {mail.arrives(): mail for mail, _ in expected.values()}
    for command, recipients, text in sink.taken:
        mail = texts.get(below_trace(text)[1])
        if mail is None:
            note(f"unknown or changed at the sink: {command}: {text[-300:]!r}")
            continue
        words = command.split()
        for word in ("RET=", "ENVID="):
            wanted = [one for one in mail.parameters if one.startswith(word)] if offers_dsn else []
            told = [one for one in words if one.startswith(word)]
            if told != wanted:
                note(f"{mail.number}: {command}, and it was sent with {mail.parameters}")
        if words[1] != f"FROM:<{mail.sender}>":
            note(f"{mail.number}: {command}")
        for line in recipients:
            seen[one_recipient(expected, mail, line, offers_dsn)] += 1
    for key in expected:
        if seen[key] != 1:
            note(f"{key}: {seen[key]} copies at the sink")


def one_recipient(expected, mail, line, offers_dsn):
    words = line.split()
    address = words[1][4:-1]
    if (mail.number, address) not in expected:
        note(f"{mail.number}: {line}, who is not its recipient")
        return None
    more = expected[(mail.number, address)][1] if offers_dsn else []
    told = [one for one in words[2:] if one.startswith("NOTIFY=")]
    if told != [one for one in more if one.startswith("NOTIFY=")]:
        note(f"{mail.number}: {line}, and it was sent with {more}")
    original = [one for one in words[2:] if one.startswith("ORCPT=")]
    wanted = [one for one in more if one.startswith("ORCPT=")]
    if wanted and original != wanted or (original and not offers_dsn):
        note(f"{mail.number}: {line}, and it was sent with {more}")
    return mail.number, address


def check_reports(expected, mails, options):
    found = collections.Counter()
    envelopes = {mail.sender: next((one[6:] for one in mail.parameters if one.startswith("ENVID=")), "") for mail in mails}
    for file in files(options, "origin", "origin.test"):
        text = file.read_bytes()
        to = re.search(rb"^Delivered-To: (.*)$", text, re.MULTILINE).group(1).decode()
        match = re.search(rb"^Content-Type: message/(?:global-)?delivery-status.*?\n\n(.*?)^--", text, re.MULTILINE | re.DOTALL)
        if not match:
            note(f"{file}: no report")
            continue
        blocks = [dict(re.findall(r"^(\S+): (.*)$", block, re.MULTILINE)) for block in match.group(1).decode().split("\n\n")]
        told = blocks[0].get("Original-Envelope-Id", "")
        if told != envelopes.get(to, "").replace("+2B", "+"):
            note(f"{to}: the report names the envelope {told!r}")
        for block in blocks[1:]:
            if block.get("Action"):
                found[(to, block["Action"].split()[0], block["Final-Recipient"].split(";", 1)[1].strip())] += 1
    for key, count in (expected.reports - found).items():
        note(f"no report ({count}): {key}")
    for key, count in (found - expected.reports).items():
        note(f"a report nobody asked for ({count}): {key}")


def main():
    parser = argparse.ArgumentParser()
    for name in ("messages", "origin", "sink", "plain"):
        parser.add_argument("--" + name, type=int)
    for name in ("program", "work"):
        parser.add_argument("--" + name)
    parser.add_argument("--as", dest="sender", default="")
    options = parser.parse_args()
    offers = ["8BITMIME", "SMTPUTF8", "SIZE 0", "ENHANCEDSTATUSCODES"]
    sink, plain = Sink(options.sink, [*offers, "DSN"]), Sink(options.plain, offers)
    mails = Mixture(1, options.messages).mails
    expected = Expected(mails)
    begun = time.monotonic()
    send(mails, options)
    sent = time.monotonic()
    wanted = (sum(expected.maildir.values()), len(expected.sink), len(expected.plain), sum(expected.reports.values()))
    deadline = time.monotonic() + max(60, options.messages / 20)
    while True:
        got = (len(files(options, "last", "")), sum(len(one[1]) for one in sink.taken), sum(len(one[1]) for one in plain.taken),
               len(files(options, "origin", "")))
        if all(a >= b for a, b in zip(got, wanted)) or time.monotonic() > deadline:
            break
        time.sleep(0.5)
    arrived = time.monotonic()
    time.sleep(2)    # for those that should not come
    check_maildir(expected, options)
    check_sink(expected.sink, sink, True)
    check_sink(expected.plain, plain, False)
    check_reports(expected, mails, options)
    print(f"{len(mails)} messages sent in {sent - begun:.1f} s; in Maildirs, at the sink, at the plain sink, reports: {got} of {wanted} after {arrived - begun:.1f} s; "
          f"{len(wrong)} differences")
    os._exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
