#!/usr/bin/env python3
"""make.py DIRECTORY: sources for t-130: a Maildir as Dovecot leaves it, with three damaged messages, a clean one, a tar of
it, mboxes, a torn tar and noise."""
import gzip, os, shutil, subprocess, sys

root = sys.argv[1]


def text(n):
    return f"From: a@example.org\nSubject: message {n}\nMessage-ID: <{n}@x>\n\nFrom the start.\nText {n}.\n"


def quoted(n):
    return text(n).replace("\nFrom the", "\n>From the") + "\n"


def put(path, name, body, date):
    file = os.path.join(path, name)
    with open(file, "w") as out:
        out.write(body)
    os.utime(file, (date, date))


def maildir(path):
    for folder in ("", ".Lists.cooks", ".K&APw-che"):
        for sub in ("cur", "new", "tmp"):
            os.makedirs(os.path.join(path, folder, sub))
    uids = []
    for n in range(10):
        name = f"{1577836800 + n}.M{n}P1.host"
        marks = ":2,FSa" if n == 4 else ":2,S"
        put(f"{path}/cur" if n < 8 else f"{path}/new", name + marks if n < 8 else name, text(n), 1577836800 + n)
        uids.append(f"{30 + n if n < 4 else 29 + n * 3} W99 :{name}\n")
    with open(f"{path}/dovecot-uidlist", "w") as out:
        out.write("3 V1234567 N78 Gabcdef\n" + "".join(uids))
    with open(f"{path}/dovecot-keywords", "w") as out:
        out.write("0 $Label1\n")
    with open(f"{path}/subscriptions", "w") as out:
        out.write("V\t2\n\nINBOX\nLists\tcooks\n")
    for n in (20, 21):
        put(f"{path}/.Lists.cooks/cur", f"15000000{n}.M{n}P1.host:2,", text(n), 1600000000 + n)


maildir(f"{root}/clean")
subprocess.run(["tar", "czf", f"{root}/maildir.tar.gz", "-C", root, "clean"], check=True)
shutil.copytree(f"{root}/clean", f"{root}/maildir")
open(f"{root}/maildir/cur/1.empty:2,S", "w").close()
with open(f"{root}/maildir/cur/2.packed:2,S", "wb") as out:
    out.write(gzip.compress(text(1).encode()))
os.symlink("/etc/passwd", f"{root}/maildir/cur/3.link:2,S")

os.makedirs(f"{root}/mboxes/Work")
with open(f"{root}/mboxes/inbox", "w") as out:
    for n in (30, 31):
        out.write(f"From a@example.org  Wed Mar  3 10:00:0{n % 10} 2021\nStatus: RO\n" + ("X-Status: A\n" if n == 30 else "")
                  + quoted(n))
for name in ("2020.mbox", "empty"):
    with open(f"{root}/mboxes/Work/{name}", "w") as out:
        if name != "empty":
            for n in (40, 41):
                out.write(f"From a@example.org  Wed Mar  3 11:00:00 2021\n{quoted(n)}")
with open(f"{root}/torn.tar", "wb") as out:
    subprocess.run(["tar", "cf", f"{root}/whole.tar", "-C", root, "clean"], check=True)
    out.write(open(f"{root}/whole.tar", "rb").read()[:9000])
with open(f"{root}/noise", "wb") as out:
    out.write(bytes(range(256)) * 40)
