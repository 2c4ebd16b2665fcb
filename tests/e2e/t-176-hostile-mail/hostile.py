"""hostile.py fill DIRECTORY | ask PORT DOMAIN PID: mail and commands that mean harm, while a neighbour goes on working."""

import pathlib
import re
import socket
import sys
import threading
import time

SECONDS, NEIGHBOUR_SECONDS, GROWTH_MIB = 10, 1.5, 160

MAIL = {
    "header line of 10 MB": b"Subject: " + b"x" * 10_000_000 + b"\n\ntext\n",
    "folded header of 10 MB": b"Subject: a\n" + b" more\n" * 1_700_000 + b"\ntext\n",
    "100,000 header fields": b"".join(b"X-Field-%d: value\n" % n for n in range(100_000)) + b"\ntext\n",
    "100,000 recipients": b"To: " + b", ".join(b"u%d@far.test" % n for n in range(100_000)) + b"\n\ntext\n",
    "10,000 parts": b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\ntext\n" * 10_000 + b"--x--\n",
    "200,000 parts": b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\n" * 200_000,
    "2,000 levels of multipart": b"".join(b"Content-Type: multipart/mixed; boundary=l%d\n\n--l%d\n" % (n, n) for n in range(2000)) + b"\nbottom\n",
    "2,000 levels of messages": b"Subject: level\nContent-Type: message/rfc822\n\n" * 2000 + b"Subject: bottom\n\ntext\n",
    "2,000 equal boundaries": b"Content-Type: multipart/mixed; boundary=x\n\n--x\n" * 2000 + b"\ntext\n",
    "sections of RFC 2231": b"Content-Type: text/plain" + b"".join(b";\n n*%d*=%%41" % n for n in range(100_000)) + b"\n\ntext\n",
    "comments in comments": b"From: " + b"(" * 500_000 + b"a@far.test\n\ntext\n",
    "quotes without end": b'From: "' + b'\\"' * 500_000 + b"\n\ntext\n",
    "encoded words": b"Subject: " + b"=?utf-8?q?=41?=\n " * 200_000 + b"\n\ntext\n",
    "references": b"References: " + b"<a@b> " * 500_000 + b"\nMessage-ID: <a@b>\n\ntext\n",
    "NULs": b"Subject: nul\0nul\n\n" + b"\0" * 1_000_000,
    "base64 without end": b"Content-Transfer-Encoding: base64\n\n" + b"A" * 10_000_000,
    "boundary lines": b"Content-Type: multipart/mixed; boundary=" + b"x" * 900 + b"\n\n" + (b"--" + b"x" * 899 + b"\n") * 10_000,
    "html": b"Content-Type: text/html\n\n" + b"<div>" * 500_000 + b"<!--" * 200_000,
}
ASKED = ("(UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE)", "(BODYSTRUCTURE)", "(BODY.PEEK[HEADER.FIELDS (SUBJECT FROM TO REFERENCES)])", "(BODY.PEEK[1.MIME])",
         "(BODY.PEEK[1.1.1.1.1.1.1.1]<0.10>)", "(BODY.PEEK[]<0.100>)")
SEARCHES = ("TEXT needle", "BODY needle", "SUBJECT needle", "HEADER References needle", "FROM needle")
DEEP, WIDE = 100_000, 30_000
COMMANDS = (
    "SEARCH " + "(" * DEEP + "ALL" + ")" * DEEP, "SEARCH " + "NOT " * DEEP + "ALL", "SEARCH " + "OR ALL " * DEEP + "ALL", "SEARCH " + "(" * DEEP,
    "FETCH 1 " + "(" * DEEP, "FETCH 1 (" + "FLAGS " * WIDE + "FLAGS)", "FETCH 1 BODY[" + "1." * WIDE + "1]", "STORE 1 FLAGS (" + "k " * WIDE + ")",
    "SEARCH " + ",".join(str(n) for n in range(1, WIDE)), "LIST (" + "(" * DEEP + " \"\" *", "LIST \"\" " + "%*" * WIDE, "CREATE " + "a." * WIDE + "a",
    "X" * 1_000_000, "FETCH 1 BODY[HEADER.FIELDS (" + "x " * WIDE + ")]", "UID FETCH 4294967295:1 FLAGS", "SEARCH UID 18446744073709551616", "LOGIN a b",
    "FETCH 1 (BODY[]<4294967295.4294967295>)", "SEARCH LARGER 99999999999999999999", "ID (" + '"a" "b" ' * WIDE + ")",
)
LITERALS = ("APPEND INBOX {99999999999999999999}", "APPEND INBOX {4294967295}", "SEARCH SUBJECT {100000000}", "LOGIN {2000000000} x", "CREATE {1000000000}")


