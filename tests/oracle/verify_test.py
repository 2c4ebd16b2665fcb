#!/usr/bin/env python3
"""reject_unverified_sender and reject_unverified_recipient: the same dialogues with Postfix and Mailstead, whose probes go to
the same LMTP server; replies and what that server hears are compared. Exits 77, and says why, where Postfix or the right to
unshare a network is missing. Usage: verify_test.py MAILSTEAD [NAME-PART]"""

import pathlib
import socketserver
import sys
import threading
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "smtpd"))
import sides  # noqa: E402

RECORDS = ["good.example A 192.0.2.10", "10.2.0.192.in-addr.arpa PTR good.example"]
RECIPIENT, SENDER = {"smtpd_recipient_restrictions": "reject_unverified_recipient"}, {"smtpd_recipient_restrictions": "reject_unverified_sender"}


class Case:
    client, opening = "192.0.2.10", ""

    def __init__(self, name, settings, sender, recipient):
        self.name, self.settings = name, settings
        self.lines = ["HELO c.example", f"MAIL FROM:<{sender}>", f"RCPT TO:<{recipient}>"]


def to(who, **settings):
    return Case(f"to {who} {settings}", {**RECIPIENT, **settings}, "a@x.example", f"{who}@relay.example")


def by(who, **settings):
    return Case(f"by {who} {settings}", {**SENDER, **settings}, who, "alice@example.com")


# In this order: later ones find what earlier ones have left in the cache.
CASES = [
    *[to(who) for who in ("good", "bad", "odd", "later", "slow", "good", "bad", "slow", "GOOD")],
    to("bad", unverified_recipient_reject_code="550"), to("odd", unverified_recipient_reject_code="550"),
    to("bad", unverified_recipient_reject_code="250"), to("later", unverified_recipient_defer_code="451"),
    to("later", unverified_recipient_defer_code="250"), to("bad", unverified_recipient_reject_reason="no luck"),
    to("later", unverified_recipient_reject_reason="no luck"), to("later", unverified_recipient_tempfail_action="defer"),
    to("later", smtpd_recipient_restrictions="reject_unverified_recipient, reject"),
    to("later", smtpd_recipient_restrictions="reject_unverified_recipient, reject", unverified_recipient_tempfail_action="defer"),
    to("bad", smtpd_recipient_restrictions="warn_if_reject reject_unverified_recipient"),
    to("good2", address_verify_poll_count="1"), to("good2"), to("hangup"),
    Case("alias of a good one", RECIPIENT, "a@x.example", "alias@example.com"),
    Case("alias of a bad one", RECIPIENT, "a@x.example", "badalias@example.com"),
    by("good@relay.example"), by("bad@relay.example"), by("later3@relay.example"), by("good4@other.example"), by("bad4@other.example"),
    by("bad4@other.example", unverified_sender_reject_code="550"), by("bad4@other.example", unverified_sender_reject_reason="not so"),
    by("later4@other.example", unverified_sender_tempfail_action="defer"), by(""),
]


class Lmtp(socketserver.StreamRequestHandler):
    heard = []

    def handle(self):
        self.wfile.write(b"220 sink LMTP\r\n")
        for line in self.rfile:
            text = line.decode("latin-1").strip()
            verb, answer = text[:4].upper(), "250 2.0.0 ok"
            if verb in ("MAIL", "RCPT", "DATA"):
                Lmtp.heard.append(text)
            if verb == "LHLO":
                answer = "250-sink\r\n250-PIPELINING\r\n250 8BITMIME"
            elif verb == "RCPT" and "hangup" in text:
                return
            elif verb == "RCPT":
                time.sleep(3 if "slow" in text else 0)
                answers = {"bad": "550 5.1.1 no such user", "odd": "554 odd", "later": "450 4.2.0 come later"}
                answer = next((said for who, said in answers.items() if who in text), "250 2.1.5 taken")
            self.wfile.write(answer.encode() + b"\r\n")
            if verb == "QUIT":
                return


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


MORE = {"default_transport": "lmtp:inet:[127.0.0.1]:2525", "relay_transport": "lmtp:inet:[127.0.0.1]:2525", "address_verify_poll_delay": "1s",
        "virtual_alias_maps": "inline:{ alias@example.com=good9@relay.example, badalias@example.com=bad9@relay.example }",
        "local_recipient_maps": "inline:{ alice=x, alias=x, badalias=x }", "lmtp_connection_cache_on_demand": "no",
        "address_verify_sender_ttl": "3h"}


class Peers(sides.Postfix):
    def write(self, more, lines):
        kept = [line for line in lines if not line.startswith("hold-it")]
        rows = ["verify unix - - n - 1 verify", "lmtp unix - - n - - lmtp", "scache unix - - n - 1 scache"]
        super().write({**more, **MORE, "address_verify_map": f"lmdb:{self.home}/lib/verify"}, kept + rows)


class Ours(sides.Mailstead):
    def write(self, more, lines):
        super().write({**more, **MORE, "address_verify_map": f"lmdb:{self.home}/lib/verify"}, lines)


def dialogue(port, case):
    """The answer to RCPT, and which probe it needed."""
    Lmtp.heard.clear()
    answer = sides.dialogue(port, case)[-1]
    time.sleep(0.1)
    return answer, list(Lmtp.heard)


def main():
    program, part, home = sides.arguments()

    wanted = [case for case in CASES if part in case.name]
    threading.Thread(target=Server(("127.0.0.1", 2525), Lmtp).serve_forever, daemon=True).start()
    peers = Peers(f"{home}/postfix", wanted, [21000 + i for i in range(len(wanted))])
    ours = Ours(f"{home}/mailstead", wanted, [22000 + i for i in range(len(wanted))], program)
    failures = 0
    with sides.running(RECORDS, peers, ours):
        theirs = [dialogue(port, case) for case, port in zip(wanted, peers.ports)]
        mine = [dialogue(port, case) for case, port in zip(wanted, ours.ports)]
        for case, left, right in zip(wanted, theirs, mine):
            if left != right:
                failures += 1
                print(f"DIFFERENT {case.name}\n    Postfix:   {left}\n    Mailstead: {right}")
        if failures:
            print((ours.home / "log").read_text()[-3000:])
    print(f"{len(wanted)} dialogues: {failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
