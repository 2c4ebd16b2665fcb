"""Dialogues about access control whose replies Postfix and Mailstead shall have in common."""

import dataclasses

RECORDS = [
    "good.example A 192.0.2.10", "10.2.0.192.in-addr.arpa PTR good.example",
    "11.2.0.192.in-addr.arpa PTR forged.example", "forged.example A 192.0.2.77",
    "10.2.0.192.bl.example A 127.0.0.2", "10.2.0.192.bl.example TXT listed-here second",
    "10.2.0.192.notxt.example A 127.0.0.5", "10.2.0.192.down.example !servfail",
    "mxonly.example MX 10 mail.mxonly.example", "nullmx.example MX 0 .", "fail.example !servfail",
    "good.example.rhs.example A 127.0.0.2", "spam.example.rhs.example A 127.0.0.2",
    "spam.example.rhs.example TXT rhs-listed", "spam.example A 192.0.2.5", "spam.example NS ns.spam.example",
    "backup.example MX 10 mx1.backup.example", "backup.example MX 20 mx2.backup.example", "mx1.backup.example A 192.0.2.50",
    "mx2.backup.example A 192.0.2.99", "primary.example MX 10 mx2.backup.example", "broken.example MX 10 fail.example",
    "broken.example MX 20 mx1.backup.example", "alias.example A 192.0.2.99",
    "ns.spam.example A 192.0.2.66", "sub.spam.example A 192.0.2.67",
]


@dataclasses.dataclass
class Case:
    name: str
    settings: dict
    lines: list
    client: str = "192.0.2.10"
    opening: str = ""    # sent before the greeting
    differs: str = ""    # why the two may answer differently; empty: they may not


def mail(sender="a@spam.example", recipient="alice@example.com", helo="mail.good.example"):
    return [f"HELO {helo}", f"MAIL FROM:<{sender}>", f"RCPT TO:<{recipient}>"]


def rcpt(restrictions, lines=None, client="192.0.2.10", differs="", **settings):
    return Case(restrictions, {"smtpd_recipient_restrictions": restrictions, **settings}, lines or mail(), client, differs=differs)


def table(key, action):
    return f"inline:{{ {{ {key} = {action} }} }}"


ACTIONS = ["OK", "1234", "550", "REJECT", "REJECT some text", "REJECT 5.1.1 some text", "REJECT 4.7.9 odd text", "DEFER",
           "DEFER 4.3.2 later", "450 x", "421 go", "521 gone", "550 5.2.3 user x", "450 4.1.8 z", "DEFER_IF_PERMIT",
           "DEFER_IF_PERMIT 4.2.0 grey", "DEFER_IF_REJECT why", "bogus", "permit, bogus", "warn_if_reject reject", "HOLD",
           "DISCARD", "REDIRECT bad", "REDIRECT c@d.example", "BCC x@y.example", "FILTER nope", "PREPEND X-A: b",
           "PREPEND nohdr", "INFO hi", "WARN there", "DUNNO", "399 x", "55x y", "reject_unauth_destination, foo bar"]
OUTCOMES = ["REJECT", "550 5.1.1 q", "550 5.1.8 q", "OK", "450 5.1.0 q"]
PARTIES = [("sender", "spam.example"), ("helo", "good.example"), ("client", "192.0.2"),
           ("reverse_client_hostname", "good.example"), ("sender_mx", "192.0.2.5"), ("sender_ns", "ns.spam.example"),
           ("sender_a", "192.0.2.5"), ("helo_ns", "192.0.2.66"), ("recipient_mx", "x.example")]
END = ["DATA", "Subject: x\r\n\r\nhi\r\n."]
FORWARD = {"smtpd_relay_restrictions": "permit_mynetworks, reject_unauth_destination", "mynetworks": "192.0.2.10"}

