"""Clients whom Postfix's postscreen and ours shall treat alike: every reply, and every line in the log."""

import dataclasses

RECORDS = ["10.2.0.192.bl.example A 127.0.0.2", "11.2.0.192.wl.example A 127.0.0.3", "10.2.0.192.down.example !servfail"]


@dataclasses.dataclass
class Case:
    name: str
    settings: dict
    visits: list         # one connection after the other; each is what the client sends: text, or (text, number of replies)
    client: str = "192.0.2.10"
    opening: str = ""    # sent before the greeting
    held: bool = False   # another connection of the client is open meanwhile
    differs: str = ""    # why the two may be different; empty: they may not


DEEP = {"postscreen_pipelining_enable": "yes"}
EHLO, MAIL, RCPT, QUIT = "EHLO x.example\r\n", "MAIL FROM:<a@b>\r\n", "RCPT TO:<c@d>\r\n", "QUIT\r\n"
TALK = [EHLO, MAIL, RCPT, QUIT]


def rejecting(action):
    return {"postscreen_access_list": "cidr:{ {192.0.2.10 reject} }", "postscreen_denylist_action": action}


def dnsbl(sites, **more):
    return {"postscreen_dnsbl_sites": sites, **{f"postscreen_dnsbl_{name}": value for name, value in more.items()}}


def deep(name, action):
    return {f"postscreen_{name}_enable": "yes", f"postscreen_{name}_action": action}


