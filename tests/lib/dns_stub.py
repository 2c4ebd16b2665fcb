#!/usr/bin/env python3
"""A scripted DNS server for tests: UDP and TCP on one loopback port, standard library only.

dns_stub.py [--port N] [--file SCRIPT] [--log FILE] [--ttl N] [LINE ...] prints `listening on 127.0.0.1@PORT` and
serves until it is killed. Script lines (a changed SCRIPT is read again at the next question):

    mail.example.net        A      192.0.2.1
    example.net             MX     10 mail.example.net
    example.net             TXT    "v=spf1 -all" "second string"
    1.2.0.192.in-addr.arpa  PTR    mail.example.net
    www.example.net         CNAME  mail.example.net
    slow.example.net        !delay 2.5         answers that many seconds late
    bad.example.net         !servfail          also !refused, !nxdomain, !drop (no answer at all)
    big.example.net         !truncate          UDP gets TC and nothing else, TCP the records
    bad.example.net         AAAA !servfail     the same for one type only

A name without records: NXDOMAIN; with records of other types: an empty answer. The log gets `udp|tcp NAME TYPE` for
every question.
"""
import argparse
import os
import shlex
import socket
import socketserver
import struct
import sys
import threading
import time

TYPES = {"A": 1, "NS": 2, "CNAME": 5, "SOA": 6, "PTR": 12, "MX": 15, "TXT": 16, "AAAA": 28}
NAMES = {number: name for name, number in TYPES.items()}
NOERROR, FORMERR, SERVFAIL, NXDOMAIN, NOTIMP, REFUSED = 0, 1, 2, 3, 4, 5
ACTIONS = {"delay", "servfail", "refused", "nxdomain", "drop", "truncate"}
CODES = {"servfail": SERVFAIL, "refused": REFUSED, "nxdomain": NXDOMAIN}


def folded(name):
    return name.rstrip(".").lower()


def wire_name(name):
    labels = [label.encode() for label in folded(name).split(".") if label]
    return b"".join(bytes([len(label)]) + label for label in labels) + b"\0"


def rdata(kind, words):
    if kind == "A":
        return socket.inet_pton(socket.AF_INET, words[0])
    if kind == "AAAA":
        return socket.inet_pton(socket.AF_INET6, words[0])
    if kind == "MX":
        return struct.pack("!H", int(words[0])) + wire_name(words[1])
    if kind == "TXT":
        return b"".join(bytes([len(word)]) + word.encode() for word in words)
    return wire_name(words[0])


class Script:
    """What is answered: records by (name, type), actions by (name, type or None)."""

    def __init__(self, lines=(), path=None, ttl=300):
        self.fixed, self.path, self.ttl = list(lines), path, ttl
        self.seen = None
        self.read()

    def read(self):
        lines = list(self.fixed)
        if self.path:
            self.seen = os.stat(self.path).st_mtime_ns
            with open(self.path, encoding="utf-8") as file:
                lines += file.read().splitlines()
        self.records, self.actions = {}, {}
        for line in lines:
            self.add(line)

    def add(self, line):
        words = shlex.split(line, comments=True)
        if not words:
            return
        name, rest = folded(words[0]), words[1:]
        kind = None if rest[0].startswith("!") else rest.pop(0).upper()
        if kind is not None and kind not in TYPES:
            raise ValueError(f"unknown type in: {line}")
        if rest[0].startswith("!"):
            action = rest[0][1:]
            if action not in ACTIONS:
                raise ValueError(f"unknown action in: {line}")
            self.actions.setdefault((name, kind), {})[action] = float(rest[1]) if action == "delay" else True
        else:
            self.records.setdefault((name, kind), []).append(rdata(kind, rest))
            if kind == "CNAME":
                self.records[(name, "CNAME target")] = folded(rest[0])

    def refresh(self):
        if self.path and os.stat(self.path).st_mtime_ns != self.seen:
            self.read()

    def action(self, name, kind):
        return {**self.actions.get((name, None), {}), **self.actions.get((name, kind), {})}

    def exists(self, name):
        return any(one == name or one.endswith("." + name) for one, _ in self.records)

    def find(self, name, kind):
        """(response code, [(owner, type, rdata)]), following aliases."""
        out = []
        for _ in range(9):
            own = self.records.get((name, kind), [])
            if own or (name, "CNAME") not in self.records:
                out += [(name, kind, one) for one in own]
                return (NOERROR if out or self.exists(name) else NXDOMAIN), out
            out += [(name, "CNAME", one) for one in self.records[(name, "CNAME")]]
            name = self.records[(name, "CNAME target")]
        return SERVFAIL, []


