"""The two servers that get the same configuration: Debian's Postfix and Mailstead, in a network of their own (unshare) with
a scripted DNS server as its resolver. Every case is a service on a port of its own, so that each server starts once."""

import contextlib
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "lib"))
import dns_stub  # noqa: E402

COMMON = {
    "compatibility_level": "3.6",
    "myhostname": "mx.example.com",
    "mydomain": "example.com",
    "mydestination": "mx.example.com, example.com",
    "mail_name": "Postfix",
    "mynetworks": "192.0.2.99",
    "inet_protocols": "ipv4",
    "relay_domains": "relay.example",
    "local_recipient_maps": "inline:{ alice=x, bob=x }",
    "alias_maps": "",
    "alias_database": "",
    "smtpd_error_sleep_time": "0",
    "smtpd_timeout": "20s",
    "maximal_queue_lifetime": "1d",
    "default_transport": "hold-it",
    "smtpd_recipient_restrictions": "",
    "smtpd_sasl_auth_enable": "no",
}


class Side:
    def __init__(self, home, cases, ports):
        self.home, self.cases, self.ports = pathlib.Path(home), cases, ports
        self.process = None
        (self.home / "etc").mkdir(parents=True)

    # The rows of master.cf for one case.
    def rows(self, case, port):
        words = "".join(f"\n  -o {{ {name} = {value} }}" for name, value in case.settings.items())
        return f"0.0.0.0:{port} inet n - n - - smtpd{words}"

    def write(self, more, lines):
        values = {**COMMON, **more}
        (self.home / "etc" / "main.cf").write_text("".join(f"{name} = {value}\n" for name, value in values.items()))
        lines += [self.rows(case, port) for case, port in zip(self.cases, self.ports)]
        (self.home / "etc" / "master.cf").write_text("\n".join(lines) + "\n")

    def launch(self, command):
        log = open(self.home / "start.log", "ab")
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        until = time.monotonic() + 60
        for port in (self.ports[0], self.ports[-1]):
            while True:
                try:
                    socket.create_connection(("127.0.0.1", port), timeout=5).close()
                    break
                except OSError:
                    if self.process.poll() is not None or time.monotonic() > until:
                        raise RuntimeError(f"{command[0]} does not start: " + (self.home / "start.log").read_text()[-3000:])
                    time.sleep(0.05)

    def stop(self):
        if not self.process:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Postfix(Side):
    def start(self):
        for part in ("lib", "spool"):
            (self.home / part).mkdir()
        os.chmod(self.home, 0o755)
        subprocess.run(["chown", "postfix", self.home / "lib"], check=True)
        more = {"queue_directory": self.home / "spool", "data_directory": self.home / "lib", "maillog_file_prefixes": self.home,
                "maillog_file": self.home / "log", "default_database_type": "lmdb"}
        plain = ["cleanup unix n - n - 0 cleanup", "qmgr unix n - n 300 1 qmgr", "rewrite unix - - n - - trivial-rewrite",
                 "bounce unix - - n - 0 bounce", "defer unix - - n - 0 bounce", "trace unix - - n - 0 bounce",
                 "error unix - - n - - error", "hold-it unix - - n - - error", "local unix - n n - - error",
                 "relay unix - - n - - error", "virtual unix - n n - - error", "proxymap unix - - n - - proxymap",
                 "anvil unix - - n - 1 anvil", "postlog unix-dgram n - n - 1 postlogd", "pickup unix n - n 60 1 pickup",
                 "flush unix n - n 1000? 0 flush", "discard unix - - n - - discard", "tlsmgr unix - - n 1000? 1 tlsmgr"]
        self.write(more, plain)
        self.launch(["postfix", "-c", str(self.home / "etc"), "start-fg"])

    def stop(self):
        # What was launched is a script; its master has a process id of its own.
        try:
            master = int((self.home / "spool" / "pid" / "master.pid").read_text())
            os.kill(master, signal.SIGTERM)
        except (OSError, ValueError):
            master = 0
        super().stop()
        for _ in range(100):
            if not master or not os.path.exists(f"/proc/{master}"):
                return
            time.sleep(0.1)
        os.kill(master, signal.SIGKILL)


