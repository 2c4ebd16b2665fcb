"""Dialogues about single parameters of smtpd."""

from cases import Case, END, FORWARD, U_LABEL, mail, table


def talk(name, lines, differs="", client="192.0.2.10", **settings):
    return Case("parameter " + name, settings, lines, client, differs=differs)


REFUSED = mail(recipient="nobody@example.com")
ALL_MACROS = " ".join(f"${name}" for name in (
    "client", "client_address", "client_name", "reverse_client_name", "helo_name", "sender", "sender_name",
    "sender_domain", "recipient", "recipient_name", "recipient_domain", "server_name", "server_address", "server_port"))
MESSAGE = ["EHLO x", "MAIL FROM:<a@spam.example>", "RCPT TO:<alice@example.com>", *END]

CASES = [
    talk("footer", REFUSED, smtpd_reject_footer="Call us at $client_address"),
    talk("footer, two lines", REFUSED + ["foo", "RSET"], smtpd_reject_footer="one\\nfor $recipient\\ntwo"),
    talk("footer, same line", REFUSED + ["foo"], smtpd_reject_footer="\\c. For $helo_name\\nnext"),
    talk("footer, all macros", REFUSED, smtpd_reject_footer=ALL_MACROS),
    talk("footer, macros with conditions", REFUSED, smtpd_reject_footer="a${sender?b$sender}${nosuch?x}${nosuch:y} $nosuch z"),
    talk("footer, early", ["foo", "MAIL FROM:<a@b"], smtpd_reject_footer="$helo_name/$sender/$recipient"),
    talk("footer, null sender", mail(sender="", recipient="nobody@example.com"), smtpd_reject_footer="from $sender"),
    talk("footer, of data", ["HELO x", "DATA", "MAIL FROM:<a@b.c>", "DATA"], smtpd_reject_footer="again"),
    talk("footer, by map", REFUSED + ["foo"], smtpd_reject_footer="usual",
         smtpd_reject_footer_maps="regexp:{ { /^550 5.1.1 .*/ own text } }"),
    talk("footer, by another map", REFUSED + ["foo"], smtpd_reject_footer="usual",
         smtpd_reject_footer_maps="pcre:{ { /^550 5.1.1 <(\\S+)@/ own for $$1 } }"),
    talk("footer, a map that fails", REFUSED + ["foo"], smtpd_reject_footer="usual", smtpd_reject_footer_maps="fail:x"),
    talk("footer, filtered", mail(sender="a*b@spam.example", recipient="nobody@example.com") + ["HELO a&b%c"],
         smtpd_reject_footer="$helo_name $sender", smtpd_expansion_filter="abc@.:"),
    talk("footer, on 421", ["foo", "foo", "foo"], smtpd_reject_footer="bye", smtpd_hard_error_limit="2"),
    talk("expansion filter in a list's reply", mail(helo="a&b-c"), smtpd_recipient_restrictions="reject_rbl_client bl.example",
         smtpd_expansion_filter="abc0123456789.", rbl_reply_maps="inline:{ { bl.example = $$rbl_code 5.7.9 $$helo_name $$rbl_reason $$rbl_domain } }"),
    talk("soft bounce", REFUSED + ["foo", "MAIL FROM:<a@b.c> X=Y"], soft_bounce="yes"),
    talk("soft bounce, footer", REFUSED, soft_bounce="yes", smtpd_reject_footer="one"),
    talk("soft bounce, hang up", ["HELO x", "MAIL FROM:<a@b.c>", "RCPT TO:<alice@example.com>", "NOOP"], soft_bounce="yes",
         smtpd_recipient_restrictions="check_client_access " + table("192.0.2.10", "521 go away")),
    talk("keywords by address", ["EHLO x", "MAIL FROM:<a@b.c> SIZE=5 RET=FULL", "ETRN relay.example", "VRFY alice@example.com"],
         smtpd_discard_ehlo_keyword_address_maps=table("192.0.2.10", "silent-discard, dsn, etrn, 8bitmime"),
         smtpd_discard_ehlo_keywords="vrfy"),
    talk("keywords by another's address", ["EHLO x"], smtpd_discard_ehlo_keywords="vrfy",
         smtpd_discard_ehlo_keyword_address_maps=table("192.0.2.11", "dsn")),
    talk("keywords by address, fails", ["EHLO x", "MAIL FROM:<a@b.c>"], smtpd_discard_ehlo_keyword_address_maps="fail:x"),
    talk("command filter", ["XELO x", "MAIL FROM:<a@b.c> WEIRD=1", "RCPT TO:<alice@example.com>", "DROP it", *END],
         smtpd_command_filter="pcre:{ { /^XELO (.*)$$/ EHLO $$1 } { /^(MAIL FROM:\\S+) WEIRD=.*/ $$1 } { /^DROP/ NOOP } }"),
    talk("command filter, fails", ["EHLO x", "NOOP"], smtpd_command_filter="fail:x"),
    talk("unauthorized pipelining", [], smtpd_forbid_unauth_pipelining="yes"),
    talk("unauthorized pipelining, HELO", ["HELO x\r\nMAIL FROM:<a@b.c>\r\nNOOP"], smtpd_forbid_unauth_pipelining="yes"),
    talk("unauthorized pipelining, EHLO", ["EHLO x\r\nMAIL FROM:<a@b.c>\r\nNOOP", "NOOP"], smtpd_forbid_unauth_pipelining="yes"),
    talk("unauthorized pipelining, VRFY", ["EHLO x", "VRFY alice\r\nNOOP"], smtpd_forbid_unauth_pipelining="yes"),
    talk("authorized pipelining", ["EHLO x", "MAIL FROM:<a@b.c>\r\nRCPT TO:<alice@example.com>"], smtpd_forbid_unauth_pipelining="yes"),
    *[talk(f"rfc821, {line}", ["HELO x", line, "MAIL FROM:<a@b.c>", "RCPT TO:alice@example.com", "RCPT TO:<alice@example.com>"],
           strict_rfc821_envelopes="yes") for line in
      ("MAIL FROM:a@b.c", "MAIL FROM: <a@b.c>", "MAIL FROM:(x)<a@b.c>", "MAIL FROM:<a@b.c", "MAIL FROM:<\"a b\"@b.c>", "MAIL FROM:Joe <a@b.c>",
       "MAIL FROM:<>", "MAIL FROM:", "MAIL FROM:<@x:a@b.c>", "MAIL FROM:<a b@c.d>", "MAIL FROM:< a@b.c >")],
    *[talk(f"without rfc821, {line}", ["HELO x", line]) for line in ("MAIL FROM:a@b.c", "MAIL FROM: <a@b.c>", "MAIL FROM:< a@b.c >")],
    talk("strict smtputf8", ["EHLO x", f"MAIL FROM:<a@{U_LABEL}>", "MAIL FROM:<a@b.c>", f"RCPT TO:<a@{U_LABEL}>", "RSET",
                             f"MAIL FROM:<a@{U_LABEL}> SMTPUTF8"], strict_smtputf8="yes"),
    talk("no strict smtputf8", ["EHLO x", f"MAIL FROM:<a@{U_LABEL}>", "MAIL FROM:<a@b.c>", f"RCPT TO:<a@{U_LABEL}>"]),
    *[talk(f"smtputf8, {how}, {who}", ["EHLO x", f"MAIL FROM:<{who}>", "RSET", "MAIL FROM:<a@b.c>", f"RCPT TO:<{who}>"], strict_smtputf8=how,
           differs="" if how == "yes" or who.endswith(U_LABEL) else "a reply about it is in ASCII: nothing else was asked for")
      for how in ("no", "yes") for who in (f"a@{U_LABEL}", "\xc3\xa4@spam.example", "alice\xc3\xa4@example.com")],
    talk("old block list", mail(), smtpd_recipient_restrictions="reject_maps_rbl", maps_rbl_domains="nowhere.example, bl.example"),
    talk("old block list, empty", mail(), smtpd_recipient_restrictions="reject_maps_rbl", maps_rbl_domains=""),
    talk("min user no", ["HELO x", "MAIL FROM:<-a@b.c>", "MAIL FROM:<a@b.c>", "RCPT TO:<-alice@example.com>"], allow_min_user="no"),
    talk("min user yes", ["HELO x", "MAIL FROM:<-a@b.c>", "RCPT TO:<-alice@example.com>"], allow_min_user="yes",
         differs="Postfix's trivial-rewrite takes it from main.cf; of one service it has no effect there"),
    *[talk(f"untrusted routing {how}, {who}", mail(recipient=who), allow_untrusted_routing=how,
           differs="a quoted address is named as it was written" if how == "no" and who.startswith('"') else "")
      for how in ("no", "yes") for who in
      ("x%foreign.example@relay.example", "foreign.example!x@relay.example", "\"x@foreign.example\"@relay.example")],
    *[talk(f"numeric domain, {who}", ["HELO x", f"MAIL FROM:<{who}>", "RSET", "MAIL FROM:<a@b.c>", f"RCPT TO:<{who}>"], **FORWARD) for who in
      ("a@192.0.2.1", "alice@127.0.0.1", "alice@192.0.2.10", "alice@1.2.3", "a@10.0.0.256")],
    talk("dns reply filter", mail(sender="a@mxonly.example"), smtpd_recipient_restrictions="reject_unknown_sender_domain",
         smtpd_dns_reply_filter="regexp:{ { /IN MX/ IGNORE } }"),
    talk("dns reply filter, address", mail(sender="a@spam.example"), smtpd_recipient_restrictions="reject_unknown_sender_domain",
         smtpd_dns_reply_filter="regexp:{ { /192\\.0\\.2\\.5/ IGNORE } }"),
    talk("dns reply filter, block list", mail(), smtpd_recipient_restrictions="reject_rbl_client bl.example",
         smtpd_dns_reply_filter="regexp:{ { /bl.example.*127.0.0.2/ IGNORE } }"),
    talk("dns reply filter, text of a list", mail(), smtpd_recipient_restrictions="reject_rbl_client bl.example",
         smtpd_dns_reply_filter="regexp:{ { /TXT/ IGNORE } }"),
    talk("dns reply filter, servers", mail(), smtpd_recipient_restrictions="check_sender_ns_access " + table("ns.spam.example", "REJECT"),
         smtpd_dns_reply_filter="regexp:{ { /IN NS/ IGNORE } }"),
    talk("dns reply filter, a mistake", mail(sender="a@mxonly.example"), smtpd_recipient_restrictions="reject_unknown_sender_domain",
         smtpd_dns_reply_filter="regexp:{ { /./ nonsense } }"),
    talk("dns reply filter, fails", mail(sender="a@mxonly.example"), smtpd_recipient_restrictions="reject_unknown_sender_domain",
         smtpd_dns_reply_filter="fail:x"),
    *[talk(f"what is logged, {who}", MESSAGE, smtpd_log_access_permit_actions=who, smtpd_client_restrictions="permit",
           smtpd_sender_restrictions="check_sender_access " + table("a@spam.example", "OK"),
           smtpd_recipient_restrictions="permit_auth_destination", smtpd_data_restrictions="sleep 0, permit_mynetworks, check_client_access static:ok",
           client="192.0.2.99") for who in ("static:all", "permit_mynetworks, !permit, check_sender_access")],
]