CASES = [rcpt("check_recipient_access " + table("alice@example.com", one)) for one in ACTIONS]
CASES += [rcpt(f"check_{who}_access " + table(key, one)) for who, key in PARTIES for one in OUTCOMES]
CASES += [
    rcpt("check_sender_access " + table("<>", "REJECT"), mail(sender="")),
    rcpt("check_sender_ns_access " + table("ns.spam.example", "REJECT"), mail(sender="a@sub.spam.example")),
    rcpt("check_sender_mx_access " + table("192.0.2.9", "REJECT"), mail(sender="a@[192.0.2.9]")),
    rcpt("inline:{ alice@example.com=reject }"),
    rcpt("check_sender_access fail:x"),
    rcpt("reject_rbl_client bl.example"), rcpt("reject_rbl_client notxt.example"), rcpt("reject_rbl_client down.example"),
    rcpt("reject_rbl_client bl.example=127.0.0.2"), rcpt("reject_rbl_client bl.example=127.0.0.3"),
    rcpt("reject_rbl_client bl.example=127.0.0.[2..4;7]"),
    rcpt("reject_rbl_client bl.example", rbl_reply_maps="inline:{ { bl.example = $$rbl_code 5.7.9 own $$rbl_class "
         "$$rbl_what $$rbl_domain $$rbl_reason $$client $$helo_name $$sender $$recipient_domain } }"),
    rcpt("reject_rbl_client bl.example", rbl_reply_maps="inline:{ { bl.example = own } }"),
    rcpt("reject_rbl_client bl.example", maps_rbl_reject_code="454"),
    rcpt("reject_rhsbl_sender rhs.example"), rcpt("reject_rhsbl_client rhs.example"),
    rcpt("reject_rhsbl_helo rhs.example", mail(helo="spam.example")), rcpt("reject_rhsbl_reverse_client rhs.example"),
    rcpt("permit_dnswl_client bl.example, reject"), rcpt("permit_dnswl_client down.example, reject"),
    rcpt("permit_rhswl_client rhs.example, reject"), rcpt("permit_dnswl_client nowhere.example, reject"),
    rcpt("reject_unknown_client_hostname", client="192.0.2.11"), rcpt("reject_unknown_client_hostname"),
    rcpt("reject_unknown_client", client="192.0.2.12", unknown_client_reject_code="550"),
    rcpt("reject_unknown_reverse_client_hostname", client="192.0.2.12"),
    rcpt("reject_unknown_reverse_client_hostname", client="192.0.2.11"),
    *[rcpt("reject_invalid_helo_hostname", mail(helo=one)) for one in
      ("bad_helo!", "[1.2.3]", "foo.", "1.2.3.4", "123.123", "a..b", "-a.b", "a_b", "[IPv6:::1]")],
    *[rcpt("reject_non_fqdn_helo_hostname", mail(helo=one)) for one in ("foo", "192.0.2.10", "[192.0.2.10]", "a.b")],
    *[rcpt("reject_unknown_helo_hostname", mail(helo=one)) for one in ("nosuch.example", "fail.example", "good.example", "mxonly.example")],
    rcpt("reject_unknown_helo_hostname, reject", mail(helo="fail.example")),
    rcpt("reject_unknown_helo_hostname, reject", mail(helo="fail.example"), unknown_helo_hostname_tempfail_action="defer"),
    *[rcpt("reject_unknown_sender_domain", mail(sender=f"a@{one}")) for one in
      ("nosuch.example", "nullmx.example", "fail.example", "mxonly.example", "spam.example", "example.com", "[192.0.2.1]")],
    rcpt("reject_unknown_sender_domain", mail(sender="")),
    rcpt("reject_unknown_sender_domain", mail(sender="a@nosuch.example"), unknown_address_reject_code="550"),
    *[rcpt("reject_unknown_recipient_domain", mail(recipient=f"a@{one}"), **FORWARD) for one in
      ("nosuch.example", "nullmx.example", "fail.example", "mxonly.example", "relay.example")],
    *[rcpt("reject_non_fqdn_sender", mail(sender=one)) for one in ("a", "a@b", "", "a@b.c", "postmaster")],
    *[rcpt("reject_non_fqdn_recipient", mail(recipient=one)) for one in ("a", "postmaster", "alice@example.com")],
    rcpt("reject_unlisted_sender", mail(sender="nobody@example.com")),
    Case("smtpd_reject_unlisted_sender", {"smtpd_reject_unlisted_sender": "yes"}, mail(sender="nobody@example.com")),
    rcpt("reject_multi_recipient_bounce", mail(sender="") + ["RCPT TO:<bob@example.com>"]),
    rcpt("reject_plaintext_session"), rcpt("defer_if_permit"), rcpt("defer_if_permit, reject"), rcpt("defer_if_reject, reject"),
    rcpt("defer_if_reject"), rcpt("warn_if_reject reject, permit"), rcpt("warn_if_reject reject_non_fqdn_sender, reject"),
    rcpt("defer"), rcpt("reject"), rcpt("permit, reject"), rcpt("permit_mynetworks, reject", client="192.0.2.99"),
    rcpt("permit_inet_interfaces, reject", client="127.0.0.1"), rcpt("permit_auth_destination, reject"),
    rcpt("reject_sender_login_mismatch", smtpd_sender_login_maps=table("a@spam.example", "joe"), smtpd_sasl_auth_enable="yes"),
    Case("class", {"smtpd_restriction_classes": "greedy", "greedy": "reject",
                   "smtpd_recipient_restrictions": "inline:{ alice@example.com=greedy }"}, mail()),
    Case("client at once", {"smtpd_client_restrictions": "reject", "smtpd_delay_reject": "no"}, ["HELO x", "NOOP", "QUIT"]),
    Case("client at once, 521", {"smtpd_client_restrictions": "check_client_access " + table("192.0.2.10", "521 go away"),
                                 "smtpd_delay_reject": "no"}, ["HELO x"]),
    Case("helo at once", {"smtpd_helo_restrictions": table("bad", "reject"), "smtpd_delay_reject": "no"},
         ["HELO bad", "MAIL FROM:<a@b.c>", "HELO good", "MAIL FROM:<a@b.c>"]),
    Case("sender at once", {"smtpd_sender_restrictions": "reject_non_fqdn_sender", "smtpd_delay_reject": "no"},
         ["HELO x", "MAIL FROM:<a@b>", "RCPT TO:<alice@example.com>", "MAIL FROM:<a@b.c>"]),
    Case("deferral travels", {"smtpd_client_restrictions": "defer_if_permit", "smtpd_delay_reject": "no"}, mail()),
    Case("data", {"smtpd_data_restrictions": "reject"}, mail() + ["DATA", "MAIL FROM:<a@b.c>"]),
    Case("bounce at data", {"smtpd_data_restrictions": "reject_multi_recipient_bounce"},
         mail(sender="") + ["RCPT TO:<bob@example.com>", "DATA"]),
    Case("end of data", {"smtpd_end_of_data_restrictions": "reject"}, mail() + END),
    Case("end of data, client", {"smtpd_end_of_data_restrictions": "check_client_access " + table("192.0.2.10", "550 no")}, mail() + END),
    Case("etrn", {"smtpd_etrn_restrictions": "reject"}, ["HELO x", "ETRN example.com"]),
    Case("etrn access", {"smtpd_etrn_restrictions": "check_etrn_access " + table("example.com", "550 no")}, ["HELO x", "ETRN example.com"]),
    Case("etrn taken", {}, ["HELO x", "ETRN relay.example", "ETRN @relay.example", "ETRN #sub.relay.example", "ETRN other.example",
                            "ETRN [192.0.2.1]", "ETRN [x]", "ETRN a b", "ETRN", "ETRN a_b..c", "MAIL FROM:<a@spam.example>", "ETRN relay.example",
                            "RSET", "ETRN relay.example"]),
    Case("etrn at once", {}, ["ETRN relay.example", "EHLO x"]),
    Case("etrn without helo", {"smtpd_helo_required": "yes"}, ["ETRN relay.example"]),
    Case("etrn of nobody", {"fast_flush_domains": ""}, ["HELO x", "ETRN relay.example"]),
    Case("etrn, list fails", {"fast_flush_domains": "fail:x"}, ["HELO x", "ETRN relay.example"]),
    Case("etrn not announced", {"smtpd_discard_ehlo_keywords": "etrn"}, ["EHLO x", "ETRN relay.example"]),
    Case("vrfy", {"smtpd_client_restrictions": "reject"}, ["HELO x", "VRFY alice@example.com"]),
    Case("message rate", {"smtpd_client_message_rate_limit": "1", "smtpd_client_event_limit_exceptions": ""},
         ["HELO x", "MAIL FROM:<a@b.c>", "RSET", "MAIL FROM:<a@b.c>"]),
    Case("recipient rate", {"smtpd_client_recipient_rate_limit": "1", "smtpd_client_event_limit_exceptions": ""},
         mail() + ["RCPT TO:<bob@example.com>"]),
    Case("xclient", {"smtpd_authorized_xclient_hosts": "192.0.2.0/24", "smtpd_authorized_xforward_hosts": "192.0.2.0/24",
                     "smtpd_client_restrictions": "check_client_access inline:{ { foo.example = 550 foo } }"},
         ["HELO x", "XCLIENT ADDR=bad", "XCLIENT FOO=x", "XCLIENT", "XCLIENT PORT=x", "XFORWARD FOO=1", "XFORWARD",
          "XFORWARD NAME=n.example ADDR=1.2.3.4 PORT=5 HELO=y PROTO=SMTP IDENT=ID SOURCE=REMOTE",
          "XCLIENT NAME=foo.example ADDR=192.0.2.200 PORT=99 HELO=h.example PROTO=SMTP REVERSE_NAME=r.example LOGIN=u",
          "MAIL FROM:<a@b.c>", "XCLIENT NAME=x", "XFORWARD NAME=z", "RCPT TO:<alice@example.com>"]),
    Case("xclient, a stranger", {}, ["HELO x", "XCLIENT NAME=foo.example", "XFORWARD NAME=foo"]),
    Case("proxy header", {"smtpd_upstream_proxy_protocol": "haproxy", "smtpd_client_restrictions": "check_client_access "
                          + table("203.0.113.9", "550 nine")}, mail(), opening="PROXY TCP4 203.0.113.9 192.0.2.1 12345 25\r\n"),
    Case("policy service", {"smtpd_recipient_restrictions": "check_policy_service inet:127.0.0.1:19999"}, mail()),
    Case("policy service at data", {"smtpd_data_restrictions": "check_policy_service inet:127.0.0.1:19999"}, mail() + ["DATA"]),
    rcpt("check_recipient_access " + table("alice@example.com", "HANGUP"), differs="not documented in access(5): an unknown word"),
    rcpt("check_recipient_access " + table("alice@example.com", "FILTER smtp:[127.0.0.1]:9"), mail() + END,
         differs="content filters have no effect here yet: 451 at the end of the message"),
]

