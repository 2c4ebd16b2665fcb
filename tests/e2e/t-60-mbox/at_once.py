"""Mail arrives by SMTP on several connections while two IMAP sessions flag and expunge; every message that was
acknowledged is seen exactly once, in the mailbox or among those expunged. Then Python's own reader parses the file."""
import imaplib
import mailbox
import smtplib
import sys
import threading
import time

imap_port, smtp_port, user, password, box = sys.argv[1:]
SENDERS, EACH = 3, 15
sent = [f"n{s}-{i}" for s in range(SENDERS) for i in range(EACH)]


def send(number):
    with smtplib.SMTP("127.0.0.1", int(smtp_port), source_address=("127.0.0.254", 0)) as client:
        for i in range(EACH):
            client.sendmail("x@elsewhere.example", [user], f"Subject: n{number}-{i}\r\n\r\nFrom me\r\n")


def login():
    client = imaplib.IMAP4("127.0.0.1", int(imap_port))
    client.login(user, password)
    client.select("INBOX")
    return client


def subjects(client, found):
    """UIDs by subject, of what is there now."""
    for uid in client.uid("SEARCH", "ALL")[1][0].split():
        # News of flags may come along.
        for answer in client.uid("FETCH", uid, "(BODY.PEEK[HEADER.FIELDS (SUBJECT)])")[1]:
            if not isinstance(answer, tuple):
                continue
            found.setdefault(answer[1].decode().split(":", 1)[1].strip(), set()).add(int(uid))
    return found


threads = [threading.Thread(target=send, args=(n,)) for n in range(SENDERS)]
for thread in threads:
    thread.start()
client, other = login(), login()
found = {}
end = time.monotonic() + 20
while time.monotonic() < end and not all(name in found for name in sent):
    client.noop()
    subjects(client, found)
    # Only what has been seen: more may be there by now.
    uids = [str(uid) for uid in sorted(uid for seen in found.values() for uid in seen)]
    for uid in uids[::2]:
        client.uid("STORE", uid, "+FLAGS", r"(\Deleted)")
    for uid in uids[1::2]:
        other.uid("STORE", uid, "+FLAGS", r"(\Seen Work)")
    client.expunge()
for thread in threads:
    thread.join()
missing = [name for name in sent if name not in found]
twice = {name: uids for name, uids in found.items() if len(uids) != 1}
assert not missing, f"never seen: {missing}"
assert not twice, f"seen under several uids: {twice}"
left = sorted(subjects(client, {}))
client.logout()
other.logout()
for _ in range(100):  # marks reach the file when the sessions have gone
    there = [message for message in mailbox.mbox(box, create=False)]
    if all("R" in message.get_flags() for message in there):
        break
    time.sleep(0.05)
assert sorted(message["Subject"] for message in there) == left, (left, [m["Subject"] for m in there])
