#!/usr/bin/env python3
"""Asks the installed Postfix's trivial-rewrite where mail goes, for every line of cases.txt: what the unit test of
mta/route expects of us is what Postfix does. Exit 77 where there is no Postfix, or no root to start one."""

import os
import pathlib
import pwd
import signal
import socket
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
MAIN = """\
compatibility_level = 3.6
queue_directory = {home}/spool
data_directory = {home}/lib
mail_owner = postfix
setgid_group = postdrop
maillog_file_prefixes = {home}
maillog_file = {home}/log
alias_maps =
alias_database =
myhostname = mail.example.org
mydomain = example.org
myorigin = example.org
mydestination = example.org, localhost
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
recipient_delimiter = +
virtual_alias_domains = alias.example
virtual_mailbox_domains = box.example
relay_domains = relay.example
smtp_dns_support_level = disabled
"""
MASTER = """\
rewrite unix - - n - - trivial-rewrite
postlog unix-dgram n - n - 1 postlogd
tlsmgr unix - - n 1000? 1 tlsmgr
"""
FAIL, ERROR = 8, 4  # RESOLVE_FLAG_FAIL, RESOLVE_FLAG_ERROR


def configurations(text):
    """[(name, [settings], [(line, sender, address, expected)])]"""
    out = []
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        if line.startswith("[]"):
            out.append((line[3:], [], []))
        elif " -> " in line:
            asked, expected = line.split(" -> ", 1)
            sender, address = ("" if word == "<>" else word for word in asked.split(" ", 1))
            out[-1][2].append((line, sender, address, expected))
        else:
            out[-1][1].append(line)
    return out


class Postfix:
    def __init__(self, home, settings):
        self.home, self.process = pathlib.Path(home), None
        for part in ("etc", "spool", "lib"):
            (self.home / part).mkdir()
        owner = pwd.getpwnam("postfix")
        os.chown(self.home / "lib", owner.pw_uid, owner.pw_gid)
        (self.home / "etc/main.cf").write_text(MAIN.format(home=home) + "".join(line + "\n" for line in settings))
        (self.home / "etc/master.cf").write_text(MASTER)

    def __enter__(self):
        with open(self.home / "start.log", "ab") as log:
            self.process = subprocess.Popen(["postfix", "-c", str(self.home / "etc"), "start-fg"], stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=log, start_new_session=True)
        return self

    def __exit__(self, *_):
        """Postfix's master is not our child but names itself in its pid file."""
        pid = self.home / "spool/pid/master.pid"
        if self.process.poll() is None and pid.exists():
            os.kill(int(pid.read_text()), signal.SIGTERM)
        else:
            self.process.terminate()
        self.process.wait(15)

    def connect(self):
        until = time.monotonic() + 20
        while True:
            wire = socket.socket(socket.AF_UNIX)
            wire.settimeout(10)
            try:
                wire.connect(str(self.home / "spool/private/rewrite"))
                return wire
            except OSError:
                wire.close()
                if time.monotonic() > until:
                    raise
                time.sleep(0.02)

    def resolve(self, sender, address):
        wire = self.connect()
        with wire, wire.makefile("rwb") as talk:
            attributes(talk)  # which protocol it speaks
            talk.write(b"request\0resolve\0sender\0" + sender.encode() + b"\0address\0" + address.encode() + b"\0\0")
            talk.flush()
            got = attributes(talk)
        flags = int(got["flags"])
        if flags & FAIL:
            return "(trouble)"
        if flags & ERROR:
            return "(wrong)"
        return f"{got['transport']} {got['nexthop']}"


def attributes(talk):
    """Names and values until an empty name, each closed by a NUL byte."""
    words, word = [], b""
    while True:
        byte = talk.read(1)
        if not byte:
            raise RuntimeError("trivial-rewrite hung up")
        if byte != b"\0":
            word += byte
        elif not word and len(words) % 2 == 0:
            return dict(zip(words[::2], words[1::2]))
        else:
            words.append(word.decode("latin-1"))
            word = b""


def main():
    if os.geteuid() != 0 or not os.path.exists("/usr/lib/postfix/sbin/master"):
        print("SKIPPED: needs Debian's postfix (packaging/dependencies.sh test) and root to start it")
        return 77
    asked = wrong = 0
    for name, settings, queries in configurations((HERE / "cases.txt").read_text()):
        with tempfile.TemporaryDirectory(prefix="route-oracle-") as home:
            os.chmod(home, 0o755)
            with Postfix(home, settings) as postfix:
                for line, sender, address, expected in queries:
                    answer = postfix.resolve(sender, address)
                    asked += 1
                    # A domain keeps its case there; destinations are compared without it.
                    if answer.lower() != expected.lower():
                        wrong += 1
                        print(f"{name}: {line}\n    Postfix: {answer}")
    print(f"{asked} questions, {wrong} differences")
    return 1 if wrong or not asked else 0


if __name__ == "__main__":
    sys.exit(main())