def fill(directory):
    box = pathlib.Path(directory)
    for part in ("new", "cur", "tmp"):
        (box / part).mkdir(parents=True, exist_ok=True)
    for number, text in enumerate(MAIL.values()):
        (box / "cur" / f"{1700000000 + number}.M{number}P1.foreign:2,").write_bytes(text)


class Client:
    def __init__(self, port, user):
        self.port, self.user = port, user
        self.connect()

    def connect(self):
        self.wire = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        self.wire.recv(1000)
        self.command(f"LOGIN {self.user} wonder")
        self.command("SELECT INBOX")

    def send(self, text):
        """A server that has seen enough may close while this is still being written."""
        try:
            self.wire.sendall(text)
        except OSError:
            pass

    def answer(self):
        """The tagged line or a continuation; None: the connection was closed."""
        tail = b"\r\n"
        while True:
            try:
                got = self.wire.recv(1 << 20)
            except OSError:
                got = b""
            if not got:
                return None
            tail = (tail + got)[-2000:]
            found = re.search(rb"\r\n((?:~|\+) [^\r\n]*)\r\n\Z", tail)
            if found:
                return found[1].decode(errors="replace")

    def command(self, text):
        self.send(b"~ " + text.encode() + b"\r\n")
        return self.answer()


def memory(pid):
    """KiB of the process and those that it started."""
    total = 0
    for path in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            status = (path / "status").read_text()
        except OSError:
            continue
        parent = int(re.search(r"PPid:\s+(\d+)", status)[1])
        if pid in (int(path.name), parent) and (found := re.search(r"VmHWM:\s+(\d+)", status)):
            total += int(found[1])
    return total


class Neighbour(threading.Thread):
    """Another user, who asks for something small again and again."""

    def __init__(self, port, user):
        super().__init__(daemon=True)
        self.client, self.slowest, self.going, self.trouble, self.during, self.doing = Client(port, user), 0.0, True, "", "", ""

    def run(self):
        while self.going:
            doing, begun = self.doing, time.monotonic()
            said = self.client.command("NOOP")
            took = time.monotonic() - begun
            if took > self.slowest:
                self.slowest, self.during = took, doing
            if not said or not said.startswith("~ OK"):
                self.trouble = f"during {doing}: {said}"
                return
            time.sleep(0.02)


def ask(port, domain, pid):
    port, pid = int(port), int(pid)
    troubles = []
    before = memory(pid)
    beside = Neighbour(port, f"alice@{domain}")
    beside.start()
    client = Client(port, f"bob@{domain}")

    def one(text, wanted, what):
        beside.doing = what
        begun = time.monotonic()
        said = client.command(text)
        took = time.monotonic() - begun
        if took > SECONDS:
            troubles.append(f"{what}: {took:.1f} s")
        if said is None:
            client.connect()
        if said is None and "closed" not in wanted or said is not None and not said.startswith(wanted):
            troubles.append(f"{what}: {said if said is None else said[:100]}")

    names = list(MAIL)
    for number, name in enumerate(names, 1):
        for items in ASKED:
            one(f"FETCH {number} {items}", ("~ OK",), f"FETCH {items} of {name}")
        for search in SEARCHES:
            one(f"SEARCH {number} {search}", ("~ OK",), f"SEARCH {search} of {name}")
    for text in COMMANDS:
        one(text, ("~ OK", "~ BAD", "~ NO", "closed"), text[:40])
    for text in LITERALS:
        one(text, ("~ BAD", "~ NO", "closed"), text)
        client.connect()
    for text in ("SORT (SUBJECT) UTF-8 ALL", "THREAD REFERENCES UTF-8 ALL"):
        one(text, ("~ OK", "~ BAD"), text)
    beside.going = False
    beside.join(30)
    if beside.trouble:
        troubles.append(f"the neighbour, {beside.trouble}")
    if beside.slowest > NEIGHBOUR_SECONDS:
        troubles.append(f"the neighbour waited {beside.slowest:.2f} s during {beside.during}")
    grown = (memory(pid) - before) / 1024
    if grown > GROWTH_MIB:
        troubles.append(f"the server grew by {grown:.0f} MiB at most")
    for trouble in troubles:
        print(trouble)
    print(f"{len(MAIL)} messages, {len(COMMANDS) + len(LITERALS)} commands; the neighbour waited {beside.slowest * 1000:.0f} ms at most ({beside.during}); "
          f"{grown:.0f} MiB more at the peak; {len(troubles)} troubles")
    return 1 if troubles else 0


if __name__ == "__main__":
    sys.exit({"fill": fill, "ask": ask}[sys.argv[1]](*sys.argv[2:]))
