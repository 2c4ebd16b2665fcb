# Two sessions on one mailbox: each is told what the other does; \Recent belongs to one.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 2
C: s SELECT INBOX
S... s OK *

CONNECT two
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b SELECT INBOX
S... * 0 RECENT
S... b OK *
C: c STORE 1 +FLAGS (\Deleted)
S: * 1 FETCH (FLAGS (\Deleted))
S: c OK Store completed.
C: d EXPUNGE
S: * 1 EXPUNGE
S: d OK Expunge completed.
ON 1
C: b NOOP
S: * 1 EXPUNGE
S: b OK NOOP completed.
C: c COPY 1 INBOX
S: * 2 EXISTS
S: * 2 RECENT
S~ c OK [COPYUID * 2 3] Copy completed.
ON two
C: e NOOP
S: * 2 EXISTS
S: * 0 RECENT
S: e OK NOOP completed.
