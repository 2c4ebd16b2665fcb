# RFC 5267 4.3: results that the limit has cut are not kept up to date.
SET messages_at_once 3
BULK INBOX 6
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: s SELECT INBOX
S... s OK *
C: b UID SEARCH RETURN (UPDATE COUNT) UNSEEN
S: * ESEARCH (TAG "b") UID COUNT 3
S: * NO [NOUPDATE "b"] The results are not complete.
S: b OK [MESSAGELIMIT 3 4] Search completed, will not notify.
C: c UID SORT RETURN (UPDATE COUNT) (ARRIVAL) UTF-8 UNSEEN
S: * ESEARCH (TAG "c") UID COUNT 3
S: * NO [NOUPDATE "c"] The results are not complete.
S: c OK [MESSAGELIMIT 3 4] Sort completed, will not notify.
FLAGS INBOX 5 + \Seen
C: d NOOP
S: * 5 FETCH (FLAGS (\Seen \Recent))
S: d OK NOOP completed.
C: e UID SEARCH RETURN (UPDATE COUNT) UID 1:3 UNSEEN
S: * ESEARCH (TAG "e") UID COUNT 3
S: e OK Search completed, will notify.
