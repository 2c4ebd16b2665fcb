#!/usr/bin/env python3
"""The reports that the servers mail: what could not be delivered, is late, was delivered, would be delivered, and the
postmaster's copies. The same messages through Debian's Postfix and Mailstead with the same main.cf and the same
bounce_template_file, to LMTP servers that answer by the recipient's name; every mail that comes of it is compared to the
letter. Exits 77, and says why, where Postfix is missing or this is not root. Usage: reports_test.py MAILSTEAD [NAME-PART]"""

import concurrent.futures
import difflib
import os
import pathlib
import re
import smtplib
import socket
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "cleanup"))
import servers  # noqa: E402

WORDS = "".join(f"""{name}_template = <<END
Charset: us-ascii
From: MAILER-DAEMON (Mail at $myhostname)
Subject: {name} of mail
{copy}
Host $myhostname tells of {name}, after $delay_warning_time_seconds s, for $maximal_queue_lifetime_hours h.

  $$5
END

# the next
""" for name, copy in (("failure", "Postmaster-Subject: copy of a failure\n"), ("delay", "Postmaster-Subject: copy of a delay\n"),
                       ("success", ""), ("verify", "")))

MORE = """
notify_classes = bounce 2bounce delay
bounce_notice_recipient = n-bounce
2bounce_notice_recipient = n-2bounce
delay_notice_recipient = n-delay
bounce_template_file = {home}/etc/words
delay_warning_time = 1s
confirm_delay_cleared = yes
minimal_backoff_time = 2s
maximal_backoff_time = 2s
queue_run_delay = 2s
virtual_alias_maps = inline:{{ moved@alias.example=good@y.example, n-bounce@example.org=chief@example.org }}
bounce_size_limit = 2000
"""

TEXT = "Subject: hi\nMessage-Id: <mid@x>\nReferences: <r@x>\n\nbody\n"


class Case:
    """`mails`: how many arrive at the sinks, by the log of a Postfix that was watched once."""

    def __init__(self, name, mails, sender, recipients, text=TEXT, main="", sendmail=None, differs=""):
        self.name, self.mails, self.sender, self.recipients = name, mails, sender, recipients
        self.text, self.main, self.sendmail, self.differs = text, main, sendmail, differs

    def may(self, theirs, ours):
        return self.differs and theirs != ours


ALIAS_IS_FOLLOWED = "success is told of whom the message reached, where Postfix says that the alias was expanded"
TOLD_IN_ORDER = "recipients are told of in the order of the envelope, not in that of the answers; a header is not folded anew"


