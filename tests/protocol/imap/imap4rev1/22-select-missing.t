# A failed SELECT leaves no mailbox selected (RFC 3501 6.3.1).
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: s SELECT INBOX
S... s OK *

C: b SELECT nothing
S: * OK [CLOSED] Previous mailbox closed.
S: b NO [NONEXISTENT] Mailbox doesn't exist.
C: c FETCH 1 FLAGS
S: c BAD No mailbox selected.
TROUBLE open_mailbox EIO
C: d SELECT INBOX
S~ d NO [UNAVAILABLE] *
TROUBLE open_mailbox in_use
C: e SELECT INBOX
S~ e NO [INUSE] *
