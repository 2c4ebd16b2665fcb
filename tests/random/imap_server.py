"""The server that the random test is about, and the other programs that touch its mailboxes."""
import contextlib
import fcntl
import os
import re
import shutil
import signal
import smtplib
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../lib"))
from free_ports import free_ports  # noqa: E402

DOMAIN = "example.test"
MAIN_CF = """compatibility_level = 3.6
queue_directory = {home}/queue
data_directory = {home}/lib
maillog_file = {home}/log/mail.log
process_model = single
myhostname = mail.{domain}
mydestination =
alias_maps =
inet_protocols = ipv4
virtual_mailbox_domains = {domain}
virtual_mailbox_base = {home}/mail
virtual_mailbox_maps = inline:{{ {{alice@{domain} = {location}}} }}
virtual_minimum_uid = 1
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_mailbox_lock = fcntl, dotlock
stale_lock_time = 3s
imapd_client_connection_count_limit = 0
imapd_hard_error_limit = 100000
imapd_tls_auth_only = no
smtpd_tls_security_level = none
"""
MASTER_CF = """127.0.0.1:{lmtp} inet n - n - - lmtpd -o lmtpd_client_restrictions=permit
127.0.0.1:{imap} inet n - n - - imapd
"""


class Server:
    def __init__(self, program, work, kind):
        self.home, self.kind, self.process = os.path.join(work, "server"), kind, None
        self.etc, self.program, self.step_down = os.path.join(self.home, "etc"), program, []
        self.lmtp, self.imap = free_ports(2)
        for name in ("etc", "log", "mail"):
            os.makedirs(os.path.join(self.home, name))
        root = os.geteuid() == 0
        owner = (65534, 65534) if root else (os.getuid(), os.getgid())
        self.mailbox = os.path.join(self.home, "mail", "alice")
        with open(os.path.join(self.etc, "main.cf"), "w", encoding="ascii") as out:
            out.write(MAIN_CF.format(home=self.home, domain=DOMAIN, location="alice/" if kind == "maildir" else "alice",
                                     uid=owner[0], gid=owner[1]))
        with open(os.path.join(self.etc, "master.cf"), "w", encoding="ascii") as out:
            out.write(MASTER_CF.format(lmtp=self.lmtp, imap=self.imap))
        self.log = open(os.path.join(work, "start.log"), "ab")
        if root:
            self.become_ordinary(work)
        subprocess.run([*self.step_down, self.program, "-c", self.etc, "user", "add", f"alice@{DOMAIN}", "--password-stdin"],
                       input=b"secret\n", check=True, timeout=30, stdout=subprocess.DEVNULL)

    def become_ordinary(self, work):
        """Root serves as nobody; a copy of the program, because the checkout may be closed to others."""
        os.chmod(work, 0o755)
        copy = os.path.join(work, "mailstead")
        shutil.copy(self.program, copy)
        subprocess.run(["chown", "-R", "65534:65534", self.home], check=True)
        self.program = copy
        self.step_down = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]

    def start(self):
        self.log.flush()
        begin = os.path.getsize(self.log.name)
        self.process = subprocess.Popen(
            ["setpriv", *self.step_down[1:], "--pdeathsig", "KILL", self.program, "-c", self.etc, "run"],
            stderr=self.log, stdin=subprocess.DEVNULL)
        end = time.monotonic() + 60
        while time.monotonic() < end and self.process.poll() is None:
            with open(self.log.name, "rb") as said:
                said.seek(begin)
                if b"mailstead ready:" in said.read():
                    return
            time.sleep(0.02)
        raise SystemExit("the server did not start; see start.log")

    def stop(self, how=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(30)

    def deliver(self, text, count=1):
        """By LMTP; returns when each copy is acknowledged."""
        with smtplib.LMTP("127.0.0.1", self.lmtp, timeout=60) as wire:
            for _ in range(count):
                wire.sendmail("sender@example.org", [f"alice@{DOMAIN}"], text)


class Foreign:
    """Another program at work in INBOX. Each returns the marks of the messages it touched and what their flags became."""
    LETTERS = {"D": "\\Draft", "F": "\\Flagged", "R": "\\Answered", "S": "\\Seen", "T": "\\Deleted"}

    def __init__(self, server, random):
        self.server, self.random, self.count = server, random, 0


def mark_in(data):
    found = re.search(rb"^X-Mark: (\S+)", data, re.MULTILINE)
    return found.group(1).decode() if found else None


class ForeignMaildir(Foreign):
    def path(self, *names):
        return os.path.join(self.server.mailbox, *names)

    def pick(self):
        names = [("new", n) for n in os.listdir(self.path("new"))] + [("cur", n) for n in os.listdir(self.path("cur"))]
        if not names:
            return None
        where = self.random.choice(sorted(names))
        try:
            with open(self.path(*where), "rb") as file:
                return where, mark_in(file.read(4096))
        except FileNotFoundError:
            return None

    def add(self, text, mark):
        self.count += 1
        name = f"{int(time.time())}.M{self.count}P{os.getpid()}.elsewhere"
        with open(self.path("tmp", name), "wb") as out:
            out.write(text.replace(b"\r\n", b"\n"))
        if os.geteuid() == 0:
            os.chown(self.path("tmp", name), 65534, 65534)
        os.rename(self.path("tmp", name), self.path("new", name))
        return mark

    def flags(self):
        found = self.pick()
        if not found:
            return None
        (folder, name), mark = found
        base, _, old = name.partition(":2,")
        letters = set(old)
        letters ^= {self.random.choice("FRST")}
        try:
            os.rename(self.path(folder, name), self.path("cur", base + ":2," + "".join(sorted(letters))))
        except FileNotFoundError:
            return None
        return mark

    def remove(self):
        found = self.pick()
        if not found:
            return None
        (folder, name), mark = found
        try:
            os.unlink(self.path(folder, name))
        except FileNotFoundError:
            return None
        return mark


class ForeignMbox(Foreign):
    # The first delivery may still come. The server never sees the file while it is root's, nor by two names.
    def make(self):
        before = os.geteuid()
        if before == 0:
            os.seteuid(65534)
        with contextlib.suppress(FileExistsError):
            os.close(os.open(self.server.mailbox, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644))
        os.seteuid(before)

    def __enter__(self):
        self.make()
        end = time.monotonic() + 60
        self.lock = self.server.mailbox + ".lock"
        while True:
            try:
                os.close(os.open(self.lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
                break
            except FileExistsError:
                if time.monotonic() > end:
                    raise
                self.break_lock_of_the_dead()
                time.sleep(0.01)
        self.file = open(self.server.mailbox, "r+b")
        fcntl.lockf(self.file, fcntl.LOCK_EX)
        return self

    def __exit__(self, *_):
        self.file.close()
        os.unlink(self.lock)

    # A killed server leaves its lock; who finds it removes it by its age, as stale_lock_time has it for the server.
    def break_lock_of_the_dead(self):
        with contextlib.suppress(FileNotFoundError):
            if time.time() - os.stat(self.lock).st_ctime > 4:
                os.unlink(self.lock)

    def messages(self):
        parts = re.split(rb"(?m)^(?=From )", self.file.read())
        return [p for p in parts if p]

    def write(self, parts):
        self.file.seek(0)
        self.file.write(b"".join(parts))
        self.file.truncate()

    def add(self, text, mark):
        with self:
            self.file.seek(0, os.SEEK_END)
            self.file.write(b"From elsewhere Thu Jan  1 00:00:00 2026\n" + text.replace(b"\r\n", b"\n") + b"\n")
        return mark

    def flags(self):
        with self:
            parts = self.messages()
            if not parts:
                return None
            at = self.random.randrange(len(parts))
            head, _, body = parts[at].partition(b"\n\n")
            state = re.search(rb"(?m)^X-Status: *(\w*)\n", head + b"\n")
            letters = set((state.group(1) if state else b"").decode()) ^ {self.random.choice("AFD")}
            head = re.sub(rb"(?m)^X-Status:.*\n", b"", head + b"\n")
            parts[at] = head + b"X-Status: " + "".join(sorted(letters)).encode() + b"\n\n" + body
            self.write(parts)
            return mark_in(parts[at])

    def remove(self):
        with self:
            parts = self.messages()
            if not parts:
                return None
            gone = parts.pop(self.random.randrange(len(parts)))
            self.write(parts)
            return mark_in(gone)
