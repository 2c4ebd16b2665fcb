"""What Dovecot made of an mbox, what we make of it, and what Dovecot makes of that; see run.sh."""
import argparse
import imaplib
import os
import poplib
import re
import smtplib
import time

arguments = argparse.ArgumentParser()
for name in ("imap", "pop3", "smtp", "domain", "box", "config", "as", "home"):
    arguments.add_argument("--" + name, required=True)
given = vars(arguments.parse_args())
as_user = given["as"] + " " if given["as"] else ""


def dovecot():
    return imaplib.IMAP4_stream(f"{as_user}env HOME={given['home']} USER=bob "
                                f"doveadm -c {given['config']}/dovecot.conf exec imap 2>/dev/null")


def ours():
    client = imaplib.IMAP4("127.0.0.1", int(given["imap"]))
    client.login("bob@" + given["domain"], "builder")
    return client


def ok(answer):
    assert answer[0] == "OK", answer
    return answer[1]


def state(client, mailbox="INBOX"):
    """UIDVALIDITY, and per uid the subject and the flags without \\Recent."""
    ok(client.select(mailbox, readonly=True))
    validity = int(client.response("UIDVALIDITY")[1][0])
    rows = {}
    for part in ok(client.uid("FETCH", "1:*", "(UID FLAGS BODY.PEEK[HEADER.FIELDS (SUBJECT)])")):
        if not isinstance(part, tuple):
            continue
        uid = int(re.search(rb"UID (\d+)", part[0])[1])
        flags = set(re.search(rb"FLAGS \(([^)]*)\)", part[0])[1].decode().split()) - {"\\Recent"}
        rows[uid] = (part[1].decode().split(":", 1)[1].strip(), flags)
    return validity, rows


def message(subject):
    return f"Subject: {subject}\r\n\r\nbody of {subject}\r\n".encode()


client = dovecot()
for number in range(8):
    ok(client.append("INBOX", r"(\Seen)" if number % 2 else None, None, message(f"m{number}")))
ok(client.select("INBOX"))
ok(client.store("2,5", "+FLAGS", r"(\Deleted)"))
ok(client.expunge())
ok(client.store("1", "+FLAGS", r"(\Flagged Work $Label1)"))
ok(client.store("3", "+FLAGS", r"(\Answered)"))
ok(client.close())
before = state(client)
client.logout()
assert sorted(before[1]) == [1, 3, 4, 6, 7, 8], before

client = ours()
after = state(client)
assert after == before, f"{after} instead of {before}"
print("  the same UIDs, UIDVALIDITY, flags and keywords")

pop = poplib.POP3("127.0.0.1", int(given["pop3"]))
pop.user("bob@" + given["domain"]), pop.pass_("builder")
ids = [line.split()[1].decode() for line in pop.uidl()[1]]
pop.quit()
assert ids == [f"{uid:08x}{before[0]:08x}" for uid in sorted(before[1])], ids
print("  the same POP3 ids")

with smtplib.SMTP("127.0.0.1", int(given["smtp"]), source_address=("127.0.0.254", 0)) as mail:
    mail.sendmail("x@elsewhere.example", ["bob@" + given["domain"]],
                  "Subject: forged\r\nX-UID: 3\r\nX-IMAPbase: 7 0000000099\r\nStatus: RO\r\n\r\nhello\r\n")
ok(client.select("INBOX"))
for _ in range(200):
    ok(client.noop())
    if len(ok(client.uid("SEARCH", "ALL"))[0].split()) == 7:
        break
    time.sleep(0.05)
uids = [int(uid) for uid in ok(client.uid("SEARCH", "ALL"))[0].split()]
assert uids == [1, 3, 4, 6, 7, 8, 9], uids
print("  a delivered message sets no uid")

ok(client.create("Work"))
ok(client.create("Work.Plans"))
names = sorted(line.decode().rsplit(" ", 1)[1].strip('"') for line in ok(client.list()))
assert names == ["INBOX", "Work", "Work.Plans"], names
assert os.path.isdir(given["box"] + ".folders/.Work.Plans/cur")
ok(client.select("INBOX"))
ok(client.uid("COPY", "1,4", "Work"))
ok(client.uid("MOVE", "3,6", "Work"))
work = [(subject, flags) for _, (subject, flags) in sorted(state(client, "Work")[1].items())]
expected = [before[1][uid] for uid in (1, 4, 3, 6)]
assert work == expected, f"{work} instead of {expected}"
ok(client.status("Work", "(MESSAGES UNSEEN)"))
ok(client.select("Work"))
ok(client.uid("MOVE", "1", "INBOX"))
assert sorted(state(client)[1]) == [1, 4, 7, 8, 9, 10], state(client)
ok(client.rename("Work.Plans", "Plans"))
print("  copies and moves between the mbox and the Maildir")
last = state(client)
client.logout()
for _ in range(100):  # marks reach the file when the session has gone
    if b"Subject: m0\nStatus:" in open(given["box"], "rb").read() or not os.path.exists(given["box"] + ".lock"):
        break
    time.sleep(0.05)
time.sleep(0.5)

client = dovecot()
again = state(client)
client.logout()
assert again[0] == before[0], "another UIDVALIDITY under Dovecot"
assert [row for _, row in sorted(again[1].items())] == [row for _, row in sorted(last[1].items())], f"{again} instead of {last}"
for uid in (1, 4, 7, 8):
    assert again[1][uid] == last[1][uid], uid
assert all(uid > 1_000_000 for uid in again[1] if uid not in (1, 4, 7, 8)), sorted(again[1])
print("  Dovecot finds the marks, the old UIDs, and new ones that nobody had")

client = ours()
assert state(client) == last, "after Dovecot's visit"
ok(client.rename("INBOX", "Old"))
assert len(state(client, "Old")[1]) == 6 and not state(client)[1]
client.logout()
print("  Dovecot's visit changed nothing for us; INBOX renamed into the Maildir")
