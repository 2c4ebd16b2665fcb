"""A milter that does as it is told, and remembers what it heard: for end-to-end tests and for comparisons with Postfix.

A script is a dictionary: for each event (CONNECT HELO MAIL RCPT DATA UNKNOWN HEADER EOH BODY EOM, or OPTNEG) the replies, as
bytes without their length, or one of: "close" (hang up), "silent" (never answer), "huge" (a packet of one gigabyte), "garbage",
"short" (half a packet, then nothing). An event that is not named is answered with "c", continue. RCPT may be a dictionary by
address. `protocol` and `actions` are what it agrees to, `macros` the lists it wants instead of the server's own.
"""

import socket
import struct
import threading

NAMES = {"C": "CONNECT", "H": "HELO", "M": "MAIL", "R": "RCPT", "T": "DATA", "U": "UNKNOWN", "L": "HEADER", "N": "EOH",
         "B": "BODY", "E": "EOM", "A": "ABORT", "Q": "QUIT", "O": "OPTNEG", "D": "MACRO"}
SILENT = {"HEADER": 0x80, "CONNECT": 0x1000, "HELO": 0x2000, "MAIL": 0x4000, "RCPT": 0x8000, "DATA": 0x10000,
          "UNKNOWN": 0x20000, "EOH": 0x40000, "BODY": 0x80000}


def text(*parts):
    return b"".join(part.encode("latin-1") + b"\0" for part in parts)


def add(name, value):
    return b"h" + text(name, value)


def insert(index, name, value):
    return b"i" + struct.pack("!I", index) + text(name, value)


def change(index, name, value):
    return b"m" + struct.pack("!I", index) + text(name, value)


class Milter:
    def __init__(self, script=None, where=("127.0.0.1", 0), protocol=0, actions=0x1ff, macros=b"", version=6):
        self.script, self.protocol, self.actions, self.macros, self.version = script or {}, protocol, actions, macros, version
        self.heard = []        # (event, data) in order, of all connections
        self.offers = []       # what the server offers: version, actions, protocol
        self.done = threading.Event()
        family = socket.AF_UNIX if isinstance(where, str) else socket.AF_INET
        self.listening = socket.socket(family)
        self.listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.listening.bind(where)
        self.listening.listen(20)
        self.name = f"unix:{where}" if isinstance(where, str) else "inet:127.0.0.1:%d" % self.listening.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                wire, _ = self.listening.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(wire,), daemon=True).start()

    def close(self):
        self.listening.close()

    def forget(self):
        self.heard.clear()
        self.done.clear()

    def serve(self, wire):
        try:
            while self.packet(wire):
                pass
        except OSError:
            pass
        self.done.set()
        wire.close()

    @staticmethod
    def exactly(wire, size):
        got = b""
        while len(got) < size:
            piece = wire.recv(size - len(got))
            if not piece:
                return None
            got += piece
        return got

    def packet(self, wire):
        head = self.exactly(wire, 4)
        body = self.exactly(wire, struct.unpack("!I", head)[0]) if head else None
        if not body:
            return False
        event, data = NAMES.get(chr(body[0]), "?"), body[1:]
        if event == "OPTNEG":
            self.offers.append(struct.unpack("!III", data))
            reply = self.script.get("OPTNEG", b"O" + struct.pack("!III", self.version, self.actions, self.protocol) + self.macros)
            return self.answer(wire, reply)
        self.heard.append((event, data))
        if event == "QUIT":
            return False
        if event in ("MACRO", "ABORT") or self.protocol & SILENT.get(event, 0):
            return True
        reply = self.script.get(event, b"c")
        if isinstance(reply, dict):
            reply = reply.get(data.split(b"\0")[0].decode("latin-1"), b"c")
        return self.answer(wire, reply)

    def answer(self, wire, reply):
        for one in reply if isinstance(reply, list) else [reply]:
            if one == "close":
                return False
            if one == "silent":
                return bool(self.exactly(wire, 1 << 30)) and False
            if one == "huge":
                wire.sendall(struct.pack("!I", 1 << 30) + b"h" + b"x" * 100000)
            elif one == "garbage":
                wire.sendall(b"HTTP/1.0 400 Bad Request\r\n\r\n")
            elif one == "short":
                wire.sendall(struct.pack("!I", 100) + b"y550")
            else:
                wire.sendall(struct.pack("!I", len(one)) + one)
        return True

    def events(self):
        return [event for event, _ in self.heard if event != "MACRO"]

    def macros_of(self, event):
        """The macros that came with an event, as a dictionary; the last ones."""
        code = {name: letter for letter, name in NAMES.items()}[event]
        for what, data in reversed(self.heard):
            if what == "MACRO" and data[:1] == code.encode():
                words = data[1:].split(b"\0")[:-1]
                return {words[i].decode(): words[i + 1].decode("latin-1") for i in range(0, len(words) - 1, 2)}
        return None
