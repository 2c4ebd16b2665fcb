# Enabled beside IMAP4rev2 both hold: no charset (RFC 9755 3), and ESEARCH (RFC 9051).
BULK INBOX 1
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: e ENABLE IMAP4rev2
S: * ENABLED IMAP4rev2
S: e OK Enabled.
C: f ENABLE UTF8=ACCEPT
S: * ENABLED UTF8=ACCEPT
S: f OK Enabled.
C: s SELECT INBOX
S... s OK *
C: b SEARCH CHARSET UTF-8 ALL
S~ b BAD *
C: c SEARCH ALL
S: * ESEARCH (TAG "c") ALL 1
S: c OK Search completed.
