"""What t-141 asks: fill DIRECTORY; look, same PORT USER PASSWORD FILE; sizes, pop3 PORT USER PASSWORD MAILDIR."""

import calendar
import imaplib
import json
import os
import pathlib
import poplib
import re
import sys
import time

MESSAGES = 8000
FIRST = 1_600_000_000    # the date of the first message, unix seconds


def text(number):
    end = b"\r\n" if number % 3 == 0 else b"\n"
    return end.join([b"Subject: letter %d" % number, b"From: a@far.test", b""] + [b"line"] * (number % 5) + [b""])


def wire(number):
    return len(text(number).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))


def fill(directory):
    box = pathlib.Path(directory)
    for part in ("new", "cur", "tmp"):
        (box / part).mkdir(parents=True)
    for number in range(MESSAGES):
        file = box / "cur" / f"{1_500_000_000 + number}.M{number}P1.foreign:2,S"
        file.write_bytes(text(number))
        os.utime(file, (FIRST + number, FIRST + number))


def selected(port, user, password):
    one = imaplib.IMAP4("127.0.0.1", int(port), timeout=25)
    one.login(user, password)
    kind, found = one.select("INBOX")
    assert kind == "OK" and int(found[0]) == MESSAGES, (kind, found)
    return one


def state(one):
    return one.response("UIDVALIDITY")[1][0].decode(), one.response("UIDNEXT")[1][0].decode()


def look(port, user, password, file):
    one = selected(port, user, password)
    kind, lines = one.fetch("1:*", "(UID FLAGS)")
    assert kind == "OK" and len(lines) == MESSAGES, len(lines)
    uids = [int(re.search(rb"UID (\d+)", line).group(1)) for line in lines]
    pathlib.Path(file).write_text(json.dumps({"state": state(one), "uids": uids}))


def same(port, user, password, file):
    told = json.loads(pathlib.Path(file).read_text())
    one = selected(port, user, password)
    now = state(one)
    assert now[0] == told["state"][0], (now, told["state"])
    assert int(now[1]) >= int(told["state"][1]), (now, told["state"])
    kind, lines = one.uid("FETCH", "1:*", "BODY.PEEK[HEADER.FIELDS (SUBJECT)]")
    assert kind == "OK"
    by_uid = {}
    for head, body in (line for line in lines if isinstance(line, tuple)):
        by_uid[int(re.search(rb"UID (\d+)", head).group(1))] = int(re.search(rb"letter (\d+)", body).group(1))
    assert sorted(by_uid) == told["uids"], "other uids"
    wrong = [uid for number, uid in enumerate(told["uids"]) if by_uid[uid] != number]
    assert not wrong, f"{len(wrong)} uids have another message, {wrong[0]} for one"


def sizes(port, user, password, _box):
    one = selected(port, user, password)
    kind, found = one.uid("SEARCH", "1:100", "LARGER", "60")
    assert kind == "OK" and len(found[0].split()) == sum(wire(n) > 60 for n in range(100)), found
    kind, lines = one.fetch("1:*", "(RFC822.SIZE INTERNALDATE)")
    assert kind == "OK" and len(lines) == MESSAGES
    for number, line in enumerate(lines):
        assert int(re.search(rb"RFC822.SIZE (\d+)", line).group(1)) == wire(number), (number, line)
        date = calendar.timegm(time.strptime(re.search(rb'INTERNALDATE "([^"]*) \+0000"', line).group(1).decode().strip(), "%d-%b-%Y %H:%M:%S"))
        assert date == FIRST + number, (number, line)
    kind, found = one.status("INBOX", "(SIZE)")
    total = int(re.search(rb"SIZE (\d+)", found[0]).group(1))
    assert total == sum(wire(n) for n in range(MESSAGES)), total


def pop3(port, user, password, _box):
    one = poplib.POP3("127.0.0.1", int(port), timeout=25)
    one.user(user)
    one.pass_(password)
    assert one.stat() == (MESSAGES, sum(wire(n) for n in range(MESSAGES))), one.stat()
    listed = one.list()[1]
    assert [int(line.split()[1]) for line in listed] == [wire(n) for n in range(MESSAGES)]
    one.quit()


if __name__ == "__main__":
    {"fill": fill, "look": look, "same": same, "sizes": sizes, "pop3": pop3}[sys.argv[1]](*sys.argv[2:])
