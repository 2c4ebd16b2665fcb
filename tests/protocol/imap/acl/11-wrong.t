# RFC 4314 §3.1: unknown rights and uppercase are BAD; so is what cannot be an identifier. The owner's rights cannot be changed.
SET hard_error_limit 100
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: A035 SETACL INBOX John lrQswicda
S: A035 BAD Error in IMAP command SETACL: uppercase rights are not allowed.
C: A036 SETACL INBOX John lrqswicda
S: A036 BAD Error in IMAP command SETACL: unknown right.
C: b SETACL INBOX "" lr
S: b BAD Error in IMAP command SETACL: invalid identifier.
C: c SETACL INBOX "a b" lr
S~ c BAD *
C: d SETACL INBOX John
S~ d BAD *
C: e SETACL INBOX
S~ e BAD *
C: f GETACL
S~ f BAD *
C: g DELETEACL INBOX
S~ g BAD *
C: h LISTRIGHTS INBOX
S~ h BAD *
C: i MYRIGHTS INBOX more
S~ i BAD *
C: j SETACL INBOX Alice@Example.org lr
S: j NO [CANNOT] The owner always has all rights.
C: k SETACL INBOX -alice@example.org lr
S: k NO [CANNOT] The owner always has all rights.
C: l DELETEACL INBOX alice@example.org
S: l NO [CANNOT] The owner always has all rights.
C: m SETACL Nowhere John lr
S: m NO [NONEXISTENT] Mailbox doesn't exist.
