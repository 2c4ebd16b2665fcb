#!/usr/bin/env python3
"""smtpd_proxy_filter: the same clients and the same filter between them and Postfix, and them and Mailstead; replies and what
the filter hears are compared. Exits 77, and says why, where Postfix or the right to unshare a network is missing.
Usage: proxy_filter_test.py MAILSTEAD [NAME-PART]"""

import dataclasses
import pathlib
import re
import socketserver
import sys
import threading
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "smtpd"))
import sides  # noqa: E402

RECORDS = ["good.example A 192.0.2.10", "10.2.0.192.in-addr.arpa PTR good.example"]
OFFERS = "\r\n".join(["250-filter", "250-PIPELINING", "250-8BITMIME", "250-SMTPUTF8",
                      "250-XFORWARD NAME ADDR PORT PROTO HELO IDENT SOURCE", "250 DSN"])
OPEN = ["EHLO c.example", "MAIL FROM:<a@x.example>"]
ONE = OPEN + ["RCPT TO:<alice@example.com>"]
TEXT = ["DATA", "Subject: x\r\n\r\n..dot\r\nhi\r\n.", "QUIT"]
BIG = ["DATA", "Subject: x\r\n\r\n" + ("y" * 900 + "\r\n") * 300 + ".", "QUIT"]
RECEIVED = ["DATA", "Received: x\r\nReceived: y\r\n\r\nhi\r\n.", "QUIT"]


@dataclasses.dataclass
class Case:
    name: str
    lines: list
    filter: dict = dataclasses.field(default_factory=dict)      # what the filter answers, by command
    settings: dict = dataclasses.field(default_factory=dict)
    client: str = "192.0.2.10"
    opening: str = ""


def action(what):
    return {"smtpd_sender_restrictions": f"check_sender_access inline:{{{{x.example={what}}}}}"}


FAST = {"smtpd_proxy_options": "speed_adjust"}
BAD, LATER = "RCPT TO:<bad@relay.example>", "RCPT TO:<later@relay.example>"
CASES = [
    Case("plain", ONE + TEXT), Case("no xforward", ONE + TEXT, {"EHLO": "250 filter"}),
    Case("some xforward", ONE + TEXT, {"EHLO": "250-filter\r\n250 XFORWARD ADDR HELO"}),
    Case("two recipients", ONE + ["RCPT TO:<bob@example.com>"] + TEXT),
    Case("a bad recipient", ONE + [BAD, LATER, "RCPT TO:<bob@example.com>"] + TEXT),
    Case("a bad one first", OPEN + [BAD, "RCPT TO:<bob@example.com>"] + TEXT), Case("only bad ones", OPEN + [BAD, LATER] + TEXT),
    Case("unknown recipient", OPEN + ["RCPT TO:<zz@example.com>"] + TEXT),
    Case("no delayed opening", OPEN + ["RCPT TO:<zz@example.com>"] + TEXT, {}, {"smtpd_delay_open_until_valid_rcpt": "no"}),
    Case("mail refused", ONE + TEXT, {"MAIL": "550 5.1.0 no sender"}), Case("mail deferred", ONE + TEXT, {"MAIL": "451 4.1.0 later"}),
    Case("data refused", ONE + TEXT, {"DATA": "550 5.5.0 no data"}), Case("text refused", ONE + TEXT, {"END": "550 5.7.1 spam"}),
    Case("text deferred", ONE + TEXT, {"END": "450 spam"}), Case("two lines", ONE + TEXT, {"END": "250-2.0.0 one\r\n250 2.0.0 two"}),
    Case("greeting 554", ONE + TEXT, {"GREETING": "554 no"}), Case("no greeting", ONE + TEXT, {"GREETING": "close"}),
    Case("no ehlo", ONE + TEXT, {"EHLO": "500 no"}), Case("xforward refused", ONE + TEXT, {"XFORWARD": "550 no"}),
    *[Case(f"closes at {at}", ONE + TEXT, {at: "close"}) for at in ("MAIL", "RCPT", "DATA", "END")],
    Case("silent", ONE + TEXT, {"MAIL": "silence"}, {"smtpd_proxy_timeout": "1s"}),
    Case("long answer", ONE + TEXT, {"END": "550 " + "x" * 900}),
    Case("rset", ONE + ["RSET"] + OPEN[1:] + ONE[2:] + TEXT), Case("two messages", ONE + TEXT[:2] + OPEN[1:] + ONE[2:] + TEXT),
    Case("ehlo", ONE + TEXT, {}, {"smtpd_proxy_ehlo": "proxy.example"}),
    Case("chunks", ONE + ["BDAT 14 LAST\r\nSubject: a\r\n"] + TEXT[2:]),
    Case("arguments", ["EHLO c.example", "MAIL FROM:<a@x.example> SIZE=100 BODY=8BITMIME RET=HDRS ENVID=qq",
                       "RCPT TO:<alice@example.com> NOTIFY=SUCCESS ORCPT=rfc822;z@y"] + TEXT),
    Case("helo", ["HELO c.example"] + ONE[1:] + TEXT), Case("stranger", ONE + TEXT, client="192.0.2.12"),
    *[Case(f"access {what}", ONE + TEXT, {}, action(what)) for what in
      ("prepend X-Y: z", "hold", "redirect q@z.example", "discard", "bcc q@z.example", "reject", "filter smtp:[127.0.0.1]:9")],
    Case("too large", ONE + BIG, {}, {"message_size_limit": "20000"}),
    Case("end of data", ONE + TEXT, {}, {"smtpd_end_of_data_restrictions": "reject"}),
    Case("hops", ONE + RECEIVED, {}, {"hopcount_limit": "1"}),
    Case("forwarded", OPEN[:1] + ["XFORWARD NAME=o.example ADDR=192.0.2.77 PORT=99 PROTO=SMTP HELO=oh IDENT=ii SOURCE=LOCAL"] + ONE[1:] + TEXT,
         {}, {"smtpd_authorized_xforward_hosts": "192.0.2.10"}),
    Case("nobody there", ONE + TEXT, {}, {"smtpd_proxy_filter": "127.0.0.1:9"}),
    Case("no such host", ONE + TEXT, {}, {"smtpd_proxy_filter": "nosuch.example:25"}),
    Case("fast", ONE + TEXT, {}, FAST), Case("fast and big", ONE + BIG, {}, FAST), Case("fast, mail refused", ONE + TEXT, {"MAIL": "550 5.1.0 no"}, FAST),
    Case("fast, bad recipient", ONE + [BAD] + TEXT, {}, FAST), Case("fast, text refused", ONE + TEXT, {"END": "550 5.7.1 spam"}, FAST),
    Case("fast, nobody there", ONE + TEXT, {}, {"smtpd_proxy_filter": "127.0.0.1:9", **FAST}),
    Case("fast, end of data", ONE + TEXT, {}, {"smtpd_end_of_data_restrictions": "reject", **FAST}),
    Case("fast, too large", ONE + BIG, {}, {"message_size_limit": "20000", **FAST}),
]


