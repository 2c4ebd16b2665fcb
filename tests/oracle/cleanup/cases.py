"""What is sent to both servers. `cleanup` and `smtpd` are options on the service's line; `differs` says why ours is not Postfix's."""

TEXT = "Subject: hi\n\nbody\n"


def header(rule, **more):
    return dict(cleanup={"header_checks": "pcre:{{/^subject/ %s}}" % rule}, **more)


def aliases(table, **more):
    return dict(cleanup={"virtual_alias_maps": "inline:{%s}" % table}, **more)


MIXED = ("Subject: x\nMime-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\npre\n--b\nContent-Type: message/rfc822\n"
         "X-In-Part: 1\n\nSubject: inner\nContent-Type: text/plain\n\nbody\n--b\n\nplain\n--b--\nepi\n")

EIGHT_BITS = {
    "none": TEXT,
    "header": "Subject: h\xe4\nX-Y: z\n\nbody\n",
    "folded header": "Subject: h\n \xe4\nX-Y: \xe4\n\nbody\n",
    "body": "Subject: x\n\nb\xe4\n",
    "declared body": "Mime-Version: 1.0\nContent-Transfer-Encoding: 8bit\nSubject: x\n\nb\xe4\n",
    "binary body": "Content-Transfer-Encoding: binary\nSubject: x\n\nb\xe4\n",
    "quoted body": "Mime-Version: 1.0\nContent-Transfer-Encoding: quoted-printable\n\nb\xe4\n",
    "unknown encoding": "Content-Transfer-Encoding: odd\n\nb\xe4\n",
    "encoded multipart": "Mime-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\nContent-Transfer-Encoding: base64\n\n--b\n\nx\n--b--\n",
    "encoded message": "Mime-Version: 1.0\nContent-Type: message/rfc822\nContent-Transfer-Encoding: quoted-printable\n\nSubject: y\n\nx\n",
    "encoded partial": "Content-Type: message/partial\nContent-Transfer-Encoding: 8bit\n\nSubject: y\n\nx\n",
    "8bit partial": "Content-Type: message/external-body\nContent-Transfer-Encoding: base64\n\nSubject: y\n\nx\n",
    "8bit in 7bit multipart": "Content-Type: multipart/mixed; boundary=b\n\npre\n--b\nContent-Transfer-Encoding: 8bit\n\nx\xe4\n--b--\n",
    "8bit in 8bit multipart": "Content-Type: multipart/mixed; boundary=b\nContent-Transfer-Encoding: 8bit\n\npre\n--b\nContent-Transfer-Encoding: 8bit\n\nx\xe4\n--b--\n",
    "undeclared in 8bit multipart": "Content-Type: multipart/mixed; boundary=b\nContent-Transfer-Encoding: 8bit\n\npre\n--b\n\nx\xe4\n--b--\n",
    "preamble": "Content-Type: multipart/mixed; boundary=b\nContent-Transfer-Encoding: 8bit\n\npr\xe4\n--b\n\nx\n--b--\nep\xe4\n",
    "binary in 8bit multipart": "Content-Type: multipart/mixed; boundary=b\nContent-Transfer-Encoding: 8bit\n\n--b\nContent-Transfer-Encoding: binary\n\nx\xe4\n--b--\n",
    "header of a part": "Content-Type: multipart/mixed; boundary=b\nContent-Transfer-Encoding: 8bit\n\n--b\nX-Y: \xe4\n\nx\n--b--\n",
    "nested header": "Content-Type: message/rfc822\nContent-Transfer-Encoding: 8bit\n\nSubject: \xe4\nContent-Transfer-Encoding: 8bit\n\nx\n",
    "nested body": "Content-Type: message/rfc822\nContent-Transfer-Encoding: 8bit\n\nSubject: y\n\nx\xe4\n",
    "8bit nested in 7bit": "Content-Type: message/rfc822\n\nSubject: y\nContent-Transfer-Encoding: 8bit\n\nx\n",
}

