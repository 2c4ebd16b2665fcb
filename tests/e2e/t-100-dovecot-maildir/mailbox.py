"""What a mailbox shows over IMAP and POP3, and how it is filled and changed.

    mailbox.py grow IMAP POP3 USER PASSWORD DIRECTORY COUNT     fills it, files by hand and messages by APPEND
    mailbox.py more IMAP USER PASSWORD                          new mail in INBOX, no POP3 session since
    mailbox.py show IMAP POP3 USER PASSWORD FILE                writes all of it as JSON
    mailbox.py change IMAP USER PASSWORD                        new mail, flags, keywords, expunges
    mailbox.py compare A B                                      two of those files: the same, or what differs
"""
import imaplib
import json
import os
import poplib
import re
import sys

imaplib._MAXLINE = 10_000_000
SEPARATOR = os.environ.get("SEPARATOR", ".")  # "/": the layout of nested directories
DEEP = SEPARATOR.join(["Work", "Deep", "Deeper"])
FOLDERS = ["Work", DEEP, "Caf&AOk-", "&ZeVnLIqe-", "A &- B", "Sent Items"]
NOT_SUBSCRIBED = DEEP


def login(port, user, password):
    imap = imaplib.IMAP4("127.0.0.1", int(port))
    imap.login(user, password)
    return imap


def must(answer):
    status, data = answer
    if status != "OK":
        raise SystemExit(f"the server said {status} {data}")
    return data


def quoted(name):
    return '"%s"' % name


def directory_of(root, folder):
    if folder == "INBOX":
        return root
    return os.path.join(root, folder if SEPARATOR == "/" else "." + folder)


def drop_files(root, folder, count):
    """As another program delivers: some seen, most new, some with sizes in their names."""
    place = directory_of(root, folder)
    for n in range(count):
        text = f"From: a@b.example\nSubject: {folder} {n}\n\nline {n}\n"
        name = f"{1600000000 + n // 3}.M{n}P{len(folder)}.host"
        if n % 2:
            name += f",S={len(text)}"
        path = os.path.join(place, "cur", name + ":2," + ("S" if n % 4 else "FR")) if n % 5 else os.path.join(place, "new", name)
        with open(path, "w") as out:
            out.write(text)
        if os.geteuid() == 0:
            owner = os.stat(root)
            os.chown(path, owner.st_uid, owner.st_gid)


def grow(imap_port, pop3_port, user, password, root, count):
    imap = login(imap_port, user, password)
    for folder in FOLDERS:
        must(imap.create(quoted(folder)))
        if folder != NOT_SUBSCRIBED:
            must(imap.subscribe(quoted(folder)))
    must(imap.create("Gone"))
    must(imap.subscribe("Gone"))
    must(imap.delete("Gone"))
    count = int(count)
    for folder in ["INBOX"] + FOLDERS:
        share = count * 6 // 10 if folder == "INBOX" else count * 4 // 10 // len(FOLDERS)
        drop_files(root, folder, share)
        must(imap.select(quoted(folder)))
        for n in range(20):
            must(imap.append(quoted(folder), f"($Label{n % 3} \\Answered)" if n % 2 else "(\\Draft Junk)", None,
                             f"Subject: appended {n}\r\n\r\n{folder}\r\n".encode()))
        must(imap.select(quoted(folder)))
        must(imap.store("2:9", "+FLAGS", "(\\Deleted)"))
        must(imap.expunge())
        must(imap.store("3:40", "+FLAGS", "(\\Flagged work)"))
        must(imap.store("10:12", "FLAGS", "($Forwarded \\Deleted)"))
    must(imap.copy("1:5", quoted("Work")))
    imap.logout()
    pop3_ids(pop3_port, user, password)


def more(imap_port, user, password):
    imap = login(imap_port, user, password)
    for n in range(5):
        must(imap.append("INBOX", None, None, f"Subject: late {n}\r\n\r\nlate\r\n".encode()))
    imap.logout()


def pop3_ids(port, user, password):
    pop = poplib.POP3("127.0.0.1", int(port), timeout=60)
    pop.user(user)
    pop.pass_(password)
    ids = [line.decode().split(" ", 1)[1] for line in pop.uidl()[1]]
    pop.quit()
    return ids


