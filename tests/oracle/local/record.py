#!/usr/bin/env python3
"""Writes into cases.txt what the installed Postfix's local(8) does with each case. By hand, as root: record.py [CASE...].

Runs in a mount namespace of its own, with a passwd file of its own, so that the cases have real users; Postfix has its own
directories and a loopback port, and is stopped by its process id. tests/unit/mda/local_record_test.cpp compares."""

import glob
import os
import pathlib
import pwd
import re
import shutil
import signal
import smtplib
import socket
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
USERS = {"alice": 2001, "bob": 2002, "carol": 2003, "dave": 2005}
GROUP = 2000
MAIN = """\
compatibility_level = 3.6
queue_directory = {root}/queue
data_directory = {root}/lib
mail_owner = postfix
setgid_group = postdrop
myhostname = mail.example.org
mydomain = example.org
myorigin = example.org
mydestination = example.org, mail.example.org, localhost
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
default_database_type = lmdb
alias_maps = lmdb:{root}/aliases
alias_database =
biff = no
mail_spool_directory = {root}/spool
local_recipient_maps =
default_transport = discard:
relay_transport = discard:
smtp_dns_support_level = disabled
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_peername_lookup = no
in_flow_delay = 0
notify_classes =
maillog_file_prefixes = {root}
maillog_file = {root}/log
"""
MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
pickup     unix  n - n 60    1 pickup
cleanup    unix  n - n -     0 cleanup
qmgr       unix  n - n 300   1 qmgr
rewrite    unix  - - n -     - trivial-rewrite
bounce     unix  - - n -     0 bounce
defer      unix  - - n -     0 bounce
trace      unix  - - n -     0 bounce
flush      unix  n - n 1000? 0 flush
proxymap   unix  - - n -     - proxymap
error      unix  - - n -     - error
retry      unix  - - n -     - error
discard    unix  - - n -     - discard
local      unix  - n n -     - local
anvil      unix  - - n -     1 anvil
postlog    unix-dgram n - n - 1 postlogd
"""
SHOW = """\
#!/bin/sh
n=$(mktemp {root}/out/shown.XXXXXX)
{{ id -u; id -g; env; echo; cat; }} > "$n"
"""
SHOWN = ("HOME", "LOGNAME", "USER", "SENDER", "RECIPIENT", "LOCAL", "SHELL", "DOMAIN", "EXTENSION", "ORIGINAL_RECIPIENT")


def in_own_namespace():
    if os.environ.get("LOCAL_RECORD_INSIDE") == "1":
        return
    if os.geteuid() != 0 or not os.path.exists("/usr/lib/postfix/sbin/master"):
        sys.exit("record.py: needs root and an installed Postfix")
    os.environ["LOCAL_RECORD_INSIDE"] = "1"
    os.execvp("unshare", ["unshare", "--mount", "--propagation", "private", sys.executable, __file__, *sys.argv[1:]])


def text_of(written):
    return written.replace("\\n", "\n").replace("\\r", "\r").replace("\\0", "\0")


def options(words):
    return dict(word.split("=", 1) for word in words)


class Case:
    def __init__(self, name):
        self.name, self.lines = name, []
        self.sets, self.aliases, self.forwards, self.files, self.homes = [], [], [], [], []
        self.owner, self.sender, self.to = 0, "sender@remote.example", ""

    def take(self, line):
        word, _, rest = line.partition(" ")
        if word == "set":
            self.sets.append(rest)
        elif word == "alias":
            self.aliases.append(rest)
        elif word in ("forward", "file"):
            head, _, text = rest.partition(":")
            name, *more = head.split()
            (self.forwards if word == "forward" else self.files).append((name, options(more), text_of(text.removeprefix(" "))))
        elif word == "home":
            self.homes.append(rest.split())
        elif word == "owner":
            self.owner = int(rest.split()[1])
        elif word == "from":
            self.sender = rest
        elif word == "to":
            self.to = rest if "@" in rest else rest + "@example.org"
        else:
            raise ValueError(line)


def read_cases(path):
    head, cases = [], []
    for line in path.read_text().splitlines():
        if line.startswith("case "):
            cases.append(Case(line[5:]))
        if not cases:
            head.append(line)
        elif line and not line.startswith(("=", "#")):
            cases[-1].lines.append(line)
            if not line.startswith("case "):
                cases[-1].take(line)
    return head, cases


class Bench:
    def __init__(self):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="mailstead-local-"))
        self.root.chmod(0o755)
        self.process = None
        self.users()

    def users(self):
        lines = [f"{name}:x:{uid}:{GROUP}:{name}:{self.root}/home/{name}:/bin/sh\n" for name, uid in USERS.items()]
        passwd = self.root / "passwd"
        passwd.write_text(pathlib.Path("/etc/passwd").read_text() + "".join(lines))
        subprocess.run(["mount", "--bind", passwd, "/etc/passwd"], check=True)

    def at(self, text):
        return text.replace("@ROOT@", str(self.root))

    def put(self, path, text, uid, mode, kind="file"):
        if kind == "fifo":
            os.mkfifo(path)
        elif kind == "dir":
            path.mkdir()
        elif kind == "link":
            path.with_suffix(".target").write_text(self.at(text), newline="")
            path.symlink_to(path.with_suffix(".target"))
            return
        else:
            path.write_text(self.at(text), newline="")
        os.chown(path, uid, GROUP)
        path.chmod(mode)

    def prepare(self, case):
        for part in ("home", "spool", "files", "out", "bin", "queue", "lib", "etc"):
            shutil.rmtree(self.root / part, ignore_errors=True)
            (self.root / part).mkdir()
        (self.root / "log").unlink(missing_ok=True)
        for part in ("spool", "out"):
            (self.root / part).chmod(0o1777)
        os.chown(self.root / "lib", pwd.getpwnam("postfix").pw_uid, pwd.getpwnam("postfix").pw_gid)
        (self.root / "bin/show").write_text(SHOW.format(root=self.root))
        (self.root / "bin/show").chmod(0o755)
        for name, uid in USERS.items():
            if name != "dave":
                (self.root / "home" / name).mkdir(mode=0o755)
                os.chown(self.root / "home" / name, uid, GROUP)
        for name, how, text in case.forwards:
            path = self.root / "home" / name / how.get("name", ".forward")
            self.put(path, text, int(how.get("uid", USERS[name])), int(how.get("mode", "644"), 8), how.get("kind", "file"))
        for name, how, text in case.files:
            self.put(self.root / "files" / name, text, int(how.get("uid", 0)), int(how.get("mode", "644"), 8))
        for name, mode in case.homes:
            (self.root / "home" / name).chmod(int(mode, 8))
        aliases = self.root / "aliases"
        aliases.write_text(self.at("".join(line + "\n" for line in case.aliases)))
        with socket.create_server(("127.0.0.1", 0)) as held:
            self.port = held.getsockname()[1]
        (self.root / "etc/main.cf").write_text(MAIN.format(root=self.root) + self.at("".join(line + "\n" for line in case.sets)))
        (self.root / "etc/master.cf").write_text(MASTER.format(port=self.port))
        subprocess.run(["postalias", "-c", self.root / "etc", f"lmdb:{aliases}"], check=True)
        os.chown(f"{aliases}.lmdb", case.owner, 0)

    def start(self):
        self.process = subprocess.Popen(["postfix", "-c", self.root / "etc", "start-fg"], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + 20
        while time.monotonic() < until:
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=5) as wire:
                    if wire.recv(100):
                        return
            except OSError:
                time.sleep(0.02)
        raise RuntimeError("Postfix does not start: " + self.log())

    def stop(self):
        pid = self.root / "queue/pid/master.pid"
        if pid.exists():
            os.kill(int(pid.read_text()), signal.SIGTERM)
        self.process.wait(timeout=20)

    def log(self):
        try:
            return (self.root / "log").read_text(errors="replace")
        except FileNotFoundError:
            return ""

    def send(self, case):
        talk = smtplib.SMTP("127.0.0.1", self.port, timeout=20)
        talk.ehlo("client.example")
        local, _, domain = case.to.rpartition("@")
        to = case.to if re.fullmatch(r"[\w.+-]+", local) else f'"{local}"@{domain}'
        for command in (f"MAIL FROM:<{case.sender}>", f"RCPT TO:<{to}>"):
            code, answer = talk.docmd(command)
            if code >= 400:
                raise RuntimeError(f"{case.name}: {command}: {answer}")
        code, answer = talk.data("Subject: case\r\n\r\ntext\r\n")
        talk.quit()
        return re.search(rb"queued as (\w+)", answer)[1].decode()

    def settled(self, queue_id):
        until = time.monotonic() + 15
        seen = ""
        while time.monotonic() < until:
            time.sleep(0.15)
            now = self.log()
            # A forwarded message is done with when the queue manager removes it; the first one also when it is deferred.
            begun = set(re.findall(r"qmgr\[\d+\]: (\w+): from=", now))
            ended = set(re.findall(r"qmgr\[\d+\]: (\w+): removed", now)) | set(re.findall(r": (\w+): to=<.*status=deferred", now))
            if now == seen and queue_id in begun and begun <= ended:
                return now
            seen = now
        raise RuntimeError("does not settle: " + seen)

    def outcome(self, case, queue_id, log):
        out = []
        for line in log.splitlines():
            got = re.search(r"postfix/(\w+)\[\d+\]: " + queue_id + r": to=<(.*?)>,.* dsn=(\S+), status=(\w+) \((.*)\)$", line)
            if got:
                out += self.one(*got.groups(), log)
        # A list of nobody at all leaves no line in the log.
        return sorted(set(out) | set(self.stored(queue_id)) | set(self.shown(queue_id, log))) or ["= discarded"]

    def one(self, program, address, dsn, status, text, log):
        if program != "local":
            return [f"= reroute discard:{text} > {address}"]
        if status == "bounced":
            return [f"= fail {dsn} {text}"]
        if status == "deferred":
            return [f"= defer {dsn} {text}"]
        if text == "discarded" or text == "delivered to file: /dev/null":
            return ["= discarded"]
        if text.startswith("forwarded as "):
            child = text.removeprefix("forwarded as ")
            sender = re.search(rf"{child}: from=<(.*?)>,", log)[1]
            names = sorted(set(re.findall(rf"{child}: to=<(.*?)>, ", log)))
            return [f"= forward {sender} > {' '.join(names)}"]
        return []    # mailboxes, files and commands are looked at themselves

    @staticmethod
    def is_of(text, queue_id):
        """Not of a message that was made of this one."""
        got = re.search(r"^Received: .*?\bid (\w+)", text, re.M | re.S)
        return got is not None and got[1] == queue_id

    def stored(self, queue_id):
        paths = [path for part in ("spool", "home", "out", "files") for path in glob.glob(f"{self.root}/{part}/**", recursive=True, include_hidden=True)]
        for path in paths:
            if not os.path.isfile(path) or os.path.islink(path) or "/out/shown." in path:
                continue
            text = pathlib.Path(path).read_text(errors="replace")
            if not self.is_of(text, queue_id):
                continue
            about = os.stat(path)
            head = text.split("\n\n")[0]
            sender = re.search(r"^Return-Path: <(.*)>", head, re.M)
            delivered = re.search(r"^Delivered-To: (.*)", head, re.M)
            where = re.sub(r"/new/[^/]*$", "/", path)
            yield f"= mailbox {where} {about.st_uid} {about.st_gid} {sender[1] if sender else '-'} {delivered[1] if delivered else '-'}"

    def shown(self, queue_id, log):
        commands = re.findall(queue_id + r": to=.*delivered to command: (.*)\)$", log, re.M)
        for path in glob.glob(f"{self.root}/out/shown.*"):
            given, _, text = pathlib.Path(path).read_text(errors="replace").partition("\n\n")
            if not self.is_of(text, queue_id):
                continue
            uid, gid, *env = given.splitlines()
            values = dict(line.split("=", 1) for line in env if "=" in line)
            words = " ".join(f"{name}={values[name]}" for name in SHOWN if name in values)
            yield f"= command {uid} {gid} {words}"
        for command in commands:
            yield f"= ran {command}"

    def run(self, case):
        self.prepare(case)
        self.start()
        try:
            queue_id = self.send(case)
            log = self.settled(queue_id)
        finally:
            self.stop()
        return [line.replace(str(self.root), "@ROOT@") for line in self.outcome(case, queue_id, log)]

    def end(self):
        subprocess.run(["umount", "/etc/passwd"], check=True)
        shutil.rmtree(self.root)


def main():
    in_own_namespace()
    path = HERE / "cases.txt"
    head, cases = read_cases(path)
    wanted = set(sys.argv[1:])
    old = {}
    for block in path.read_text().split("\ncase ")[1:]:
        name, *lines = block.splitlines()
        old[name] = [line for line in lines if line.startswith("= ")]
    bench = Bench()
    text = "\n".join(head) + "\n"
    try:
        for case in cases:
            if wanted and case.name not in wanted:
                found = old.get(case.name, [])
            else:
                found = bench.run(case)
                print(case.name, *found, sep="\n  ", flush=True)
            text += "\n".join(case.lines + found) + "\n\n"
    finally:
        bench.end()
    path.write_text(text.rstrip("\n") + "\n")


if __name__ == "__main__":
    main()
