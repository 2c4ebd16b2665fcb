#!/usr/bin/env python3
"""kill -9 of mta, store, auth and the master in turn while sessions send without pause: every message that got its 250
is in its mailbox exactly once, as the file system, IMAP and POP3 show it, or still in the queue.

kill_test.py PROGRAM [--rounds N] [--sessions N] [--messages N] [--directory DIR]
             [--ordinary] [--keep]

As root, each role has its own user if those exist, else all of it runs as nobody; otherwise as the caller.

A round: sessions send; at random moments one process after the other is killed (the master is started again by this
test, its roles by the master); when the wanted number of acknowledged messages is reached, sending stops, the queue
is given time to empty itself, and all three views are compared with the ledger, which keeps every acknowledged message
and every one whose fate its sender never learnt (those may have arrived once or not at all). The ledger survives in
the work directory. This proves the death of processes; losing power is tests/crash/fault_fs_test.cpp's matter.
"""
import argparse
import collections
import imaplib
import json
import os
import poplib
import pwd
import random
import re
import shutil
import signal
import smtplib
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../lib"))
from free_ports import free_ports  # noqa: E402

DOMAIN = "example.test"
ROLES = ("mta", "store", "auth", "master")
MARK = re.compile(rb"^X-Ledger: (\S+)\r?$", re.MULTILINE)
# Mails of several sizes: in the queue's row, in a segment of its own.
SIZES = (300, 300, 300, 3_000, 20_000, 100_000)

MAIN_CF = """compatibility_level = 3.6
queue_directory = {home}/queue
data_directory = {home}/lib
maillog_file = {home}/log/mail.log
process_model = separated
myhostname = mail.{domain}
mydestination =
alias_maps =
inet_protocols = ipv4
virtual_mailbox_domains = {domain}
virtual_mailbox_base = {home}/mail
mynetworks = 127.0.0.0/8
smtpd_tls_security_level = none
smtpd_peername_lookup = no
smtpd_client_connection_count_limit = 1000
minimal_backoff_time = 1s
maximal_backoff_time = 2s
queue_run_delay = 1s
"""
MASTER_CF = """127.0.0.1:{smtp} inet n - n - - smtpd
127.0.0.1:{imap} inet n - n - - imapd
127.0.0.1:{pop3} inet n - n - - pop3d
"""


def wait_until(what, seconds, pause=0.05):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if what():
            return True
        time.sleep(pause)
    return False


def role_users_exist():
    """Whether root's server can give each role a user of its own."""
    try:
        return all(pwd.getpwnam(name) for name in ("postfix", "mailstead-store", "mailstead-auth"))
    except KeyError:
        return False