# Every way to name another place that relays have been fooled with; none may be taken (a 2xx reply).
RELAY_PROBES = [
    "victim@foreign.example", "<victim@foreign.example>", "\"victim@foreign.example\"", "victim%foreign.example",
    "victim%foreign.example@mx.example.com", "victim%foreign.example@example.com", "\"victim@foreign.example\"@mx.example.com",
    "\"victim%foreign.example\"@example.com", "@mx.example.com:victim@foreign.example", "@example.com,@b:victim@foreign.example",
    "foreign.example!victim", "foreign.example!victim@mx.example.com", "mx.example.com!victim@foreign.example",
    "victim@foreign.example@mx.example.com", "\"foreign.example!victim\"@example.com", "victim%foreign.example@[127.0.0.1]",
    "\"victim@foreign.example\"@[127.0.0.1]", "victim@[203.0.113.9]", "victim@foreign.example.", "victim@FOREIGN.EXAMPLE",
    "victim@sub.example.com", "victim@xexample.com", "victim%foreign.example%mx.example.com@example.com",
    "victim@foreign.example%mx.example.com", "<victim@foreign.example>@example.com", "foreign.example!victim%x@example.com",
]
RELAY_SENDERS = ["spammer@foreign.example", "", "alice@example.com", "a@[127.0.0.1]", "a@mx.example.com"]
PAUSE = {"smtpd_client_restrictions": "sleep 1, reject_unauth_pipelining"}
CASES += [
    Case("early talker at once", {**PAUSE, "smtpd_delay_reject": "no"}, mail(), opening="EHLO early\r\n"),
    Case("early talker later", PAUSE, mail(), opening="EHLO early\r\n"),
    Case("no early talker", {**PAUSE, "smtpd_delay_reject": "no"}, mail()),
]

RELAY = Case("open relay", {"smtpd_relay_restrictions": "permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination",
                            "smtpd_hard_error_limit": "1000"}, [])

BACKUP = {"smtpd_relay_restrictions": "permit_mx_backup, reject_unauth_destination"}
CASES += [
    *[rcpt("permit", mail(recipient=f"x@{one}"), **BACKUP) for one in
      ("backup.example", "primary.example", "mxonly.example", "nullmx.example", "fail.example", "broken.example", "alias.example",
       "nosuch.example", "relay.example", "[192.0.2.99]")],
    *[rcpt("permit", mail(recipient=f"x@{one}"), permit_mx_backup_networks=networks, **BACKUP)
      for one in ("backup.example", "primary.example", "broken.example", "alias.example")
      for networks in ("192.0.2.50", "192.0.2.99, 192.0.2.50", "!192.0.2.50, 192.0.2.0/24")],
    rcpt("permit", mail(recipient="x%spam.example@backup.example"), **BACKUP),
    rcpt("permit_mx_backup, reject", mail(recipient="x@backup.example"), smtpd_relay_restrictions="permit_mx_backup, reject_unauth_destination"),
]
