"""SMTP servers that remember what they take: `taken` has (MAIL, [RCPT], text). `refusals`: what is said to RCPT instead of 250, by a
part of the line.

smtp_sink.py PORT FILE: one of them, as a program; each message is added to FILE: the lines of its envelope, and its text."""
import socketserver
import sys
import threading


class Talk(socketserver.StreamRequestHandler):
    def say(self, line):
        self.wfile.write(line.encode() + b"\r\n")

    def handle(self):
        self.say("220 sink.test ESMTP")
        mail, recipients = "", []
        for raw in self.rfile:
            line = raw.decode("utf-8", "surrogateescape").rstrip("\r\n")
            word = line[:4].upper()
            if word == "EHLO":
                self.say("\r\n".join(["250-sink.test", *["250-" + one for one in self.server.offers], "250 PIPELINING"]))
            elif word == "MAIL":
                mail, recipients = line, []
                self.say("250 2.1.0 Ok")
            elif word == "RCPT":
                no = next((reply for part, reply in self.server.refusals.items() if part in line), None)
                if no is None:
                    recipients.append(line)
                self.say(no or "250 2.1.5 Ok")
            elif word == "DATA" and not recipients:
                self.say("554 5.5.1 no valid recipients")
            elif word == "DATA":
                self.say("354 go on")
                text = self.text()
                with self.server.lock:
                    self.server.taken.append((mail, recipients, text))
                    self.server.keep("\n".join([mail, *recipients]).encode() + b"\n" + text)
                self.say("250 2.0.0 Ok: taken")
            else:
                self.say("221 2.0.0 Bye" if word == "QUIT" else "250 2.0.0 Ok")
                if word == "QUIT":
                    return

    def text(self):
        lines = []
        for raw in self.rfile:
            if raw == b".\r\n":
                break
            lines.append(raw[1:] if raw.startswith(b".") else raw)
        return b"".join(lines).replace(b"\r\n", b"\n")


class Sink(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True
    request_queue_size = 100
    file = None

    def keep(self, message):
        if self.file:
            with open(self.file, "ab") as out:
                out.write(message)

    def __init__(self, port, offers=("8BITMIME",), refusals=()):
        self.refusals = dict(refusals)
        self.offers, self.taken, self.lock = offers, [], threading.Lock()
        super().__init__(("127.0.0.1", port), Talk)
        threading.Thread(target=self.serve_forever, daemon=True).start()


if __name__ == "__main__":
    Sink.file = sys.argv[2]
    Sink(int(sys.argv[1]))
    print("listening", flush=True)
    threading.Event().wait()
