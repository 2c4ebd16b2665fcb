"""The two servers under the same main.cf and master.cf, each with a sink behind it that records what arrives by LMTP."""

import os
import pathlib
import pwd
import re
import signal
import smtplib
import socket
import socketserver
import subprocess
import threading
import time

POSTFIX = "/usr/lib/postfix/sbin/master"
MAIN = """\
compatibility_level = 3.6
queue_directory = {home}/spool
data_directory = {home}/lib
myhostname = mail.example.org
mydomain = example.org
myorigin = example.org
mydestination = example.org, localhost
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
recipient_delimiter = +
default_database_type = lmdb
alias_maps =
alias_database =
biff = no
mail_name = Postfix
local_recipient_maps =
virtual_alias_domains = alias.example
local_transport = lmtp:inet:127.0.0.1:{sink}
virtual_transport = lmtp:inet:127.0.0.1:{sink}
relay_transport = lmtp:inet:127.0.0.1:{sink}
default_transport = lmtp:inet:127.0.0.1:{sink}
smtp_dns_support_level = disabled
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_peername_lookup = no
smtpd_error_sleep_time = 0
in_flow_delay = 0
notify_classes =
maillog_file_prefixes = {home}
maillog_file = {home}/log
"""
POSTFIX_ONLY = """\
mail_owner = postfix
setgid_group = postdrop
"""
MAILSTEAD_ONLY = """\
process_model = single
index_directory = {home}/index
account_database = {home}/accounts.db
"""
SERVICES = """\
pickup     unix  n - n 60    1 pickup
cleanup    unix  n - n -     0 cleanup
qmgr       unix  n - n 300   1 qmgr
tlsmgr     unix  - - n 1000? 1 tlsmgr
rewrite    unix  - - n -     - trivial-rewrite
bounce     unix  - - n -     0 bounce
defer      unix  - - n -     0 bounce
trace      unix  - - n -     0 bounce
verify     unix  - - n -     1 verify
flush      unix  n - n 1000? 0 flush
proxymap   unix  - - n -     - proxymap
smtp       unix  - - n -     - smtp
relay      unix  - - n -     - smtp
showq      unix  n - n -     - showq
error      unix  - - n -     - error
retry      unix  - - n -     - error
discard    unix  - - n -     - discard
local      unix  - n n -     - local
virtual    unix  - n n -     - virtual
lmtp       unix  - - n -     - lmtp
anvil      unix  - - n -     1 anvil
scache     unix  - - n -     1 scache
postlog    unix-dgram n - n - 1 postlogd
"""


