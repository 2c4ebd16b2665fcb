"""The two sides: Debian's Postfix + Dovecot, and Mailstead. Each start is a fresh directory; stop keeps the files, since
removing big trees between runs would slow file creation on ext4 for whoever comes next."""

import base64
import hashlib
import hmac
import json
import os
import pathlib
import pwd
import resource
import shutil
import socket
import sqlite3
import subprocess
import time

from . import processes

DOMAIN = "example.test"
USERS = 100
PASSWORD = "benchmark"
MAIL_UID = 5000
HERE = pathlib.Path(__file__).resolve().parent.parent
PORTS = ("smtp", "submission", "imap", "imaps", "pop3", "pop3s", "lmtp")
GREETING = ("smtp", "submission", "imap", "pop3", "lmtp")


class Trouble(Exception):
    """A server that is missing or does not start: the row says so."""


def _free_ports():
    held = [socket.create_server(("127.0.0.1", 0)) for _ in PORTS]
    out = {name: one.getsockname()[1] for name, one in zip(PORTS, held)}
    for one in held:
        one.close()
    return out


def _raise_limits():
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def scram_password(iterations=15000):
    """As Dovecot keeps what Mailstead keeps."""
    salt = b"0123456789abcdef"
    salted = hashlib.pbkdf2_hmac("sha256", PASSWORD.encode(), salt, iterations)
    key = {name: hmac.digest(salted, name, "sha256") for name in (b"Client Key", b"Server Key")}
    stored = hashlib.sha256(key[b"Client Key"]).digest()
    salt, stored, server = (base64.b64encode(one).decode() for one in (salt, stored, key[b"Server Key"]))
    return f"{{SCRAM-SHA-256}}{iterations},{salt},{stored},{server}"


class Server:
    """One side. `place` gives fresh directories; `tls` holds cert.pem and key.pem."""

    def __init__(self, place, tls):
        self.place, self.tls = place, tls
        self.running = []
        self.start_ms = 0.0
        self.routes, self.kind, self.logins = "", "maildir", ""

    def prepare(self, routes="", kind="maildir", logins="", users=USERS):
        """A fresh directory with its configuration; `start` serves from it. `routes`: more entries for transport_maps;
        `kind`: whether INBOX is a Maildir or an mbox. `logins`: words on how clients log in: "hashed" (both sides keep
        passwords as SCRAM-SHA-256), "uncached", "stock" (Dovecot's login services as they come)."""
        self.routes, self.kind, self.logins, self.users = routes, kind, logins.split(), users
        self.home = self.place.fresh(self.name)
        self.ports = _free_ports()
        self.configure()

    def fill(self, template, target, **more):
        words = {"HOME": self.home, "TLS": self.tls, "DOMAIN": DOMAIN, "MAIL_UID": MAIL_UID, "ROUTES": self.routes, **more}
        words.update({name.upper(): port for name, port in self.ports.items()})
        text = (HERE / template).read_text()
        for word, value in words.items():
            text = text.replace(f"@{word}@", str(value))
        target.write_text(text)

    def start(self):
        """Starts, and returns once every port greets."""
        begun = time.monotonic()
        for command in self.commands():
            log = open(self.home / "log" / "start.log", "ab")
            self.running.append(subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                                 start_new_session=True, preexec_fn=_raise_limits))
            log.close()
        try:
            for name in PORTS:
                self._await_port(name, begun + 30)
        except Trouble:
            self.stop()
            raise
        self.start_ms = (time.monotonic() - begun) * 1000

    def _await_port(self, name, until):
        while time.monotonic() < until:
            if any(one.poll() is not None for one in self.running):
                break
            try:
                with socket.create_connection(("127.0.0.1", self.ports[name]), timeout=10) as wire:
                    if name not in GREETING or wire.recv(100):
                        return
            except OSError:
                pass
            time.sleep(0.0005)
        tail = (self.home / "log" / "start.log").read_text(errors="replace").strip().splitlines()[-3:]
        raise Trouble(f"{self.name} does not greet on its {name} port: {' / '.join(tail) or 'nothing said'}")

    def stop(self):
        for one in reversed(self.running):
            processes.end(one)
        self.running = []

    def roots(self):
        return [one.pid for one in self.running]

    def address(self, service):
        """LMTP is measured over the Unix socket, as it is used (over TCP Dovecot waits for delayed acknowledgements)."""
        return self.lmtp_socket() if service == "lmtp" else f"127.0.0.1:{self.ports[service]}"

    def maildir(self, user):
        return self.maildirs().replace("%u", str(user))

    users = USERS

    def fill_mailboxes(self, count):
        """Puts `count` messages of other programs' making into every mailbox. Before start."""
        for user in range(self.users):
            box = pathlib.Path(self.maildir(user))
            for part in ("new", "cur", "tmp"):
                (box / part).mkdir(parents=True, exist_ok=True)
            for number in range(count):
                (box / "cur" / f"{1700000000 + number}.M{number}P1.foreign:2,S").write_text(
                    f"From: a@{DOMAIN}\nTo: u{user}@{DOMAIN}\nSubject: old {number}\n"
                    f"Message-ID: <{number}.{user}@old.{DOMAIN}>\n\nText.\n")
        self.own_mail()


