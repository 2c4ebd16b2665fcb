# UPDATE goes with all results, whatever else is asked for.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
BULK INBOX 5
C: s SELECT INBOX
S... s OK *
C: b UID SEARCH RETURN (UPDATE PARTIAL 1:2 MIN SAVE) UNSEEN
S: * ESEARCH (TAG "b") UID MIN 1 PARTIAL (1:2 1:2)
S: b OK Search completed, result saved, will notify.
FLAGS INBOX 4 + \Seen
C: c NOOP
S: * 4 FETCH (FLAGS (\Seen \Recent))
S: * ESEARCH (TAG "b") UID REMOVEFROM (0 4)
S: c OK NOOP completed.
C: d UID SEARCH $
S: * SEARCH 1 2
S: d OK Search completed.
