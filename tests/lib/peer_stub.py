#!/usr/bin/env python3
"""Other mail servers for tests. Standard library only; each prints `listening on PORT` and goes on until it is killed.

peer_stub.py greylist ADDRESS REPLY OPEN TAKEN  an SMTP server that answers every RCPT with REPLY (%r is the recipient) until the
                                                file OPEN exists, and writes each message that it takes then into the file TAKEN
peer_stub.py full ADDRESS                       listens with a full queue: who connects hears nothing at all"""

import os
import socket
import socketserver
import sys
import time


class Greylist(socketserver.StreamRequestHandler):
    reply = opened = taken = ""

    def say(self, text):
        self.wfile.write(text.encode("latin-1") + b"\r\n")

    def handle(self):
        self.say("220 peer.example ESMTP")
        envelope = []
        for raw in self.rfile:
            line = raw.decode("latin-1").rstrip("\r\n")
            word = line[:4].upper()
            if word == "EHLO":
                self.say("250-peer.example\r\n250-PIPELINING\r\n250 8BITMIME")
            elif word == "MAIL":
                envelope = [line]
                self.say("250 2.1.0 Ok")
            elif word == "RCPT" and not os.path.exists(self.opened):
                self.say(self.reply.replace("%r", line[line.index("<"):line.rindex(">") + 1]))
            elif word == "RCPT":
                envelope.append(line)
                self.say("250 2.1.5 Ok")
            elif word == "DATA" and len(envelope) < 2:
                self.say("554 5.5.1 Error: no valid recipients")
            elif word == "DATA":
                self.say("354 go on")
                self.keep(envelope)
                self.say("250 2.0.0 Ok: queued as PEER")
            else:
                self.say("221 2.0.0 Bye" if word == "QUIT" else "250 2.0.0 Ok")
                if word == "QUIT":
                    return

    def keep(self, envelope):
        lines = list(envelope)
        for raw in self.rfile:
            if raw == b".\r\n":
                break
            lines.append(raw.decode("latin-1").rstrip("\r\n"))
        with open(self.taken, "a", encoding="latin-1") as out:
            out.write("\n".join(lines) + "\n")


def full(address):
    with socket.socket() as door:
        door.bind((address, 0))
        door.listen(0)
        port = door.getsockname()[1]
        waiting = []
        for _ in range(8):    # as many as it takes; the last ones stay unanswered
            one = socket.socket()
            one.setblocking(False)
            one.connect_ex((address, port))
            waiting.append(one)
        time.sleep(0.2)
        print(f"listening on {port}", flush=True)
        while True:
            time.sleep(60)


def main():
    if sys.argv[1] == "full":
        full(sys.argv[2])
    Greylist.reply, Greylist.opened, Greylist.taken = sys.argv[3:6]
    socketserver.ThreadingTCPServer.daemon_threads = True
    with socketserver.ThreadingTCPServer((sys.argv[2], 0), Greylist) as server:
        print(f"listening on {server.server_address[1]}", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