class Server:
    def __init__(self, program, work, users, ordinary=False):
        self.work, self.home, self.users = work, os.path.join(work, "server"), users
        self.etc = os.path.join(self.home, "etc")
        self.smtp, self.imap, self.pop3 = free_ports(3)
        self.process = None
        self.errors = open(os.path.join(work, "start.log"), "ab")
        os.makedirs(self.etc)
        os.makedirs(os.path.join(self.home, "log"))
        with open(os.path.join(self.etc, "main.cf"), "w") as out:
            out.write(MAIN_CF.format(home=self.home, domain=DOMAIN))
        with open(os.path.join(self.etc, "master.cf"), "w") as out:
            out.write(MASTER_CF.format(smtp=self.smtp, imap=self.imap, pop3=self.pop3))
        self.step_down, self.program = [], program
        if os.geteuid() == 0:
            os.chmod(work, 0o755)
            if ordinary or not role_users_exist():
                self.become_ordinary(program)
        for user in users:
            self.tool("user", "add", f"{user}@{DOMAIN}", "--password-stdin", input=f"{user}-secret\n", check=True)

    def become_ordinary(self, program):
        """Root serves as nobody; a copy of the program, because the checkout may be closed to others."""
        self.program = os.path.join(self.work, "mailstead")
        shutil.copy(program, self.program)
        subprocess.run(["chown", "-R", "nobody:nogroup", self.home], check=True)
        self.step_down = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]

    def command(self, *words):
        return [*self.step_down, self.program, "-c", self.etc, *words]

    def tool(self, *words, **more):
        return subprocess.run(self.command(*words), text=True, capture_output=True, timeout=30, **more)

    def start(self):
        # The dead master's roles may still be letting go of their sockets and of the queue: tried until it works.
        end = time.monotonic() + 60
        while time.monotonic() < end:
            self.process = subprocess.Popen(self.command("run"), stderr=self.errors, stdin=subprocess.DEVNULL)
            if wait_until(lambda: self.process.poll() is not None or self.status(), 60):
                if self.process.poll() is None:
                    return
            self.process.kill()
            self.process.wait()
            time.sleep(0.2)
        raise SystemExit("kill_test: the server did not start again within 60 seconds; see start.log")

    def status(self):
        try:
            answer = self.tool("status", "--json")
            found = json.loads(answer.stdout) if answer.returncode == 0 else None
        except (subprocess.TimeoutExpired, json.JSONDecodeError):
            return None
        return found if found and found.get("running") else None

    def listed(self):
        """Queue entries as postqueue tells them, or None while it cannot."""
        answer = self.tool("postqueue", "-j")
        if answer.returncode:
            return None
        return [json.loads(line) for line in answer.stdout.splitlines() if line]

    def pid_of(self, role):
        found = self.status()
        return found["processes"].get(role, 0) if found else 0

    def kill(self, role):
        """True: that process was killed. A master is waited for and started again."""
        pid = self.process.pid if role == "master" else self.pid_of(role)
        if not pid:
            return False
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            return False
        if role == "master":
            self.process.wait(10)
            self.start()
        return True

    def stop(self):
        if self.process.poll() is not None:
            return self.process.returncode
        self.process.terminate()
        try:
            return self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return "no end within 15 seconds"


class Ledger:
    """acknowledged / doubtful / refused, one line each; doubtful: the data was sent, no answer came."""

    def __init__(self, path):
        self.lock, self.file = threading.Lock(), open(path, "a", encoding="ascii")
        self.acknowledged, self.doubtful = {}, {}

    def note(self, word, mark, user):
        with self.lock:
            self.file.write(f"{word} {mark} {user}\n")
            self.file.flush()
            if word == "acknowledged":
                self.acknowledged[mark] = user
            elif word == "doubtful":
                self.doubtful[mark] = user