class Sink(socketserver.ThreadingTCPServer):
    """An LMTP server that takes everything. `taken` holds (sender, recipients, text)."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self):
        self.taken, self.lock = [], threading.Lock()
        super().__init__(("127.0.0.1", 0), Talk)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def port(self):
        return self.server_address[1]


class Talk(socketserver.StreamRequestHandler):
    def say(self, line):
        self.wfile.write(line.encode() + b"\r\n")

    def handle(self):
        self.say("220 sink")
        sender, recipients = "", []
        for raw in self.rfile:
            line = raw.decode("latin-1").rstrip("\r\n")
            word = line.upper()
            if word.startswith("LHLO"):
                self.say("250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8")
            elif word.startswith("MAIL"):
                sender, recipients = line[line.index("<") + 1:line.index(">")], []
                self.say("250 2.1.0 ok")
            elif word.startswith("RCPT"):
                recipients.append(line[line.index("<") + 1:line.rindex(">")])
                self.say("250 2.1.5 ok")
            elif word == "DATA":
                self.say("354 go on")
                text = self.text()
                with self.server.lock:
                    self.server.taken.append((sender, sorted(recipients), text))
                for _ in recipients:
                    self.say("250 2.0.0 ok")
            else:
                self.say("221 bye" if word == "QUIT" else "250 ok")
                if word == "QUIT":
                    return

    def text(self):
        lines = []
        for raw in self.rfile:
            if raw == b".\r\n":
                break
            lines.append(raw[1:] if raw.startswith(b".") else raw)
        return b"".join(lines).decode("latin-1").replace("\r\n", "\n")


class Server:
    """One of the two. `services` are lines of master.cf, in which {port} is where the n-th case is served."""

    def __init__(self, name, home, program=None):
        self.name, self.home, self.program = name, pathlib.Path(home), program
        self.sink = Sink()
        self.process = None

    def configure(self, lines, files):
        for part in ("etc", "spool", "lib", "index"):
            (self.home / part).mkdir(parents=True)
        main = MAIN + (POSTFIX_ONLY if self.program is None else MAILSTEAD_ONLY)
        (self.home / "etc/main.cf").write_text(main.format(home=self.home, sink=self.sink.port()))
        (self.home / "etc/master.cf").write_text("".join(lines) + SERVICES)
        for name, text in files.items():
            (self.home / "etc" / name).write_text(text)
        if self.program is None:
            owner = pwd.getpwnam("postfix")
            os.chown(self.home / "lib", owner.pw_uid, owner.pw_gid)

    def start(self, port):
        etc = str(self.home / "etc")
        command = ["postfix", "-c", etc, "start-fg"] if self.program is None else [self.program, "-c", etc, "run"]
        with open(self.home / "start.log", "ab") as log:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        until = time.monotonic() + 90
        while time.monotonic() < until and self.process.poll() is None:
            try:
                with socket.create_connection(("127.0.0.1", port), timeout=10) as wire:
                    if wire.recv(100):
                        return
            except OSError:
                time.sleep(0.02)
        said = (self.home / "start.log").read_text() + "\n".join(self.log())
        raise RuntimeError(f"{self.name} does not start (status {self.process.poll()}): {said[-1000:]}")

    def stop(self):
        """Ends what start() started: Postfix's master is not our child but names itself in its pid file."""
        if self.process and self.process.poll() is None:
            master = self.home / "spool/pid/master.pid"
            if self.program is None and master.exists():
                os.kill(int(master.read_text()), signal.SIGTERM)
            else:
                self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
        self.sink.shutdown()

    def send(self, port, sender, recipients, text):
        """The replies: to the first refused command, or to the text; then what arrived at the sink."""
        with socket.create_connection(("127.0.0.1", port), timeout=30) as wire:
            talk = smtplib.SMTP()
            talk.sock, talk.file = wire, None
            talk.getreply()
            talk.ehlo("client.example")
            said = []
            for command in [f"MAIL FROM:<{sender}>", *[f"RCPT TO:<{one}>" for one in recipients], "DATA"]:
                code, answer = talk.docmd(command)
                if code >= 400:
                    return f"{command.split(':')[0]}: {code} {answer.decode('latin-1')}"
            talk.send(text.replace("\n", "\r\n").encode("latin-1") + b".\r\n")
            code, answer = talk.getreply()
            talk.docmd("QUIT")
            return f"{code} {answer.decode('latin-1')}"

    def handled(self, reply, patience=60.0):
        """Waits until nothing of the message is in the queue. Slow machines need the time; nothing waits longer than it must."""
        queue_id = re.search(r"queued as (\w+)", reply)[1]
        until = time.monotonic() + patience
        while not any(line.endswith(f": {queue_id}: removed") for line in self.log()):
            if time.monotonic() > until:
                raise RuntimeError(f"{self.name}: {queue_id} is still in the queue: " + "\n".join(self.log()[-20:]))
            time.sleep(0.02)

    def delivered(self, count, patience=5.0):
        """Transactions since the last call: waits for `count` of them, and a little for more."""
        until = time.monotonic() + patience
        while time.monotonic() < until and len(self.sink.taken) < count:
            time.sleep(0.01)
        time.sleep(0.15)
        with self.sink.lock:
            out, self.sink.taken = self.sink.taken, []
        return out

    def log(self):
        try:
            return (self.home / "log").read_text(errors="replace").splitlines()
        except FileNotFoundError:
            return []
