#!/usr/bin/env python3
"""Offers messages with a second one hidden behind something that looks like an end of data, in every mode of
smtpd_forbid_bare_newline, over DATA (whole, and cut at every byte of the false end) and over BDAT. Mailstead must never make two
messages of one; where the installed Postfix has the mode, it must make as many as we. Without Postfix or root Mailstead
stands alone, and that is said.
Usage: smuggling_test.py MAILSTEAD"""

import os
import pathlib
import shutil
import socket
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "smtpd"))
import sides  # noqa: E402, which finds tests/lib
from free_ports import free_ports  # noqa: E402
from cases import Case  # noqa: E402

BEFORE = [b"\n", b"\r", b"\r\n", b"\n\r", b"\r\0\n", b"\r\n\0", b"\0", b"\x0b", b"\x0c", b"\xc2\x85", b"\r\n "]
BEHIND = [b"\r\n", b"\n", b"\r", b"\n\r", b"\r\0\n", b"\0\r\n", b" \r\n"]
DOTS = [b"..", b".\0", b"\0.", b". ", b".\t", b"\xe3\x80\x82", b".\x08."]
END = b"\r\n.\r\n"
VARIANTS = sorted({one for one in [a + b"." + b for a in BEFORE for b in BEHIND] + [b"\r\n" + dot + b"\r\n" for dot in DOTS]
                   + [b"\n" + dot + b"\n" for dot in DOTS] if END not in one})
# Without Postfix's `no`, which lets LF.LF and its like end the data.
MODES = {"normalize": True, "yes": True, "reject": True, "note": False, "no": False}
HIDDEN = b"MAIL FROM:<evil@x.example>\r\nRCPT TO:<alice@example.com>\r\nDATA\r\nSubject: hidden\r\n\r\nx"


def queued(port, text, pieces, chunk=False):
    """How many messages the server says it has taken. `pieces`: where `text` is cut."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as wire:
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        file = wire.makefile("rb")
        file.readline()
        wire.sendall(b"EHLO x.example\r\n")
        while file.readline()[3:4] == b"-":
            pass
        for line in (b"MAIL FROM:<a@x.example>", b"RCPT TO:<alice@example.com>"):
            wire.sendall(line + b"\r\n")
            answer = file.readline()
            if not answer.startswith(b"250"):
                raise AssertionError(f"{line}: {answer}")
        wire.sendall(b"BDAT %d LAST\r\n" % len(text) if chunk else b"DATA\r\n")
        if not chunk:
            file.readline()
        at = 0
        for cut in [*pieces, len(text)]:
            wire.sendall(text[at:cut])
            at = cut
            if pieces:
                time.sleep(0.001)
        wire.sendall(b"QUIT\r\n")
        return file.read().count(b"queued as")


def many(server, mode, variant, cut, chunk=False):
    begin = b"Subject: open\r\n\r\nfirst"
    text = begin + variant + HIDDEN + END
    pieces = range(len(begin), len(begin) + len(variant) + 1) if cut else []
    return queued(server.ports[list(MODES).index(mode)], text, pieces, chunk)


def attack(ours, peers):
    failures = 0
    for mode, same in MODES.items():
        for variant in VARIANTS:
            counts = {"whole": many(ours, mode, variant, False), "cut": many(ours, mode, variant, True),
                      "BDAT": many(ours, mode, variant, False, True)}
            bad = [how for how, count in counts.items() if count > 1 or (count == 0 and mode != "reject")]
            if len(set([counts["whole"], counts["cut"]])) > 1:
                bad.append("depends on how it is cut")
            if peers and same:
                theirs = many(peers, mode, variant, False), many(peers, mode, variant, False, True)
                if theirs != (counts["whole"], counts["BDAT"]):
                    bad.append(f"Postfix takes {theirs}")
            if bad:
                failures += 1
                print(f"SMUGGLED? {mode} {variant!r}: {counts} {bad}")
    # The matrix sees what it is looking for.
    if many(ours, "normalize", END, False) != 2:
        failures += 1
        print("a true end of data is not seen as one")
    return failures


def main():
    program = pathlib.Path(sys.argv[1]).resolve()
    services = [Case(mode, {"smtpd_forbid_bare_newline": mode, "smtpd_forbid_bare_newline_exclusions": ""}, []) for mode in MODES]
    sides.COMMON.update({"smtpd_peername_lookup": "no", "smtpd_client_connection_count_limit": "0"})
    with_postfix = bool(shutil.which("postfix")) and os.geteuid() == 0
    with tempfile.TemporaryDirectory(prefix="mailstead-smuggling-") as home:
        os.chmod(home, 0o755)
        ports = free_ports(2 * len(MODES))
        ours = sides.Mailstead(f"{home}/mailstead", services, ports[:len(MODES)], program)
        peers = sides.Postfix(f"{home}/postfix", services, ports[len(MODES):]) if with_postfix else None
        try:
            ours.start()
            if peers:
                peers.start()
            failures = attack(ours, peers)
        finally:
            ours.stop()
            if peers:
                peers.stop()
    beside = "beside Postfix" if peers else "without Postfix, which is not here or needs root"
    print(f"{len(VARIANTS)} false ends, {len(MODES)} modes, {beside}: {failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