CASES = [
    Case("a failure", 2, "s@x.example", ["bad@y.example"]),
    Case("a failure of two, with ORCPT, ENVID, RET=HDRS", 3, "s@x.example> ENVID=e+20e RET=HDRS <", ["good@y.example", "bad1@y.example> ORCPT=rfc822;o+2Bc@z <", "bad2@y.example"]),
    Case("a failure nobody asked about", 1, "s@x.example", ["bad@y.example> NOTIFY=NEVER <"]),
    Case("a failure of a long message", 2, "s@x.example", ["bad@y.example"], text=TEXT + "x" * 70 + "\n" + ("y" * 60 + "\n") * 50),
    Case("a failure of mail without sender", 1, "", ["bad@y.example"]),
    Case("a failure of the report", 2, "bad@x.example", ["bad@y.example"]),
    Case("success", 2, "s@x.example> ENVID=ee RET=FULL <", ["good1@y.example> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;o@z <", "good2@y.example"]),
    Case("success of an alias", 2, "s@x.example", ["moved@alias.example> NOTIFY=SUCCESS <"], differs=ALIAS_IS_FOLLOWED),
    Case("a delay, and its end", 4, "s@x.example", ["once@y.example"]),
    Case("a delay told to some", 4, "s@x.example", ["once1@y.example", "once2@y.example> NOTIFY=NEVER <", "once3@y.example> NOTIFY=FAILURE <"]),
    Case("a delay of mail without sender", 1, "", ["once@y.example"]),
    Case("sendmail -bv", 1, "s@x.example", ["good@y.example"], sendmail=["-bv"]),
    Case("sendmail -bv, refused", 1, "s@x.example", ["bad@y.example"], sendmail=["-bv"]),
    Case("sendmail -bv, later", 1, "s@x.example", ["later@y.example"], sendmail=["-bv"]),
    Case("sendmail -bv of an alias", 1, "s@x.example", ["moved@alias.example"], sendmail=["-bv"]),
    Case("sendmail -bv of nobody", 1, "s@x.example", ["nobody@alias.example"], sendmail=["-bv"]),
    Case("sendmail -bv of two", 1, "s@x.example", ["good@y.example", "bare"], sendmail=["-bv"], differs=TOLD_IN_ORDER),
    Case("sendmail -bv by nobody", 1, "", ["good@y.example"], sendmail=["-bv"]),
    Case("sendmail -bv, success asked for", 0, "s@x.example", ["good@y.example"], sendmail=["-bv", "-N", "success"]),
    Case("sendmail -v", 2, "s@x.example", ["good@y.example"], sendmail=["-v"]),
    Case("sendmail -v, refused", 3, "s@x.example", ["bad@y.example"], sendmail=["-v"]),
    Case("sendmail -bv -v", 0, "s@x.example", ["good@y.example"], sendmail=["-bv", "-v"]),
    Case("sendmail -bv -t", 0, "s@x.example", ["good@y.example"], sendmail=["-bv", "-t"]),
    Case("sendmail -bv without recipients", 0, "s@x.example", [], sendmail=["-bv"]),
    Case("threads", 2, "s@x.example", ["bad@y.example"], main="enable_threaded_bounces = yes\n"),
    Case("threads of what had no Message-ID", 2, "s@x.example", ["bad@y.example"], text="Subject: x\n\nhi\n", main="enable_threaded_bounces = yes\n"),
    Case("header checks on reports", 2, "s@x.example", ["bad@y.example"],
         main="internal_mail_filter_classes = bounce\nheader_checks = pcre:{{{{/^Subject: (copy.*)/ REPLACE Subject: seen $$1}}}}\n"),
    Case("header checks not on reports", 2, "s@x.example", ["bad@y.example"], main="header_checks = pcre:{{{{/^Subject: (copy.*)/ REPLACE Subject: seen $$1}}}}\n"),
    Case("a report thrown away", 1, "s@x.example", ["bad@y.example"],
         main="internal_mail_filter_classes = bounce, notify\nheader_checks = pcre:{{{{/^Subject: copy/ DISCARD}}}}\n"),
]


class Talk(servers.Talk):
    def handle(self):
        self.say("220 sink")
        sender, recipients = "", []
        for raw in self.rfile:
            line = raw.decode("latin-1").rstrip("\r\n")
            word = line.upper()
            if word.startswith("LHLO"):
                self.say("250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8")
            elif word.startswith("MAIL"):
                sender, recipients = line[line.index("<") + 1:line.index(">")], []
                self.say("250 2.1.0 ok")
            elif word.startswith("RCPT"):
                self.rcpt(line[line.index("<") + 1:line.rindex(">")], recipients)
            elif word == "DATA" and not recipients:
                self.say("503 5.5.1 no recipients")
            elif word == "DATA":
                self.say("354 go on")
                text = self.text()
                with self.server.lock:
                    self.server.taken.append((sender, sorted(recipients), text))
                for _ in recipients:
                    self.say("250 2.0.0 taken")
            else:
                self.say("221 bye" if word == "QUIT" else "250 ok")
                if word == "QUIT":
                    return

    def rcpt(self, who, recipients):
        if who.startswith("bad"):
            return self.say("550 5.1.1 no such user")
        once = who.startswith("once") and (who, self.server.round) not in self.server.__dict__.setdefault("met", set())
        if once or who.startswith("later"):
            self.server.__dict__.setdefault("met", set()).add((who, self.server.round))
            time.sleep(1.2 if once else 0)
            return self.say("450 4.2.0 come later")
        recipients.append(who)
        return self.say("250 2.1.5 ok")


def alike(text):
    text = re.sub(r"\b\d{14}\.[0-9A-F]{6,}@", "STAMP.ID@", text)
    text = re.sub(r"\w{3}, +\d+ \w{3} \d{4} [\d:]{8} [+-]\d{4} \(\w+\)", "DATE", text)
    text = re.sub(r"\b[0-9A-F]{8,}\.\d+/", "ID.TIME/", text)
    text = re.sub(r"(id |Queue-ID: )[0-9A-F]{8,}\b", r"\1ID", text)
    # Folded at another word where a port has other digits.
    text = re.sub(r"\n    ", " ", text)
    text = re.sub(r"(127\.0\.0\.1\]):\d+", r"\1:PORT", text)
    # "id ID;" and the date may stand on one line or on two.
    return re.sub(r";\s+DATE", "; DATE", text)


