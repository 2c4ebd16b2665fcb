# RFC 9051 5.1 and 6.3.4: what is no Net-Unicode is refused.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: e ENABLE IMAP4rev2
S: * ENABLED IMAP4rev2
S: e OK Enabled.
C! b CREATE "caf\xe9"\r\n
S: b BAD Error in IMAP command CREATE: quoted string is not valid UTF-8.
C! c CREATE {4+}\r\ncaf\xe9\r\n
S: c BAD Error in IMAP command CREATE: mailbox name is not valid UTF-8.
C! d CREATE "a\x01b"\r\n
S: d NO [CANNOT] Invalid mailbox name.
C! f CREATE "a\xc2\x85b"\r\n
S: f NO [CANNOT] Invalid mailbox name.
C! g CREATE "a\xe2\x80\xa8b"\r\n
S: g NO [CANNOT] Invalid mailbox name.
C! h CREATE "\xef\xbb\xbfb"\r\n
S: h NO [CANNOT] Invalid mailbox name.
C! i CREATE "a\xcd\xb8b"\r\n
S: i NO [CANNOT] Invalid mailbox name.
FOLDER Work
C! j RENAME Work "W\x7f"\r\n
S: j NO [CANNOT] Invalid mailbox name.
C! k CREATE {3+}\r\na\0b\r\n
S: k BAD Error in IMAP command CREATE: NUL in a literal.
C: l LIST "" *
S: * LIST (\HasNoChildren) "." INBOX
S: * LIST (\HasNoChildren) "." Work
S: l OK List completed.