class Peers(Server):
    name = "peers"

    def __init__(self, place, tls, hibernate=False):
        super().__init__(place, tls)
        self.hibernate = hibernate

    @staticmethod
    def missing():
        wanted = ("/usr/lib/postfix/sbin/master", "/usr/sbin/dovecot", "/usr/lib/dovecot/lmtp", "/usr/lib/dovecot/imap")
        gone = [path for path in wanted if not os.path.exists(path)]
        if gone:
            return "not installed: " + ", ".join(gone)
        return "" if os.geteuid() == 0 else "Postfix and Dovecot start as root only"

    def configure(self):
        for part in ("etc", "lib", "log", "run", "state", "spool", "vmail"):
            (self.home / part).mkdir()
        etc = self.home / "etc"
        self.fill("peers/main.cf", etc / "main.cf")
        self.fill("peers/master.cf", etc / "master.cf")
        self.fill("peers/dovecot.conf", etc / "dovecot.conf")
        if self.hibernate:
            with open(etc / "dovecot.conf", "a", encoding="ascii") as file:
                file.write((HERE / "peers/hibernate.conf").read_text())
        if self.kind == "mbox":
            with open(etc / "dovecot.conf", "a", encoding="ascii") as file:
                file.write(f"mail_location = mbox:{self.home}/vmail/%n/folders:INBOX={self.mbox('%n')}\n")
        self._configure_logins(etc / "dovecot.conf")
        names = [f"u{n}@{DOMAIN}" for n in range(self.users)]
        kept = scram_password() if "hashed" in self.logins else f"{{PLAIN}}{PASSWORD}"
        (etc / "users").write_text("".join(f"{name} x\n" for name in names))
        (etc / "passwd").write_text("".join(f"{name}:{kept}\n" for name in names))
        subprocess.run(["postmap", "-c", etc, f"lmdb:{etc}/users"], check=True, timeout=30)
        owner = pwd.getpwnam("postfix")
        os.chown(self.home / "lib", owner.pw_uid, owner.pw_gid)
        self.own_mail()

    def commands(self):
        etc = self.home / "etc"
        return [["dovecot", "-F", "-c", etc / "dovecot.conf"], ["postfix", "-c", etc, "start-fg"]]

    def _configure_logins(self, path):
        with open(path, "a", encoding="ascii") as file:
            if "hashed" in self.logins:
                file.write("auth_mechanisms = plain login scram-sha-256\n")
            if "uncached" in self.logins:
                file.write("auth_cache_size = 0\n")
            if "stock" in self.logins:
                for name in ("imap-login", "pop3-login"):
                    file.write(f"service {name} {{\n service_count = 1\n process_min_avail = 0\n process_limit = 1000\n client_limit = 1\n}}\n")

    def lmtp_socket(self):
        return f"{self.home}/run/lmtp"

    def deferred(self):
        """Messages in the deferred queue."""
        return sum(len(names) for _, _, names in os.walk(self.home / "spool" / "deferred"))

    def queue_manager(self):
        """Its process ids."""
        return [pid for pid in processes.tree(self.roots()) if processes.name(pid) == "qmgr"]

    def list_command(self):
        """What an administrator types to see the queue."""
        return ["postqueue", "-c", self.home / "etc", "-p"]

    def maildirs(self):
        return f"{self.home}/vmail/u%u/Maildir"

    def mbox(self, user):
        return f"{self.home}/vmail/{user if user == '%n' else f'u{user}'}/mbox"

    def own_mail(self):
        subprocess.run(["chown", "-R", f"{MAIL_UID}:{MAIL_UID}", self.home / "vmail"], check=True)


