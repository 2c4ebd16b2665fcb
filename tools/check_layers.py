#!/usr/bin/env python3
"""Enforces which room may include what (docs/layers.md): reads every #include "..." and <boost/asio...> of the rooms.

Usage: check_layers.py [ROOT]. Prints each breach as file:line and exits 1; exits 0 when there is none.
"""
import pathlib
import re
import sys

ALLOWED = {
    "base": set(),
    "mime": {"base"},
    "smtp": {"base"},
    "conf": {"base"},
    "store": {"mime", "base"},
    "mda": {"store", "mime", "smtp", "conf", "base"},
    "maildir": {"store", "mime", "smtp", "conf", "base"},
    "mbox": {"store", "mime", "smtp", "conf", "base"},
    "auth": {"store", "mime", "smtp", "conf", "base"},
    "net": {"auth", "base"},
}
EVERYTHING_BELOW = {"net", "mda", "maildir", "mbox", "auth", "store", "mime", "smtp", "conf", "base"}
for session_room in ("mta", "lmtp", "imap", "pop3"):
    ALLOWED[session_room] = EVERYTHING_BELOW - {"maildir", "mbox"}
ALLOWED["server"] = ALLOWED["tools"] = EVERYTHING_BELOW | {"mta", "lmtp", "imap", "pop3", "server", "tools"}

# Only these files of a room below may be included by the room named; everything else of that room is closed.
ONLY = {
    ("net", "auth"): {"auth/wire.h"},
    ("mta", "lmtp"): {"lmtp/client.h", "lmtp/transaction.h"},    # the client and its vocabulary
    ("mda", "conf"): {"conf/table.h", "conf/lookup.h", "conf/aliases.h", "conf/domains.h", "conf/expand.h"},
    ("auth", "conf"): {"conf/table.h", "conf/network.h"},
    ("maildir", "conf"): {"conf/table.h"},
    ("mbox", "conf"): {"conf/table.h"},
}
ALLOWED["mta"] = ALLOWED["mta"] | {"lmtp"}

ASIO_ROOMS = {"net", "mta", "lmtp", "imap", "pop3", "tools", "server"}
ASIO_HEADERS = {"net/task.h", "net/disk.h", "net/pch.h"}
# Libraries that are spoken to in one place only.
SPDLOG_FILES = {"base/log.cpp"}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^">]+)[">]')


def breaches(root):
    for room in sorted(ALLOWED):
        for path in sorted((root / room).rglob("*")):
            if path.suffix in (".h", ".cpp", ".def"):
                yield from breaches_of(root, room, path)


def breaches_of(root, room, path):
    name = path.relative_to(root).as_posix()
    for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
        match = INCLUDE.match(line)
        if match:
            why = breach(room, name, match[1] == '"', match[2])
            if why:
                yield f"{name}:{number}: {why}"


def breach(room, name, ours, header):
    if not ours:
        return foreign_breach(room, name, header)
    other = header.split("/")[0]
    if "/" not in header or other not in ALLOWED:
        return f'"{header}" is not a path from the root of the repository'
    if other == room:
        return None
    if other not in ALLOWED[room]:
        return f"{room} may not include {other} ({header})"
    only = ONLY.get((room, other))
    if only and header not in only:
        return f"of {other}, {room} may include {', '.join(sorted(only))} only (not {header})"
    return None


def foreign_breach(room, name, header):
    if header.startswith("boost/asio"):
        if room not in ASIO_ROOMS:
            return f"Asio stops at net; {room} lies below"
        if name.endswith(".h") and name not in ASIO_HEADERS and room not in ("server", "tools"):
            return "headers say net/task.h and net/disk.h; other Asio headers stay in .cpp files"
    if header.startswith("spdlog/") and name not in SPDLOG_FILES:
        return "spdlog is spoken to in base/log.cpp only"
    return None


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    found = list(breaches(root))
    print("\n".join(found) if found else "layers: in order")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
