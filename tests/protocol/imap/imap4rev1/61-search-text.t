# SEARCH in headers and bodies, decoded, whatever the case.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
TEXT INBOX From: Zoë <zoe@example.org>\nTo: bob@example.net\nCc: carl@example.com\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?= aus\nDate: Mon, 1 May 2023 23:30:00 -0500\nX-Tag: Alpha\n\nplain text\n
TEXT INBOX From: other@example.org\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\nR3LDvMOfZSBhdXMgZGVyIEZlcm5l\n
C: s SELECT INBOX
S... s OK *

C: b SEARCH SUBJECT "AUS"
S: * SEARCH 1
S: b OK Search completed.
C: c SEARCH CHARSET UTF-8 SUBJECT {7}
S: + OK
C: grüßE
S: * SEARCH 1
S: c OK Search completed.
C: d SEARCH CHARSET UTF-8 BODY {5+}
C: Rüß
S: * SEARCH 2
S: d OK Search completed.
C: e SEARCH FROM zoe@EXAMPLE.org TO bob CC carl
S: * SEARCH 1
S: e OK Search completed.
C: f SEARCH HEADER X-Tag alph
S: * SEARCH 1
S: f OK Search completed.
C: g SEARCH HEADER X-Tag ""
S: * SEARCH 1
S: g OK Search completed.
C: h SEARCH TEXT example.org
S: * SEARCH 1 2
S: h OK Search completed.
C: i SEARCH SENTON 1-May-2023
S: * SEARCH 1
S: i OK Search completed.
C: j SEARCH SENTSINCE 2-May-2023
S: * SEARCH
S: j OK Search completed.
C: k SEARCH NOT BODY plain
S: * SEARCH 2
S: k OK Search completed.
C: l SEARCH CHARSET X-KLINGON TEXT x
S: l NO [BADCHARSET (UTF-8 US-ASCII)] Unknown charset.
C: m SEARCH CHARSET ISO-8859-1 SUBJECT {3}
S: + OK
C! gr\xfc\r\n
S: * SEARCH 1
S: m OK Search completed.