class Mailstead(Server):
    name = "mailstead"

    def __init__(self, place, tls, program, single=False):
        super().__init__(place, tls)
        self.program, self.single = program, single
        self.accounts = None

    def configure(self):
        for part in ("etc", "queue", "lib", "log", "mail"):
            (self.home / part).mkdir()
        etc = self.home / "etc"
        self.owners = self._owners()
        self.fill("mailstead/main.cf", etc / "main.cf", PROCESSES=self._process_lines())
        self.fill("mailstead/master.cf", etc / "master.cf")
        if self.kind == "mbox":
            with open(etc / "main.cf", "a", encoding="ascii") as file:
                places = " ".join(f"u{user}@{DOMAIN}=mbox/u{user}" for user in range(USERS))
                file.write(f"virtual_mailbox_maps = inline:{{ {places} }}\nvirtual_mailbox_limit = 0\n")
        if "uncached" in self.logins:
            with open(etc / "main.cf", "a", encoding="ascii") as file:
                file.write("auth_cache_ttl = 0\n")
        if not self.accounts:
            self._make_accounts(etc)
        for file in self.accounts:
            if file.exists() and not (etc / file.name).exists():    # a journal comes and goes
                shutil.copy(file, etc)
        if self.users > USERS:
            self._more_accounts(etc / "accounts.db")
        self._own_all()

    def _make_accounts(self, etc):
        """Once for all runs: hashing a hundred passwords takes its time."""
        for number in range(USERS):
            done = subprocess.run([self.program, "-c", etc, "user", "add", f"u{number}@{DOMAIN}", "--password-stdin"],
                                  input=PASSWORD + "\n", text=True, capture_output=True, timeout=60)
            if done.returncode != 0:
                raise Trouble(f"user add: {done.stderr.strip()}")
        self.accounts = list(etc.glob("accounts.db*"))

    def _more_accounts(self, path):
        """Copies of the first one, which take no hashing."""
        with sqlite3.connect(path) as db:
            for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
                if "address" not in columns:
                    continue
                others = ", ".join(name for name in columns if name not in ("address", "id"))
                for n in range(USERS, self.users):
                    db.execute(f"INSERT INTO {table} (address, {others}) SELECT ?, {others} FROM {table} WHERE address = ?",
                               (f"u{n}@{DOMAIN}", f"u0@{DOMAIN}"))
        db.close()

    def _owners(self):
        """Users for the roles. A benchmark makes none: it borrows those of the peers' packages, whose services do not
        run from its directories."""
        names = ("postfix", "dovecot", "dovenull")
        try:
            return {name: pwd.getpwnam(name) for name in names} if os.geteuid() == 0 and not self.single else {}
        except KeyError:
            return {}

    def _process_lines(self):
        if self.owners:
            mta, store, auth = self.owners
            return f"process_model = separated\nmail_owner = {mta}\nstore_owner = {store}\nauth_owner = {auth}"
        return "process_model = single" + ("\nmail_owner = nobody" if os.geteuid() == 0 else "")

    def _own(self, part, owner):
        subprocess.run(["chown", "-R", owner, self.home / part], check=True)

    def _own_all(self):
        if os.geteuid() != 0:
            return
        mta, store, auth = self.owners or ("nobody", "nobody", "nobody")
        self._own("queue", mta)
        self._own("log", mta)
        self._own("lib", store)
        self._own("mail", store)
        for file in (self.home / "etc").glob("accounts.db*"):
            self._own(file.relative_to(self.home), auth)

    def commands(self):
        return [[self.program, "-c", self.home / "etc", "run"]]

    def lmtp_socket(self):
        return f"{self.home}/queue/private/lmtp-in"

    def status(self):
        done = subprocess.run([self.program, "-c", self.home / "etc", "status", "--json"], capture_output=True, timeout=30)
        return json.loads(done.stdout or "{}")

    def deferred(self):
        return self.status().get("queue", {}).get("deferred", 0)

    def queue_manager(self):
        """The mta role: sessions and SMTP client too."""
        return [self.status()["processes"]["mta"]]

    def list_command(self):
        return [self.program, "-c", self.home / "etc", "postqueue", "-p"]

    def maildirs(self):
        return f"{self.home}/mail/{DOMAIN}/u%u"

    def mbox(self, user):
        return f"{self.home}/mail/mbox/u{user}"

    def own_mail(self):
        if os.geteuid() == 0:
            self._own("mail", list(self.owners)[1] if self.owners else "nobody")