class Mailstead(Side):
    def __init__(self, home, cases, ports, program):
        super().__init__(home, cases, ports)
        self.program = program

    def start(self):
        for part in ("lib", "queue", "mail"):
            (self.home / part).mkdir()
        more = {"queue_directory": self.home / "queue", "data_directory": self.home / "lib", "process_model": "single",
                "maillog_file": self.home / "log", "dns_resolver": "127.0.0.1@53", "mail_owner": "root", "store_owner": "root",
                "auth_owner": "root", "account_database": self.home / "lib" / "accounts.db"}
        self.write(more, [])
        self.launch([str(self.program), "-c", str(self.home / "etc"), "run"])


def skip(why):
    print(f"skipped: {why}")
    sys.exit(77)


def enter_network(home):
    """Starts this program again where it has a loopback and a resolv.conf of its own."""
    if os.geteuid() != 0:
        skip("Postfix starts as root only")
    for needed in ("postfix", "unshare", "ip"):
        if not shutil.which(needed):
            skip(f"{needed} is not installed")
    if subprocess.run(["unshare", "-n", "-m", "true"], capture_output=True, check=False).returncode != 0:
        skip("no network of its own is allowed here")
    resolv = pathlib.Path(home) / "resolv.conf"
    resolv.write_text("nameserver 127.0.0.1\noptions timeout:2 attempts:1\n")
    script = 'mount --bind "$1" /etc/resolv.conf && shift && exec "$@"'
    again = [sys.executable, os.path.abspath(sys.argv[0]), *sys.argv[1:]]
    done = subprocess.run(["unshare", "-n", "-m", "sh", "-c", script, "sh", resolv, *again], check=False,
                          env={**os.environ, "MAILSTEAD_ORACLE_HOME": str(home)})
    return done.returncode


def arguments():
    """(program, part of the names of cases, home) of a comparison, which from here on has a network of its own; a directory that
    is gone at its end is home."""
    home = os.environ.get("MAILSTEAD_ORACLE_HOME")
    if not home:
        with tempfile.TemporaryDirectory(prefix="mailstead-oracle-") as made:
            os.chmod(made, 0o755)
            sys.exit(enter_network(made))
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    return pathlib.Path(sys.argv[1]).resolve(), sys.argv[2] if len(sys.argv) > 2 else "", home


@contextlib.contextmanager
def running(records, *servers):
    """The network with its DNS server, and the servers, for as long as the block lasts."""
    stop_dns = network(records)
    try:
        for one in servers:
            one.start()
        yield
    finally:
        for one in reversed(servers):
            one.stop()
        stop_dns()


def network(records):
    """Clients' addresses, the DNS server. Inside the unshared namespace."""
    for address in ("192.0.2.10", "192.0.2.11", "192.0.2.12", "192.0.2.13", "192.0.2.99"):
        subprocess.run(["ip", "addr", "add", f"{address}/32", "dev", "lo"], check=True)
    port, stop = dns_stub.start(dns_stub.Stub(dns_stub.Script(records)), 53)
    assert port == 53
    return stop


class Talk:
    """One client: sends a line, takes the whole reply."""

    def __init__(self, port, address):
        self.wire = socket.create_connection(("127.0.0.1", port), timeout=30, source_address=(address, 0))
        self.file = self.wire.makefile("rb")

    def reply(self):
        lines = []
        while True:
            try:
                line = self.file.readline()
            except ConnectionResetError:    # it had closed before we spoke
                line = b""
            if not line:
                return lines + ["(closed)"]
            lines.append(line.decode("latin-1").rstrip("\r\n"))
            if line[3:4] != b"-":
                return lines

    def send(self, text):
        try:
            self.wire.sendall(text.encode("latin-1") + b"\r\n")
        except OSError:
            pass

    def close(self):
        self.file.close()
        self.wire.close()


def dialogue(port, case):
    """[(what was sent, the replies)]"""
    talk = Talk(port, case.client)
    try:
        talk.wire.sendall(case.opening.encode())
        out = [("(connect)", talk.reply())]
        for line in case.lines:
            talk.send(line)
            out.append((line, talk.reply()))
            if out[-1][1][-1] == "(closed)":
                break
        return out
    except OSError as trouble:
        return [("(trouble)", [str(trouble)])]
    finally:
        talk.close()
