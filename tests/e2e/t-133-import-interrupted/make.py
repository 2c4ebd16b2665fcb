#!/usr/bin/env python3
"""make.py COUNT DIRECTORY: a Maildir of so many messages, some of them alike but for their subject."""
import os, sys

count, root = int(sys.argv[1]), sys.argv[2]
for sub in ("cur", "new", "tmp"):
    os.makedirs(f"{root}/{sub}")
for n in range(count):
    name = f"{root}/cur/{1500000000 + n}.M{n}P1.host:2,{'S' if n % 3 else ''}"
    with open(name, "w") as out:
        out.write(f"From: a@example.org\nSubject: m{n:06}\n\n" + "some text\n" * 200)
    os.utime(name, (1400000000, 1400000000))
