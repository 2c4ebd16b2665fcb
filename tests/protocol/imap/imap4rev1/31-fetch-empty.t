# Message sets in an empty mailbox.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: s SELECT INBOX
S... s OK *

C: b FETCH 1:* FLAGS
S~ b BAD *
C: c UID FETCH 1:* FLAGS
S: c OK Fetch completed.
C: d UID SEARCH ALL
S: * SEARCH
S: d OK Search completed.
C: e UID STORE 1:* +FLAGS \Seen
S: e OK Store completed.
C: f UID COPY 1:* INBOX
S: f OK No messages found.
