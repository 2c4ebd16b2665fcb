"""An IMAP connection as the random test needs it: commands out, whole responses in, each as a list of words."""
import re
import select
import socket

LITERAL = re.compile(rb"\{(\d+)\}\r\n$")
TOKEN = re.compile(rb' +|\(|\)|"((?:[^"\\]|\\.)*)"|\{(\d+)\}\r\n|((?:[^ ()\[\]"{]|\[[^\]]*\](?:<\d+>)?)+)')


class Wrong(Exception):
    """The server broke a rule."""


def words(line):
    """A response without its CRLF as nested lists: atoms and strings as str, "NIL" too."""
    stack, at = [[]], 0
    while at < len(line):
        found = TOKEN.match(line, at)
        if not found:
            raise Wrong(f"no response: {line!r} at {at}")
        at = found.end()
        token = found.group(0)
        if token == b"(":
            stack.append([])
        elif token == b")":
            if len(stack) == 1:
                raise Wrong(f"a parenthesis too many: {line!r}")
            done = stack.pop()
            stack[-1].append(done)
        elif found.group(1) is not None:
            stack[-1].append(re.sub(rb"\\(.)", rb"\1", found.group(1)).decode("utf-8", "replace"))
        elif found.group(2) is not None:
            size = int(found.group(2))
            stack[-1].append(line[at:at + size].decode("utf-8", "replace"))
            at += size
        elif found.group(3) is not None:
            stack[-1].append(found.group(3).decode("utf-8", "replace"))
    if len(stack) != 1:
        raise Wrong(f"a parenthesis is missing: {line!r}")
    return stack[0]


def numbers(text):
    """A sequence set without "*"."""
    out = []
    for part in text.split(","):
        first, _, last = part.partition(":")
        first, last = int(first), int(last or first)
        out.extend(range(min(first, last), max(first, last) + 1))
    return out


def set_of(values):
    """The shortest sequence set."""
    out, values = [], sorted(values)
    at = 0
    while at < len(values):
        end = at
        while end + 1 < len(values) and values[end + 1] == values[end] + 1:
            end += 1
        out.append(str(values[at]) if end == at else f"{values[at]}:{values[end]}")
        at = end + 1
    return ",".join(out)


class Wire:
    def __init__(self, port, name, log):
        self.name, self.log = name, log
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""
        self.tags = 0

    def send(self, data):
        self.log(self.name, "C", data)
        self.socket.sendall(data)

    def tag(self):
        self.tags += 1
        return f"{self.name}{self.tags}"

    def ready(self, seconds=0):
        return b"\n" in self.buffer or bool(select.select([self.socket], [], [], seconds)[0])

    def fill(self):
        got = self.socket.recv(65536)
        if not got:
            raise ConnectionError(f"{self.name}: the server hung up")
        self.buffer += got

    def response(self):
        """The next whole response, its literals included, without the last CRLF."""
        at = 0
        while True:
            end = self.buffer.find(b"\n", at)
            if end < 0:
                at = max(at, len(self.buffer))
                self.fill()
                continue
            literal = LITERAL.search(self.buffer[:end + 1])
            if literal and literal.end() == end + 1:
                at = end + 1 + int(literal.group(1))
                while len(self.buffer) < at:
                    self.fill()
                continue
            line, self.buffer = self.buffer[:end + 1], self.buffer[end + 1:]
            self.log(self.name, "S", line)
            if not line.endswith(b"\r\n"):
                raise Wrong(f"{self.name}: a line without CRLF: {line!r}")
            return line[:-2]

    def close(self):
        self.socket.close()
