"""Scripted servers for tcp_table(5) and socketmap_table(5), each on a free loopback port."""
import contextlib
import socketserver
import threading
import urllib.parse

TCP_REPLIES = {
    "known": "200 the%20value",
    "with space": "200 spaced",
    "per%cent": "200 100%25",
    "long": "200 " + "x" * 1000,
    "temporary": "400 try%20later",
    "garbage": "not a reply",
    "é": "200 accent",
}
SOCKETMAP_REPLIES = {
    "known": "OK the value",
    "with space": "OK spaced",
    "temporary": "TEMP try later",
    "timeout": "TIMEOUT too slow",
    "permanent": "PERM broken",
    "garbage": "WHAT is this",
    "empty": "OK ",
    "name:colon": "OK colon",
}


class Tcp(socketserver.StreamRequestHandler):
    def handle(self):
        for line in self.rfile:
            verb, _, key = line.decode().rstrip("\n").partition(" ")
            reply = TCP_REPLIES.get(urllib.parse.unquote(key), "500 not%20found") if verb == "get" else "400 what"
            self.wfile.write(reply.encode() + b"\n")


class Socketmap(socketserver.StreamRequestHandler):
    def handle(self):
        while True:
            digits = b""
            while (byte := self.rfile.read(1)) not in (b":", b""):
                digits += byte
            if not digits:
                return
            text = self.rfile.read(int(digits) + 1)[:-1].decode()
            reply = SOCKETMAP_REPLIES.get(text.partition(" ")[2], "NOTFOUND ").encode()
            self.wfile.write(b"%d:%s," % (len(reply), reply))


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True


@contextlib.contextmanager
def start_servers():
    """Gives the ports under the names tcp and socketmap."""
    servers = {"tcp": Server(("127.0.0.1", 0), Tcp), "socketmap": Server(("127.0.0.1", 0), Socketmap)}
    for server in servers.values():
        threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield {name: server.server_address[1] for name, server in servers.items()}
    finally:
        for server in servers.values():
            server.shutdown()
