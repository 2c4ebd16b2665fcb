# COPY and UID COPY with COPYUID; TRYCREATE.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 4
FOLDER Work
C: s SELECT INBOX
S... s OK *

C: b COPY 1:2 Work
S~ b OK [COPYUID * 1:2 1:2] Copy completed.
C: c UID COPY 4,2 Work
S~ c OK [COPYUID * 2,4 3,4] Copy completed.
C: d COPY 1 nothing
S: d NO [TRYCREATE] Mailbox doesn't exist.
C: e COPY 9 Work
S~ e BAD *
C: f UID COPY 9 Work
S: f OK No messages found.
C: g COPY 1 INBOX
S: * 5 EXISTS
S: * 5 RECENT
S~ g OK [COPYUID * 1 5] Copy completed.
GONE INBOX 2
C: h COPY 1:3 Work
S: * 2 EXPUNGE
S~ h OK [COPYUID * 1,3 5,6] Copy completed.
GONE INBOX 3
C: i FETCH 1 UID
S: * 1 FETCH (UID 1)
S: i OK Fetch completed.
C: j COPY 1:2 Work
S: * 2 EXPUNGE
S~ j NO [EXPUNGEISSUED] *