class Server(servers.Server):
    def send_mail(self, port, case):
        with socket.create_connection(("127.0.0.1", port), timeout=30) as wire:
            talk = smtplib.SMTP()
            talk.sock, talk.file = wire, None
            talk.getreply()
            talk.ehlo("client.example")

            def command(verb, argument):
                path, _, rest = argument.partition("> ")
                code, answer = talk.docmd(f"{verb}:<{path}>" + (" " + rest.rstrip(" <") if rest else ""))
                assert code < 300, (verb, argument, answer)
            command("MAIL FROM", case.sender)
            for one in case.recipients:
                command("RCPT TO", one)
            talk.docmd("DATA")
            talk.send(case.text.replace("\n", "\r\n").encode("latin-1") + b".\r\n")
            talk.getreply()
            talk.docmd("QUIT")

    def run_sendmail(self, case):
        etc = str(self.home / "etc")
        program = ["/usr/sbin/sendmail", "-C", etc] if self.program is None else [self.program, "-c", etc, "sendmail"]
        done = subprocess.run([*program, *case.sendmail, "-f", case.sender, *case.recipients], input=case.text, text=True, timeout=60,
                              capture_output=True, check=False)
        return done.returncode, done.stdout, re.sub(r"^(postfix/)?sendmail: ", "", done.stderr, flags=re.M)

    def results(self, cases, port):
        out = {}
        for at, case in enumerate(cases):
            self.sink.round = at
            said = self.run_sendmail(case) if case.sendmail else self.send_mail(port, case)
            mails = self.delivered(case.mails, 20)
            out[case.name] = [said] + sorted((sender, whom, alike(text)) for sender, whom, text in mails)
        return out


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as one:
        return one.getsockname()[1]


def run_side(name, home, program, groups):
    """Each group of cases has a main.cf of its own."""
    out = {}
    for number, (main, cases) in enumerate(groups.items()):
        port = free_port()
        server = Server(name, home / str(number), program)
        server.sink.RequestHandlerClass = Talk
        server.more = MORE + main
        server.configure([f"127.0.0.1:{port} inet n - n - - smtpd\n"], {"words": WORDS})
        server.start(port)
        try:
            out |= server.results(cases, port)
        finally:
            server.stop()
            if os.environ.get("KEEP"):
                print("\n".join(server.log()))
    return out


def main():
    if not os.path.exists(servers.POSTFIX) or os.geteuid() != 0:
        print("SKIPPED: needs Debian's postfix and root")
        return 77
    program, part = os.path.abspath(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else ""
    servers.MAIN += MORE
    servers.MAIN = servers.MAIN.replace("notify_classes =\n", "")
    servers.MAILSTEAD_ONLY += "mail_owner = root\nstore_owner = root\nauth_owner = root\n"
    groups = {}
    for case in CASES:
        if part in case.name:
            groups.setdefault(case.main, []).append(case)
    base = servers.MAIN
    theirs, ours = {}, {}
    with tempfile.TemporaryDirectory(prefix="mailstead-reports.") as home:
        os.chmod(home, 0o755)
        for number, (more, cases) in enumerate(groups.items()):
            servers.MAIN = base + more
            with concurrent.futures.ThreadPoolExecutor(2) as pool:
                jobs = [pool.submit(run_side, name, pathlib.Path(home) / f"{name}{number}", what, {more: cases})
                        for name, what in (("postfix", None), ("mailstead", program))]
                theirs |= jobs[0].result()
                ours |= jobs[1].result()
    failures = 0
    for case in (case for cases in groups.values() for case in cases):
        alike_and_all = theirs[case.name] == ours[case.name] and len(theirs[case.name]) == case.mails + 1
        if case.may(theirs[case.name], ours[case.name]) if case.differs else alike_and_all:
            continue
        failures += 1
        print(f"DIFFERENT {case.name}: {len(theirs[case.name]) - 1} and {len(ours[case.name]) - 1} mails, {case.mails} meant")
        for left, right in zip(theirs[case.name], ours[case.name]):
            if left != right:
                print("\n".join(difflib.unified_diff(show(left), show(right), "Postfix", "Mailstead", lineterm="", n=2)))
    print(f"{sum(map(len, groups.values()))} cases: {failures} failures")
    return 1 if failures else 0


def show(one):
    return ("\n".join(map(str, one)) if isinstance(one, tuple) else str(one)).split("\n")


if __name__ == "__main__":
    sys.exit(main())