CASES = {
    "plain": dict(),
    "canonical chain": dict(cleanup={"canonical_maps": "inline:{a@x.example=c1@x.example,c1@x.example=c2@x.example}"}),
    "canonical loop": dict(cleanup={"canonical_maps": "inline:{a@x.example=l1@x.example,l1@x.example=l2@x.example,"
                                                      "l2@x.example=l1@x.example}"}),
    "canonical fails": dict(cleanup={"canonical_maps": "fail:x"}),
    "canonical forms": dict(cleanup={"recipient_canonical_maps": "inline:{@y.example=@new.example}"},
                            to=["b+ext@y.example", '"a b"@y.example', "bare", "b@host", "h!u", "u%h"]),
    "aliases fail": aliases("", to=["b@y.example"]) | dict(cleanup={"virtual_alias_maps": "fail:x"}),
    "alias loop": aliases("b@y.example=c@y.example,c@y.example=b@y.example"),
    "aliases nested": aliases("{b@y.example=p@z.example, b@y.example, q@z.example},q@z.example=r@w.example"),
    "aliases, domains and extensions": aliases("{b@y.example=p@z.example, q@z.example},@z.example=@w.example",
                                               to=["b+ext@y.example", "b@y.example", "B@y.example"]),
    "alias expansion limit": dict(cleanup={"virtual_alias_expansion_limit": "2",
                                           "virtual_alias_maps": "inline:{{b@y.example=a@q,b@q,c@q,d@q}}"}),
    "alias address limit": dict(cleanup={"virtual_alias_address_length_limit": "10",
                                         "virtual_alias_maps": "inline:{b@y.example=abcdefghijk@q}"}),
    "two names of one": aliases("b@y.example=c@y.example,d@y.example=c@y.example", to=["b@y.example", "d@y.example"]),
    "two names of one, original unknown": dict(
        cleanup={"enable_original_recipient": "no",
                 "virtual_alias_maps": "inline:{b@y.example=c@y.example,d@y.example=c@y.example}"},
        to=["b@y.example", "d@y.example"]),
    "copies": dict(cleanup={"always_bcc": "copy", "sender_bcc_maps": "inline:{a@x.example=sb@x.example}",
                            "recipient_bcc_maps": "inline:{b@y.example=rb@x.example}"}),
    "copy to the recipient": dict(cleanup={"always_bcc": "b@y.example"}),
    "masquerade": dict(cleanup={"masquerade_domains": "!c.m.example m.example", "masquerade_exceptions": "root"},
                       sender="a@h.m.example", to=["b@h.m.example"],
                       text="To: a@b.m.example, ROOT@b.m.example, x@q.c.m.example, y@m.example\n\nb\n"),
    "no mappings": dict(smtpd={"receive_override_options": "no_address_mappings"},
                        cleanup={"always_bcc": "copy", "canonical_maps": "inline:{a@x.example=c1@x.example}",
                                 "virtual_alias_maps": "inline:{b@y.example=c@y.example}"},
                        text="To: a@x.example, joe\n\nx\n"),
    "header addresses": dict(text="From: joe (Joe Doe)\nErrors-To: joe\nReply-To: joe, jim\nReturn-Receipt-To: joe\nX-Foo: joe\n"
                                  "Sender: joe\nMail-Followup-To: joe\nDisposition-Notification-To: joe\nTo: Foo Bar <foo>, bar!baz\n"
                                  "Cc: x%y, b@c.example\n\nb\n"),
    "resent": dict(text="Resent-To: b\nSubject: x\nFrom: joe\n\nb\n"),
    "null sender": dict(sender="", text="Subject: x\n\nb\n"),
    "a stranger's headers": dict(smtpd={"local_header_rewrite_clients": ""}, text="To: joe\nBcc: x\nReturn-Path: y\n\nb\n"),
    "headers added for strangers": dict(smtpd={"local_header_rewrite_clients": ""}, cleanup={"always_add_missing_headers": "yes"},
                                        text="To: joe\n\nb\n"),
    "undisclosed": dict(cleanup={"undisclosed_recipients_header": "To: undisclosed:;"}),
    "mailbox line": dict(text="From x\n y\nSubject: x\n\nb\n"),
    "no header": dict(text="bad line\nX: y\n\nb\n"),
    "REJECT": header("reject"),
    "REJECT with a code": header("reject 5.6.7 Go away"),
    "REJECT for now": header("REJECT 4.6.7 Later please"),
    "unknown action": header("550 no"),
    "WARN": header("WARN be warned"),
    "INFO": header("INFO"),
    "DISCARD": header("DISCARD away"),
    "HOLD": header("HOLD why not"),
    "BCC": header("BCC copy@z.example"),
    "BCC, bad": header("BCC copy"),
    "REDIRECT": header("REDIRECT other@z.example", to=["b@y.example", "c@y.example"]),
    "REDIRECT, bad": header("REDIRECT other"),
    "PREPEND": header("PREPEND X-A: 1"),
    "PREPEND, bad": header("PREPEND nonsense"),
    "REPLACE": header("REPLACE X-Sub: 1"),
    "REPLACE, bad": header("REPLACE nonsense"),
    "REPLACE by an address": header("REPLACE To: joe"),
    "STRIP": header("STRIP gone"),
    "IGNORE": header("IGNORE"),
    "PASS": header("PASS ok"),
    "FILTER, bad": header("FILTER foo"),
    "folded": header("REJECT x", text="Subject: one\n  two\n\nb\n") | dict(
        cleanup={"header_checks": "pcre:{{/^subject.*two/ REJECT folded}}"}),
    "checks fail": dict(cleanup={"header_checks": "fail:x"}),
    "places": dict(cleanup={"mime_header_checks": "pcre:{{/./ WARN mime}}", "nested_header_checks": "pcre:{{/./ WARN nested}}",
                            "header_checks": "pcre:{{/^S/ WARN primary}}"}, text=MIXED),
    "body": dict(cleanup={"body_checks": "pcre:{{/^pre/ PREPEND X: pre},{/plain/ REPLACE replaced},{/epi/ STRIP},{/--/ WARN dash}}"},
                 text=MIXED),
    "body size limit": dict(cleanup={"body_checks": "pcre:{{/^b/ REJECT body}}", "body_checks_size_limit": "10"},
                            text="Subject: x\n\n12345678\nb\n"),
    "no checks": header("REJECT", smtpd={"receive_override_options": "no_header_body_checks"}),
    "reject characters": dict(cleanup={"message_reject_characters": r"\001"}, text="Subject: x\n\na\x01b\n"),
    "strip characters": dict(cleanup={"message_strip_characters": r"\001"}, text="Subject: x\x01y\n\na\x01b\n"),
    "hops": dict(cleanup={"hopcount_limit": "3"}, text="Received: x\nReceived: y\nSubject: x\n\nb\n"),
    "refolded": dict(text="To: joe,\n\n", differs="we keep the sender's commas and blanks; Postfix writes the list anew")
    | dict(text="To: a very long name one <one@long-domain-name.example>, a very long name two <two@long-domain-name.example>,\n"
                "\ta very long name three <three>, four\n\nb\n"),
    "several words": dict(text="To: one two\n\nb\n",
                          differs="two words without quotes are no address to us; Postfix makes two addresses of them"),
    "long header": dict(cleanup={"header_size_limit": "20"}, text="Subject: a long long long\n  long header\nX-After: 1\n\nb\n",
                        differs="what is beyond header_size_limit passes on with us; Postfix cuts it off"),
    **{f"8 bits: {name}, {how}": dict(cleanup={option: "yes"}, text=text)
       for option, how in (("strict_7bit_headers", "7-bit headers"), ("strict_8bitmime_body", "MIME body"), ("strict_8bitmime", "both"),
                           ("strict_mime_encoding_domain", "domains"))
       for name, text in EIGHT_BITS.items()},
}