CASES = [
    Case("passes, and is known", {}, [[EHLO, QUIT], [EHLO, QUIT]]),
    Case("no teaser", {"postscreen_greet_banner": ""}, [[QUIT], [QUIT]]),
    Case("other teaser", {"postscreen_greet_banner": "Wait please"}, [[QUIT]]),
    Case("nothing is kept", {"postscreen_cache_map": ""}, [[QUIT], [QUIT]]),
    Case("early, ignored", {}, [[QUIT], [QUIT]], opening="EHLO early\r\n"),
    Case("early, enforced", {"postscreen_greet_action": "enforce"}, [[MAIL, RCPT, QUIT]] * 2, opening="EHLO early\r\n"),
    Case("early, dropped", {"postscreen_greet_action": "drop"}, [[QUIT]], opening="EHLO early\r\n"),
    Case("early web client", {"postscreen_greet_action": "enforce"}, [["NOOP\r\n"]], opening="GET / HTTP/1.0\r\nHost: x\r\n\r\n"),
    Case("half a word early", {}, [["NOOP\r\n", QUIT]], opening="NO"),
    Case("allowed", {"postscreen_access_list": "cidr:{ {192.0.2.0/24 permit} }"}, [[QUIT]]),
    Case("allowed by mynetworks", {"mynetworks": "192.0.2.10"}, [[QUIT]]),
    Case("denied, ignored", rejecting("ignore"), [[QUIT]]),
    Case("denied, enforced", rejecting("enforce"), [TALK]),
    Case("denied, dropped", rejecting("drop"), [[]]),
    Case("list that fails", {"postscreen_access_list": "fail:x"}, [[QUIT]]),
    Case("list with a wrong word", {"postscreen_access_list": "inline:{ {192.0.2.10=bogus} }"}, [[QUIT]]),
    Case("list that says nothing", {"postscreen_access_list": "inline:{ {192.0.2.10=dunno} }, reject", "postscreen_denylist_action": "drop"}, [[]]),
    Case("dnsbl, ignored", dnsbl("bl.example*2"), [[QUIT], [QUIT]]),
    Case("dnsbl, enforced", dnsbl("bl.example*2", action="enforce"), [TALK, TALK]),
    Case("dnsbl, dropped", dnsbl("bl.example", action="drop"), [[]]),
    Case("dnsbl below threshold", dnsbl("bl.example*2", threshold="3", action="drop"), [[QUIT], [QUIT]]),
    Case("dnsbl filters add up", dnsbl("bl.example=127.0.0.2*2, bl.example=127.0.0.[1..9]*3, wl.example=127.0.0.9", threshold="5",
                                       action="enforce", reply_map="inline:{ {bl.example=other.example} }"), [TALK]),
    Case("dnsbl, not this answer", dnsbl("bl.example=127.0.0.3", action="drop"), [[QUIT]]),
    Case("dnsbl does not answer", dnsbl("down.example", action="drop"), [[QUIT]]),
    Case("dnsbl allows", {**DEEP, **dnsbl("wl.example*-3", allowlist_threshold="-2")}, [[QUIT], [QUIT]], client="192.0.2.11"),
    Case("dialogue", DEEP, [["HELO\r\n", "EHLO\r\n", "VRFY x\r\n", "VRFY\r\n", "ETRN x\r\n", "ETRN\r\n", "HELP\r\n", "AUTH PLAIN\r\n",
                             "XCLIENT a=b\r\n", "FOO\r\n", "\r\n", "RCPT TO:<x@y>\r\n", "HELO x y\r\n", "MAIL FROM:<>\r\n",
                             "RCPT TO:c@d NOTIFY=x\r\n", "STARTTLS\r\n", "NOOP x\r\n", "QUIT now\r\n"], [QUIT]]),
    Case("mail syntax", DEEP, [["MAIL\r\n", "MAIL FROM\r\n", "MAIL FROM:\r\n", "RSET x\r\n", "MAIL TO:<a.b@c>\r\n", MAIL, "RCPT\r\n",
                                "rcpt to : <x@y>\r\n", QUIT]]),
    Case("data", DEEP, [[EHLO, MAIL, RCPT, "DATA\r\n"], [QUIT]]),
    Case("data at once", DEEP, [["DATA\r\n"]]),
    Case("bdat", DEEP, [[EHLO, MAIL, "BDAT 5 LAST\r\nhello"]]),
    Case("bdat, not offered", {**DEEP, "postscreen_discard_ehlo_keywords": "etrn,dsn,chunking"}, [[EHLO, "BDAT 3\r\n"]]),
    Case("nothing offered", {**DEEP, "postscreen_discard_ehlo_keywords": "silent-discard,size,vrfy,etrn,8bitmime,dsn,chunking,smtputf8,"
                             "enhancedstatuscodes"}, [[EHLO, QUIT]]),
    Case("pipelining, enforced", DEEP, [[(EHLO + MAIL, 2), RCPT, QUIT], [QUIT]]),
    Case("pipelining, dropped", deep("pipelining", "drop"), [[EHLO + MAIL]]),
    Case("pipelining, ignored", deep("pipelining", "ignore"), [[(EHLO + MAIL, 2), RCPT, QUIT], [QUIT]]),
    Case("foreign command, dropped", deep("non_smtp_command", "drop"), [["GET / HTTP/1.0\r\n"]]),
    Case("foreign command, enforced", deep("non_smtp_command", "enforce"), [["Subject: x\r\n", MAIL, RCPT, QUIT]]),
    Case("foreign command, ignored", deep("non_smtp_command", "ignore"), [["Subject: x\r\n", MAIL, RCPT, QUIT]]),
    Case("foreign command, by the list", deep("non_smtp_command", "drop"), [["ehlo x\r\n", "1foo\r\n"]]),
    Case("foreign command, not looked for", DEEP, [["GET x\r\n", QUIT]]),
    Case("bare newline, ignored", deep("bare_newline", "ignore"), [["EHLO x\n", MAIL, RCPT, QUIT], [QUIT]]),
    Case("bare newline, enforced", deep("bare_newline", "enforce"), [["EHLO x\n", MAIL, RCPT, QUIT]]),
    Case("bare newline, dropped", deep("bare_newline", "drop"), [["EHLO x\n"]]),
    Case("bare newline, not looked for", {**DEEP, "postscreen_greet_action": "enforce"}, [["EHLO x\n", MAIL, RCPT, QUIT]], opening="NOOP\n"),
    Case("passes behind the greeting, and is known", DEEP, [TALK, TALK[:1] + [QUIT]]),
    Case("does not get so far", DEEP, [[EHLO, QUIT], [EHLO, QUIT]]),
    Case("too many commands", {**DEEP, "postscreen_command_count_limit": "3"}, [["NOOP\r\n"] * 4]),
    Case("too slow", {**DEEP, "postscreen_command_time_limit": "1s"}, [["NOOP\r\n", ""]]),
    Case("helo required", {**DEEP, "postscreen_helo_required": "yes"}, [[MAIL, QUIT]]),
    Case("vrfy disabled", {**DEEP, "postscreen_disable_vrfy_command": "yes"}, [[EHLO, "VRFY x\r\n", QUIT]]),
    Case("tls required", {**DEEP, "postscreen_tls_security_level": "encrypt"}, [[EHLO, MAIL, "NOOP\r\n", QUIT]]),
    Case("filter", {**DEEP, "postscreen_command_filter": "regexp:{ {/^X(.*)/ NOOP} }"}, [["XFOO\r\n", QUIT]]),
    Case("not on this address", {"postscreen_allowlist_interfaces": "!127.0.0.1, static:all"}, [TALK, TALK]),
    Case("behind a proxy", {"postscreen_upstream_proxy_protocol": "haproxy"}, [[QUIT], [QUIT]],
         opening="PROXY TCP4 192.0.2.12 192.0.2.99 1234 25\r\n"),
    Case("too many connections", {"postscreen_client_connection_count_limit": "1"}, [[]], held=True),
    Case("hangs up early", {}, [None]),
    Case("hangs up later", DEEP, [[EHLO]]),
    *[Case(f"keywords by address: {table}", {**DEEP, "postscreen_discard_ehlo_keywords": "dsn", "postscreen_discard_ehlo_keyword_address_maps": table},
           [[EHLO, QUIT]])
      for table in ("inline:{ {192.0.2.10=8bitmime, size} }", "inline:{ {192.0.2.11=8bitmime} }", "cidr:{ {192.0.2.0/24 silent-discard} }")],
]
