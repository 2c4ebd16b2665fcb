#!/usr/bin/env python3
"""idle.py PORT USER PASSWORD COMMAND...: an IDLE client watches INBOX (TLS) while COMMAND sends one message into it.
Prints the milliseconds from the line with the 250 in COMMAND's output to the untagged EXISTS; fails above a second."""
import socket
import ssl
import subprocess
import sys
import threading
import time

LIMIT = 1.0


class Watcher:
    def __init__(self, port, user, password):
        plain = socket.create_connection(("127.0.0.1", port), 10)
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        self.wire = context.wrap_socket(plain)
        self.buffer = b""
        self.line()
        self.command(f'a LOGIN "{user}" "{password}"')
        self.command("b SELECT INBOX")
        self.wire.sendall(b"c IDLE\r\n")
        while not self.line().startswith(b"+"):
            pass
        self.seen = None

    def line(self):
        while b"\r\n" not in self.buffer:
            piece = self.wire.recv(4096)
            if not piece:
                raise SystemExit("idle: the server closed the connection")
            self.buffer += piece
        one, self.buffer = self.buffer.split(b"\r\n", 1)
        return one

    def command(self, text):
        self.wire.sendall(text.encode() + b"\r\n")
        tag = text.split(" ", 1)[0].encode() + b" "
        while not (one := self.line()).startswith(tag):
            pass
        if one.split(b" ")[1] != b"OK":
            raise SystemExit(f"idle: {text.split()[1]}: {one.decode()}")

    def watch(self):
        while b" EXISTS" not in self.line():
            pass
        self.seen = time.monotonic()


def main():
    port, user, password, command = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4:]
    watcher = Watcher(port, user, password)
    thread = threading.Thread(target=watcher.watch, daemon=True)
    thread.start()
    accepted = None
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as sender:
        for line in sender.stdout:
            if b" 250 2.0.0 " in line:
                accepted = time.monotonic()
    if sender.returncode or accepted is None:
        raise SystemExit(f"idle: the sender ended with {sender.returncode}")
    thread.join(10)
    if watcher.seen is None:
        raise SystemExit("idle: no EXISTS within 10 seconds")
    took = watcher.seen - accepted
    print(f"{took * 1000:.1f} ms from the 250 to EXISTS")
    sys.exit(0 if took < LIMIT else f"idle: more than {LIMIT} s")


if __name__ == "__main__":
    main()