def parse_question(packet):
    """(id, flags, name, type number, the question's bytes); raises on a damaged packet."""
    number, flags, count = struct.unpack_from("!HHH", packet)
    if count != 1:
        raise ValueError("not one question")
    labels, at = [], 12
    while packet[at]:
        length = packet[at]
        if length > 63 or at + 1 + length >= len(packet):
            raise ValueError("damaged name")
        labels.append(packet[at + 1:at + 1 + length].decode("latin-1"))
        at += 1 + length
    kind, _ = struct.unpack_from("!HH", packet, at + 1)
    return number, flags, folded(".".join(labels)), kind, packet[12:at + 5]


class Stub:
    def __init__(self, script, log=None):
        self.script, self.log = script, log
        self.lock = threading.Lock()

    def answer(self, packet, over):
        """The reply's bytes, or None for silence. `over`: "udp" or "tcp"."""
        number, flags, name, kind_number, question = parse_question(packet)
        kind = NAMES.get(kind_number, str(kind_number))
        with self.lock:
            self.script.refresh()
            action = self.script.action(name, kind)
            code, found = self.script.find(name, kind)
            if self.log:
                print(over, name, kind, file=self.log, flush=True)
        if "delay" in action:
            time.sleep(action["delay"])
        if "drop" in action:
            return None
        truncated = over == "udp" and "truncate" in action
        for word, wanted in CODES.items():
            if word in action:
                code, found = wanted, []
        if truncated:
            found = []
        head = 0x8400 | (flags & 0x0100) | 0x0080 | (0x0200 if truncated else 0) | code
        body = b"".join(wire_name(owner) + struct.pack("!HHIH", TYPES[what], 1, self.script.ttl, len(data)) + data
                        for owner, what, data in found)
        return struct.pack("!HHHHHH", number, head, 1, len(found), 0, 0) + question + body


class UdpHandler(socketserver.BaseRequestHandler):
    def handle(self):
        packet, wire = self.request
        try:
            reply = self.server.stub.answer(packet, "udp")
        except (ValueError, IndexError, struct.error):
            return
        if reply is not None:
            # No EDNS here: what is too long for the classic limit is truncated for good.
            if len(reply) > 4096:
                reply = reply[:2] + bytes([reply[2] | 2]) + reply[3:6] + b"\0\0" + reply[8:12] + packet[12:]
            wire.sendto(reply, self.client_address)


class TcpHandler(socketserver.StreamRequestHandler):
    timeout = 30

    def handle(self):
        while True:
            size = self.rfile.read(2)
            if len(size) < 2:
                return
            packet = self.rfile.read(struct.unpack("!H", size)[0])
            try:
                reply = self.server.stub.answer(packet, "tcp")
            except (ValueError, IndexError, struct.error):
                return
            if reply is None:
                return
            self.wfile.write(struct.pack("!H", len(reply)) + reply)


class UdpServer(socketserver.ThreadingUDPServer):
    daemon_threads = True


class TcpServer(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


def start(stub, port=0, host="127.0.0.1"):
    """Serves in threads of this process; returns (port, stop function)."""
    for _ in range(50):
        udp = UdpServer((host, port), UdpHandler)
        try:
            tcp = TcpServer(udp.server_address, TcpHandler)
            break
        except OSError:
            udp.server_close()
            if port:
                raise
    servers = [udp, tcp]
    for server in servers:
        server.stub = stub
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()

    def stop():
        for server in servers:
            server.shutdown()
            server.server_close()
    return udp.server_address[1], stop


def main():
    parser = argparse.ArgumentParser(description="scripted DNS server for tests")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--file")
    parser.add_argument("--log")
    parser.add_argument("--ttl", type=int, default=300)
    parser.add_argument("line", nargs="*")
    wanted = parser.parse_args()
    log = open(wanted.log, "a", encoding="utf-8") if wanted.log else None
    port, stop = start(Stub(Script(wanted.line, wanted.file, wanted.ttl), log), wanted.port)
    print(f"listening on 127.0.0.1@{port}", flush=True)
    try:
        # Ends with the one who started it: its standard input closes.
        while sys.stdin.buffer.read(1):
            pass
    except KeyboardInterrupt:
        pass
    stop()


if __name__ == "__main__":
    main()
