#!/usr/bin/env python3
"""receiver.py TAKEN ADDRESS:KIND ...: scripted SMTP servers on port 25. `busy` greets with 450, `plain` knows no TLS. Each message is a
line `ADDRESS MAIL RCPT` in TAKEN."""
import socketserver
import sys
import threading

taken = sys.argv[1]


class Session(socketserver.StreamRequestHandler):
    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")

    def handle(self):
        address, kind = self.server.server_address[0], self.server.kind
        if kind == "busy":
            return self.say("450 4.3.2 come back later")
        self.say(f"220 {address} ESMTP")
        envelope = []
        for raw in self.rfile:
            line = raw.decode("latin-1").rstrip("\r\n")
            if line[:4].upper() in ("MAIL", "RCPT"):
                envelope.append(line)
            if line.upper() != "DATA":
                self.say("221 Bye" if line.upper() == "QUIT" else "250 Ok")
                continue
            self.say("354 go on")
            while self.rfile.readline() not in (b".\r\n", b""):
                pass
            with open(taken, "a", encoding="latin-1") as out:
                out.write(" ".join([address, *envelope]) + "\n")
            envelope = []
            self.say("250 2.0.0 Ok: taken")


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = allow_reuse_address = True


for word in sys.argv[2:]:
    address, kind = word.rsplit(":", 1)
    server = Server((address, 25), Session)
    server.kind = kind
    threading.Thread(target=server.serve_forever).start()
print("listening", flush=True)
