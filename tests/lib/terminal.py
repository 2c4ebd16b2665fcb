#!/usr/bin/env python3
"""terminal.py LOG SCRIPT COMMAND...: a program on a pseudo-terminal of 100 x 40, whose output goes to LOG.

SCRIPT holds lines: `wait TEXT` until that was written (after what was waited for before), `type KEYS` (\\r, \\x1b as in Python),
`sleep SECONDS`; - is none. Exits with the program's status, 1 after a wait in vain; everything is over after 40 seconds."""

import codecs
import fcntl
import os
import pty
import re
import select
import struct
import sys
import termios
import time

LIMIT, WAIT = 40, 15
ESCAPES = re.compile(rb"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()][A-Z0-9]|.)")


class Terminal:
    def __init__(self, log, command):
        self.end = time.monotonic() + LIMIT
        self.log = open(log, "wb")
        self.seen = b""
        self.pid, self.wire = pty.fork()
        if self.pid == 0:
            os.environ["TERM"] = "xterm"
            os.execvp(command[0], command)
        fcntl.ioctl(self.wire, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 100, 0, 0))

    def read(self, seconds):
        """False: the program has ended."""
        if select.select([self.wire], [], [], seconds)[0]:
            try:
                piece = os.read(self.wire, 4096)
            except OSError:
                return False
            self.log.write(piece)
            self.log.flush()
            self.seen += ESCAPES.sub(b"", piece)
            return bool(piece)
        return True

    def wait(self, text):
        end = min(self.end, time.monotonic() + WAIT)
        while text.encode() not in self.seen:
            if time.monotonic() > end or not self.read(0.2):
                raise SystemExit(f"never written: {text}")
        self.seen = self.seen.split(text.encode(), 1)[1]

    def follow(self, script):
        for line in script:
            verb, _, rest = line.rstrip("\n").partition(" ")
            if verb == "wait":
                self.wait(rest)
            elif verb == "type":
                os.write(self.wire, codecs.escape_decode(rest.encode())[0])
            elif verb == "sleep":
                until = time.monotonic() + float(rest)
                while time.monotonic() < until and self.read(0.1):
                    pass

    def finish(self):
        while time.monotonic() < self.end:
            if not self.read(0.2):
                return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        os.kill(self.pid, 9)
        os.waitpid(self.pid, 0)
        raise SystemExit("did not end")


def main():
    log, script, *command = sys.argv[1:]
    on = Terminal(log, command)
    try:
        if script != "-":
            with open(script, encoding="ascii") as lines:
                on.follow(lines)
        return on.finish()
    except SystemExit:
        os.kill(on.pid, 9)
        raise


if __name__ == "__main__":
    sys.exit(main())