class Filter(socketserver.StreamRequestHandler):
    """Answers as its server's case says, and keeps what it hears."""

    def say(self, text):
        """False: hangs up."""
        if text == "silence":
            return True
        if text != "close":
            self.wfile.write(text.encode() + b"\r\n")
        return text != "close"

    def answer(self, verb, line):
        wanted = self.server.case.filter
        if verb in wanted:
            return wanted[verb]
        if verb == "RCPT" and "bad@" in line:
            return "550 5.7.1 filter dislikes it"
        if verb == "RCPT" and "later@" in line:
            return "450 4.7.1 filter wants it later"
        return {"EHLO": OFFERS, "DATA": "354 go", "QUIT": "221 bye", "END": "250 2.0.0 filter took it"}.get(verb, "250 2.0.0 ok")

    def handle(self):
        heard = []
        self.server.heard.append(heard)
        going, in_text = self.say(self.server.case.filter.get("GREETING", "220 filter ESMTP")), False
        while going:
            line = self.rfile.readline().decode("latin-1")
            if not line:
                break
            heard.append(("text " if in_text else "") + line)
            if in_text and line != ".\r\n":
                continue
            verb = "END" if in_text else re.split("[ :\r]", line)[0].upper()
            reply = self.answer(verb, line)
            in_text = verb == "DATA" and reply.startswith("354")
            going = self.say(reply) and verb != "QUIT"
        heard.append("(end)")


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port, case):
        super().__init__(("127.0.0.1", port), Filter)
        self.case, self.heard = case, []
        threading.Thread(target=self.serve_forever, daemon=True).start()


def settled(heard):
    """What the filter has heard, when it has heard all of it."""
    until = time.monotonic() + 5
    while time.monotonic() < until and not all(one and one[-1] == "(end)" for one in heard):
        time.sleep(0.01)
    return heard


def replies(port, case):
    """What EHLO offers is compared elsewhere."""
    return [(sent[:40], said) for sent, said in sides.dialogue(port, case) if not sent.startswith("EHLO")]


def commands(heard):
    """What is random has one form; how a text ends that is given up is not compared: Postfix sends QUIT as a line of it."""
    out = []
    for connection in heard:
        lines = [re.sub(r"PORT=\d+", "PORT=N", re.sub(r"\d\d:\d\d:\d\d", "TIME", line)) for line in connection]
        if any(line.startswith("text ") for line in lines) and "text .\r\n" not in lines:
            lines = [line for line in lines if not line.startswith("text ")]
        out.append(lines)
    return out


def main():
    program, part, home = sides.arguments()

    wanted = [case for case in CASES if part in case.name]
    servers = [Server(20000 + i, case) for i, case in enumerate(wanted)]
    for i, case in enumerate(wanted):
        case.settings = {"smtpd_proxy_filter": f"127.0.0.1:{20000 + i}", "smtpd_proxy_timeout": "10s", **case.settings}
    peers = sides.Postfix(f"{home}/postfix", wanted, [21000 + i for i in range(len(wanted))])
    ours = sides.Mailstead(f"{home}/mailstead", wanted, [22000 + i for i in range(len(wanted))], program)
    failures = 0
    with sides.running(RECORDS, peers, ours):
        for case, server, their_port, our_port in zip(wanted, servers, peers.ports, ours.ports):
            theirs = [replies(their_port, case), commands(settled(server.heard))]
            server.heard = []
            mine = [replies(our_port, case), commands(settled(server.heard))]
            for what, left, right in zip(("replies", "the filter hears"), theirs, mine):
                if left != right:
                    failures += 1
                    print(f"DIFFERENT {case.name}, {what}:\n    Postfix:   {str(left):.2000}\n    Mailstead: {str(right):.2000}")
    print(f"{len(wanted)} dialogues: {failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
