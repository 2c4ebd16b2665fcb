"""Everybody at once on one mbox and one Maildir; see run.sh. The account of it: a message counts as removed only when
whoever removed it had read it whole and was told that it is gone. What mutt was told to delete may be gone or not."""
import argparse
import imaplib
import mailbox
import os
import pty
import random
import select
import smtplib
import sys
import threading
import time

arguments = argparse.ArgumentParser()
for name in ("seconds", "imap", "smtp", "domain", "password", "boxes", "config", "as", "work"):
    arguments.add_argument("--" + name, required=True)
given = vars(arguments.parse_args())
END = time.monotonic() + float(given["seconds"])
USERS = ("bob", "carol")
imaplib._MAXLINE = 10_000_000

lock = threading.Lock()
sent = {}  # id -> body; accepted for both
removed = {user: {} for user in USERS}  # id -> body as it was read
muttd = set()
trouble = []
counts = {}


def count(what):
    with lock:
        counts[what] = counts.get(what, 0) + 1


def is_on():
    return time.monotonic() < END and not trouble


def guarded(work, *details):
    def run():
        try:
            work(*details)
        except Exception as error:  # told at the end
            trouble.append(f"{work.__name__}{details}: {error!r}")
    return threading.Thread(target=run, daemon=True)


def body_of(random_source):
    lines = ["".join(random_source.choices("abcdefghij klmno", k=random_source.randint(0, 70))).rstrip()
             for _ in range(random_source.randint(1, 60))]
    return "\r\n".join(lines).strip("\r\n") + "\r\nend\r\n"


def deliver(number):
    source = random.Random(number)
    with smtplib.SMTP("127.0.0.1", int(given["smtp"]), source_address=("127.0.0.254", 0)) as client:
        n = 0
        while is_on():
            name, body = f"n{number}-{n}", body_of(source)
            client.sendmail("x@elsewhere.example", [f"{user}@{given['domain']}" for user in USERS],
                            f"Subject: {name}\r\nX-Id: {name}\r\n\r\n{body}")
            with lock:
                sent[name] = body
            count("delivered")
            n += 1
            time.sleep(source.random() * 0.05)


def ours(user):
    client = imaplib.IMAP4("127.0.0.1", int(given["imap"]))
    client.login(f"{user}@{given['domain']}", given["password"])
    return client


def dovecot():
    as_user = given["as"] + " " if given["as"] else ""
    return imaplib.IMAP4_stream(f"{as_user}env HOME={given['work']}/server USER=carol "
                                f"doveadm -c {given['config']}/dovecot.conf exec imap 2>/dev/null")


def split(message):
    head, _, body = message.partition(b"\r\n\r\n")
    name = next((line[6:] for line in head.decode().split("\r\n") if line.startswith("X-Id: ")), None)
    return name, body.decode()


def is_refused(kind, data):
    """In use, for now: another program holds the file."""
    if kind == "OK":
        return False
    if kind == "NO" and any(word in str(data) for word in ("INUSE", "EXPUNGEISSUED", "no longer exist")):
        count("told to wait")
        return True
    raise AssertionError(f"{kind} {data}")


def session(user, who, number):
    source = random.Random(number + 100)
    client = dovecot() if who == "dovecot" else ours(user)
    client.select("INBOX")
    while is_on():
        kind, data = client.noop()
        if is_refused(kind, data):
            time.sleep(0.1)
            continue
        kind, data = client.uid("SEARCH", "ALL")
        assert kind == "OK", data
        uids = data[0].split() if data and data[0] else []
        if len(uids) < 5:
            time.sleep(0.05)
            continue
        some = b",".join(source.sample(uids, 3)).decode()
        what = source.choice((r"+FLAGS (\Seen)", r"-FLAGS (\Seen)", r"+FLAGS (\Flagged)", "+FLAGS (Work)", r"-FLAGS (\Flagged)"))
        is_refused(*client.uid("STORE", some, *what.split(" ", 1)))
        count(who + " marks")
        if source.random() < 0.4:
            remove(client, user, who, source.choice(uids).decode())
        time.sleep(0.02)
    client.logout()


def remove(client, user, who, uid):
    kind, data = client.uid("FETCH", uid, "(UID BODY.PEEK[])")
    text = next((part[1] for part in data or () if isinstance(part, tuple) and b"BODY" in part[0]), None)
    if text is None:
        return
    name, body = split(text)
    with lock:  # by one program only, or nobody could say who it was
        if name in removed[user] or (user == "bob" and name in muttd):
            return
        removed[user][name] = body
    while True:
        done = not is_refused(*client.uid("STORE", uid, "+FLAGS", r"(\Deleted)"))
        done = done and not is_refused(*client.uid("EXPUNGE", uid))
        if done:
            break
        time.sleep(0.1)
    count(who + " expunges")