class Sender(threading.Thread):
    def __init__(self, number, server, ledger, counter, stopping):
        super().__init__(daemon=True)
        self.number, self.server, self.ledger = number, server, ledger
        self.counter, self.stopping = counter, stopping
        self.random = random.Random()

    def run(self):
        wire = None
        while not self.stopping.is_set():
            try:
                wire = wire or self.connect()
                self.send_one(wire)
            except (OSError, smtplib.SMTPException):
                if wire:
                    wire.close()
                wire = None
                time.sleep(0.05)
        if wire:
            try:
                wire.quit()
            except (OSError, smtplib.SMTPException):
                pass

    def connect(self):
        wire = smtplib.SMTP("127.0.0.1", self.server.smtp, timeout=30)
        wire.ehlo("sender.example")
        return wire

    def send_one(self, wire):
        mark = f"m{next(self.counter)}-{self.number}"
        user = self.random.choice(self.server.users)
        size = self.random.choice(SIZES)
        text = (f"From: sender@example.org\r\nTo: {user}@{DOMAIN}\r\nSubject: {mark}\r\nX-Ledger: {mark}\r\n\r\n"
                + "0123456789abcdef" * 4 + "\r\n" + ("x" * 70 + "\r\n") * (size // 72))
        for command, *words in (("MAIL", "FROM:<sender@example.org>"), ("RCPT", f"TO:<{user}@{DOMAIN}>")):
            code, _ = wire.docmd(command, *words)
            if code != 250:
                wire.rset()
                return time.sleep(0.05)
        code, _ = wire.docmd("DATA")
        if code != 354:
            wire.rset()
            return time.sleep(0.05)
        try:
            wire.send(text.encode() + b".\r\n")
            code, _ = wire.getreply()
        except (OSError, smtplib.SMTPException):
            self.ledger.note("doubtful", mark, user)
            raise
        self.ledger.note("acknowledged" if code == 250 else "refused", mark, user)


class Numbers:
    def __init__(self):
        self.lock, self.last = threading.Lock(), 0

    def __next__(self):
        with self.lock:
            self.last += 1
            return self.last


# The three views: user -> Counter of marks.

def by_files(server, user):
    seen = collections.Counter()
    base = os.path.join(server.home, "mail", DOMAIN, user)
    for folder in ("new", "cur"):
        for name in os.listdir(os.path.join(base, folder)) if os.path.isdir(os.path.join(base, folder)) else []:
            with open(os.path.join(base, folder, name), "rb") as file:
                seen.update(mark.decode() for mark in MARK.findall(file.read(4096)))
    return seen


def by_imap(server, user):
    with imaplib.IMAP4("127.0.0.1", server.imap, timeout=60) as wire:
        wire.login(f"{user}@{DOMAIN}", f"{user}-secret")
        _, count = wire.select("INBOX", readonly=True)
        if int(count[0]) == 0:
            return collections.Counter()
        _, rows = wire.uid("FETCH", "1:*", "(BODY.PEEK[HEADER.FIELDS (X-Ledger)])")
        return collections.Counter(mark.decode() for row in rows if isinstance(row, tuple) for mark in MARK.findall(row[1]))


def by_pop3(server, user):
    wire = poplib.POP3("127.0.0.1", server.pop3, timeout=60)
    try:
        wire.user(f"{user}@{DOMAIN}")
        wire.pass_(f"{user}-secret")
        count, _ = wire.stat()
        seen = collections.Counter()
        for number in range(1, count + 1):
            try:
                top = wire.top(number, 0)[1]
            except poplib.error_proto as why:
                raise SystemExit(f"kill_test: POP3 lists {number} of {count} of {user}, {wire.uidl(number)}, and then says {why}")
            seen.update(mark.decode() for mark in MARK.findall(b"\n".join(top)))
        return seen
    finally:
        wire.quit()


VIEWS = {"files": by_files, "IMAP": by_imap, "POP3": by_pop3}


def settle(server, seconds):
    """Waits for the queue to be empty; what remains in it."""
    def empty():
        found = server.status()
        return found and not any(found["queue"].get(state, 0) for state in ("active", "deferred", "hold", "corrupt", "in_flight"))
    if wait_until(empty, seconds, 0.2):
        return []
    return server.listed() or ["the queue did not tell what it holds"]


def judge(server, ledger, remaining):
    """The mistakes found, as lines."""
    wrong = []
    queued = collections.Counter(one["address"].split("@")[0] for entry in remaining if isinstance(entry, dict)
                                 for one in entry.get("recipients", []))
    for name, view in VIEWS.items():
        seen = {user: view(server, user) for user in server.users}
        for user, marks in seen.items():
            wrong += [f"{name}: {mark} is in the mailbox of {user} {times} times" for mark, times in marks.items() if times > 1]
            wrong += [f"{name}: {mark} is in the mailbox of {user}, where it does not belong" for mark in marks
                      if ledger.acknowledged.get(mark, ledger.doubtful.get(mark)) != user]
        missing = [(mark, user) for mark, user in ledger.acknowledged.items() if mark not in seen[user]]
        for user in server.users:
            lost = [mark for mark, of in missing if of == user]
            # What has not been delivered must be waiting: the queue has at least as many for that user.
            if len(lost) > queued[user]:
                wrong.append(f"{name}: {len(lost)} of {user} missing, {queued[user]} in the queue: {' '.join(lost[:10])}")
    return wrong


def play(server, ledger, wanted, sessions, counter, order):
    """One round of sending and killing; the number of messages acknowledged in it."""
    before = len(ledger.acknowledged)
    stopping = threading.Event()
    senders = [Sender(n, server, ledger, counter, stopping) for n in range(sessions)]
    for sender in senders:
        sender.start()
    killed = []
    share = wanted // (len(ROLES) + 1)
    for number, role in enumerate(order, 1):
        # Each killing comes somewhere within its share of the messages, at no particular step of any of them.
        if not wait_until(lambda: len(ledger.acknowledged) - before >= share * number, 60, 0.01):
            raise SystemExit(f"kill_test: no mail is acknowledged any more, after killing {killed}")
        time.sleep(random.uniform(0, 0.2))
        if wait_until(lambda: server.kill(role), 20):
            killed.append(role)
    enough = wait_until(lambda: len(ledger.acknowledged) - before >= wanted, 120)
    stopping.set()
    for sender in senders:
        sender.join(60)
    if not enough or len(killed) != len(ROLES):
        raise SystemExit(f"kill_test: only {len(ledger.acknowledged) - before} acknowledged, killed {killed}")
    return len(ledger.acknowledged) - before


def main():
    parser = argparse.ArgumentParser(description="kill -9 under load, and nothing acknowledged is lost or doubled")
    parser.add_argument("program")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--sessions", type=int, default=20)
    parser.add_argument("--messages", type=int, default=200)
    parser.add_argument("--settle", type=int, default=90, help="seconds that the queue has to empty itself")
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--directory", help="work directory, new; else one under /tmp")
    parser.add_argument("--ordinary", action="store_true", help="root serves as nobody even if the roles' own users exist")
    parser.add_argument("--keep", action="store_true", help="keep mail and log after success too, not the ledger alone")
    wanted = parser.parse_args()
    seed = wanted.seed if wanted.seed is not None else random.SystemRandom().randrange(1 << 30)
    random.seed(seed)
    work = wanted.directory or tempfile.mkdtemp(prefix="mailstead-kill-")
    os.makedirs(work, exist_ok=True)
    path = os.path.join(work, "ledger")
    server = Server(os.path.realpath(wanted.program), work, ["anna", "bert", "cleo", "dirk"], wanted.ordinary)
    who = "an ordinary user" if os.geteuid() != 0 or server.step_down else "root, with a user for each role"
    print(f"kill_test: as {who}, seed {seed}, ledger {path}", flush=True)
    ledger, counter, failed = Ledger(path), Numbers(), False
    server.start()
    try:
        for number in range(1, wanted.rounds + 1):
            order = random.sample(ROLES, len(ROLES))
            got = play(server, ledger, wanted.messages, wanted.sessions, counter, order)
            remaining = settle(server, wanted.settle)
            wrong = judge(server, ledger, remaining)
            print(f"round {number}: killed {', '.join(order)}; {got} acknowledged ({len(ledger.acknowledged)} in all, "
                  f"{len(ledger.doubtful)} without an answer), {len(remaining)} still in the queue, {len(wrong)} mistakes", flush=True)
            for line in wrong[:20]:
                print(f"  {line}", flush=True)
            if remaining:
                print(f"  the queue did not empty itself within {wanted.settle} s: {json.dumps(remaining[:3])}", flush=True)
            failed = failed or bool(wrong) or bool(remaining)
            if failed:
                break
        ended = server.stop()
        if ended != 0:
            print(f"kill_test: the server ended with: {ended}")
            failed = True
    finally:
        if server.process.poll() is None:
            server.process.kill()
    if not failed and not wanted.keep:
        shutil.rmtree(server.home)
        if server.program.startswith(work):
            os.remove(server.program)
    print(f"kill_test: {'FAILED' if failed else 'passed'}; ledger kept in {path}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