def names(data):
    return sorted(re.match(rb'\(.*?\) (?:NIL|".") "?(.*?)"?$', line).group(1).decode() for line in data if line)


def selectable(data):
    return sorted(n for line in data if line and b"\\Noselect" not in line and b"\\NonExistent" not in line
                  for n in names([line]))


def messages(imap, folder):
    must(imap.select(quoted(folder), readonly=True))
    out = {}
    if imap.untagged_responses["EXISTS"][-1] == b"0":
        return out
    for line in must(imap.fetch("1:*", "(UID FLAGS RFC822.SIZE INTERNALDATE)")):
        text = line.decode()
        uid = re.search(r"UID (\d+)", text).group(1)
        flags = re.search(r"FLAGS \((.*?)\)", text).group(1).split()
        out[uid] = [sorted(f.lower() for f in flags if f != "\\Recent"), re.search(r"RFC822.SIZE (\d+)", text).group(1),
                    re.search(r'INTERNALDATE "(.*?)"', text).group(1)]
    return out


def show(imap_port, pop3_port, user, password, file):
    imap = login(imap_port, user, password)
    out = {"folders": selectable(must(imap.list())), "subscribed": names(must(imap.lsub()))}
    for folder in out["folders"]:
        status = must(imap.status(quoted(folder), "(UIDVALIDITY UIDNEXT MESSAGES)"))[0].decode()
        out[folder] = {"status": dict(re.findall(r"([A-Z]+) (\d+)", status[status.rindex("("):])),
                       "messages": messages(imap, folder)}
    must(imap.select("INBOX", readonly=True))
    subjects = must(imap.fetch("1,200,300:310,1000", "(UID BODY.PEEK[HEADER.FIELDS (SUBJECT)])"))
    out["subjects"] = [(re.search(rb"UID (\d+)", p[0]).group(1).decode(), p[1].strip().decode())
                       for p in subjects if isinstance(p, tuple)]
    imap.logout()
    out["uidl"] = pop3_ids(pop3_port, user, password)
    with open(file, "w") as to:
        json.dump(out, to, sort_keys=True, indent=1)


def change(imap_port, user, password):
    imap = login(imap_port, user, password)
    for folder in ["INBOX", "Caf&AOk-", DEEP]:
        for n in range(7):
            must(imap.append(quoted(folder), "(\\Seen mailstead)", None, f"Subject: ours {n}\r\n\r\nours\r\n".encode()))
        must(imap.select(quoted(folder)))
        must(imap.store("100:130", "+FLAGS", "(\\Deleted)"))
        must(imap.expunge())
        must(imap.store("5:25", "-FLAGS", "(\\Seen)"))
        must(imap.store("26:30", "+FLAGS", "(\\Answered fresh)"))
    must(imap.copy("60:70", quoted("Sent Items")))
    fresh = SEPARATOR.join(["Neu", "&APY-l"])
    must(imap.create(quoted(fresh)))
    must(imap.append(quoted(fresh), None, None, b"Subject: oil\r\n\r\noil\r\n"))
    must(imap.unsubscribe(quoted("Work")))
    must(imap.subscribe(quoted(fresh)))
    imap.logout()


def compare(a, b):
    with open(a) as one, open(b) as two:
        x, y = json.load(one), json.load(two)
    bad = []
    for key in sorted(set(x) | set(y)):
        if x.get(key) == y.get(key):
            continue
        if not isinstance(x.get(key), dict) or not isinstance(y.get(key), dict):
            if key == "uidl":
                pairs = [(i + 1, p, q) for i, (p, q) in enumerate(zip(x[key], y[key])) if p != q]
                bad.append(f"uidl: {len(x[key])} and {len(y[key])}, {len(pairs)} differ: {pairs[:3]}")
            else:
                bad.append(f"{key}: {x.get(key)} != {y.get(key)}")
            continue
        if x[key]["status"] != y[key]["status"]:
            bad.append(f"{key}: {x[key]['status']} != {y[key]['status']}")
        m, n = x[key]["messages"], y[key]["messages"]
        for uid in sorted(set(m) | set(n), key=int):
            if m.get(uid) != n.get(uid):
                bad.append(f"{key} uid {uid}: {m.get(uid)} != {n.get(uid)}")
    if bad:
        print("\n".join(bad[:20]), f"\n{len(bad)} differences", file=sys.stderr)
        raise SystemExit(1)


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
