"""Dialogues with a scripted milter behind them; both servers' replies, what the milter hears and what is queued shall agree."""

import dataclasses
import os
import struct
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../lib"))
import milter_stub as stub  # noqa: E402


@dataclasses.dataclass
class Case:
    name: str
    script: dict                         # of the milter (tests/lib/milter_stub.py)
    lines: list
    settings: dict = dataclasses.field(default_factory=dict)
    protocol: int = 0
    macros: bytes = b""
    client: str = "192.0.2.10"
    opening: str = ""
    differs: str = ""                    # why the two may differ; empty: they may not
    ignores: tuple = ()                  # of what is compared: "heard", "log"


TEXT = "Subject: one\r\nX-Two: a\r\n\tb\r\nSubject:  twice\r\nFrom: a@x.example\r\n\r\nline 1\r\n..dot\r\nline 3\r\n."
OPEN = ["EHLO client.example", "MAIL FROM:<a@x.example>", "RCPT TO:<alice@example.com>"]
MAIL = [*OPEN, "DATA", TEXT, "QUIT"]
TWO = ["EHLO client.example", "MAIL FROM:<a@x.example>", "RCPT TO:<alice@example.com>", "RCPT TO:<bob@example.com>", "DATA", TEXT, "QUIT"]
EVENTS = ("CONNECT", "HELO", "MAIL", "RCPT", "DATA", "HEADER", "EOH", "BODY", "EOM")
REPLIES = {"accept": b"a", "reject": b"r", "tempfail": b"t", "discard": b"d",
           "code": b"y" + stub.text("554 5.7.9 no %% thanks"), "lines": b"y" + stub.text("451-4.7.9 one\r\n451 4.7.9 two"),
           "shutdown": b"4"}

TAKES = "Postfix takes a message whose milter wants the connection closed in the middle of it"
CASES = [Case(f"{name} at {event}", {event: reply}, MAIL, differs=TAKES if name == "shutdown" and event in EVENTS[5:] else "")
         for event in EVENTS for name, reply in REPLIES.items()]
CASES += [Case(f"421 at {event}", {event: b"y" + stub.text("421 4.7.1 go away")}, MAIL) for event in ("CONNECT", "HELO", "MAIL", "RCPT", "DATA", "EOM")]


def edits(name, *replies, lines=None, **more):
    return Case(name, {"EOM": [*replies, b"c"]}, lines or MAIL, **more)


