#!/usr/bin/env python3
"""A content filter for tests: takes mail by SMTP or LMTP, adds a header field and hands it to another port by SMTP, whose
answer is its own. Standard library only.

toy_filter.py smtp|lmtp PORT NEXT-PORT NAME LOG: listens on 127.0.0.1:PORT, prints `listening`, and adds `X-Filtered: NAME`.
LOG gets a line `NAME from=<...> to=<...> <...>` for each message, and one for each XFORWARD command."""

import smtplib
import socketserver
import sys


class Handler(socketserver.StreamRequestHandler):
    def say(self, text):
        self.wfile.write(text.encode("latin-1") + b"\r\n")

    def handle(self):
        self.say("220 toy filter")
        sender, recipients = "", []
        for raw in self.rfile:
            line = raw.decode("latin-1").strip()
            word = line.upper()
            if word.startswith(("EHLO", "LHLO")):
                self.say("250-toy\r\n250-8BITMIME\r\n250-XFORWARD NAME ADDR PORT PROTO HELO SOURCE IDENT\r\n250 PIPELINING")
            elif word.startswith("MAIL FROM:"):
                sender, recipients = address(line), []
                self.say("250 ok")
            elif word.startswith("RCPT TO:"):
                recipients.append(address(line))
                self.say("250 ok")
            elif word == "DATA":
                self.say("354 go on")
                self.take(sender, recipients)
            elif word == "QUIT":
                self.say("221 bye")
                return
            else:
                if word.startswith("XFORWARD"):
                    self.server.note(line)
                self.say("250 ok")

    def take(self, sender, recipients):
        lines = []
        for raw in self.rfile:
            if raw == b".\r\n":
                break
            lines.append(raw)
        whom = " ".join(f"<{one}>" for one in recipients)
        self.server.note(f"{self.server.name} from=<{sender}> to={whom}")
        answer = self.hand_on(sender, recipients, b"".join(lines))
        for _ in recipients if self.server.lmtp else [None]:
            self.say(answer)

    def hand_on(self, sender, recipients, stuffed):
        with smtplib.SMTP("127.0.0.1", self.server.next, timeout=30) as onwards:
            onwards.ehlo("toy.filter")
            for command in [f"MAIL FROM:<{sender}>", *[f"RCPT TO:<{one}>" for one in recipients], "DATA"]:
                code, text = onwards.docmd(command)
                if code >= 400:
                    return f"{code} {text.decode('latin-1')}"
            onwards.send(b"X-Filtered: " + self.server.name.encode() + b"\r\n" + stuffed + b".\r\n")
            code, text = onwards.getreply()
            return f"{code} {text.decode('latin-1')}"


def address(line):
    return line[line.index("<") + 1 : line.index(">")]


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def note(self, text):
        with open(self.log, "a", encoding="utf-8") as out:
            out.write(text + "\n")


def main():
    kind, port, onwards, name, log = sys.argv[1:]
    server = Server(("127.0.0.1", int(port)), Handler)
    server.lmtp, server.next, server.name, server.log = kind == "lmtp", int(onwards), name, log
    print("listening", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
