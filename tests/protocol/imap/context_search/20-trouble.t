# A context that cannot be followed any more is given up, and said so.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 2
C: s SELECT INBOX
S... s OK *
C: b UID SEARCH RETURN (UPDATE) SUBJECT number
S: * ESEARCH (TAG "b") UID
S: b OK Search completed, will notify.
TEXT INBOX Subject: number 3\n\nx\n
TROUBLE facts EIO
C: c NOOP
S: * 3 EXISTS
S: * 3 RECENT
S: * NO [NOUPDATE "b"] The results are not known any more.
S: c OK NOOP completed.
TEXT INBOX Subject: number 4\n\nx\n
C: d NOOP
S: * 4 EXISTS
S: * 4 RECENT
S: d OK NOOP completed.
