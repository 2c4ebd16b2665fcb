# RFC 9051 7.5.2: message/global has an envelope and a structure of its own, as message/rfc822 has.
TEXT INBOX Content-Type: message/global\n\nSubject: inner\n\nbody\n
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: e ENABLE IMAP4rev2
S: * ENABLED IMAP4rev2
S: e OK Enabled.
C: s SELECT INBOX
S... s OK *
C: b FETCH 1 BODYSTRUCTURE
S~ * 1 FETCH (BODYSTRUCTURE ("message" "global" NIL NIL NIL "7bit" 24 (NIL "inner" NIL NIL NIL NIL NIL NIL NIL NIL) ("text" "plain" *
S: b OK Fetch completed.
C: c FETCH 1 BODY.PEEK[1.HEADER]
S: * 1 FETCH (BODY[1.HEADER] {18}
S: Subject: inner
S:
S: )
S: c OK Fetch completed.