def mutt(box):
    source = random.Random(7)
    while is_on():
        with lock:
            names = [name for name in sent if name not in removed["bob"]]
            chosen = source.sample(names, 2) if len(names) > 10 else []
            for name in chosen[:1]:
                muttd.add(name)
        # Each time the whole file is written anew, as the first message changes.
        keys = "<first-entry><flag-message><sync-mailbox>" * 12
        if chosen:
            keys += f"<delete-pattern>~s ^{chosen[0]}$<enter>"
        run_mutt(box, keys + "<sync-mailbox><sync-mailbox><exit>")
        count("mutt visits")


def run_mutt(box, keys):
    command = given["as"].split() + ["env", "TERM=vt100", f"HOME={given['work']}/server", "mutt", "-n", "-F",
                                     given["config"] + "/muttrc", "-e", f"push '{keys}'", "-f", box]
    pid, wire = pty.fork()
    if pid == 0:
        os.execvp(command[0], command)
    seen, end = b"", time.monotonic() + 8
    while time.monotonic() < end:
        if select.select([wire], [], [], 0.1)[0]:
            try:
                piece = os.read(wire, 65536)
            except OSError:
                break
            if not piece:
                break
            seen += piece
    with open(given["work"] + "/mutt.out", "wb") as out:
        out.write(seen)
    if time.monotonic() >= end:
        count("mutt killed")
        os.kill(pid, 15)
        time.sleep(0.5)
        try:
            os.kill(pid, 9)
        except ProcessLookupError:
            pass
    os.waitpid(pid, 0)
    os.close(wire)


def in_mbox(path):
    out = []
    for message in mailbox.mbox(path, create=False):
        _, _, body = message.as_bytes().partition(b"\n\n")
        out.append((message["X-Id"], body.replace(b"\n", b"\r\n").decode()))
    return out


def in_maildir(path):
    out = []
    for sub in ("new", "cur"):
        for name in os.listdir(f"{path}/{sub}"):
            with open(f"{path}/{sub}/{name}", "rb") as file:
                head, _, body = file.read().partition(b"\n\n")
            ids = [line[6:].decode() for line in head.split(b"\n") if line.startswith(b"X-Id: ")]
            out.append((ids[0], body.replace(b"\n", b"\r\n").decode()))
    return out


def by_imap(user):
    client = ours(user)
    client.select("INBOX", readonly=True)
    out = [split(part[1]) for part in client.uid("FETCH", "1:*", "(BODY.PEEK[])")[1] if isinstance(part, tuple)]
    client.logout()
    return out


def judge(user, found, where, may_be_gone):
    names = [name for name, _ in found]
    twice = {name for name in names if names.count(name) > 1}
    missing = [name for name in sent if name not in names and name not in removed[user] and name not in may_be_gone]
    back = [name for name in names if name in removed[user]]
    changed = [name for name, body in found if sent.get(name) != body]
    changed += [name for name, body in removed[user].items() if sent.get(name) != body]
    for what, which in (("twice", twice), ("missing", missing), ("come back", back), ("changed", changed)):
        if which:
            trouble.append(f"{where}: {what}: {sorted(which)[:10]} ({len(which)})")
    print(f"  {where}: {len(names)} there, {len(removed[user])} expunged, of {len(sent)} delivered")


threads = [guarded(deliver, 1), guarded(deliver, 2)]
threads += [guarded(session, user, "ours", n) for n, user in enumerate(USERS * 2)]
threads += [guarded(session, "carol", "dovecot", 9), guarded(mutt, given["boxes"] + "/bob")]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join(max(1, END - time.monotonic() + 30))
    if thread.is_alive():
        trouble.append("a thread does not end")
print("  " + ", ".join(f"{number} {what}" for what, number in sorted(counts.items())))


def arrived():
    return len(in_maildir(given["boxes"] + "/carol")) + len(removed["carol"]) >= len(sent)


last = time.monotonic() + 25
previous = -1
while time.monotonic() < last:  # the queue may have the last ones still
    now = len(in_mbox(given["boxes"] + "/bob"))
    if arrived() and now == previous:
        break
    previous = now
    time.sleep(1)
judge("bob", in_mbox(given["boxes"] + "/bob"), "the mbox", muttd)
judge("bob", by_imap("bob"), "the mbox by IMAP", muttd)
judge("carol", in_maildir(given["boxes"] + "/carol"), "the Maildir", set())
judge("carol", by_imap("carol"), "the Maildir by IMAP", set())
for line in trouble:
    print("  " + line, file=sys.stderr)
needed = ("delivered", "ours marks", "ours expunges", "dovecot marks", "dovecot expunges", "mutt visits")
idle = [what for what in needed if counts.get(what, 0) == 0]
sys.exit(f"  nothing happened: {idle}" if idle else 1 if trouble else 0)