CASES += [
    Case("nothing", {}, TWO),
    Case("two messages", {}, [*OPEN, "DATA", TEXT, "MAIL FROM:<b@x.example>", "RCPT TO:<bob@example.com>", "DATA", TEXT, "QUIT"]),
    Case("reset", {}, [*OPEN, "RSET", "MAIL FROM:<b@x.example>", "RCPT TO:<bob@example.com>", "DATA", TEXT, "QUIT"]),
    Case("helo in a message", {}, [*OPEN, "EHLO other.example", *OPEN[1:], "DATA", TEXT, "QUIT"],
         differs="Postfix tells of the new greeting first, and then that the message before it is not to be"),
    Case("parameters", {}, ["EHLO client.example", "MAIL FROM:<a@x.example> SIZE=100 BODY=8BITMIME", "RCPT TO:<alice@example.com> NOTIFY=NEVER", "DATA", TEXT, "QUIT"]),
    Case("odd paths", {}, ["HELO client.example", "MAIL FROM: a@x.example", "RCPT TO: alice@example.com", "QUIT"]),
    Case("null sender", {}, ["HELO client.example", "MAIL FROM:<>", "RCPT TO:<alice@example.com>", "DATA", TEXT, "QUIT"]),
    Case("no helo", {}, ["MAIL FROM:<a@x.example>", "RCPT TO:<alice@example.com>", "DATA", TEXT, "QUIT"]),
    Case("refused recipient", {}, ["EHLO client.example", "MAIL FROM:<a@x.example>", "RCPT TO:<nobody@example.com>", "RCPT TO:<alice@example.com>", "QUIT"]),
    Case("refused recipient wanted", {}, ["EHLO client.example", "MAIL FROM:<a@x.example>", "RCPT TO:<nobody@example.com>", "RCPT TO:<alice@example.com>", "QUIT"], protocol=0x800),
    Case("unknown command", {}, ["EHLO client.example", "FOO", "QUIT"]),
    Case("unknown command with arguments", {}, ["EHLO client.example", "FOO bar", "QUIT"], differs="Postfix tells of the first word only"),
    Case("unknown command refused", {"UNKNOWN": b"y" + stub.text("554 5.7.9 no foo")}, ["EHLO client.example", "FOO", "QUIT"]),
    Case("one recipient refused", {"RCPT": {"<bob@example.com>": b"r"}}, TWO),
    Case("rejected connection, other commands", {"CONNECT": b"r"}, ["EHLO client.example", "VRFY alice", "NOOP", "MAIL FROM:<a@x.example>", "QUIT"]),
    Case("rejected helo, other commands", {"HELO": b"t"}, ["EHLO client.example", "VRFY alice", "MAIL FROM:<a@x.example>", "RSET", "MAIL FROM:<a@x.example>", "QUIT"]),
    Case("restrictions first", {"RCPT": b"r"}, MAIL, {"smtpd_recipient_restrictions": "reject"}),
    Case("client restrictions and connect", {"CONNECT": b"r"}, [*OPEN, "QUIT"], {"smtpd_client_restrictions": "reject", "smtpd_delay_reject": "no"}),
    Case("helo restrictions and helo", {"HELO": b"r"}, MAIL, {"smtpd_helo_restrictions": "reject", "smtpd_delay_reject": "no"}),
    Case("sender restrictions and mail", {"MAIL": b"r"}, MAIL, {"smtpd_sender_restrictions": "reject", "smtpd_delay_reject": "no"}),
    Case("data restrictions and data", {"DATA": b"r"}, MAIL, {"smtpd_data_restrictions": "reject"}),
    Case("end-of-data restrictions and end", {"EOM": b"r"}, MAIL, {"smtpd_end_of_data_restrictions": "reject"}),
    Case("header checks and end", {"EOM": b"r"}, [*OPEN, "DATA", "Refused: x\r\n\r\nx\r\n.", "QUIT"]),
    Case("does not want", {}, MAIL, protocol=0x1 | 0x2 | 0x20 | 0x10),
    Case("does not answer", {}, MAIL, protocol=0x80 | 0x1000 | 0x2000 | 0x4000 | 0x8000 | 0x10000 | 0x40000 | 0x80000),
    Case("leading space", {"EOM": [stub.add("X-Add", "value"), stub.change(1, "X-Two", "  wide"), b"c"]}, MAIL, protocol=0x100000),
    Case("skip body", {"BODY": b"s"}, [*OPEN, "DATA", "Subject: x\r\n\r\n" + ("x" * 900 + "\r\n") * 150 + ".", "QUIT"], protocol=0x400),
    Case("skip recipients", {"RCPT": b"s"}, TWO, protocol=0x400),
    Case("big body", {}, [*OPEN, "DATA", "Subject: x\r\n\r\n" + ("y" * 900 + "\r\n") * 200 + ".", "QUIT"]),
    Case("progress", {"EOM": [b"p", b"p", b"c"]}, MAIL),
    Case("own macros", {}, TWO, macros=struct.pack("!I", 2) + b"{mail_addr} {client_name} i\0" + struct.pack("!I", 5) + b"i {daemon_name}\0"),
    Case("macro lists", {}, TWO, {"milter_rcpt_macros": "{rcpt_addr} {client_addr} {client_ptr} {client_resolve} {client_connections} {nothing} {mine}",
                                  "milter_macro_defaults": "mine=yours,{nothing}={n o}", "milter_end_of_header_macros": "i {rcpt_addr}",
                                  "milter_unknown_command_macros": "j", "milter_mail_macros": "{mail_addr} {mail_host} {mail_mailer}",
                                  "milter_macro_daemon_name": "daemon", "milter_macro_v": "v1"}),
    Case("version 2", {}, MAIL, {"milter_protocol": "2"}),
    Case("version 3", {}, ["FOO", *MAIL], {"milter_protocol": "3"}),
    Case("version 4", {}, MAIL, {"milter_protocol": "4"}),
    Case("bad version", {}, MAIL, {"milter_protocol": "5"}),
    Case("no_milters", {"CONNECT": b"r"}, MAIL, {"receive_override_options": "no_milters"}),
    edits("add header", stub.add("X-Add", "one"), stub.add("X-Add", "two\n\tmore\nodd")),
    edits("insert header 0", stub.insert(0, "X-Ins", "top")),
    edits("insert header 1", stub.insert(1, "X-Ins", "second")),
    edits("insert header 3", stub.insert(3, "X-Ins", "later")),
    edits("insert header 99", stub.insert(99, "X-Ins", "last")),
    edits("change header", stub.change(1, "subject", "new")),
    edits("change second header", stub.change(2, "Subject", "new")),
    edits("change header 0", stub.change(0, "Subject", "new")),
    edits("change missing header", stub.change(1, "X-None", "new")),
    edits("delete header", stub.change(2, "Subject", "")),
    edits("delete missing header", stub.change(1, "X-None", "")),
    edits("delete first received", stub.change(1, "Received", "")),
    edits("several header edits", stub.change(1, "Subject", ""), stub.change(1, "Subject", "now first"), stub.insert(0, "A", "1"), stub.insert(1, "B", "2"), stub.add("C", "3")),
    edits("change sender", b"e" + stub.text("<new@y.example>")),
    edits("change sender to nobody", b"e" + stub.text("<>")),
    edits("change sender with parameters", b"e" + stub.text("new@y.example", "RET=HDRS FOO=bar")),
    edits("add recipient", b"+" + stub.text("<bob@example.com>")),
    edits("add bare recipient", b"+" + stub.text("bob")),
    edits("add known recipient", b"+" + stub.text("<alice@example.com>"), differs="Postfix knows the two apart by an ORCPT that nobody gave, and delivers twice"),
    edits("add null recipient", b"+" + stub.text("<>")),
    edits("add recipient with parameters", b"2" + stub.text("<bob@example.com>", "NOTIFY=NEVER")),
    edits("delete recipient", b"-" + stub.text("<bob@example.com>"), lines=TWO),
    edits("delete unknown recipient", b"-" + stub.text("<nobody@example.com>"), lines=TWO),
    edits("replace body", b"bnew 1\r\nnew", b"b 2\r\nend\r\n"),
    edits("replace body with bare lines", b"bone\ntwo\nthree"),
    edits("quarantine", b"q" + stub.text("why")),
    edits("quarantine and header", b"q" + stub.text("why"), stub.add("X-Add", "one")),
    edits("milter_header_checks hold", stub.add("X-Hold", "yes")),
    edits("milter_header_checks reject", stub.add("X-Reject", "yes"), stub.add("X-More", "x")),
    edits("milter_header_checks ignore", stub.add("X-Ignore", "yes"), stub.change(1, "X-Two", "y")),
    edits("milter_header_checks replace", stub.add("X-Replace", "yes")),
]
for action in ("accept", "reject", "tempfail", "quarantine", "nonsense"):
    more = {"milter_default_action": action, "milter_command_timeout": "1s", "milter_content_timeout": "1s"}
    CASES += [Case(f"{trouble} at {event}, {action}", {event: trouble}, MAIL, more)
              for trouble, event in (("close", "OPTNEG"), ("close", "CONNECT"), ("close", "MAIL"), ("close", "EOM"), ("silent", "RCPT"), ("silent", "EOM"), ("garbage", "MAIL"), ("huge", "EOM"))]
    CASES.append(Case(f"unreachable, {action}", None, MAIL, more))
CASES += [Case("bad name", None, MAIL, {"smtpd_milters": "nonsense"}), Case("bad transport", None, MAIL, {"smtpd_milters": "foo:bar"}),
          Case("bad name, accept", None, MAIL, {"smtpd_milters": "nonsense", "milter_default_action": "accept"}),
          Case("malformed code", {"MAIL": b"y" + stub.text("250 2.0.0 fine")}, MAIL), Case("unknown reply", {"MAIL": b"Z"}, MAIL),
          Case("data behind a reply", {"MAIL": b"cxyz"}, MAIL), Case("discard at connect", {"CONNECT": b"d"}, MAIL),
          Case("change at mail", {"MAIL": [stub.add("a", "b"), b"c"]}, MAIL)]

# Mail of this machine, by sendmail, and what its milter says.
LOCAL = {"nothing": {}, "a header": {"EOM": [stub.add("X-Add", "one"), b"c"]}, "discard": {"EOM": b"d"}, "quarantine": {"EOM": [b"q" + stub.text("why"), b"c"]},
         "discard at MAIL": {"MAIL": b"d"}, "accept at CONNECT": {"CONNECT": b"a"}}
