#!/usr/bin/env python3
"""The examples of the RFCs and the dialogues that play them with our data. rfc_examples.tsv has a line for each example:
RFC, section, a hash of its text, the dialogue (a path below this folder) or `- reason` why there is none, its first line.

rfc_examples.py check             every dialogue named is there; says how many examples are covered. Exit status 1 if not.
rfc_examples.py missing FOLDER    FOLDER holds the texts as rfcNNNN.txt: examples that the table lacks, in the table's own form,
                                  and lines of the table whose example is in no text. Exit status 77 without the texts.
rfc_examples.py show FOLDER HASH  the text of an example
"""
import collections
import hashlib
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TABLE = os.path.join(HERE, "rfc_examples.tsv")
RFCS = ("9051", "7162", "5256", "5465", "5267", "9394", "9586")
LINE = re.compile(r"^( +(?:Examples?: +)?)([CS]): ?(.*)$")
SECTION = re.compile(r"^(\d+(?:\.\d+)*)\.\s+\S")
PAGE = re.compile(r"^(\S.*\[Page \d+\]|RFC \d+ .*\d{4})$")


class Example:
    def __init__(self, rfc, section):
        self.rfc, self.section, self.lines = rfc, section, []

    @property
    def hash(self):
        return hashlib.sha256("\n".join(self.lines).encode()).hexdigest()[:10]


def examples_of(rfc, text):
    """Blocks of C: and S: lines; what is indented deeper than their mark continues a line, blank lines and page breaks end none."""
    out, now, section, column = [], None, "", 0
    for line in text.replace("\f", "").split("\n"):
        heading = SECTION.match(line)
        if heading:
            section, now = heading.group(1), None
        found = LINE.match(line)
        if found:
            if now is None:
                now = Example(rfc, section)
                out.append(now)
            column = len(found.group(1))
            now.lines.append(f"{found.group(2)}: {found.group(3).rstrip()}")
        elif now and line.strip() and not PAGE.match(line):
            if len(line) - len(line.lstrip()) > column:
                now.lines[-1] += "\n" + line.strip()
            else:
                now = None
    return out


def texts(folder):
    for rfc in RFCS:
        path = os.path.join(folder, f"rfc{rfc}.txt")
        if os.path.exists(path):
            with open(path, encoding="utf-8", errors="replace") as file:
                yield from examples_of(rfc, file.read())


def table():
    with open(TABLE, encoding="utf-8") as file:
        for line in file:
            if line.strip() and not line.startswith("#"):
                yield line.rstrip("\n").split("\t")


def check():
    wrong, counts, seen = 0, collections.Counter(), set()
    for rfc, _, key, where, _ in table():
        if (rfc, key) in seen:
            print(f"twice: {rfc} {key}")
            wrong += 1
        seen.add((rfc, key))
        if where.startswith("- ") and len(where) > 2:
            counts[rfc, "without"] += 1
        elif where.startswith("? "):
            counts[rfc, "open"] += 1
        elif os.path.exists(os.path.join(HERE, where)):
            counts[rfc, "covered"] += 1
        else:
            print(f"no such dialogue: {where} (RFC {rfc}, {key})")
            wrong += 1
    for rfc in RFCS:
        print(f"RFC {rfc}: {counts[rfc, 'covered']} examples covered, {counts[rfc, 'without']} without a dialogue for a reason, {counts[rfc, 'open']} open")
    return 1 if wrong or not seen else 0


def missing(folder):
    found = {(one.rfc, one.hash): one for one in texts(folder)}
    if not found:
        print("the texts are not there")
        return 77
    known = {(row[0], row[2]) for row in table()}
    for (rfc, key), one in found.items():
        if (rfc, key) not in known:
            print("\t".join([rfc, one.section, key, "? ", one.lines[0].split("\n")[0][:60]]))
    for rfc, key in sorted(known - set(found)):
        print(f"in no text: {rfc} {key}")
    return 1 if set(found) != known else 0


def show(folder, key):
    for one in texts(folder):
        if one.hash.startswith(key):
            print(f"RFC {one.rfc} {one.section}\n" + "\n".join(one.lines))
    return 0


if __name__ == "__main__":
    if sys.argv[1:] == ["check"]:
        sys.exit(check())
    if len(sys.argv) == 3 and sys.argv[1] == "missing":
        sys.exit(missing(sys.argv[2]))
    if len(sys.argv) == 4 and sys.argv[1] == "show":
        sys.exit(show(sys.argv[2], sys.argv[3]))
    sys.exit(__doc__)
